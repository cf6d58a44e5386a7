"""The application: all routes and middleware put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from sdggraph.errors import SdgGraphError
from sdggraph.version import __version__
from sdggraph.web import api, health, home
from sdggraph.web.api import docs_page, openapi, parameters
from sdggraph.web.http import problems
from sdggraph.web.http.compression import Compression
from sdggraph.web.http.cross_origin import CrossOrigin
from sdggraph.web.http.fast_path import FastPath
from sdggraph.web.http.path_prefix import WithoutPrefix
from sdggraph.web.http.query_string import each_once
from sdggraph.web.http.urls import prefix_of
from sdggraph.web.portal import questions, redirects, subjects
from sdggraph.web.portal import routes as portal
from sdggraph.web.portal.errors import as_page
from sdggraph.web.protocol import dumps, graph_store, linked_data, service_description
from sdggraph.web.protocol import query as sparql
from sdggraph.web.protocol import update as updates
from sdggraph.web.service import Service
from sdggraph.web.write.writer import writer_for

_ABOUT = """UNESCO's science centres, their contributions to the Sustainable Development Goals, and the partners
they have not met yet. Reading needs no account. Every answer carries the data version it was made from."""


def application(service: Service) -> ASGIApp:
    """Return the ASGI application as it is served, with and without the path prefix of its public address."""
    app = create_app(service)
    fast = FastPath(app, "/sparql", sparql.FUNCTIONS, CrossOrigin)
    # outside of the fast path, which compresses its answers too
    return Compression(WithoutPrefix(fast, app, prefix_of(service.options.address)), service.cache)


def create_app(service: Service) -> FastAPI:
    """Return the FastAPI application over a graph. On start it loads the graph, unless that is done already."""

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
        docs_url=None,  # FastAPI's own pages load scripts from other hosts
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(each_once)],
    )
    app.state.service = service
    app.state.writer = writer_for(service)
    app.state.parameters = parameters.NAMES
    for room in (
        home,
        redirects,
        portal,
        subjects,
        questions,
        sparql,
        linked_data,
        service_description,
        dumps,
        health,
        api,
        docs_page,
        updates,
        graph_store,
    ):
        app.include_router(room.router)
    openapi.describe(app)
    app.add_exception_handler(SdgGraphError, as_page(problems.of_error))
    app.add_exception_handler(HTTPException, as_page(problems.of_http))
    app.add_exception_handler(RequestValidationError, as_page(problems.of_validation))
    app.add_exception_handler(Exception, as_page(problems.of_bug))
    app.add_middleware(CrossOrigin)
    return app
