"""What one connection may cost: the size and the time of a request, the patience with a reader, and their number.

uvicorn bounds none of these by itself with its faster parser: it waits for the end of a head for ever, lets it
grow without end, lets requests be sent ahead of their answers without end, forgets its keep-alive time once a
client sends an empty line, and holds what a client does not read.
"""

from __future__ import annotations

import asyncio
import json
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from sdggraph.web.http.close_delimited import CloseDelimited
from sdggraph.web.http.security_headers import SAFE

HEAD_BYTES: Final = 1 << 16  # the request line and all header fields
HEAD_SECONDS: Final = 10.0  # from the connection, or the first byte of a later request, to the end of its head
REQUEST_SECONDS: Final = 60.0  # from there to the end of its body
READER_SECONDS: Final = 20.0  # in which a reader must have taken ...
READER_BYTES: Final = 20_000  # ... that many bytes more
AHEAD: Final = 16  # requests that may be sent before the first one is answered
CONNECTIONS: Final = 1000
LAST_SECONDS: Final = 0.5  # after the beginning of the shutdown, in which an idle connection may send a request
_SAFE: Final = "".join(f"{name}: {value}\r\n" for name, value in SAFE.items())


class Connection(HttpToolsProtocol):
    """A connection within those limits. When there are too many, the one that was idle longest is closed."""

    most = 0  # bytes of a whole request on the wire; set by `bounded`

    # the type that uvicorn declares
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection and wait for a request."""
        super().connection_made(transport)
        self._deadline: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._unsent = 0
        self._cycles: list[RequestResponseCycle] = []  # requests whose answer is not complete
        self._in_head = True
        self._is_last = False  # whether the connection closes after its next answer
        self._taken = 0
        self._since = self.loop.time()
        if len(self.connections) > CONNECTIONS:
            self._make_room()
        self._expect(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the connection."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read some bytes of a request."""
        if self.transport.is_closing():
            return
        self._since = self.loop.time()
        self._taken += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._taken > (HEAD_BYTES if self._in_head else self.most):
            self._refuse(431 if self._in_head else 413, "The request is too large")
        elif self._deadline is None and self._idle():
            self._expect(HEAD_SECONDS)  # after an empty line, for instance, uvicorn has stopped its own timer

    # --- the parser's events -----------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Start to count the bytes and the time of a request."""
        super().on_message_begin()
        self._in_head = True
        self._taken = 0
        if self._deadline is None:
            self._expect(HEAD_SECONDS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Record a header field. Trailer fields are ignored."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start to answer the request: its header section is complete."""
        if len(self.pipeline) >= AHEAD:
            raise ValueError("too many requests are sent ahead of their answers")  # becomes a 400
        super().on_headers_complete()
        if self._is_last:
            self.cycle.keep_alive = False
        if self.scope["http_version"] == "1.0":
            self.cycle.__class__ = CloseDelimited  # uvicorn creates the cycle itself, and starts it later
        self._cycles = [*(each for each in self._cycles if not each.response_complete), self.cycle]
        self._in_head = False
        self._expect(REQUEST_SECONDS)

    def on_message_complete(self) -> None:
        """Stop the timer: the whole request has arrived."""
        super().on_message_complete()
        self._in_head = True
        self._taken = 0
        self._stop_waiting()

    def send_400_response(self, msg: str) -> None:
        """Report that the request is not valid HTTP, unless that would land in the middle of an answer."""
        self._refuse(400, "The request cannot be read as HTTP")

    # --- the server stops --------------------------------------------------------------------------

    def shutdown(self) -> None:
        """Finish the request. An idle connection may send a last one: it can be under way when the server stops.

        uvicorn closes idle connections at once. A proxy then has a request that it must not send again (a POST), and
        its client gets 502.
        """
        if self._idle() and not self._is_last:
            self._is_last = True
            self.loop.call_later(LAST_SECONDS, super().shutdown)
        else:
            super().shutdown()

    # --- the client takes too long to send ---------------------------------------------------------

    def _expect(self, seconds: float) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self._late)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        self._deadline = None
        self._refuse(408, "The request did not arrive in time")

    def _refuse(self, status: int, title: str) -> None:
        """Close the connection; send the status first, unless an answer is in progress."""
        self._stop_waiting()
        if self._idle() and not self.transport.is_closing():
            body = json.dumps({"type": "about:blank", "title": title, "status": status}).encode()
            head = f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
            self.transport.write(f"{head}{_SAFE}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            self.transport.close()
        else:
            self._drop()

    def _drop(self) -> None:
        """Close the connection at once and stop all writing to it."""
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.abort()

    # --- the client takes too long to read ---------------------------------------------------------

    def pause_writing(self) -> None:
        """Start to watch the client: it reads more slowly than we write."""
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self._watch = self.loop.call_later(READER_SECONDS, self._look)

    def resume_writing(self) -> None:
        """Stop watching the client: it has caught up."""
        super().resume_writing()
        self._stop_watching()

    def _look(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if self._unsent - unsent < READER_BYTES:
            self._drop()
            return
        self._unsent = unsent
        self._watch = self.loop.call_later(READER_SECONDS, self._look)

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    # --- too many clients --------------------------------------------------------------------------

    def _idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _make_room(self) -> None:
        others = [each for each in self.connections if isinstance(each, Connection) and each is not self]
        idle = [each for each in others if each._idle()]
        if idle:
            min(idle, key=lambda each: each._since)._drop()
        else:
            self._refuse(503, "Too many clients are being answered")


def bounded(body: int) -> type[Connection]:
    """Return a connection class whose requests may have bodies of that many bytes."""
    # with chunked encoding, a body is longer on the wire than its content
    return type("Connection", (Connection,), {"most": 2 * body + HEAD_BYTES})
