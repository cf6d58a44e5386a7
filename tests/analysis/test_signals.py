"""Each signal on the tiny network, by hand."""

import pytest

from sdggraph.analysis.features import features
from sdggraph.analysis.signals import SIGNALS, View, goals, region, theme
from sdggraph.model.records import Network


@pytest.fixture
def view(tiny: Network) -> View:
    return View(tiny, features(tiny))


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


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_is_symmetric_and_between_0_and_1(view: View, name: str) -> None:
    for one in view.network.organisations:
        for other in view.network.organisations:
            there, back = SIGNALS[name](*pair(view, one, other)), SIGNALS[name](*pair(view, other, one))
            assert 0.0 <= there.value <= 1.0
            assert (there.value, there.explain().facts) == (back.value, back.explain().facts)
            assert there.explain().sentence
