"""Measures of link prediction for a ranking, with correct treatment of ties.

A method that gives many candidates the same score must not profit from their order. So every measure is the expected
value over all orders of equal scores (the "realistic" rank: the mean of the optimistic and the pessimistic one).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MEASURES = ("MRR", "hits@1", "hits@5", "hits@10", "precision@10", "recall@10", "MAP", "AUC")


class Placed(NamedTuple):
    """The positions of the hidden links of one node in its ranking, best first, and the number of other candidates."""

    above: Array  # for each hidden link, the number of other candidates with a higher score
    equal: Array  # and the number of those with the same score
    score: Array
    others: int


def placed(scores: Array, hidden: Flags) -> Placed:
    """Count for each hidden link the other candidates above it and level with it."""
    others, mine = np.sort(scores[~hidden]), np.sort(scores[hidden])[::-1]
    upto = np.searchsorted(others, mine, "right")
    equal = upto - np.searchsorted(others, mine, "left")
    return Placed((len(others) - upto).astype(np.float64), equal.astype(np.float64), mine, len(others))


def measures(scores: Array, hidden: Flags) -> dict[str, float]:
    """Compute every measure of one node from the scores of its candidates and the flags of its hidden links.

    MRR and hits@k: each hidden link is ranked among the candidates that are not hidden links themselves (Bordes et al.
    2013, "filtered"); the node's value is the mean over its hidden links. precision@10, recall@10 and average
    precision: over the whole ranking of the node. AUC: the probability that a hidden link is scored above another
    candidate. All from 0 to 1.

    >>> found = measures(np.array([0.9, 0.8, 0.1]), np.array([False, True, False]))
    >>> found["MRR"], found["hits@1"], found["hits@5"], found["precision@10"], found["MAP"], found["AUC"]
    (0.5, 0.0, 1.0, 0.1, 0.5, 0.5)
    """
    place = placed(scores, hidden)
    rank, top = ranks(place), expected_at(place, 10)
    return {
        "MRR": float((1 / rank).mean()),
        "hits@1": float((rank <= 1).mean()),
        "hits@5": float((rank <= 5).mean()),
        "hits@10": float((rank <= 10).mean()),
        "precision@10": top / 10,
        "recall@10": top / len(rank),
        "MAP": average_precision(place),
        "AUC": float(1 - ((rank - 1) / place.others).mean()) if place.others else 0.5,
    }


def ranks(place: Placed) -> Array:
    """Return the rank of each hidden link among the other candidates: 1 + those above + half of those equal.

    >>> ranks(placed(np.array([0.5, 0.5, 0.5, 0.1]), np.array([True, False, False, False]))).tolist()
    [2.0]
    """
    return 1.0 + place.above + place.equal / 2


def expected_at(place: Placed, k: int) -> float:
    """Return the expected number of hidden links among the first k, over all orders of equal scores.

    >>> expected_at(placed(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, True])), 2)
    1.5
    """
    total = 0.0
    for ahead, hits, size, before in zip(*_runs(place), strict=True):
        room = k - before - ahead
        total += hits * min(1.0, max(0.0, room / size))
    return float(total)


def average_precision(place: Placed) -> float:
    """Return the average precision of a ranking, expected over all orders of equal scores. From 0 to 1.

    It is the mean over the hidden links of the precision at each of their ranks. For a run of n equal scores with p
    hidden ones, after c candidates with r hidden ones, it is the sum over places i = 1..n of p/n (r + 1 +
    (i-1)(p-1)/(n-1)) / (c+i). Source: McSherry & Najork (2008). 0 without hidden links.

    >>> round(average_precision(placed(np.array([0.9, 0.8, 0.1]), np.array([True, False, True]))), 6)
    0.833333
    >>> round(average_precision(placed(np.array([0.5, 0.5]), np.array([True, False]))), 6)
    0.75
    """
    if not len(place.score):
        return 0.0
    ahead, hits, size, others = _runs(place)
    before = ahead + others
    step = np.divide(hits - 1, size - 1, out=np.zeros_like(size), where=size > 1)
    # sum of (A + B (i-1)) / (c+i) over i = 1..n, with the harmonic numbers H: B n + (A - B (c+1)) (H(c+n) - H(c))
    parts = step * size + (ahead + 1 - step * (before + 1)) * (_harmonic(before + size) - _harmonic(before))
    mean = float((hits / size * parts).sum() / len(place.score))
    return min(1.0, max(0.0, mean))  # rounding may exceed the range slightly


def _runs(place: Placed) -> tuple[Array, Array, Array, Array]:
    """Return for each run of equal scores with hidden links: hidden ones ahead, hidden ones in it, its size, others
    ahead.
    """
    first = (
        np.flatnonzero(np.append(True, place.score[1:] != place.score[:-1])) if len(place.score) else np.array([], int)
    )
    hits = np.diff(np.append(first, len(place.score))).astype(np.float64)
    return first.astype(np.float64), hits, hits + place.equal[first], place.above[first]


def bootstrap(values: Array, draws: int, seed: int) -> Array:
    """Return the means of resampled rows: `draws` by columns; rows are nodes, columns measures (Efron 1979).

    >>> bootstrap(np.array([[1.0], [1.0]]), 3, seed=0).tolist()
    [[1.0], [1.0], [1.0]]
    """
    count = len(values)
    chosen = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
    means: Array = chosen @ values / count
    return means


def _harmonic(numbers: Array) -> Array:
    """Return H(n) = 1 + 1/2 + ... + 1/n, as digamma(n + 1) + Euler's constant."""
    found: Array = special.digamma(numbers + 1) + np.euler_gamma
    return found
