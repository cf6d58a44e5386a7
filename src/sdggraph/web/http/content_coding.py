"""Decompression of request bodies (RFC 9110, section 8.4), piece by piece and within limits.

A few kilobytes can unpack to gigabytes. So each piece is unpacked in steps, and size and ratio are checked after each
step. A body beyond a limit is refused after a megabyte, not after all of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from starlette.exceptions import HTTPException

from sdggraph.errors import BadParameter

CODINGS: Final = ("gzip", "deflate")
RATIO: Final = 100  # the largest ratio of unpacked to packed size; RDF as text reaches 10 to 40
_FREE: Final = 1 << 20  # bytes for which the ratio is not checked: short texts can repeat themselves
_STEP: Final = 1 << 20  # bytes unpacked in one step
_MEMBERS: Final = 10_000  # of one gzip file; tools that pack in blocks of 64 KiB stay below that
_GZIP: Final = 16 + zlib.MAX_WBITS
_ZLIB: Final = zlib.MAX_WBITS


def coding_of(header: str) -> str:
    """Return the one coding that a Content-Encoding header names, or "identity". Raises HTTPException 415 for others.

    >>> coding_of(""), coding_of("GZip"), coding_of("x-gzip"), coding_of("identity, deflate")
    ('identity', 'gzip', 'gzip', 'deflate')
    >>> coding_of("br")
    Traceback (most recent call last):
    starlette.exceptions.HTTPException: 415: Content packed by 'br' is not supported here. Send gzip, deflate, or none.
    """
    named = [each.strip().lower().removeprefix("x-") for each in header.split(",")]
    found = [each for each in named if each not in ("", "identity")]
    if not found:
        return "identity"
    if len(found) > 1 or found[0] not in CODINGS:
        raise HTTPException(
            415,
            f"Content packed by {header[:40]!r} is not supported here. Send {', '.join(CODINGS)}, or none.",
            {"Accept-Encoding": ", ".join(CODINGS)},
        )
    return found[0]


class Unpacker:
    r"""Unpacks content of one coding, piece by piece.

    A gzip file may have several members, whose contents follow each other (RFC 1952, section 2.2).

    >>> import gzip
    >>> unpacker = Unpacker("gzip", 100)
    >>> b"".join(unpacker.unpacked(gzip.compress(b"one, ") + gzip.compress(b"two"))); unpacker.end()
    b'one, two'
    """

    def __init__(self, coding: str, most: int) -> None:
        self._coding = coding
        self._most = most
        self._open: zlib._Decompress | None = None
        self._members = 0
        self._sent = 0
        self._found = 0

    def unpacked(self, piece: bytes) -> Iterator[bytes]:
        """Yield what this piece unpacks to, in steps. Raises BadParameter for damaged content, HTTPException 413 beyond
        a limit.
        """
        self._sent += len(piece)
        while piece:
            if self._open is None or self._open.eof:
                self._open = self._opened(piece)
            found = self._step(self._open, piece)
            while found:
                self._count(found, len(self._open.unconsumed_tail) + len(self._open.unused_data))
                yield found
                if self._open.unconsumed_tail or len(found) == _STEP:
                    found = self._step(self._open, self._open.unconsumed_tail)
                else:
                    break
            piece = self._open.unused_data

    def end(self) -> None:
        """Raise BadParameter unless the content is complete."""
        if self._open is None or not self._open.eof:
            raise BadParameter(f"The {self._coding} content is cut short.", "Send it whole.")

    def _opened(self, piece: bytes) -> zlib._Decompress:
        self._members += 1
        if self._members > _MEMBERS:
            raise _too_large(f"has more than {_MEMBERS:,} members")
        if self._coding == "gzip":
            return zlib.decompressobj(_GZIP)
        if self._members > 1:
            raise self._broken()
        # some clients omit the zlib header of two bytes that the standard requires (RFC 9110, section 8.4.1.2)
        return zlib.decompressobj(_ZLIB if piece[0] & 15 == zlib.DEFLATED else -_ZLIB)

    def _step(self, unpacking: zlib._Decompress, piece: bytes) -> bytes:
        try:
            return unpacking.decompress(piece, _STEP)
        except zlib.error:
            raise self._broken() from None

    def _broken(self) -> BadParameter:
        if self._members > 1:
            return BadParameter(
                f"After the end of the {self._coding} content stand other bytes, or a part of it is damaged.",
                "Send the packed content and nothing else.",
            )
        return BadParameter(f"The content is not {self._coding}, or it is damaged.", "Was it sent whole?")

    def _count(self, found: bytes, unread: int) -> None:
        self._found += len(found)
        if self._found > self._most:
            raise _too_large(f"unpacks to more than {self._most / 1e6:g} MB, the limit")
        if self._found > max(_FREE, RATIO * (self._sent - unread)):
            raise _too_large(f"unpacks to more than {RATIO} times its size, the limit")


def _too_large(why: str) -> HTTPException:
    return HTTPException(413, f"The content {why}.")
