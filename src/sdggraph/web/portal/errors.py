"""Errors as pages for browsers: what is wrong, what to do, and the nearest names. Programs get the problem as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.responses import Response

from sdggraph.errors import BadParameter
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import HEADER_POLICY, Frame
from sdggraph.tasks.portal.questions import list_page
from sdggraph.web.http.negotiation import wants_page
from sdggraph.web.http.problems import MEDIA_TYPE, WHAT_THERE_IS
from sdggraph.web.service import Service

Handler = Callable[[Request, Exception], Awaitable[Response]]
_LENGTHS: Final = frozenset({"content-length", "content-type"})
_ENDING: Final = re.compile(r"\.(html|ttl|jsonld)$")
_NOT_FOUND: Final = 404
_CHOSEN: Final = (300, 400, 404)  # statuses of a value that cannot be chosen
_LONGEST: Final = 100
_LONGEST_VALUE: Final = 200  # characters that a field of a page takes
_MOST_ASKED: Final = 8  # parameters; no page has more


@dataclass(frozen=True)
class ErrorPage:
    """Everything on the page of an error."""

    status: int
    title: str
    detail: str
    remedy: str
    choices: tuple[str, ...]
    words: str  # to search for; empty where a search would not help
    back: str  # the page without the parameters that may be wrong; empty if there is none
    all_of: str  # the page that lists what could have been named; empty if there is none
    asked: tuple[tuple[str, str], ...]  # names and values of the parameters, to be put right at the same place


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
        all_of, remedy = list_page(error), str(told.get("remedy", ""))
        if all_of or remedy.endswith(WHAT_THERE_IS):  # it names an address for programs
            remedy = ""
        back = _back(request, told)
        asked = _asked(request) if back else ()
        page = ErrorPage(reply.status_code, told["title"], _detail(told), remedy, choices, words, back, all_of, asked)
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


def _detail(told: Mapping[str, Any]) -> str:
    """Return what is wrong; a parameter is named as it stands in the address."""
    wrong = told.get("parameters")
    if not wrong:
        return str(told.get("detail", ""))
    return " ".join(f"{each['where'].removeprefix('query.')}: {each['problem']}" for each in wrong)


def _back(request: Request, told: Mapping[str, Any]) -> str:
    """Return the path of a page that was asked with parameters, and answers without them perhaps."""
    path: str = request.scope["path"].lstrip("/")
    is_page = path.endswith((".html", "/")) and not path.startswith("api/")
    gone = str(told.get("remedy", "")).endswith(WHAT_THERE_IS)
    is_choice = told["status"] in _CHOSEN and request.scope["query_string"] and not gone
    return quote(path, safe="/%") if is_page and is_choice else ""


def _asked(request: Request) -> tuple[tuple[str, str], ...]:
    given = [(name, value) for name, value in request.query_params.multi_items() if value.strip()]
    return tuple((name[:_LONGEST], value[:_LONGEST_VALUE]) for name, value in given[:_MOST_ASKED])


def _words(path: str) -> str:
    """Return the last part of a path as words to search for.

    >>> _words("organisations/Karst%20Centre.html"), _words("x/")
    ('Karst Centre', '')
    """
    last = unquote(path.rpartition("/")[2], errors="replace")
    return _ENDING.sub("", last)[:_LONGEST].strip()
