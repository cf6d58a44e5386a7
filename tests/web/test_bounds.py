"""Rights and bounds come before work: what a client sends is refused while it arrives, and others do not notice."""

from __future__ import annotations

import gzip
import os
import threading
import time
import zlib
from collections.abc import Iterator

import httpx
import psutil
import pytest

from sdggraph import vocab
from tests.quick import quick, slowly
from tests.web.bombs import bomb
from tests.web.hostile import Watch, connected, sent
from tests.web.serving import Server
from tests.web.writing import TURTLE, UPDATE, Written, ask, comments, new_store, remark, version

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARTS = {"Content-Type": "multipart/form-data; boundary=x"}
GZIP = {**TURTLE, "Content-Encoding": "gzip"}
BOMB = bomb(255)
ONE, TWO = b"<urn:a> <urn:p> 1 .\n", b"<urn:b> <urn:p> 2 .\n"
MEMBERS = gzip.compress(b"") + gzip.compress(ONE) + gzip.compress(TWO)
GROWTH = 48 << 20  # bytes that the process may keep: what the allocator did not give back


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    found = Written(tmp_path_factory.mktemp("bounds"))
    new_store(found.place)
    return found


@pytest.fixture(scope="module")
def server(written: Written) -> Iterator[Server]:
    """A server of its own: to read ten megabytes takes longer than the limit of the shared one."""
    with written.server() as running:
        yield running
        assert "Traceback" not in running.said()


@pytest.fixture
def client(server: Server) -> httpx.Client:
    return server.client


@pytest.fixture(scope="module")
def desk(written: Written) -> dict[str, str]:
    return written.bearer()


@pytest.fixture(scope="module")
def secretariat(written: Written) -> dict[str, str]:
    return written.bearer("organisation:HIST", "secretariat")


def memory(server: Server) -> int:
    """Bytes that the process which speaks HTTP holds."""
    return int(psutil.Process(server.process.pid).memory_info().rss)


def soonest(server: Server, data: bytes) -> tuple[bytes, float]:
    """What comes back for these bytes, and the seconds that took: the least of three times, for a machine is busy at
    times.
    """
    answers: list[tuple[float, bytes]] = []
    while len(answers) < 3 and not (answers and answers[-1][0] < 0.5):
        start = time.monotonic()
        answer = sent(server, data, wait=10)
        answers.append((time.monotonic() - start, answer))
    took, answer = min(answers)
    return answer, took


def test_both_members_of_a_gzip_body_are_written(client: httpx.Client, desk: dict[str, str]) -> None:
    at = {"graph": "urn:two"}
    assert client.put("/graph-store", params=at, content=MEMBERS, headers={**desk, **GZIP}).status_code == 201
    assert ask(client, "ASK { GRAPH <urn:two> { <urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 } }")
    before = version(client)
    for bad in (MEMBERS + b"x", MEMBERS[:-1], b"", MEMBERS + b"\0\0"):
        assert client.put("/graph-store", params=at, content=bad, headers={**desk, **GZIP}).status_code == 400
    assert version(client) == before


def test_every_body_may_come_packed(client: httpx.Client, desk: dict[str, str]) -> None:
    gzipped, deflated = {"Content-Encoding": "GZIP"}, {"Content-Encoding": "deflate"}
    query = gzip.compress(b"ASK {}")
    asked = client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query", **gzipped})
    assert asked.json()["boolean"] is True
    asked = client.post("/sparql", content=zlib.compress(b"query=ASK%20%7B%7D"), headers={**FORM, **deflated})
    assert asked.json()["boolean"] is True
    update = gzip.compress(remark("packed").encode())
    assert client.post("/update", content=update, headers={**desk, **UPDATE, **gzipped}).status_code == 204
    assert "packed" in comments(client)
    parts = gzip.compress(b"--x\r\nContent-Type: Text/Turtle\r\n\r\n" + ONE + b"\r\n--x--")
    made = client.post("/graph-store?graph=urn:parts", content=parts, headers={**desk, **PARTS, **gzipped})
    assert made.status_code == 201, made.text
    packed = client.post("/sparql", content=query, headers={"Content-Encoding": "br", **FORM})
    assert (packed.status_code, packed.headers["accept-encoding"]) == (415, "gzip, deflate")


@pytest.mark.parametrize("scope", ["desk", slowly("secretariat")])
def test_eight_bombs_at_once_are_refused_with_memory_flat(
    server: Server, scope: str, request: pytest.FixtureRequest
) -> None:
    headers = {**GZIP, **request.getfixturevalue(scope)}
    statuses: list[int] = []

    def attack() -> None:
        with httpx.Client(base_url=server.url, timeout=60, trust_env=False, verify=False) as enemy:
            statuses.extend(
                enemy.post("/graph-store?default", content=BOMB, headers=headers).status_code for _ in range(3)
            )

    before = memory(server)
    threads = [threading.Thread(target=attack) for _ in range(8)]
    with Watch(server) as watch:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [413] * 24
    assert memory(server) - before < GROWTH
    print(f"\n/health: {watch.found}")
    assert watch.found.bearable()
    start = time.monotonic()
    assert server.client.post("/graph-store?default", content=BOMB, headers=headers).status_code == 413
    print(f"one bomb: {time.monotonic() - start:.3f} s")


@pytest.mark.parametrize(
    ("method", "address", "content", "kind"),
    [
        ("PUT", "?graph=urn:t", BOMB, GZIP),
        ("POST", "?graph=urn:t", BOMB, GZIP),
        ("PUT", "", BOMB, {"Content-Type": "application/n-quads", "Content-Encoding": "gzip"}),
        ("PUT", f"?graph={vocab.DERIVED_GRAPH}", b"no turtle", TURTLE),
        ("POST", f"?graph={vocab.GRAPH}changes", b"no turtle", TURTLE),
        ("PATCH", f"?graph={vocab.SCHEMES_GRAPH}", b"no update", UPDATE),
        ("DELETE", f"?graph={vocab.SCHEMES_GRAPH}", b"", {}),
    ],
)
def test_what_a_token_can_never_write_is_refused_before_it_is_read(
    client: httpx.Client, secretariat: dict[str, str], method: str, address: str, content: bytes, kind: dict[str, str]
) -> None:
    answer = client.request(method, f"/graph-store{address}", content=content, headers={**secretariat, **kind})
    assert answer.status_code == 403, answer.text


def test_no_right_needs_no_body(server: Server, written: Written, secretariat: dict[str, str]) -> None:
    # the client waits for leave to send, and gets its answer without it
    for address, token, status in (
        ("/graph-store?default", "", b" 401 "),
        ("/update", "Authorization: Bearer sdgg_x\r\n", b" 401 "),
        ("/graph-store?graph=urn:t", f"Authorization: {secretariat['Authorization']}\r\n", b" 403 "),
    ):
        head = f"POST {address} HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 9000000\r\n{token}"
        with connected(server) as channel:
            channel.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
            assert status in channel.recv(4096).partition(b"\r\n")[0]


@pytest.mark.parametrize("sign", quick(1, ["%41", "%41a", "%", "+a"]))
def test_a_form_of_ten_megabytes_holds_nobody_up(server: Server, desk: dict[str, str], sign: str) -> None:
    content = (sign * (9_900_000 // len(sign))).encode()
    before = memory(server)
    with Watch(server) as watch:
        for address, name in (("/sparql", b"query="), ("/update", b"update="), ("/sparql", b"x="), ("/sparql", b"&")):
            answer = server.client.post(address, content=name + content, headers={**FORM, **desk})
            assert answer.status_code in (400, 413), answer.text
    print(f"\n/health: {watch.found}")
    assert watch.found.bearable()
    assert memory(server) - before < GROWTH


@pytest.mark.parametrize(
    "content",
    [
        b"--x\r\n\r\n\r\n" * 40_000 + b"--x--",
        b"--x\r\n" + b"A: b\r\n" * 1_000_000 + b"\r\n\r\n--x--",
        b"--x\r\nContent-Type: text/turtle\r\n\r\n" + b"\r\n--xz" * 1_000_000 + b"\r\n--x--",
        b"--x\r\nContent-Type: text/turtle\r\n\r\n" + b"\r\n--x" * 1_000_000,
        b"\r\n" * 4_000_000,
    ],
    ids=["parts", "fields", "almost ends", "ends", "lines"],
)
def test_no_form_of_documents_holds_anybody_up(server: Server, desk: dict[str, str], content: bytes) -> None:
    before = memory(server)
    with Watch(server) as watch:
        answer = server.client.post("/graph-store?default", content=content, headers={**PARTS, **desk})
    assert answer.status_code == 400, answer.text
    print(f"\n/health: {watch.found}")
    assert watch.found.bearable()
    assert memory(server) - before < GROWTH


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /api/queries/" + b"." * 4000 + b"/x", 404),
        (b"GET /api/queries/" + b"a." * 2000 + b"/x", 404),
        (b"PUT /api/centres/" + b"/" * 4000, 404),
        (b"GET /api/queries/" + b"." * 60_000, 414),
        (b"GET /id/organisation/" + b"%41" * 2000, 414),
        (b"GET /api/centres?" + b"&".join(b"a%d" % n for n in range(900)), 400),
        (b"GET /api/centres?" + b"&" * 60_000, 414),
        (b"GET /api/centres?theme=" + b"%" * 16_000, 400),
        (b"GET /sparql?" + b"&" * 60_000, 400),
        (b"GET /api/queries/contributors-to-goal?" + b"a=b&" * 900, 400),
        (b"GET /sparql?" + b"query=&" * 900, 400),
        (b"GET /sparql?" + b"%41" * 20_000, 400),
    ],
)
def test_no_address_takes_long_to_understand(server: Server, head: bytes, status: int) -> None:
    answer, took = soonest(server, head + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:300]
    assert len(answer) < 20_000
    assert took < 0.5


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"a:b\r\n" * 3000, 431),
        (b"Accept: " + b"a/b," * 200 + b"\r\n", 400),
        (b'Accept: "' + b'\\",' * 4000 + b"\r\n", 200),
        (b"If-None-Match: " + b'"a",' * 3500 + b"\r\n", 200),
        (b"Cookie: " + b"a=b;" * 3500 + b"\r\n", 200),
        (b"Range: bytes=" + b"0-0," * 3500 + b"\r\n", 200),
        (b"Authorization: Bearer " + b"x" * 15_000 + b"\r\n", 200),
        (b"Content-Type: a/b;" + b"c=d;" * 3500 + b"\r\n", 200),
        (b"X-Forwarded-For: " + b"1.1.1.1," * 1800 + b"\r\n", 200),
    ],
)
def test_no_header_takes_long_to_understand(server: Server, fields: bytes, status: int) -> None:
    answer, took = soonest(server, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:300]
    assert took < 0.5


def test_a_byte_order_mark_before_a_body_is_taken_off(client: httpx.Client, desk: dict[str, str]) -> None:
    mark = b"\xef\xbb\xbf"
    forms = {
        "text/turtle": b"@prefix x: <urn:x:> . x:a x:b 'turtle' .",
        "application/n-triples": b'<urn:x:a> <urn:x:b> "ntriples" .',
        "application/ld+json": b'{"@id":"urn:x:a","urn:x:b":"jsonld"}',
        "application/rdf+xml": b'<?xml version="1.0"?><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:x="urn:x:"><r:Description r:about="urn:x:a"><x:b>rdfxml</x:b></r:Description></r:RDF>',
    }
    for media_type, content in forms.items():
        headers = {**desk, "Content-Type": media_type.upper()}
        answer = client.post("/graph-store?graph=urn:bom", content=mark + content, headers=headers)
        assert answer.status_code in (201, 204), answer.text
    for value in ("turtle", "ntriples", "jsonld", "rdfxml"):
        assert ask(client, f'ASK {{ <urn:x:a> <urn:x:b> "{value}" }}')
    quads = {**desk, "Content-Type": "application/n-quads"}
    content = mark + b"<urn:x:a> <urn:x:b> 'q' <urn:bom> .".replace(b"'", b'"')
    assert client.post("/graph-store", content=content, headers=quads).status_code == 204
    update = {**desk, **UPDATE}
    assert client.post("/update", content=mark + remark("marked").encode(), headers=update).status_code == 204
    assert "marked" in comments(client)
    for query in (
        {"content": mark + b"ASK {}", "headers": {"Content-Type": "APPLICATION/sparql-query; CHARSET=UTF-8"}},
        {"data": {"query": "\ufeffASK {}"}},
        {"content": mark + b"query=ASK+%7B%7D", "headers": FORM},
    ):
        assert client.post("/sparql", **query).json()["boolean"] is True
    assert client.get("/sparql", params={"query": "\ufeffASK {}"}).json()["boolean"] is True
    wide = client.post(
        "/sparql", content="ASK {}".encode("utf-16"), headers={"Content-Type": "application/sparql-query"}
    )
    assert wide.status_code == 400
    assert "UTF-16" in wide.json()["detail"]
