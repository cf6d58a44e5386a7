"""SPARQL 1.1 Service Description of this endpoint, and VoID description of its data.

Both need counts over the whole graph. They are counted on first request, once for each data version. Every format of
both descriptions is then written from them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from sdggraph.errors import Busy
from sdggraph.web.http.rdf_negotiation import requested_format
from sdggraph.web.http.single_flight import SingleFlight
from sdggraph.web.http.urls import public
from sdggraph.web.protocol.dumps import links
from sdggraph.web.service import Service, while_connected

_SECONDS: Final = 300.0  # seconds that counting may take


@asynccontextmanager
async def _kept(app: FastAPI) -> AsyncIterator[None]:
    app.state.statistics = SingleFlight()
    try:
        yield
    finally:
        app.state.statistics.clear()


router = APIRouter(tags=["Linked data"], lifespan=_kept)


@router.api_route("/.well-known/void", methods=["GET", "HEAD"], summary="What the data hold (VoID)")
@router.api_route("/void", methods=["GET", "HEAD"], include_in_schema=False)
async def dataset(request: Request) -> Response:
    """Describe the dataset: its contents, its licence and its dumps, in every RDF format."""
    return await _described(request, "dataset_description")


async def service_description(request: Request) -> Response:
    """Describe the endpoint: its features and its graphs, in every RDF format."""
    return await _described(request, "service_description")


async def _described(request: Request, job: str) -> Response:
    service: Service = request.app.state.service
    base, version = public(request), service.version
    arguments = {
        "counted": await while_connected(request, _counted(request)),
        "base": base,
        "version": version,
        "dumps": [each["url"] for each in links(base, version)],
        "format": requested_format(request).name,
        "writable": service.options.writable,
        "federated": service.gateway is not None,
    }
    headers = {"Link": f'<{base}/.well-known/void>; rel="describedby"'}
    return await service.respond(request, job, arguments, headers=headers)


async def _counted(request: Request) -> dict[str, Any]:
    """Return the counts. Raises Busy when counting takes longer than a request may; the counting goes on."""
    service: Service = request.app.state.service
    version = service.version
    statistics: SingleFlight[dict[str, Any]] = request.app.state.statistics

    async def count() -> dict[str, Any]:
        try:
            reply = await service.pool.ask("statistics", {}, _SECONDS)
        except ConnectionError:  # the process that holds the graph has exited; the next request starts another one
            raise Busy("The server is loading the graph again.", "Ask again in a few seconds.", after=5) from None
        reply.close()
        if reply.state["version"] != version:
            raise Busy("The data have just changed.", "Ask again.")
        return reply.facts

    return await statistics.get(version, "The description", count, service.options.seconds)
