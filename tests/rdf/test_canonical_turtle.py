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


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\u00a0"])
def test_a_comment_goes_on_where_only_python_ends_a_line(mark: str) -> None:
    content = f"# first{mark}<urn:hidden> <urn:p> 2 .\n<urn:a> <urn:p> 1 .\n".encode()
    once = canonical(content)
    assert statements(once) == statements(content)
    assert canonical(once) == once
    assert once.decode().split("\n")[0] == f"# first{mark}<urn:hidden> <urn:p> 2 ."


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_comment_ends_at_every_line_end_of_turtle(end: str) -> None:
    content = f"# first{end}# second{end}{end}<urn:a> <urn:p> 1 .{end}".encode()
    once = canonical(content)
    assert once == b"# first\n# second\n\n<urn:a>\n  <urn:p> 1 .\n"
    assert canonical(once) == once


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_the_line_of_a_comment_below_the_top_is_counted_as_turtle_counts(end: str) -> None:
    with pytest.raises(BadData) as caught:
        canonical(f"# top\u2028{end}<urn:a> <urn:p> 1 .{end}{end}# below".encode(), "a.ttl")
    assert caught.value.line == 4


def test_a_file_of_one_comment_without_a_line_end_keeps_it() -> None:
    assert canonical(b"# nothing yet") == b"# nothing yet\n\n"
    assert canonical(b"# nothing yet\n\n") == b"# nothing yet\n\n"


@pytest.mark.parametrize("local", [f"c\\{sign}d" for sign in "~.-!$&'()*+,;=/?#@_"] + ["c\\%41d", "%41", "%23", "c.d"])
def test_escapes_in_local_names_are_taken(local: str) -> None:
    content = f"@prefix ex: <http://ex.org/> . ex:a ex:b ex:{local} , ex:{local} .".encode()
    once = canonical(content)
    assert statements(once) == statements(content)
    assert canonical(once) == once


@pytest.mark.parametrize(
    "value",
    ["ex:c\\#d", "<urn:o#p>", '"# a"', "'# a'", '"""#\n"# " # """', "'''#\n'# ' # '''", '"\\"# a"', "ex:c\\'d"],
)
def test_a_hash_that_opens_no_comment_is_none_and_the_next_one_is(value: str) -> None:
    head = f"@prefix ex: <http://ex.org/> . ex:a ex:b {value} . "
    assert statements(canonical(head.encode())) == statements(head.encode())
    with pytest.raises(BadData, match="comment"):
        canonical(f"{head}# a comment".encode())


@pytest.mark.parametrize(
    "text",
    [
        "\n<urn:a> <urn:p> 1 {| <urn:q> 2 |} .",
        "\n<< <urn:a> <urn:p> 1 >> <urn:q> 2 .",
        "\n<urn:a> <urn:p> <<( <urn:a> <urn:p> 1 )>> .",
        "\n<urn:a> <urn:p> 1 ~ <urn:r> .",
        '\n<urn:a> <urn:p> "x"@ar--rtl .',
    ],
)
def test_terms_of_rdf_1_2_are_refused_with_their_line(text: str) -> None:
    with pytest.raises(BadData, match=r"RDF 1\.2") as caught:
        canonical(text.encode(), "a.ttl")
    assert (caught.value.file, caught.value.line) == ("a.ttl", 2)


def test_signs_of_rdf_1_2_inside_strings_and_addresses_are_nothing_new() -> None:
    content = b'<urn:a> <urn:p> "<< {| ~ --ltr" , <http://ex.org/~me> . # << {|'
    with pytest.raises(BadData, match="comment"):
        canonical(content)
    assert statements(canonical(content[:-7])) == statements(content)
