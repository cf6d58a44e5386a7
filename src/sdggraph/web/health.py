"""Health, readiness and metrics, for those who operate the server."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sdggraph.web.http.metrics import MEDIA_TYPE
from sdggraph.web.service import Service

router = APIRouter(tags=["Operation"])


@router.api_route("/health", methods=["GET", "HEAD"], summary="Is the server alive?")
async def health() -> Response:
    """Answer 200 at once, however busy the workers are (liveness check)."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.api_route("/ready", methods=["GET", "HEAD"], summary="Can the server answer questions?")
async def ready(request: Request) -> Response:
    """Report which data version is served, once a worker has answered; 503 until then."""
    service: Service = request.app.state.service
    found = await service.ask(request, "query", PROBE, seconds=2, free=True)
    found.close()
    return JSONResponse({"status": "ready", "version": service.version}, headers={"Cache-Control": "no-store"})


@router.api_route("/metrics", methods=["GET", "HEAD"], summary="Numbers for a monitoring system")
async def metrics(request: Request) -> Response:
    """Return counters and gauges in the text format of Prometheus."""
    service: Service = request.app.state.service
    return Response(service.metrics.text(), headers={"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"})


PROBE = {"text": "ASK {}", "rows": "json", "graph": None, "most": 1}
