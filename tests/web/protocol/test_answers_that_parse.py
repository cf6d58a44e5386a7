"""An answer with 200 is taken by the parser of its own standard; any other is an error that says what is in the way."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest

RDFXML, XML = "application/rdf+xml", "application/sparql-results+xml"
CR = r"CONSTRUCT { <urn:s> <http://ex.org/p> 'a\rb\r\nc' } {}"


def ask(client: httpx.Client, query: str, accept: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


@pytest.mark.parametrize(
    "predicate",
    [
        "http://ex.org/1",
        "http://ex.org/",
        "http://ex.org/a%20",
        "urn:a(b)",
        *(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("li", "about", "Description", "aboutEach")),
    ],
)
def test_a_predicate_that_rdf_xml_cannot_hold_is_named(client: httpx.Client, predicate: str) -> None:
    query = f"CONSTRUCT {{ <urn:s> <{predicate}> 'x' }} {{}}"
    answer = ask(client, query, RDFXML)
    assert answer.status_code == 406
    assert f"<{predicate}>" in answer.json()["detail"]
    assert "Turtle" in answer.json()["remedy"]
    assert ask(client, query, "text/turtle").status_code == 200


@pytest.mark.parametrize("predicate", ["http://ex.org/a1", "http://ex.org/1a", "urn:x", "http://ex.org/a(b"])
def test_a_predicate_that_rdf_xml_can_hold_comes_back(client: httpx.Client, predicate: str) -> None:
    answer = ask(client, f"CONSTRUCT {{ <urn:s> <{predicate}> 'x' }} {{}}", RDFXML)
    assert answer.status_code == 200
    assert [quad.predicate.value for quad in ox.parse(answer.content, ox.RdfFormat.RDF_XML)] == [predicate]


@pytest.mark.parametrize("code", ["0001", "0000", "000B", "001F", "FFFE", "FFFF"])
@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ('SELECT ("a%sb" AS ?x) {}', XML),
        ('SELECT * { VALUES (?x ?y) { (1 "%s") } }', XML),
        ('CONSTRUCT { <urn:s> <urn:p> "a%sb" } {}', RDFXML),
    ],
)
def test_a_character_that_xml_cannot_hold_is_named(client: httpx.Client, query: str, accept: str, code: str) -> None:
    answer = ask(client, query % f"\\u{code}", accept)
    assert answer.status_code == 406
    assert f"U+{code}" in answer.json()["detail"]
    other = "application/sparql-results+json" if accept == XML else "application/n-triples"
    assert ask(client, query % f"\\u{code}", other).status_code == 200


def test_a_carriage_return_survives_xml(client: httpx.Client) -> None:
    [quad] = ox.parse(ask(client, CR, RDFXML).content, ox.RdfFormat.RDF_XML)
    assert quad.object == ox.Literal("a\rb\r\nc")
    rows = ask(client, r'SELECT ("a\rb\r\nc" AS ?x) {}', XML)
    root = ET.fromstring(rows.content)
    assert root.findtext(".//{http://www.w3.org/2005/sparql-results#}literal") == "a\rb\r\nc"


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ('SELECT (STRLANGDIR("x", "ar", "rtl") AS ?x) {}', "application/sparql-results+json"),
        ("SELECT (TRIPLE(<urn:a>, <urn:b>, 1) AS ?x) {}", XML),
        ("CONSTRUCT { <urn:s> <urn:p> 'x'@ar--rtl } {}", "text/turtle"),
        ("CONSTRUCT { <urn:s> <urn:p> <<( <urn:a> <urn:b> 1 )>> } {}", "application/n-triples"),
        ("CONSTRUCT { <urn:s> <urn:p> <<( <urn:a> <urn:b> 1 )>> } {}", "application/ld+json"),
    ],
)
def test_terms_that_no_parser_of_the_standard_takes_are_refused(client: httpx.Client, query: str, accept: str) -> None:
    answer = ask(client, query, accept)
    assert answer.status_code == 406
    assert "RDF 1.2" in answer.json()["detail"]
