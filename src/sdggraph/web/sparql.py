"""SPARQL 1.1 Protocol: queries over HTTP (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import Response

from sdggraph.errors import BadParameter, BadQuery, Refused
from sdggraph.web.body import read_text
from sdggraph.web.negotiation import wish
from sdggraph.web.problems import problem
from sdggraph.web.service import Service

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_MOST_PARAMETERS: Final = 1000
# functions whose value is another one each time: an answer that may depend on them is not kept
_CHANGING: Final = re.compile(r"\b(now|rand|uuid|struuid|bnode)\b", re.IGNORECASE)

Pairs = list[tuple[str, str]]
router = APIRouter(tags=["SPARQL"])


@router.api_route("/sparql", methods=["GET", "HEAD"], summary="Ask a SPARQL query by GET")
async def get_query(request: Request) -> Response:
    """Answer the `query` parameter, over all graphs or those of `default-graph-uri` and `named-graph-uri`.

    The form is negotiated: `Accept`, or `format` (json, xml, csv, tsv; turtle, ntriples, jsonld, rdfxml).
    """
    pairs = _pairs(request.url.query, "the address")
    if any(name == "update" for name, _ in pairs):
        return problem(400, "An update is not sent by GET", remedy="POST it.")
    return await _answer(request, pairs)


@router.post("/sparql", summary="Ask a SPARQL query by POST")
async def post_query(request: Request) -> Response:
    """Answer a query sent as a form or as `application/sparql-query`."""
    service: Service = request.app.state.service
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    pairs = _pairs(request.url.query, "the address")
    if media_type == QUERY:
        return await _answer(request, [*pairs, ("query", await read_text(request, service.options.body))])
    if media_type == FORM:
        body = await read_text(request, service.options.body)
        return await _answer(request, [*pairs, *_pairs(body, "the form")])
    return problem(
        415,
        "A query cannot be sent like this",
        f"The content type is {media_type[:100] or 'not given'}.",
        {"Accept-Post": f"{QUERY}, {FORM}"},
        remedy=f"Send {QUERY} or {FORM}.",
    )


async def _answer(request: Request, pairs: Pairs) -> Response:
    """Have the query answered. Raises BadParameter unless there is exactly one."""
    service: Service = request.app.state.service
    if any(name == "update" for name, _ in pairs):
        raise Refused("This server takes no updates.", "Ask its operator.")
    text = _value(pairs, "query")
    if text is None or not text.strip():
        raise BadQuery("there is no query.", "Send exactly one `query`.")
    found = wish(request.headers.getlist("accept"), _value(pairs, "format"))
    default = [value for name, value in pairs if name == "default-graph-uri"]
    named = [value for name, value in pairs if name == "named-graph-uri"]
    arguments = {
        "text": text,
        "rows": found.rows and found.rows.name,
        "graph": found.graph and found.graph.name,
        "most": service.options.rows,
        "dataset": [default, named] if default or named else None,
    }
    return await service.respond(request, "query", arguments, lasting=_CHANGING.search(text) is None)


def _pairs(text: str, where: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except (ValueError, UnicodeDecodeError):
        raise BadParameter(
            f"The parameters of {where} cannot be read.", "Send them percent-encoded, as UTF-8."
        ) from None


def _value(pairs: Pairs, name: str) -> str | None:
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise BadParameter(f"There are {len(values)} parameters called {name}.", "Send one.")
    return values[0] if values else None
