"""The file format of a backup: gzipped, sorted N-Quads with the data version in the first line. It is read piece by
piece.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadData, CannotRead, NoStatement
from sdggraph.rdf.parsing import may_hold_newer, parse

_HEAD: Final = re.compile(rb"# sdggraph backup, data version ([0-9a-f]+), (\d+) statements\n")
_LONGEST_HEAD: Final = 200  # bytes
_PIECE: Final = 1 << 16
_LONGEST: Final = 1 << 24  # bytes of a line; the engine reads no longer lines
_FREE: Final = 1 << 26  # bytes that any file may unpack to
# the largest ratio of unpacked to packed size, for larger files; our own backups have a ratio of 10 to 20
_RATIO: Final = 200
_OURS: Final = tuple(f" <{graph}> .".encode() for graph in (vocab.DERIVED_GRAPH, f"{vocab.GRAPH}changes"))


class Digest(NamedTuple):
    """The digests and the size of a backup."""

    version: str  # the data version of a store with these statements
    statements: int
    stated: str  # the same digest of the stated statements only, without those that the software writes


def digest(pieces: Iterable[bytes], most: float = math.inf) -> Digest:
    """Compute the digest of sorted N-Quads that come in pieces. Reading stops one statement beyond the limit.

    Raises NoStatement.

    >>> digest([b"a .", b"\\nb", b" .\\n"]) == digest([b"a .\\nb .\\n"])
    True
    >>> from sdggraph.store.embedded import EmbeddedStore
    >>> digest([]).version == EmbeddedStore.in_memory().version()
    True
    """
    version, stated = hashlib.blake2b(digest_size=16), hashlib.blake2b(digest_size=16)
    number = 0
    for line in _lines(pieces):
        version.update(b"\n" + line if number else line)
        number += 1
        if not line.endswith(_OURS):
            stated.update(line + b"\n")
        if number > most:
            break
    return Digest(version.hexdigest(), number, stated.hexdigest())


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _LONGEST:
            raise NoStatement(f"a line is longer than {_LONGEST >> 20} MiB")
        for line in lines:
            yield _checked(line)
    if rest:
        yield _checked(rest)


def _checked(line: bytes) -> bytes:
    if not line.endswith(b" ."):
        raise NoStatement(f"a line holds no statement: {line[:40]!r}")
    if may_hold_newer(line, ox.RdfFormat.N_QUADS):
        # raises an error for terms that only RDF 1.2 has
        deque(parse(line, "the backup", ox.RdfFormat.N_QUADS), maxlen=0)
    return line


def head(held: Digest) -> bytes:
    """Return the first line of a backup."""
    return f"# sdggraph backup, data version {held.version}, {held.statements} statements\n".encode()


def proven(file: Path) -> Digest:
    """Check a whole backup file against its first line and return its digest. Raises CannotRead or BadData."""
    pieces = unpacked(file)
    first = next(pieces, b"")
    while len(first) < _LONGEST_HEAD and (more := next(pieces, b"")):
        first += more
    found = _HEAD.match(first[:_LONGEST_HEAD])
    if found is None:
        raise BadData("this is not a backup made by sdggraph.", "`sdggraph backup` makes them.", file=str(file), line=1)
    try:
        held = digest(_chained(first[found.end() :], pieces), int(found[2]))
    except NoStatement as error:
        raise BadData(f"{error}.", "Use another.", file=str(file)) from error
    if (held.version, held.statements) != (found[1].decode(), int(found[2])):
        raise BadData("the content does not match the data version in the first line.", "Use another.", file=str(file))
    return held


def _chained(first: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def unpacked(file: Path) -> Iterator[bytes]:
    """Yield the content of a gzip file with all its members, piece by piece.

    Raises CannotRead. Raises BadData for a truncated or damaged file, and for one that unpacks to far too much.
    """
    try:
        most = max(_FREE, file.stat().st_size * _RATIO)
        with gzip.open(file) as content:
            while piece := content.read(_PIECE):
                most -= len(piece)
                if most < 0:
                    raise BadData(
                        f"this unpacks to more than {_RATIO} times its size, and no backup does.",
                        "Use another.",
                        file=str(file),
                    )
                yield piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadData("this gzip file is damaged or incomplete.", "Was it copied whole?", file=str(file)) from error
    except OSError as error:
        raise CannotRead(
            f"{file} cannot be read: {error.strerror}.", "Check the name, and your permission to read it."
        ) from error
