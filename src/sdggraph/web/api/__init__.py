"""The JSON API: one address for each task of the library."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sdggraph.web.api import networks, organisations, queries, vocabularies
from sdggraph.web.api.operations import answers, one
from sdggraph.web.http.urls import at
from sdggraph.web.service import VERSION, Service

router = APIRouter()
_INDEX: Final[dict[str, Any]] = {
    "methods": ["GET", "HEAD"],
    "summary": "List the resources of the API",
    "tags": ["Start"],
    "response_class": Response,
    "responses": {200: answers((), shape=one("Index"))[200]},
}


@router.api_route("/api/", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/api", **_INDEX)
async def index(request: Request) -> Response:
    """List the resources of the API and their addresses."""
    service: Service = request.app.state.service
    document = request.app.openapi()
    content = {
        "title": document["info"]["title"],
        "data_version": service.version,
        "description": at(request, "/openapi.json"),
        "documentation": at(request, "/docs"),
        "sparql": at(request, "/sparql"),
        "resources": {
            at(request, path): operations["get"]["summary"]
            for path, operations in document["paths"].items()
            if path.startswith("/api/") and "get" in operations and ".{ending}" not in path
        },
    }
    return JSONResponse(content, headers={VERSION: service.version, "Cache-Control": "no-cache"})


for _room in (organisations, networks, vocabularies, queries):
    router.include_router(_room.router, prefix="/api")
