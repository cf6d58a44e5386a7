"""The graph that is served now: workers over one data version, and the store on disk behind them."""

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
    """A pool of workers over one data version, replaced when the version changes.

    A writable server also holds the store on disk. `announce` is called whenever another version is served.
    """

    def __init__(self, options: Options, factory: str, announce: Callable[[], None]) -> None:
        self._options = options
        self._factory = factory
        self._announce = announce
        self._pool: Pool | None = None
        self._disk: DiskStore | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._committing = asyncio.Lock()  # held while the store is written, or workers are started over it
        self.mended = 0

    @property
    def started(self) -> bool:
        """Whether workers have been started."""
        return self._pool is not None

    @property
    def pool(self) -> Pool:
        """The workers over the present data version."""
        if self._pool is None:
            raise RuntimeError("the service has not started")
        return self._pool

    @property
    def disk(self) -> DiskStore:
        """The store on disk of a writable server."""
        if self._disk is None:
            raise RuntimeError("this server holds no store for writing")
        return self._disk

    async def start(self) -> None:
        """Open the store if it is writable, load the graph and start the workers. Raises what loading raises."""
        if self._options.writable and self._disk is None:
            self._disk = await asyncio.to_thread(_held, self._options)
        self._pool = await self._launched()

    async def stop(self) -> None:
        """Let the requests in progress finish, then end all workers."""
        if self._pool is not None:
            await self._pool.close(self._options.seconds)
            self._pool = None
        await asyncio.gather(*self._leaving)
        async with self._committing:
            if self._disk is not None:
                self._disk.close()
                self._disk = None

    async def commit(self, difference: PackedDifference) -> None:
        """Prepare workers over the changed graph, write the change to disk, then serve it.

        Raises Invalid when the changed graph cannot be served, and CannotWrite; then nothing was changed.
        """
        async with self._committing:
            pool = await self._changed(difference)
            try:
                await asyncio.to_thread(lambda: self.disk.apply(difference.unpacked()))
            except BaseException:
                await pool.close()  # the graph served before is still the valid one
                raise
            self._swap(pool)

    async def mend(self, broken: Pool) -> None:
        """Replace a pool whose zygote was ended from outside, unless it has been replaced already."""
        async with self._committing:  # a write in progress may still be refused
            if self._pool is broken:
                await self._restart()
                self.mended += 1

    async def _launched(self) -> Pool:
        """Start workers over the graph as it is stored now."""
        arguments = self._options.arguments()
        if self._disk is None:
            return await Pool.start(self._factory, arguments, self._options.bounds())
        async with _snapshot(self._disk) as place:
            arguments["settings"]["store"] = str(place)
            return await Pool.start(self._factory, arguments, self._options.bounds())

    async def _changed(self, difference: PackedDifference) -> Pool:
        """Return workers over the changed graph."""
        change = difference._asdict()
        try:
            return await self.pool.successor(change)
        except ConnectionError:  # the process that holds the graph was ended from outside
            await self._restart()
            return await self.pool.successor(change)
        except Exception as error:  # whatever the error: nothing is written that could not be read
            _log.warning("A change was not taken, because the changed graph cannot be served: %s", error)
            raise Invalid("The graph could not be served after this.", "Nothing was changed.") from error

    async def _restart(self) -> None:
        """Serve the graph as it is stored now."""
        self._swap(await self._launched())

    def _swap(self, pool: Pool) -> None:
        """Serve another data version from now on; requests in progress finish over the old one."""
        old, self._pool = self.pool, pool
        old.hand_over(pool)
        self._announce()
        leaving = asyncio.create_task(old.close(self._options.seconds + 1))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


def _held(options: Options) -> DiskStore:
    """Open the store that a server with these options writes to; fill it if it is new.

    Raises BadParameter without a store, and the errors of filling and opening it.
    """
    settings = options.settings
    if settings.store is None:
        raise BadParameter("Only a store on disk can be written to.", "Add --store FOLDER; it is made if new.")
    if not (settings.store.is_dir() and any(settings.store.iterdir())):
        notes = settings.editorial_notes
        fill_new(settings.store, settings.ontology, turtle_files(settings.data), editorial_notes=notes)
    return DiskStore(settings.store)


@asynccontextmanager
async def _snapshot(disk: DiskStore) -> AsyncIterator[Path]:
    """Make a temporary folder with a snapshot of the store."""
    held = disk.snapshot()
    place = await asyncio.to_thread(held.__enter__)
    try:
        yield place
    finally:
        await asyncio.to_thread(held.__exit__, None, None, None)
