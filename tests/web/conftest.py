"""One server for all tests that only read from it, and one for those that write what nobody else looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.quick import folder_in_memory
from tests.web import part, somebody
from tests.web.serving import Server
from tests.web.writing import Written, new_store


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The packaged graph, served with small limits; a page may take seconds while other tests run."""
    log = tmp_path_factory.mktemp("server") / "log"
    with Server("--timeout", "5", "--memory", "256MiB", "--max-rows", "50000", log=log) as running:
        yield running


@pytest.fixture
def client(server: Server) -> httpx.Client:
    """Asks that server."""
    return server.client


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the packaged data, for a server whose answers do not matter: it starts sooner."""
    return part.write(tmp_path_factory.mktemp("small") / "part.ttl")


@pytest.fixture(scope="session")
def written() -> Iterator[Written]:
    """A store of that part, and the tokens of its server."""
    with folder_in_memory() as folder:
        found = Written(folder)
        new_store(found.place)
        yield found


@pytest.fixture(scope="session")
def writable(written: Written) -> Iterator[Server]:
    """Its server. A test writes into graphs of its own, or counts what it changes itself."""
    with written.server("--timeout", "2") as running:
        yield running


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over data of somebody else, at an address of its own; it is only read from."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "data.ttl").write_text(somebody.turtle(), encoding="utf-8")
    with Server("--data", str(folder / "data.ttl"), "--public-url", f"{somebody.URL}/", log=folder / "log") as running:
        yield running
