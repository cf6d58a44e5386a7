"""The path of a server's public address, before the paths that it answers."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from fastapi import FastAPI
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

_BELOW: Final = ("", "/a", "/a/b", "/a/b/c")  # with these behind it, an address of ours is known


class WithoutPrefix:
    """Answers paths with the prefix of the public address as those without.

    So it does not matter whether a proxy takes the prefix away. A prefix that begins like an address of ours, such as
    `/data`, must be taken away by the proxy, as it cannot be told from that.
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
