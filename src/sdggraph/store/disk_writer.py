"""The store on disk, held by one process for writing; an applied change is durable."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import CannotRead, CannotWrite
from sdggraph.store import write_intent
from sdggraph.store.difference import Difference, carry_out
from sdggraph.store.embedded import EmbeddedStore

_PATIENCE: Final = 20.0  # seconds: on a full disk, the engine may wait for space instead of failing
_RESERVE: Final = 64 << 20  # bytes of free space that always suffice for the engine to compact its files
_PER_BYTE: Final = 4  # bytes on disk for each byte of a change: the engine keeps several sort orders
_FAILURES: Final = (OSError, RuntimeError, CannotWrite)  # the engine reports a full disk by either of the first two


class DiskStore:
    """An on-disk store held for writing; no other process can hold it at the same time.

    A write that was in progress when the store was last left is undone, because it was never acknowledged. Raises
    CannotRead when the store is held already or is none, and CannotWrite when such a write cannot be undone.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._refused: Difference | None = None  # a refused write, which the engine may hold all the same
        self._writing: Thread | None = None  # a thread in which the engine has not finished
        if not place.is_dir():
            raise CannotRead(f"There is no store at {place}.", "Check the name of the folder.")
        try:
            self._held: ox.Store | None = _opened(place)
            self._refused = write_intent.left_behind(place)
        except OSError as error:
            raise CannotRead(
                f"The store at {place} cannot be held for writing: {error}",
                "Is a server using it, and may you write in the folder?",
            ) from error
        for left in place.parent.glob(f"{self._prefix}*"):  # of a server that was killed while it started
            shutil.rmtree(left, ignore_errors=True)
        self._settle()

    @property
    def _prefix(self) -> str:
        return f".{self.place.name}.snapshot-"

    @property
    def _engine(self) -> ox.Store:
        if self._held is None:
            raise CannotWrite(f"The store at {self.place} is closed.", "Open it again once its disk can be written.")
        return self._held

    def apply(self, difference: Difference) -> None:
        """Apply a difference, whole or not at all. When this returns, it is on disk.

        Raises CannotWrite; the store is then as it was. If the disk does not even allow the undoing, the write is
        undone later: before the next write, before the next snapshot, or when the store is next opened.
        """
        self._settle()
        try:
            self._check_room(write_intent.declare(self.place, difference))
        except _FAILURES as error:
            with suppress(OSError):
                write_intent.withdraw(self.place)
            raise self._cannot(error) from error
        try:
            self._write(difference)
            write_intent.withdraw(self.place)
        except _FAILURES as error:
            self._refused = difference
            with suppress(CannotWrite):
                self._settle()
            raise self._cannot(error) from error

    def _check_room(self, size: int) -> None:
        """Raise OSError unless there is room for a write of that size, and for the engine to compact its files."""
        held = 0
        for found in self.place.iterdir():
            with suppress(FileNotFoundError):  # the engine has deleted it meanwhile
                held += found.stat().st_size
        state = os.statvfs(self.place)
        if state.f_bavail * state.f_frsize < min(held, _RESERVE) + size * _PER_BYTE:
            raise OSError(errno.ENOSPC, "too little space is left")

    def _write(self, difference: Difference) -> None:
        """Have the engine apply a difference. Raises what the engine raises, and OSError when it does not finish in
        time.
        """
        raised: list[Exception] = []

        def work(engine: ox.Store) -> None:
            try:
                carry_out(engine, difference)
                engine.flush()  # after a commit alone, the operating system decides when to write
            except Exception as error:
                # the traceback would keep the engine alive, and with it the lock of the store
                raised.append(error.with_traceback(None))

        self._writing = Thread(target=work, args=(self._engine,), daemon=True)
        self._writing.start()
        self._writing.join(_PATIENCE)
        if self._writing.is_alive():
            raise OSError(errno.ENOSPC, f"it did not take the write within {_PATIENCE:g} s")
        self._writing = None
        for error in raised:
            raise error

    def _settle(self) -> None:
        """Undo a refused write, if there is one. Raises CannotWrite."""
        if self._refused is None:
            return
        write_intent.declare_again(self.place, self._refused)
        try:
            if self._writing is not None and self._writing.is_alive():
                raise OSError(errno.EBUSY, "the engine still waits for room")
            self._writing = None
            try:
                self._undo(self._refused)
            except _FAILURES:
                # after some errors the engine writes nothing more until it is reopened
                self._held = None
                self._held = _opened(self.place)
                self._undo(self._refused)
        except _FAILURES as error:
            raise CannotWrite(
                f"A refused write cannot be undone yet, so no further write is accepted: {error}",
                "Make room on the disk of the store, and write again. Else stop the server and start it anew.",
            ) from error
        self._refused = None

    def _undo(self, difference: Difference) -> None:
        """Restore the state before the difference, however much of it the store holds."""
        self._write(difference.undone)
        write_intent.withdraw(self.place)

    def _cannot(self, error: Exception) -> CannotWrite:
        return CannotWrite(f"The store at {self.place} cannot be written: {error}", "Is there space?")

    def holds(self, quad: ox.Quad) -> bool:
        """Whether the store holds a statement."""
        return quad in self._engine

    def lines(self) -> list[bytes]:
        """Return all statements as sorted lines of N-Quads; the data version is their hash."""
        return sorted((self._engine.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())

    def copy_into(self, store: EmbeddedStore) -> None:
        """Copy all statements into another store."""
        store.add_quads(self._engine)

    def close(self) -> None:
        """Close the store, so that another process can hold it."""
        self._held = None

    @contextmanager
    def snapshot(self) -> Iterator[Path]:
        """Make a temporary folder that holds the present state of the store, as a store of its own.

        It takes little time and space, because its files are hard links. Raises CannotWrite, and then leaves no folder.
        """
        self._settle()
        beside = None
        try:
            try:
                beside = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.place.parent))
                self._engine.backup(str(beside / "store"))
            except (OSError, RuntimeError) as error:
                raise CannotWrite(
                    f"No snapshot can be made beside {self.place}: {error}",
                    "Check that you may write there and that the disk has space.",
                ) from error
            yield beside / "store"
        finally:
            if beside is not None:
                shutil.rmtree(beside, ignore_errors=True)


def _opened(place: Path) -> ox.Store:
    return ox.Store(str(place))
