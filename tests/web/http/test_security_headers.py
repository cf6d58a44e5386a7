"""What every answer carries, and what none of them tells."""

from __future__ import annotations

import json

import httpx
import pytest

from sdggraph.web.http.security_headers import SAFE
from tests.web.hostile import connected
from tests.web.serving import Server

ADDRESSES = ["/", "/health", "/ready", "/metrics", "/nothing", "/sparql?query=ASK{}", "/sparql?query=wrong"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
def test_every_answer_tells_the_browser_what_it_may_not_do(client: httpx.Client, method: str, address: str) -> None:
    headers = client.request(method, address, headers={"Accept": "*/*"}).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "geolocation=()" in headers["permissions-policy"]
    assert len(headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize(
    "sent",
    [
        b"NONSENSE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",  # the beginning of TLS
    ],
    ids=["method", "field", "tls"],
)
def test_a_request_that_is_not_http_is_refused_with_the_same_headers(server: Server, sent: bytes) -> None:
    with connected(server) as channel:
        channel.sendall(sent)
        head, _, body = b"".join(iter(lambda: channel.recv(1 << 16), b"")).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == 400
    for name, value in SAFE.items():
        assert f"{name}: {value}".encode() in head
    assert json.loads(body)["status"] == 400


def test_no_answer_names_the_server_or_its_version(server: Server) -> None:
    for address in ADDRESSES:
        answer = server.client.get(address)
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers
        for word in ("uvicorn", "starlette", "python", "oxigraph"):
            assert word not in str(answer.headers).lower()


def test_header_fields_that_are_too_long_are_refused(client: httpx.Client) -> None:
    answer = client.get("/health", headers={f"X-{number}": "x" * 1000 for number in range(20)})
    assert (answer.status_code, answer.json()["status"]) == (431, 431)
