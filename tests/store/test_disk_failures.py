"""Whatever fails on the disk and at whatever step: a refused write is never there, an acknowledged one always is."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sdggraph.errors import CannotRead, CannotWrite
from sdggraph.store import disk_writer, reading, write_intent
from sdggraph.store.difference import Difference, carry_out, quads_of
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.reading import open_to_read
from tests.quick import quick

pytestmark = pytest.mark.slow

FIRST = Difference(added=tuple(quads_of('<urn:a> <urn:p> "1" <urn:g> .\n<urn:b> <urn:p> "1" <urn:g> .')))
SECOND = Difference(tuple(quads_of('<urn:a> <urn:p> "1" <urn:g> .')), tuple(quads_of('<urn:a> <urn:p> "2" <urn:h> .')))
THIRD = Difference(added=tuple(quads_of('<urn:c> <urn:p> "3" <urn:g> .')))
EMPTYING = Difference(FIRST.added, ())
KINDS = pytest.mark.parametrize("write", quick(1, [SECOND, THIRD, EMPTYING]), ids=["both", "added", "emptied"])


class Engine:
    """The engine on a disk that fails: `fails` is asked before and after each of its methods that write."""

    def __init__(self, engine: ox.Store, fails: Callable[[str], None]) -> None:
        self._own = engine
        self._fails = fails

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._own, name)
        if name not in ("update", "extend", "flush", "backup"):
            return method

        def watched(*arguments: Any) -> Any:
            self._fails(f"before {name}")
            found = method(*arguments)
            self._fails(f"after {name}")
            return found

        return watched

    def __contains__(self, quad: ox.Quad) -> bool:
        return quad in self._own


class Disk:
    """Lets the disk fail at one step, so many times; what of the system writes goes through it."""

    STEPS = (
        "before update",
        "after update",
        "before flush",
        "after flush",
        "before fsync",
        "after fsync",
        "before replace",
        "after replace",
        "before unlink",
        "after unlink",
    )

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.step = ""
        self.passed = 0  # times that the step goes well first
        self.times = 0
        self.happened = False
        opened = disk_writer._opened
        monkeypatch.setattr(disk_writer, "_opened", lambda place: Engine(opened(place), self.fail))
        for owner, name in ((os, "fsync"), (os, "replace"), (Path, "unlink")):
            monkeypatch.setattr(owner, name, self._watched(name, getattr(owner, name)))

    def _watched(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            self.fail(f"before {name}")
            found = method(*arguments, **named)
            self.fail(f"after {name}")
            return found

        return watched

    def fail(self, step: str) -> None:
        if step.replace("extend", "update") != self.step or self.times == 0:
            return
        if self.passed:
            self.passed -= 1
            return
        self.times -= 1
        self.happened = True
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    yield Disk(monkeypatch)
    monkeypatch.undo()


def new_store(place: Path) -> DiskStore:
    place.mkdir()
    store = DiskStore(place)
    store.apply(FIRST)
    return store


def restarted(store: DiskStore) -> list[bytes]:
    """What is there after a restart."""
    store.close()
    again = DiskStore(store.place)
    try:
        return again.lines()
    finally:
        again.close()


# each step once; the rest is the same for other writes, for a disk that stays full and for one that fails later
@KINDS
@pytest.mark.parametrize("times", quick(1, [1, 1000]))
@pytest.mark.parametrize("passed", quick(1, [0, 1]))
@pytest.mark.parametrize("step", Disk.STEPS)
def test_a_refused_write_is_not_there_after_a_restart(
    disk: Disk, tmp_path: Path, step: str, passed: int, times: int, write: Difference
) -> None:
    store = new_store(tmp_path / "store")
    before = store.lines()
    disk.step, disk.passed, disk.times = step, passed, times
    try:
        store.apply(write)
        refused = False
    except CannotWrite:
        refused = True
    assert refused or not disk.happened
    disk.times = 0
    if refused:
        assert restarted(store) == before
    else:
        assert restarted(store) != before


@KINDS
@pytest.mark.parametrize("times", quick(1, [1, 1000]))
@pytest.mark.parametrize("step", Disk.STEPS)
def test_writing_goes_on_once_there_is_room_again(
    disk: Disk, tmp_path: Path, step: str, times: int, write: Difference
) -> None:
    store = new_store(tmp_path / "store")
    before = set(store.lines())
    disk.step, disk.times = step, times
    with pytest.raises(CannotWrite):
        store.apply(write)
    if times > 1 and step != "after update":
        with pytest.raises(CannotWrite):
            store.apply(THIRD)
    disk.times = 0
    last = Difference(added=tuple(quads_of('<urn:d> <urn:p> "4" <urn:g> .')))
    store.apply(last)
    assert set(restarted(store)) - before == {b'<urn:d> <urn:p> "4" <urn:g> .'}
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    assert not list(store.place.glob("*write-under-way*"))


@pytest.mark.parametrize("step", ["before backup", "after backup"])
def test_a_snapshot_that_fails_leaves_no_folder(disk: Disk, tmp_path: Path, step: str) -> None:
    store = new_store(tmp_path / "store")
    disk.step, disk.times = step, 1
    with pytest.raises(CannotWrite, match="No snapshot"), store.snapshot():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    with store.snapshot() as place:
        assert len(ox.Store.read_only(str(place))) == 2


def test_a_write_that_could_not_be_undone_is_in_no_snapshot(disk: Disk, tmp_path: Path) -> None:
    store = new_store(tmp_path / "store")
    disk.step, disk.times = "before flush", 1000
    with pytest.raises(CannotWrite):
        store.apply(THIRD)
    with pytest.raises(CannotWrite, match="cannot be undone yet"), store.snapshot():
        pass
    disk.times = 0
    with store.snapshot() as place:
        assert len(ox.Store.read_only(str(place))) == 2


BLANK = Difference(added=tuple(quads_of('<urn:a> <urn:p> _:x <urn:h> .\n_:x <urn:q> "1" <urn:h> .')))


@pytest.mark.parametrize(
    "write",
    [
        Difference(BLANK.added[:1], ()),
        Difference(BLANK.added, ()),
        Difference(BLANK.added[1:], tuple(quads_of('_:x <urn:q> "2" <urn:h> .'))),
        Difference(FIRST.added[:1], tuple(quads_of("_:x <urn:r> _:y <urn:g> ."))),
    ],
    ids=["removed", "emptied", "replaced", "added"],
)
def test_a_write_beside_blank_nodes_is_whole_or_not_at_all(tmp_path: Path, write: Difference) -> None:
    """No update can name a blank node, and data that somebody brings may have some."""
    store = new_store(tmp_path / "store")
    store.apply(BLANK)
    before = set(store.lines())
    expected = before - {f"{each} .".encode() for each in write.removed} | {
        f"{each} .".encode() for each in write.added
    }
    store.apply(write)
    assert set(store.lines()) == expected
    store.apply(write.undone)
    assert set(store.lines()) == before
    store.close()
    write_intent.declare(store.place, write)
    engine = ox.Store(str(store.place))
    for quad in write.removed[:1]:  # a process that is killed here has done one of several steps
        engine.remove(quad)
    engine.flush()
    del engine
    assert read_by_others(store.place) == before
    assert set(DiskStore(store.place).lines()) == before


def read_by_others(place: Path) -> set[bytes]:
    """What a process that only reads finds in a store."""
    return {f"{s} {p} {o} <{g}> .".encode() for s, p, o, g in open_to_read(place).quads()}


@pytest.mark.parametrize("write", [SECOND, THIRD, EMPTYING], ids=["both", "added", "emptied"])
def test_a_write_that_was_never_acknowledged_is_shown_to_no_reader(tmp_path: Path, write: Difference) -> None:
    store = new_store(tmp_path / "store")
    before = set(store.lines())
    store.close()
    write_intent.declare(store.place, write)  # a process that is killed here has acknowledged nothing
    assert read_by_others(store.place) == before
    engine = ox.Store(str(store.place))
    carry_out(engine, write)
    engine.flush()
    del engine
    assert {f"{quad} .".encode() for quad in ox.Store.read_only(str(store.place))} != before, "the engine holds it"
    assert read_by_others(store.place) == before
    again = DiskStore(store.place)
    again.apply(write)
    assert read_by_others(store.place) == set(again.lines()) != before


def test_a_reader_waits_for_a_writer_that_compacts_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store(tmp_path / "store")
    opened, failures = ox.Store.read_only, [OSError("no"), RuntimeError("Corruption: While open a file: 000022.sst")]

    class Moving:
        @staticmethod
        def read_only(place: str) -> ox.Store:
            for failure in failures:
                failures.remove(failure)
                raise failure
            return opened(place)

    monkeypatch.setattr(ox, "Store", Moving)
    monkeypatch.setattr(reading, "_PAUSE", 0)
    found = open_to_read(store.place)
    assert len(found) == 2
    failures += [RuntimeError("Corruption: bad block")] * 20
    with pytest.raises(CannotRead, match="bad block"):
        open_to_read(store.place)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"removed": 1, "added": 2}', b'{"removed": "x", "added": ""}']
)
def test_a_damaged_record_of_a_write_is_told_in_words(tmp_path: Path, content: bytes) -> None:
    store = new_store(tmp_path / "store")
    store.close()
    (tmp_path / "store" / "sdggraph-write-under-way.json").write_bytes(content)
    for opening in (DiskStore, open_to_read):
        with pytest.raises(CannotRead, match="damaged"):
            opening(tmp_path / "store")


def test_a_backup_that_a_reader_cannot_make_leaves_no_folder(tmp_path: Path) -> None:
    store = EmbeddedStore.at(tmp_path / "store")
    shutil.rmtree(tmp_path / "store")
    with pytest.raises(CannotWrite, match="needs a copy"):
        store._backup(tmp_path)
    assert not list(tmp_path.glob(".still.*"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB, to be filled."""
    place = tmp_path / "small"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(place)]
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here; the failing disk above does the same")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_full_for_a_while_loses_and_invents_nothing(small: Path) -> None:
    store = new_store(small / "store")
    (small / "ballast").write_bytes(b"x" * 600_000)
    acknowledged, refused = set(store.lines()), 0
    for number in range(400):
        line = f'<urn:n{number}> <urn:p> "{os.urandom(4000).hex()}" <urn:g> .'
        try:
            store.apply(Difference(added=tuple(quads_of(line))))
            acknowledged.add(line.encode())
        except CannotWrite:
            refused += 1
            if refused == 5:
                break
    assert refused
    (small / "ballast").unlink()
    assert set(restarted(store)) == acknowledged


FILLING = """
import os, sys
from pathlib import Path
from sdggraph.errors import CannotWrite
from sdggraph.store import disk_writer, reading, write_intent
from sdggraph.store.difference import Difference, carry_out, quads_of
disk_writer._RESERVE = disk_writer._PER_BYTE = 0
disk_writer._PATIENCE = 2
store = disk_writer.DiskStore(Path(sys.argv[1]))
for number in range(1000):
    line = f'<urn:n{number}> <urn:p> "{os.urandom(4000).hex()}" <urn:g> .'
    try:
        store.apply(Difference(added=tuple(quads_of(line))))
    except CannotWrite:
        break
    print(line, flush=True)
os._exit(0)
"""


def test_a_write_that_the_engine_holds_back_on_a_full_disk_is_refused_and_not_there_later(small: Path) -> None:
    """Without our own look at the space left, the engine may wait for room for ever."""
    store = new_store(small / "store")
    acknowledged = set(store.lines())
    store.close()
    filling = [sys.executable, "-c", FILLING, str(store.place)]
    (small / "ballast").write_bytes(b"x" * 800_000)
    told = subprocess.run(filling, capture_output=True, check=True, timeout=120)
    acknowledged.update(told.stdout.splitlines())
    (small / "ballast").unlink()
    assert set(restarted(store)) == acknowledged


def test_a_disk_that_turns_read_only_takes_nothing(small: Path) -> None:
    store = new_store(small / "store")
    before = store.lines()
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=False, capture_output=True)
    if os.access(small, os.W_OK) and os.statvfs(small).f_flag & os.ST_RDONLY == 0:
        pytest.skip("a file system in use cannot be made read-only here")
    with pytest.raises(CannotWrite):
        store.apply(THIRD)
    subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)
    assert restarted(store) == before
