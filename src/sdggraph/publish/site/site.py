"""A folder that is published whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Final, NamedTuple

from sdggraph.errors import CannotWrite

MANIFEST: Final = "publication.json"
_GENERATOR: Final = "sdggraph"
_AT_CWD: Final = -100  # <fcntl.h>
_EXCHANGE: Final = 2  # <linux/fs.h>


class File(NamedTuple):
    """A file of the publication, as a catalogue describes it."""

    path: str  # relative to the folder, with slashes
    media_type: str
    title: str
    size: int  # bytes
    sha256: str  # empty if size and checksum are unknown, as of a file that a server makes on request
    compressed: str = ""  # media type of the compression, such as application/gzip
    about: str = ""  # the IRI of the thing that it describes, if there is exactly one


class Site:
    """A publication in progress. File names use slashes and ASCII, so that they are valid on every system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, File] = {}

    @property
    def files(self) -> list[File]:
        """The files written so far, by path."""
        return [self._files[path] for path in sorted(self._files)]

    def write(
        self,
        path: str,
        content: bytes | Iterable[bytes],
        *,
        media_type: str,
        title: str,
        compressed: str = "",
        about: str = "",
    ) -> File:
        """Write a file of the publication, from bytes or piece by piece. Raises CannotWrite."""
        if path in self._files or not _is_plain(path):
            raise ValueError(f"{path!r} is there already or is no plain relative name")
        digest, size = hashlib.sha256(), 0
        place = self.folder / path
        with _told(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                for piece in (content,) if isinstance(content, bytes) else content:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
        self._files[path] = File(path, media_type, title, size, digest.hexdigest(), compressed, about)
        return self._files[path]

    def file(self, path: str) -> File:
        """Return the entry of a file that was written."""
        return self._files[path]

    def read(self, path: str) -> bytes:
        """Return the content of a file that was written."""
        return (self.folder / path).read_bytes()

    def finish(self, version: str) -> None:
        """Write the list of all files, which also marks the folder as ours."""
        listed = [{name: value for name, value in file._asdict().items() if value != ""} for file in self.files]
        manifest = {"generator": _GENERATOR, "version": version, "files": listed}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
        with _told(self.folder / MANIFEST):
            (self.folder / MANIFEST).write_bytes(content)


@contextmanager
def publication(target: Path) -> Iterator[Site]:
    """Yield a site to write to; at the end of the `with` block, it replaces the folder.

    After any exception inside (a full disk, SIGTERM), the old folder is unchanged and nothing is left beside it. A
    killed process leaves only a folder `.NAME.*` beside it. Raises CannotWrite for a folder that is not ours, before
    anything is written.
    """
    refuse_foreign(target)
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        with _terminable(), _told(target):
            beside.chmod(0o755)
            yield Site(beside)
            _synchronise(beside)
            refuse_foreign(target)  # it may have been filled meanwhile
            _exchange(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)  # now the old folder, or the failed new one


def refuse_foreign(target: Path) -> None:
    """Raise CannotWrite unless the folder is absent, empty or a publication of ours."""
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise CannotWrite(f"{target} is not a folder.", "Name a new folder.")
    with _told(target):
        if not any(target.iterdir()):
            return
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if json.loads((target / MANIFEST).read_bytes()).get("generator") == _GENERATOR:
            return
    raise CannotWrite(
        f"{target} contains other files than a publication of ours, and they would be lost.",
        "Name a new folder, or empty this one yourself.",
    )


def _exchange(new: Path, target: Path) -> None:
    """Replace the target by the new folder, atomically where the system can."""
    if not target.exists():
        new.rename(target)
        return
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if swap is not None and swap(_AT_CWD, os.fsencode(new), _AT_CWD, os.fsencode(target), _EXCHANGE) == 0:
        return
    aside = new.with_name(f"{new.name}.old")  # not atomic: for a moment the target does not exist
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _synchronise(folder: Path) -> None:
    """Write everything in the folder to disk, before it replaces the target."""
    for place, _, names in os.walk(folder):
        for name in (*names, "."):
            descriptor = os.open(os.path.join(place, name), os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def _terminable() -> Iterator[None]:
    """Turn SIGTERM into an exception inside, so that temporary files are removed."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread, so the signal handlers are not ours
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotWrite(
            f"{error.filename or place} cannot be written: {error.strerror}.",
            "The old content is unchanged. Check that the disk has space and that you may write there.",
        ) from error


def _is_plain(path: str) -> bool:
    return path.isascii() and not path.startswith("/") and ".." not in PurePosixPath(path).parts and "\\" not in path
