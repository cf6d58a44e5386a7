"""One table says of each format its name, its media types, its ending and the engine's own format."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import sdggraph
from sdggraph.rdf.engine import rdf_format, results_format
from sdggraph.rdf.parsing import SYNTAXES
from sdggraph.sparql import formats
from sdggraph.sparql.formats import (
    API_FORMATS,
    BY_ENDING,
    DUMP_FORMATS,
    JSON,
    JSONLD,
    NTRIPLES,
    RDFXML,
    ROW_FORMATS,
    TURTLE,
    XML,
    Format,
    by_media_type,
    called,
)
from sdggraph.web.http.negotiation import GRAPHS, ROWS
from sdggraph.web.http.rdf_negotiation import OFFERED

EVERY = [each for each in vars(formats).values() if isinstance(each, Format)]


@pytest.mark.parametrize("form", DUMP_FORMATS.values(), ids=str)
def test_the_engine_knows_each_graph_format_by_the_same_media_type_and_ending(form: Format) -> None:
    assert rdf_format(form) == ox.RdfFormat.from_media_type(form.media_type)
    assert rdf_format(form) == ox.RdfFormat.from_extension(form.extension)
    assert rdf_format(form).supports_datasets == (form.holds_graphs or form is JSONLD)  # JSON-LD holds one here


@pytest.mark.parametrize("form", ROW_FORMATS.values(), ids=str)
def test_the_engine_knows_each_row_format_by_the_same_media_type(form: Format) -> None:
    assert results_format(form) == ox.QueryResultsFormat.from_media_type(form.media_type)


def test_what_is_offered_and_in_which_order_follows_from_the_table() -> None:
    assert [*ROWS] == [
        *(each.media_type for each in ROW_FORMATS.values()),
        *("application/json", "application/xml", "text/xml"),
    ]
    assert [ROWS[each] for each in [*ROWS][-3:]] == [JSON, XML, XML]
    assert [*GRAPHS] == [
        *("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"),
        *("application/json", "application/xml", "text/xml", "text/plain"),
    ]
    assert [GRAPHS[each] for each in [*GRAPHS][-4:]] == [JSONLD, RDFXML, RDFXML, NTRIPLES]
    assert next(iter(OFFERED.values())) is TURTLE
    assert "application/xml" not in OFFERED  # a browser that takes it means a page


@pytest.mark.parametrize(
    ("word", "offered", "name"),
    [
        ("ttl", GRAPHS, "turtle"),
        ("N3", GRAPHS, "turtle"),
        ("json", GRAPHS, "jsonld"),
        ("json", ROWS, "json"),
        ("xml", ROWS, "xml"),
        ("XML", GRAPHS, "rdfxml"),
        ("rdf/xml", OFFERED, "rdfxml"),
        ("rdf+xml", OFFERED, "rdfxml"),
        ("nq", OFFERED, "nquads"),
        ("application/trig", OFFERED, "trig"),
        ("text/plain", GRAPHS, "ntriples"),
    ],
)
def test_a_name_an_ending_an_alias_and_a_media_type_find_the_format(
    word: str, offered: dict[str, Format], name: str
) -> None:
    found = called(word, offered)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("word", ["", "trig", "nq", "html", "engine", "text", "TURTLE ", "image/png"])
def test_what_is_not_offered_is_not_found(word: str) -> None:
    assert called(word, GRAPHS) is None


def test_no_name_and_no_generic_type_is_ambiguous_among_formats_of_one_kind() -> None:
    for kind in (ROW_FORMATS, DUMP_FORMATS):
        words = [word for each in kind.values() for word in {each.name, each.extension, *each.aliases}]
        assert len(words) == len(set(words))
        generic = [word for each in kind.values() for word in each.generic]
        assert len(generic) == len(set(generic))
        assert set(by_media_type(kind.values())) == {each.media_type for each in kind.values()} | set(generic)


def test_files_and_addresses_end_as_the_table_says() -> None:
    assert {ending[1:] for ending in SYNTAXES} == {
        ending for each in DUMP_FORMATS.values() for ending in (each.extension, *each.other_extensions)
    }
    assert set(BY_ENDING.values()) == set(DUMP_FORMATS.values())
    assert all(re.fullmatch(r"[a-z-]+/[a-z0-9.+-]+", each.media_type) for each in API_FORMATS.values())


def test_no_other_file_spells_a_media_type_of_the_table() -> None:
    source = Path(sdggraph.__file__).parent
    # what a client sends, examples and parts of longer headers are text of their own
    apart = {"sparql/formats.py", "present/atom.py", "web/home.py", "web/service.py"}
    apart |= {f"web/api/{name}.py" for name in ("docs_page", "openapi", "operations")} | {"web/http/multipart.py"}
    apart |= {
        f"web/http/{name}.py" for name in ("accept", "compression", "content_type", "negotiation", "query_string")
    }
    media_types = "|".join(re.escape(each) for each in sorted({each.media_type for each in EVERY}))
    spelled = re.compile(rf"""["'](?:{media_types})["']""")
    found = {path.relative_to(source).as_posix() for path in source.rglob("*.py") if spelled.search(path.read_text())}
    assert found <= apart
