"""A store on disk that is small enough for one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.loading import fill_new
from sdggraph.writing.commit import StoreWriter

SETTINGS = Settings.read()
TINY = """@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
organisation:A sg:city "Lima" . organisation:B sg:city "Accra" .
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[DiskStore]:
    """The ontology and two organisations of which next to nothing is said."""
    (tmp_path / "tiny.ttl").write_text(TINY)
    fill_new(tmp_path / "store", SETTINGS.ontology, [tmp_path / "tiny.ttl"])
    held = DiskStore(tmp_path / "store")
    yield held
    held.close()


@pytest.fixture
def writer(disk: DiskStore) -> StoreWriter:
    """Writes to that store."""
    return StoreWriter(disk, SETTINGS.ontology)
