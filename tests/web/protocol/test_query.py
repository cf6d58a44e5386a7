"""SPARQL 1.1 Protocol as a client sees it."""

from __future__ import annotations

import json
import socket

import httpx
import pyoxigraph as ox
import pytest

from tests.web.serving import Server

ASK = "ASK { sg:Theme a ?kind }"
SELECT = "SELECT ?c { ?c a sg:Theme } ORDER BY ?c LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?c a sg:Theme } WHERE { ?c a sg:Theme } LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_the_three_ways_to_ask_give_the_same_answer(client: httpx.Client) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(answers[0].json()["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "text/csv;q=0.3, application/sparql-results+xml;q=0.4", "application/sparql-results+xml"),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "text/*", "text/csv; charset=utf-8"),
        (SELECT, "utter nonsense", "application/sparql-results+json"),
        (ASK, "text/csv", "text/csv; charset=utf-8"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/sparql-results+json, text/turtle;q=0.2", "text/turtle; charset=utf-8"),
        ("DESCRIBE theme:karst", "application/ld+json", "application/ld+json"),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_best(
    client: httpx.Client, query: str, accept: str, content_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv")])
def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(
    client: httpx.Client, query: str, accept: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "text/" in answer.json()["remedy"]


@pytest.mark.parametrize(("name", "begins"), [("csv", b"c\r\n"), ("tsv", b"?c\n"), ("xml", b"<?xml"), ("json", b"{")])
def test_people_may_name_the_form(client: httpx.Client, name: str, begins: bytes) -> None:
    assert client.get("/sparql", params={"query": SELECT, "format": name}).content.startswith(begins)
    assert client.get("/sparql", params={"query": SELECT, "format": "doc"}).status_code == 406


def test_a_graph_reads_back_the_same_in_every_form(client: httpx.Client) -> None:
    graphs = []
    for name, parser in [
        ("turtle", ox.RdfFormat.TURTLE),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML),
    ]:
        found = client.get("/sparql", params={"query": CONSTRUCT, "format": name})
        graphs.append({str(quad.triple) for quad in ox.parse(found.content, parser)})
    assert len(graphs[0]) == 3
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize(
    ("method", "params", "body", "headers", "status"),
    [
        ("GET", {"query": "SELECT"}, "", {}, 400),
        ("GET", {"query": ""}, "", {}, 400),
        ("GET", [("query", ASK), ("query", ASK)], "", {}, 400),
        ("GET", {"update": "CLEAR ALL"}, "", {}, 400),
        ("POST", {}, f"query={ASK}&query={ASK}", FORM, 400),
        ("POST", {"query": ASK}, f"query={ASK}", FORM, 400),
        ("POST", {}, ASK, {"Content-Type": "text/plain"}, 415),
        ("POST", {}, b"query=%FF", FORM, 400),
        ("POST", {}, "query=ASK {}".encode("utf-16"), {"Content-Type": "application/sparql-query"}, 400),
        ("POST", {}, ASK, {"Content-Type": "application/sparql-query; charset=utf-16"}, 400),
        ("POST", {}, "x" * 11_000_000, {"Content-Type": "application/sparql-query"}, 413),
        ("PUT", {}, "", {}, 405),
        ("DELETE", {}, "", {}, 405),
    ],
)
def test_a_request_that_is_no_query_is_told_so(
    client: httpx.Client, method: str, params: object, body: str | bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.request(method, "/sparql", params=params, content=body, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_mistake_in_a_query_has_its_line_and_column(client: httpx.Client) -> None:
    found = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p }"}).json()
    assert found["line"] == 2
    assert found["column"] in (9, 10)


def test_methods_that_are_answered_are_named_where_one_is_not(client: httpx.Client) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_says_what_get_would_without_saying_it(client: httpx.Client) -> None:
    head, get = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("HEAD", "GET"))
    assert head.content == b""
    assert {name: head.headers[name] for name in ("content-type", "etag", "content-length")} == {
        name: get.headers[name] for name in ("content-type", "etag", "content-length")
    }


def test_a_page_of_somebody_else_may_do_what_its_user_gave_it_a_token_for(client: httpx.Client) -> None:
    origin = {"Origin": "https://example.org"}
    answer = client.get("/sparql", params={"query": ASK}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization"
    leave = client.options("/sparql", headers=asked)
    assert (leave.status_code, leave.content) == (204, b"")
    assert leave.headers["access-control-allow-headers"] == "authorization"
    assert "access-control-allow-credentials" not in leave.headers  # no cookie goes along


def test_the_graphs_of_the_request_take_the_place_of_from(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    def counted(query: str, *graphs: tuple[str, str]) -> int:
        answer = client.get("/sparql", params=[("query", query), *graphs])
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    schemes, data = (f"https://w3id.org/sdggraph/graph/{name}" for name in ("schemes", "data"))
    both = counted(count, ("default-graph-uri", schemes), ("default-graph-uri", data))
    assert both == counted(count, ("default-graph-uri", schemes)) + counted(count, ("default-graph-uri", data))
    assert counted(count) > both > counted(count, ("default-graph-uri", data)) > 1000
    assert counted(count, ("named-graph-uri", data)) == 0
    assert counted(named, ("named-graph-uri", data)) == counted(count, ("default-graph-uri", data))
    from_schemes = count.replace("{", f"FROM <{schemes}> {{", 1)
    assert counted(from_schemes, ("default-graph-uri", data)) == counted(count, ("default-graph-uri", data))


def test_a_graph_that_is_not_held_is_refused_and_not_fetched(client: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        url = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/data.ttl"
        for params in (
            {"query": ASK, "default-graph-uri": url},
            {"query": ASK, "named-graph-uri": url},
            {"query": f"ASK FROM <{url}> {{}}"},
            {"query": f"ASK {{ SERVICE <{url}> {{}} }}"},
        ):
            assert client.get("/sparql", params=params).status_code == 403
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_an_answer_is_asked_for_again_by_its_etag(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    tag = first.headers["etag"]
    assert client.get("/sparql", params={"query": SELECT}).content == first.content  # from the cache
    again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get("/sparql", params={"query": SELECT, "format": "csv"})
    assert other.headers["etag"] != tag


def test_what_depends_on_chance_or_the_clock_is_not_kept(client: httpx.Client) -> None:
    asked = {"query": "SELECT (UUID() AS ?u) {}", "format": "csv"}
    one, other = (client.get("/sparql", params=asked) for _ in range(2))
    assert one.content != other.content
    assert "etag" not in one.headers
    assert one.headers["cache-control"] == "no-store"


def test_a_large_answer_arrives_whole_and_in_pieces(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "format": "tsv"})
    assert answer.headers["transfer-encoding"] == "chunked"
    [count] = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()["results"][
        "bindings"
    ]
    assert answer.text.count("\n") == int(count["n"]["value"]) + 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "time"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?b", "memory"),
        ("SELECT * { ?a ?b ?c . ?d a sg:Theme }", "rows"),
        ("CONSTRUCT { ?a ?b ?d } WHERE { ?a ?b ?c . ?d a sg:Theme }", "rows"),
    ],
)
def test_beyond_a_limit_there_is_no_answer_but_a_word_about_the_limit(
    client: httpx.Client, query: str, limit: str
) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 422
    assert answer.json()["limit"] in ({"time", "memory"} if limit == "memory" else {limit})
    assert client.get("/sparql", params={"query": ASK}).status_code == 200


@pytest.mark.slow
def test_work_that_nobody_waits_for_any_more_is_ended(server: Server) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    for _ in range(5):
        with pytest.raises(httpx.ReadTimeout):
            server.client.post("/sparql", data={"query": slow}, timeout=0.2)
    # two workers, five slow questions of three seconds each: had they gone on, this would wait
    assert server.client.get("/sparql", params={"query": ASK}, timeout=1).json()["boolean"] is True


def test_a_server_that_only_reads_says_so(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    for method, address in (("POST", "/update"), ("POST", "/sparql"), ("PUT", "/graph-store?default")):
        answer = client.request(method, address, content="CLEAR ALL", headers=headers)
        assert answer.status_code == 403
        assert "--writable" in answer.json()["remedy"]


def test_no_answer_tells_what_serves_it(client: httpx.Client) -> None:
    for address in ("/sparql", "/nothing", "/health", "/sparql?query=" + "x" * 100):
        assert "server" not in client.get(address).headers


def test_problems_are_json_that_names_a_remedy(client: httpx.Client) -> None:
    found = json.loads(client.get("/nothing").content)
    assert (found["status"], found["remedy"]) == (404, "/ says what there is.")
