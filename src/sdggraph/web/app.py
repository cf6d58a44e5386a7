"""The application: rooms put together, one door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from sdggraph.errors import SdgGraphError
from sdggraph.version import __version__
from sdggraph.web import operations, problems, sparql
from sdggraph.web.options import Options
from sdggraph.web.service import Service

_ABOUT = """UNESCO's science centres, their contributions to the Sustainable Development Goals, and the partners
they have not met yet. Reading needs no account. Every answer carries the data version it was made from."""


def create_app(options: Options) -> FastAPI:
    """The application over a graph; it loads the graph when the server starts it."""
    service = Service(options)

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
    for room in (sparql, operations):
        app.include_router(room.router)
    app.add_exception_handler(SdgGraphError, problems.of_error)
    app.add_exception_handler(HTTPException, problems.of_http)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    app.add_exception_handler(Exception, problems.of_bug)
    # anybody's page may read; writing from another page fails, as it would need the Authorization header
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Accept", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Link", "Retry-After", "Content-Disposition"],
        max_age=86400,
    )
    return app
