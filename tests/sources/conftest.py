"""A small web on this machine: hosts with invented names, all answered by one local server."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest

from sdggraph.sources.checking import Clock
from sdggraph.sources.fetching import Bounds

Answer = Callable[[BaseHTTPRequestHandler], None]


class Web(NamedTuple):
    """The local server, what it answers by host and path, and whom it heard."""

    port: int
    answers: dict[str, Answer]
    heard: list[tuple[str, str, str]]  # host, path, user agent

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def bounds(self, **said: object) -> Bounds:
        """Bounds in which every name but those in *.private is the local server."""
        held = Bounds(
            seconds=3.0,
            ports=frozenset({self.port}),
            allowed=lambda address: address == "127.0.0.1",
            resolve=lambda host, port: ["10.0.0.1" if host.endswith(".private") else "127.0.0.1"],
        )
        return held._replace(**said)  # type: ignore[arg-type]


class Time:
    """A clock that stands still until somebody waits."""

    def __init__(self) -> None:
        self.at = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.at, self.wait)


def said(status: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer with a status, a body and headers."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def web() -> Iterator[Web]:
    answers: dict[str, Answer] = {}
    heard: list[tuple[str, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers["Host"] or "").partition(":")[0]
            heard.append((host, self.path, self.headers["User-Agent"] or ""))
            missing = said(404) if self.path == "/robots.txt" else said(200, b"fine", Content_Type="text/plain")
            with contextlib.suppress(OSError):  # who asked has gone
                answers.get(f"{host}{self.path}", missing)(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # the end of a test waits for one look at whether to go on
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Web(server.server_address[1], answers, heard)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
