"""The outermost door: what every answer carries, and how one that cannot be completed ends."""

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

# what a page of ours may do; one that needs more (the page of the API loads its own script) says so itself
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
_HEADERS: Final = 1 << 14  # bytes of all header fields of a request
_FIELDS: Final = 100  # of them
# of a path: the time that the router's patterns take can grow with the square of its length
_PATH: Final = 1 << 12
_QUERY: Final = 1 << 14  # of the query of an address where no SPARQL is asked, for a framework that decodes it slowly
_STREAMS: Final = 16  # bodies of the largest size that are held at once
_UNPACKED: Final = 1 << 28  # bytes that came out of packed bodies, of all requests together


class OuterMiddleware:
    """Everything goes through here, before any other middleware.

    Every answer gets the headers of `SAFE` unless it has its own. A client that left, and an answer that was
    cut off, end quietly: the connection is closed, which is all there is to tell. All bodies of requests
    together take no more room than a few of the largest, and what they unpack to no more than one of the largest.
    """

    def __init__(self, app: ASGIApp, body: int) -> None:
        self._app = app
        self._most = body * _STREAMS
        self._held = 0  # bytes of bodies of requests that are being answered
        self._unpacked = 0  # bytes that came out of them

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
        except asyncio.CancelledError:  # the server stops, and has waited for long enough
            entry.outcome = "stopped"
            _log.warning("A request was given up: the server stops.")
            if not begun:
                stopping = problem(503, "The server stops", headers={"Connection": "close", "Retry-After": "10"})
                await stopping(scope, receive, sending)
        except Exception:  # a bug; its answer is on its way, or there will be none
            entry.outcome = "failed"
            _log.exception("A request failed in a way nobody foresaw.")
            if not begun:
                await problem(500, "This failed in a way nobody foresaw")(scope, receive, sending)
        finally:
            self._held -= held
            self._unpacked -= unpacked


def _refusal(scope: Scope) -> Response | None:
    """The answer to a request whose head is larger than anything here takes apart in a moment; None for others."""
    if len(scope["headers"]) > _FIELDS or sum(len(name) + len(value) for name, value in scope["headers"]) > _HEADERS:
        return problem(431, "The header fields are too long", remedy=f"Send {_FIELDS} fields in 16 KiB at most.")
    if len(scope.get("raw_path") or b"") > _PATH:
        return problem(414, "The path of the address is too long", remedy="POST a long query.")
    if len(scope["query_string"]) > _QUERY and not scope["path"].endswith("/sparql"):
        return problem(414, "The query of the address is too long", f"It may have {_QUERY} bytes here.")
    if scope["query_string"].count(b"&") >= MOST_PARAMETERS:
        return problem(400, "A parameter is wrong", f"There are more than {MOST_PARAMETERS}.", remedy="Send fewer.")
    return None


def _too_much() -> Busy:
    return Busy("Too much is being sent to this server at once.", "Send it again in a few seconds.", after=5)


class Quiet(logging.Filter):
    """Leaves out what uvicorn says of an answer that was cut off on purpose, which was said already."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this is news."""
        message: Any = record.msg
        return not str(message).startswith(("ASGI callable returned without", "Cancel %s running"))
