"""The answer of a worker on its way to whoever asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from weakref import WeakSet

_AHEAD: Final = 32 << 20  # bytes that are taken from a worker before its reader has asked for them
_ALL_AHEAD: Final = 256 << 20  # and of all replies together
_ALWAYS: Final = 1 << 20  # bytes that each may take, whatever the others hold
_REPLIES: Final[WeakSet[Reply]] = WeakSet()


def held() -> int:
    """The bytes that all replies hold for readers who have not come for them yet."""
    return sum(reply.ahead for reply in _REPLIES)


class Reply:
    """What a job answers: `facts` first, then `pieces`."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.state = state  # what the handler says of the graph that the answer is made from
        self.facts: dict[str, Any] = {}
        self.errand: asyncio.Task[None] | None = None
        self._pieces: deque[bytes] = deque()
        self.ahead = 0  # bytes that its reader has not come for yet
        self._ended = False
        self.error: Exception | None = None  # what it ended with
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        _REPLIES.add(self)

    async def begun(self) -> None:
        """Wait for the first piece, the end, or the error, which is raised."""
        while not (self._pieces or self._ended):
            await self._wait(self._news)
        if self.error is not None:
            raise self.error

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
                self._room.set()
                yield piece
            if self._ended:
                break
            await self._wait(self._news)
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        """Nobody reads on: end the work."""
        if self.errand is not None:
            self.errand.cancel()
        self._drop()

    async def put(self, piece: bytes) -> None:
        """Take a piece from the worker, once there is room for it."""
        while self.ahead > _ALWAYS and (self.ahead > _AHEAD or held() > _ALL_AHEAD):
            await self._wait(self._room)
        self._pieces.append(piece)
        self.ahead += len(piece)
        self._news.set()

    def end(self, error: Exception | None) -> None:
        """No further piece comes."""
        self._ended = True
        self.error = error
        self._news.set()

    def _drop(self) -> None:
        self._pieces.clear()
        self.ahead = 0

    @staticmethod
    async def _wait(event: asyncio.Event) -> None:
        event.clear()
        await event.wait()
