"""The addresses of the portal's pages. The path of a page is the path of its file in a published folder."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sdggraph.present.html import environment
from sdggraph.present.html.assets import ASSETS, BY_PATH, FOLDER, Asset
from sdggraph.present.html.frame import HEADER_POLICY
from sdggraph.tasks.portal.about import PRIVACY
from sdggraph.tasks.portal.organisations import CENTRES, PARTNERS
from sdggraph.web.http.urls import at, public
from sdggraph.web.service import Service

router = APIRouter(include_in_schema=False)
_METHODS: Final = ["GET", "HEAD"]
_FOREVER: Final = "public, max-age=31536000, immutable"
_DAY: Final = "public, max-age=86400"
PAGE: Final = re.compile(r"page-([2-9]|[1-9][0-9]{1,5})\.html")
_DATA: Final = ("ttl", "jsonld", "nt", "rdf", "trig", "nq")
Text = Annotated[str, Query(max_length=200)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


async def page(request: Request, name: str, path: str, **parameters: Any) -> Response:
    """Have a worker make a page, once for each data version, language and set of parameters."""
    service: Service = request.app.state.service
    frame = {"base": f"{public(request)}/", "contact": service.options.contact}
    arguments = {"name": name, "path": path, "frame": frame, "parameters": parameters, "stamp": environment.VERSION}
    headers = {"Content-Security-Policy": HEADER_POLICY, "Content-Language": "en"}
    return await service.respond_page(request, "page", arguments, headers=headers)


async def thing_page(request: Request, *, kind: str, names: list[str]) -> Response:
    """Lead a browser to the page of a thing, or answer what is stated about it."""
    path = request.scope["path"].lstrip("/")
    return await page(request, "thing", path, kind=kind, names=names)


@router.api_route("/index.html", methods=_METHODS)
async def home(request: Request) -> Response:
    """Answer the first page."""
    return await page(request, "home", "index.html")


@router.api_route("/about.html", methods=_METHODS)
async def about(request: Request) -> Response:
    """Answer the page about the portal."""
    return await page(request, "about", "about.html")


@router.api_route("/privacy.html", methods=_METHODS)
async def privacy(request: Request) -> Response:
    """Answer the page on privacy: what this server, with its options, stores about readers."""
    service: Service = request.app.state.service
    options = service.options
    kept = {"logs": bool(options.log), "limits": options.budget > 0, "writes": options.writable}
    asked = {"calls": list(options.services), "endpoint": options.settings.endpoint is not None}
    return await page(request, "privacy", PRIVACY, **kept, **asked)


@router.api_route("/data/index.html", methods=_METHODS)
async def downloads(request: Request) -> Response:
    """Answer the page of downloads."""
    return await page(request, "downloads", "data/index.html")


@router.api_route("/organisations/", methods=_METHODS)
@router.api_route("/organisations/index.html", methods=_METHODS)
async def organisations(
    request: Request,
    q: Text = "",
    region: Text = "",
    theme: Text = "",
    goal: Text = "",
    page_: Annotated[Number, Query(alias="page")] = 1,
) -> Response:
    """Answer the list of centres that match all filters."""
    filters = {"q": q, "region": region, "theme": theme, "goal": goal}
    return await page(request, "organisations", f"{CENTRES}/index.html", number=page_, **filters)


@router.api_route("/organisations/{name}", methods=_METHODS)
async def organisation(request: Request, name: str) -> Response:
    """Answer the page of an organisation, lead on to its data, or answer a further page of the list."""
    stem, _, ending = name.rpartition(".")
    if ending in _DATA and stem:
        return await page(request, "organisation-data", f"{CENTRES}/{name}", stem=stem, ending=ending)
    if ending == "json" and stem:
        return RedirectResponse(at(request, f"/api/centres/{quote(stem, safe='')}"), 303)
    if ending != "html" or not stem:
        return RedirectResponse(at(request, f"/{CENTRES}/{quote(name, safe='')}.html"), 303)
    further = PAGE.fullmatch(name)
    if further is not None:
        return await page(request, "organisations", f"{CENTRES}/{name}", number=int(further[1]))
    return await page(request, "organisation", f"{CENTRES}/{name}", stem=stem)


@router.api_route("/partners/", methods=_METHODS)
@router.api_route("/partners/{name}", methods=_METHODS)
async def partners(request: Request, name: str = "index.html") -> Response:
    """Answer a page of the list of hosts and partners."""
    found = PAGE.fullmatch(name)
    if found is None and name != "index.html":
        raise HTTPException(404)
    return await page(request, "partners", f"{PARTNERS}/{name}", folder=PARTNERS, number=int(found[1]) if found else 1)


@router.api_route("/search", methods=_METHODS)
@router.api_route("/search/", methods=_METHODS)
@router.api_route("/search/index.html", methods=_METHODS)
async def search(request: Request, q: Text = "") -> Response:
    """Answer what is found by some words; a code leads to its page at once."""
    path = "search/index.html" if request.scope["path"] != "/search" else "search"
    return await page(request, "search", path, q=q)


@router.api_route("/search.json", methods=_METHODS)
async def find(request: Request, q: Text = "", limit: Annotated[int, Query(ge=1, le=100)] = 10) -> Response:
    """Answer what is found by some words, for the search field and for programs."""
    service: Service = request.app.state.service
    return await service.respond(request, "find", {"q": q, "limit": limit})


@router.api_route("/posters/{name}", methods=_METHODS)
async def poster(request: Request, name: str) -> Response:
    """Answer the poster of a centre as PDF or SVG, drawn once for each data version."""
    stem, _, form = name.rpartition(".")
    if form not in ("pdf", "svg") or not stem:
        raise HTTPException(404)
    service: Service = request.app.state.service
    return await service.respond(request, "poster", {"stem": stem, "form": form}, whole=True)


@router.api_route("/sitemap.xml", methods=_METHODS)
async def sitemap(request: Request) -> Response:
    """Answer the addresses of all pages, for search engines."""
    service: Service = request.app.state.service
    return await service.respond(request, "sitemap", {"base": f"{public(request)}/"}, whole=True)


@router.api_route("/assets/{name}", methods=_METHODS)
async def asset(name: str) -> Response:
    """Answer a file that pages load; its name changes with its content."""
    found = BY_PATH.get(f"{FOLDER}{name}")
    if found is None:
        raise HTTPException(404)
    return _sent(found, _FOREVER)


@router.api_route("/favicon.ico", methods=_METHODS)
async def icon() -> Response:
    """Answer the icon of the portal."""
    return _sent(ASSETS["icon.svg"], _DAY)


def _sent(found: Asset, lasting: str) -> Response:
    return Response(found.content, headers={"Content-Type": found.media_type, "Cache-Control": lasting})
