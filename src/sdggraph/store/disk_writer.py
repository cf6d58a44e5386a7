"""The store on disk that outlives everything: one process holds it, and what it has taken in is there to stay."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import CannotRead, CannotWrite
from sdggraph.store import write_intent
from sdggraph.store.difference import Difference, carry_out
from sdggraph.store.embedded import EmbeddedStore

_FAILURES: Final = (OSError, RuntimeError, CannotWrite)  # the engine tells of a full disk by either of the first two


class DiskStore:
    """An on-disk store held for writing: nobody else can hold it at the same time.

    A write that was under way when the store was left is undone: it was not acknowledged.
    Raises CannotRead when it is held already, or is none, and CannotWrite when such a write cannot be undone.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._refused: Difference | None = None  # that the engine may hold all the same
        if not place.is_dir():
            raise CannotRead(f"There is no store at {place}.", "Check the name of the folder.")
        try:
            self._held: ox.Store | None = _opened(place)
            self._refused = write_intent.declared(place)
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
        """Carry out a difference, whole or not at all. When this returns, it is on the disk.

        Raises CannotWrite; the store is then as it was. If the disk does not even allow that, the write is undone
        before the next one, before the next snapshot, or when the store is next opened.
        """
        self._settle()
        try:
            write_intent.declare(self.place, difference)
        except _FAILURES as error:
            with suppress(OSError):
                write_intent.withdraw(self.place)
            raise self._cannot(error) from error
        try:
            carry_out(self._engine, difference)
            self._engine.flush()  # a commit alone leaves it to the system when to write
            write_intent.withdraw(self.place)
        except _FAILURES as error:
            self._refused = difference
            with suppress(CannotWrite):
                self._settle()
            raise self._cannot(error) from error

    def _settle(self) -> None:
        """Undo a write that was refused, if there is one. Raises CannotWrite."""
        if self._refused is None:
            return
        write_intent.declare_again(self.place, self._refused)
        try:
            try:
                self._undo(self._refused)
            except _FAILURES:
                # after some errors the engine writes no more until it is opened anew
                self._held = None
                self._held = _opened(self.place)
                self._undo(self._refused)
        except _FAILURES as error:
            raise CannotWrite(
                f"A write that was refused cannot be undone yet, so none is taken: {error}",
                "Make room on the disk of the store, and write again.",
            ) from error
        self._refused = None

    def _undo(self, difference: Difference) -> None:
        """Have the store as it was before the difference, however much of that it holds."""
        carry_out(self._engine, difference.undone)
        self._engine.flush()
        write_intent.withdraw(self.place)

    def _cannot(self, error: Exception) -> CannotWrite:
        return CannotWrite(f"The store at {self.place} cannot be written: {error}", "Is there space?")

    def holds(self, quad: ox.Quad) -> bool:
        """Whether a statement is there."""
        return quad in self._engine

    def lines(self) -> list[bytes]:
        """All statements as sorted lines of N-Quads; the data version is their hash."""
        return sorted((self._engine.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())

    def copy_into(self, store: EmbeddedStore) -> None:
        """Put all statements into another store."""
        store.add_quads(self._engine)

    def close(self) -> None:
        """Let another process hold it."""
        self._held = None

    @contextmanager
    def snapshot(self) -> Iterator[Path]:
        """A folder that holds the store as it is now, as a store of its own; gone afterwards.

        It takes next to no time or space: its files are hard links. Raises CannotWrite, and leaves no folder then.
        """
        self._settle()
        beside = None
        try:
            try:
                beside = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.place.parent))
                self._engine.backup(str(beside / "store"))
            except (OSError, RuntimeError) as error:
                raise CannotWrite(
                    f"No snapshot can be made beside {self.place}: {error}", "May you write there, and is there space?"
                ) from error
            yield beside / "store"
        finally:
            if beside is not None:
                shutil.rmtree(beside, ignore_errors=True)


def _opened(place: Path) -> ox.Store:
    return ox.Store(str(place))
