"""Operations on centres, their partners and their gaps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sdggraph.web.api import parameters
from sdggraph.web.api.operations import answer, many, offer, one
from sdggraph.web.api.parameters import Organisation, Other

router = APIRouter(tags=["Centres"])
_LIST = ("json", "csv")
_PAGES = {"Link": "The first, previous, next and last page (RFC 8288).", "X-Total-Count": "How many there are."}


@offer(
    router, "/centres", _LIST, summary="List centres", shape=many("OrganisationRow"), missing=True,
    endings=True, headers=_PAGES,
)  # fmt: skip
async def centres(request: Request, asked: Annotated[parameters.Centres, Query()]) -> Response:
    """List the centres that fit every filter, by code, a page at a time.

    A theme takes its narrower themes along, a goal its targets. Equal to `sdggraph centres`.
    """
    return await answer(request, "api/centres", _LIST, asked)


@offer(router, "/centres/{code}", ("json", "ttl"), summary="Show a centre", shape=one("Organisation"), missing=True)
async def centre(
    request: Request, organisation: Organisation, asked: Annotated[parameters.Centre, Query()]
) -> Response:
    """Show everything on record of one organisation, with the evidence of each statement.

    Status, hosts, contributions, projects, cooperation and events have members of their own; any other statement is in
    `other`, by property.

    Hosts and partners can be asked for too. What is not on record is not known; it is not absent.
    Equal to `sdggraph show ORGANISATION`.
    """
    return await answer(request, "api/centre", ("json", "ttl"), asked, organisation=organisation)


@offer(
    router, "/centres/{code}/partners", ("json", "csv", "ttl"), summary="Suggest partners for a centre",
    shape=one("Suggestions"), missing=True, endings=True,
)  # fmt: skip
async def partners(
    request: Request, organisation: Organisation, asked: Annotated[parameters.Partners, Query()]
) -> Response:
    """Suggest the centres most worth a conversation with one, each with its reasons.

    The shares of the reasons add up to the score. Current partners are in `left_out`.
    A suggestion is worth a conversation, not a verdict. Equal to `sdggraph suggest-partners ORGANISATION`.
    """
    return await answer(request, "api/partners", ("json", "csv", "ttl"), asked, organisation=organisation)


@offer(
    router, "/centres/{code}/explain/{other}", ("json",), summary="Explain why two centres go together",
    shape=one("Pair"), missing=True,
)  # fmt: skip
async def explain(
    request: Request, organisation: Organisation, other: Other, asked: Annotated[parameters.Explained, Query()]
) -> Response:
    """Say why two organisations go together, or why not: every signal with its facts, and where the pair ranks.

    Equal to `sdggraph explain ORGANISATION OTHER`.
    """
    return await answer(request, "api/explain", ("json",), asked, organisation=organisation, other=other)


@offer(
    router, "/centres/{code}/gaps", _LIST, summary="Show what a centre could take up next",
    shape=one("CentreGaps"), missing=True, endings=True,
)  # fmt: skip
async def gaps(request: Request, organisation: Organisation, asked: Annotated[parameters.Gaps, Query()]) -> Response:
    """Show the targets that a centre could take up next, each with centres and projects to learn from.

    `nearby`: what its nearest centres serve and it does not. `linked`: what is close in topic to the targets that
    it serves. Equal to `sdggraph gaps CENTRE`.
    """
    return await answer(request, "api/gaps", _LIST, asked, organisation=organisation)
