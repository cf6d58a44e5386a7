"""Single-flight cache per data version: concurrent callers share one computation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from sdggraph.errors import Busy

_T = TypeVar("_T")


class SingleFlight(Generic[_T]):
    """Values by name. Each is computed on first request, and dropped with its data version."""

    def __init__(self) -> None:
        self._version = ""
        self._making: dict[str, asyncio.Task[_T]] = {}

    async def get(self, version: str, name: str, make: Callable[[], Awaitable[_T]], seconds: float) -> _T:
        """Return the value of that name. Raises what `make` raises, and Busy when it takes longer than that many
        seconds.

        The computation goes on even if no caller waits any more. After a failure, the next caller tries again.
        """
        if version != self._version:
            self.clear()
            self._version = version
        task = self._making.get(name)
        if task is None:
            task = self._making[name] = asyncio.create_task(_made(make))
            task.add_done_callback(lambda done: self._look(name, done))
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(task)
        except TimeoutError:
            raise Busy(
                f"{name} is being made, which takes longer than {seconds:g} s.", "Ask again later.", after=10
            ) from None
        except asyncio.CancelledError:
            if task.cancelled():  # the computation was cancelled, not the caller
                raise Busy("The data have just changed.", "Ask again.") from None
            raise

    def clear(self) -> None:
        """Drop all values, and cancel the computations in progress."""
        making, self._making = self._making, {}
        for task in making.values():
            task.cancel()

    def _look(self, name: str, done: asyncio.Task[_T]) -> None:
        if (done.cancelled() or done.exception() is not None) and self._making.get(name) is done:
            del self._making[name]


async def _made(make: Callable[[], Awaitable[_T]]) -> _T:
    return await make()
