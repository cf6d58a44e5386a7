"""A pool of workers for an event loop, each a process that can be ended at any moment.

This is the parent's side of the fork server. It hands out requests, enforces the time limit, ends slow workers and
replaces them in time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sdggraph.errors import BadParameter, Busy
from sdggraph.workers import sandbox
from sdggraph.workers.forkserver import Request, framed
from sdggraph.workers.pending_request import PendingRequest, RequestLimits
from sdggraph.workers.response_stream import ResponseStream
from sdggraph.workers.worker_process import Child, Worker, framed_request, next_message, zygote_process
from sdggraph.workers.worker_set import WorkerSet

_SPARE: Final = 1  # workers more than may work at once, so that no request waits for a fork
_FORK: Final = 10.0  # seconds that a fork may take; usually it takes milliseconds

# Called once a worker is done with a request: the seconds it took, and the error that it ended with.
Settled = Callable[[float, Exception | None], None]


class Bounds(NamedTuple):
    """The limits of a pool."""

    workers: int = 2
    memory: int | None = 1 << 30  # bytes per worker, beyond the graph itself
    waiting: int = 64  # requests that may wait for a worker
    patience: float = 10.0  # seconds that a request may wait for a worker
    files: int = 0  # files and sockets that a worker may open


class _Turns:
    """The slots for requests that work at the same time. A pool passes them to its successor, so that two pools
    together use no more than one.
    """

    def __init__(self, workers: int) -> None:
        self.free = asyncio.Semaphore(workers)
        self.waiting = 0  # requests that have no worker yet


class Pool:
    """A pool of workers over one state of the graph."""

    def __init__(
        self,
        channel: socket.socket,
        bounds: Bounds,
        process: subprocess.Popen[bytes] | None = None,
        child: Child | None = None,
        turns: _Turns | None = None,
    ) -> None:
        self._zygote = channel
        self._process = process  # the zygote, if this process started it
        self._child = child  # the zygote, if another zygote forked it
        self._bounds = bounds
        self._staff = WorkerSet(channel, bounds.workers + _SPARE)
        self._turns = turns or _Turns(bounds.workers)
        self._heir: Pool | None = None  # the pool that serves instead of this one
        self.working = 0  # requests that have a worker
        self.facts: dict[str, Any] = {}  # what the handler reports about the graph

    @classmethod
    async def start(cls, factory: str, arguments: Mapping[str, Any], bounds: Bounds) -> Pool:
        """Start a zygote that builds a handler with the factory (module:function), and return a pool of its forks.

        Raises what the factory raises, and BadParameter on a system that cannot fork.
        """
        if not hasattr(os, "fork"):
            raise BadParameter(
                "Serving needs a system that can fork a process, which this one cannot.",
                "Run under Linux (on Windows: WSL).",
            )
        channel, process = zygote_process()
        settings = {
            "factory": factory,
            "arguments": arguments,
            "memory": bounds.memory,
            "files": bounds.files,
            "path": sys.path,
        }
        return await cls(channel, bounds, process)._welcomed(framed(b"Z", json.dumps(settings).encode()))

    async def successor(self, change: Mapping[str, Any]) -> Pool:
        """Return a pool over the changed graph. This pool goes on until it is closed. Raises what the change raises."""
        return await self._followed_by(b"S", change)

    async def prepared(self, job: str) -> Pool:
        """Return a pool over the same graph whose workers have loaded what a job needs. Raises what loading raises."""
        return await self._followed_by(b"P", job)

    async def _followed_by(self, letter: bytes, of: Any) -> Pool:
        child = await self._staff.child(framed(letter, json.dumps(of).encode()))
        return await Pool(child.channel, self._bounds, child=child, turns=self._turns)._welcomed()

    async def _welcomed(self, settings: bytes = b"") -> Pool:
        try:
            if settings:  # a successor already has its settings, and may have exited by now
                await asyncio.to_thread(self._zygote.sendall, settings)
            letter, content = await asyncio.to_thread(next_message, self._zygote)
            self.facts = json.loads(content)
            if letter == b"X":
                raise sandbox.unpacked(self.facts)
            self._zygote.settimeout(_FORK)
            await self._staff.fill()
        except BaseException:
            await self.close(0)
            raise
        return self

    def hand_over(self, heir: Pool) -> None:
        """Let another pool answer the requests that wait here. This pool only finishes those in progress."""
        self._heir = heir

    def _serving(self) -> Pool:
        pool = self
        while pool._heir is not None:
            pool = pool._heir
        return pool

    @property
    def waiting(self) -> int:
        """The number of requests that wait for a worker."""
        return self._turns.waiting

    @property
    def living(self) -> int:
        """The number of workers, busy or idle."""
        return self._staff.living

    @property
    def ended(self) -> int:
        """The number of workers that were ended before they had answered."""
        return self._staff.ended

    # --- asking ------------------------------------------------------------------------------------

    async def ask(
        self, job: str, arguments: Mapping[str, Any], seconds: float, settled: Settled | None = None
    ) -> ResponseStream:
        """Have a worker do a job; return once its answer is complete or its first piece has arrived.

        Raises Busy when too many requests wait, and LimitExceeded when time or memory runs out before the first piece.
        Raises ConnectionError when the zygote has exited, and whatever the job raises. Cancelling the call or closing
        the stream ends the worker.
        """
        try:
            await self._take_turn()
            try:
                request = await framed_request(Request(job, arguments, seconds))
                serving = self._serving()  # may be another pool by now, since this request has waited
                worker = await serving._staff.worker()
            except BaseException:
                self._turns.free.release()
                raise
        except BaseException:
            if settled is not None:
                settled(0.0, None)
            raise
        return await serving._answered(request, seconds, worker, settled, self._turns.free)

    async def ask_alone(
        self, job: str, arguments: Mapping[str, Any], seconds: float, port: int, settled: Settled | None = None
    ) -> ResponseStream:
        """Have a new worker do one job, without waiting for a slot.

        The worker may connect to that port of this machine. With port 0 it may connect to none, and runs at normal
        priority.
        """
        try:
            request = await framed_request(Request(job, arguments, seconds))
            worker = await self._staff.single_use_worker(port)
        except BaseException:
            if settled is not None:
                settled(0.0, None)
            raise
        return await self._answered(request, seconds, worker, settled)

    async def _answered(
        self,
        request: list[bytes],
        seconds: float,
        worker: Worker,
        settled: Settled | None,
        turn: asyncio.Semaphore | None = None,
    ) -> ResponseStream:
        self.working += 1
        start = time.monotonic()

        def done(fit: bool, error: Exception | None) -> None:
            self.working -= 1
            self._staff.release(worker, fit=fit)
            if turn is not None:
                turn.release()
            if settled is not None:
                settled(time.monotonic() - start, error)

        reply = ResponseStream(self.facts)
        worker.ask(request, PendingRequest(reply, RequestLimits(seconds, self._bounds.memory), done))
        try:
            await reply.begun()
        except BaseException:
            reply.close()
            raise
        return reply

    async def _take_turn(self) -> None:
        if self._turns.free.locked() and self.waiting >= self._bounds.waiting:
            raise Busy(f"{self.waiting} requests are waiting already.", "Ask again in a few seconds.", after=2)
        if not self._turns.free.locked():
            await self._turns.free.acquire()  # does not wait
            return
        self._turns.waiting += 1
        try:
            async with asyncio.timeout(self._bounds.patience):
                await self._turns.free.acquire()
        except TimeoutError:
            raise Busy(
                f"No worker became free within {self._bounds.patience:g} s.", "Ask again in a few seconds.", after=5
            ) from None
        finally:
            self._turns.waiting -= 1

    async def close(self, patience: float = 0.0) -> None:
        """End all workers and the zygote, after waiting up to that many seconds for requests in progress."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self.working or (self.waiting and self._heir is None):
                    await asyncio.sleep(0.05)
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        if self._child is not None:
            self._child.kill()
            self._child = None
        # the zygote has exited, so no fork can still be pending
        await self._staff.dismiss()
        await asyncio.sleep(0)  # the streams to the workers close in the next turn of the loop, which may be its last
        self._zygote.close()
