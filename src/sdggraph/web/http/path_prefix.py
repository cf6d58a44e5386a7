"""The path prefix of a server's public address."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from fastapi import FastAPI
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

# a prefix is tested with these appended, to see whether it hides an address of our own
_BELOW: Final = ("", "/a", "/a/b", "/a/b/c")


class WithoutPrefix:
    """Middleware: a path with the prefix of the public address is treated like the same path without it.

    So a proxy may strip the prefix or leave it. A prefix that equals the beginning of our own addresses, such as
    `/data`, is ambiguous: there, the proxy must strip it.
    """

    def __init__(self, inner: ASGIApp, app: FastAPI, prefix: str) -> None:
        self._inner = inner
        self._sent = "" if any(_answered(app, prefix + rest) for rest in _BELOW) else prefix
        self._path, self._raw = unquote(self._sent), self._sent.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self._path and scope["type"] == "http" and f"{scope['path']}/".startswith(f"{self._path}/"):
            scope["path"] = scope["path"].removeprefix(self._path) or "/"
            scope["raw_path"] = (scope.get("raw_path") or b"").removeprefix(self._raw) or b"/"
        await self._inner(scope, receive, send)


def _answered(app: FastAPI, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is not Match.NONE for route in app.routes)
