"""The similarity of centres in what they can do, and the votes of similar ones."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sdggraph.analysis.features import Vector, View, cosine
from sdggraph.analysis.scoring import ranking
from sdggraph.analysis.scoring.ranking import DECIMALS

THEME_SHARE = 0.5  # of the similarity; the rest is goals. A judgement: both matter equally for capability
_GRAIN = 10.0**DECIMALS


class Likeness(NamedTuple):
    """The similarity of two centres in what they can do, with its two parts."""

    value: float
    theme: float
    goals: float


def likeness(themes: tuple[Vector, Vector], goals: tuple[Vector, Vector]) -> Likeness:
    """Return the capability that two centres share: (cos(themes) + cos(goals)) / 2, from 0 to 1.

    The vectors are the unit vectors of `features`: IDF-weighted themes, spread to their broader ones, and IDF-weighted
    targets with a share for the goal. A side without a theme, or without a contribution, on record has 0 in that part.
    Each part is rounded to six decimals before anything is ranked by it. Source: vector space model (Salton, Wong &
    Yang 1975).

    >>> likeness(({"karst": 1.0}, {"karst": 1.0}), ({"6.5": 1.0}, {"6.5": 0.6, "13": 0.8}))
    Likeness(value=0.8, theme=1.0, goals=0.6)
    """
    theme, goal = (round(cosine(*pair), DECIMALS) for pair in (themes, goals))
    return Likeness(round(THEME_SHARE * theme + (1 - THEME_SHARE) * goal, DECIMALS), theme, goal)


def votes(neighbours: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Return the vote of each neighbour for a target; the sum of the votes is the support, from 0 to 1.

    Neighbours have a likeness s and a certainty c: 1 if a contribution of theirs to the target is stated, 0.6 if all
    are inferred, 0 without one. The vote is s c / (sum of s over all neighbours), rounded down to six decimals, so that
    the sum never exceeds 1. Apart from rounding, the sum is 1 if every neighbour states it. Source: similarity-weighted
    votes of the k nearest neighbours, as in collaborative filtering (Herlocker, Konstan, Borchers & Riedl 1999).

    >>> votes({"IRCK": (0.4, 1.0), "ERAIFT": (0.4, 0.6), "ICQHS": (0.2, 0.0)})
    {'IRCK': 0.4, 'ERAIFT': 0.24}
    """
    weight = math.fsum(alike for alike, _ in neighbours.values())
    return {code: _cut(alike * sure / weight) for code, (alike, sure) in neighbours.items() if sure}


def _cut(value: float) -> float:
    """Round a value down to six decimals; floating-point noise does not move a six-decimal number."""
    return math.floor(round(value * _GRAIN, 3)) / _GRAIN


def mean(vectors: Iterable[Vector]) -> dict[str, float]:
    """Return the mean of some vectors, empty if there are none; its inner product with a vector is the mean of theirs.

    >>> mean([{"6.5": 1.0}, {"6.5": 0.6, "13": 0.8}])
    {'6.5': 0.8, '13': 0.4}
    """
    every, held = list(vectors), dict[str, list[float]]()
    for vector in every:
        for entry, value in vector.items():
            held.setdefault(entry, []).append(value)
    return {entry: math.fsum(values) / len(every) for entry, values in held.items()}


class Likenesses(Mapping[str, Likeness]):
    """The likeness of a centre with each of some others, by code; the values are lists in the order of the codes."""

    def __init__(self, codes: Sequence[str], values: list[float], themes: list[float], goals: list[float]) -> None:
        self._codes, self._values, self._themes, self._goals = codes, values, themes, goals

    def __getitem__(self, code: str) -> Likeness:
        place = bisect_left(self._codes, code)
        if place == len(self._codes) or self._codes[place] != code:
            raise KeyError(code)
        return Likeness(self._values[place], self._themes[place], self._goals[place])

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def nearest(self, count: int) -> list[str]:
        """Return the codes with the highest likeness above 0, best first; equals are ordered by code."""
        able = ((-value, code) for value, code in zip(self._values, self._codes, strict=True) if value > 0)
        return [code for _, code in heapq.nsmallest(count, able)]


def all_likenesses(view: View, code: str, others: Sequence[str]) -> Likenesses:
    """Return the likeness of a centre with each of the others, whose codes are sorted.

    >>> from sdggraph.model.records import Network, Organisation
    >>> both = {code: Organisation(code, code, code, themes=("karst",)) for code in ("HIST", "IRCK")}
    >>> found = all_likenesses(View(Network(both)), "HIST", ["IRCK"])
    >>> found["IRCK"], found.nearest(3)
    (Likeness(value=0.5, theme=1.0, goals=0.0), ['IRCK'])
    """
    if len(others) >= ranking.MANY:
        return Likenesses(others, *ranking.row_scores().likenesses(view, code, others))
    themes, goals = view.themes.get(code, {}), view.goals.get(code, {})
    found = [likeness((themes, view.themes.get(each, {})), (goals, view.goals.get(each, {}))) for each in others]
    return Likenesses(others, *([each[part] for each in found] for part in range(3)))
