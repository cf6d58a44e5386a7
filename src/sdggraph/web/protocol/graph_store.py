"""SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/), and all graphs at once."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sdggraph import vocab
from sdggraph.errors import BadParameter, NotOffered
from sdggraph.sparql.formats import DUMP_FORMATS, GRAPH_FORMATS, Format
from sdggraph.sparql.update_dataset import graph_iri
from sdggraph.web.http.content_type import media_type_of
from sdggraph.web.http.multipart import FORM
from sdggraph.web.http.negotiation import best, listed
from sdggraph.web.http.query_string import pairs_of, query_string_of, value_of
from sdggraph.web.http.request_body import read_text
from sdggraph.web.http.urls import at
from sdggraph.web.protocol.graph_content import content_of
from sdggraph.web.protocol.update import UPDATE
from sdggraph.web.protocol.write_reach import check_reach, most_unpacked
from sdggraph.web.service import Service
from sdggraph.web.write.writer import PATIENCE, Written, writer_of
from sdggraph.writing.change import Change, Document, Kind

PATH: Final = "/graph-store"
_ONE: Final = {form.media_type: form for form in GRAPH_FORMATS.values()}
_ALL: Final = {form.media_type: form for form in DUMP_FORMATS.values() if form.holds_graphs}
_SHORT: Final = {form.name: form for form in (*_ONE.values(), *_ALL.values())}
_DETAILS: Final[dict[str, Any]] = {
    "parameters": [
        {"name": "graph", "in": "query", "schema": {"type": "string"}, "description": "IRI of the graph"},
        {"name": "default", "in": "query", "schema": {"type": "string"}, "description": "the data graph"},
    ]
}
router = APIRouter(tags=["Writing"])


@router.api_route(PATH, methods=["GET", "HEAD"], summary="A graph, or all of them", openapi_extra=_DETAILS)
async def get_graph(request: Request) -> Response:
    """Answer the graph that `graph` names, the data graph for `default`, or all graphs as TriG or N-Quads."""
    service: Service = request.app.state.service
    graph = _graph(request)
    form = _form(request, _ALL if graph is None else _ONE)
    arguments = {"graph": graph, "format": form.name}
    seconds = service.options.seconds * PATIENCE if graph is None else None
    return await service.respond(request, "graph", arguments, seconds=seconds)


@router.put(PATH, summary="Replace a graph, or all of them", openapi_extra=_DETAILS)
async def put_graph(request: Request) -> Response:
    """Replace a graph by the content sent; without `graph` and `default`, all graphs (TriG or N-Quads).

    Derived statements are derived anew, and the list of changes goes on.
    """
    graph = _graph(request)
    return _answered(await _write(request, Kind.RESTORE if graph is None else Kind.REPLACE, graph))


@router.post(PATH, summary="Add to a graph", openapi_extra=_DETAILS)
async def post_graph(request: Request) -> Response:
    """Add the content sent to a graph; without `graph` and `default`, to a new graph, or to the graphs it names itself.

    Several documents are sent as `multipart/form-data`, each with its Content-Type.
    """
    graph = _graph(request)
    if graph is None and _media_type(request) not in _ALL:
        graph = f"{vocab.GRAPH}{secrets.token_hex(8)}"
        written = await _write(request, Kind.MERGE, graph)
        if not written.made:
            return written.response()  # nothing was sent, and an empty graph does not exist
        return written.response(201, {"Location": at(request, f"{PATH}?graph={quote(graph, safe='')}")})
    return _answered(await _write(request, Kind.MERGE, graph))


@router.delete(PATH, summary="Delete a graph", openapi_extra=_DETAILS)
async def delete_graph(request: Request) -> Response:
    """Delete the graph that `graph` or `default` names."""
    writer = writer_of(request)
    token = writer.holder(request)
    graph = _named(request)
    check_reach(token, graph)
    return (await writer.write(request, token, Change.of_removal(graph), partial(_tags, request, graph))).response()


@router.patch(PATH, summary="Change a graph by a SPARQL update", openapi_extra=_DETAILS)
async def patch_graph(request: Request) -> Response:
    """Carry out an update (`application/sparql-update`) of one graph."""
    writer = writer_of(request)
    token = writer.holder(request)
    graph = _named(request)
    check_reach(token, graph)
    if _media_type(request) != UPDATE:
        raise _unsupported(request, UPDATE)
    service: Service = request.app.state.service
    text = await read_text(request, service.options.body)
    change = Change.of_update(text, default=graph, only=graph, base=graph)
    return (await writer.write(request, token, change, partial(_tags, request, graph))).response()


async def _write(request: Request, kind: Kind, graph: str | None) -> Written:
    """Write the content of the request. Raises HTTPException 415 for an unsupported media type."""
    writer = writer_of(request)
    token = writer.holder(request)
    check_reach(token, graph, all_graphs=kind is Kind.RESTORE)
    service: Service = request.app.state.service
    forms = _ALL if graph is None else _ONE
    several = kind is Kind.MERGE and graph is not None and _media_type(request) == FORM
    if not several and _media_type(request) not in forms:
        raise _unsupported(request, listed(forms))
    content = await content_of(request, service.options.body, most_unpacked(token, service.options))
    for each in content.documents:
        if each.media_type not in forms:
            raise _unsupported(request, listed(forms), each.media_type)
    documents = tuple(Document(each.text, forms[each.media_type].name) for each in content.documents)
    change = Change(kind, graph, documents, digest=content.digest)
    return await writer.write(request, token, change, partial(_tags, request, graph))


def _answered(written: Written) -> Response:
    return written.response(201 if written.made else 204)


def _graph(request: Request) -> str | None:
    """Return the graph that the address names; None for all graphs. Raises BadParameter for two."""
    pairs = pairs_of(query_string_of(request), "the address")
    graph, default = value_of(pairs, "graph"), value_of(pairs, "default")
    if graph is not None and default is not None:
        raise BadParameter("The address names both `graph` and `default`.", "Name one of them.")
    if graph is not None:
        return graph_iri(graph)
    return None if default is None else vocab.DATA_GRAPH


def _named(request: Request) -> str:
    graph = _graph(request)
    if graph is None:
        raise BadParameter("The address names no graph.", "Add ?graph=IRI or ?default to it.")
    return graph


def _form(request: Request, offered: dict[str, Format]) -> Format:
    """Return the format that the client prefers, or names by `format`. Raises NotOffered."""
    short = value_of(pairs_of(query_string_of(request), "the address"), "format")
    accept = ", ".join(request.headers.getlist("accept"))
    found = _SHORT.get(short.lower()) if short is not None else best(accept, offered)
    if found is None or found not in offered.values():
        raise NotOffered("The graph is not available in that format.", f"There is {listed(offered)}.")
    return found


def _tags(request: Request, graph: str | None) -> list[str]:
    """Return the ETags under which a client may have read the graph."""
    service: Service = request.app.state.service
    forms = _ALL if graph is None else _ONE
    return [service.tag("graph", {"graph": graph, "format": form.name}) for form in forms.values()]


def _media_type(request: Request) -> str:
    return media_type_of(request.headers.get("content-type", ""))


def _unsupported(request: Request, taken: str, sent: str | None = None) -> HTTPException:
    media_type = _media_type(request) if sent is None else sent
    detail = f"Content of the type {media_type[:100] or '(none)'} is not supported here. Send {taken}."
    return HTTPException(415, detail, {"Accept-Patch" if request.method == "PATCH" else "Accept-Post": taken})
