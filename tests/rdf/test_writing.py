"""No answer of ours is refused by the parser of its own standard: hostile terms in every format, and back."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph import vocab
from sdggraph.errors import BadData, NotOffered
from sdggraph.rdf.canonical_turtle import canonical
from sdggraph.rdf.engine import rdf_format
from sdggraph.rdf.writing import serialized
from sdggraph.sparql.formats import CSV, DUMP_FORMATS, JSON, NTRIPLES, RDFXML, ROW_FORMATS, TSV, TURTLE, XML, Format
from sdggraph.store.dump import dump
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.streamed import dump_into
from sdggraph.web.jobs.rdf_output import written

# rdflib's own parsers use what rdflib deprecates
pytestmark = [
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
RDF = vocab.PREFIXES["rdf"]
XSD = vocab.PREFIXES["xsd"]
S, P = ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p")
GRAPH = ox.NamedNode("urn:g")
NAMES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml", "trig": "trig", "nquads": "nquads"}

VALUES: list[ox.Literal | ox.NamedNode] = [
    *(ox.Literal(text) for text in ["", " a ", "a\rb", "\r\n", "\n", "\t", "a\u2028b\x85c", "\x7f", "\U0001f600"]),
    *(ox.Literal(text) for text in ["<&>]]>\"'\\", "--", "<<( a )>>", '"type":"triple"', '"@ar--rtl\n', "\\u0001"]),
    *(ox.Literal("x", language=tag) for tag in ["en", "en-gb", "zh-hant-tw", "x-a"]),
    ox.Literal("5", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("no number", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal('<a xmlns="urn:n">x<b/></a>', datatype=ox.NamedNode(f"{RDF}XMLLiteral")),
    ox.Literal('<n:a xmlns:n="urn:n" n:b="1"/>', datatype=ox.NamedNode(f"{RDF}XMLLiteral")),
    ox.Literal("<a>no end", datatype=ox.NamedNode(f"{RDF}XMLLiteral")),
    ox.Literal('{"a": 1}', datatype=ox.NamedNode(f"{RDF}JSON")),
    ox.Literal("x", datatype=ox.NamedNode("geo:odd")),
    *(ox.NamedNode(iri) for iri in ["urn:x", "geo:1,2", "http://example.org/a(b)'c&d;e?f=g#h", "http://é.example/あ"]),
]
CONTROLS = ["a\x01b", "\x00", "\x0b", "\x1f", "\ufffe", "x\uffff"]
EXPRESSIBLE = [
    *("http://example.org/a1", "http://example.org/1a", "urn:x", "http://example.org/a.b-c", "http://example.org/é"),
    *("http://example.org/a(b", f"{RDF}_1", f"{RDF}Bag", f"{RDF}value", "geo:lat"),
]
INEXPRESSIBLE = [
    *("http://example.org/1", "http://example.org/", "http://example.org/#", "http://example.org/a%20", "tag:1"),
    *(f"{RDF}li", f"{RDF}Description", f"{RDF}about", f"{RDF}aboutEach", f"{RDF}ID", f"{RDF}RDF", "urn:a(b)"),
]


def by_engine(content: bytes, form: Format) -> set[ox.Triple]:
    return {each.triple for each in ox.parse(content, rdf_format(form))}


def by_rdflib(content: bytes, form: Format) -> set[tuple[str, ...]]:
    """The triples as N-Triples terms, with the lexical forms as they are written."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = rdflib.Dataset()
        graph.parse(data=content, format=NAMES[form.name])
        return {tuple(_spelled(term) for term in quad[:3]) for quad in graph.quads()}
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _spelled(term: object) -> str:
    if isinstance(term, rdflib.Literal):
        language = term.language.lower() if term.language else None
        return repr((str(term), language, None if term.datatype is None else str(term.datatype)))
    return f"<{term}>"


def wanted(triples: Iterable[ox.Triple]) -> set[tuple[str, ...]]:
    return {tuple(_told(term) for term in triple) for triple in triples}


def _told(term: object) -> str:
    if isinstance(term, ox.Literal):
        language = term.language
        plain = language is not None or term.datatype.value == vocab.XSD_STRING
        return repr((term.value, language, None if plain else term.datatype.value))
    return f"<{getattr(term, 'value', '')}>"


def assert_reads_back(content: bytes, form: Format, triples: list[ox.Triple]) -> None:
    assert by_engine(content, form) == set(triples)
    if not any(_beyond_rdflib(term, form) for triple in triples for term in triple):
        assert by_rdflib(content, form) == wanted(triples)


def _beyond_rdflib(term: object, form: Format) -> bool:
    """Whether rdflib changes or refuses the term although it is written well."""
    value = getattr(term, "value", "")
    if (
        isinstance(term, ox.Literal)
        and form in (TURTLE, DUMP_FORMATS["trig"])
        and term.datatype.value != f"{XSD}string"
    ):
        return term.datatype.value in {f"{XSD}{name}" for name in ("integer", "decimal", "double", "boolean")}
    # rdflib splits lines of N-Triples and N-Quads at these too, and reads a dot at the end of a local name as the end
    return form.name in ("ntriples", "nquads") and any(mark in value for mark in "\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e")


@pytest.mark.parametrize("form", DUMP_FORMATS.values(), ids=list(DUMP_FORMATS))
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_hostile_value_comes_back_from_every_format(form: Format, value: ox.Literal | ox.NamedNode) -> None:
    triple = ox.Triple(S, P, value)
    assert_reads_back(serialized([triple], form, vocab.PREFIXES), form, [triple])
    assert_reads_back(written([ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH)], form), form, [triple])
    store = EmbeddedStore.in_memory()
    store.add_quads([ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH)])
    held = [quad.triple for quad in store._engine]  # the engine has its own spelling of numbers
    assert_reads_back(dump(store, form), form, held)
    out = io.BytesIO()
    dump_into(store, form, out, small=0)
    assert out.getvalue() == dump(store, form)
    asked = store.query("CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }", format=form).content
    assert_reads_back(asked, form, held)


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
def test_a_character_that_xml_cannot_hold_is_refused_by_its_number_and_written_elsewhere(text: str) -> None:
    triple = ox.Triple(S, P, ox.Literal(text))
    for form in DUMP_FORMATS.values():
        if form is RDFXML:
            bad = next(mark for mark in text if not mark.isalpha())
            with pytest.raises(NotOffered, match=f"U\\+{ord(bad):04X}"):
                serialized([triple], form, {})
        else:
            assert by_engine(serialized([triple], form, {}), form) == {triple}


@pytest.mark.parametrize("iri", EXPRESSIBLE)
@pytest.mark.parametrize("prefixes", [{}, {"ex": "http://example.org/", "rdf": RDF}], ids=["bare", "prefixes"])
def test_a_property_and_a_class_that_have_a_name_come_back_from_rdf_xml(iri: str, prefixes: dict[str, str]) -> None:
    triples = [ox.Triple(S, ox.NamedNode(iri), ox.Literal("x")), ox.Triple(S, ox.NamedNode(vocab.RDF_TYPE), S)]
    assert_reads_back(serialized(triples, RDFXML, prefixes), RDFXML, triples)


@pytest.mark.parametrize("iri", INEXPRESSIBLE)
def test_a_property_without_a_name_is_refused_by_its_iri_in_rdf_xml_and_written_elsewhere(iri: str) -> None:
    triple = ox.Triple(S, ox.NamedNode(iri), ox.Literal("x"))
    with pytest.raises(NotOffered) as caught:
        serialized([triple], RDFXML, vocab.PREFIXES)
    assert f"<{iri}>" in str(caught.value)
    assert by_engine(serialized([triple], TURTLE, vocab.PREFIXES), TURTLE) == {triple}


@pytest.mark.parametrize("iri", [*INEXPRESSIBLE, "http://example.org/A"])
def test_a_class_without_a_name_is_written_as_a_property_or_refused(iri: str) -> None:
    a = ox.NamedNode(vocab.RDF_TYPE)
    triples = [ox.Triple(S, a, ox.NamedNode(iri)), ox.Triple(S, P, ox.Literal("x"))]
    assert_reads_back(serialized(triples, RDFXML, {}), RDFXML, triples)
    try:
        assert by_engine(serialized(triples[:1], RDFXML, {}), RDFXML) == set(triples[:1])
    except NotOffered as error:
        refusal = error
    else:
        return  # the engine writes reserved names as the value of rdf:type
    assert f"class <{iri}>" in refusal.problem
    assert iri in INEXPRESSIBLE


@pytest.mark.parametrize("label", ["1a", "8f", "a.b", "n1", "n", "_x"])
def test_blank_nodes_keep_apart_whatever_they_are_called(label: str) -> None:
    one, other = ox.BlankNode(label), ox.BlankNode(f"n{label}")
    triples = [ox.Triple(one, P, other), ox.Triple(other, P, ox.Literal("x"))]
    for form in DUMP_FORMATS.values():
        content = serialized(triples, form, {})
        found = rdflib.Dataset()
        found.parse(data=content, format=NAMES[form.name])
        assert len({term for quad in found.quads() for term in quad[:3] if isinstance(term, rdflib.BNode)}) == 2
        assert len(by_engine(content, form)) == 2


NEWER: list[ox.Triple | ox.Literal] = [
    ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL),
    ox.Literal("x", language="en", direction=ox.BaseDirection.LTR),
    ox.Triple(S, P, ox.Literal("1")),
]


@pytest.mark.parametrize("form", DUMP_FORMATS.values(), ids=list(DUMP_FORMATS))
@pytest.mark.parametrize("value", NEWER, ids=str)
def test_terms_of_rdf_1_2_are_refused_in_every_format(form: Format, value: ox.Literal | ox.Triple) -> None:
    quad = ox.Quad(S, P, value, GRAPH)
    store = EmbeddedStore.in_memory()
    store.add_quads([quad])
    with pytest.raises(NotOffered, match=r"RDF 1\.2"):
        dump(store, form)
    with pytest.raises(NotOffered, match=r"RDF 1\.2"):
        written([quad], form)
    with pytest.raises(NotOffered, match=r"RDF 1\.2"):
        serialized([quad], form, {})


@pytest.mark.parametrize("value", ['"x"@ar--rtl', '"x"@en--ltr', "<<( <urn:a> <urn:b> 1 )>>"])
def test_canonical_turtle_refuses_terms_of_rdf_1_2_and_loses_none(value: str) -> None:
    with pytest.raises(BadData, match=r"RDF 1\.2"):
        canonical(f"<urn:s> <urn:p> {value} .".encode())


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
literals = st.one_of(
    texts.map(ox.Literal),
    st.tuples(texts, st.sampled_from(["en", "fr-ca", "zh-hant"])).map(lambda t: ox.Literal(t[0], language=t[1])),
    st.tuples(texts, st.sampled_from([f"{RDF}XMLLiteral", f"{RDF}JSON", "urn:t", "geo:t"])).map(
        lambda t: ox.Literal(t[0], datatype=ox.NamedNode(t[1]))
    ),
)
properties = st.sampled_from([*EXPRESSIBLE, *INEXPRESSIBLE, f"{vocab.SG}code"]).map(ox.NamedNode)


def as_linked_data(triples: Iterable[ox.Triple], form: Format, prefixes: Mapping[str, str]) -> bytes:
    return written([ox.Quad(each.subject, each.predicate, each.object, GRAPH) for each in triples], form, prefixes)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(ox.Triple, st.just(S), properties, literals), min_size=1, max_size=4))
def test_every_graph_is_refused_or_comes_back_from_each_format(triples: list[ox.Triple]) -> None:
    for form in DUMP_FORMATS.values():
        for write in (serialized, as_linked_data):
            try:
                content = write(triples, form, vocab.PREFIXES)
            except NotOffered as error:
                refusal = error
            else:
                assert by_engine(content, form) == set(triples)
                continue
            assert form is RDFXML
            assert "U+" in refusal.problem or "property" in refusal.problem


# --- rows --------------------------------------------------------------------------------------


def answer(expression: str, form: Format) -> bytes:
    return EmbeddedStore.in_memory().query(f"SELECT ({expression} AS ?x) {{}}", format=form).content


def sparql(text: str) -> str:
    # letters stand as they are: a word such as FROM, spelled with escapes, is refused
    return '"' + "".join(mark if mark.isascii() and mark.isalpha() else f"\\U{ord(mark):08X}" for mark in text) + '"'


def read(content: bytes, form: Format) -> str:
    """The one value of an answer as a parser of the format reads it."""
    if form is JSON:
        return str(json.loads(content)["results"]["bindings"][0]["x"]["value"])
    if form is XML:
        root = ET.fromstring(content)
        return root.findtext(".//{http://www.w3.org/2005/sparql-results#}literal") or ""
    if form is TSV:
        cell = content.decode().split("\n")[1]
        [quad] = ox.parse(f"<urn:s> <urn:p> {cell} .", ox.RdfFormat.TURTLE)
        return str(getattr(quad.object, "value", ""))
    return list(csv.reader(io.StringIO(content.decode(), newline="")))[1][0]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_every_value_is_refused_or_comes_back_from_each_format_of_rows(text: str) -> None:
    for form in ROW_FORMATS.values():
        try:
            content = answer(sparql(text), form)
        except NotOffered as error:
            refusal = error
        else:
            assert read(content, form) == text
            continue
        assert form is XML
        assert "U+" in refusal.problem


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
def test_rows_in_xml_name_the_character_that_they_cannot_hold(text: str) -> None:
    bad = next(mark for mark in text if not mark.isalpha())
    with pytest.raises(NotOffered, match=f"U\\+{ord(bad):04X}"):
        answer(sparql(text), XML)


@pytest.mark.parametrize("form", [JSON, XML, TSV], ids=["json", "xml", "tsv"])
@pytest.mark.parametrize(
    "value", ['STRLANGDIR("x", "ar", "rtl")', 'STRLANGDIR("x", "en", "ltr")', "TRIPLE(<urn:a>, <urn:b>, 1)"]
)
def test_rows_with_terms_of_rdf_1_2_are_refused(form: Format, value: str) -> None:
    with pytest.raises(NotOffered, match=r"RDF 1\.2"):
        answer(value, form)


@pytest.mark.parametrize(
    "text", ['"type":"triple"', '"its:dir":"rtl"', "<triple>", '<literal its:dir="rtl">', "<<( a", '"@ar--rtl', "\n<<("]
)
@pytest.mark.parametrize("form", [JSON, XML, TSV, CSV], ids=["json", "xml", "tsv", "csv"])
def test_a_text_that_looks_like_rdf_1_2_is_none(form: Format, text: str) -> None:
    assert read(answer(sparql(text), form), form) == text


def test_a_bad_character_is_found_at_the_border_of_two_pieces() -> None:
    long = "x" * 8180
    for number in range(20):
        with pytest.raises(NotOffered, match=r"U\+FFFE"):
            answer(sparql(long + "y" * number + "\ufffe"), XML)


def test_the_formats_of_lines_are_told_apart() -> None:
    assert serialized([ox.Triple(S, P, ox.Literal("\r"))], NTRIPLES, {}).count(b"\n") == 1
