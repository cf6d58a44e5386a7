"""A cache of HTTP responses."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import NamedTuple


class Kept(NamedTuple):
    """A cached answer."""

    content: bytes
    headers: dict[str, str]
    until: float = math.inf  # on a monotonic clock: how long it may be used


class Cache:
    """Answers by their ETag, limited in total size; the least recently used are dropped first.

    >>> cache = Cache(10)
    >>> for tag in "abc":
    ...     cache.keep(tag, Kept(b"1234", {}))
    >>> cache.get("a"), cache.get("b").content, cache.size, cache.hits
    (None, b'1234', 8, 1)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, Kept] = OrderedDict()
        self.size = 0  # bytes
        self.hits = 0

    def get(self, tag: str) -> Kept | None:
        """Return the answer with that tag, or None."""
        kept = self.peek(tag)
        if kept is not None:
            self.hits += 1
        return kept

    def peek(self, tag: str) -> Kept | None:
        """The answer of that tag, if it is kept; it does not count as a hit."""
        kept = self._held.get(tag)
        if kept is not None:
            self._held.move_to_end(tag)
        return kept

    def items(self) -> list[tuple[str, Kept]]:
        """Return all answers with their tags, the least recently used first."""
        return list(self._held.items())

    def drop(self, tag: str) -> None:
        """Drop the answer of that tag, if it is kept."""
        kept = self._held.pop(tag, None)
        self.size -= len(kept.content) if kept else 0

    def keep(self, tag: str, kept: Kept) -> None:
        """Store an answer; it replaces another one with the same tag."""
        before = self._held.pop(tag, None)
        self.size += len(kept.content) - (len(before.content) if before else 0)
        self._held[tag] = kept
        while self.size > self._most:
            _, oldest = self._held.popitem(last=False)
            self.size -= len(oldest.content)

    def clear(self) -> None:
        """Drop all answers."""
        self._held.clear()
        self.size = 0
