"""Reading and writing files without loss in case of failure."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from sdggraph.errors import CannotRead, CannotWrite, LimitExceeded

# The line ends of Turtle and SPARQL. str.splitlines also splits at U+0085, U+2028 and five control characters, which
# may stand inside a comment or a string.
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Return the content of a file. Raises CannotRead when it is missing, a folder, or may not be read.

    Raises LimitExceeded for more than `most` bytes, also from a pipe or a device, which tells no size before.
    """
    try:
        if most is None:
            return path.read_bytes()
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise CannotRead(
            f"{path} cannot be read: {error.strerror}.", "Check the name, and your permission to read it."
        ) from error
    if len(content) > most:
        raise LimitExceeded(f"{path} has more than {most:,} bytes.", f"Give at most {most:,} at a time.", limit="size")
    return content


def read_text(path: Path) -> str:
    """Return the content of a UTF-8 file. Raises CannotRead, also for another encoding, with the line of the error."""
    return decode(read_bytes(path), str(path))


def decode(content: bytes, name: str) -> str:
    """Decode UTF-8 bytes, without a byte order mark.

    >>> decode("Łódź".encode(), "erce.ttl")
    'Łódź'
    >>> decode("Łódź".encode("utf-16"), "erce.ttl")
    Traceback (most recent call last):
    sdggraph.errors.CannotRead: erce.ttl:1 is not UTF-8 (it looks like UTF-16). Save it as UTF-8 and try again.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = line_number(content[: error.start].decode("latin-1"), error.start)
        guess = " (it looks like UTF-16)" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        raise CannotRead(f"{name}:{line} is not UTF-8{guess}.", "Save it as UTF-8 and try again.") from error


def lines_of(text: str) -> list[str]:
    r"""Split RDF or SPARQL text into its lines, without their ends.

    >>> lines_of("# one\u2028still one\r\ntwo\rthree\n")
    ['# one\u2028still one', 'two', 'three']
    """
    lines = _LINE_END.split(text)
    return lines[:-1] if lines[-1] == "" else lines


def line_number(text: str, offset: int) -> int:
    r"""Return the number of the line, counted from 1, that holds the character at an offset of RDF or SPARQL text.

    >>> line_number("a\rb\u2028c\r\nd", 6)
    3
    """
    return sum(1 for _ in _LINE_END.finditer(text, 0, offset)) + 1


def line_starts(text: str) -> list[int]:
    """Return where each line of RDF or SPARQL text starts.

    >>> line_starts("a\\rb\\r\\nc")
    [0, 2, 5]
    """
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def write_atomically(path: Path, content: bytes) -> None:
    """Write the content to the path, whole or not at all. Raises CannotWrite; the old file is then unchanged."""
    with atomically(path) as file:
        file.write(content)


@contextlib.contextmanager
def atomically(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that replaces the path only after everything is written: a new file beside it, then one rename.

    Raises CannotWrite. After any error the old file is unchanged and no other file is left. A device or a pipe, such as
    /dev/null, is written to directly: a rename would replace it by a file.
    """
    if _is_special(path):
        with _straight(path) as file:
            yield file
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise CannotWrite(
            f"{path} cannot be written: {error.strerror}.",
            "The old content is unchanged. Check that the disk has space and that you may write there.",
        ) from error


def _is_special(path: Path) -> bool:
    """Whether the path exists and is neither file nor folder; False if that cannot be found out."""
    with contextlib.suppress(OSError):
        return path.exists() and not path.is_file() and not path.is_dir()
    return False


@contextlib.contextmanager
def _straight(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("wb") as file:
            yield file
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.", "May you write there?") from error
