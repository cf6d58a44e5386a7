"""Sending what does not fit into memory at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sdggraph.errors import SdgGraphError
from sdggraph.store.reply import Reply

_log = logging.getLogger("sdggraph.web")


class Streamed(Response):
    """A worker's reply, piece by piece as it arrives.

    Should it end too soon, the connection is closed without the last chunk, so that no client takes what
    it has for the whole.
    """

    def __init__(self, reply: Reply, status: int, headers: Mapping[str, str]) -> None:
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
            async for piece in self._reply.pieces():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except SdgGraphError as error:
            _log.warning("An answer was cut off: %s", error)
            raise Cut from error
        finally:
            self._reply.close()


class Cut(Exception):
    """An answer ended after its beginning was sent; the server closes the connection."""
