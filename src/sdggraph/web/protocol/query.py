"""SPARQL 1.1 Protocol: queries over HTTP (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sdggraph.errors import BadQuery
from sdggraph.sparql.formats import CSV, HTML
from sdggraph.web.http.byte_order_mark import VARY, mark_for
from sdggraph.web.http.content_type import media_type_of
from sdggraph.web.http.negotiation import known, wants_page, wish
from sdggraph.web.http.problems import problem
from sdggraph.web.http.query_string import Pairs, pairs_of, query_string_of, text_of
from sdggraph.web.http.request_body import read_form, read_text
from sdggraph.web.http.urls import at, public
from sdggraph.web.protocol.federated_query import federated
from sdggraph.web.protocol.service_description import service_description
from sdggraph.web.protocol.update import FORM, UPDATE, post_update, update
from sdggraph.web.service import Service
from sdggraph.workers.offload import LONG, run_off_loop

_LONGEST_SHOWN: Final = 6000  # characters of a query that the editor takes
QUERY: Final = "application/sparql-query"
# functions whose value changes with each call: an answer that may depend on them is not cached
_CHANGING: Final = ("now", "rand", "uuid", "bnode")
_CHANGING_WORD: Final = re.compile(rf"\b({'|'.join(_CHANGING)}|struuid)\b")

router = APIRouter(tags=["SPARQL"])


@router.api_route("/sparql", methods=["GET", "HEAD"], summary="Ask a SPARQL query by GET")
async def get_query(request: Request) -> Response:
    """Answer the `query` parameter, over all graphs or those of `default-graph-uri` and `named-graph-uri`.

    The format is negotiated: `Accept`, or `format` (json, xml, csv, tsv; turtle, ntriples, jsonld, rdfxml).
    """
    pairs = pairs_of(query_string_of(request), "the address")
    if any(name == "update" for name, _ in pairs):
        return problem(400, "An update is not sent by GET", remedy="POST it.")
    if (
        HTML.media_type in request.headers.get("accept", "")
        and wants_page(request)
        and (shown := _as_page(request, pairs))
    ):
        return shown
    if all(name == "format" for name, _ in pairs):  # without a query, the service description is the answer
        return await service_description(request)
    return await _answer(request, pairs)


@router.post("/sparql", summary="Ask a SPARQL query by POST")
async def post_query(request: Request) -> Response:
    """Answer a query sent as a form or as `application/sparql-query`; updates are accepted too, as at /update."""
    service: Service = request.app.state.service
    media_type = media_type_of(request.headers.get("content-type", ""))
    pairs = pairs_of(query_string_of(request), "the address")
    if media_type == QUERY:
        return await _answer(request, [*pairs, ("query", await read_text(request, service.options.body))])
    if media_type == UPDATE:
        return await post_update(request)
    if media_type == FORM:
        return await _answer(request, [*pairs, *await read_form(request, service.options.body)])
    return problem(
        415,
        "A query cannot be sent like this",
        f"The content type is {media_type[:100] or 'not given'}.",
        {"Accept-Post": f"{QUERY}, {FORM}"},
        remedy=f"Send {QUERY} or {FORM}.",
    )


# the functions of the fast path at /sparql
FUNCTIONS: Final = {"GET": get_query, "HEAD": get_query, "POST": post_query}


async def _answer(request: Request, pairs: Pairs) -> Response:
    """Answer the query. Raises BadParameter unless there is exactly one."""
    service: Service = request.app.state.service
    if any(name == "update" for name, _ in pairs):
        return await update(request, pairs)
    text = text_of(pairs, "query")
    if text is None or not text.strip():
        raise BadQuery("there is no query.", "Send exactly one `query`.")
    found = wish(request.headers.getlist("accept"), known(value for name, value in pairs if name == "format"))
    default = [value for name, value in pairs if name == "default-graph-uri"]
    named = [value for name, value in pairs if name == "named-graph-uri"]
    base = f"{public(request)}/sparql"
    rows = found.rows and found.rows.name
    marked = mark_for(request, rows)
    arguments = {
        "rows": rows,
        "graph": found.graph and found.graph.name,
        "most": service.options.rows,
        "dataset": [default, named] if default or named else None,
        **marked,
        "guarded": bool(marked),
    }
    if service.gateway is not None and await run_off_loop(len(text), _names_service, text):
        response = await federated(service, service.gateway, request, (text, base), arguments)
        if response is not None:
            return response
    lasting = len(text) < LONG and not _changing(text)
    headers = {"Vary": VARY} if rows == CSV.name else None
    asked = {"text": text, "base": base, **arguments}
    return await service.respond(request, "query", asked, headers=headers, lasting=lasting)


def _as_page(request: Request, pairs: Pairs) -> Response | None:
    """Lead a browser on to the query editor, with the query if there is one; None for what the editor does not take."""
    asked = text_of(pairs, "query") or ""
    if any(name != "query" for name, _ in pairs) or len(asked) > _LONGEST_SHOWN:
        return None
    shown = f"?{urlencode({'query': asked})}" if asked else ""
    return RedirectResponse(at(request, f"/query/{shown}"), 303, {"Vary": "Accept"})


def _names_service(text: str) -> bool:
    """Whether the word SERVICE stands in the text: as a keyword, or within a name or a string."""
    return "service" in text.lower()


def _changing(text: str) -> bool:
    small = text.lower()
    # most queries contain none of these words, and this check takes a tenth of the time
    return any(word in small for word in _CHANGING) and _CHANGING_WORD.search(small) is not None
