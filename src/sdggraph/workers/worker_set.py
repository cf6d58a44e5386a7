"""The workers of a pool: as many as are wanted, forked by the zygote, and another one for each that had to be ended."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque

from sdggraph.workers.forkserver import framed
from sdggraph.workers.worker_process import Child, Worker, child_of


class WorkerSet:
    """Workers over one state of the graph.

    Whoever needs one gets the first that is free or newly forked. Never are more forked than are wanted, however
    many ask and go away again: a fork of a large graph takes a tenth of a second, in which the next ones wait.
    """

    def __init__(self, zygote: socket.socket, wanted: int) -> None:
        self._zygote = zygote
        self._wanted = wanted
        self._speaking = asyncio.Lock()
        self._idle: deque[Worker] = deque()
        self._needed: deque[asyncio.Future[Worker]] = deque()  # who waits for one
        self._living: set[Worker] = set()
        self._guests: set[Worker] = set()  # workers for one request each
        self._forks: set[asyncio.Task[Worker]] = set()  # under way
        self._guest_forks: set[asyncio.Task[Worker]] = set()
        self._closed = False
        self.ended = 0  # workers that were ended before they had answered

    @property
    def living(self) -> int:
        """How many workers there are, at work or not."""
        return len(self._living) + len(self._guests)

    async def fill(self) -> None:
        """Have all that are wanted ready. Raises ConnectionError when the zygote has gone."""
        self._fork_missing()
        await asyncio.gather(*self._forks)

    async def worker(self) -> Worker:
        """A worker that is free. Raises ConnectionError when there is none and the zygote has gone."""
        while self._idle:
            worker = self._idle.popleft()
            if not worker.gone():
                return worker
            self._end(worker)
        if self._closed:
            raise ConnectionError("the process that holds the graph was ended")
        needed: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._needed.append(needed)
        self._fork_missing()
        try:
            return await needed
        except asyncio.CancelledError:
            if needed.done() and not needed.cancelled() and needed.exception() is None:
                self._supply(needed.result())  # it came a moment too late
            raise

    async def single_use_worker(self, port: int) -> Worker:
        """A new worker for one request, which may call that port here, or none with 0. Raises ConnectionError."""
        forking = asyncio.create_task(self._forked(self._guests, port))
        self._guest_forks.add(forking)
        forking.add_done_callback(self._guest_forks.discard)
        try:
            return await asyncio.shield(forking)
        except asyncio.CancelledError:
            forking.add_done_callback(self._end_guest)  # once begun, it is brought to its end
            raise

    def release(self, worker: Worker, *, fit: bool) -> None:
        """Let the worker take another request, or end it and have another one forked."""
        if worker in self._guests:
            self._end(worker)
        elif fit and not self._closed:
            self._supply(worker)
        else:
            self.ended += 0 if fit else 1
            self._end(worker)
            self._fork_missing()

    async def child(self, message: bytes) -> Child:
        """The child that the zygote forks for this message. Raises ConnectionError when it has gone."""
        async with self._speaking:
            try:
                return await asyncio.to_thread(child_of, self._zygote, message)
            except OSError as error:  # it has gone, stands still, or we have closed it
                with contextlib.suppress(OSError):
                    self._zygote.shutdown(socket.SHUT_RDWR)  # what it says later would be taken for another answer
                raise ConnectionError(f"the process that holds the graph does not answer: {error}") from error

    async def dismiss(self) -> None:
        """End all, once the zygote has been."""
        self._closed = True
        await asyncio.gather(*self._forks, *self._guest_forks, return_exceptions=True)
        self._disappoint(ConnectionError("the process that holds the graph was ended"))
        for worker in (*self._living, *self._guests):
            self._end(worker)

    # --- forks -------------------------------------------------------------------------------------

    def _fork_missing(self) -> None:
        while not self._closed and len(self._living) + len(self._forks) < self._wanted:
            forking = asyncio.create_task(self._forked(self._living, 0))
            self._forks.add(forking)
            forking.add_done_callback(self._arrived)

    async def _forked(self, among: set[Worker], port: int) -> Worker:
        letter = b"W" if among is self._guests and not port else b"F"
        worker = await Worker.open(await self.child(framed(letter, b"%d" % port)))
        among.add(worker)
        return worker

    def _arrived(self, forking: asyncio.Task[Worker]) -> None:
        self._forks.discard(forking)
        if forking.cancelled():
            return
        error = forking.exception()
        if error is not None:
            self._disappoint(error)
        elif self._closed:
            self._end(forking.result())
        else:
            self._supply(forking.result())

    def _supply(self, worker: Worker) -> None:
        """Give the worker to whoever has waited longest for one, or let it be idle."""
        while self._needed:
            needed = self._needed.popleft()
            if not needed.done():
                needed.set_result(worker)
                return
        self._idle.append(worker)

    def _disappoint(self, error: BaseException) -> None:
        while self._needed:
            needed = self._needed.popleft()
            if not needed.done():
                needed.set_exception(error)

    def _end_guest(self, forking: asyncio.Task[Worker]) -> None:
        if not forking.cancelled() and forking.exception() is None:
            self._end(forking.result())

    def _end(self, worker: Worker) -> None:
        for workers in (self._living, self._guests):
            if worker in workers:  # else it has been ended
                workers.remove(worker)
                worker.end()
