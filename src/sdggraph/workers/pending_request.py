"""One request on its way through a worker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import NamedTuple, Protocol

from sdggraph.errors import Busy
from sdggraph.workers import sandbox
from sdggraph.workers.response_stream import ResponseStream

# what is told once the worker is through: whether it is fit for another request, and the error that this one ended with
Done = Callable[[bool, Exception | None], None]


class Transport(Protocol):
    """The worker, as far as an errand needs it."""

    def pause(self) -> None:
        """Take nothing more from it for now."""

    def resume(self) -> None:
        """Take on."""


class RequestLimits(NamedTuple):
    """What the request may cost."""

    seconds: float
    memory: int | None  # bytes


class PendingRequest:
    """Takes what the worker answers to the reply, and keeps the time.

    It is called by the event loop as messages arrive; a task that waits for them would cost as much as a small
    query does.
    """

    def __init__(self, reply: ResponseStream, allowed: RequestLimits, done: Done) -> None:
        self._reply = reply
        self._allowed = allowed
        self._done = done
        self._carrier: Transport | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._paused = False
        self.ended = False  # nothing more is to be taken to the reply
        reply.source = self

    def begin(self, carrier: Transport) -> None:
        """That worker has been asked."""
        self._carrier = carrier
        self._clock = asyncio.get_running_loop().call_later(self._allowed.seconds, self._late)

    def take(self, letter: bytes, content: bytes) -> None:
        """A message has come."""
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
        """The worker has gone: it crashed, or was ended from outside."""
        self._end(False, sandbox.too_large(self._allowed.memory) if crashed else sandbox.killed())

    def give_up(self) -> None:
        """Nobody waits for the rest."""
        self._end(False, Busy("The request was given up."))

    def pause(self) -> None:
        """The reader is slower than the worker."""
        if self._carrier is not None:
            self._paused = True
            self._carrier.pause()

    def resume(self) -> None:
        """The reader has come for what was there."""
        if self._carrier is not None and self._paused:
            self._paused = False
            self._carrier.resume()

    def _late(self) -> None:
        self._end(False, sandbox.too_slow(self._allowed.seconds))

    def _end(self, fit: bool, error: Exception | None) -> None:
        if self.ended:
            return  # as when the worker is ended after its answer
        self.ended = True
        if self._clock is not None:
            self._clock.cancel()
        self.resume()  # the worker may have another one to answer
        self._carrier = None
        self._done(fit, error)
        self._reply.end(error)
