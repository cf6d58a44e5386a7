"""For every test and doctest: the environment of nobody in particular."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store
    from sdggraph.tasks import Source

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


@pytest.fixture(autouse=True, scope="session")
def _one_store_of_the_packaged_files() -> Iterator[None]:
    """Fill the store of the packaged files once in this process, not again for each command that a test runs.

    Every other graph (own data, notes, a store on disk, an endpoint) is opened as ever. Nothing may write to the shared
    store; this is checked at the end.
    """
    from sdggraph.config import Settings
    from sdggraph.tasks import Source  # not at the top, or pytest could not rewrite the assertions of the package

    packaged, own = Settings.read({}), Source.__dict__["store"].func
    shared: list[Store] = []
    sizes: list[int] = []

    def store(self: Source) -> Store:
        if self.settings._replace(cache=None, not_suggested=()) != packaged:
            opened: Store = own(self)
            return opened
        for _ in self.progress(self._data()):  # a bar is shown as it would be
            pass
        if not shared:
            shared.append(own(Source(packaged)))
            sizes.append(len(shared[0]))
        return shared[0]

    patched = cached_property(store)
    patched.__set_name__(Source, "store")
    Source.store = patched  # type: ignore[method-assign,assignment]
    yield
    if [len(each) for each in shared] != sizes:
        pytest.fail("A test wrote to the store that all tests share.")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their length: gzip writes the time into them, and each process collects its own."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) and not val.isascii() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the test that takes longest, so that the others are done beside it."""
    longest = {item: bool((mark := item.get_closest_marker("slow")) and mark.kwargs.get("first")) for item in items}
    items.sort(key=lambda item: not longest[item])
