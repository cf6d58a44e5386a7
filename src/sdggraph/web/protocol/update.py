"""SPARQL 1.1 Protocol: updates over HTTP (https://www.w3.org/TR/sparql11-protocol/#update-operation)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from sdggraph.errors import BadParameter, BadQuery
from sdggraph.sparql.interface import Dataset
from sdggraph.sparql.update_dataset import graph_iri
from sdggraph.web.http.content_type import media_type_of
from sdggraph.web.http.problems import problem
from sdggraph.web.http.query_string import Pairs, pairs_of, query_string_of, text_of
from sdggraph.web.http.request_body import read_form, read_text
from sdggraph.web.http.urls import public
from sdggraph.web.service import Service
from sdggraph.web.write.writer import writer_of
from sdggraph.writing.change import Change

FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
router = APIRouter(tags=["Writing"])


@router.post("/update", summary="Change the graph by a SPARQL update")
async def post_update(request: Request) -> Response:
    """Apply an update sent as a form or as `application/sparql-update`; it needs a token.

    Statements without a graph belong to the data graph. The update is applied as a whole or not at all, and only if the
    data stay valid.
    """
    writer_of(request).holder(request)  # before the body is read
    service: Service = request.app.state.service
    media_type = media_type_of(request.headers.get("content-type", ""))
    pairs = pairs_of(query_string_of(request), "the address")
    if media_type == UPDATE:
        return await update(request, [*pairs, ("update", await read_text(request, service.options.body))])
    if media_type == FORM:
        return await update(request, [*pairs, *await read_form(request, service.options.body)])
    return problem(
        415,
        "An update cannot be sent like this",
        f"The content type is {media_type[:100] or 'not given'}.",
        {"Accept-Post": f"{UPDATE}, {FORM}"},
        remedy=f"Send {UPDATE} or {FORM}.",
    )


async def update(request: Request, pairs: Pairs) -> Response:
    """Apply the update of a request. Raises BadQuery unless there is exactly one update and no query."""
    writer = writer_of(request)
    token = writer.holder(request)
    text = text_of(pairs, "update")
    if text is None or not text.strip():
        raise BadQuery("there is no update.", "Send exactly one `update`.")
    if any(name == "query" for name, _ in pairs):
        raise BadParameter("There is a query beside the update.", "Send one of the two.")
    default, named = _graphs(pairs, "using-graph-uri"), _graphs(pairs, "using-named-graph-uri")
    using = Dataset(default, named) if default or named else None
    change = Change.of_update(text, base=f"{public(request)}/sparql", using=using)
    return (await writer.write(request, token, change)).response()


def _graphs(pairs: Pairs, name: str) -> tuple[str, ...]:
    return tuple(graph_iri(value) for key, value in pairs if key == name)
