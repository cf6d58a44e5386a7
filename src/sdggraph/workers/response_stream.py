"""The answer of a worker on its way to whoever asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final, Protocol
from weakref import WeakSet

_AHEAD: Final = 32 << 20  # bytes that are taken from a worker before its reader has asked for them
_ALL_AHEAD: Final = 256 << 20  # and of all replies together
_ALWAYS: Final = 1 << 20  # bytes that each may take, whatever the others hold
_REPLIES: Final[WeakSet[ResponseStream]] = WeakSet()


class Source(Protocol):
    """Where the pieces of a reply come from."""

    def pause(self) -> None:
        """Send nothing for now."""

    def resume(self) -> None:
        """Send on."""

    def give_up(self) -> None:
        """Nobody waits for the rest."""


def held() -> int:
    """The bytes that all replies hold for readers who have not come for them yet."""
    return sum(reply.ahead for reply in _REPLIES)


class ResponseStream:
    """What a job answers: `facts` first, then `pieces`."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.state = state  # what the handler says of the graph that the answer is made from
        self.facts: dict[str, Any] = {}
        self.source: Source | None = None
        self.ahead = 0  # bytes that its reader has not come for yet
        self._pieces: deque[bytes] = deque()
        self._full = False
        self._ended = False
        self._error: Exception | None = None  # what it ended with
        self._news = asyncio.Event()
        self._then: list[Callable[[], None]] = []
        _REPLIES.add(self)

    # --- for the reader ----------------------------------------------------------------------------

    async def begun(self) -> None:
        """Wait for the first piece, the end, or the error, which is raised."""
        while not (self._pieces or self._ended):
            await self._wait()
        self._complain()

    @property
    def complete(self) -> bool:
        """Whether everything has arrived."""
        return self._ended

    def whole(self) -> bytes:
        """All pieces of a complete reply."""
        content = b"".join(self._pieces)
        self._drop()
        return content

    async def pieces(self) -> AsyncIterator[bytes]:
        """Each piece as it arrives. An error raised here means that what came before is incomplete."""
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
        """Have that called once no further piece comes."""
        if self._ended:
            call()
        else:
            self._then.append(call)

    def close(self) -> None:
        """Nobody reads on: end the work."""
        if self.source is not None:
            self.source.give_up()
        self._drop()

    # --- for the source ----------------------------------------------------------------------------

    def put(self, piece: bytes) -> None:
        """Take a piece; the source pauses when there is no room for another."""
        self._pieces.append(piece)
        self.ahead += len(piece)
        self._news.set()
        if self.source is not None and not self._full and self._crowded():
            self._full = True
            self.source.pause()

    def end(self, error: Exception | None) -> None:
        """No further piece comes."""
        self._ended, self._error, self.source = True, error, None
        self._news.set()
        for call in self._then:
            call()

    def _complain(self) -> None:
        """Raise the error, if there is one, and hold on to it no longer: with it go all frames that it went through,
        and the texts of megabytes in them.
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
