"""The content of a write to the Graph Store: one document, or several as a form."""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from starlette.requests import Request

from sdggraph.web.http.content_type import media_type_of
from sdggraph.web.http.multipart import FORM, Form
from sdggraph.web.http.request_body import Decoder, check_charset, pieces
from sdggraph.workers.json_pieces import TextPieces
from sdggraph.workers.offload import run_off_loop


class SentDocument(NamedTuple):
    """A document: its media type and its text, in a form that can be sent to a worker as JSON."""

    media_type: str
    text: str | TextPieces


class Content(NamedTuple):
    """The documents, and the SHA-256 of the body as RFC 6920 writes it."""

    documents: list[SentDocument]
    digest: str


async def content_of(request: Request, most: int, unpacked: int) -> Content:
    """Read the documents of a request. Raises the errors of reading a body and a form."""
    content_type = request.headers.get("content-type", "")
    media_type = media_type_of(content_type)
    form = Form(content_type) if media_type == FORM else None
    if form is None:
        check_charset(request)
    decoder, digest, size = Decoder("the request"), hashlib.sha256(), 0
    feed = decoder.feed if form is None else form.feed
    async for piece in pieces(request, most, unpacked):
        digest.update(piece)
        size += len(piece)
        await run_off_loop(len(piece), feed, piece)
    if form is None:
        documents = [SentDocument(media_type, TextPieces(decoder.pieces()))]
    else:
        documents = [SentDocument(*part) for part in await run_off_loop(size, form.parts)]
    return Content(documents, base64.urlsafe_b64encode(digest.digest()).decode().rstrip("="))
