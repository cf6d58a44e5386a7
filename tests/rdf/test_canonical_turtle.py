"""The canonical form: stable, whole, and honest about what it cannot keep."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from sdggraph.config import packaged
from sdggraph.errors import BadData
from sdggraph.rdf.canonical_turtle import canonical

HIST = packaged() / "data" / "organisations" / "HIST.ttl"


def statements(content: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(content, ox.RdfFormat.TURTLE)}


def test_canonical_form_is_its_own_canonical_form() -> None:
    assert canonical(HIST.read_bytes()) == HIST.read_bytes()


def test_no_order_of_statements_and_no_prefix_changes_it() -> None:
    lines = (
        ox.serialize(
            [quad.triple for quad in ox.parse(HIST.read_bytes(), ox.RdfFormat.TURTLE)], format=ox.RdfFormat.N_TRIPLES
        )
        or b""
    ).splitlines()
    random.Random(7).shuffle(lines)
    assert canonical(b"\n".join(lines)) == HIST.read_bytes()


@pytest.mark.parametrize(
    "value",
    [
        '"plain"',
        '"two\\nlines \\"quoted\\" back\\\\slash tab\\t bell\\u0007"',
        '"Łódź 北京"@zh',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"5."^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        '"2016"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        "<https://w3id.org/sdggraph/id/organisation/a.b->",
        "<https://w3id.org/sdggraph/id/organisation/a.>",
        "<https://w3id.org/sdggraph/id/organisation/>",
        "<https://example.org/a%20b?x=(1)#f>",
    ],
)
def test_every_value_survives_exactly(value: str) -> None:
    content = f"<urn:s> <urn:p> {value} .".encode()
    assert statements(canonical(content)) == statements(content)


def test_a_blank_node_is_refused_with_the_remedy() -> None:
    with pytest.raises(BadData, match="blank node") as caught:
        canonical(b"<urn:s> <urn:p> [] .", "a.ttl")
    assert "IRI" in caught.value.remedy


def test_comments_at_the_top_stay_and_others_are_refused_with_their_line() -> None:
    assert canonical(b"# mind this\n<urn:s> <urn:p> <urn:o#part> .").startswith(b"# mind this\n\n<urn:s>")
    with pytest.raises(BadData) as caught:
        canonical(b'<urn:s> <urn:p> "# no comment" .\n# a comment\n', "a.ttl")
    assert (caught.value.file, caught.value.line) == ("a.ttl", 2)


def test_malformed_turtle_is_told_with_file_line_and_column() -> None:
    with pytest.raises(BadData) as caught:
        canonical(b"<urn:s> <urn:p> <urn:o> .\n<urn:s> oops .\n", "a.ttl")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("a.ttl", 2, 9)


def test_an_empty_file_stays_empty() -> None:
    assert canonical(b"") == b""


@pytest.mark.parametrize(
    "path", [HIST.parent.parent / "partners.ttl", HIST.parent.parent / "events.ttl"], ids=lambda path: path.name
)
def test_the_shipped_files_hold_the_same_statements_in_canonical_form(path: Path) -> None:
    assert statements(canonical(path.read_bytes())) == statements(path.read_bytes())
