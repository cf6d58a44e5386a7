"""The best partners of every organisation at once: blocks of rows of one sparse product, ranked exactly.

The score of a pair is a sum over signals, and each signal is (an affine function of) an inner product of sparse
columns. So all scores are S = base + bias + L R^T, and `sparse_dot_topn` finds the largest entries of a block of rows
without holding the block. The result is then proven: every pair left out scores at most the smallest kept entry plus
the largest bias. If that does not settle the list, the row is computed in full. The remaining pairs are scored as
`partners.suggest` scores them, in whole millionths. So neither the block size, nor the number of processes, nor the
machine can change a list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sdggraph.analysis.scoring.millionths import MICRO, Floats, Ints, doubtful, micro
from sdggraph.analysis.sparse_topk import NOBODY, Entries, Known, Matrix, Part, Problem, finder

__all__ = ["MICRO", "NOBODY", "Best", "Known", "Matrix", "Part", "Problem", "best", "micro", "problem"]

_APART = 1e6  # far beyond any score
_CELLS = 4_000_000  # cells of a dense block, at most: 32 MB


class Best(NamedTuple):
    """The best columns of a block of rows, best first; values and scores in millionths."""

    columns: npt.NDArray[np.int64]  # rows x limit; NOBODY fills the end of a short list
    scores: npt.NDArray[np.int64]  # rows x limit
    values: npt.NDArray[np.int64]  # rows x limit x signals


def problem(
    parts: Mapping[str, Part], weights: Mapping[str, float], barred: Matrix, limit: int, known: Known | None = None
) -> Problem:
    """Prepare the signals named in the weights for any block of rows.

    A column that is constant on one side adds a constant to whole rows or columns of scores. It is taken out of the
    product, which would otherwise be dense.

    >>> one = sparse.csr_array(np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]]))
    >>> nobody = sparse.csr_array((3, 3), dtype=bool)
    >>> found = best(problem({"theme": Part(one, one)}, {"theme": 1.0}, nobody, 2), 0, 3)
    >>> found.columns.tolist(), found.scores.tolist()
    ([[0, 1], [1, 2], [2, 1]], [[1000000, 600000], [1000000, 800000], [1000000, 800000]])
    """
    used = [(_tidy(parts[name]), weight) for name, weight in weights.items()]
    rows, columns = used[0][0].left.shape[0], used[0][0].right.shape[0]
    base, bias, lefts, rights = np.zeros(rows), np.zeros(columns), [], []
    for part, weight in used:
        base += weight * part.offset
        scale = weight * part.factor
        left, right = sparse.csc_array(part.left), sparse.csc_array(part.right)
        same_left, same_right = _constant(left), _constant(right)
        for feature in np.flatnonzero(same_right):
            base += scale * right.data[right.indptr[feature]] * left[:, [feature]].toarray()[:, 0]
        for feature in np.flatnonzero(same_left & ~same_right):
            bias += scale * left.data[left.indptr[feature]] * right[:, [feature]].toarray()[:, 0]
        rest = np.flatnonzero(~(same_left | same_right))
        lefts.append(left[:, rest] * scale)
        rights.append(right[:, rest])
    return Problem(
        parts=tuple(part for part, _ in used),
        weights=tuple(weights.values()),
        left=_sorted(sparse.hstack(lefts, format="csr")),
        right=_sorted(sparse.csr_array(sparse.hstack(rights, format="csr").T)),
        base=base,
        bias=bias,
        barred=_sorted(sparse.csr_array(barred, dtype=bool)),
        limit=min(limit, columns),
        known=known,
    )


def best(given: Problem, start: int, stop: int, fast: bool = True) -> Best:
    """Return the best columns of the rows from start to stop, exactly: by score, then by the order of the columns.

    Edge cases: a list is shorter than the limit if fewer columns may be suggested; pairs with nothing in common score
    their base and bias, and are ranked like all others. `fast` uses the compiled loop if installed; the lists are the
    same.
    """
    width = given.shape[1]
    rows = np.arange(start, stop)
    found = Best(
        np.full((len(rows), given.limit), NOBODY, dtype=np.int64),
        np.zeros((len(rows), given.limit), dtype=np.int64),
        np.zeros((len(rows), given.limit, len(given.parts)), dtype=np.int64),
    )
    open_ = np.ones(len(rows), dtype=bool)
    find, keep = finder(given, len(rows), fast)
    while find is not None and keep * 4 <= width and open_.any():
        wanted = rows[open_]
        open_[wanted - start] = ~_by_proof(given, wanted, find(given, wanted, keep), found, start)
        keep *= 8
    left = rows[open_]
    step = max(1, _CELLS // max(1, width))
    for first in range(0, len(left), step):
        _in_full(given, left[first : first + step], found, start)
    return found


def _by_proof(given: Problem, rows: Ints, entries: Entries, found: Best, start: int) -> npt.NDArray[np.bool_]:
    """Fill in the rows whose list the entries prove; return which."""
    at, columns, totals = _set_apart(given, rows, entries)
    chosen = _near_best(at, totals, len(rows), given)
    listed = _ranked(given, rows, at[chosen], columns[chosen])
    worst = listed.scores[:, given.limit - 1] / MICRO
    settled = worst > entries.bound + given.blur
    # a list that includes pairs with too little known may have missed others with enough known
    settled &= np.bincount(at[totals > -_APART / 2], minlength=len(rows)) >= given.limit
    proven: npt.NDArray[np.bool_] = (listed.columns[:, given.limit - 1] != NOBODY) & settled
    for mine, theirs in zip(found, listed, strict=True):
        mine[rows[proven] - start] = theirs[proven]
    return proven


def _in_full(given: Problem, rows: Ints, found: Best, start: int) -> None:
    """Fill in rows from all their scores."""
    totals = (given.left[rows] @ given.right).toarray() + given.bias
    shut = given.barred[rows]
    totals[np.repeat(np.arange(len(rows)), np.diff(shut.indptr)), shut.indices] = -np.inf
    if given.known is not None:
        held = given.known.of_rows(rows)
        totals -= _APART * (held < given.known.enough)
        if given.known.needs_reason:
            totals[held <= 0] = -np.inf
    place = totals.shape[1] - given.limit
    kth = np.partition(totals, place, axis=1)[:, place]
    at, columns = np.nonzero((totals >= kth[:, None] - 2 * given.blur) & np.isfinite(totals))
    for mine, theirs in zip(found, _ranked(given, rows, at, columns), strict=True):
        mine[rows - start] = theirs


def _set_apart(given: Problem, rows: Ints, entries: Entries) -> tuple[Ints, Ints, Floats]:
    """Drop the entries without a reason, and move those with too little known far below all others."""
    at, columns, totals = entries.at, entries.columns, entries.totals
    if given.known is None:
        return at, columns, totals
    held = given.known.of(rows[at], columns)
    kept = held > 0 if given.known.needs_reason else np.ones(len(at), dtype=bool)
    return at[kept], columns[kept], totals[kept] - _APART * (held[kept] < given.known.enough)


def _near_best(at: Ints, totals: Floats, count: int, given: Problem) -> npt.NDArray[np.bool_]:
    """Return which entries may be among the best of their row, within the blur."""
    order = np.lexsort((-totals, at))
    place = np.empty(len(at), dtype=np.int64)
    firsts = np.searchsorted(at[order], np.arange(count))
    place[order] = np.arange(len(at)) - firsts[at[order]]
    kth = np.full(count, -np.inf)
    last = place == given.limit - 1
    kth[at[last]] = totals[last]
    close: npt.NDArray[np.bool_] = totals >= kth[at] - 2 * given.blur
    return close


def _ranked(given: Problem, rows: Ints, at: Ints, columns: Ints) -> Best:
    """Score pairs as `partners.suggest` does, and list the best of each row."""
    values = np.column_stack([_values(part, rows[at], columns) for part in given.parts])
    shares = [micro(values[:, i] / MICRO * weight) for i, weight in enumerate(given.weights)]
    scores: Ints = np.stack(shares).sum(axis=0)
    late = np.zeros(len(at), dtype=bool)
    if given.known is not None and given.known.enough:
        late = given.known.of(rows[at], columns) < given.known.enough
    order = np.lexsort((columns, -scores, late, at))
    at, columns, scores, values = at[order], columns[order], scores[order], values[order]
    place = np.arange(len(at)) - np.searchsorted(at, np.arange(len(rows)))[at]
    kept = place < given.limit
    listed = Best(
        np.full((len(rows), given.limit), NOBODY, dtype=np.int64),
        np.zeros((len(rows), given.limit), dtype=np.int64),
        np.zeros((len(rows), given.limit, len(given.parts)), dtype=np.int64),
    )
    for table, column in zip(listed, (columns, scores, values), strict=True):
        table[at[kept], place[kept]] = column[kept]
    return listed


def _values(part: Part, rows: Ints, columns: Ints) -> Ints:
    """Return the values of a signal for pairs, in millionths."""
    terms = _sorted(sparse.csr_array(part.left[rows].multiply(part.right[columns])))
    sums = np.asarray(terms.sum(axis=1), dtype=np.float64).ravel()
    for pair in np.flatnonzero(doubtful((part.offset + part.factor * sums) * MICRO)):
        # the order of summation may decide a value half-way between two millionths, so it is summed as in `cosine`
        sums[pair] = math.fsum(terms.data[terms.indptr[pair] : terms.indptr[pair + 1]])
    return micro(np.minimum(part.highest, part.offset + part.factor * sums))


def _constant(held: Matrix) -> npt.NDArray[np.bool_]:
    """Return which columns of a CSC matrix have the same number in every row."""
    same = np.zeros(held.shape[1], dtype=bool)
    for feature in np.flatnonzero(np.diff(held.indptr) == held.shape[0]):
        numbers = held.data[held.indptr[feature] : held.indptr[feature + 1]]
        same[feature] = len(numbers) > 0 and numbers.min() == numbers.max()
    return same


def _tidy(part: Part) -> Part:
    return part._replace(left=_sorted(sparse.csr_array(part.left)), right=_sorted(sparse.csr_array(part.right)))


def _sorted(held: Matrix) -> Matrix:
    held.sum_duplicates()  # also sorts
    return held
