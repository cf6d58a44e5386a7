"""A file that says which write to a store on disk is under way, so that one without an acknowledgement can be undone.

It is on the disk before the store is touched, and gone before the write is acknowledged. So a store that has such a
file holds a write that was never acknowledged, or a part of the memory of one: it is undone when the store is opened.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Final

from sdggraph.files import write_atomically
from sdggraph.store.difference import Difference, PackedDifference

_NAME: Final = "sdggraph-write-under-way.json"  # the engine leaves files alone that are not named like its own


def declare(store: Path, difference: Difference) -> int:
    """Put on the disk that this difference is about to be carried out, and tell how many bytes that takes.

    Raises OSError and CannotWrite.
    """
    content = json.dumps(PackedDifference.of(difference)._asdict(), ensure_ascii=False).encode()
    write_atomically(store / _NAME, content)
    _sync(store)
    return len(content)


def declared(store: Path) -> Difference | None:
    """The difference that was under way when the store was left, if one was. Raises OSError."""
    for left in store.glob(f".{_NAME}.*.tmp"):  # of a process that was killed before it had touched the store
        left.unlink(missing_ok=True)
    try:
        content = (store / _NAME).read_bytes()
    except FileNotFoundError:
        return None
    return PackedDifference.read(json.loads(content)).unpacked()


def withdraw(store: Path) -> None:
    """Put on the disk that no write is under way. Raises OSError."""
    (store / _NAME).unlink(missing_ok=True)
    _sync(store)


def declare_again(store: Path, difference: Difference) -> None:
    """Declare a difference whose file may be gone, as far as the disk allows it."""
    if not (store / _NAME).exists():
        with contextlib.suppress(Exception):  # the failure that led here is the one to tell of
            declare(store, difference)


def _sync(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
