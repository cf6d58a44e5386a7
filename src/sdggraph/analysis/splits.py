"""Hiding links: a training network, and the pairs to be found.

No trace of a hidden link remains: not its reverse (a pair is hidden as a whole), not another link of the same pair, and
no contribution that rests on the same source.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple, TypeAlias

from sdggraph.analysis import links
from sdggraph.model.records import Link, Network, Organisation

Pair: TypeAlias = tuple[str, str]
_LEAST_LETTERS = 4


class Split(NamedTuple):
    """One division into training and hidden links."""

    name: str
    train: Network
    test: frozenset[Pair]  # new pairs to be found, each sorted
    unclear: frozenset[Pair]  # linked, but neither known nor to be found; they are not ranked
    as_of: int


def pairs(link: Link) -> list[Pair]:
    """Return the pairs of a link's partners, each sorted.

    >>> pairs(Link("l", ("C", "A", "B"), "agreement"))
    [('A', 'B'), ('A', 'C'), ('B', 'C')]
    """
    return list(combinations(sorted(set(link.partners)), 2))


def by_date(network: Network, year: int, *, until: int | None = None, include_weak: bool = False) -> Split:
    """Train on what was known at the end of a year, and test on the new pairs of later links.

    Undated links are in neither part, because their side is unknown: their pairs are not ranked. The same holds for
    pairs that, after that year, have only met (unless `include_weak`).
    """
    horizon = network if until is None else links.known_by(network, until)
    known = links.known_by(horizon, year)
    hidden = [link for link in horizon.links if link.year is None or link.year > year]
    return _split(f"links after {year}", horizon, known, hidden, include_weak, dated=True)


def folds(network: Network, count: int, *, seed: int, include_weak: bool = False) -> list[Split]:
    """Hide each of `count` parts of the linked pairs in turn; the parts are drawn with the seed.

    Pairs that share a link of several partners are hidden together.
    """
    return list(one_by_one(network, count, seed=seed, include_weak=include_weak))


def one_by_one(network: Network, count: int, *, seed: int, include_weak: bool = False) -> Iterator[Split]:
    """Yield the parts of `folds`, each made on demand."""
    groups = _groups(network.links)
    drawn = sorted(groups)
    random.Random(seed).shuffle(drawn)  # noqa: S311  # a random division, not a secret
    for part in range(count):
        hidden = [link for key in drawn[part::count] for link in groups[key]]
        gone = {link.iri for link in hidden}
        known = network._replace(links=tuple(link for link in network.links if link.iri not in gone))
        yield _split(f"part {part + 1} of {count}", network, known, hidden, include_weak, dated=False)


def _split(name: str, whole: Network, known: Network, hidden: list[Link], include_weak: bool, dated: bool) -> Split:
    held = {pair for link in known.links for pair in pairs(link)}
    sure = [link for link in hidden if (include_weak or link.strong) and not (dated and link.year is None)]
    unsure = {pair for link in hidden if dated and link.year is None for pair in pairs(link)}
    there = known.organisations
    test = {
        pair
        for link in sure
        for pair in pairs(link)
        if pair not in held and pair not in unsure and pair[0] in there and pair[1] in there
    }
    linked = {pair for link in whole.links for pair in pairs(link)}
    return Split(
        name, _forgetful(known, hidden), frozenset(test), frozenset(linked - held - test), links.latest_year(known)
    )


def _forgetful(known: Network, hidden: Iterable[Link]) -> Network:
    """Return the network without the contributions that reveal a hidden link, for either partner.

    A contribution reveals it if it rests on a source of the link or names the other partner.
    """
    told: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for link in hidden:
        for code in link.partners:
            told.setdefault(code, set()).update(link.evidence)
            others = (known.organisations.get(other) for other in link.partners if other != code)
            named.setdefault(code, set()).update(name for other in others if other for name in _names(other))
    records = {
        code: record._replace(
            contributions=tuple(
                claim
                for claim in record.contributions
                if not told[code].intersection(claim.evidence)
                and not any(name in claim.activity.casefold() for name in named[code])
            )
        )
        if code in told and record.contributions
        else record
        for code, record in known.organisations.items()
    }
    return known._replace(organisations=records)


def _names(record: Organisation) -> set[str]:
    """Return the names by which a sentence may mention an organisation, without very short ones, which are
    ambiguous.
    """
    every = (record.name, record.acronym, *record.other_names)
    return {name.casefold() for name in every if len(name) >= _LEAST_LETTERS}


def _groups(every: Iterable[Link]) -> dict[Pair, list[Link]]:
    """Group links that must not be separated: a link of three partners joins all its pairs, and every link of these.

    The key of a group is its first pair in order.
    """
    parent: dict[Pair, Pair] = {}

    def root(pair: Pair) -> Pair:
        while parent.setdefault(pair, pair) != pair:
            parent[pair] = parent[parent[pair]]
            pair = parent[pair]
        return pair

    held = [(link, pairs(link)) for link in every if len(set(link.partners)) > 1]
    for _, together in held:
        first = root(together[0])
        for pair in together[1:]:
            other = root(pair)
            first, other = min(first, other), max(first, other)
            parent[other] = first
    found: dict[Pair, list[Link]] = {}
    for link, together in held:
        found.setdefault(root(together[0]), []).append(link)
    return found
