"""How much a link binds, and what was known when."""

import pytest

from sdggraph.analysis import links
from sdggraph.model.records import Contribution, Link, Network, Organisation


def link(kind: str, year: int | None) -> Link:
    return Link("l", ("A", "B"), kind, year)


@pytest.mark.parametrize(
    ("kind", "year", "wanted"),
    [
        ("agreement", 2026, 1.0),
        ("agreement", 2016, 0.5),
        ("agreement", 2006, 0.25),
        ("training", 2016, 0.3),
        ("network", 2026, 0.25),
        ("agreement", None, 0.5),
        ("a kind nobody has weighed", 2026, 1.0),
        ("agreement", 2030, 1.0),
    ],
)
def test_a_link_binds_by_its_kind_and_fades_with_its_age(kind: str, year: int | None, wanted: float) -> None:
    assert links.weight(link(kind, year), 2026) == pytest.approx(wanted)


def test_a_shorter_half_life_forgets_sooner() -> None:
    assert links.weight(link("agreement", 2022), 2026, half_life=2) == 0.25


def test_a_link_of_three_ties_each_pair() -> None:
    network = Network(links=(Link("l", ("A", "B", "C"), "agreement", 2020),))
    assert links.ties(network) == {"A": {"B": 1, "C": 1}, "B": {"A": 1, "C": 1}, "C": {"A": 1, "B": 1}}


def test_what_came_later_was_not_known() -> None:
    claims = (Contribution("x", "6.5", "stated", "", since=2019), Contribution("y", "13", "stated", ""))
    network = Network(
        {"A": Organisation("A", "A", "a", contributions=claims), "B": Organisation("B", "B", "b")},
        (link("agreement", 2016), link("agreement", 2019), link("agreement", None)),
    )
    then = links.known_by(network, 2017)
    assert [held.year for held in then.links] == [2016]
    assert [claim.iri for claim in then.organisations["A"].contributions] == ["y"]
