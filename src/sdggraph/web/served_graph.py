"""The graph as it is served now: workers over one data version, and the store on disk behind them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sdggraph.errors import BadParameter, Invalid
from sdggraph.store.difference import PackedDifference
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.loading import fill_new, turtle_files
from sdggraph.web.options import Options
from sdggraph.workers.pool import Pool

_log = logging.getLogger("sdggraph.web")


class ServedGraph:
    """A pool of workers over one data version, which the next version replaces.

    A server that may be written to holds the store on disk as well. What `announce` does is done whenever another
    version is served.
    """

    def __init__(self, options: Options, factory: str, announce: Callable[[], None]) -> None:
        self._options = options
        self._factory = factory
        self._announce = announce
        self._pool: Pool | None = None
        self._disk: DiskStore | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._committing = asyncio.Lock()  # the store is written, or workers are started over it
        self.mended = 0

    @property
    def started(self) -> bool:
        """Whether there are workers."""
        return self._pool is not None

    @property
    def pool(self) -> Pool:
        """The workers over the present data version."""
        if self._pool is None:
            raise RuntimeError("the service has not started")
        return self._pool

    @property
    def disk(self) -> DiskStore:
        """The store on disk of a server that may be written to."""
        if self._disk is None:
            raise RuntimeError("this server holds no store for writing")
        return self._disk

    async def start(self) -> None:
        """Hold the store if it is written to, load the graph, and have workers ready. Raises what loading raises."""
        if self._options.writable and self._disk is None:
            self._disk = await asyncio.to_thread(_held, self._options)
        self._pool = await self._launched()

    async def stop(self) -> None:
        """Let those at work finish, then end all."""
        if self._pool is not None:
            await self._pool.close(self._options.seconds)
            self._pool = None
        await asyncio.gather(*self._leaving)
        async with self._committing:
            if self._disk is not None:
                self._disk.close()
                self._disk = None

    async def commit(self, difference: PackedDifference) -> None:
        """Have the changed graph ready to be served, put the change on the disk, and serve it.

        Raises Invalid when the changed graph cannot be served, and CannotWrite; nothing was changed then.
        """
        async with self._committing:
            pool = await self._changed(difference)
            try:
                await asyncio.to_thread(lambda: self.disk.apply(difference.unpacked()))
            except BaseException:
                await pool.close()  # what is served is still what counts
                raise
            self._swap(pool)

    async def mend(self, broken: Pool) -> None:
        """Replace a pool whose zygote was ended from outside, unless that was done."""
        async with self._committing:  # a write that is under way may yet be refused
            if self._pool is broken:
                await self._restart()
                self.mended += 1

    async def _launched(self) -> Pool:
        """Workers over the graph as it is now where it is kept."""
        arguments = self._options.arguments()
        if self._disk is None:
            return await Pool.start(self._factory, arguments, self._options.bounds())
        async with _snapshot(self._disk) as place:
            arguments["settings"]["store"] = str(place)
            return await Pool.start(self._factory, arguments, self._options.bounds())

    async def _changed(self, difference: PackedDifference) -> Pool:
        """Workers over the changed graph."""
        change = difference._asdict()
        try:
            return await self.pool.successor(change)
        except ConnectionError:  # the process that holds the graph was ended from outside
            await self._restart()
            return await self.pool.successor(change)
        except Exception as error:  # whatever it is: nothing is written that cannot be read
            _log.warning("A change was not taken, because the changed graph cannot be served: %s", error)
            raise Invalid("The graph could not be served after this.", "Nothing was changed.") from error

    async def _restart(self) -> None:
        """Serve the graph as it is now where it is kept."""
        self._swap(await self._launched())

    def _swap(self, pool: Pool) -> None:
        """Serve another data version from now on; what is being worked on is finished over the old one."""
        old, self._pool = self.pool, pool
        old.hand_over(pool)
        self._announce()
        leaving = asyncio.create_task(old.close(self._options.seconds + 1))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


def _held(options: Options) -> DiskStore:
    """The store that a server with these options writes to; one that is not there yet is filled.

    Raises BadParameter without a store, and what filling and holding it raise.
    """
    settings = options.settings
    if settings.store is None:
        raise BadParameter("Only a store on disk can be written to.", "Add --store FOLDER; it is made if new.")
    if not (settings.store.is_dir() and any(settings.store.iterdir())):
        fill_new(settings.store, settings.ontology, turtle_files(settings.data))
    return DiskStore(settings.store)


@asynccontextmanager
async def _snapshot(disk: DiskStore) -> AsyncIterator[Path]:
    """A folder that holds the graph as it is on the disk now; gone afterwards."""
    held = disk.snapshot()
    place = await asyncio.to_thread(held.__enter__)
    try:
        yield place
    finally:
        await asyncio.to_thread(held.__exit__, None, None, None)
