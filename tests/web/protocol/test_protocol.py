"""SPARQL 1.1 Protocol, section by section: the W3C's own cases, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conformance import protocol
from tests.conformance.score import serving, serving_writers

QUERY = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def holder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Asks a server that holds data0 to data3 of the W3C's protocol tests."""
    with serving(tmp_path_factory.mktemp("protocol"), protocol.DATA.encode(), protocol.GRAPHS) as client:
        yield client


@pytest.mark.parametrize("name", protocol.QUERIES)
def test_the_protocol_is_kept(holder: httpx.Client, name: str) -> None:
    assert protocol.passes(holder, protocol.QUERIES[name]) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", protocol.UPDATES)
def test_the_protocol_of_updates_is_kept(tmp_path: Path, name: str) -> None:
    with serving_writers(tmp_path) as client:
        assert protocol.passes(client, protocol.UPDATES[name]) is None


def test_relative_iris_are_read_against_the_endpoint(client: httpx.Client) -> None:
    asked = {"query": "SELECT (<x> AS ?x) {}", "format": "csv"}
    address = str(client.base_url.join("/x"))
    assert client.get("/sparql", params=asked).text.split() == ["x", address]
    own = {"query": "BASE <urn:a:> SELECT (<urn:a:x> AS ?x) {}", "format": "csv"}
    assert client.get("/sparql", params=own).text.split() == ["x", "urn:a:x"]


@pytest.mark.parametrize(
    "made",
    ['IRI("rel")', "URI('rel')", 'iri("rel")', 'IRI(CONCAT("r", "el"))', 'IF(true, IRI("rel"), 1)', "IRI(<rel>)"],
)
@pytest.mark.parametrize("beside", ["", "(<u> AS ?y)", "(<urn:u> AS ?y)"])
def test_an_iri_that_a_query_makes_is_read_against_the_endpoint_whatever_stands_beside_it(
    client: httpx.Client, made: str, beside: str
) -> None:
    query = f"SELECT ({made} AS ?x) {beside} {{}}"
    [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["x"] == {"type": "uri", "value": str(client.base_url.join("/rel"))}
    own = client.get("/sparql", params={"query": f"BASE <http://example.org/a/> {query}"}).json()
    assert own["results"]["bindings"][0]["x"]["value"] == "http://example.org/a/rel"


def test_a_mistake_in_a_query_that_makes_iris_is_told_where_the_client_wrote_it(client: httpx.Client) -> None:
    found = client.get("/sparql", params={"query": 'ASK { BIND(IRI("rel") AS ?x) ?x a }'}).json()
    assert (found["line"], found["column"]) == (1, 35)
    refused = client.get("/sparql", params={"query": 'ASK { SERVICE <urn:a> {} BIND(IRI("rel") AS ?x) }'}).json()
    assert "line 1, column 7: SERVICE" in refused["detail"]


@pytest.mark.parametrize(
    "query", ["ASK {}", "# all\nASK {}", "PREFIX a: <urn:a> ASK {}", 'ASK { BIND(IRI("r") AS ?x) }']
)
def test_a_byte_order_mark_before_a_query_is_taken(client: httpx.Client, query: str) -> None:
    marked = f"\ufeff{query}"
    assert client.post("/sparql", content=marked.encode(), headers=QUERY).json()["boolean"] is True
    assert client.post("/sparql", data={"query": marked}).json()["boolean"] is True
    assert client.get("/sparql", params={"query": marked}).json()["boolean"] is True
    assert client.get("/sparql", params={"query": f"ASK {{ {marked} }}"}).status_code == 400


def test_a_mistake_beside_a_relative_iri_is_told_where_the_client_wrote_it(client: httpx.Client) -> None:
    found = client.get("/sparql", params={"query": "ASK {\n <x> a }"})
    assert (found.status_code, found.json()["line"]) == (400, 2)


def test_a_function_that_there_is_not_is_the_client_s_mistake(client: httpx.Client) -> None:
    found = client.get("/sparql", params={"query": "SELECT (<urn:no:function>(1) AS ?x) {}"})
    assert found.status_code == 400
    assert "urn:no:function" in found.json()["detail"]


def test_parameters_may_be_split_between_the_address_and_the_form(client: httpx.Client) -> None:
    graph = "https://w3id.org/sdggraph/graph/schemes"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    both = client.post("/sparql", params={"default-graph-uri": graph}, data={"query": count})
    form = client.post("/sparql", data={"query": count, "default-graph-uri": graph})
    direct = client.post("/sparql", params={"default-graph-uri": graph}, content=count, headers=QUERY)
    assert both.json() == form.json() == direct.json()


def test_the_charset_of_a_form_may_be_told(client: httpx.Client) -> None:
    headers = {"Content-Type": 'Application/X-WWW-Form-URLencoded; Charset="UTF-8"'}
    assert client.post("/sparql", content="query=ASK%7B%7D", headers=headers).json()["boolean"] is True


def test_letters_of_every_script_pass_through(client: httpx.Client) -> None:
    for word in ("食べ物", "öäü", "עברית", "𝄞", "é"):
        asked = f"SELECT ('{word}' AS ?x) {{}}"
        found = [
            client.get("/sparql", params={"query": asked, "format": "tsv"}).text,
            client.post("/sparql", data={"query": asked, "format": "tsv"}).text,
            client.post("/sparql", content=asked.encode(), params={"format": "tsv"}, headers=QUERY).text,
        ]
        assert found == [f'?x\n"{word}"\n'] * 3


def test_a_slash_after_the_endpoint_is_another_address(client: httpx.Client) -> None:
    assert client.get("/sparql/", params={"query": "ASK {}"}).status_code == 404
