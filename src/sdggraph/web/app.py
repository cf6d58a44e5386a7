"""The application: rooms put together, one door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from sdggraph.errors import SdgGraphError
from sdggraph.version import __version__
from sdggraph.web import api, health, home
from sdggraph.web.api import docs_page, openapi
from sdggraph.web.http import problems
from sdggraph.web.http.fast_path import FastPath
from sdggraph.web.protocol import dumps, graph_store, linked_data, service_description
from sdggraph.web.protocol import query as sparql
from sdggraph.web.protocol import update as updates
from sdggraph.web.service import Service
from sdggraph.web.write.writer import writer_for

_ABOUT = """UNESCO's science centres, their contributions to the Sustainable Development Goals, and the partners
they have not met yet. Reading needs no account. Every answer carries the data version it was made from."""

# what a script on somebody's page may see of an answer, beside what it always may
_EXPOSED = [
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Link",
    "Retry-After",
    "SDGGraph-Data-Version",
    "X-Total-Count",
]


def application(service: Service) -> ASGIApp:
    """The application as it is served."""
    return FastPath(create_app(service), "/sparql", sparql.FUNCTIONS, _from_other_pages)


def create_app(service: Service) -> FastAPI:
    """The application over a graph; it has the graph loaded when it starts, unless that was done."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    app = FastAPI(
        title="sdggraph",
        description=_ABOUT,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.writer = writer_for(service)
    for room in (home, sparql, linked_data, service_description, dumps, health, api, docs_page, updates, graph_store):
        app.include_router(room.router)
    openapi.describe(app)
    app.add_exception_handler(SdgGraphError, problems.of_error)
    app.add_exception_handler(HTTPException, problems.of_http)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    app.add_exception_handler(Exception, problems.of_bug)
    app.add_middleware(_from_other_pages)
    return app


def _from_other_pages(app: ASGIApp) -> ASGIApp:
    """Let anybody's page read; writing from another page fails, as it would need the Authorization header."""
    return CORSMiddleware(
        app,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Accept", "Content-Type", "If-None-Match"],
        expose_headers=_EXPOSED,
        max_age=86400,
    )
