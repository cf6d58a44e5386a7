"""Addresses that lead on to a page: without the slash at the end, or words of the menu that people try."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sdggraph.tasks.portal.about import PRIVACY
from sdggraph.tasks.portal.coverage import FOLDER, path_of
from sdggraph.tasks.portal.organisations import CENTRES, PARTNERS
from sdggraph.web.http.urls import onward

router = APIRouter(include_in_schema=False)
# pages whose address ends in a slash
_FOLDERS: Final = (
    *(CENTRES, PARTNERS, FOLDER, "network", "meet", "compare", "events", "reports"),
    *("questions", "query"),
)
# lists that are part of another page, and words of the menu that people try
_ELSEWHERE: Final = {
    "about": "about.html",
    "centres": f"{CENTRES}/",
    "contact": "about.html",
    "countries": f"{CENTRES}/",
    "downloads": "data/index.html",
    "goals": f"{FOLDER}/",
    "privacy": PRIVACY,
    "themes": path_of("theme"),
}
TARGETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{each: f"{each}/" for each in _FOLDERS},
        **{f"{each}{ending}": target for each, target in _ELSEWHERE.items() for ending in ("", "/", "/index.html")},
    }
)


async def lead_on(request: Request) -> Response:
    """Lead on to the page, with the parameters of the request."""
    return RedirectResponse(onward(request, f"/{TARGETS[request.scope['path'].lstrip('/')]}"), 301)


for _path in TARGETS:
    router.add_api_route(f"/{_path}", lead_on, methods=["GET", "HEAD"])
