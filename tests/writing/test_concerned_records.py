"""Which writes need all records to be read again, and which do not."""

from __future__ import annotations

import pytest

from sdggraph import vocab
from sdggraph.store.difference import Difference, quads_of
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.memory import MemoryStore
from sdggraph.writing import checks
from sdggraph.writing.change import Change
from sdggraph.writing.commit import Author, with_entry
from sdggraph.writing.proposal import propose
from sdggraph.writing.scope import WHOLE
from tests.writing.conftest import SETTINGS


def whole_difference(disk: DiskStore, update: str) -> Difference:
    """What a write changes, the entry in the list of changes included."""
    copy, change = MemoryStore(), Change.of_update(update)
    disk.copy_into(copy)
    proposal = propose(copy, change, WHOLE, SETTINGS.ontology)
    return with_entry(disk, proposal, Author("desk"), change, "POST /update").unpacked()


@pytest.mark.slow
@pytest.mark.parametrize(
    "update",
    [
        'INSERT DATA { organisation:A rdfs:comment "seen" }',
        'INSERT DATA { organisation:A skos:note "seen" ; rdfs:seeAlso <https://example.org/> }',
        "INSERT DATA { GRAPH <urn:mine> { <urn:s> <urn:p> 1 } }",
        "INSERT DATA { <urn:s> a <urn:Kind> }",
    ],
)
def test_a_write_that_no_record_shows_leaves_the_records_as_they_are(disk: DiskStore, update: str) -> None:
    assert not checks.concerns_records(whole_difference(disk, update))


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("skos:prefLabel", '"A"@en'),
        ("skos:altLabel", '"A"@fr'),
        ("skos:hiddenLabel", '"a"'),
        ("skos:notation", '"a"'),
        ("skos:exactMatch", "<urn:a>"),
        ("owl:sameAs", "<urn:a>"),
        ("sg:ror", '"https://ror.org/02nyyq397"'),
        ("sg:city", '"Lima"'),
        ("sg:theme", "theme:water"),
        ("dcterms:modified", '"2026-01-01"'),
        ("rdf:type", "sg:Organisation"),
        ("rdf:type", "sdgo:Target"),
        ("sg:partner", "organisation:A"),
    ],
)
def test_a_write_that_a_record_shows_does_not(predicate: str, value: str) -> None:
    expanded = value if value[0] in '"<' else f"<{vocab.expand(value)}>"
    [*quads] = quads_of(f"<urn:a> <{vocab.expand(predicate)}> {expanded} <{vocab.DATA_GRAPH}> .\n")
    assert checks.concerns_records(Difference(added=tuple(quads)))
    assert checks.concerns_records(Difference(removed=tuple(quads)))
