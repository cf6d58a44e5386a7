"""One server for all tests that only read from it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.web.serving import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The packaged graph, served with small limits."""
    log = tmp_path_factory.mktemp("server") / "log"
    with Server("--timeout", "3", "--memory", "256MiB", "--max-rows", "50000", log=log) as running:
        yield running


@pytest.fixture
def client(server: Server) -> httpx.Client:
    """Asks that server."""
    return server.client
