"""A parameter that stands twice is refused at every address; the graphs of a SPARQL request may."""

from __future__ import annotations

from urllib.parse import parse_qs

import httpx
import pytest

from sdggraph.tasks import Source, queries


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/centres?country=CHN&country=KOR", "country"),
        ("/api/centres?country=CHN&country=CHN", "country"),
        ("/api/centres.csv?limit=5&limit=x", "limit"),
        ("/api/centres/HIST?format=json&format=ttl", "format"),
        ("/api?x=1&x=2", "x"),
        ("/api/meet?region=Africa&region=Arab%20States", "region"),
        ("/api/queries?format=csv&format=json", "format"),
        ("/api/queries/centres-in-region.csv?region=Africa&region=Arab%20States", "region"),
        ("/api/queries/centres-in-region?%72egion=Africa&region=Arab%20States", "region"),
        ("/id/organisation/HIST?page=1&page=2", "page"),
        ("/doc/organisation/HIST?page=1&page=2", "page"),
        ("/ontology?format=ttl&format=nt", "format"),
        ("/schemes/themes?format=ttl&format=nt", "format"),
        ("/.well-known/void?format=ttl&format=nt", "format"),
        ("/sparql?query=ASK%20%7B%7D&format=csv&format=json", "format"),
        ("/sparql?format=ttl&format=nt", "format"),
        ("/sparql?query=ASK%20%7B%7D&format=csv&format=application/json", "format"),
        ("/sparql?query=ASK%20%7B%7D&format=text/csv&format=application/json", "format"),
        ("/graph-store?graph=urn:a&graph=urn:b", "graph"),
        ("/data/?x=1&x=2", "x"),
        ("/?format=json&format=html", "format"),
    ],
)
def test_a_repeated_parameter_is_refused_by_name(client: httpx.Client, path: str, name: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"] == f"There are 2 parameters called {name}."
    assert answer.json()["remedy"] == "Send one."


def test_a_form_is_held_to_it_too(client: httpx.Client) -> None:
    body = "query=ASK%20%7B%7D&format=csv&format=json"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/sparql", content=body, headers=form).status_code == 400


@pytest.mark.parametrize(
    ("form", "name", "media_types"),
    [
        ("CONSTRUCT WHERE", "json-ld", "application/ld+json,application/x-json+ld"),
        ("CONSTRUCT WHERE", "rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE", "turtle", "text/turtle"),
        ("SELECT *", "tsv", "text/tab-separated-values"),
    ],
)
def test_a_format_may_stand_as_a_name_and_as_its_media_types(
    client: httpx.Client, form: str, name: str, media_types: str
) -> None:
    twice = [(each, value) for each in ("format", "output", "results") for value in (name, media_types)]
    answer = client.get("/sparql", params=[("query", f"{form} {{ ?s ?p ?o }} LIMIT 1"), *twice])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] in media_types.split(",")


def test_several_graphs_of_a_query_are_taken(client: httpx.Client) -> None:
    graphs = [f"https://w3id.org/sdggraph/graph/{name}" for name in ("schemes", "data")]
    both = [(f"{kind}-graph-uri", graph) for kind in ("default", "named") for graph in graphs]
    assert client.get("/sparql", params=[("query", "ASK { ?s ?p ?o }"), *both]).json()["boolean"] is True


@pytest.mark.slow
def test_values_that_a_named_query_took_by_itself_are_in_a_header(client: httpx.Client, source: Source) -> None:
    for query in queries(source):
        used = client.get(f"/api/queries/{query.name}").headers.get("SDGGraph-Defaults-Used", "")
        assert parse_qs(used) == {each.name: [each.default] for each in query.parameters}, query.name
    half = client.get("/api/queries/do-they-cooperate?other=ICTP")
    assert half.headers["SDGGraph-Defaults-Used"] == "one=HIST"
    csv = "/api/queries/unlinked-pairs-region.csv"
    assert client.get(csv).headers["SDGGraph-Defaults-Used"] == "region=Arab%20States"
    assert client.get(csv).headers["SDGGraph-Defaults-Used"] == "region=Arab%20States"  # from the cache
    assert "SDGGraph-Defaults-Used" not in client.get(f"{csv}?region=Africa").headers
