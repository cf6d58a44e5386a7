"""The compiled inner loop for all pairs, with the extra `sdggraph[fast]`: the results of `sparse_dot_topn`, faster."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt


@numba.njit(cache=True, nogil=True)
def _scan(rows: Any, left: Any, right: Any, barred: Any, bias: Any, columns: Any, totals: Any) -> None:
    """Scatter the products of a row into one array, then keep the largest in a min-heap."""
    (left_from, left_at, left_by), (right_from, right_at, right_by), (barred_from, barred_at) = left, right, barred
    width, keep = len(bias), columns.shape[1]
    line = np.empty(width)
    for place in range(len(rows)):
        row = rows[place]
        line[:] = bias
        for entry in range(left_from[row], left_from[row + 1]):
            factor, feature = left_by[entry], left_at[entry]
            for other in range(right_from[feature], right_from[feature + 1]):
                line[right_at[other]] += factor * right_by[other]
        for entry in range(barred_from[row], barred_from[row + 1]):
            line[barred_at[entry]] = -np.inf
        heap, who = totals[place], columns[place]
        least = heap[0]
        for column in range(width):
            if line[column] > least:
                heap[0], who[0] = line[column], column
                at = 0
                while True:
                    low, child = at, 2 * at + 1
                    if child < keep and heap[child] < heap[low]:
                        low = child
                    if child + 1 < keep and heap[child + 1] < heap[low]:
                        low = child + 1
                    if low == at:
                        break
                    heap[at], heap[low] = heap[low], heap[at]
                    who[at], who[low] = who[low], who[at]
                    at = low
                least = heap[0]


def largest(
    rows: npt.NDArray[np.int64], left: Any, right: Any, barred: Any, bias: npt.NDArray[np.float64], keep: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Return the columns and values of the `keep` largest entries of bias + left @ right for some rows, unsorted.

    Barred entries are left out; if fewer remain, the column is -1 and the value -inf.

    >>> from scipy import sparse
    >>> one = sparse.csr_array(np.array([[1.0, 0.0], [0.6, 0.8]]))
    >>> nobody = sparse.csr_array((2, 2), dtype=bool)
    >>> largest(np.array([0, 1]), one, sparse.csr_array(one.T), nobody, np.zeros(2), 1)[0].tolist()
    [[0], [1]]
    """
    columns = np.full((len(rows), keep), -1, dtype=np.int32)
    totals = np.full((len(rows), keep), -np.inf)
    sides = [(_whole(held.indptr), _unsigned(held.indices), held.data) for held in (left, right)]
    shut = (_whole(barred.indptr), _unsigned(barred.indices))
    _scan(rows, sides[0], sides[1], shut, bias, columns, totals)
    return columns, totals


def _unsigned(places: Any) -> Any:
    """Return the places as unsigned integers, so that the compiled loop need not test for negative ones."""
    return places.astype(np.uint32, copy=False) if places.dtype.itemsize != 4 else places.view(np.uint32)


def _whole(places: Any) -> Any:
    return places.astype(np.int64, copy=False)
