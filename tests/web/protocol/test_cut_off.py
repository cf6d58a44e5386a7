"""An answer that turns out too late to be impossible: each client sees that the connection broke, and has no whole."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import httpx
import pytest

from sdggraph.sparql.formats import CSV, JSON, RDFXML, XML
from tests.quick import quick
from tests.web.serving import Server

pytestmark = pytest.mark.slow

# no XML can hold U+0001, and no element can be called 1; both come after the first 64 kB
ROWS = 'SELECT ?x { { ?s ?p ?x } UNION { BIND("\\u0001" AS ?x) } } ORDER BY ?x'
GRAPH = """CONSTRUCT { ?s ?p ?x } { SELECT ?s ?p ?x {
    { ?s ?p ?x } UNION { VALUES (?s ?p ?x) { (<urn:a> <http://example.org/1> 1) } }
} ORDER BY STR(?s) }"""
CASES = [(ROWS, XML.media_type), (GRAPH, RDFXML.media_type)]


def pieces_of(client: httpx.Client, query: str, accept: str, coding: str) -> tuple[bytes, int]:
    """What arrives before the connection breaks, and the status."""
    with client.stream(
        "GET", "/sparql", params={"query": query}, headers={"Accept": accept, "Accept-Encoding": coding}
    ) as answer:
        found: list[bytes] = []
        with pytest.raises(httpx.RemoteProtocolError):
            found.extend(answer.iter_raw())
        return b"".join(found), answer.status_code


@pytest.mark.parametrize(("query", "accept"), CASES)
def test_a_client_of_http_1_1_is_told(client: httpx.Client, query: str, accept: str) -> None:
    found, status = pieces_of(client, query, accept, "identity")
    assert (status, len(found) > 1 << 16) == (200, True)
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(found)


@pytest.mark.parametrize("coding", ["gzip", "gzip, deflate, br, zstd"])
def test_a_client_that_takes_packed_answers_is_told_too(client: httpx.Client, coding: str) -> None:
    found, _ = pieces_of(client, *CASES[0], coding)
    with pytest.raises((EOFError, gzip.BadGzipFile)):
        gzip.decompress(found)
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(found)


@pytest.mark.parametrize(("query", "accept"), quick(1, CASES))
def test_a_library_that_reads_to_the_end_raises(server: Server, query: str, accept: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.request("GET", f"/sparql?{urlencode({'query': query})}", headers={"Accept": accept})
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()


@pytest.mark.parametrize(("query", "accept"), quick(1, CASES))
def test_an_http_1_0_client_sees_a_reset(server: Server, query: str, accept: str) -> None:
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=60) as channel:
        asked = f"GET /sparql?{urlencode({'query': query})} HTTP/1.0\r\nAccept: {accept}\r\n\r\n"
        channel.sendall(asked.encode())
        with pytest.raises(ConnectionResetError):
            drain(channel)


def drain(channel: socket.socket) -> None:
    while channel.recv(1 << 16):
        pass


@pytest.mark.parametrize(("query", "accept"), quick(1, CASES))
def test_asked_again_it_is_cut_off_again_and_others_are_answered(client: httpx.Client, query: str, accept: str) -> None:
    for _ in range(2):  # nothing of it was kept to be given to the next one
        assert pieces_of(client, query, accept, "identity")[1] == 200
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.parametrize("accept", [JSON.media_type, CSV.media_type])
def test_a_format_that_can_hold_it_has_the_whole(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", params={"query": ROWS}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert "\x01" in (json.dumps(answer.json()).replace("\\u0001", "\x01") if "json" in accept else answer.text)


@pytest.mark.parametrize(("query", "accept"), CASES)
def test_a_bad_sign_at_the_beginning_is_told_in_words(client: httpx.Client, query: str, accept: str) -> None:
    first = query.replace("{ ?s ?p ?x } UNION", "")
    answer = client.get("/sparql", params={"query": first}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
