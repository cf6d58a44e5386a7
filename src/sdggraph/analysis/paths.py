"""The shortest chain of cooperation between two organisations."""

from __future__ import annotations

from collections.abc import Set
from itertools import pairwise, permutations
from typing import NamedTuple

from sdggraph.analysis.features import View
from sdggraph.analysis.network import links_among
from sdggraph.model.records import Link, Network
from sdggraph.model.structure import Chain, Scope, Step

Ties = dict[str, dict[str, list[Link]]]


class _Trail(NamedTuple):
    """The best path to an organisation, and the number of equally short ones."""

    cost: tuple[int, int, int]  # steps by weak ties only, undated steps, negative sum of years (newer is less)
    codes: tuple[str, ...]
    ways: int


def shortest_chain(known: Network | View, scope: Scope, one: str, other: str) -> Chain:
    """Return the shortest chain between two members of the scope, with all links of each step. Without a chain there
    are no steps.

    Equally short chains are compared by these criteria, in this order: the fewest steps that have only weak ties; the
    fewest steps without a year; the largest sum of the years; the first codes in alphabetical order. Codes are
    compared from the end whose code comes first, so a chain from B to A is the chain from A to B reversed. The best
    link of a step counts: strong before weak, then the latest; links without a year come last. Several questions about
    one network share its links if they get the same view of it.

    >>> from sdggraph.model.records import Organisation
    >>> links = (Link("l", ("A", "B"), "agreement", 2014), Link("m", ("B", "C"), "network", strong=False))
    >>> network = Network({code: Organisation(code, code, code) for code in "ABC"}, links)
    >>> found = shortest_chain(network, Scope(tuple("ABC"), tuple("ABC")), "C", "A")
    >>> [(step.one, step.other, step.strong) for step in found.steps], found.equally_short
    ([('C', 'B', False), ('B', 'A', True)], 1)
    """
    view = View.of(known)
    ties = view.once((__name__, scope.strong_only), lambda: _ties(view.network, strong_only=scope.strong_only))
    start, goal = sorted((one, other))
    best = _best_trail(ties, set(scope.members), start, goal)
    codes = () if best is None else best.codes if start == one else best.codes[::-1]
    return Chain(
        one=one,
        other=other,
        steps=tuple(Step(a, b, tuple(ties[a][b])) for a, b in pairwise(codes)),
        equally_short=best.ways if best else 0,
        sizes=(_part_size(view, ties, scope, one), _part_size(view, ties, scope, other)),
        with_everyone=0,
        scope=scope,
        data_version=view.network.version,
    )


def _best_trail(ties: Ties, members: Set[str], start: str, goal: str) -> _Trail | None:
    """Search breadth-first from the start, through members only; for each organisation only the best path is kept."""
    level = {start: _Trail((0, 0, 0), (start,), 1)}
    seen = {start}
    while level and goal not in level:
        onward: dict[str, _Trail] = {}
        for code, trail in level.items():
            for other, links in ties.get(code, {}).items():
                if other in members and other not in seen:
                    _take(onward, other, trail, links[0])
        seen |= onward.keys()
        level = onward
    return level.get(goal)


def _take(onward: dict[str, _Trail], code: str, trail: _Trail, link: Link) -> None:
    weak, undated, age = trail.cost
    cost = (weak + (not link.strong), undated + (link.year is None), age - (link.year or 0))
    found = _Trail(cost, (*trail.codes, code), trail.ways)
    held = onward.get(code)
    if held is not None:
        best = min(held, found, key=lambda each: (each.cost, each.codes))
        found = best._replace(ways=held.ways + trail.ways)
    onward[code] = found


def _ties(network: Network, *, strong_only: bool) -> Ties:
    """Return the partners of each organisation with their links, the best link first."""
    found: Ties = {}
    for link, partners in links_among(network.links, network.organisations.keys()):
        for one, other in permutations(partners, 2) if link.strong or not strong_only else ():
            found.setdefault(one, {}).setdefault(other, []).append(link)
    for partners_of in found.values():
        for links in partners_of.values():
            links.sort(key=best_first)
    return found


def best_first(link: Link) -> tuple[bool, int, str]:
    """Return the sort key of links between two organisations: strong before weak, then the latest, undated ones last.

    >>> links = [Link("l", ("A", "B"), "network", 2020, strong=False), Link("m", ("A", "B"), "agreement")]
    >>> [link.kind for link in sorted(links, key=best_first)]
    ['agreement', 'network']
    """
    return not link.strong, -(link.year or 0), link.iri


def _part_size(view: View, ties: Ties, scope: Scope, code: str) -> int:
    """Count the members of the scope that can be reached, the organisation itself included if it is one.

    No organisation outside the scope is passed through, so that a part has the size that the report gives.
    """
    circle = frozenset(scope.circle)
    parts = view.once((__name__, scope.strong_only, scope.circle), lambda: _parts(ties, circle))
    near = [code] if code in circle else [other for other in ties.get(code, {}) if other in circle]
    return sum({parts[each][0]: parts[each][1] for each in near}.values())


def _parts(ties: Ties, circle: Set[str]) -> dict[str, tuple[int, int]]:
    """Return the number and the size of the connected part of each member."""
    found: dict[str, tuple[int, int]] = {}
    for first in circle:
        if first in found:
            continue
        seen, waiting = {first}, [first]
        while waiting:
            new = [other for other in ties.get(waiting.pop(), {}) if other in circle and other not in seen]
            seen.update(new)
            waiting.extend(new)
        found.update(dict.fromkeys(seen, (len(found), len(seen))))
    return found
