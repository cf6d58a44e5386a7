"""Each signal on the tiny network, by hand."""

import pytest

from sdggraph.analysis.features import View
from sdggraph.analysis.signal_registry import suggestible
from sdggraph.analysis.signals import (
    complement,
    goals,
    network,
    openness,
    region,
    south_south,
    theme,
)
from sdggraph.model.records import Link, Network
from sdggraph.tasks import Source
from tests.conftest import centre


@pytest.fixture
def view(tiny: Network) -> View:
    return View(tiny)


def pair(view: View, one: str, other: str):  # type: ignore[no-untyped-def]
    return view.network.organisations[one], view.network.organisations[other], view


def test_equal_themes_give_one(view: View) -> None:
    signal = theme(*pair(view, "ALPHA", "DELTA"))
    assert signal.value == pytest.approx(1.0)
    assert signal.explain().sentence == "both work on Floods, Karst"
    assert signal.explain().facts == ("urn:theme/floods", "urn:theme/karst")


def test_themes_that_meet_only_higher_up_are_told_as_such(view: View) -> None:
    signal = theme(*pair(view, "BRAVO", "CHARLIE"))
    assert 0 < signal.value < 0.5
    assert signal.explain().sentence == "both work within Water"
    assert signal.explain().facts == ("urn:theme/water",)


def test_a_missing_theme_is_missing_knowledge(view: View) -> None:
    signal = theme(*pair(view, "ALPHA", "ECHO"))
    assert (signal.value, signal.explain().sentence) == (0.0, "no theme on record for ECHO")


def test_a_shared_target_names_the_contributions_of_both_sides(view: View) -> None:
    signal = goals(*pair(view, "ALPHA", "BRAVO"))
    assert (
        signal.explain().sentence == "both contribute to 6.5 Aim 6.5 (1 of 2 contributions stated, the rest inferred)"
    )
    assert signal.explain().facts == ("urn:contribution/ALPHA-6.5-stated", "urn:contribution/BRAVO-6.5-inferred")


def test_two_targets_of_one_goal_are_less_alike_than_one_target(view: View) -> None:
    same, near = goals(*pair(view, "ALPHA", "BRAVO")), goals(*pair(view, "BRAVO", "CHARLIE"))
    assert 0 < near.value < same.value
    assert near.explain().sentence.startswith("both contribute to targets of goal 6 Aim 6")
    assert near.explain().facts == ("urn:contribution/BRAVO-6.5-inferred", "urn:contribution/CHARLIE-6.6-inferred")


@pytest.mark.parametrize(
    ("one", "other", "value", "sentence"),
    [
        ("ALPHA", "BRAVO", 1.0, "same country: China"),
        ("ALPHA", "CHARLIE", 0.75, "same sub-region: Eastern Asia"),
        ("ALPHA", "DELTA", 0.5, "same UNESCO region: Asia and the Pacific"),
        ("ALPHA", "ECHO", 0.0, "different regions: Asia and the Pacific and Africa"),
    ],
)
def test_region_falls_from_country_to_region(view: View, one: str, other: str, value: float, sentence: str) -> None:
    signal = region(*pair(view, one, other))
    assert (signal.value, signal.explain().sentence) == (value, sentence)


@pytest.mark.parametrize("name", suggestible())
def test_every_signal_is_symmetric_and_between_0_and_1(view: View, name: str) -> None:
    for one in view.network.organisations:
        for other in view.network.organisations:
            there, back = suggestible()[name](*pair(view, one, other)), suggestible()[name](*pair(view, other, one))
            assert 0.0 <= there.value <= 1.0
            assert (there.value, there.explain().facts) == (back.value, back.explain().facts)
            assert there.explain().sentence


def linked(tiny: Network) -> Network:
    """ALPHA and BRAVO share the partner HUB, which has three; CHARLIE is linked with HUB too."""
    hub = centre("HUB", "KEN")
    links = tuple(Link(f"urn:link/{code}", (code, "HUB"), "agreement", 2016) for code in ("ALPHA", "BRAVO", "CHARLIE"))
    return tiny._replace(
        organisations={**tiny.organisations, "HUB": hub},
        links=links,
        target_links=(("6.5", "6.6", 0.4), ("6.6", "15.1", 0.3)),
    )


def test_linked_targets_of_either_side_complement_each_other(tiny: Network) -> None:
    # BRAVO serves 6.5 alone and CHARLIE 6.6 alone, so both vectors are 1 at one place; the matrix
    # ((0 .4 0) (.4 0 .3) (0 .3 0)) has the spectral radius .5, so the link weighs .4 / .5
    signal = complement(*pair(View(linked(tiny)), "BRAVO", "CHARLIE"))
    assert signal.value == pytest.approx(0.8)
    assert signal.explain().sentence == "targets that belong together: 6.5 with 6.6"
    assert signal.explain().facts == ("urn:contribution/BRAVO-6.5-inferred", "urn:contribution/CHARLIE-6.6-inferred")


def test_the_same_target_complements_nothing(tiny: Network) -> None:
    signal = complement(*pair(View(linked(tiny)), "ALPHA", "BRAVO"))
    assert (signal.value, signal.explain().sentence) == (0.0, "no linked target in common")


def test_a_common_partner_brings_two_organisations_close(tiny: Network) -> None:
    view = View(linked(tiny))
    signal = network(*pair(view, "ALPHA", "BRAVO"))
    assert signal.value == pytest.approx(1.0)  # the same single partner on both sides
    assert signal.explain().sentence == "both cooperate with HUB"
    assert signal.explain().facts == ("urn:link/ALPHA", "urn:link/BRAVO")
    nobody = network(*pair(view, "ALPHA", "DELTA"))
    assert (nobody.value, nobody.explain().sentence) == (0.0, "no partner on record for DELTA")


def test_south_south_needs_both(view: View) -> None:
    assert south_south(*pair(view, "ALPHA", "ECHO")).value == 1.0
    north = south_south(*pair(view, "ALPHA", "CHARLIE"))
    assert (north.value, north.explain().sentence) == (0.0, "not in the Group of 77: Japan")


def test_openness_falls_with_the_partners_of_either_side(tiny: Network) -> None:
    view = View(linked(tiny))
    # HUB has 3 partners, the most; ALPHA has 1 of 3; ECHO none
    assert openness(*pair(view, "ALPHA", "HUB")).value == pytest.approx(1 - (1 / 3 + 1) / 2)
    assert openness(*pair(view, "ECHO", "DELTA")).value == 1.0
    assert openness(*pair(view, "ALPHA", "HUB")).explain().sentence == "partners on record: ALPHA 1, HUB 3"


@pytest.mark.parametrize("name", suggestible())
def test_every_signal_is_in_range_and_symmetric_on_the_real_network(source: Source, name: str) -> None:
    view = View(source.network)
    centres = [record for record in source.network.organisations.values() if record.is_centre][::9]
    for one in centres:
        for other in centres:
            there, back = suggestible()[name](one, other, view), suggestible()[name](other, one, view)
            assert 0.0 <= there.value <= 1.0
            assert there.value == pytest.approx(back.value, abs=1e-12)
            assert there.explain().facts == back.explain().facts
