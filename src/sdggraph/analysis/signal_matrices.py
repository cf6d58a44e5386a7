"""The matrix forms of the signals: called by name, combined into a blend, and multiplied.

A blend is one product of the stacked columns of its signals: one organisation is a row, all pairs are blocks of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sdggraph.analysis.feature_matrices import Array, Codes, Columns
from sdggraph.analysis.features import View
from sdggraph.analysis.signal_registry import registered


def columns(view: View, codes: Codes, names: Iterable[str] | None = None) -> dict[str, Columns]:
    """Return the columns of the named signals (by default all), with a row for each code in the order given.

    >>> from sdggraph.model.records import Network, Organisation
    >>> pair = {code: Organisation(code, code, code, themes=("karst",)) for code in ("HIST", "IRCK")}
    >>> found = columns(View(Network(pair)), ["HIST", "IRCK"], ["theme"])
    >>> float(scores(found["theme"], [0])[0, 1])
    1.0
    """
    known = registered()
    return {name: known[name].matrix(view, codes) for name in (known if names is None else names)}


def stacked(parts: Mapping[str, Columns], weights: Mapping[str, float]) -> Columns:
    """Return the columns of a blend: those of its signals side by side, the left ones multiplied by their weights.

    Signals of weight 0 are left out. Without any signal the product is 0 everywhere.
    """
    used = [(parts[name], weight) for name, weight in weights.items() if weight and name in parts]
    if not used:
        rows = next(iter(parts.values())).left.shape[0] if parts else 0
        empty = sparse.csr_array((rows, 1))
        return Columns(empty, empty)
    left = sparse.hstack([part.left * (weight * part.factor) for part, weight in used], format="csr")
    offset = sum(part.offset * weight for part, weight in used)
    return Columns(left, sparse.hstack([part.right for part, _ in used], format="csr"), offset)


def scores(part: Columns, rows: Sequence[int] | npt.NDArray[np.intp] | slice) -> Array:
    """Return the values of some rows against every organisation, as a dense block."""
    product: Array = (part.left[rows] @ part.right.T).toarray()
    if part.factor != 1.0:
        product *= part.factor
    if part.offset:
        product += part.offset
    return product
