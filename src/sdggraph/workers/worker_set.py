"""The workers of a pool. The zygote forks as many as are wanted, and replaces each that had to be ended."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque

from sdggraph.workers.forkserver import framed
from sdggraph.workers.worker_process import Child, Worker, child_of


class WorkerSet:
    """The workers over one state of the graph.

    A request gets the first worker that is idle or newly forked. No more are forked than are wanted, however many
    requests come and go. A fork of a large graph takes a tenth of a second, during which the next requests wait.
    """

    def __init__(self, zygote: socket.socket, wanted: int) -> None:
        self._zygote = zygote
        self._wanted = wanted
        self._speaking = asyncio.Lock()
        self._idle: deque[Worker] = deque()
        self._needed: deque[asyncio.Future[Worker]] = deque()  # requests that wait for a worker
        self._living: set[Worker] = set()
        self._guests: set[Worker] = set()  # workers for one request each
        self._forks: set[asyncio.Task[Worker]] = set()  # forks in progress
        self._guest_forks: set[asyncio.Task[Worker]] = set()
        self._closed = False
        self.ended = 0  # workers that were ended before they had answered

    @property
    def living(self) -> int:
        """The number of workers, busy or idle."""
        return len(self._living) + len(self._guests)

    async def fill(self) -> None:
        """Fork all workers that are wanted. Raises ConnectionError when the zygote has exited."""
        self._fork_missing()
        await asyncio.gather(*self._forks)

    async def worker(self) -> Worker:
        """Return an idle worker. Raises ConnectionError when there is none and the zygote has exited."""
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
                self._supply(needed.result())  # the worker came after the request was cancelled
            raise

    async def single_use_worker(self, port: int) -> Worker:
        """Return a new worker for one request. It may connect to that local port; with port 0, to none. Raises
        ConnectionError.
        """
        forking = asyncio.create_task(self._forked(self._guests, port))
        self._guest_forks.add(forking)
        forking.add_done_callback(self._guest_forks.discard)
        try:
            return await asyncio.shield(forking)
        except asyncio.CancelledError:
            forking.add_done_callback(self._end_guest)  # a fork that has begun is completed
            raise

    def release(self, worker: Worker, *, fit: bool) -> None:
        """Make the worker available again, or end it and fork another one."""
        if worker in self._guests:
            self._end(worker)
        elif fit and not self._closed:
            self._supply(worker)
        else:
            self.ended += 0 if fit else 1
            self._end(worker)
            self._fork_missing()

    async def child(self, message: bytes) -> Child:
        """Have the zygote fork a child for this message. Raises ConnectionError when the zygote has exited."""
        async with self._speaking:
            try:
                return await asyncio.to_thread(child_of, self._zygote, message)
            except OSError as error:  # the zygote has exited, does not answer, or our end is closed
                with contextlib.suppress(OSError):
                    # a late answer would be taken for the answer to another message
                    self._zygote.shutdown(socket.SHUT_RDWR)
                raise ConnectionError(f"the process that holds the graph does not answer: {error}") from error

    async def dismiss(self) -> None:
        """End all workers, after the zygote has been ended."""
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
        """Give the worker to the request that has waited longest, or keep it idle."""
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
            if worker in workers:  # else it was ended before
                workers.remove(worker)
                worker.end()
