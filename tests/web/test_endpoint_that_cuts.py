"""A server in front of an endpoint that sends at most ten rows answers in full, or names the limit."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from tests.store.fake import JSON, Fake, Handler
from tests.web.serving import Server

pytestmark = pytest.mark.slow

MOST = 10
DATA = "".join(f'<urn:a{number}> <urn:p> "{number}" <urn:g> .\n' for number in range(4))


def cutting(handler: Handler) -> None:
    """Answer like Virtuoso with ResultSetMaxRows: at most ten rows, and a header that says so."""
    form = handler.server.requests[-1].form
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.N_QUADS)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
        ox.NamedNode(each) for each in form.get("default-graph-uri", [])
    ]
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(each) for each in form.get("named-graph-uri", [])]
    found = store.query(form["query"][0], default_graph=default or None, named_graphs=named or None)
    if isinstance(found, ox.QueryTriples):
        content = found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        handler.reply(200, content, "application/n-triples")
        return
    body = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    if "results" in body:
        body["results"]["bindings"] = body["results"]["bindings"][:MOST]
    handler.reply(200, json.dumps(body).encode(), JSON, **{"X-SPARQL-MaxRows": str(MOST)})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    endpoint = Fake(cutting)
    try:
        with Server("--endpoint", endpoint.url, log=tmp_path_factory.mktemp("cut") / "log") as running:
            yield running
    finally:
        endpoint.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a <urn:p> ?x . ?b <urn:p> ?y }",  # 16 rows
        "SELECT * { ?a <urn:p> ?x . ?b <urn:p> ?y } LIMIT 10",  # ten of ten: more may have been there
        "SELECT ?x { ?a <urn:p> ?x . ?b <urn:p> ?y . ?c <urn:p> ?z }",
        "SELECT * { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 } }",
    ],
)
@pytest.mark.parametrize("form", ["json", "csv", "xml", "tsv"])
def test_rows_that_the_endpoint_cuts_are_refused_with_the_limit(server: Server, query: str, form: str) -> None:
    answer = server.client.get("/sparql", params={"query": query, "format": form})
    assert answer.status_code == 422, answer.text
    assert answer.json()["limit"] == "rows"
    assert "10 rows" in answer.json()["detail"]
    assert "Traceback" not in server.said()


def test_fewer_rows_are_an_answer_and_the_worker_lives_on(server: Server) -> None:
    answer = server.client.get("/sparql", params={"query": "SELECT * { ?a <urn:p> ?x }", "format": "csv"})
    assert answer.status_code == 200
    assert len(answer.text.split()) == 1 + 4


@pytest.mark.parametrize("query", ["ASK { ?a <urn:p> ?x }", "ASK { ?a <urn:p> ?x . ?b <urn:p> ?y }"])
def test_a_boolean_is_never_cut_although_the_header_is_sent_with_it(server: Server, query: str) -> None:
    answer = server.client.get("/sparql", params={"query": query, "format": "json"})
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)
