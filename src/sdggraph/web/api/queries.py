"""The named queries: each has a stable address that a spreadsheet or a program can read."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import Response

from sdggraph.errors import BadParameter
from sdggraph.sparql.formats import CSV, GRAPH_FORMATS, JSON, JSONLD, ROW_FORMATS
from sdggraph.web.api import parameters
from sdggraph.web.api.operations import answer, answers, file_name, many, offer
from sdggraph.web.http.byte_order_mark import VARY, mark_for
from sdggraph.web.http.negotiation import wish
from sdggraph.web.http.urls import at
from sdggraph.web.service import Service


class _Ending(StringConvertor):
    """Converter for the text after the last dot. With a pattern that allows dots, matching took time quadratic in the
    path's length.
    """

    regex = "[^/.]+"


register_url_convertor("ending", _Ending())
router = APIRouter(tags=["Named queries"])
_LIST = ("json", "csv")

_TERM: Final = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {},
        "datatype": {"type": "string"},
        "xml:lang": {"type": "string"},
    },
}
_RESULTS: Final = {
    "title": "SPARQL results",
    "description": "SPARQL 1.1 Query Results JSON: rows, or a yes or no.",
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}},
            },
        },
        "boolean": {"type": "boolean"},
    },
    "oneOf": [{"required": ["results"]}, {"required": ["boolean"]}],
    "examples": [
        {
            "head": {"vars": ["code", "name"]},
            "results": {"bindings": [{"code": {"type": "literal", "value": "HIST"}}]},
        }
    ],
}
_VALUES: Final = {
    "name": "parameters",
    "in": "query",
    "style": "form",
    "explode": True,
    "required": False,
    "description": "The parameters of the query, each by its name; those left out have their defaults,"
    " and the header `SDGGraph-Defaults-Used` says which. `/api/queries` lists them.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "example": {"goal": "6"},
}
_FORMAT: Final = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "The format of the answer; it takes precedence over `Accept`.",
    "schema": {"enum": [*ROW_FORMATS, *GRAPH_FORMATS]},
}
_TEXTS: Final = [*ROW_FORMATS.values(), *GRAPH_FORMATS.values()]
_CONTENT: Final = {
    **{each.media_type: {"schema": {"type": "string"}} for each in _TEXTS},
    JSONLD.media_type: {"schema": {}},
    JSON.media_type: {"schema": _RESULTS},
}

_ENDINGS: Final = [each.extension for each in _TEXTS]

Name = Annotated[
    str, Path(description="The name of the query.", min_length=1, max_length=200, examples=["contributors-to-goal"])
]
Ending = Annotated[
    str,
    Path(
        description="The format: csv, json, xml or tsv for rows and yes or no; ttl, nt, jsonld or rdf for graphs.",
        pattern=f"^({'|'.join(_ENDINGS)})$",
        examples=["csv"],
        json_schema_extra={"enum": _ENDINGS},
    ),
]


@offer(router, "/queries", _LIST, summary="List the named queries", shape=many("NamedQuery"), endings=True)
async def queries(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the questions that have a ready query, with their parameters, columns and addresses.

    Equal to `sdggraph queries`, and with the SPARQL text of each.
    """
    return await answer(request, "api/queries", _LIST, asked, base=at(request, "/api/queries"))


def _said(summary: str, *values: dict[str, Any]) -> dict[str, Any]:
    used = {"SDGGraph-Defaults-Used": "The values taken for parameters that were not given, as a query string."}
    responses = answers((), shape={}, missing=True, headers=used)
    responses[200]["content"] = _CONTENT
    return {
        "methods": ["GET", "HEAD"],
        "summary": summary,
        "response_class": Response,
        "responses": responses,
        "openapi_extra": {"parameters": list(values)},
    }


@router.api_route("/queries/{name}.{ending:ending}", **_said("Answer a named query, as a file", _VALUES))
async def answered_file(request: Request, name: Name, ending: Ending) -> Response:
    """Answer a named query at an address with a fixed format, for spreadsheets and data frames.

    In CSV, text that a spreadsheet would run as a formula has an apostrophe before it; the other forms are exact.
    """
    return await _answer(request, name, ending)


@router.api_route("/queries/{name}", **_said("Answer a named query", _VALUES, _FORMAT))
async def answered(request: Request, name: Name) -> Response:
    """Answer a named query in the form that `Accept` or `format` asks for; SPARQL results as JSON by default.

    Its parameters are given by name, as in `sdggraph query contributors-to-goal --goal 6`.
    """
    return await _answer(request, name, None)


async def _answer(request: Request, name: str, ending: str | None) -> Response:
    values = request.query_params.multi_items()
    short = next((value for key, value in values if key == "format"), None)
    if ending is not None and short is not None:
        raise BadParameter(f"The address ends in .{ending} already.", "Leave `format` out.")
    service: Service = request.app.state.service
    found = wish(request.headers.getlist("accept"), ending or short)
    rows, graph = found.rows and found.rows.name, found.graph and found.graph.name
    headers: dict[str, str] = {}
    if rows == CSV.name:
        headers["Vary"] = VARY
        headers["Content-Disposition"] = f'inline; filename="{file_name(name)}.csv"'
    arguments = {
        "name": name,
        "values": [[key, value] for key, value in values if key != "format"],
        "rows": rows,
        "graph": graph,
        "most": service.options.rows,
        **mark_for(request, rows),
    }
    return await service.respond(request, "api/query", arguments, headers=headers)
