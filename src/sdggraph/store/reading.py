"""Opening a store on disk to read it."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import CannotRead
from sdggraph.store import write_intent
from sdggraph.store.difference import carry_out
from sdggraph.store.embedded import EmbeddedStore

_MOST_COPIED: Final = 5_000_000  # statements, about 2 GB
_TIMES: Final = 5
_PAUSE: Final = 0.1  # seconds


def open_to_read(place: Path) -> EmbeddedStore:
    """Open a store on disk as its last acknowledged write left it.

    The engine may also hold a write that was never acknowledged: one in progress, or one that a full disk refused and
    that could not be undone yet. Then a copy in memory without it is returned. Raises CannotRead.
    """
    before = write_intent.declared(place)
    store = _opened(place)
    refused = before or write_intent.declared(place)  # it may have begun meanwhile
    if refused is None:
        return store
    if len(store) > _MOST_COPIED:
        raise CannotRead(
            f"The store at {place} holds a write that was not finished, and it is too large to read without it.",
            "Start its server once: `sdggraph serve --writable` undoes the write.",
        )
    copy = ox.Store()
    copy.bulk_extend(store.all_quads())
    carry_out(copy, refused.undone)
    return EmbeddedStore(copy)


def _opened(place: Path) -> EmbeddedStore:
    """Open the store; again if that fails, because its writer may be replacing the files that are just being opened."""
    for _ in range(_TIMES - 1):
        if not place.is_dir():
            break
        with suppress(CannotRead):
            return EmbeddedStore.at(place, read_only=True)
        time.sleep(_PAUSE)
    return EmbeddedStore.at(place, read_only=True)
