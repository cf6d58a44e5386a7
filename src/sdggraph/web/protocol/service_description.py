"""What this endpoint is and what its data hold: SPARQL 1.1 Service Description and VoID.

Both are made of counts that need the whole graph to be read. They are counted once for each data version, when
they are first asked for, and then every form of both is written from them.
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

_SECONDS: Final = 300.0  # that counting may take


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
    """Describe the dataset: how much of what, under which licence, and where to get it. In every form of RDF."""
    return await _described(request, "dataset_description")


async def service_description(request: Request) -> Response:
    """Describe the endpoint: what it can do and which graphs it holds. In every form of RDF."""
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
    """The counts. Raises Busy when they take longer than a request may; they go on being counted."""
    service: Service = request.app.state.service
    version = service.version
    statistics: SingleFlight[dict[str, Any]] = request.app.state.statistics

    async def count() -> dict[str, Any]:
        try:
            reply = await service.pool.ask("statistics", {}, _SECONDS)
        except ConnectionError:  # the process that holds the graph has gone; the next question brings another
            raise Busy("The graph is being loaded again.", "Ask again in a few seconds.", after=5) from None
        reply.close()
        if reply.state["version"] != version:
            raise Busy("The data have just changed.", "Ask again.")
        return reply.facts

    return await statistics.get(version, "The description", count, service.options.seconds)
