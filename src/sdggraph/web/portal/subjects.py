"""The addresses of pages about goals, pairs, themes, countries, the network, meetings and events."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sdggraph.tasks.portal.coverage import FOLDER, path_of
from sdggraph.tasks.portal.network import PATH
from sdggraph.web.http.urls import at
from sdggraph.web.portal.routes import Text, page

router = APIRouter(include_in_schema=False)
_METHODS = ["GET", "HEAD"]
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


@router.api_route("/coverage", methods=_METHODS)
@router.api_route("/goals", methods=_METHODS)
@router.api_route("/goals/", methods=_METHODS)
@router.api_route("/goals/index.html", methods=_METHODS)
async def goals(request: Request) -> Response:
    """Lead on to the matrix, which lists all goals."""
    return RedirectResponse(at(request, f"/{FOLDER}/"), 301)


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
        return RedirectResponse(at(request, f"/{path_of(by)}"), 301)
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


@router.api_route("/network", methods=_METHODS)
async def network_without_slash(request: Request) -> Response:
    """Lead on to the page of the network, whose address ends in a slash."""
    return RedirectResponse(at(request, "/network/"), 301)


@router.api_route("/network/", methods=_METHODS)
@router.api_route("/network/index.html", methods=_METHODS)
async def network(
    request: Request, region: Text = "", theme: Text = "", strong: Word = "", as_of: Word = "", since: Word = ""
) -> Response:
    """Answer the page of the network, or of a part of it."""
    asked = given(region=region, theme=theme, strong=strong, as_of=as_of, since=since)
    return await page(request, "network", PATH, **asked)
