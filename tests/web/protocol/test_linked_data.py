"""Linked data as a client sees it: things, documents, terms, shapes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from sdggraph import vocab
from sdggraph.sparql.formats import DUMP_FORMATS
from tests.web.serving import Server
from tests.web.somebody import ODD, REFERENCES

PARSERS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
KINDS = sorted(set(vocab.RESOURCE_KINDS) - {"suggestion"})  # suggestions are made, and never stored
HOSTILE = [
    "HIST' OR '1'='1",
    '"} DROP ALL #',
    "x> ?p ?o } INSERT DATA { <y",
    "..",
    "../../etc/passwd",
    "%00",
    "a\nb",
    "a\r\nX-Injected: 1",
    "{}",
    "\\u003e",
    "`|^",
    "ÿ\ud7ff",
    "?x",
    "x" * 3000,
    " ",
    "<script>alert(1)</script>",
]


def triples(content: bytes, ending: str) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(content, PARSERS[ending])}


@pytest.fixture(scope="module")
def resources(server: Server) -> dict[str, str]:
    """One resource of each kind, the last by its name."""
    rows = server.client.get(
        "/sparql",
        params={
            "query": f"""SELECT ?kind (MAX(STR(?s)) AS ?iri) {{ ?s a ?type FILTER(STRSTARTS(STR(?s), "{vocab.BASE}"))
            BIND(STRBEFORE(STRAFTER(STR(?s), "{vocab.BASE}"), "/") AS ?kind) }} GROUP BY ?kind"""
        },
    ).json()["results"]["bindings"]
    return {row["kind"]["value"]: row["iri"]["value"] for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_of_each_kind_has_a_document_with_all_that_is_said_of_it(
    client: httpx.Client, resources: dict[str, str], kind: str
) -> None:
    iri = resources[kind]
    found = client.get(f"/id/{iri.removeprefix(vocab.BASE)}", headers={"Accept": "application/n-triples"})
    assert found.status_code == 303
    assert found.headers["location"] == f"/doc/{iri.removeprefix(vocab.BASE)}.nt"
    document = client.get(found.headers["location"])
    assert document.status_code == 200
    assert f'<{iri}>; rel="describes"' in document.headers["link"]
    said = f"CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}"
    expected = client.get("/sparql", params={"query": said, "format": "nt"}).content
    assert triples(expected, "nt") <= triples(document.content, "nt")


def test_the_data_hold_things_of_just_these_kinds(resources: dict[str, str]) -> None:
    assert sorted(resources) == KINDS


def test_neighbours_are_called_by_their_names(client: httpx.Client) -> None:
    text = client.get("/doc/organisation/IRCK.ttl").text
    assert 'theme:karst\n  skos:prefLabel "Karst"@en .' in text


@pytest.mark.parametrize("address", ["/doc/organisation/HIST", "/ontology", "/shapes", "/schemes/themes"])
def test_every_form_holds_the_same_statements(client: httpx.Client, address: str) -> None:
    found = {ending: client.get(f"{address}.{ending}") for ending in PARSERS}
    for each in DUMP_FORMATS.values():
        answer = found[each.extension]
        assert answer.headers["content-type"].partition(";")[0] == each.media_type
        assert client.get(address, headers={"Accept": each.media_type}).content == answer.content
        assert client.get(address, params={"format": each.name}).content == answer.content
    if address == "/shapes":  # its lists are blank nodes, called differently each time
        assert len({len(triples(answer.content, ending)) for ending, answer in found.items()}) == 1
        assert len(triples(found["ttl"].content, "ttl")) > 1000
        return
    first, *others = [triples(answer.content, ending) for ending, answer in found.items()]
    assert all(other == first for other in others)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser makes one
def test_rdflib_reads_every_form_alike(client: httpx.Client) -> None:
    formats = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
    graphs = [
        rdflib.Graph().parse(data=client.get(f"/doc/organisation/ICTP.{ending}").content, format=name)
        for ending, name in formats.items()
    ]
    assert len(graphs[0]) > 100
    assert all(set(graph) == set(graphs[0]) for graph in graphs)


def test_graphs_are_told_where_a_form_can_hold_them(client: httpx.Client) -> None:
    quads = list(ox.parse(client.get("/doc/organisation/HIST.nq").content, ox.RdfFormat.N_QUADS))
    graphs = {getattr(quad.graph_name, "value", "") for quad in quads}
    assert {vocab.DATA_GRAPH, vocab.DERIVED_GRAPH} <= graphs


@pytest.mark.parametrize(
    "address", ["/doc/organisation/HIST", "/doc/country/FRA", "/ontology", "/shapes", "/schemes/themes", "/void"]
)
def test_json_ld_needs_nothing_from_elsewhere(client: httpx.Client, address: str) -> None:
    document = client.get(address, params={"format": "jsonld"}).json()

    def contexts(found: Any) -> Iterator[Any]:
        if isinstance(found, dict):
            for key, value in found.items():
                if key == "@context":
                    yield value
                yield from contexts(value)
        elif isinstance(found, list):
            for each in found:
                yield from contexts(each)

    assert "@import" not in json.dumps(document)
    for context in contexts(document):
        assert isinstance(context, dict)
        assert set(context.values()) <= {
            *vocab.PREFIXES.values(),
            "http://www.w3.org/ns/sparql-service-description#",
            "http://www.w3.org/ns/formats/",
        }


def test_whoever_takes_anything_gets_turtle(client: httpx.Client) -> None:
    for accept in ("*/*", "text/turtle, text/html;q=0.9", ""):
        assert client.get("/id/theme/karst", headers={"Accept": accept}).headers["location"].endswith("karst.ttl")
    assert client.get("/id/theme/karst", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/doc/theme/karst", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/doc/theme/karst.ttl", headers={"Accept": "image/png"}).status_code == 200
    assert client.get("/ontology.png").status_code == 404


def test_a_document_is_asked_for_again_by_its_etag(client: httpx.Client) -> None:
    for address in ("/doc/theme/karst.ttl", "/ontology.ttl", "/shapes", "/schemes/themes", "/", "/data/", "/void"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(address)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
        whatever = client.get(address, headers={"If-None-Match": "*"})
        assert (whatever.status_code, whatever.content) == (304, b"")
    for address in ("/doc/theme/kars.ttl", "/schemes/theme", "/id/theme/kars"):
        assert client.get(address, headers={"If-None-Match": "*"}).status_code == 404


def test_a_name_that_there_is_not_comes_with_the_nearest(client: httpx.Client) -> None:
    for address, near in (
        ("/id/organisation/HITS", "HIST"),
        ("/doc/organisation/HITS.ttl", "HIST"),
        ("/id/theme/kars", "karst"),
        ("/id/organization/HIST", "organisation"),
        ("/schemes/theme", "themes"),
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.json()["nearest"][0] == near
    assert client.get("/doc/theme/karst.ttl?page=2").status_code == 404
    for page in ("0", "-1", "x", "9" * 5000, "²", "1e3", ""):
        assert client.get("/doc/theme/karst.ttl", params={"page": page}).status_code == 400


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_a_name_that_there_is_not(server: Server, name: str) -> None:
    for path in (f"/id/organisation/{quote(name, safe='')}", f"/doc/{quote(name, safe='')}/x.ttl"):
        status, head, body = raw(server, path.encode())
        assert status in (404, 400), body
        assert b"application/problem+json" in head
        assert b"x-injected" not in head
    assert server.client.get("/sparql", params={"query": "ASK { theme:karst a sg:Theme }"}).json()["boolean"]


@pytest.mark.parametrize(
    "path",
    [b"/id/organisation/../../etc/passwd", b"/id/x>y/z", b"/id/\"/'", b"/id//", b"/id/theme/", b"/doc/a/\xc3\xa9"],
)
def test_a_path_that_no_client_would_send_breaks_nothing(server: Server, path: bytes) -> None:
    status, _, _ = raw(server, path)
    assert status in (400, 404)


@pytest.mark.parametrize("host", ['evil"><script>', "a b", "x/../y", "http://x", "[::1", "a\x01", "é", "a,b", "-x", ""])
def test_a_host_that_is_none_does_not_come_back(server: Server, host: str) -> None:
    for path in (b"/doc/theme/karst.ttl", b"/void", b"/sparql"):
        status, head, body = raw(server, path, host.encode("latin-1"))
        assert status == 400
        assert not host or host.encode("latin-1") not in head + body


def raw(server: Server, path: bytes, host: bytes = b"localhost") -> tuple[int, bytes, bytes]:
    """The answer to a request as it stands here, which no client library has corrected."""
    url = httpx.URL(server.url)
    with socket.create_connection((url.host, url.port or 80), timeout=30) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        content = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = content.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.lower(), body


# --- data of somebody else ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_leads_to_its_document(odd: Server, name: str) -> None:
    found = odd.client.get(f"/id/theme/{ODD[name]}")
    assert found.status_code == 303
    document = odd.client.get(found.headers["location"])
    assert document.status_code == 200
    expected = ox.Triple(ox.NamedNode(f"{vocab.BASE}theme/{name}"), ox.NamedNode(f"{vocab.SG}code"), ox.Literal(name))
    assert str(expected) in triples(document.content, "ttl")


def test_what_does_not_fit_into_a_document_is_on_its_next_pages(odd: Server) -> None:
    referring: list[str] = []
    address, pages = "/doc/theme/many.nt", 0
    while address:
        answer = odd.client.get(address)
        pages += 1
        referring += [each for each in triples(answer.content, "nt") if "ontology#theme>" in each]
        told = [each for each in triples(answer.content, "nt") if "rdf-schema#comment" in each]
        assert len(told) == 1
        assert ("There are more" in told[0]) == ('rel="next"' in answer.headers["link"]) == (pages < 3)
        address = answer.links.get("next", {}).get("url", "").replace("https://data.example.org", "")
    assert pages == 3
    assert len(referring) == len(set(referring)) == REFERENCES
    whole = odd.client.get("/doc/theme/Hévea.nt")
    assert "rdf-schema#comment" not in whole.text
    assert 'rel="next"' not in whole.headers["link"]


def test_a_document_names_the_address_that_its_operator_told(odd: Server) -> None:
    text = odd.client.get("/doc/theme/many.ttl", headers={"Host": "other.example.org"}).text
    assert "<https://data.example.org/doc/theme/many>" in text
    assert "other.example.org" not in text


def test_an_iri_that_looks_like_a_prefixed_name_stays_what_it_is(odd: Server) -> None:
    forms = [triples(odd.client.get(f"/doc/theme/geo.{ending}").content, ending) for ending in ("ttl", "jsonld", "nq")]
    assert all(any("<geo:48.2,16.3>" in each and "geosparql#hasGeometry" in each for each in form) for form in forms)
