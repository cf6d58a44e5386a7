"""The k largest entries in each row of a sparse matrix product, and an upper bound on the other entries."""

from __future__ import annotations

import functools
import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sdggraph.analysis.scoring.millionths import MICRO, Floats, Ints

try:
    from sparse_dot_topn import sp_matmul_topn
except ImportError:  # without it, every row is computed in full: the same lists, more slowly
    sp_matmul_topn = None

Matrix: TypeAlias = Any  # scipy.sparse.csr_array; SciPy has no types of its own

NOBODY = -1  # fills lists that are shorter than the limit
_MARGIN = 64  # entries of a row that are kept for the proof
_LARGE = 2_000  # columns from which on it is worth loading the compiled loop


class Part(NamedTuple):
    """One signal of all pairs: min(highest, offset + factor * left @ right.T)."""

    left: Matrix
    right: Matrix
    offset: float = 0.0
    factor: float = 1.0
    highest: float = 1.0  # rounding may exceed it slightly; math.inf without a highest value


class Entries(NamedTuple):
    """The largest entries of some rows, and an upper bound on the other entries of each row."""

    at: Ints  # index of the row among those requested
    columns: Ints
    totals: Floats
    bound: Floats  # one per row


class Known(NamedTuple):
    """The amount of knowledge about each pair: left @ right.T, see `knowledge.columns`."""

    left: Matrix  # rows x features
    right: Matrix  # columns x features
    enough: float  # pairs below it come after all others; 0: no such rule
    needs_reason: bool  # whether pairs with nothing in common are left out

    def of(self, rows: Ints, columns: Ints) -> Floats:
        """Return the values of pairs."""
        terms = sparse.csr_array(self.left[rows].multiply(self.right[columns]))
        return np.asarray(terms.sum(axis=1), dtype=np.float64).ravel()

    def of_rows(self, rows: Ints) -> Floats:
        """Return the values of rows against every column."""
        block: Floats = (self.left[rows] @ self.right.T).toarray()
        return block


@dataclass(frozen=True)
class Problem:
    """Everything that a block of rows needs, as arrays that can be sent to other processes."""

    parts: tuple[Part, ...]
    weights: tuple[float, ...]
    left: Matrix  # rows x features, weighted
    right: Matrix  # features x columns
    base: Floats  # the part of a score that depends on the row only
    bias: Floats  # the part that depends on the column only
    barred: Matrix  # rows x columns: True for pairs that may not be suggested
    limit: int
    known: Known | None = None  # None: the scores alone decide

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return len(self.base), len(self.bias)

    @property
    def blur(self) -> float:
        """The largest distance between a rounded and an unrounded score: half a millionth per value and per share."""
        return (math.fsum(self.weights) + len(self.weights)) * 0.5 / MICRO + 1e-9


Finder: TypeAlias = Callable[[Problem, Ints, int], Entries]


def finder(given: Problem, count: int, fast: bool) -> tuple[Finder | None, int]:
    """Return the function that finds the largest entries for this number of rows, and the number of entries to start
    with.
    """
    if fast and given.shape[1] >= _LARGE and _kernel() is not None:
        return _by_kernel, 2 * given.limit + 4
    if sp_matmul_topn is None or count == 1:
        return None, 0
    return _by_library, max(_MARGIN, 3 * given.limit)


@functools.cache
def _kernel() -> Any:
    """Load the compiled loop, if the extra `fast` is installed. Loading takes a second, so it must be worth it."""
    try:
        return importlib.import_module("sdggraph.analysis.numba_kernel")
    except ImportError:
        return None


def _by_kernel(given: Problem, rows: Ints, keep: int) -> Entries:
    columns, totals = _kernel().largest(rows, given.left, given.right, given.barred, given.bias, keep)
    totals += given.base[rows][:, None]
    at, place = np.nonzero(columns != NOBODY)
    return Entries(at, columns[at, place].astype(np.int64), totals[at, place], totals.min(axis=1))


def _by_library(given: Problem, rows: Ints, keep: int) -> Entries:
    left, right = _plain(given.left[rows]), _plain(given.right)
    floor = _floor(left, right, keep)  # halves the time; entries below it are covered by the bound
    product = sp_matmul_topn(left, right, keep, threshold=floor, sort=False)
    counts = np.diff(product.indptr)
    at = np.repeat(np.arange(len(rows)), counts)
    columns = product.indices[: product.indptr[-1]].astype(np.int64)
    entries = product.data[: product.indptr[-1]]
    smallest = np.full(len(rows), floor)
    full = counts == keep
    if full.any():
        spans = entries[product.indptr[:-1][full][:, None] + np.arange(keep)]
        smallest[full] = np.maximum(floor, spans.min(axis=1))
    base = given.base[rows]
    allowed = ~_barred(given, rows, at, columns)
    at, columns, entries = at[allowed], columns[allowed], entries[allowed]
    return Entries(at, columns, base[at] + entries + given.bias[columns], base + smallest + given.bias.max())


def _floor(left: Any, right: Any, keep: int) -> float:
    """Return a threshold that hardly any row needs to go below: half of the smallest kept entry, estimated from a few
    rows.
    """
    few = left[:: max(1, left.shape[0] // 8)]
    product = sp_matmul_topn(few, right, keep, sort=False)
    full = np.flatnonzero(np.diff(product.indptr) == keep)
    smallest = [product.data[product.indptr[row] : product.indptr[row + 1]].min() for row in full]
    return max(0.0, float(np.median(smallest)) / 2) if len(full) == few.shape[0] else 0.0


def _barred(given: Problem, rows: Ints, at: Ints, columns: Ints) -> npt.NDArray[np.bool_]:
    shut = given.barred[rows]
    width = given.shape[1]
    closed = np.repeat(np.arange(len(rows)), np.diff(shut.indptr)) * width + shut.indices
    return np.isin(at * width + columns, closed)


def _plain(held: Matrix) -> Any:
    """Return the matrix in the form that sparse_dot_topn accepts: the older class, and writable (arrays shared by
    joblib are not).
    """
    arrays = [each if each.flags.writeable else each.copy() for each in (held.data, held.indices, held.indptr)]
    return sparse.csr_matrix(tuple(arrays), shape=held.shape)
