"""Vectors worked out by hand."""

import math

import pytest

from sdggraph.analysis.features import View, aims, cosine, spread, unit_vectors
from sdggraph.model.records import Concept, Network
from tests.conftest import centre


def test_a_broader_theme_counts_half_per_step() -> None:
    tree = {
        "a": Concept("a", "A", "a"),
        "b": Concept("b", "B", "b", ("a",)),
        "c": Concept("c", "C", "c", ("b",)),
    }
    assert spread(["c"], tree) == {"c": 1.0, "b": 0.5, "a": 0.25}


def test_a_theme_named_itself_counts_in_full_though_it_is_also_above_another() -> None:
    tree = {"a": Concept("a", "A", "a"), "b": Concept("b", "B", "b", ("a",))}
    assert spread(["a", "b"], tree) == {"a": 1.0, "b": 1.0}


def test_a_cycle_of_broader_themes_ends() -> None:
    ring = {"a": Concept("a", "A", "a", ("b",)), "b": Concept("b", "B", "b", ("a",))}
    assert spread(["a"], ring) == {"a": 1.0, "b": 0.5}


def test_a_theme_without_a_concept_still_counts() -> None:
    assert spread(["unheard-of"], {}) == {"unheard-of": 1.0}


def test_the_surest_of_several_claims_to_one_aim_counts() -> None:
    assert aims(centre("X", "CHN", inferred="6.5", stated="6.5")) == {"6.5": 1.0, "6": 0.5}


def test_derived_contributions_tell_nobody_apart_and_stay_out() -> None:
    assert aims(centre("X", "CHN", derived="17")) == {}


def test_rare_entries_weigh_more(tiny: Network) -> None:
    # four of five have themes; karst is held by 3, floods by 3, water (above both) by 4
    idf = {"karst": math.log(1 + 4 / 3), "water": 0.5 * math.log(1 + 4 / 4)}
    length = math.hypot(*idf.values())
    assert View(tiny).themes["BRAVO"] == pytest.approx({key: value / length for key, value in idf.items()})


def test_every_vector_has_length_one_or_none(tiny: Network) -> None:
    both = View(tiny)
    for vector in [*both.themes.values(), *both.goals.values()]:
        assert math.fsum(value**2 for value in vector.values()) == pytest.approx(1.0 if vector else 0.0)


def test_an_organisation_without_themes_is_like_nobody(tiny: Network) -> None:
    vectors = View(tiny).themes
    assert vectors["ECHO"] == {}
    assert cosine(vectors["ECHO"], vectors["ALPHA"]) == 0.0


def test_the_cosine_is_symmetric_and_never_above_one(tiny: Network) -> None:
    vectors = View(tiny).goals
    for one in vectors.values():
        for other in vectors.values():
            assert cosine(one, other) == cosine(other, one)
            assert 0.0 <= cosine(one, other) <= 1.0


def test_an_empty_network_has_no_vectors() -> None:
    assert unit_vectors({}) == {}
