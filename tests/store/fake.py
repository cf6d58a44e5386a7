"""A server that pretends to be a SPARQL endpoint and does whatever a test wants of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs

Behaviour = Callable[["Handler"], None]


class Request(NamedTuple):
    path: str
    headers: dict[str, str]
    form: dict[str, list[str]]


class Handler(BaseHTTPRequestHandler):
    """One request: noted, then answered as the next behaviour says; the last behaviour stays."""

    protocol_version = "HTTP/1.1"
    server: Fake

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append(Request(self.path, headers, parse_qs(body, keep_blank_values=True)))
        behaviours = self.server.behaviours
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        try:
            behaviour(self)
        except OSError:  # the client had enough, as it should
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def reply(self, status: int, content: bytes, media_type: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)


class Fake(ThreadingHTTPServer):
    """Behaves as it is told, and notes what it was asked."""

    daemon_threads = True

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = list(behaviours)
        self.requests: list[Request] = []
        self.stopped = threading.Event()  # what hangs waits for this
        self.url = f"http://127.0.0.1:{self.server_address[1]}/sparql"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.stopped.set()
        self.shutdown()
        self.server_close()


JSON = "application/sparql-results+json"


def rows(*values: str, **headers: str) -> Behaviour:
    """Rows of one column, x."""
    bindings = [{"x": {"type": "literal", "value": value}} for value in values]
    content = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode()
    return lambda handler: handler.reply(200, content, JSON, **headers)


def sizes(**graphs: int) -> Behaviour:
    """The answer to what a store asks first: how many statements there are in each graph."""
    bindings = [
        {"graph": {"type": "uri", "value": f"urn:{name}"}, "count": {"type": "literal", "value": str(size)}}
        for name, size in graphs.items()
    ]
    content = json.dumps({"head": {"vars": ["graph", "count"]}, "results": {"bindings": bindings}}).encode()
    return lambda handler: handler.reply(200, content, JSON)


def status(code: int, text: str = "", media_type: str = "text/plain", **headers: str) -> Behaviour:
    return lambda handler: handler.reply(code, text.encode(), media_type, **headers)
