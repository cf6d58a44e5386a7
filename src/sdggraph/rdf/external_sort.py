"""Sorting of more lines than fit into memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Final

_AT_ONCE: Final = 200_000  # lines in memory


def ordered(lines: Iterable[str], at_once: int = _AT_ONCE) -> Iterator[str]:
    """Yield the lines in code-point order; what does not fit into memory is kept in temporary files.

    A line is any text without a line feed.

    >>> list(ordered(["b", "c", "a", "b"], at_once=2))
    ['a', 'b', 'b', 'c']
    """
    with ExitStack() as files:
        runs: list[Iterable[str]] = []
        held: list[str] = []
        for line in lines:
            held.append(line)
            if len(held) == at_once:
                held.sort()
                file = files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
                file.writelines(f"{each}\n" for each in held)
                file.seek(0)
                runs.append(_without_feed(file))
                held = []
        held.sort()
        yield from heapq.merge(held, *runs) if runs else held


def _without_feed(file: IO[str]) -> Iterator[str]:
    return (line[:-1] for line in file)
