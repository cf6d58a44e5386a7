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
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sdggraph.errors import BadParameter, Busy
from sdggraph.store import confine
from sdggraph.store.child import Child, Worker, child_of, next_message, written, zygote_process
from sdggraph.store.errand import Allowance, Errand
from sdggraph.store.reply import Reply
from sdggraph.store.zygote import Request, framed

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


class Pool:
    """Workers over one state of the graph."""

    def __init__(
        self,
        channel: socket.socket,
        bounds: Bounds,
        process: subprocess.Popen[bytes] | None = None,
        child: Child | None = None,
    ) -> None:
        self._zygote = channel
        self._process = process  # the zygote, where we started it
        self._child = child  # the zygote, where another one forked it
        self._bounds = bounds
        self._forking = asyncio.Lock()
        self._turns = asyncio.Semaphore(bounds.workers)
        self._idle: deque[Worker] = deque()
        self._living: set[Worker] = set()
        self._guests: set[Worker] = set()  # workers for one request each
        self._errands: set[asyncio.Task[Worker]] = set()
        self._closed = False
        self.waiting = 0  # requests without a worker
        self.working = 0  # requests with one
        self.ended = 0  # workers that were ended before they had answered
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
        child = await self._send_zygote(framed(b"S", json.dumps(change).encode()))
        return await Pool(child.channel, self._bounds, child=child)._welcomed()

    async def _welcomed(self, settings: bytes = b"") -> Pool:
        try:
            if settings:  # a successor has them, and may have gone by now
                await asyncio.to_thread(self._zygote.sendall, settings)
            letter, content = await asyncio.to_thread(next_message, self._zygote)
            self.facts = json.loads(content)
            if letter == b"X":
                raise confine.unpacked(self.facts)
            self._zygote.settimeout(_FORK)
            for _ in range(self._bounds.workers + _SPARE):
                self._idle.append(await self._fork())
        except BaseException:
            await self.close(0)
            raise
        return self

    @property
    def living(self) -> int:
        """How many workers there are, at work or not."""
        return len(self._living) + len(self._guests)

    # --- asking ------------------------------------------------------------------------------------

    async def ask(
        self, job: str, arguments: Mapping[str, Any], seconds: float, settled: Settled | None = None
    ) -> Reply:
        """Have a worker do a job. The reply that comes back is complete, or its first piece is there.

        Raises Busy when too many wait, LimitExceeded when time or memory run out before the first piece,
        ConnectionError when the zygote has gone, and what the job raises. Cancelling it, or closing the reply,
        ends the worker.
        """
        try:
            await self._take_turn()
            try:
                request = await written(Request(job, arguments, seconds))
                worker = await self._worker()
            except BaseException:
                self._turns.release()
                raise
        except BaseException:
            if settled is not None:
                settled(0.0, None)
            raise
        return await self._answered(request, seconds, worker, settled)

    async def ask_alone(
        self, job: str, arguments: Mapping[str, Any], seconds: float, port: int, settled: Settled | None = None
    ) -> Reply:
        """Have a new worker do a job and nothing else; it may call that port here, and waits for nobody's turn."""
        try:
            request = await written(Request(job, arguments, seconds))
            worker = await self._fork(self._guests, port)
        except BaseException:
            if settled is not None:
                settled(0.0, None)
            raise
        return await self._answered(request, seconds, worker, settled)

    async def _answered(self, request: bytes, seconds: float, worker: Worker, settled: Settled | None) -> Reply:
        self.working += 1
        start = time.monotonic()

        def done(fit: bool, error: Exception | None) -> None:
            self.working -= 1
            self._release(worker, fit)
            if settled is not None:
                settled(time.monotonic() - start, error)

        reply = Reply(self.facts)
        worker.ask(request, Errand(reply, Allowance(seconds, self._bounds.memory), done))
        try:
            await reply.begun()
        except BaseException:
            reply.close()
            raise
        return reply

    async def _take_turn(self) -> None:
        if self._turns.locked() and self.waiting >= self._bounds.waiting:
            raise Busy(f"{self.waiting} requests are waiting already.", "Ask again in a few seconds.", after=2)
        if not self._turns.locked():
            await self._turns.acquire()  # at once
            return
        self.waiting += 1
        try:
            async with asyncio.timeout(self._bounds.patience):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy(
                f"Nobody was free for {self._bounds.patience:g} s.", "Ask again in a few seconds.", after=5
            ) from None
        finally:
            self.waiting -= 1

    # --- workers -----------------------------------------------------------------------------------

    def _release(self, worker: Worker, fit: bool) -> None:
        """Let the worker take another request, or end it and have another one forked."""
        if worker in self._guests:
            self._end(worker)
            return
        self._turns.release()
        wanted = self._bounds.workers + _SPARE
        if fit and not self._closed and len(self._living) <= wanted:
            self._idle.append(worker)
            return
        self.ended += 0 if fit else 1
        self._end(worker)
        if not self._closed and len(self._living) < wanted:
            self._forking_one().add_done_callback(self._keep)

    def _keep(self, forking: asyncio.Task[Worker]) -> None:
        """Let a worker that nobody waits for be idle."""
        if forking.cancelled() or forking.exception() is not None:
            return  # the next one to ask will see that the zygote has gone
        if self._closed or forking.result() in self._guests:
            self._end(forking.result())
        else:
            self._idle.append(forking.result())

    async def _worker(self) -> Worker:
        while self._idle:
            worker = self._idle.popleft()
            if not worker.gone():
                return worker
            self._end(worker)
        return await self._fork()

    async def _fork(self, among: set[Worker] | None = None, port: int = 0) -> Worker:
        forking = self._forking_one(among, port)
        try:
            return await asyncio.shield(forking)
        except asyncio.CancelledError:
            forking.add_done_callback(self._keep)  # once begun, it is brought to its end
            raise

    def _forking_one(self, among: set[Worker] | None = None, port: int = 0) -> asyncio.Task[Worker]:
        async def fork() -> Worker:
            worker = await Worker.open(await self._send_zygote(framed(b"F", b"%d" % port)))
            (self._living if among is None else among).add(worker)
            return worker

        forking = asyncio.create_task(fork())
        self._errands.add(forking)
        forking.add_done_callback(self._errands.discard)
        return forking

    def _end(self, worker: Worker) -> None:
        for workers in (self._living, self._guests):
            if worker in workers:  # else it has been ended
                workers.remove(worker)
                worker.end()

    async def _send_zygote(self, message: bytes) -> Child:
        async with self._forking:
            try:
                return await asyncio.to_thread(child_of, self._zygote, message)
            except OSError as error:  # it has gone, stands still, or we have closed it
                with contextlib.suppress(OSError):
                    self._zygote.shutdown(socket.SHUT_RDWR)  # what it says later would be taken for another answer
                raise ConnectionError(f"the process that holds the graph does not answer: {error}") from error

    async def close(self, patience: float = 0.0) -> None:
        """End all workers and the zygote, after those at work have had some seconds to finish."""
        self._closed = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self.working or self.waiting:
                    await asyncio.sleep(0.05)
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        if self._child is not None:
            self._child.kill()
            self._child = None
        # the zygote has gone, so nobody waits for it any more
        await asyncio.gather(*self._errands, return_exceptions=True)
        for worker in (*self._living, *self._guests):
            self._end(worker)
        await asyncio.sleep(0)  # the streams to them close with the next turn of the loop, which may be its last
        self._zygote.close()
