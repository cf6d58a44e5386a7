"""For every test and doctest: the environment of nobody in particular."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

for name in [name for name in os.environ if name.startswith("SDGGRAPH_")]:
    del os.environ[name]
_CACHE = tempfile.TemporaryDirectory(prefix="sdggraph-test-cache-")
os.environ.update(SDGGRAPH_CACHE=_CACHE.name, COLUMNS="80", TERM="dumb", NO_COLOR="1")
# hundreds of processes are started, and without compiled files each would compile all that it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


# The same examples in each run, and no clock: a judge must not depend on luck or load. HYPOTHESIS_PROFILE=explore
# looks for new ones.
settings.register_profile("explore", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True, scope="session")
def _forget_cache() -> Iterator[None]:
    yield
    _CACHE.cleanup()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their length: gzip writes the time into them, and each process collects its own."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) and not val.isascii() else None


_SLOW = re.compile(r"mark\.slow|\bslowly\b|\bquick\(")
_ALL_SLOW = re.compile(r"^pytestmark = \[?\s*pytest\.mark\.slow\b", re.MULTILINE)


@cache
def _may_hold_slow_tests(path: Path) -> bool:
    """Whether a file, or a conftest.py on the way to it, marks tests as slow."""
    above = [
        folder / "conftest.py" for folder in path.parents if folder.is_relative_to(Path(__file__).parent / "tests")
    ]
    return any(_SLOW.search(each.read_text(encoding="utf-8")) for each in (path, *above) if each.is_file())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the files that hold none of the tests that are asked for: to import all takes half a minute."""
    if collection_path.suffix != ".py":
        return None
    if config.option.markexpr == "slow":
        return None if _may_hold_slow_tests(collection_path) else True
    if config.option.markexpr == "not slow":
        return True if _ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) else None
    return None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Raise UsageError for a slow test that `-m slow` would not find."""
    if item.get_closest_marker("slow") and not _may_hold_slow_tests(item.path):
        raise pytest.UsageError(f"{item.nodeid} is slow, but its file does not mark it so. Write the mark there.")


@pytest.hookimpl(trylast=True)  # after the tests that are not asked for have been taken out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, a part of them in each process, so that none of them is left for the end.

    pytest-xdist gives each process one run of the list, and a process that has nothing left takes over the end of
    another's.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    longest = [item for item in items if (mark := item.get_closest_marker("slow")) and mark.kwargs.get("first")]
    others = [item for item in items if item not in longest]
    ordered: list[pytest.Item] = []
    for process in range(processes):
        ordered += longest[process::processes]
        room = max(0, len(items) * (process + 1) // processes - len(ordered))
        ordered += others[:room]
        del others[:room]
    items[:] = ordered + others
