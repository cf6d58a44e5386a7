"""The first address: the portal's first page for browsers, JSON for programs; and robots.txt."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Match

from sdggraph.web.http.negotiation import wants_page
from sdggraph.web.http.urls import at, public
from sdggraph.web.portal.routes import page
from sdggraph.web.service import VERSION, Service, matches

router = APIRouter(tags=["Operation"])

# address, relation; a link is shown only where this server answers it
_LINKS: Final = (
    ("/docs", "service-doc"),
    ("/openapi.json", "service-desc"),
    ("/api/", "api"),
    ("/sparql", "sparql"),
    ("/data/", "data"),
    ("/catalog", "catalogue"),
    ("/ontology", "ontology"),
    ("/shapes", "shapes"),
    ("/.well-known/void", "void"),
)
_TITLE: Final = "sdggraph"
_ABOUT: Final = (
    "UNESCO's science centres, their contributions to the Sustainable Development Goals, and the partners they have "
    "not met yet: a knowledge graph that anyone can query, correct and reuse."
)
# a query may cost seconds; what is known of each thing is found under /id and /data
_CLOSED: Final = ("/sparql", "/api/")  # to robots


@router.api_route("/", methods=["GET", "HEAD"], summary="What there is")
async def home(request: Request) -> Response:
    """Show the addresses of this server: a page for people, JSON for programs."""
    service: Service = request.app.state.service
    facts = service.pool.facts
    if wants_page(request):
        return await page(request, "home", "index.html")
    links = [(at(request, place), name) for place, name in _LINKS if _answered(request, place)]
    tag = service.tag("home", {"links": [each[0] for each in links]})
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept",
        VERSION: service.version,
        "Link": ", ".join(f'<{place}>; rel="{_relation(name)}"' for place, name in links if _relation(name)),
    }
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    body = {
        "title": _TITLE,
        "description": _ABOUT,
        "version": service.version,
        "statements": facts["statements"],
        "links": {name: place for place, name in links},
    }
    return JSONResponse(body, headers=headers)


@router.api_route("/robots.txt", methods=["GET", "HEAD"], include_in_schema=False)
async def robots(request: Request) -> Response:
    """Return robots.txt."""
    closed = "".join(f"Disallow: {at(request, path)}\n" for path in _CLOSED)
    sitemap = f"\nSitemap: {public(request)}/sitemap.xml\n"
    return PlainTextResponse(f"User-agent: *\n{closed}{sitemap}", headers={"Cache-Control": "public, max-age=86400"})


def _answered(request: Request, place: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": place, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _relation(name: str) -> str:
    return {"service-doc": name, "service-desc": name, "void": "describedby"}.get(name, "")
