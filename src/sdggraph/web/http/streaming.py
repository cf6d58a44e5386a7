"""Sending what does not fit into memory at once."""

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
_SOON: Final = 0.03  # seconds of work after which somebody looks whether the client is still there
_log = logging.getLogger("sdggraph.web")


class Streamed(Response):
    """A worker's reply, piece by piece as it arrives; when the client leaves, the work ends.

    Should it end too soon, the connection is closed without the last chunk, so that no client takes what
    it has for the whole.
    """

    def __init__(self, reply: ResponseStream, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(status_code=status, headers=dict(headers))
        # without a length the body is sent in chunks
        self.raw_headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
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
    """The result of the work, which is cancelled when the client leaves before it is done."""
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

    # a task for the work, or one that watches from the beginning, would cost a good part of what a small query does
    beginning = asyncio.get_running_loop().call_later(_SOON, watch)
    try:
        return await work
    except asyncio.CancelledError:
        if leaving is None or not interrupted or asking.uncancel() > before:
            raise  # somebody else wants this to end
        leaving.result()  # raises what is wrong with the request
        raise ClientDisconnect from None
    finally:
        at_work = False
        beginning.cancel()
        if leaving is not None:
            leaving.cancel()
