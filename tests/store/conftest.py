"""A store of each kind to hold to the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sdggraph.sparql.interface import Store
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.remote.store import RemoteStore
from tests.quick import folder_in_memory
from tests.store import servers
from tests.store.exceptions import EXCEPTIONS, NOT_TRIED

MAKERS: dict[str, Callable[[Path], Store]] = {
    "embedded-memory": lambda folder: EmbeddedStore.in_memory(),
    "embedded-disk": lambda folder: EmbeddedStore.at(folder / "store"),
}


@pytest.fixture(params=[*MAKERS, "oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store; every kind must pass the same tests, but for what `exceptions` names."""
    test = request.node.name.replace(f"[{request.param}-", "[").replace(f"[{request.param}]", "")
    reason = EXCEPTIONS.get(request.param, {}).get(test)
    if reason is not None:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    if request.param in MAKERS:
        with folder_in_memory() as folder:
            yield MAKERS[request.param](folder)
        return
    if request.node.originalname in NOT_TRIED:
        pytest.skip(NOT_TRIED[request.node.originalname])
    server: servers.Server = request.getfixturevalue(request.param)
    found = RemoteStore(server.endpoint)
    for graph in found.graphs():
        found.update(f"CLEAR GRAPH <{graph}>")
    yield found


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server
