"""The outermost middleware: security headers, limits for all requests, and the end of answers that cannot be
completed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sdggraph.errors import Busy, TruncatedResponse
from sdggraph.web.http.access_log import entry_of
from sdggraph.web.http.problems import problem
from sdggraph.web.http.query_string import MOST_PARAMETERS
from sdggraph.web.http.request_body import HOLD

_log = logging.getLogger("sdggraph.web")

# the policy for our own pages; a page that needs more sets its own header
SAFE: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
_SAFE: Final = [(name.encode(), value.encode()) for name, value in SAFE.items()]
_HEADERS: Final = 1 << 14  # bytes of all header fields of a request, at most
_FIELDS: Final = 100  # header fields of a request, at most
# bytes of a path: the router's patterns can take time quadratic in its length
_PATH: Final = 1 << 12
_QUERY: Final = 1 << 14  # bytes of a query string, except at the SPARQL endpoint: the framework decodes it slowly
_STREAMS: Final = 16  # bodies of the largest size that are held at the same time
_UNPACKED: Final = 1 << 28  # bytes decompressed from bodies, of all requests together


class OuterMiddleware:
    """Wraps the whole application, before any other middleware.

    Every answer gets the headers of `SAFE` unless it sets its own. If the client leaves, or an answer is cut off, the
    connection is closed without an error. The bodies of all requests together are limited to a few of the largest size,
    and their decompressed content to one of the largest size.
    """

    def __init__(self, app: ASGIApp, body: int) -> None:
        self._app = app
        self._most = body * _STREAMS
        self._held = 0  # bytes of the bodies of requests in progress
        self._unpacked = 0  # bytes decompressed from them

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held, unpacked, begun, entry = 0, 0, False, entry_of(Request(scope))

        async def taking() -> Message:
            nonlocal held
            message = await receive()
            size = len(message.get("body", b""))
            held += size
            self._held += size
            if self._held > self._most:
                raise _too_much()
            return message

        def hold(size: int) -> None:
            nonlocal unpacked
            unpacked += size
            self._unpacked += size
            if self._unpacked > _UNPACKED:
                raise _too_much()

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in _SAFE if n not in own)]
            await send(message)

        try:
            refused = _refusal(scope)
            if refused is not None:
                await refused(scope, receive, sending)
                return
            scope[HOLD] = hold
            await self._app(scope, taking, sending)
        except ClientDisconnect:
            entry.outcome = "left"
        except TruncatedResponse as error:
            entry.outcome, entry.limit = "cut", error.limit
        except asyncio.CancelledError:  # the server stops, and the waiting time is over
            entry.outcome = "stopped"
            _log.warning("A request was cancelled, because the server is stopping.")
            if not begun:
                stopping = problem(503, "The server stops", headers={"Connection": "close", "Retry-After": "10"})
                await stopping(scope, receive, sending)
        except Exception:  # a bug; its answer has been started, or is sent now
            entry.outcome = "failed"
            _log.exception("A request failed with an unforeseen error.")
            if not begun:
                await problem(500, "This failed with an unforeseen error")(scope, receive, sending)
        finally:
            self._held -= held
            self._unpacked -= unpacked


def _refusal(scope: Scope) -> Response | None:
    """Return an error if the head of a request is so large that parsing it would take too long; else None."""
    if len(scope["headers"]) > _FIELDS or sum(len(name) + len(value) for name, value in scope["headers"]) > _HEADERS:
        return problem(431, "The header fields are too long", remedy=f"Send {_FIELDS} fields in 16 KiB at most.")
    if len(scope.get("raw_path") or b"") > _PATH:
        return problem(414, "The path of the address is too long", remedy="POST a long query.")
    if len(scope["query_string"]) > _QUERY and not scope["path"].endswith("/sparql"):
        return problem(414, "The part of the address after ? is too long", remedy=f"Send at most {_QUERY:,} bytes.")
    if scope["query_string"].count(b"&") >= MOST_PARAMETERS:
        return problem(400, "The address has too many parameters", remedy=f"Send at most {MOST_PARAMETERS:,}.")
    return None


def _too_much() -> Busy:
    return Busy("Too much is being sent to this server at once.", "Send it again in a few seconds.", after=5)


class Quiet(logging.Filter):
    """Drops uvicorn's log records about answers that were cut off on purpose, since these are logged already."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log the record."""
        message: Any = record.msg
        return not str(message).startswith(("ASGI callable returned without", "Cancel %s running"))
