"""Propose, check and commit in one process, as a library or a command does."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.errors import BadData, BadQuery, Forbidden, Invalid, NotFound
from sdggraph.store.difference import Difference, quads_of
from sdggraph.store.disk_writer import DiskStore
from sdggraph.writing.change import Change, Document, Kind, digest_of
from sdggraph.writing.commit import CHANGES_GRAPH, Author, StoreWriter
from sdggraph.writing.proposal import Proposal

DESK = Author("desk")
A = vocab.resource("organisation", "A")


def said(disk: DiskStore, text: str) -> int:
    return sum(text.encode() in line for line in disk.lines())


@pytest.mark.slow
def test_an_update_is_on_the_disk_and_on_record(writer: StoreWriter, disk: DiskStore) -> None:
    change = Change.of_update('INSERT DATA { organisation:A rdfs:comment "seen" }')
    found = writer.write(change, DESK, "library")
    assert (found.removed, found.added, found.made, found.subjects) == (0, 1, False, (A,))
    assert said(disk, f'<{A}> <{vocab.PREFIXES["rdfs"]}comment> "seen" <{vocab.DATA_GRAPH}> .') == 1
    assert said(disk, '"library: 1 statement added, 0 removed"@en') == 1
    assert said(disk, f"sha-256;{digest_of(change.update)}> <{CHANGES_GRAPH}> .") == 1
    again = writer.write(change, DESK, "library")
    assert again.empty
    assert said(disk, "statement added") == 1  # what changes nothing is not on record


def test_what_is_not_valid_changes_nothing(writer: StoreWriter, disk: DiskStore) -> None:
    before = disk.lines()
    with pytest.raises(Invalid, match="would be wrong"):
        writer.write(Change.of_update('INSERT DATA { organisation:A wgs:lat "north" }'), DESK, "library")
    assert disk.lines() == before


def test_what_was_wrong_before_does_not_stand_in_the_way(writer: StoreWriter, disk: DiskStore) -> None:
    wrong = f'<{A}> <{vocab.PREFIXES["wgs"]}lat> "north" <{vocab.DATA_GRAPH}> .'
    disk.apply(Difference(added=tuple(quads_of(wrong))))
    still = Change.of_update('INSERT DATA { organisation:A rdfs:comment "still" }')
    assert not writer.write(still, DESK, "library").empty
    with pytest.raises(Invalid, match="would be wrong"):
        writer.write(Change.of_update('INSERT DATA { organisation:B wgs:lat "south" }'), DESK, "library")


def test_a_narrow_scope_reaches_no_other_organisation(writer: StoreWriter, disk: DiskStore) -> None:
    before = disk.lines()
    change = Change.of_update("DELETE WHERE { organisation:B ?p ?o }")
    with pytest.raises(Forbidden, match="organisation:B"):
        writer.write(change, Author("A", "organisation:A"), "library")
    assert disk.lines() == before


@pytest.mark.slow
def test_a_statement_about_a_blank_node_can_be_removed_by_the_desk_alone(disk: DiskStore) -> None:
    """Data that somebody brings may have some, and the desk must be able to take them out."""
    line = f'_:x <{vocab.PREFIXES["rdfs"]}comment> "blank" <{vocab.DATA_GRAPH}> .'
    disk.apply(Difference(added=tuple(quads_of(line))))
    writer = StoreWriter(disk, Settings.read().ontology)
    change = Change.of_update('DELETE WHERE { ?x rdfs:comment "blank" }')
    with pytest.raises(Forbidden, match="without an address"):
        writer.write(change, Author("Institute", "organisation:A"), "library")
    assert said(disk, '"blank"') == 1
    found = writer.write(change, DESK, "library")
    assert (found.removed, found.subjects, said(disk, '"blank"')) == (1, (), 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change.of_update("INSERT DATA {"), BadQuery),
        (Change.of_removal("urn:absent"), NotFound),
        (Change.of_update(f"CLEAR GRAPH <{CHANGES_GRAPH}>"), Forbidden),
    ],
)
def test_what_is_refused_changes_nothing(
    writer: StoreWriter, disk: DiskStore, change: Change, error: type[Exception]
) -> None:
    writer.write(Change.of_update('INSERT DATA { organisation:A rdfs:comment "first" }'), DESK, "library")
    before = disk.lines()
    with pytest.raises(error):
        writer.write(change, DESK, "library")
    assert disk.lines() == before


@pytest.mark.slow
def test_documents_replace_add_and_leave_no_empty_graph(writer: StoreWriter, disk: DiskStore) -> None:
    one, two = (Document(f"<urn:{name}> <urn:p> 1 .", "turtle") for name in "xy")
    assert writer.write(Change(Kind.MERGE, "urn:g", (one,)), DESK, "library").made
    assert not writer.write(Change(Kind.MERGE, "urn:g", (two,)), DESK, "library").made
    assert said(disk, "<urn:g> .") == 2
    replaced = writer.write(Change(Kind.REPLACE, "urn:g", (one,)), DESK, "library")
    assert (replaced.removed, replaced.added) == (1, 0)
    writer.write(Change.of_removal("urn:g"), DESK, "library")
    with pytest.raises(NotFound):
        writer.write(Change.of_removal("urn:g"), DESK, "library")


def test_a_change_and_its_proposal_travel_as_data(writer: StoreWriter) -> None:
    change = Change(Kind.MERGE, "urn:g", (Document('<urn:x> <urn:p> "\\u2028\\r\\n" .', "turtle"),), digest="d")
    assert Change.read(json.loads(json.dumps(change.packed()))) == change
    found = writer.write(change, DESK, "library")
    assert Proposal.read(json.loads(json.dumps(found.packed()))) == found
    [added] = found.difference.unpacked().added
    assert added.object.value == "\u2028\r\n"  # type: ignore[union-attr]


def test_a_difference_drops_the_graph_that_it_empties_in_the_same_transaction(disk: DiskStore) -> None:
    quads = tuple(quads_of("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:c> <urn:g> ."))
    disk.apply(Difference(added=quads))
    disk.apply(Difference(quads[:1], ()))
    assert said(disk, "<urn:g> .") == 1
    disk.apply(Difference(quads[1:], tuple(quads_of("<urn:a> <urn:p> <urn:b> <urn:h> ."))))
    assert (said(disk, "<urn:g> ."), said(disk, "<urn:h> .")) == (0, 1)
    with disk.snapshot() as place:
        assert ox.NamedNode("urn:g") not in set(ox.Store.read_only(str(place)).named_graphs())


def test_long_words_are_looked_through_once(writer: StoreWriter) -> None:
    """A literal of 60,000 letters takes no longer than its length."""
    writer.write(Change.of_update(f'INSERT DATA {{ organisation:A rdfs:comment "{"a" * 60_000}" }}'), DESK, "library")


@pytest.mark.parametrize(
    "change",
    [
        Change.of_update('INSERT DATA { organisation:A rdfs:comment "x"@ar--rtl }'),
        Change.of_update(
            'INSERT { organisation:A rdfs:comment ?t } WHERE { BIND(STRLANGDIR("x", "en", "ltr") AS ?t) }'
        ),
        Change(Kind.MERGE, vocab.DATA_GRAPH, (Document(f'<{A}> <urn:p> "x"@en--ltr .', "turtle"),)),
        Change(
            Kind.MERGE,
            vocab.DATA_GRAPH,
            (Document(f'{{"@id":"{A}","urn:p":{{"@value":"x","@language":"ar","@direction":"rtl"}}}}', "jsonld"),),
        ),
    ],
)
def test_a_text_with_a_direction_is_refused_in_each_way(writer: StoreWriter, disk: DiskStore, change: Change) -> None:
    before = disk.lines()
    with pytest.raises(BadData, match="direction"):
        writer.write(change, DESK, "library")
    assert disk.lines() == before


@pytest.mark.slow
@pytest.mark.parametrize("text", ['{"@id":"urn:a","p":"x"}', '[{"@id":"urn:a","name":"x"}]', '{"@graph":[{"p":1}]}'])
def test_json_ld_of_which_nothing_is_kept_is_refused(writer: StoreWriter, disk: DiskStore, text: str) -> None:
    before = disk.lines()
    with pytest.raises(BadData, match="holds no statement"):
        writer.write(Change(Kind.REPLACE, vocab.DATA_GRAPH, (Document(text, "jsonld"),)), DESK, "library")
    assert disk.lines() == before


@pytest.mark.parametrize("text", ["{}", "[]", '{"@context":{"p":"urn:p"}}'])
def test_json_ld_that_says_nothing_is_taken(writer: StoreWriter, text: str) -> None:
    assert writer.write(Change(Kind.MERGE, "urn:g", (Document(text, "jsonld"),)), DESK, "library").empty
