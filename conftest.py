"""For every test and doctest: the environment of nobody in particular."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

for name in [name for name in os.environ if name.startswith("SDGGRAPH_")]:
    del os.environ[name]
_CACHE = tempfile.TemporaryDirectory(prefix="sdggraph-test-cache-")
os.environ.update(SDGGRAPH_CACHE=_CACHE.name, COLUMNS="80", TERM="dumb", NO_COLOR="1")


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the test that takes longest, so that the others are done beside it."""
    longest = {item: bool((mark := item.get_closest_marker("slow")) and mark.kwargs.get("first")) for item in items}
    items.sort(key=lambda item: not longest[item])
