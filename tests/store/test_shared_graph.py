"""The graph that the tests share is the packaged one, and nobody sees what another does to it."""

from __future__ import annotations

import pytest

from sdggraph import store as stores
from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.store import loading
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks import Source
from tests.shared_graph import Shared

COUNT = "SELECT (COUNT(*) AS ?n) { ?s rdfs:comment ?o }"
REMARK = f'INSERT DATA {{ GRAPH <{vocab.DATA_GRAPH}> {{ organisation:HIST rdfs:comment "mine" }} }}'


def opened() -> EmbeddedStore:
    found = Source(Settings.read()).store
    assert isinstance(found, Shared)
    return found


def test_it_is_what_loading_gives() -> None:
    settings = Settings.read()
    plain = loading.fill(EmbeddedStore.in_memory(), settings.ontology, stores.turtle_files(settings.data))
    assert opened().version() == plain.version()
    assert opened()._engine is opened()._engine
    assert type(plain) is EmbeddedStore


@pytest.mark.slow
def test_who_changes_it_changes_a_copy() -> None:
    one, other = opened(), opened()
    before = other.version()
    one.update(REMARK)
    assert one.query(COUNT).rows() != other.query(COUNT).rows()
    assert one.version() != other.version() == before == opened().version()
    two, three = opened(), opened()
    two.forget(vocab.EDITORIAL_NOTES)
    two.add_turtle(b"<urn:a> <urn:b> 1 .", "urn:g")
    three.derive({})
    assert len(two) == len(other) + 1
    assert len(three) < len(other)
    assert opened().version() == before


def test_other_data_are_loaded_as_ever() -> None:
    empty = stores.fill(EmbeddedStore.in_memory(), Settings.read().ontology, [])
    assert type(empty) is EmbeddedStore
