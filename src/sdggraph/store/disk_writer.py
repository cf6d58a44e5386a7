"""The store on disk that outlives everything: one process holds it, and what it has taken in is there to stay."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from sdggraph.errors import CannotRead, CannotWrite
from sdggraph.store.difference import Difference, carry_out
from sdggraph.store.embedded import EmbeddedStore


class DiskStore:
    """An on-disk store held for writing: nobody else can hold it at the same time.

    Raises CannotRead when it is held already, or is none.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        if not place.is_dir():
            raise CannotRead(f"There is no store at {place}.", "Check the name of the folder.")
        try:
            self._engine = ox.Store(str(place))
        except OSError as error:
            raise CannotRead(
                f"The store at {place} cannot be held for writing: {error}",
                "Is a server using it, and may you write in the folder?",
            ) from error
        for left in place.parent.glob(f"{self._prefix}*"):  # of a server that was killed while it started
            shutil.rmtree(left, ignore_errors=True)

    @property
    def _prefix(self) -> str:
        return f".{self.place.name}.snapshot-"

    def apply(self, difference: Difference) -> None:
        """Carry out a difference, whole or not at all. When this returns, it is on the disk.

        Raises CannotWrite; it is then uncertain whether the disk holds it.
        """
        try:
            carry_out(self._engine, difference)
            self._engine.flush()  # a commit alone leaves it to the system when to write
        except OSError as error:
            raise CannotWrite(f"The store at {self.place} cannot be written: {error}", "Is there space?") from error

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
        del self._engine

    @contextmanager
    def snapshot(self) -> Iterator[Path]:
        """A folder that holds the store as it is now, as a store of its own; gone afterwards.

        It takes next to no time or space: its files are hard links.
        """
        try:
            beside = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.place.parent))
            self._engine.backup(str(beside / "store"))
        except OSError as error:
            raise CannotWrite(
                f"No snapshot can be made beside {self.place}: {error}", "May you write there, and is there space?"
            ) from error
        try:
            yield beside / "store"
        finally:
            shutil.rmtree(beside, ignore_errors=True)
