"""Answers to HTTP/1.0 clients, which do not understand chunked encoding (RFC 9112, section 6.1).

If the length of an answer is unknown, the end of the connection marks the end of the answer.
"""

from __future__ import annotations

import socket
import struct
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_RESET: Final = struct.pack("ii", 1, 0)  # struct linger: closing the connection resets it
_CLOSE: Final = struct.pack("ii", 0, 0)  # or closes it in order
_EMPTY: Final = (204, 304)


class CloseDelimited(RequestResponseCycle):
    """Sends an answer of unknown length without chunks, and closes the connection after it.

    A truncated answer must not look complete, so the connection is reset instead.
    """

    lengthless = False

    async def send(self, message: Any) -> None:  # Any: as ASGI declares them
        """Send a part of the answer."""
        if message["type"] == "http.response.start" and self._without_length(message):
            self.lengthless = True
            self.chunked_encoding = False
            self._end_by(_RESET)
        elif self.lengthless and message["type"] == "http.response.body":
            self.expected_content_length = len(message.get("body", b""))
            if not message.get("more_body", False):
                self._end_by(_CLOSE)
        await super().send(message)

    def _without_length(self, message: Any) -> bool:
        names = {name.lower() for name, _ in message.get("headers", ())}
        return b"content-length" not in names and message["status"] not in _EMPTY and self.scope["method"] != "HEAD"

    def _end_by(self, how: bytes) -> None:
        channel = self.transport.get_extra_info("socket")
        if channel is not None:
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, how)
