"""Many candidates are ranked as a row of sparse products: the lists must be those of the pairs, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph.analysis.features import View
from sdggraph.analysis.gaps import centre_gaps
from sdggraph.analysis.partners import MODES, Explanations, suggest
from sdggraph.analysis.scoring import ranking, row_scores
from sdggraph.analysis.scoring.millionths import MICRO
from sdggraph.analysis.signal_registry import suggestible
from sdggraph.model.records import Country, Link, Network, Organisation
from sdggraph.tasks import Source
from tests.analysis.test_properties import networks


@contextmanager
def from_on(candidates: int) -> Iterator[None]:
    """Use rows from that number of candidates on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "MANY", candidates)
        yield


def both_ways(view: View, code: str, **asked: Any) -> list[tuple[Any, ...]]:
    """Suggestions, ranks and gaps of an organisation: pair by pair, and by rows."""
    found = []
    for number in (10**9, 0):
        with from_on(number):
            listed = suggest(view, code, limit=None, include_current=True, **asked)
            found.append((listed, Explanations(view, code, **asked).places, centre_gaps(view, code, limit=None)))
    return found


@pytest.mark.parametrize("mode", ["blend", "region"])
def test_rows_give_the_lists_of_the_shipped_data(source: Source, mode: str) -> None:
    view = View(source.network)
    for code in ("HIST", "ICTP", "RCGW", "IRCK"):
        one_by_one, rows = both_ways(view, code, mode=mode)
        assert rows == one_by_one
        assert list(rows[1].items()) == list(one_by_one[1].items())  # places in their order
        assert one_by_one[0].found


@given(networks(), st.sampled_from(sorted(MODES)), st.none() | st.integers(1990, 2030))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_rows_give_the_lists_of_any_network(network: Network, mode: str, as_of: int | None) -> None:
    code = next(iter(network.organisations))
    one_by_one, rows = both_ways(View(network), code, mode=mode, as_of=as_of)
    assert rows == one_by_one


def test_rows_give_every_signal_by_itself(source: Source) -> None:
    view, me = View(source.network), source.network.organisations["HIST"]
    others = [each for each in source.network.organisations.values() if each.is_centre]
    for name, signal in suggestible().items():
        found = row_scores.values(view, name, me, others) / MICRO
        assert found.tolist() == [round(signal(me, each, view).value, ranking.DECIMALS) for each in others], name


def test_a_value_in_the_middle_of_two_millionths_is_rounded_as_for_a_pair() -> None:
    # one hub with 128 partners: everybody else has a 128th of its partners, 0.0078125
    codes = [f"C{number:03d}" for number in range(129)]
    centres = {code: Organisation(code, code, code, "category-2", country="CHN") for code in codes}
    links = tuple(Link(f"urn:{code}", ("C000", code), "agreement", 2010) for code in codes[1:])
    network = Network(centres, links, {"CHN": Country("CHN", "China", "urn:CHN", "Eastern Asia", "Asia", ())})
    one_by_one, rows = both_ways(View(network), "C001", weights={"openness": 1.0, "region": 1.0})
    assert rows == one_by_one
    assert {each.score for each in rows[0].found} >= {0.996094}  # (0.9921875 rounded to even, 0.992188, + 1) / 2


def test_nobody_to_rank_is_no_error() -> None:
    alone = Network({"A": Organisation("A", "A", "urn:A", "category-2")})
    one_by_one, rows = both_ways(View(alone), "A")
    assert rows == one_by_one
    assert rows[0].found == ()
