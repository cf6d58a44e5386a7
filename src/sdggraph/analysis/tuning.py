"""Choosing the weights of a blend, on training links only, never on reported ones.

Part of the training links is hidden in turn; the chosen weights find these best. The method is a coordinate search with
few steps: each weight in turn is dropped, reduced or raised, and a change stays only if it clearly helps. Few
parameters and coarse steps avoid fitting noise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from sdggraph.analysis import feature_matrices, signal_matrices
from sdggraph.analysis.signal_registry import suggestible

Array = npt.NDArray[np.float64]
Block = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

FACTORS = (0.0, 0.5, 0.75, 1.4, 2.0, 4.0)
ENTRIES = (0.02, 0.1, 0.4)  # the shares of the blend with which a signal may be added
CLEARLY = 1.003  # a gain below 0.3 % counts as noise
RIDGE = 0.05  # the strength of the ridge penalty towards equal weights
ROUNDS = 4
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
POOLED = 300_000  # pairs from which on the pooled ranking uses a sample


class Sample(NamedTuple):
    """The nodes for the choice of weights: the values of every signal, and which pairs were hidden."""

    values: Block  # node, candidate, signal
    barred: Flags  # node, candidate: itself, linked in training, or no candidate
    hidden: Flags  # node, candidate: linked, and to be found

    def of(self, places: Sequence[int]) -> Sample:
        """Return the same nodes with some of the signals, by place."""
        return self._replace(values=self.values[..., list(places)])


def suggestible_blend() -> str:
    """Return the name of the blend of the suggestible signals.

    >>> suggestible_blend()
    'sdggraph, seven signals'
    """
    count = len(suggestible())
    return f"sdggraph, {_NUMBERS[count] if count < len(_NUMBERS) else count} signals"


def sample(
    parts: Mapping[str, feature_matrices.Columns], rows: npt.NDArray[np.intp], barred: Flags, hidden: Flags
) -> Sample:
    """Return the values of every signal for some nodes against all candidates."""
    values = np.empty((*hidden.shape, len(parts)), dtype=np.float32)
    for place, part in enumerate(parts.values()):
        values[:, :, place] = signal_matrices.scores(part, rows)
    return Sample(values, barred, hidden)


def choose(
    names: Sequence[str],
    samples: Sequence[Sample],
    *,
    few: bool = False,
    progress: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """Choose the weights that find the hidden links best, summing to 1; signals that do not help are left out.

    "Best" is the mean of MRR, MAP, precision@10 and the average precision of all pairs in one ranking, each relative to
    that of the best single signal. The search starts from the best single signal, and from all signals in equal shares
    of their spread; the better result is taken. With `few` hidden links these measures jump with every pair. Then the
    weights with the highest likelihood of the hidden links are taken, drawn towards equal shares, which are hard to
    beat with little data (Dawes 1979).
    """
    spread = np.array([_spread(samples, place) for place in range(len(names))])
    useful = spread > 0
    if not useful.any():
        return {}
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=useful)
    if few:
        return _shares(names, _likeliest(useful, scale, samples) * scale)
    single = [_quality(np.eye(len(names))[place] * scale, samples) for place in range(len(names))]
    reference = np.maximum(np.max([found for found, use in zip(single, useful, strict=True) if use], axis=0), 1e-9)

    def worth(weights: Array) -> float:
        progress()
        return float((_quality(weights * scale, samples) / reference).mean())

    best = int(np.argmax([(found / reference).mean() * use for found, use in zip(single, useful, strict=True)]))
    equal = useful / useful.sum()
    starts = [np.eye(len(names))[best], equal]
    found = max((_climb(start, useful, worth) for start in starts), key=lambda end: end[0])[1]
    return _shares(names, found * scale)


def _shares(names: Sequence[str], weights: Array) -> dict[str, float]:
    if not weights.any():  # every signal speaks against the hidden links
        return {}
    shares = weights / weights.sum()
    return {name: round(float(share), 4) for name, share in zip(names, shares, strict=True) if share >= 5e-5}


def _likeliest(useful: Flags, scale: Array, samples: Sequence[Sample]) -> Array:
    """Return the weights of highest likelihood: a conditional logit (McFadden 1974), with a ridge penalty towards equal
    weights.

    Each node chooses its hidden partners among its candidates with probabilities proportional to exp(score). Every node
    counts once. No weight is negative.
    """

    scaled = [held.values.astype(np.float64) * scale for held in samples]

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope, nodes = 0.0, np.zeros_like(weights), 0
        for held, values in zip(samples, scaled, strict=True):
            scores = np.where(held.barred, -np.inf, np.einsum("ncs,s->nc", values, weights))
            chance = special.softmax(scores, axis=1)
            share = held.hidden / held.hidden.sum(axis=1, keepdims=True)
            total -= float((special.log_softmax(scores, axis=1)[held.hidden] * share[held.hidden]).sum())
            slope += np.einsum("nc,ncs->s", chance - share, values)
            nodes += len(scores)
        away = np.where(useful, weights - weights[useful].mean(), 0.0)
        return total / nodes + RIDGE * float(away @ away), slope / nodes + 2 * RIDGE * away

    start = np.where(useful, 0.5, 0.0)
    bounds = [(0.0, None if use else 0.0) for use in useful]
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    best: Array = found.x
    return best


def _climb(weights: Array, useful: Flags, worth: Callable[[Array], float]) -> tuple[float, Array]:
    best = worth(weights)
    for _ in range(ROUNDS):
        before = best
        for place in np.flatnonzero(useful):
            now = weights[place]
            tries = [now * factor for factor in FACTORS] if now else [weights.sum() * share for share in ENTRIES]
            for value in tries:
                changed = weights.copy()
                changed[place] = value
                if not changed.any():
                    continue
                found = worth(changed)
                needed = 1.0 if value == 0 else CLEARLY  # a signal that does not help is dropped
                if found >= best * needed:
                    best, weights = found, changed
        if best <= before * CLEARLY:
            break
    return best, weights


def _spread(samples: Sequence[Sample], place: int) -> float:
    """Return the spread of a signal over the candidates: its standard deviation."""
    values = np.concatenate([held.values[..., place][~held.barred] for held in samples])
    deviation = float(values.std(dtype=np.float64)) if values.size else 0.0
    return deviation if deviation > 1e-9 else 0.0


def _quality(weights: Array, samples: Sequence[Sample]) -> Array:
    """Return MRR, MAP and precision@10 over the nodes of all samples, and the mean of the samples' pooled precision."""
    every = [held.values @ weights.astype(np.float32) for held in samples]
    nodes = np.concatenate([_of_nodes(held, scores) for held, scores in zip(samples, every, strict=True)])
    pooled = [_pooled(held, scores) for held, scores in zip(samples, every, strict=True)]
    return np.append(nodes.mean(axis=0), np.mean(pooled))


def _pooled(held: Sample, scores: Block) -> float:
    """Return the average precision of all pairs in one ranking; if there are many, a sample of the other pairs is
    weighted up.
    """
    mine = np.sort(scores[held.hidden])[::-1]
    step = max(1, scores.size // POOLED)
    others = np.sort(scores[~held.hidden & ~held.barred][::step])
    upto, below = np.searchsorted(others, mine, "right"), np.searchsorted(others, mine, "left")
    ahead = step * (len(others) - (upto + below) / 2)
    place = np.arange(1, len(mine) + 1)
    return float((place / (place + ahead)).mean()) if len(mine) else 0.0


def _of_nodes(held: Sample, scores: Block) -> Array:
    scores = np.where(held.barred, np.float32(-np.inf), scores)
    ordered = np.sort(scores, axis=1)
    width = scores.shape[1]
    found = np.empty((len(scores), 3))
    for node, row in enumerate(scores):
        mine = np.sort(row[held.hidden[node]])[::-1]
        upto = np.searchsorted(ordered[node], mine, "right")
        below = np.searchsorted(ordered[node], mine, "left")
        rank = np.sort(1 + (width - upto) + (upto - below - 1) / 2)
        place = np.arange(1, len(rank) + 1)
        filtered = np.maximum(rank - place + 1, 1)
        found[node] = (1 / filtered).mean(), np.minimum(place / rank, 1).mean(), (rank <= 10).sum() / 10
    return found
