"""Reading what a client sends, and no more of it than is allowed."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from sdggraph.errors import BadParameter

_PATIENCE: Final = 30.0  # seconds for a client to send its request


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request. Raises HTTPException 413 beyond so many bytes, and 408 when it does not arrive in time."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise _too_large(most)
    held = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for piece in request.stream():
                held += piece
                if len(held) > most:
                    raise _too_large(most)
    except TimeoutError:
        late = f"The request did not arrive within {_PATIENCE:g} s."
        raise HTTPException(408, late, {"Connection": "close"}) from None
    return bytes(held)


async def read_text(request: Request, most: int) -> str:
    """The body as text. Raises BadParameter for text in another encoding than UTF-8, and what `read_body` raises."""
    parts = request.headers.get("content-type", "").lower().split(";")[1:]
    charset = dict(part.strip().partition("=")[::2] for part in parts).get("charset", "utf-8").strip("\"'")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise BadParameter(f"The charset {charset[:40]!r} is not read here.", "Send UTF-8.")
    try:
        return (await read_body(request, most)).decode()
    except UnicodeDecodeError as error:
        raise BadParameter(f"Byte {error.start + 1} of the request is not UTF-8.", "Send UTF-8.") from None


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"The request is larger than {most / 1e6:g} MB, the limit.")
