"""Numbers as whole millionths, rounded exactly as Python rounds one number."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

MICRO = 1_000_000  # scores and values are compared in whole millionths, like `partners.DECIMALS`


def micro(values: Floats) -> Ints:
    """Convert numbers to whole millionths, rounded exactly as `round(value, 6)` does.

    >>> micro(np.array([0.0000005, 0.0000035, 0.3])).tolist()
    [0, 3, 300000]
    >>> round(0.0000005, 6), round(0.0000035, 6)
    (0.0, 3e-06)
    """
    scaled = values * MICRO
    whole = np.rint(scaled).astype(np.int64)
    for place in np.flatnonzero(doubtful(scaled)):
        whole[place] = round(round(float(values[place]), 6) * MICRO)
    return whole


def doubtful(scaled: Floats) -> npt.NDArray[np.bool_]:
    """Return which numbers are so close to the middle of two whole ones that the order of a sum could decide.

    >>> doubtful(np.array([1.0, 7812.5, 7812.49])).tolist()
    [False, True, False]
    """
    near: npt.NDArray[np.bool_] = np.abs(np.abs(scaled - np.rint(scaled)) - 0.5) < 1e-6
    return near
