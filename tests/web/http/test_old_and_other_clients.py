"""OPTIONS, scripts on other sites' pages, and clients of HTTP/1.0."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import httpx
import pytest

from tests.web.hostile import asking, connected, sent
from tests.web.serving import Server

MANY = "SELECT * { ?a ?b ?c . ?d a sg:Theme } LIMIT 45000"


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, OPTIONS, POST"),
        ("/update", "OPTIONS, POST"),
        ("/graph-store?default", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"),
        ("/id/organisation/HIST", "GET, HEAD, OPTIONS"),
        ("/data/latest.ttl", "GET, HEAD, OPTIONS"),
        ("/api/centres/HIST/partners", "GET, HEAD, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_are_told(client: httpx.Client, address: str, methods: str) -> None:
    answer = client.options(address)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", methods)
    assert client.request("TRACE", address).headers.get("allow", methods) == methods


def test_options_of_the_server_and_of_nothing(server: Server, client: httpx.Client) -> None:
    whole = sent(server, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert whole.startswith(b"HTTP/1.1 204 ")
    assert b"allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r\n" in whole
    assert client.options("/nothing").status_code == 404


@pytest.mark.parametrize("address", ["/sparql", "/graph-store?default", "/data/latest.ttl", "/api/centres", "/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("field", ["range", "authorization,content-type", "If-Match, If-Range", "content-encoding", ""])
def test_a_browser_that_asks_for_leave_gets_it(client: httpx.Client, address: str, method: str, field: str) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": method}
    leave = client.options(address, headers=asked | ({"Access-Control-Request-Headers": field} if field else {}))
    assert (leave.status_code, leave.content) == (204, b"")
    assert leave.headers["access-control-allow-origin"] == "*"
    assert method in leave.headers["access-control-allow-methods"].split(", ")
    assert leave.headers.get("access-control-allow-headers", "") == field
    assert "access-control-allow-credentials" not in leave.headers
    assert "allow" in leave.headers


def test_a_script_sees_what_an_answer_says_of_itself(client: httpx.Client) -> None:
    told = client.get("/data/latest.ttl", headers={"Origin": "https://example.org", "Range": "bytes=0-9"})
    assert {"ETag", "Location", "Content-Range", "Allow"} <= set(
        told.headers["access-control-expose-headers"].split(", ")
    )


@pytest.mark.parametrize("fields", [b"", b"Host: x\r\n", b"Connection: keep-alive\r\n", b"Connection: close\r\n"])
@pytest.mark.parametrize("target", [b"/health", b"/sparql?query=SELECT%20*%20%7B%3Fa%20a%20%3Fc%7D", b"/nothing"])
def test_a_client_of_http_1_0_gets_no_chunks_and_the_end_of_the_connection(
    server: Server, target: bytes, fields: bytes
) -> None:
    answer = sent(server, b"GET " + target + b" HTTP/1.0\r\n" + fields + b"\r\n", wait=20)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower()
    assert b"connection: close" in head.lower()
    assert body.endswith(b"}")
    path = target.decode()
    assert body == server.client.get(path).content if b"query" in target else body


def test_a_large_answer_reaches_a_client_of_http_1_0_as_it_is(server: Server, client: httpx.Client) -> None:
    answer = sent(server, asking(MANY).replace(b"HTTP/1.1", b"HTTP/1.0"), wait=20)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"content-length" not in head.lower()
    assert b"transfer-encoding" not in head.lower()
    assert len(body) > 1 << 20
    assert body == client.get("/sparql", params={"query": MANY}).content


@pytest.mark.slow  # the time of an answer has to pass
def test_an_answer_that_is_cut_off_ends_in_a_reset(tmp_path: Path, small: Path) -> None:
    # more than is taken ahead of a reader, who comes back when the time is over
    large = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"
    with Server("--data", str(small), "--timeout", "3", log=tmp_path / "log") as server, connected(server) as channel:
        channel.sendall(asking(large).replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert channel.recv(1000).startswith(b"HTTP/1.1 200 ")
        time.sleep(4.5)
        with pytest.raises(ConnectionResetError):
            drain(channel)


def drain(channel: socket.socket) -> None:
    while channel.recv(1 << 20):
        pass
