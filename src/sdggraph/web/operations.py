"""For whoever runs the server: is it alive, is it ready."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sdggraph.web.service import Service

router = APIRouter(tags=["Operation"])


@router.api_route("/health", methods=["GET", "HEAD"], summary="Is the server alive?")
async def health() -> Response:
    """Answer at once, however much is being asked."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.api_route("/ready", methods=["GET", "HEAD"], summary="Can the server answer questions?")
async def ready(request: Request) -> Response:
    """Say which data version is served, once a worker has answered; 503 until then."""
    service: Service = request.app.state.service
    found = await service.ask(request, "query", PROBE, seconds=2)
    found.close()
    return JSONResponse({"status": "ready", "version": service.version}, headers={"Cache-Control": "no-store"})


PROBE = {"text": "ASK {}", "rows": "json", "graph": None, "most": 1}
