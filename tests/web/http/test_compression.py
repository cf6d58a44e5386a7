"""Compressed answers: what is compressed, for whom, and under which tag (case D4)."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import Any

import httpx
import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sdggraph.errors import TruncatedResponse
from sdggraph.web.http.accept_encoding import codings_of
from sdggraph.web.http.compression import Compression, is_text
from sdggraph.web.http.response_cache import Cache

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
ROWS = "SELECT * { ?s a sg:Theme ; ?p ?o } ORDER BY ?s ?p ?o"
MANY = "SELECT * { ?a ?b ?c . ?d a sg:Theme } LIMIT 45000"
SMALL = "ASK {}"
PIECES = [b"%d row of a table\n" % number * 4000 for number in range(300)]
TEXTS = [
    f"/sparql?query={ROWS}",
    "/sparql?query=CONSTRUCT WHERE { ?s a sg:Theme ; ?p ?o }&format=turtle",
    "/sparql",
    "/api/centres",
    "/api/centres.csv",
    "/api/coverage",
    "/api/queries",
    "/openapi.json",
    "/docs",
    "/docs.css",
    "/doc/organisation/HIST.ttl",
    "/doc/organisation/HIST.rdf",
    "/ontology",
    "/shapes.nt",
    "/schemes/themes",
    "/.well-known/void",
    "/data/",
    "/metrics",
]


def raw(
    client: httpx.Client, address: str, headers: dict[str, str], method: str = "GET"
) -> tuple[httpx.Response, bytes]:
    """The answer with the bytes of its body as they were sent."""
    with client.stream(method, address, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("address", TEXTS)
def test_text_over_one_kilobyte_is_compressed_for_who_takes_gzip(client: httpx.Client, address: str) -> None:
    plain, whole = raw(client, address, PLAIN)
    packed, sent = raw(client, address, GZIP)
    assert (plain.status_code, packed.status_code) == (200, 200)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["vary"].split(", ")
    unpacked = gzip.decompress(sent)
    assert len(unpacked) > 1000
    assert len(sent) < len(unpacked) / 1.5
    if address != "/metrics":  # it counts these requests
        assert unpacked == whole
    if "etag" in plain.headers:
        assert packed.headers["etag"] == f'W/{plain.headers["etag"][:-1]}-gzip"'
    if "content-length" in packed.headers:
        assert int(packed.headers["content-length"]) == len(sent)
    assert "content-length" not in plain.headers or int(plain.headers["content-length"]) == len(whole)


def test_a_small_answer_is_sent_as_it_is(client: httpx.Client) -> None:
    for address in (f"/sparql?query={SMALL}", "/health", "/robots.txt", "/nothing"):
        answer, _ = raw(client, address, GZIP)
        assert "content-encoding" not in answer.headers
        assert "Accept-Encoding" in answer.headers["vary"]


def test_a_query_by_post_is_compressed_too(client: httpx.Client) -> None:
    found = client.post("/sparql", data={"query": ROWS}, headers=GZIP)
    plain = client.post("/sparql", data={"query": ROWS}, headers=PLAIN)
    assert (found.headers["content-encoding"], found.content) == ("gzip", plain.content)


@pytest.mark.parametrize("address", ["/api/coverage", f"/sparql?query={ROWS}", "/docs", "/data/sdggraph-VERSION.ttl"])
def test_a_client_that_holds_the_compressed_answer_is_told_that_it_still_holds(
    client: httpx.Client, address: str
) -> None:
    address = address.replace("VERSION", client.get("/data/").json()["version"])
    packed, plain = (client.get(address, headers=each).headers["etag"] for each in (GZIP, PLAIN))
    again = client.get(address, headers={**GZIP, "If-None-Match": f'"x", {packed}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", packed)
    assert "Accept-Encoding" in again.headers["vary"]
    assert "content-encoding" not in again.headers
    held = client.get(address, headers={**PLAIN, "If-None-Match": plain})
    assert (held.status_code, held.headers["etag"]) == (304, plain)


def test_who_takes_no_gzip_is_not_told_that_a_compressed_copy_holds(client: httpx.Client) -> None:
    tag = client.get("/api/coverage", headers=GZIP).headers["etag"]
    for headers in (PLAIN, {"Accept-Encoding": "gzip;q=0"}):
        found = client.get("/api/coverage", headers={**headers, "If-None-Match": tag})
        assert (found.status_code, "content-encoding" in found.headers) == (200, False)


@pytest.mark.slow
def test_head_tells_what_get_would(client: httpx.Client) -> None:
    version = client.get("/data/").json()["version"]
    for address in ("/api/coverage", "/docs", f"/sparql?query={ROWS}", f"/data/sdggraph-{version}.nt"):
        get, body = raw(client, address, GZIP)
        head, none = raw(client, address, GZIP, "HEAD")
        assert none == b""
        for name in ("content-encoding", "etag", "vary", "content-type"):
            assert head.headers.get(name) == get.headers.get(name), (address, name)
        if "content-length" in get.headers:
            assert head.headers.get("content-length", str(len(body))) == str(len(body))
    head, none = raw(client, f"/sparql?query={MANY}", GZIP, "HEAD")  # a stream
    assert (head.headers["content-encoding"], none) == ("gzip", b"")
    assert "content-length" not in head.headers


def test_a_stream_is_compressed_piece_by_piece(client: httpx.Client) -> None:
    _, whole = raw(client, f"/sparql?query={MANY}", PLAIN)
    packed, body = raw(client, f"/sparql?query={MANY}", GZIP)
    assert packed.headers["transfer-encoding"] == "chunked"
    assert gzip.decompress(body) == whole
    assert len(body) < len(whole) / 5


@pytest.mark.slow
def test_parts_of_a_dump_and_compressed_dumps_are_sent_as_they_are(client: httpx.Client) -> None:
    version = client.get("/data/").json()["version"]
    address = f"/data/sdggraph-{version}.nq"
    part, body = raw(client, address, {**GZIP, "Range": "bytes=0-4999"})
    assert (part.status_code, len(body), "content-encoding" in part.headers) == (206, 5000, False)
    whole, content = raw(client, address, GZIP)
    assert gzip.decompress(content).startswith(body)
    zipped, same = raw(client, f"{address}.gz", GZIP)
    assert ("content-encoding" in zipped.headers, same) == (False, content)
    assert zipped.headers["etag"] != whole.headers["etag"]
    # a client that holds a piece of the compressed body does not get a piece of the other one to it
    resumed, rest = raw(client, address, {**GZIP, "Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert (resumed.status_code, resumed.headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(rest) == gzip.decompress(content)


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "br, *;q=0.0", "gzip;q=0, identity;q=0"])
def test_who_takes_neither_gzip_nor_plain_text_gets_406_before_any_work(client: httpx.Client, header: str) -> None:
    for method, address in (("GET", f"/sparql?query={ROWS}"), ("GET", "/health"), ("POST", "/update")):
        found = client.request(method, address, headers={"Accept-Encoding": header})
        assert found.status_code == 406
        assert "gzip" in found.json()["remedy"]


def test_who_takes_gzip_alone_gets_it_however_short_the_answer_is(client: httpx.Client) -> None:
    for address in (f"/sparql?query={SMALL}", "/health", "/nothing"):
        found, body = raw(client, address, {"Accept-Encoding": "gzip, identity;q=0"})
        assert found.headers["content-encoding"] == "gzip"
        assert gzip.decompress(body) == client.get(address).content
    version = client.get("/data/").json()["version"]
    zipped = client.get(f"/data/sdggraph-{version}.ttl.gz", headers={"Accept-Encoding": "gzip, *;q=0"})
    assert (zipped.status_code, "identity" in zipped.json()["remedy"]) == (406, True)


@pytest.mark.parametrize(
    ("header", "gzipped", "identity"),
    [
        (None, False, True),
        ("", False, True),
        ("gzip", True, True),
        ("X-GZIP", True, True),
        ("deflate, br;q=1, zstd", False, True),
        ("*", True, True),
        ("*;q=0, gzip", True, False),
        ("gzip;q=0, *", False, True),
        ("gzip; q=0.3 , identity; Q=0.7", False, True),
        ("gzip;q=0.7, identity;q=0.7", True, True),
        ("gzip;q=0.000", False, True),
        ("gzip;q=nonsense", True, True),
        (",, ;q=1, gzip", True, True),
        ("gzipped, notgzip", False, True),
        ("identity;q=0, *;q=0.5", True, False),
    ],
)
def test_accept_encoding_is_read_as_its_standard_says(header: str | None, gzipped: bool, identity: bool) -> None:
    assert codings_of(header) == (gzipped, identity)


def test_only_text_counts_as_text() -> None:
    for name in (b"text/turtle", b"TEXT/CSV; charset=utf-8", b"application/ld+json", b"application/n-quads"):
        assert is_text(name)
    for name in (b"application/gzip", b"image/png", b"application/pdf", b"", b"font/woff2", b"application/zip"):
        assert not is_text(name)


# --- the middleware alone ------------------------------------------------------------------------


def asked(app: ASGIApp, headers: dict[str, str], method: str = "GET") -> tuple[dict[str, str], bytes]:
    """The header fields and the body of what an application sends."""
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    fields = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {"type": "http", "method": method, "headers": fields, "path": "/", "query_string": b""}
    asyncio.run(_called(app, scope, receive, send))
    told = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return told, b"".join(message.get("body", b"") for message in messages[1:])


async def _called(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def test_what_is_kept_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = zlib.compressobj

    def counted(*arguments: Any, **named: Any) -> Any:
        made.append(1)
        return real(*arguments, **named)

    monkeypatch.setattr(zlib, "compressobj", counted)
    text = b"<a> <b> <c> .\n" * 5000
    cache = Cache(1 << 20)
    lasting = Compression(Response(text, headers={"ETag": '"1"'}, media_type="text/turtle"), cache)
    found = [asked(lasting, GZIP) for _ in range(3)]
    assert all(gzip.decompress(body) == text for _, body in found)
    assert (len(made), cache.hits) == (1, 0)
    passing = {"ETag": '"2"', "Cache-Control": "no-store"}
    volatile = Compression(Response(text, headers=passing, media_type="text/turtle"), cache)
    for _ in range(2):
        asked(volatile, GZIP)
    assert (len(made), cache.peek('W/"2-gzip"')) == (3, None)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/csv", "Content-Encoding": "br"},
        {"Content-Type": "image/png"},
        {"Content-Type": "application/gzip"},
        {},
    ],
    ids=["coded", "picture", "gzip", "untyped"],
)
def test_what_is_coded_or_no_text_is_left_alone(headers: dict[str, str]) -> None:
    body = b"x" * 5000
    told, sent = asked(Compression(Response(body, headers=headers), Cache(100)), GZIP)
    assert sent == body
    assert told.get("content-encoding") == headers.get("Content-Encoding")


def test_what_would_not_get_smaller_is_sent_as_it_is() -> None:
    body = b"".join(zlib.crc32(b"%d" % n).to_bytes(4, "big") for n in range(400))
    told, sent = asked(Compression(Response(body, media_type="text/plain"), Cache(100)), GZIP)
    assert (sent, "content-encoding" in told, "Accept-Encoding" in told["vary"]) == (body, False, True)


async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that sends 300 pieces, and breaks after them where the method is POST."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
    for piece in PIECES:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    if scope["method"] == "POST":
        raise TruncatedResponse("rows")
    await send({"type": "http.response.body", "body": b""})


def test_a_long_stream_takes_no_more_memory_than_its_pieces() -> None:
    messages: list[Message] = []
    assert gzip.decompress(streamed("GET", messages)) == b"".join(PIECES)
    assert max(len(message.get("body", b"")) for message in messages) < 100_000
    assert (messages[-1]["more_body"], len(messages) > 3) == (False, True)


def test_a_stream_that_is_cut_off_is_no_complete_gzip_either() -> None:
    messages: list[Message] = []
    with pytest.raises(TruncatedResponse):
        streamed("POST", messages)
    assert all(message["more_body"] for message in messages[1:])
    with pytest.raises(EOFError):
        gzip.decompress(b"".join(message["body"] for message in messages[1:]))


def streamed(method: str, messages: list[Message]) -> bytes:
    """The body of that application's answer; its messages are added to the list."""

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    scope: Scope = {"type": "http", "method": method, "headers": [(b"accept-encoding", b"gzip")]}
    asyncio.run(_called(Compression(streaming, Cache(100)), scope, receive, send))
    return b"".join(message.get("body", b"") for message in messages)


def test_vary_keeps_what_it_named() -> None:
    response = Response(b"{}", headers={"Vary": "Accept"}, media_type="application/json")
    told, _ = asked(Compression(response, Cache(100)), {})
    assert told["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("tag", ['"a-gzip"', '"b", "a-gzip"', 'W/"a-gzip", "c"', '"a"'])
def test_a_writer_may_name_the_tag_under_which_it_read(tag: str) -> None:
    seen: dict[str, str] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.update({name.decode(): value.decode() for name, value in scope["headers"]})
        await Response(status_code=204)(scope, receive, send)

    asked(Compression(app, Cache(100)), {"If-Match": tag}, "PUT")
    assert seen["if-match"] == tag.replace("W/", "").replace("-gzip", "")
