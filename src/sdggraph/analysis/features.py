"""Organisations as weighted vectors of themes, goals and targets."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from sdggraph.analysis import links
from sdggraph.model.records import DERIVED, STATED, Concept, Link, Network, Organisation

# A broader theme counts half as much with every step up: two centres that share only "water" are less alike than two
# that share "groundwater". A goal counts half as much as its target for the same reason.
STEP_UP = 0.5
# A contribution that its source names counts in full, one that a reader inferred for less.
INFERRED_SHARE = 0.6
FEW_CENTRES = 20  # below this number of centres, the share with a theme means little

_YEARS = 4  # networks of earlier years that a view keeps; each is a copy of all records

Vector = Mapping[str, float]
_T = TypeVar("_T")


class View:
    """A network with the vectors computed from it, each on first use, so that all signals use the same ones."""

    def __init__(self, network: Network, as_of: int | None = None) -> None:
        self.network = network
        self.as_of = links.latest_year(network) if as_of is None else as_of
        self._kept: dict[Hashable, Any] = {}

    def once(self, name: Hashable, make: Callable[[], _T]) -> _T:
        """Return the value of that name, computed from this view at the first call."""
        if name not in self._kept:
            self._kept[name] = make()
        found: _T = self._kept[name]
        return found

    def known_by(self, year: int) -> Network:
        """Return the network as it was known at the end of a year; those of the last few years asked for are kept."""
        kept = self.once("known by", dict[int, Network])
        if year not in kept:
            while len(kept) >= _YEARS:
                kept.pop(next(iter(kept)))
            kept[year] = links.known_by(self.network, year)
        return kept[year]

    @classmethod
    def of(cls, known: Network | View) -> View:
        """Return the view of a network. A view is returned as it is, with the vectors it holds already."""
        return known if isinstance(known, View) else cls(known)

    @cached_property
    def themes(self) -> Mapping[str, Vector]:
        """For each organisation, by code, the unit vector of its themes."""
        known = self.network.themes
        return unit_vectors({code: spread(record.themes, known) for code, record in self._records})

    @cached_property
    def goals(self) -> Mapping[str, Vector]:
        """For each organisation, by code, the unit vector of its goals and targets."""
        return unit_vectors({code: aims(record) for code, record in self._records})

    @cached_property
    def targets(self) -> Mapping[str, Vector]:
        """For each organisation, by code, the unit vector of its targets alone."""
        return unit_vectors(
            {code: {aim: w for aim, w in aims(record).items() if "." in aim} for code, record in self._records}
        )

    @cached_property
    def closeness(self) -> Mapping[str, Vector]:
        """The links between targets as a symmetric matrix, scaled to spectral radius 1."""
        return _scaled_once(tuple(self.network.target_links))

    @cached_property
    def common_themes(self) -> frozenset[str]:
        """The themes that at least half of all active centres have, directly or by a narrower theme. They distinguish
        no centres.

        In a very small network every theme may be held by half of the centres, so there no theme is common.
        """
        centres = [code for code, record in self._records if record.is_active_centre]
        if len(centres) < FEW_CENTRES:
            return frozenset()
        holders: dict[str, int] = {}
        for code in centres:
            for theme in self.themes.get(code, ()):
                holders[theme] = holders.get(theme, 0) + 1
        return frozenset(theme for theme, count in holders.items() if 2 * count >= len(centres))

    @cached_property
    def ties(self) -> Mapping[str, Vector]:
        """The partners of each linked organisation, with the weight of their links."""
        return links.ties(self.network, self.as_of)

    @cached_property
    def neighbours(self) -> Mapping[str, Vector]:
        """For each organisation, by code, the unit vector of its partners."""
        return neighbour_vectors(self.ties)

    @cached_property
    def prominence(self) -> Mapping[str, float]:
        """The number of partners as a share of the largest such number, from 0 to 1, by code; absent without
        partners.
        """
        most = max((len(held) for held in self.ties.values()), default=1)
        return {code: len(held) / most for code, held in self.ties.items()}

    @cached_property
    def links_of(self) -> Mapping[str, Sequence[Link]]:
        """The links of each linked organisation, by code."""
        found: dict[str, list[Link]] = {}
        for link in self.network.links:
            for code in set(link.partners):
                found.setdefault(code, []).append(link)
        return found

    @cached_property
    def suggestible(self) -> tuple[Organisation, ...]:
        """The centres that can be suggested: neither ceased nor contested."""
        return tuple(record for _, record in self._records if record.is_suggestible and record.is_centre)

    @cached_property
    def _records(self) -> list[tuple[str, Organisation]]:
        return list(self.network.organisations.items())


def spread(themes: Iterable[str], concepts: Mapping[str, Concept]) -> dict[str, float]:
    """Return each theme with weight 1, and every broader one with half the weight per step; the largest weight counts.

    A cycle of broader themes is followed once.

    >>> tree = {"water": Concept("water", "Water", "w"), "karst": Concept("karst", "Karst", "k", ("water",))}
    >>> spread(["karst"], tree)
    {'karst': 1.0, 'water': 0.5}
    """
    weights: dict[str, float] = {}
    level, weight = sorted(set(themes)), 1.0
    while level:
        for theme in level:
            weights.setdefault(theme, weight)
        above = {broader for theme in level if theme in concepts for broader in concepts[theme].broader}
        level = sorted(above - weights.keys())
        weight *= STEP_UP
    return weights


def aims(record: Organisation) -> dict[str, float]:
    """Return the goals and targets of an organisation: 1 where stated, 0.6 where inferred; the goal of a target at
    half.

    Derived contributions are left out. Every organisation with a link has one, so they distinguish nothing.

    >>> from sdggraph.model.records import Contribution
    >>> claims = (Contribution("a", "6.5", "stated", ""), Contribution("b", "13", "inferred", ""))
    >>> aims(Organisation("X", "X", "x", contributions=claims))
    {'6.5': 1.0, '6': 0.5, '13': 0.6}
    """
    weights: dict[str, float] = {}
    for claim in record.contributions:
        if claim.basis == DERIVED:
            continue
        certainty = 1.0 if claim.basis == STATED else INFERRED_SHARE
        weights[claim.aim] = max(weights.get(claim.aim, 0.0), certainty)
        if claim.aim != claim.goal:
            weights[claim.goal] = max(weights.get(claim.goal, 0.0), certainty * STEP_UP)
    return weights


def unit_vectors(weights: Mapping[str, Vector]) -> dict[str, dict[str, float]]:
    """Return vectors of length 1 (or empty), each entry weighted by its rarity: weight * ln(1 + N / n).

    N is the number of vectors that are not empty, and n the number of those with this entry. This is the smoothed
    inverse document frequency (Spärck Jones 1972; Manning, Raghavan & Schütze 2008, section 6.2).

    >>> vectors = unit_vectors({"A": {"6.5": 1.0, "13": 1.0}, "B": {"6.5": 1.0}})
    >>> round(vectors["A"]["6.5"], 3), round(vectors["A"]["13"], 3), vectors["B"]
    (0.534, 0.846, {'6.5': 1.0})
    """
    count = sum(1 for vector in weights.values() if vector)
    holders: dict[str, int] = {}
    for vector in weights.values():
        for entry in vector:
            holders[entry] = holders.get(entry, 0) + 1
    rarity = {entry: math.log(1 + count / held) for entry, held in holders.items()}
    return {
        code: _unit({entry: weight * rarity[entry] for entry, weight in vector.items()})
        for code, vector in weights.items()
    }


def neighbour_vectors(ties: Mapping[str, Vector]) -> dict[str, dict[str, float]]:
    """Return unit vectors over partners: each entry is the tie, weighted by the rarity of the partner.

    The inner product of two raw vectors is the sum over common partners z of w(a,z) w(b,z) / ln(1 + deg(z)). This is
    the index of Adamic & Adar (2003) on weighted links, with 1 + deg so that degree 1 is defined. Dividing by both
    lengths discounts organisations with many partners (Salton's cosine).

    >>> ties = {"A": {"Z": 1.0}, "B": {"Z": 0.5}, "Z": {"A": 1.0, "B": 0.5}}
    >>> vectors = neighbour_vectors(ties)
    >>> cosine(vectors["A"], vectors["B"]), cosine(vectors["A"], vectors["Z"])
    (1.0, 0.0)
    """
    rarity = {code: 1 / math.sqrt(math.log(1 + len(held))) for code, held in ties.items()}
    return {code: _unit({other: tie * rarity[other] for other, tie in held.items()}) for code, held in ties.items()}


def scaled(pairs: Iterable[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    """A symmetric matrix of pairs, divided by its spectral radius, so that u M v is at most 1 for unit vectors.

    The radius is found by power iteration on M + I (100 steps; M has no negative entry, so by
    Perron and Frobenius its radius is its largest eigenvalue). Without pairs the matrix is empty.

    >>> scaled([("6.5", "6.6", 0.4), ("6.6", "15.1", 0.3)])["6.5"]
    {'6.6': 0.8}
    """
    matrix: dict[str, dict[str, float]] = {}
    for one, other, weight in pairs:
        if one != other:
            matrix.setdefault(one, {})[other] = weight
            matrix.setdefault(other, {})[one] = weight
    radius = _radius(matrix) if matrix else 0.0
    if not radius:
        return {}
    return {
        row: {column: round(weight / radius, 12) for column, weight in held.items()} for row, held in matrix.items()
    }


@lru_cache(maxsize=4)
def _scaled_once(pairs: tuple[tuple[str, str, float], ...]) -> Mapping[str, Vector]:
    """Return the scaled matrix; cached, because an evaluation needs it for every part of the network."""
    return scaled(pairs)


def _radius(matrix: Mapping[str, Vector]) -> float:
    vector = dict.fromkeys(sorted(matrix), 1.0)
    growth = 1.0
    for _ in range(100):
        image = {
            row: vector[row] + math.fsum(weight * vector[column] for column, weight in held.items())
            for row, held in matrix.items()
        }
        growth = _length(image) / _length(vector)
        vector = _unit(image)
    return growth - 1


def _length(vector: Vector) -> float:
    return math.sqrt(math.fsum(value * value for value in vector.values()))


def _unit(weighted: Vector) -> dict[str, float]:
    length = _length(weighted)
    return {entry: value / length for entry, value in weighted.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two unit vectors, from 0 (nothing shared) to 1 (the same); 0 where one is empty.

    >>> cosine({"6.5": 0.6, "13": 0.8}, {"6.5": 1.0})
    0.6
    """
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, math.fsum(value * other[entry] for entry, value in one.items() if entry in other))
