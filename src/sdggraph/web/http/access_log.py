"""The access log: one line of JSON for each request, without anything about the client.

It holds no client address, no query text, no token and no path as typed. The route is the template that matched. A
query appears as a hash, the same for the same query.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sdggraph.errors import CannotWrite

_KEY: Final = "sdggraph.entry"
_log = logging.getLogger("sdggraph.access")


@dataclass(slots=True)
class Entry:
    """The facts of a request for the log, collected while it is answered."""

    asked: str = ""  # hash of the job and its arguments
    # made, cached, earlier, unchanged, cut, left, stopped, failed; a refused request has its status instead
    outcome: str = ""
    limit: str = ""  # the limit that was reached: time, memory, rows, queue, budget
    status: int = 0
    size: int = 0  # bytes of the answer's body


def entry_of(request: Request) -> Entry:
    """Return the log entry of this request."""
    entry = request.scope.setdefault(_KEY, Entry())
    if not isinstance(entry, Entry):
        raise TypeError("another entry than ours")
    return entry


def hashed(text: str) -> str:
    """Return a short hash that identifies a query without revealing it.

    >>> hashed("ASK {}")
    '1df8943bb9ea'
    """
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


class AccessLog:
    """Logs each request once it is answered, and passes its route, method, entry and seconds to `observe`."""

    def __init__(self, app: ASGIApp, observe: Any) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entry = scope[_KEY] = Entry()
        start = time.perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            else:
                entry.size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            took = time.perf_counter() - start
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "none")
            self._observe(route, method, entry, took)
            if _log.handlers:
                _log.info(_line(route, method, entry, took))


_METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


def _line(route: str, method: str, entry: Entry, took: float) -> str:
    known = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": method,
        "route": route,
        "status": entry.status,
        "ms": round(took * 1000, 1),
        "bytes": entry.size,
        "asked": entry.asked,
        "outcome": entry.outcome,
        "limit": entry.limit,
    }
    return json.dumps({name: value for name, value in known.items() if value != ""})


def write_to(target: str) -> None:
    """Write the log to a file, reopened after rotation, or to the error stream for "-".

    Raises CannotWrite.
    """
    handler: logging.Handler
    if target == "-":
        handler = logging.StreamHandler(sys.stderr)
    else:
        try:
            handler = WatchedFileHandler(Path(target), encoding="utf-8")
        except OSError as error:
            raise CannotWrite(
                f"The access log {target} cannot be written: {error.strerror}.", "Name another."
            ) from error
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log.handlers = [handler]
    _log.setLevel(logging.INFO)
    _log.propagate = False
