"""The answer of a worker on its way to whoever asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Final

_AHEAD: Final = 32 << 20  # bytes that are taken from a worker before its reader has asked for them


class Reply:
    """What a job answers: `facts` first, then `pieces`."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.errand: asyncio.Task[None] | None = None
        self._pieces: deque[bytes] = deque()
        self._ahead = 0
        self._ended = False
        self._error: Exception | None = None
        self._news = asyncio.Event()
        self._room = asyncio.Event()

    async def begun(self) -> None:
        """Wait for the first piece, the end, or the error, which is raised."""
        while not (self._pieces or self._ended):
            await self._wait(self._news)
        if self._error is not None:
            raise self._error

    @property
    def complete(self) -> bool:
        """Whether everything has arrived."""
        return self._ended

    def whole(self) -> bytes:
        """All pieces of a complete reply."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content

    async def pieces(self) -> AsyncIterator[bytes]:
        """Each piece as it arrives. An error raised here means that what came before is incomplete."""
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self._ahead -= len(piece)
                self._room.set()
                yield piece
            if self._ended:
                break
            await self._wait(self._news)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Nobody reads on: end the work."""
        if self.errand is not None:
            self.errand.cancel()

    async def put(self, piece: bytes) -> None:
        """Take a piece from the worker, once there is room for it."""
        while self._ahead > _AHEAD:
            await self._wait(self._room)
        self._pieces.append(piece)
        self._ahead += len(piece)
        self._news.set()

    def end(self, error: Exception | None) -> None:
        """No further piece comes."""
        self._ended = True
        self._error = error
        self._news.set()

    @staticmethod
    async def _wait(event: asyncio.Event) -> None:
        event.clear()
        await event.wait()
