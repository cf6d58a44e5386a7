"""The stores that validation is tested on, each filled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from sdggraph import vocab
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.loading import fill, turtle_files
from sdggraph.validate.shapes import Shapes, load

ROOT = Path(__file__).resolve().parent.parent.parent
SHAPES = ROOT / "ontology/shapes.ttl"
EXAMPLES = ROOT / "tests/data/shapes"


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return load(SHAPES)


@pytest.fixture(scope="session")
def real() -> EmbeddedStore:
    """The data that is shipped, with the schemes and all that the rules derive."""
    return fill(EmbeddedStore.in_memory(), ROOT / "ontology", turtle_files(ROOT / "data"))


def terms() -> EmbeddedStore:
    """A store of its own that holds the ontology and the schemes and nothing else."""
    store = EmbeddedStore.in_memory()
    store.add_quads(_terms())
    return store


@cache
def _terms() -> tuple[ox.Quad, ...]:
    """The statements of the ontology and the schemes: read once, and copied for each test."""
    return tuple(fill(EmbeddedStore.in_memory(), ROOT / "ontology", []).all_quads())


def examples(*names: str) -> EmbeddedStore:
    """A store with the ontology, the schemes and some of the examples."""
    store = terms()
    for name in names:
        store.add_file(EXAMPLES / f"{name}.ttl", vocab.DATA_GRAPH)
    return store
