"""The Graph Store Protocol as a client sees it."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from sdggraph import vocab
from tests.web.serving import Server
from tests.web.writing import TURTLE, UPDATE, Written, ask, version

pytestmark = pytest.mark.slow

MINE = "https://example.org/graph/mine"
ONE = b"<https://example.org/a> <https://example.org/says> 'one' ."
TWO = b"<b> <https://example.org/says> 'two' ."
FORMS = [
    ("text/turtle", ONE),
    ("application/n-triples", b'<https://example.org/a> <https://example.org/says> "one" .'),
    ("application/ld+json", b'{"@id":"https://example.org/a","https://example.org/says":"one"}'),
    (
        "application/rdf+xml",
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
        b'<r:Description r:about="https://example.org/a"><e:says>one</e:says></r:Description></r:RDF>',
    ),
]


@pytest.fixture
def client(writable: Server) -> httpx.Client:
    return writable.client


@pytest.fixture(scope="module")
def desk(written: Written) -> dict[str, str]:
    return written.bearer()


def triples(answer: httpx.Response) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)}


def held(client: httpx.Client, graph: str = MINE) -> set[str]:
    answer = client.get("/graph-store", params={"graph": graph}, headers={"Accept": "application/n-triples"})
    return set() if answer.status_code == 404 else triples(answer)


def test_a_graph_is_made_read_added_to_replaced_and_taken_away(client: httpx.Client, desk: dict[str, str]) -> None:
    at = {"graph": MINE}
    assert client.get("/graph-store", params=at).status_code == 404
    for media_type, content in FORMS:
        made = client.put("/graph-store", params=at, content=content, headers={**desk, "Content-Type": media_type})
        assert made.status_code in (201, 204), made.text
        assert held(client) == {'<https://example.org/a> <https://example.org/says> "one"'}
    assert made.headers["sdggraph-data-version"] == version(client)
    added = client.post("/graph-store", params=at, content=TWO, headers={**desk, **TURTLE})
    assert added.status_code == 204
    assert '<https://example.org/graph/b> <https://example.org/says> "two"' in held(client)  # relative to the graph
    assert client.put("/graph-store", params=at, content=TWO, headers={**desk, **TURTLE}).status_code == 204
    assert len(held(client)) == 1
    assert client.delete("/graph-store", params=at, headers=desk).status_code == 204
    assert client.delete("/graph-store", params=at, headers=desk).status_code == 404
    assert held(client) == set()


def test_a_graph_that_was_not_there_is_created(client: httpx.Client, desk: dict[str, str]) -> None:
    at = {"graph": f"{MINE}/new"}
    assert client.put("/graph-store", params=at, content=ONE, headers={**desk, **TURTLE}).status_code == 201
    made = client.post("/graph-store", content=ONE, headers={**desk, **TURTLE})
    assert made.status_code == 201
    assert len(triples(client.get(made.headers["location"], headers={"Accept": "application/n-triples"}))) == 1


def test_a_graph_is_changed_by_an_update_that_stays_in_it(client: httpx.Client, desk: dict[str, str]) -> None:
    at = {"graph": f"{MINE}/patched"}
    client.put("/graph-store", params=at, content=ONE, headers={**desk, **TURTLE})
    patch = 'DELETE { ?s ?p "one" } INSERT { ?s ?p "three" } WHERE { ?s ?p "one" }'
    assert client.patch("/graph-store", params=at, content=patch, headers={**desk, **UPDATE}).status_code == 204
    assert held(client, at["graph"]) == {'<https://example.org/a> <https://example.org/says> "three"'}
    beyond = f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:a> <urn:b> <urn:c> }} }}"
    assert client.patch("/graph-store", params=at, content=beyond, headers={**desk, **UPDATE}).status_code == 400
    assert client.patch("/graph-store", params=at, content=ONE, headers={**desk, **TURTLE}).status_code == 415


def test_the_default_graph_is_that_of_the_data(client: httpx.Client) -> None:
    one, other = (client.get("/graph-store", params=at) for at in ({"default": ""}, {"graph": vocab.DATA_GRAPH}))
    assert one.content == other.content
    head = client.head("/graph-store?default")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", one.headers["etag"])
    again = client.get("/graph-store?default", headers={"If-None-Match": one.headers["etag"]})
    assert again.status_code == 304


def form(*documents: tuple[str, bytes]) -> dict[str, Any]:
    """Several documents as a browser sends files."""
    return {"files": [("file", (f"{n}", content, kind)) for n, (kind, content) in enumerate(documents)]}


def test_several_documents_are_added_as_one_form(client: httpx.Client, desk: dict[str, str]) -> None:
    at = {"graph": f"{MINE}/form"}
    n_triples = ("application/n-triples", b'<https://example.org/b> <https://example.org/says> "1" .\r\n')
    sent = client.post("/graph-store", params=at, headers=desk, **form(("text/turtle", ONE), n_triples))
    assert sent.status_code == 201, sent.text
    assert len(held(client, at["graph"])) == 2
    new = client.post("/graph-store", headers=desk, **form(("text/turtle", TWO)))
    assert new.status_code == 201
    assert "says" in client.get(new.headers["location"]).text


@pytest.mark.parametrize(
    ("documents", "status"),
    [
        ([("text/turtle", ONE), ("text/turtle", b"<urn:a> <urn:b>")], 400),
        ([("text/turtle", ONE), ("image/png", b"\x89PNG")], 400),
        ([("text/turtle", ONE), ("text/plain", b"hello")], 415),
        ([("text/turtle", ONE), ("multipart/mixed; boundary=y", b"--y\r\n\r\nz\r\n--y--")], 400),
        ([("text/turtle", ONE)] * 101, 400),
    ],
    ids=["half a statement", "a picture", "plain text", "a form in a form", "too many"],
)
def test_of_a_form_with_a_fault_nothing_is_added(
    client: httpx.Client, desk: dict[str, str], documents: list[tuple[str, bytes]], status: int
) -> None:
    at = {"graph": f"{MINE}/fault"}
    answer = client.post("/graph-store", params=at, headers=desk, **form(*documents))
    assert answer.status_code == status, answer.text
    assert held(client, at["graph"]) == set()


@pytest.mark.parametrize("content", [b"", b"--x", b"no form at all", b"--x\r\n" * 50_000, b"--x--"])
def test_what_is_no_form_is_refused(client: httpx.Client, desk: dict[str, str], content: bytes) -> None:
    headers = {**desk, "Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/graph-store?default", content=content, headers=headers).status_code == 400
    bare = {**desk, "Content-Type": "multipart/form-data"}
    assert client.post("/graph-store?default", content=content, headers=bare).status_code == 400
    assert client.put("/graph-store?default", content=content, headers=headers).status_code == 415


def test_an_etag_that_was_read_is_a_condition_to_write(client: httpx.Client, desk: dict[str, str]) -> None:
    at = {"graph": f"{MINE}/etag"}
    client.put("/graph-store", params=at, content=ONE, headers={**desk, **TURTLE})
    tag = client.get("/graph-store", params=at, headers={"Accept": "application/ld+json"}).headers["etag"]
    write = {"params": at, "content": TWO, "headers": {**desk, **TURTLE, "If-Match": tag}}
    assert client.put("/graph-store", **write).status_code == 204  # type: ignore[arg-type]
    late = client.put("/graph-store", **write)  # type: ignore[arg-type]
    assert late.status_code == 412
    assert client.delete("/graph-store", params=at, headers={**desk, "If-Match": tag}).status_code == 412
    assert client.delete("/graph-store", params=at, headers={**desk, "If-Match": "*"}).status_code == 204


def test_whether_a_graph_is_there_is_a_condition_to_write(client: httpx.Client, desk: dict[str, str]) -> None:
    at, new, old = {"graph": f"{MINE}/condition"}, {"If-None-Match": "*"}, {"If-Match": "*"}

    def put(condition: dict[str, str], content: bytes = ONE) -> int:
        return client.put(
            "/graph-store", params=at, content=content, headers={**desk, **TURTLE, **condition}
        ).status_code

    assert [put(old), put(new), put(new), put(new, TWO)] == [412, 201, 412, 412]
    assert put(old, TWO) == 204
    assert client.delete("/graph-store", params=at, headers={**desk, **new}).status_code == 412
    assert client.delete("/graph-store", params=at, headers={**desk, **old}).status_code == 204


def test_the_state_that_a_client_knows_is_a_condition_to_write(client: httpx.Client, desk: dict[str, str]) -> None:
    """If-None-Match compares weakly, If-Match strongly (RFC 9110, sections 13.1.1 and 13.1.2)."""
    at = {"graph": f"{MINE}/known"}

    def put(condition: dict[str, str], content: bytes = ONE) -> int:
        return client.put(
            "/graph-store", params=at, content=content, headers={**desk, **TURTLE, **condition}
        ).status_code

    assert put({"If-None-Match": '"other"'}) == 201
    tag = client.get("/graph-store", params=at).headers["etag"]
    version = client.get("/graph-store", params=at).headers["sdggraph-data-version"]
    for known in (tag, f"W/{tag}", f'"a,b", W/"c" , {tag}', f'"{version}"', f",,{tag}"):
        assert put({"If-None-Match": known}, TWO) == 412, known
        assert client.delete("/graph-store", params=at, headers={**desk, "If-None-Match": known}).status_code == 412
    for unknown in (f"W/{tag}", '"other"', f'W/"{version}"', f'"{version}x"'):
        assert put({"If-Match": unknown}, TWO) == 412, unknown
    for malformed in ("other", '"a" "b"', f"*, {tag}", '"a'):
        assert put({"If-Match": malformed}, TWO) == 400, malformed
        assert put({"If-None-Match": malformed}, TWO) == 400, malformed
    assert put({"If-Match": f'"other", {tag}', "If-None-Match": '"other"'}, TWO) == 204
    assert put({"If-Match": "*", "If-None-Match": tag}) == 204  # it has another state by now
    absent = {"graph": f"{MINE}/absent"}
    headers = {**desk, **TURTLE, "If-None-Match": f'"{version}"'}
    assert client.put("/graph-store", params=absent, content=ONE, headers=headers).status_code == 201


def test_of_two_who_read_the_same_graph_only_the_first_to_write_is_taken(
    client: httpx.Client, desk: dict[str, str]
) -> None:
    at = {"graph": f"{MINE}/raced"}
    client.put("/graph-store", params=at, content=ONE, headers={**desk, **TURTLE})
    headers = {**desk, **TURTLE, "If-Match": client.get("/graph-store", params=at).headers["etag"]}

    def put(number: int) -> int:
        content = b'<urn:x> <http://www.w3.org/2000/01/rdf-schema#comment> "%d" .' % number
        return client.put("/graph-store", params=at, content=content, headers=headers).status_code

    with ThreadPoolExecutor(4) as writers:
        assert sorted(writers.map(put, range(4))) == [204, 412, 412, 412]


@pytest.mark.parametrize(
    ("method", "address", "content", "headers", "status"),
    [
        ("PUT", f"?graph={MINE}&default", ONE, TURTLE, 400),
        ("PUT", "?graph=no%20iri", ONE, TURTLE, 400),
        ("PUT", f"?graph={MINE}", b"<a> <b>", TURTLE, 400),
        ("PUT", f"?graph={MINE}", b"_:a <urn:b> 1 .", TURTLE, 400),
        ("PUT", f"?graph={MINE}", ONE, {"Content-Type": "image/png"}, 415),
        ("PUT", f"?graph={MINE}", ONE, {}, 415),
        ("PUT", f"?graph={MINE}", ONE, {**TURTLE, "Content-Encoding": "br"}, 415),
        ("PUT", f"?graph={MINE}", ONE, {**TURTLE, "Content-Encoding": "gzip"}, 400),
        ("PUT", "", ONE, TURTLE, 415),
        ("PUT", f"?graph={vocab.DERIVED_GRAPH}", ONE, TURTLE, 403),
        ("PUT", f"?graph={vocab.GRAPH}changes", ONE, TURTLE, 403),
        ("DELETE", "", b"", {}, 400),
        ("PATCH", "", b"CLEAR ALL", UPDATE, 400),
        ("PUT", f"?graph={MINE}", b"[" * 200_000, {"Content-Type": "application/ld+json"}, 400),
        (
            "PUT",
            f"?graph={MINE}",
            b'{"@context":"https://127.0.0.1:1/c"}',
            {"Content-Type": "application/ld+json"},
            400,
        ),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    client: httpx.Client,
    desk: dict[str, str],
    method: str,
    address: str,
    content: bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    before = version(client)
    answer = client.request(method, f"/graph-store{address}", content=content, headers={**desk, **headers})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert version(client) == before


def test_without_a_token_nothing_is_written(client: httpx.Client) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert client.request(method, "/graph-store?default", headers=TURTLE).status_code == 401


def test_the_data_are_replaced_only_by_valid_ones(client: httpx.Client, desk: dict[str, str]) -> None:
    before = client.get("/graph-store?default", headers={"Accept": "text/turtle"}).text
    faulty = before.replace("  sg:country country:CHN ;\n", "", 1)
    assert faulty != before
    answer = client.put("/graph-store?default", content=faulty.encode(), headers={**desk, **TURTLE})
    assert answer.status_code == 422
    better = before.replace('sg:city "Beijing"', 'sg:city "Peking"', 1)
    packed = {**desk, **TURTLE, "Content-Encoding": "gzip"}
    found = client.put("/graph-store?default", content=gzip.compress(better.encode()), headers=packed)
    assert (found.status_code, found.headers["statements-added"]) == (204, "1")
    assert ask(client, 'ASK { ?o sg:city "Peking" }')


def test_all_graphs_come_at_once_and_go_back_at_once(client: httpx.Client, desk: dict[str, str]) -> None:
    whole = client.get("/graph-store", headers={"Accept": "application/n-quads"})
    assert whole.headers["sdggraph-data-version"] == version(client)
    trig = client.get("/graph-store", headers={"Accept": "application/trig"})
    quads = [set(ox.parse(whole.content, ox.RdfFormat.N_QUADS)), set(ox.parse(trig.content, ox.RdfFormat.TRIG))]
    assert quads[0] == quads[1]
    assert client.get("/graph-store", headers={"Accept": "text/turtle"}).status_code == 406
    client.post("/update", content="INSERT DATA { organisation:HIST rdfs:comment 'gone' }", headers={**desk, **UPDATE})
    packed = {**desk, "Content-Type": "application/n-quads", "Content-Encoding": "gzip"}
    back = client.put("/graph-store", content=gzip.compress(whole.content), headers=packed)
    assert (back.status_code, back.headers["statements-removed"]) == (204, "1")
    assert not ask(client, "ASK { ?o rdfs:comment 'gone' }")
    assert (
        client.put("/graph-store", content=b"", headers={**desk, "Content-Type": "application/trig"}).status_code == 422
    )
