"""What must hold for every network, however odd: hypothesis looks for one for which it does not."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph.analysis.features import View
from sdggraph.analysis.knowledge import work_leads
from sdggraph.analysis.links import known_by
from sdggraph.analysis.partners import MODES, explain, suggest
from sdggraph.analysis.signal_registry import suggestible
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation

CODES = [f"C{number}" for number in range(8)]
AIMS = ["6", "6.5", "6.6", "13", "15.1", "17.6"]
THEMES = ["water", "karst", "floods", "physics"]
LANDS = ["CHN", "JPN", "KEN", ""]

years = st.none() | st.integers(1990, 2030)
kinds = st.sampled_from(["agreement", "network", "unheard-of"])
claims = st.lists(st.tuples(st.sampled_from(AIMS), st.sampled_from(["stated", "inferred", "derived"])), max_size=4)


@st.composite
def organisations(draw: st.DrawFn, code: str) -> Organisation:
    return Organisation(
        code,
        code,
        f"urn:{code}",
        draw(st.sampled_from(["category-1", "category-2", "affiliate", "host", "partner"])),
        country=draw(st.sampled_from(LANDS)),
        themes=tuple(sorted(draw(st.sets(st.sampled_from(THEMES))))),
        since=draw(years),
        contributions=tuple(
            Contribution(f"urn:{code}-{number}", aim, basis, "", since=draw(years))
            for number, (aim, basis) in enumerate(draw(claims))
        ),
    )


@st.composite
def networks(draw: st.DrawFn) -> Network:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=8, unique=True))
    partners = st.sets(st.sampled_from(codes), min_size=1, max_size=3)
    links = tuple(
        Link(f"urn:link-{number}", tuple(sorted(draw(partners))), kind, draw(years), strong=kind != "network")
        for number, kind in enumerate(
            draw(st.lists(st.sampled_from(["agreement", "network", "unheard-of"]), max_size=8))
        )
    )
    broader = {"karst": ("water",), "floods": ("water",), "water": draw(st.sampled_from([(), ("karst",)]))}
    return Network(
        organisations={code: draw(organisations(code)) for code in codes},
        links=links,
        countries={
            "CHN": Country("CHN", "China", "urn:CHN", "Eastern Asia", "Asia", ("g77",)),
            "JPN": Country("JPN", "Japan", "urn:JPN", "Eastern Asia", "Asia"),
            "KEN": Country("KEN", "Kenya", "urn:KEN", "Eastern Africa", "Africa", ("g77",)),
        },
        themes={key: Concept(key, key, f"urn:{key}", broader.get(key, ())) for key in THEMES},
        aims={key: Concept(key, key, f"urn:{key}") for key in AIMS},
        target_links=draw(st.sampled_from([(), (("6.5", "6.6", 0.4), ("6.6", "15.1", 0.3), ("6.5", "6.5", 1.0))])),
    )


def asked(network: Network) -> str:
    return next(iter(network.organisations))


@given(networks(), st.sampled_from(sorted(suggestible())))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_signals_are_symmetric_and_in_range(network: Network, name: str) -> None:
    view = View(network)
    for one in network.organisations.values():
        for other in network.organisations.values():
            there, back = suggestible()[name](one, other, view), suggestible()[name](other, one, view)
            assert 0.0 <= there.value <= 1.0 + 1e-12
            assert there.value == pytest.approx(back.value, abs=1e-12)
            assert there.explain().facts == back.explain().facts


@given(networks(), st.sampled_from(sorted(MODES)))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_scores_are_sums_in_range_ranked_and_tied_by_code(network: Network, mode: str) -> None:
    found = suggest(network, asked(network), mode=mode, limit=None, include_current=True).found
    late = work_leads(MODES[mode])
    keys = [(late and not each.known.is_enough, -each.score, each.partner.code) for each in found]
    assert keys == sorted(keys)
    for each in found:
        assert 0.0 <= each.score <= 1.0 + 1e-6
        assert each.score == pytest.approx(math.fsum(reason.share for reason in each.reasons), abs=1e-9)


@pytest.mark.slow  # two lists for each of a hundred networks
@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_order_of_the_input_changes_nothing(network: Network, random: Any) -> None:
    def turned(things: Any) -> Any:
        shuffled = list(things)
        random.shuffle(shuffled)
        return shuffled

    other = network._replace(
        organisations=dict(turned(network.organisations.items())),
        links=tuple(turned(network.links)),
        target_links=tuple(turned(network.target_links)),
        themes=dict(turned(network.themes.items())),
    )
    code = asked(network)
    one, two = (suggest(each, code, limit=None, include_current=True).found for each in (network, other))
    assert [each.partner.code for each in one] == [each.partner.code for each in two]
    assert [each.score for each in one] == [each.score for each in two]
    assert [each.reasons for each in one] == [each.reasons for each in two]


@pytest.mark.slow  # three lists for each of a hundred networks
@given(networks())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_who_is_left_out_and_who_is_ranked_are_all_candidates(network: Network) -> None:
    code = asked(network)
    found = suggest(network, code, limit=None)
    ranked = {each.partner.code for each in found.found}
    out = {record.code for record, _ in found.left_out}
    everybody = {each.partner.code for each in suggest(network, code, limit=None, include_current=True).found}
    assert not ranked & out
    nobody = suggest(network, code, limit=None, include_current=True).without_reason
    assert found.candidates == len(everybody) + nobody
    assert ranked <= everybody


@pytest.mark.slow  # two lists for each of a hundred networks
@given(networks(), st.integers(1985, 2035))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_what_came_later_cannot_be_seen(network: Network, year: int) -> None:
    """Taking away what is later or undated first changes nothing: so it was not looked at."""
    code = asked(network)
    then = known_by(network, year)
    then = then._replace(organisations={code: network.organisations[code], **then.organisations})
    one = suggest(network, code, limit=None, as_of=year)
    assert one.found == suggest(then, code, limit=None, as_of=year).found


@given(networks(), st.sampled_from(sorted(MODES)))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_an_explanation_agrees_with_the_list(network: Network, mode: str) -> None:
    code = asked(network)
    for each in suggest(network, code, mode=mode, limit=None, include_current=True).found:
        assert explain(network, code, each.partner.code, mode=mode).suggestion == each
