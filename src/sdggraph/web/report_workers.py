"""Workers that can also validate the graph, which a report needs.

pySHACL takes a second to load, and most servers are never asked for a report. So the process that holds the graph loads
it not at all: a fork of that process does, when the first report of a data version is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from sdggraph.workers.pool import Pool, Settled
from sdggraph.workers.response_stream import ResponseStream

REPORT: Final = "report"  # the job that they do


class ReportWorkers:
    """The workers that make reports, over the graph of the pool that they were forked from."""

    def __init__(self, patience: float) -> None:
        self._patience = patience  # seconds that replaced workers may take to finish
        self._pool: Pool | None = None
        self._over: Pool | None = None  # the pool that they were forked from
        self._starting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def ask(
        self, over: Pool, job: str, arguments: Mapping[str, Any], seconds: float, settled: Settled | None = None
    ) -> ResponseStream:
        """Have a worker over the graph of this pool do a job. Raises what `Pool.ask` raises.

        ConnectionError then means that the process which holds the graph was ended.
        """
        pool = await self._forked(over)
        try:
            return await pool.ask(job, arguments, seconds, settled)
        except ConnectionError:  # only the fork was ended: another one can be made
            self._leave(pool)
            return await (await self._forked(over)).ask(job, arguments, seconds, settled)

    def forget(self) -> None:
        """Let the workers go, because another data version is served. The next request starts others."""
        if self._pool is not None:
            self._leave(self._pool)

    async def close(self) -> None:
        """End all workers."""
        self.forget()
        await asyncio.gather(*self._leaving)

    async def _forked(self, over: Pool) -> Pool:
        async with self._starting:
            if self._over is not over and self._pool is not None:  # the data have changed
                self._leave(self._pool)
            if self._pool is None:
                self._pool, self._over = await over.prepared(REPORT), over
            return self._pool

    def _leave(self, pool: Pool) -> None:
        """Let the workers finish what they do, then end them; the next request starts others."""
        if self._pool is pool:
            self._pool = self._over = None
            leaving = asyncio.create_task(pool.close(self._patience))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
