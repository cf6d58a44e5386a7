"""Declaration of an operation of the API: its formats, its addresses, its answers and its errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict, Unpack
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from sdggraph.errors import BadParameter, NotOffered
from sdggraph.sparql.formats import API_FORMATS, Format
from sdggraph.web.http.byte_order_mark import VARY, mark_for
from sdggraph.web.http.negotiation import best, listed
from sdggraph.web.service import VERSION, Service

Handler = Callable[..., Awaitable[Response]]


class Answered(TypedDict):
    """The answer of an operation, for the OpenAPI document."""

    shape: dict[str, Any]  # the schema of the JSON answer
    missing: NotRequired[bool]  # whether a name in the request can match nothing or several things
    headers: NotRequired[Mapping[str, str]]  # headers that only this operation sends


class Asked(BaseModel):
    """The query parameters of an operation. An unknown one is refused, because a misspelt name would otherwise go
    unnoticed.
    """

    model_config = ConfigDict(extra="forbid")


def one(name: str) -> dict[str, Any]:
    """Return a reference to the schema of that name; the schemas load only with the OpenAPI document.

    >>> one("Theme")
    {'$ref': '#/components/schemas/Theme'}
    """
    return {"$ref": f"#/components/schemas/{name}"}


def many(name: str) -> dict[str, Any]:
    """Return the schema of a list of such objects."""
    return {"type": "array", "items": one(name)}


def offer(
    router: APIRouter,
    path: str,
    forms: Sequence[str],
    *,
    summary: str,
    endings: bool = False,
    **answered: Unpack[Answered],
) -> Callable[[Handler], Handler]:
    """Add an operation at a path. With `endings`, add it also at that path with a file ending for each format."""

    def added(handler: Handler) -> Handler:
        said: dict[str, Any] = {
            "methods": ["GET", "HEAD"],
            "response_class": Response,
            "openapi_extra": {"x-forms": list(forms)},
        }
        if endings:
            of_form = _ending_of(forms)
            router.add_api_route(
                f"{path}.{{ending}}",
                handler,
                summary=f"{summary}, as a file",
                name=f"{handler.__name__}_file",
                dependencies=[Depends(of_form)],
                responses=answers(forms, **answered),
                **said,
            )
        router.add_api_route(
            path,
            handler,
            summary=summary,
            name=handler.__name__,
            responses=answers(forms, **answered),
            **said,
        )
        return handler

    return added


def _ending_of(forms: Sequence[str]) -> Callable[[str], None]:
    """Return a dependency that accepts a path only with the ending of one of these formats."""
    said = Path(
        description="The format of the answer.",
        pattern=f"^({'|'.join(forms)})$",
        examples=["csv"],
        json_schema_extra={"enum": list(forms)},
    )

    def checked(ending: Annotated[str, said]) -> None:
        del ending  # `chosen` reads it from the path

    # set here, not in the signature: a postponed annotation of an inner function cannot be resolved
    checked.__annotations__["ending"] = Annotated[str, said]
    return checked


def answers(forms: Sequence[str], **answered: Unpack[Answered]) -> dict[int | str, dict[str, Any]]:
    """Describe the responses of an operation."""
    content: dict[str, Any] = {API_FORMATS[form].media_type: {"schema": {"type": "string"}} for form in forms}
    content["application/json"] = {"schema": answered["shape"]}
    own = {
        VERSION: "The data version that this was made from.",
        "ETag": "Send it back as If-None-Match.",
        **answered.get("headers", {}),
    }
    good = {"description": "The answer.", "content": content, "headers": described(own)}
    problems = {
        300: "Several things have that name; `choices` has their codes.",
        400: "A parameter is wrong.",
        404: "Nothing has that name; `nearest` gives similar names.",
    }
    problems |= {
        406: "The answer is not available in that format.",
        422: "The answer would not be complete within the limits.",
    }
    problems |= {429: "Too much was asked.", 503: "Too much is asked at once; `Retry-After` says when to come again."}
    if not answered.get("missing"):
        del problems[404], problems[300]
    failed: dict[int | str, dict[str, Any]] = {status: problem(what) for status, what in problems.items()}
    return {200: good, 304: {"description": "The client has it already."}, **failed}


def problem(description: str) -> dict[str, Any]:
    """Describe an error response of an operation."""
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": one("Problem")}},
    }


def described(headers: Mapping[str, str]) -> dict[str, Any]:
    """Describe response headers."""
    return {name: {"description": what, "schema": {"type": "string"}} for name, what in headers.items()}


def chosen(request: Request, forms: Sequence[str], short: str | None) -> str:
    """Choose the format of the answer: by the ending of the path, else by `format`, else by the Accept headers.

    Raises NotOffered for an unknown format, and BadParameter where ending and `format` contradict each other.
    """
    ending: str | None = request.path_params.get("ending")
    if ending is not None and short is not None and ending != short:
        raise BadParameter(f"The address ends in .{ending}, and the format is {short}.", "Leave one of them out.")
    named = ending or short
    if named is not None:
        return named
    offered: dict[str, Format] = {}
    for form in forms:
        # where two formats have the same media type, the first counts
        offered.setdefault(API_FORMATS[form].media_type, API_FORMATS[form]._replace(name=form))
    header = ", ".join(request.headers.getlist("accept"))
    found = best(header, offered)
    if found is None:
        raise NotOffered(f"Nothing of {header[:200]} is offered.", f"There is {listed(offered)}.")
    return found.name


async def answer(
    request: Request, job: str, forms: Sequence[str], asked: Asked, *, aggregate: bool = False, **named: Any
) -> Response:
    """Have a worker answer in the requested format. An aggregate is computed once for each data version."""
    service: Service = request.app.state.service
    given = asked.model_dump(mode="json")
    form = chosen(request, forms, given.pop("format", None))
    if "limit" in given and "offset" in given:
        page = {"limit": given.pop("limit"), "offset": given.pop("offset"), "address": _address(request)}
        named["page"] = page
    headers: dict[str, str] = {}
    if form == "csv":
        headers["Vary"] = VARY
    if form != "json":
        extension = API_FORMATS[form].extension
        stem = request.url.path.removeprefix("/api/").removesuffix(f".{form}")
        headers["Content-Disposition"] = f'inline; filename="{file_name(stem)}.{extension}"'
    arguments = {"form": form, **given, **named, **mark_for(request, form)}
    return await service.respond(request, job, arguments, headers=headers, whole=aggregate)


def _address(request: Request) -> str:
    """Return the address of a list without limit and offset, ready for them to be appended."""
    service: Service = request.app.state.service
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    return f"{service.options.address}{request.url.path}?{urlencode(kept)}{'&' if kept else ''}"


def file_name(text: str) -> str:
    """Convert the text to a safe file name.

    >>> file_name('centres/HIST/"partners"')
    'centres-HIST--partners-'
    """
    return "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_") else "-" for mark in text)[:100]
