"""The shortest chain of cooperation: the best of all that are as short, and the same both ways."""

from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph.analysis.network import linked_pairs, to_networkx
from sdggraph.analysis.paths import shortest_chain
from sdggraph.model.records import Network
from sdggraph.model.structure import Chain
from sdggraph.tasks import Source
from tests.analysis.test_structure import CODES, LINKS, drawn, link, network, whole
from tests.queries import desk


def chain(given: Network, one: str, other: str, **options: object) -> Chain:
    return shortest_chain(given, whole(given, **options), one, other)


def steps(found: Chain) -> str:
    return "".join([*(step.one for step in found.steps), found.other])


def test_the_shortest_chain_prefers_strong_links_then_dated_then_recent_then_the_alphabet() -> None:
    two_ways = [link("A-B"), link("B-D"), link("A-C"), link("C-D")]
    assert steps(chain(network(*two_ways), "A", "D")) == "ABD"
    assert steps(chain(network(*two_ways[:3], link("C-D", year=2010)), "A", "D")) == "ACD"
    assert steps(chain(network(link("A-B", year=2011), link("B-D", "network", 2020), *two_ways[2:]), "A", "D")) == "ACD"
    assert chain(network(*two_ways), "A", "D").equally_short == 2
    assert chain(network(*two_ways, link("A-D", "network")), "A", "D").equally_short == 1


def test_a_step_shows_all_its_links_the_best_first() -> None:
    given = network(link("A-B", "network", 2020), link("A-B"), link("A-B", "training", 2012))
    [step] = chain(given, "A", "B").steps
    assert [(each.kind, each.year) for each in step.links] == [
        ("training", 2012),
        ("agreement", None),
        ("network", 2020),
    ]
    assert step.strong


def test_without_a_chain_the_parts_are_told() -> None:
    kite = network(link("A-B"), link("B-C"), link("A-C"), link("C-D", "network"))
    found = chain(kite, "A", "E")
    assert (found.steps, found.equally_short, found.sizes) == ((), 0, (4, 1))
    assert chain(kite, "A", "D", strong_only=True).sizes == (3, 1)


@settings(max_examples=100, deadline=None)
@given(LINKS, st.booleans())
def test_the_chain_is_the_best_of_all_shortest_ones_and_the_same_both_ways(entries, strong_only) -> None:  # type: ignore[no-untyped-def]
    given = drawn(entries)
    pairs = linked_pairs(to_networkx(given, strong_only=strong_only))
    for one, other in combinations(CODES[:5], 2):
        found = chain(given, one, other, strong_only=strong_only)
        back = chain(given, other, one, strong_only=strong_only)
        assert [(step.other, step.one) for step in reversed(back.steps)] == [
            (step.one, step.other) for step in found.steps
        ]
        if not nx.has_path(pairs, one, other):
            assert found.steps == ()
            continue
        ways = list(nx.all_shortest_paths(pairs, one, other))
        assert found.equally_short == len(ways)
        assert list(steps(found)) == min(ways, key=lambda way: cost(given, way, strong_only))


def cost(given: Network, way: list[str], strong_only: bool) -> tuple[int, int, int, list[str]]:
    """The rule of the docstring, spelled out over whole chains."""
    best = []
    for pair in pairwise(way):
        links = [each for each in given.links if set(pair) <= set(each.partners) and (each.strong or not strong_only)]
        best.append(max(links, key=lambda each: (each.strong, each.year or 0)))
    weak = sum(not each.strong for each in best)
    return weak, sum(each.year is None for each in best), -sum(each.year or 0 for each in best), way


def test_the_chain_from_hist_to_ictp(source: Source) -> None:
    everybody = whole(source.network)
    found = shortest_chain(source.network, everybody, "HIST", "ICTP")
    assert len(found.steps) == 2
    for step in found.steps:
        assert desk.linked(step.one, step.other)
        assert step.links[0].evidence
