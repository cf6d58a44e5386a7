"""Errors as pages for browsers: what is wrong, what to do, and the nearest names. Programs get the problem as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from fastapi import Request
from starlette.responses import Response

from sdggraph.errors import BadParameter
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import HEADER_POLICY, Frame
from sdggraph.web.http.negotiation import wants_page
from sdggraph.web.http.problems import MEDIA_TYPE, WHAT_THERE_IS
from sdggraph.web.service import Service

Handler = Callable[[Request, Exception], Awaitable[Response]]
_LENGTHS: Final = frozenset({"content-length", "content-type"})
_ENDING: Final = re.compile(r"\.(html|ttl|jsonld)$")
_NOT_FOUND: Final = 404
_LONGEST: Final = 100


@dataclass(frozen=True)
class ErrorPage:
    """Everything on the page of an error."""

    status: int
    title: str
    detail: str
    remedy: str
    choices: tuple[str, ...]
    words: str  # to search for; empty where a search would not help


def as_page(handler: Handler) -> Handler:
    """Return a handler that answers browsers with a page instead of a problem in JSON."""

    async def answered(request: Request, error: Exception) -> Response:
        reply = await handler(request, error)
        if reply.media_type != MEDIA_TYPE or not _prefers_page(request):
            return reply
        told = json.loads(bytes(reply.body))
        path = request.scope["path"].lstrip("/")
        words = "" if reply.status_code != _NOT_FOUND else _words(path)
        choices = tuple(told.get("choices") or told.get("nearest") or ())
        page = ErrorPage(reply.status_code, told["title"], told.get("detail", ""), _remedy(told), choices, words)
        service: Service = request.app.state.service
        version = service.version if service.graph.started else ""
        frame = Frame(path, version, "", contact=service.options.contact)
        headers = {name: value for name, value in reply.headers.items() if name not in _LENGTHS}
        headers |= {"Content-Security-Policy": HEADER_POLICY, "Vary": "Accept"}
        return Response(render("error.html", frame, page), reply.status_code, headers, "text/html; charset=utf-8")

    return answered


def _prefers_page(request: Request) -> bool:
    try:
        return wants_page(request)
    except BadParameter:  # the header may be what is wrong
        return False


def _remedy(told: dict[str, str]) -> str:
    """Return what a reader can do; of the address that lists the API, nothing: the page has links."""
    remedy = told.get("remedy", "")
    return "" if remedy.endswith(WHAT_THERE_IS) else remedy


def _words(path: str) -> str:
    """Return the last part of a path as words to search for.

    >>> _words("organisations/Karst%20Centre.html"), _words("x/")
    ('Karst Centre', '')
    """
    last = unquote(path.rpartition("/")[2], errors="replace")
    return _ENDING.sub("", last)[:_LONGEST].strip()
