"""The real graph, and the same graph filled in another order."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from sdggraph.config import Settings
from sdggraph.model.records import Network
from sdggraph.sparql.interface import Store
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks.queries import run_named
from sdggraph.tasks.source import Source
from tests.queries.desk import Ask


@pytest.fixture(scope="session")
def source() -> Source:
    """The packaged graph, opened once and without a cache."""
    return Source(Settings.read({"SDGGRAPH_CACHE": ""}))


@pytest.fixture(scope="session")
def shuffled_store(source: Source) -> Store:
    """The same statements added in another order: an answer without a full ORDER BY shows here."""
    lines = [f"{subject} {predicate} {thing} <{graph}> ." for subject, predicate, thing, graph in source.store.quads()]
    random.Random(2016).shuffle(lines)
    store = EmbeddedStore.in_memory()
    store.add_quads(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))
    return store


@pytest.fixture
def ask(source: Source) -> Ask:
    """The rows of a named query: ask("contributors-to-goal", goal=6)."""
    return lambda name, **given: run_named(source, name, {key: str(value) for key, value in given.items()}).rows()


@pytest.fixture
def network(source: Source) -> Network:
    """The records of the real graph, for what the desk research does not hold: regions and country groups."""
    return source.network
