"""Which cases of a test run each time, and which are left to `pytest -m slow`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def slowly(*values: Any) -> Any:
    """A case that is marked slow."""
    return pytest.param(*values, marks=pytest.mark.slow)


def quick(number: int, cases: Iterable[Any]) -> Sequence[Any]:
    """All cases; those after the first so many are marked slow. A plain tuple is the values of one case."""
    return [
        case if at < number else slowly(*case) if type(case) is tuple else slowly(case) for at, case in enumerate(cases)
    ]
