"""Folders that are made once for all processes of a test run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name. The first process that asks for it makes it, and the others wait for it.

    A test only reads from it, or takes a copy.
    """
    own = factory.getbasetemp()
    # a process of pytest-xdist has its folder in that of the whole run
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    place, complete = common / name, common / f"{name}.complete"
    with FileLock(common / f"{name}.lock"):
        if not complete.exists():
            shutil.rmtree(place, ignore_errors=True)
            make(place)
            complete.touch()
    return place
