"""The width of the reader's terminal, and the width of a text on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import lazy_loader as lazy

wcwidth = lazy.load("wcwidth")  # loads for wide scripts only

_COLUMNS: ContextVar[Callable[[], int | None]] = ContextVar("columns", default=lambda: None)
_LEAST = 40  # the smallest width that texts are fitted to; no table is readable below it


def columns() -> int | None:
    """Return the number of columns to fit a text into; None for a file, a pipe or a program, which get the full
    text.
    """
    found = _COLUMNS.get()()
    return None if found is None else max(found, _LEAST)


@contextmanager
def of_columns(count: Callable[[], int | None]) -> Iterator[None]:
    """Fit the text made inside the block into that many columns, counted when the text is made.

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
    """Return the number of columns of a line of text: two for a Chinese character, none for a combining accent.

    >>> width("Łódź"), width("遗产"), width("e\\u0301")
    (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    found: int = wcwidth.wcswidth(text)
    return found if found >= 0 else len(text)
