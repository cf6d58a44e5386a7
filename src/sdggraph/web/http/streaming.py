"""Streaming of answers that do not fit into memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import Final, TypeVar

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sdggraph.errors import SdgGraphError, TruncatedResponse
from sdggraph.workers.response_stream import ResponseStream

_T = TypeVar("_T")
_SOON: Final = 0.03  # seconds of work after which the server begins to watch whether the client has left
_log = logging.getLogger("sdggraph.web")


class Streamed(Response):
    """Sends a worker's answer piece by piece as it arrives; when the client leaves, the work ends.

    If the answer ends too soon, the connection is closed without the last chunk. So no client takes it for complete.
    """

    def __init__(self, reply: ResponseStream, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(status_code=status, headers=dict(headers))
        # without Content-Length, the body is sent in chunks
        self.raw_headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
                return
            await while_connected(receive, self._send(send))
        except SdgGraphError as error:
            _log.warning("An answer was cut off: %s", error)
            raise TruncatedResponse(getattr(error, "limit", "")) from error
        finally:
            self._reply.close()

    async def _send(self, send: Send) -> None:
        async for piece in self._reply.pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def while_connected(receive: Receive, work: Awaitable[_T]) -> _T:
    """Return the result of the work; cancel the work if the client leaves before it is done."""
    asking = asyncio.current_task()
    if asking is None:
        raise RuntimeError("only a task can be interrupted")
    before, at_work, interrupted = asking.cancelling(), True, False
    leaving: asyncio.Task[None] | None = None

    async def left() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    def watch() -> None:
        nonlocal leaving
        leaving = asyncio.create_task(left())
        leaving.add_done_callback(interrupt)

    def interrupt(leaving: asyncio.Task[None]) -> None:
        nonlocal interrupted
        if at_work and not leaving.cancelled():
            interrupted = asking.cancel()

    # A task for the work, or a watch from the beginning, would cost a good part of the time of a small query.
    beginning = asyncio.get_running_loop().call_later(_SOON, watch)
    try:
        return await work
    except asyncio.CancelledError:
        if leaving is None or not interrupted or asking.uncancel() > before:
            raise  # the cancellation came from elsewhere
        leaving.result()  # raises what is wrong with the request
        raise ClientDisconnect from None
    finally:
        at_work = False
        beginning.cancel()
        if leaving is not None:
            leaving.cancel()
