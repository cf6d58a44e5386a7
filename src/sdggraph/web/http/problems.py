"""Errors as HTTP answers: one status for each class of error, one form of body (RFC 9457)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from sdggraph import errors
from sdggraph.errors import SdgGraphError
from sdggraph.web.http.urls import at

MEDIA_TYPE: Final = "application/problem+json"
WHAT_THERE_IS: Final = "says what there is."  # after the address that lists the API
_TRIED: Final = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_FOUND: Final = 20  # wrong parameters that one answer lists
_LONGEST: Final = 200  # characters of each message
_OURS: Final = "Value error, "  # what pydantic writes before a message of our own
# what pydantic finds wrong, by its own names; its sentences speak of strings and inputs
_IN_WORDS: Final = {
    "missing": "It is missing.",
    "string_too_short": "The value is too short: it has at least {min_length} characters.",
    "string_too_long": "The value is too long: it has at most {max_length} characters.",
    "greater_than_equal": "The value is too small: the least is {ge}.",
    "less_than_equal": "The value is too large: the most is {le}.",
    "int_parsing": "The value is not a whole number.",
    "int_parsing_size": "The value is too large.",
    "bool_parsing": "The value is neither true nor false.",
    "literal_error": "The value is not one of {expected}.",
}

# what remedies name for the terminal, and where the same is found here
_COMMAND: Final = re.compile(r"`sdggraph (centres|queries|query ([a-z0-9-]+))`")
_OPTION: Final = re.compile(r"(?<![\w-])--([a-z][a-z_-]*)(?: (VALUE)\b)?")
_FORMAT: Final = re.compile(r"(?<![\w-])--format ([a-z-]+)")

# an error has the row of its own class; a test requires a row for every class
STATUS: Final[Mapping[type[SdgGraphError], tuple[int, str]]] = {
    errors.SdgGraphError: (500, "This failed"),
    errors.NotFound: (404, "There is nothing by that name"),
    errors.Ambiguous: (300, "Several things go by that name"),
    errors.Located: (400, "This cannot be read"),
    errors.BadData: (400, "The data cannot be read"),
    errors.BadQuery: (400, "The query cannot be read"),
    errors.BadParameter: (400, "A parameter is wrong"),
    errors.NotOffered: (406, "The answer is not available in that format"),
    errors.BadShapes: (500, "The shapes of this server are broken"),
    errors.Refused: (403, "This is not done here"),
    errors.Unauthorised: (401, "This needs a token"),
    errors.Forbidden: (403, "This token does not allow it"),
    errors.Conflict: (412, "The data have changed in the meantime"),
    errors.UpdateFailed: (409, "The update cannot be carried out"),
    errors.Invalid: (422, "The data would not be valid"),
    errors.LimitExceeded: (422, "The answer would not be complete within the limits"),
    errors.RowsTruncated: (422, "The answer would not be complete within the limits"),
    errors.Busy: (503, "This cannot be answered now"),
    errors.CannotRead: (502, "The store cannot be read"),
    errors.CannotWrite: (507, "The store cannot be written"),
}


def problem(status: int, title: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> Response:
    """Build a problem answer, with any further members that are given.

    >>> problem(404, "There is nothing by that name", nearest=["HIST"]).body.decode()
    '{"type":"about:blank","title":"There is nothing by that name","status":404,"nearest":["HIST"]}'
    """
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    content = json.dumps(
        {key: value for key, value in body.items() if value not in (None, "", ())}, separators=(",", ":")
    )
    held = {"Cache-Control": "no-store", **(headers or {})}
    return Response(content, status, held, MEDIA_TYPE)


def addressed(request: Request, remedy: str) -> str:
    """The remedy with addresses of the API in the place of commands, and its parameters in the place of options."""

    def address(found: re.Match[str]) -> str:
        path = f"/api/queries/{found[2]}" if found[2] else f"/api/{found[1]}"
        return at(request, path)

    parameters: Collection[str] = getattr(getattr(request.scope.get("app"), "state", None), "parameters", frozenset())
    option = partial(_parameter, parameters)
    return _OPTION.sub(option, _FORMAT.sub(r"format=\1", _COMMAND.sub(address, remedy)))


def _parameter(parameters: Collection[str], found: re.Match[str]) -> str:
    """Return an option as the API writes it; options that only an operator gives stay as they are.

    >>> option = partial(_parameter, {"region", "as_of"})
    >>> [_OPTION.sub(option, each) for each in ("--region", "--as-of", "--year VALUE", "--writable")]
    ['region=', 'as_of', 'year=VALUE', '--writable']
    """
    name = found[1].replace("-", "_")
    if found[2]:
        return f"{name}={found[2]}"
    if name not in parameters:
        return found[0]
    return name if "_" in name else f"{name}="  # a word of English alone is not seen to be a parameter


async def of_error(request: Request, error: Exception) -> Response:
    """Build the answer to a foreseen error: problem, remedy, and the position where it is known."""
    if not isinstance(error, SdgGraphError):
        raise TypeError("only foreseen errors come here") from error
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    fields = ("line", "column", "limit", "nearest", "choices", "report")
    known = {name: getattr(error, name) for name in fields if hasattr(error, name)}
    headers = {}
    if isinstance(error, errors.Busy):
        headers["Retry-After"] = str(math.ceil(error.after))
    if isinstance(error, errors.Unauthorised):
        headers["WWW-Authenticate"] = 'Bearer realm="sdggraph"'
    detail = str(error).removesuffix(error.remedy).strip()
    return problem(status, title, detail, headers, remedy=addressed(request, error.remedy), **known)


async def of_http(request: Request, error: Exception) -> Response:
    """Build the answer to an unknown path or a method that is not allowed."""
    if not isinstance(error, HTTPException):
        raise TypeError("only HTTP exceptions come here") from error
    if error.status_code == 404:
        if request.method == "OPTIONS" and request.scope["path"] == "*":  # `OPTIONS *` asks about the server as a whole
            return Response(status_code=204, headers={"Allow": ", ".join(sorted([*_TRIED, "OPTIONS"]))})
        return problem(404, "There is nothing at this address", remedy=f"{at(request, '/')} {WHAT_THERE_IS}")
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
        detail = f"{request.method} is not supported at this address."
        return problem(405, "This is not done here", detail, headers, remedy=f"Use {headers['Allow']}.")
    return problem(error.status_code, str(error.detail), headers=headers)


def _methods(request: Request) -> list[str]:
    """List the methods that are allowed at this address."""
    scopes = {method: {**request.scope, "method": method} for method in _TRIED}
    fit = [m for m, scope in scopes.items() if any(r.matches(scope)[0] is Match.FULL for r in request.app.routes)]
    return sorted([*fit, "OPTIONS"])


async def of_validation(_request: Request, error: Exception) -> Response:
    """Build the answer to parameters that do not match the description of the API."""
    if not isinstance(error, RequestValidationError):
        raise TypeError("only validation errors come here") from error
    found = [
        {
            "where": ".".join(str(part) for part in each["loc"])[:_LONGEST],
            "problem": _in_words(each)[:_LONGEST],
        }
        for each in error.errors()[:_FOUND]
    ]
    detail = " ".join(f"{each['where']}: {each['problem']}" for each in found)
    return problem(400, "A parameter is wrong", detail, parameters=found)


def _in_words(found: Mapping[str, Any]) -> str:  # Any: an error of pydantic
    """Return what is wrong with a parameter in words for readers.

    >>> _in_words({"type": "less_than_equal", "ctx": {"le": 1000}, "input": "1001", "msg": "Input should be …"})
    'The value is too large: the most is 1000.'
    """
    if found["type"] == "string_too_short" and not found["input"]:
        return "The value is empty. Give it a value, or leave it out."
    if found["type"] in _IN_WORDS:
        return _IN_WORDS[found["type"]].format(**found.get("ctx", {}))
    told = str(found["msg"]).removeprefix(_OURS)
    return told if told.endswith(".") else f"{told}."


async def of_bug(_request: Request, _error: Exception) -> Response:
    """Build the answer to an unforeseen error; its details stay in the server's log."""
    return problem(500, "This failed with an unforeseen error", "The server's log has the details.")
