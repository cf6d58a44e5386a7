"""How wide the reader's terminal is, and how wide a text is on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import lazy_loader as lazy

wcwidth = lazy.load("wcwidth")  # for wide scripts only

_COLUMNS: ContextVar[Callable[[], int | None]] = ContextVar("columns", default=lambda: None)
_LEAST = 40  # columns, below which nothing is fitted: no table is readable there


def columns() -> int | None:
    """Return the number of columns to fit a text into; None for a file, a pipe or a program, which get everything."""
    found = _COLUMNS.get()()
    return None if found is None else max(found, _LEAST)


@contextmanager
def of_columns(count: Callable[[], int | None]) -> Iterator[None]:
    """Fit what is made meanwhile into that many columns, counted when the text is made.

    >>> with of_columns(lambda: 80):
    ...     columns()
    80
    >>> columns() is None
    True
    """
    before = _COLUMNS.set(count)
    try:
        yield
    finally:
        _COLUMNS.reset(before)


def width(text: str) -> int:
    """Return how many columns a line of text takes: two for a Chinese sign, none for an accent of its own.

    >>> width("Łódź"), width("遗产"), width("e\\u0301")
    (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    found: int = wcwidth.wcswidth(text)
    return found if found >= 0 else len(text)
