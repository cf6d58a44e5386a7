"""One request that a worker is answering."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import NamedTuple, Protocol

from sdggraph.errors import Busy
from sdggraph.workers import sandbox
from sdggraph.workers.response_stream import ResponseStream

# Called once the worker is done: whether it can take another request, and the error that this request ended with.
Done = Callable[[bool, Exception | None], None]


class Transport(Protocol):
    """The worker as a pending request sees it."""

    def pause(self) -> None:
        """Stop reading from the worker for now."""

    def resume(self) -> None:
        """Resume reading."""


class RequestLimits(NamedTuple):
    """The time and memory limits of a request."""

    seconds: float
    memory: int | None  # bytes


class PendingRequest:
    """Passes the worker's messages to the response stream, and enforces the time limit.

    The event loop calls it as messages arrive. A task that waits for messages would cost as much as a small query.
    """

    def __init__(self, reply: ResponseStream, allowed: RequestLimits, done: Done) -> None:
        self._reply = reply
        self._allowed = allowed
        self._done = done
        self._carrier: Transport | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._paused = False
        self.ended = False  # no further message is passed on
        reply.source = self

    def begin(self, carrier: Transport) -> None:
        """Start the clock: the worker has been sent the request."""
        self._carrier = carrier
        self._clock = asyncio.get_running_loop().call_later(self._allowed.seconds, self._late)

    def take(self, letter: bytes, content: bytes) -> None:
        """Handle one message from the worker."""
        if letter == b"D":
            self._reply.put(content)
            return
        found = json.loads(content)
        if letter == b"H":
            self._reply.facts = found
            return
        fit = not found.pop("spent", False)
        self._end(fit, sandbox.unpacked(found) if letter == b"X" else None)

    def lost(self, *, crashed: bool) -> None:
        """End the request with an error, because the worker crashed or was ended from outside."""
        self._end(False, sandbox.too_large(self._allowed.memory) if crashed else sandbox.killed())

    def give_up(self) -> None:
        """End the request, because its client has stopped reading."""
        self._end(False, Busy("The request was cancelled."))

    def pause(self) -> None:
        """Pause the worker, because it writes faster than the client reads."""
        if self._carrier is not None:
            self._paused = True
            self._carrier.pause()

    def resume(self) -> None:
        """Resume the worker, because the client has read what was buffered."""
        if self._carrier is not None and self._paused:
            self._paused = False
            self._carrier.resume()

    def _late(self) -> None:
        self._end(False, sandbox.too_slow(self._allowed.seconds))

    def _end(self, fit: bool, error: Exception | None) -> None:
        if self.ended:
            return  # for example, the worker was ended after its answer
        self.ended = True
        if self._clock is not None:
            self._clock.cancel()
        self.resume()  # the worker may have another request to answer
        self._carrier = None
        self._done(fit, error)
        self._reply.end(error)
