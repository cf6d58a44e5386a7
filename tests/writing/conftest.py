"""A store on disk that is small enough for one process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.loading import fill_new
from sdggraph.writing.commit import StoreWriter
from tests.quick import folder_in_memory

SETTINGS = Settings.read()
TINY = """@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
organisation:A sg:city "Lima" . organisation:B sg:city "Accra" .
"""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ontology and two organisations of which next to nothing is said, in a store that is to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "tiny.ttl").write_text(TINY)
    fill_new(folder / "store", SETTINGS.ontology, [folder / "tiny.ttl"])
    return folder / "store"


@pytest.fixture
def disk(filled: Path) -> Iterator[DiskStore]:
    """A copy of that store."""
    with folder_in_memory() as folder:
        shutil.copytree(filled, folder / "store")
        held = DiskStore(folder / "store")
        yield held
        held.close()


@pytest.fixture
def writer(disk: DiskStore) -> StoreWriter:
    """Writes to that copy."""
    return StoreWriter(disk, SETTINGS.ontology)
