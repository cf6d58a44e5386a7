"""Request bodies, read within limits.

All readers are built on `pieces`. So every body is limited in size, compression ratio and time while it arrives.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncIterator, Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from sdggraph.errors import BadParameter
from sdggraph.web.http.content_coding import Unpacker, coding_of
from sdggraph.web.http.content_type import parameter_of
from sdggraph.web.http.query_string import Pairs, pairs_of
from sdggraph.workers.offload import run_off_loop

# key in the ASGI scope: a function to call with the number of bytes that a request holds beyond those it was sent in
HOLD: Final = "sdggraph.hold"
_PATIENCE: Final = 30.0  # seconds for a client to send its request
_BOM: Final = "\ufeff"


async def pieces(request: Request, most: int, unpacked: int | None = None) -> AsyncIterator[bytes]:
    """Yield the body of a request as it arrives, decompressed if it is packed by gzip or deflate.

    `most` limits the bytes on the wire, and `unpacked` the decompressed bytes (by default also `most`). Raises
    HTTPException 413 beyond a limit, 408 when the body does not arrive in time, and 415 for another coding. Raises
    BadParameter for content that cannot be decompressed.
    """
    coding = coding_of(",".join(request.headers.getlist("content-encoding")))
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdecimal() and (len(told) > 18 or int(told) > most):
        raise _too_large(most)
    sent = _sent(request, most)
    if coding == "identity":
        async for piece in sent:
            yield piece
        return
    unpacker = Unpacker(coding, most if unpacked is None else unpacked)
    hold: Callable[[int], None] = request.scope.get(HOLD, _ignore)
    async for piece in sent:
        for part in await asyncio.to_thread(_all, unpacker, piece):
            hold(len(part))
            yield part
    unpacker.end()


def _all(unpacker: Unpacker, piece: bytes) -> list[bytes]:
    return list(unpacker.unpacked(piece))


def _ignore(_size: int) -> None:
    """Count nothing: used where no limit covers all requests together."""


async def _sent(request: Request, most: int) -> AsyncIterator[bytes]:
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    arriving, size = request.stream(), 0
    while True:
        try:
            # the time covers the work on the pieces too, so that no parser runs without end
            async with asyncio.timeout_at(deadline):
                piece = await anext(arriving, None)
        except TimeoutError:
            late = f"The request did not arrive within {_PATIENCE:g} s."
            raise HTTPException(408, late, {"Connection": "close"}) from None
        if piece is None:
            return
        size += len(piece)
        if size > most:
            raise _too_large(most)
        yield piece


async def read_text(request: Request, most: int) -> str:
    """Read the body of a request as text. Raises what `pieces` and `text_of` raise."""
    check_charset(request)
    return await text_of(pieces(request, most))


async def read_form(request: Request, most: int) -> Pairs:
    """Read the names and values of a form. Raises what `read_text` and `pairs_of` raise."""
    body = await read_text(request, most)
    return await run_off_loop(len(body), pairs_of, body, "the form")


def check_charset(request: Request) -> None:
    """Raise BadParameter unless the declared charset is UTF-8 or ASCII."""
    charset = parameter_of(request.headers.get("content-type", ""), "charset").strip("'").lower() or "utf-8"
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise BadParameter(f"The charset {charset[:40]!r} is not supported here.", "Send UTF-8.")


async def text_of(arriving: AsyncIterator[bytes]) -> str:
    """Join the pieces as text, without a byte order mark. Raises BadParameter for other bytes than UTF-8."""
    decoder = Decoder("the request")
    async for piece in arriving:
        decoder.feed(piece)
    return decoder.text()


class Decoder:
    r"""Decodes UTF-8 piece by piece and drops a byte order mark at the beginning.

    >>> decoder = Decoder("the request")
    >>> decoder.feed(b"\xef\xbb"); decoder.feed(b"\xbfa\xc3"); decoder.feed(b"\xa9"); decoder.text()
    'aé'
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._found: list[str] = []
        self._taken = 0

    def feed(self, piece: bytes, final: bool = False) -> None:
        """Decode a piece. Raises BadParameter where it is not UTF-8."""
        start = self._taken - len(self._decode.getstate()[0])
        try:
            text = self._decode.decode(piece, final)
        except UnicodeDecodeError as error:
            raise self._not_utf8(start + error.start, piece) from None
        self._taken += len(piece)
        if text:
            self._found.append(text if self._found else text.removeprefix(_BOM))

    def text(self) -> str:
        """Return the whole text. Raises BadParameter when it ends within a character."""
        return "".join(self.pieces())

    def pieces(self) -> list[str]:
        """Return the whole text in pieces. Raises BadParameter when it ends within a character."""
        self.feed(b"", final=True)
        return self._found

    def _not_utf8(self, place: int, piece: bytes) -> BadParameter:
        if place == 0 and piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return BadParameter(f"{self._what.capitalize()} is UTF-16.", "Send UTF-8.")
        return BadParameter(f"Byte {place + 1} of {self._what} is not UTF-8.", "Send UTF-8.")


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"The request is larger than {most / 1e6:g} MB, the limit.")
