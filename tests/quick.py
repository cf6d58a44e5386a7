"""What keeps the quick tests quick: which cases are left to `pytest -m slow`, and a folder that is no disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
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


MEMORY = Path("/dev/shm")  # a file system in memory, where the system has one
ROOM = 256 << 20  # bytes that must be free there


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A new folder, in memory if there is room: a store waits several times for the disk at each write."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(
        prefix="sdggraph-test-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
