"""Workers that answer for an event loop, each a process that can be ended at any moment.

The parent's side of `zygote`: it hands requests out, keeps the time, ends what takes too long and has
another worker ready by then.
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

_SPARE: Final = 1  # workers more than may work at once, so that nobody waits for a fork
_FORK: Final = 10.0  # seconds that a fork may take; it takes milliseconds

# what is told once a worker is done with a request: the seconds it took, and the error that it ended with
Settled = Callable[[float, Exception | None], None]


class Bounds(NamedTuple):
    """What a pool may use."""

    workers: int = 2
    memory: int | None = 1 << 30  # bytes more than the graph itself, each worker
    waiting: int = 64  # requests that may wait for a worker
    patience: float = 10.0  # seconds that a request may wait for a worker
    files: int = 0  # files and sockets that a worker may open


class _Turns:
    """Who may work at once; a pool hands them on to its successor, so that two pools work no more than one."""

    def __init__(self, workers: int) -> None:
        self.free = asyncio.Semaphore(workers)
        self.waiting = 0  # requests without a worker


class Pool:
    """Workers over one state of the graph."""

    def __init__(
        self,
        channel: socket.socket,
        bounds: Bounds,
        process: subprocess.Popen[bytes] | None = None,
        child: Child | None = None,
        turns: _Turns | None = None,
    ) -> None:
        self._zygote = channel
        self._process = process  # the zygote, where we started it
        self._child = child  # the zygote, where another one forked it
        self._bounds = bounds
        self._staff = WorkerSet(channel, bounds.workers + _SPARE)
        self._turns = turns or _Turns(bounds.workers)
        self._heir: Pool | None = None  # which serves instead of this one
        self.working = 0  # requests with one
        self.facts: dict[str, Any] = {}  # what the handler says of the graph

    @classmethod
    async def start(cls, factory: str, arguments: Mapping[str, Any], bounds: Bounds) -> Pool:
        """A pool whose workers are forks of a process in which the factory (module:function) has built a handler.

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
        """A pool over the changed graph; this one goes on until it is closed. Raises what the change raises."""
        child = await self._staff.child(framed(b"S", json.dumps(change).encode()))
        return await Pool(child.channel, self._bounds, child=child, turns=self._turns)._welcomed()

    async def _welcomed(self, settings: bytes = b"") -> Pool:
        try:
            if settings:  # a successor has them, and may have gone by now
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
        """Have another pool do what waits for a worker here: only what is being worked on is finished by this one."""
        self._heir = heir

    def _serving(self) -> Pool:
        pool = self
        while pool._heir is not None:
            pool = pool._heir
        return pool

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return self._turns.waiting

    @property
    def living(self) -> int:
        """How many workers there are, at work or not."""
        return self._staff.living

    @property
    def ended(self) -> int:
        """How many workers were ended before they had answered."""
        return self._staff.ended

    # --- asking ------------------------------------------------------------------------------------

    async def ask(
        self, job: str, arguments: Mapping[str, Any], seconds: float, settled: Settled | None = None
    ) -> ResponseStream:
        """Have a worker do a job. The reply that comes back is complete, or its first piece is there.

        Raises Busy when too many wait, LimitExceeded when time or memory run out before the first piece,
        ConnectionError when the zygote has gone, and what the job raises. Cancelling it, or closing the reply,
        ends the worker.
        """
        try:
            await self._take_turn()
            try:
                request = await framed_request(Request(job, arguments, seconds))
                serving = self._serving()  # another one, perhaps, since this has waited
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
        """Have a new worker do a job and nothing else, without waiting for a turn.

        It may call that port here; with 0 none, and then it does not stand back behind other processes.
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
            await self._turns.free.acquire()  # at once
            return
        self._turns.waiting += 1
        try:
            async with asyncio.timeout(self._bounds.patience):
                await self._turns.free.acquire()
        except TimeoutError:
            raise Busy(
                f"Nobody was free for {self._bounds.patience:g} s.", "Ask again in a few seconds.", after=5
            ) from None
        finally:
            self._turns.waiting -= 1

    async def close(self, patience: float = 0.0) -> None:
        """End all workers and the zygote, after those at work have had some seconds to finish."""
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
        # the zygote has gone, so nobody waits for it any more
        await self._staff.dismiss()
        await asyncio.sleep(0)  # the streams to them close with the next turn of the loop, which may be its last
        self._zygote.close()
