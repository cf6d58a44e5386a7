"""The answer of a worker, as a stream to the client."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final, Protocol
from weakref import WeakSet

_AHEAD: Final = 32 << 20  # bytes buffered for one stream, at most
_ALL_AHEAD: Final = 256 << 20  # and for all streams together
_ALWAYS: Final = 1 << 20  # bytes that each stream may buffer, however full the others are
_REPLIES: Final[WeakSet[ResponseStream]] = WeakSet()


class Source(Protocol):
    """The sender of a stream's pieces."""

    def pause(self) -> None:
        """Stop sending for now."""

    def resume(self) -> None:
        """Resume sending."""

    def give_up(self) -> None:
        """Stop the work: the client has stopped reading."""


def held() -> int:
    """Return the bytes buffered in all streams together."""
    return sum(reply.ahead for reply in _REPLIES)


class ResponseStream:
    """The answer to a job: `facts` first, then `pieces`."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.state = state  # what the handler reports about the graph behind the answer
        self.facts: dict[str, Any] = {}
        self.source: Source | None = None
        self.ahead = 0  # bytes buffered for the reader
        self._pieces: deque[bytes] = deque()
        self._full = False
        self._ended = False
        self._error: Exception | None = None  # the error that ended the stream
        self._news = asyncio.Event()
        self._then: list[Callable[[], None]] = []
        _REPLIES.add(self)

    # --- for the reader ----------------------------------------------------------------------------

    async def begun(self) -> None:
        """Wait for the first piece or the end; raise the error if the stream ended with one."""
        while not (self._pieces or self._ended):
            await self._wait()
        self._complain()

    @property
    def complete(self) -> bool:
        """Whether the whole answer has arrived."""
        return self._ended

    def whole(self) -> bytes:
        """Return a complete answer as one piece."""
        content = b"".join(self._pieces)
        self._drop()
        return content

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield each piece as it arrives. If an error is raised here, the pieces before it are incomplete."""
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self.ahead -= len(piece)
                self._make_room()
                yield piece
            if self._ended:
                break
            await self._wait()
        self._complain()

    def when_ended(self, call: Callable[[], None]) -> None:
        """Call the function when the stream ends, or at once if it has ended."""
        if self._ended:
            call()
        else:
            self._then.append(call)

    def close(self) -> None:
        """Stop the work and drop the rest of the answer."""
        if self.source is not None:
            self.source.give_up()
        self._drop()

    # --- for the source ----------------------------------------------------------------------------

    def put(self, piece: bytes) -> None:
        """Buffer a piece; pause the source when the buffer is full."""
        self._pieces.append(piece)
        self.ahead += len(piece)
        self._news.set()
        if self.source is not None and not self._full and self._crowded():
            self._full = True
            self.source.pause()

    def end(self, error: Exception | None) -> None:
        """End the stream, with an error or without."""
        self._ended, self._error, self.source = True, error, None
        self._news.set()
        for call in self._then:
            call()

    def _complain(self) -> None:
        """Raise the stored error, if any, and drop the reference to it. Its traceback would keep all frames alive, and
        megabytes of text in them.
        """
        error, self._error = self._error, None
        if error is None:
            return
        try:
            raise error
        finally:
            del error

    def _crowded(self) -> bool:
        return self.ahead > _ALWAYS and (self.ahead > _AHEAD or held() > _ALL_AHEAD)

    def _make_room(self) -> None:
        if self._full and not self._crowded():
            self._full = False
            if self.source is not None:
                self.source.resume()

    def _drop(self) -> None:
        self._pieces.clear()
        self.ahead = 0

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()
