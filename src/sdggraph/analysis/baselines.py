"""The baselines of the evaluation: simple methods that use the training links, or one kind of fact, only.

Each takes the training graph and some rows, and returns their scores against every node as a dense block. A pair of
nodes counts as linked once, whatever the number and kinds of its links. Sources: Liben-Nowell & Kleinberg (2007); Zhou,
Lü & Zhang (2009) for resource allocation; Haveliwala (2002) for personalised PageRank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sdggraph.analysis import feature_matrices, signal_matrices
from sdggraph.analysis.features import View

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
DAMPING, STEPS = 0.85, 30


class Training(NamedTuple):
    """The data of the baselines."""

    adjacency: Any  # scipy.sparse.csr_array of 0 and 1, symmetric, without diagonal
    degree: Array
    parts: Mapping[str, feature_matrices.Columns]  # the columns of the signals
    seed: int


def training(
    view: View, codes: feature_matrices.Codes, parts: Mapping[str, feature_matrices.Columns], seed: int
) -> Training:
    """Return the training graph as a matrix, with a row for each code."""
    place = {code: index for index, code in enumerate(codes)}
    found = [(place[one], place[other]) for one in codes for other in view.ties.get(one, ()) if other in place]
    rows, columns = zip(*found, strict=True) if found else ((), ())
    adjacency = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(codes), len(codes)))
    return Training(adjacency, np.asarray(adjacency.sum(axis=1)).ravel(), parts, seed)


def random(known: Training, rows: Rows) -> Array:
    """Score at random: a seeded number for each pair."""
    return np.vstack([np.random.default_rng([known.seed, int(row)]).random(len(known.degree)) for row in rows])


def degree(known: Training, rows: Rows) -> Array:
    """Score by the number of partners of the candidate."""
    return np.tile(known.degree, (len(rows), 1))


def region(known: Training, rows: Rows) -> Array:
    """Score by region: 0.5 for the same region, and 0.25 each for the same sub-region and country."""
    return signal_matrices.scores(known.parts["region"], rows)


def jaccard(known: Training, rows: Rows) -> Array:
    """Score by the Jaccard index: the number of common partners, divided by the number of organisations that are a
    partner of at least one.
    """
    common = _common(known, rows, np.ones_like(known.degree))
    either = known.degree[rows][:, None] + known.degree[None, :] - common
    return np.divide(common, either, out=np.zeros_like(common), where=either > 0)


def adamic_adar(known: Training, rows: Rows) -> Array:
    """Score by the sum over common partners of 1 / ln(degree). A common partner has at least two partners, so degree 1
    adds nothing.
    """
    several = known.degree > 1
    return _common(
        known,
        rows,
        np.divide(1, np.log(np.where(several, known.degree, 2)), where=several, out=np.zeros_like(known.degree)),
    )


def resource_allocation(known: Training, rows: Rows) -> Array:
    """Score by the sum over common partners of 1 / degree."""
    return _common(known, rows, _inverse(known.degree))


def pagerank(known: Training, rows: Rows) -> Array:
    """Score by personalised PageRank: the distribution of a random walk that returns to its start with probability 0.15
    at each step.
    """
    start = np.zeros((len(known.degree), len(rows)))
    start[rows, np.arange(len(rows))] = 1.0
    spread = sparse.csr_array((sparse.diags_array(_inverse(known.degree)) @ known.adjacency).T)
    found = start
    for _ in range(STEPS):
        found = (1 - DAMPING) * start + DAMPING * (spread @ found)
    return np.ascontiguousarray(found.T)


def themes(known: Training, rows: Rows) -> Array:
    """Score by the cosine similarity of the theme vectors."""
    return signal_matrices.scores(known.parts["theme"], rows)


def targets(known: Training, rows: Rows) -> Array:
    """Score by the cosine similarity of the vectors of goals and targets."""
    return signal_matrices.scores(known.parts["goals"], rows)


BASELINES: Mapping[str, Callable[[Training, Rows], Array]] = {
    "random": random,
    "degree": degree,
    "common region": region,
    "Jaccard": jaccard,
    "Adamic-Adar": adamic_adar,
    "resource allocation": resource_allocation,
    "personalised PageRank": pagerank,
    "cosine on themes": themes,
    "cosine on targets": targets,
}


def _inverse(values: Array) -> Array:
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)


def _common(known: Training, rows: Rows, value: Array) -> Array:
    found: Array = (known.adjacency[rows] @ sparse.diags_array(value) @ known.adjacency).toarray()
    return found
