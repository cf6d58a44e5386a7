"""The addresses of pages about goals, pairs, themes, countries, the network, meetings, events and reports."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sdggraph.publish.documents.report import FORMS
from sdggraph.tasks.portal.communities import community_path
from sdggraph.tasks.portal.compare import PATH as COMPARE
from sdggraph.tasks.portal.coverage import FOLDER, path_of
from sdggraph.tasks.portal.events import path_of as events_path
from sdggraph.tasks.portal.meet import PATH as MEET
from sdggraph.tasks.portal.network import PATH as NETWORK
from sdggraph.tasks.portal.reports import PATH as REPORTS
from sdggraph.web.http.urls import at, onward, public
from sdggraph.web.portal.routes import PAGE, Text, page
from sdggraph.web.report_workers import REPORT
from sdggraph.web.service import Service

router = APIRouter(include_in_schema=False)
_METHODS = ["GET", "HEAD"]
_COMMUNITY = re.compile(r"community-([1-9][0-9]{0,4})(?:-page-([2-9]|[1-9][0-9]{1,4}))?\.html")
Word = Annotated[str, Query(max_length=40)]
Name = Annotated[str, Path(max_length=200)]


def stem_of(name: str) -> str:
    """Return the name of a page without its ending. Raises HTTPException for another file."""
    stem, _, ending = name.rpartition(".")
    if ending != "html" or not stem:
        raise HTTPException(404)
    return stem


def given(**parameters: Any) -> dict[str, Any]:
    """Return the parameters that have a value, so that two addresses of one view share one copy of it."""
    return {name: value for name, value in parameters.items() if value}


@router.api_route("/coverage/", methods=_METHODS)
@router.api_route("/coverage/index.html", methods=_METHODS)
async def coverage(request: Request, by: Word = "", level: Word = "", basis: Word = "") -> Response:
    """Answer the matrix of regions and goals, or lead on to that of another grouping, which has its own address."""
    if by and by != "region":
        asked = urlencode(given(level=level, basis=basis))
        return RedirectResponse(at(request, f"/{path_of(quote(by, safe=''))}{f'?{asked}' if asked else ''}"), 303)
    return await page(request, "coverage", path_of("region"), by="region", **given(level=level, basis=basis))


@router.api_route("/coverage/{by}/", methods=_METHODS)
@router.api_route("/coverage/{by}/index.html", methods=_METHODS)
async def coverage_by(request: Request, by: Name, level: Word = "", basis: Word = "") -> Response:
    """Answer the matrix of groups and goals."""
    if by == "region":
        return RedirectResponse(onward(request, f"/{path_of(by)}"), 301)
    return await page(request, "coverage", path_of(by), by=by, **given(level=level, basis=basis))


@router.api_route("/coverage/{by}/{group}/{name}", methods=_METHODS)
async def cell(request: Request, by: Name, group: Name, name: Name) -> Response:
    """Answer the page of a cell of the matrix."""
    return await page(request, "cell", f"{FOLDER}/{by}/{group}/{name}", by=by, group=group, aim=stem_of(name))


@router.api_route("/goals/{name}", methods=_METHODS)
async def goal(request: Request, name: Name) -> Response:
    """Answer the page of a goal or a target."""
    return await page(request, "goal", f"goals/{name}", stem=stem_of(name))


@router.api_route("/pairs/{one}/{name}", methods=_METHODS)
async def pair(request: Request, one: Name, name: Name) -> Response:
    """Answer the page of two organisations."""
    return await page(request, "pair", f"pairs/{one}/{name}", one=one, other=stem_of(name))


@router.api_route("/network/", methods=_METHODS)
@router.api_route("/network/index.html", methods=_METHODS)
async def network(
    request: Request,
    region: Text = "",
    theme: Text = "",
    strong: Word = "",
    as_of: Word = "",
    since: Word = "",
    around: Text = "",
) -> Response:
    """Answer the page of the network, or of a part of it: also of one organisation with its partners."""
    if around.strip():
        return await page(request, "network-partners", NETWORK, around=around.strip())
    asked = given(region=region, theme=theme, strong=strong, as_of=as_of, since=since)
    return await page(request, "network", NETWORK, **asked)


@router.api_route("/network/{name}", methods=_METHODS)
async def community(request: Request, name: Name) -> Response:
    """Answer a page of a community."""
    found = _COMMUNITY.fullmatch(name)
    if found is None:
        raise HTTPException(404)
    place, number = int(found[1]), int(found[2] or 1)
    return await page(request, "community", community_path(place, number), place=place, number=number)


@router.api_route("/meet/", methods=_METHODS)
@router.api_route("/meet/index.html", methods=_METHODS)
async def meet(request: Request, region: Text = "", theme: Text = "") -> Response:
    """Answer the page of groups to bring together."""
    return await page(request, "meet", MEET, **given(region=region, theme=theme))


@router.api_route("/events/", methods=_METHODS)
@router.api_route("/events/{name}", methods=_METHODS)
async def events(request: Request, name: str = "index.html", region: Text = "", theme: Text = "") -> Response:
    """Answer a page of events."""
    further = PAGE.fullmatch(name)
    if further is None and name != "index.html":
        raise HTTPException(404)
    number = int(further[1]) if further else 1
    filters = given(region=region, theme=theme) if number == 1 else {}
    return await page(request, "events", events_path(number), number=number, **filters)


@router.api_route("/compare/", methods=_METHODS)
@router.api_route("/compare/index.html", methods=_METHODS)
async def compare(request: Request, with_: Annotated[str, Query(alias="with", max_length=200)] = "") -> Response:
    """Answer two to five organisations side by side."""
    return await page(request, "compare", COMPARE, **given(codes=with_))


@router.api_route("/calendar/all.ics", methods=_METHODS)
async def calendar(request: Request, region: Text = "", theme: Text = "") -> Response:
    """Answer the events as a calendar to subscribe to."""
    return await _calendar(request, "calendar/all.ics", **given(region=region, theme=theme))


@router.api_route("/calendar/{name:path}", methods=_METHODS)
async def part_of_calendar(request: Request, name: Name) -> Response:
    """Answer the calendar of a region, a theme, a group of countries or a centre."""
    if not name.endswith(".ics"):
        raise HTTPException(404)
    return await _calendar(request, f"calendar/{name}")


async def _calendar(request: Request, path: str, **part: str) -> Response:
    service: Service = request.app.state.service
    asked = {"path": path, "base": f"{public(request)}/", **part}
    return await service.respond(request, "calendar", asked, whole=True)


@router.api_route("/feeds/events.atom", methods=_METHODS)
async def feed(request: Request, region: Text = "", theme: Text = "") -> Response:
    """Answer the events to come as a feed."""
    service: Service = request.app.state.service
    asked = {"base": f"{public(request)}/", **given(region=region, theme=theme)}
    return await service.respond(request, "feed", asked, whole=True)


@router.api_route("/reports/", methods=_METHODS)
@router.api_route("/reports/index.html", methods=_METHODS)
async def reports(request: Request) -> Response:
    """Answer the page of reports and posters."""
    return await page(request, "reports", REPORTS)


@router.api_route("/report", methods=_METHODS)
async def report_without_ending(request: Request) -> Response:
    """Lead on to the report as a page."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(at(request, f"/report.html{asked}"), 303)


@router.api_route("/report.{form}", methods=_METHODS)
async def report(request: Request, form: str, as_of: Word = "") -> Response:
    """Answer the status report, made once for each data version, day and format."""
    if form not in FORMS:
        raise HTTPException(404)
    service: Service = request.app.state.service
    return await service.respond(request, REPORT, {"form": form, "as_of": as_of.strip() or None}, whole=True)


@router.api_route("/themes/{name}", methods=_METHODS)
async def theme(request: Request, name: Name) -> Response:
    """Answer the page of a theme."""
    return await page(request, "theme", f"themes/{name}", stem=stem_of(name))


@router.api_route("/countries/{name}", methods=_METHODS)
async def country(request: Request, name: Name) -> Response:
    """Answer the page of a country."""
    return await page(request, "country", f"countries/{name}", stem=stem_of(name))
