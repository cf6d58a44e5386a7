"""The outermost door: what every answer carries, and how one that cannot be completed ends."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sdggraph.errors import Busy, TruncatedResponse
from sdggraph.web.http.access_log import entry_of
from sdggraph.web.http.problems import problem

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
_STREAMS: Final = 16  # bodies of the largest size that are held at once


class OuterMiddleware:
    """Everything goes through here, before any other middleware.

    Every answer gets the headers of `SAFE` unless it has its own. A client that left, and an answer that was
    cut off, end quietly: the connection is closed, which is all there is to tell. All bodies of requests
    together take no more room than a few of the largest.
    """

    def __init__(self, app: ASGIApp, body: int) -> None:
        self._app = app
        self._most = body * _STREAMS
        self._held = 0  # bytes of bodies of requests that are being answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held, begun, entry = 0, False, entry_of(Request(scope))

        async def taking() -> Message:
            nonlocal held
            message = await receive()
            size = len(message.get("body", b""))
            held += size
            self._held += size
            if self._held > self._most:
                raise Busy("Too much is being sent to this server at once.", "Send it again in a few seconds.", after=5)
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in _SAFE if n not in own)]
            await send(message)

        try:
            if sum(len(name) + len(value) for name, value in scope["headers"]) > _HEADERS:
                await problem(431, "The header fields are too long")(scope, receive, sending)
                return
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


class Quiet(logging.Filter):
    """Leaves out what uvicorn says of an answer that was cut off on purpose, which was said already."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this is news."""
        message: Any = record.msg
        return not str(message).startswith(("ASGI callable returned without", "Cancel %s running"))
