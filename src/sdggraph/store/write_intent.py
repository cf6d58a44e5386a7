"""A file that records the write in progress on a disk store, so that an unacknowledged write can be undone.

It is on disk before the store is touched, and removed before the write is acknowledged. So a store with such a file may
hold all or part of an unacknowledged write, which is undone when the store is opened.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Final

from sdggraph.errors import CannotRead
from sdggraph.files import write_atomically
from sdggraph.store.difference import Difference, PackedDifference

_NAME: Final = "sdggraph-write-under-way.json"  # the engine ignores files whose names are not like its own


def declare(store: Path, difference: Difference) -> int:
    """Record on disk that this difference is about to be applied, and return the size of the record in bytes.

    Raises OSError and CannotWrite.
    """
    content = json.dumps(PackedDifference.of(difference)._asdict(), ensure_ascii=False).encode()
    write_atomically(store / _NAME, content)
    _sync(store)
    return len(content)


def left_behind(store: Path) -> Difference | None:
    """Return the difference that was in progress when the store was left, or None. Only the store's writer may call it.

    Raises OSError and CannotRead.
    """
    for left in store.glob(f".{_NAME}.*.tmp"):  # of a process that was killed before it touched the store
        left.unlink(missing_ok=True)
    return declared(store)


def declared(store: Path) -> Difference | None:
    """Return the difference that the store may hold without acknowledgement, or None. Raises CannotRead."""
    try:
        content = (store / _NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotRead(f"{store / _NAME} cannot be read: {error.strerror}.", "May you read it?") from error
    try:
        return PackedDifference.read(json.loads(content)).unpacked()
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise CannotRead(
            f"{store / _NAME} is damaged. It says which write was not finished.",
            "Restore the last backup. Or remove this file, and check the last change.",
        ) from error


def withdraw(store: Path) -> None:
    """Record on disk that no write is in progress. Raises OSError."""
    (store / _NAME).unlink(missing_ok=True)
    _sync(store)


def declare_again(store: Path, difference: Difference) -> None:
    """Record a difference again if its file may be missing, as far as the disk allows it."""
    if not (store / _NAME).exists():
        with contextlib.suppress(Exception):  # the original failure is the one to report
            declare(store, difference)


def _sync(folder: Path) -> None:
    """Make sure that the directory entries of a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
