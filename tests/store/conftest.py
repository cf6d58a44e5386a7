"""A store of each kind to hold to the contract, and a server that notes whoever calls."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sdggraph.store.base import Store
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.remote import RemoteStore

from . import servers
from .exceptions import EXCEPTIONS, NOT_TRIED

MAKERS: dict[str, Callable[[Path], Store]] = {
    "embedded-memory": lambda folder: EmbeddedStore.in_memory(),
    "embedded-disk": lambda folder: EmbeddedStore.at(folder / "store"),
}


@pytest.fixture(params=[*MAKERS, "oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store; every kind must pass the same tests, but for what `exceptions` names."""
    test = request.node.name.replace(f"[{request.param}-", "[").replace(f"[{request.param}]", "")
    reason = EXCEPTIONS.get(request.param, {}).get(test)
    if reason is not None:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    if request.param in MAKERS:
        return MAKERS[request.param](tmp_path)
    if request.node.originalname in NOT_TRIED:
        pytest.skip(NOT_TRIED[request.node.originalname])
    server: servers.Server = request.getfixturevalue(request.param)
    found = RemoteStore(server.endpoint)
    for graph in found.graphs():
        found.update(f"CLEAR GRAPH <{graph}>")
    return found


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


class Listener:
    """A server on this machine that answers nothing and counts its callers."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/sparql"
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:  # closed
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        # close() alone would leave accept() waiting
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.close()
