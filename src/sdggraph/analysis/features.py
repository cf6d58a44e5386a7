"""Organisations as weighted vectors: what they work on, and which goals and targets they serve."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sdggraph.model.records import DERIVED, STATED, Concept, Network, Organisation

# A broader theme counts half as much with every step up: two centres that share only "water" are less alike
# than two that share "groundwater". A goal counts half of its target for the same reason.
STEP_UP = 0.5
# A contribution that its source names counts in full, one that a reader inferred for less.
INFERRED_SHARE = 0.6

Vector = Mapping[str, float]


class Features(NamedTuple):
    """The unit vectors of every organisation, by code."""

    themes: Mapping[str, Vector]
    goals: Mapping[str, Vector]


def features(network: Network) -> Features:
    """The theme and goal vectors of every organisation of the network."""
    records = network.organisations.values()
    return Features(
        themes=unit_vectors({record.code: spread(record.themes, network.themes) for record in records}),
        goals=unit_vectors({record.code: aims(record) for record in records}),
    )


def spread(themes: Iterable[str], concepts: Mapping[str, Concept]) -> dict[str, float]:
    """Each theme with weight 1 and every broader one with half the weight per step, the largest where they meet.

    A cycle of broader themes ends the walk where it would begin again.

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
    """The targets and goals an organisation contributes to: 1 where stated, 0.6 where inferred, the goal at half.

    Derived contributions stay out: every organisation with a link has one, so they tell nobody apart.

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
    """Vectors of length 1 (or empty), each entry weighted by how rare it is: weight * ln(1 + N / n).

    N is the number of vectors with an entry, n the number of those with this one: the smoothed inverse
    document frequency (Spärck Jones 1972; Manning, Raghavan & Schütze 2008, section 6.2).

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
    found = {}
    for code, vector in weights.items():
        weighted = {entry: weight * rarity[entry] for entry, weight in vector.items()}
        length = math.sqrt(math.fsum(value * value for value in weighted.values()))
        found[code] = {entry: value / length for entry, value in weighted.items()} if length else {}
    return found


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two unit vectors, from 0 (nothing shared) to 1 (the same); 0 where one is empty.

    >>> cosine({"6.5": 0.6, "13": 0.8}, {"6.5": 1.0})
    0.6
    """
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, math.fsum(value * other[entry] for entry, value in one.items() if entry in other))
