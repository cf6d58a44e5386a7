"""Operations on the whole network: cooperation, coverage of the goals, and gaps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sdggraph.web.api import parameters
from sdggraph.web.api.operations import answer, offer, one
from sdggraph.web.api.parameters import Organisation, Other, Year

router = APIRouter(tags=["The network"])
_LIST = ("json", "csv")
_COVERAGE = ("json", "csv", "svg")
_NETWORK = ("json", "csv", "graphml", "gexf", "node-link", "svg")


@offer(
    router, "/coverage", _COVERAGE, summary="Count who contributes to which goal or target",
    shape=one("Coverage"), endings=True,
)  # fmt: skip
async def coverage(request: Request, asked: Annotated[parameters.Coverage, Query()]) -> Response:
    """Count the centres of each group that contribute to each goal or target, stated and inferred apart.

    Every cell holds its centres and the IRIs of its contributions. 0 means that nothing is on record, not that
    nothing is done. Equal to `sdggraph coverage`; counted once for each data version.
    """
    return await answer(request, "api/coverage", _COVERAGE, asked, aggregate=True)


@offer(
    router, "/gaps", _LIST, summary="Show what a part of the network leaves open", shape=one("PartGaps"),
    missing=True, endings=True,
)  # fmt: skip
async def network_gaps(request: Request, asked: Annotated[parameters.PartGaps, Query()]) -> Response:
    """Show the goals or targets that few or no centres of a part of the network serve, with examples from elsewhere.

    Name the part: a region, a theme, a country group, or several. Equal to `sdggraph gaps --region REGION`.
    """
    return await answer(request, "api/network-gaps", _LIST, asked, aggregate=True)


@offer(
    router, "/meet", _LIST, summary="Suggest centres to bring together", shape=one("Gatherings"),
    missing=True, endings=True,
)  # fmt: skip
async def meet(request: Request, asked: Annotated[parameters.Meet, Query()]) -> Response:
    """Suggest groups of centres to bring together, from one region or on one theme, that have no link among them.

    Each group has three to eight centres, the reason, and who could introduce them. Equal to `sdggraph meet`.
    """
    return await answer(request, "api/meet", _LIST, asked, aggregate=True)


@offer(
    router, "/network", _NETWORK, summary="Describe how the centres cooperate",
    shape={"anyOf": [one("Network"), one("NodeLink")]}, missing=True, endings=True,
)  # fmt: skip
async def network(request: Request, asked: Annotated[parameters.Network, Query()]) -> Response:
    """Describe how the centres cooperate: communities, brokers, density, isolated centres, by region and theme.

    The report is JSON; the network itself is there as `csv` (a list of links), `graphml`, `gexf`, `node-link`
    (JSON) and as a picture, `svg`. Equal to `sdggraph network`; computed once for each data version.
    """
    return await answer(request, "api/network", _NETWORK, asked, aggregate=True)


@offer(
    router, "/network/changes/{since}", ("json",), summary="List what changed in the network",
    shape=one("Changes"), missing=True,
)  # fmt: skip
async def changes(
    request: Request,
    since: Year,
    asked: Annotated[parameters.Changes, Query()],
) -> Response:
    """List what changed in the network from the end of a year to the end of `as_of`, or to the latest link on record.

    Undated links are in neither. Equal to `sdggraph network --compare YEAR`.
    """
    return await answer(request, "api/changes", ("json",), asked, aggregate=True, since=since)


@offer(
    router, "/path/{code}/{other}", _LIST, summary="Show the shortest chain between two centres", shape=one("Path"),
    missing=True,
)  # fmt: skip
async def path(
    request: Request, organisation: Organisation, other: Other, asked: Annotated[parameters.Chain, Query()]
) -> Response:
    """Show the shortest chain of cooperation between two organisations, with the evidence of each step.

    An empty list of steps means that no chain is on record. Equal to `sdggraph path ONE OTHER`.
    """
    return await answer(request, "api/path", _LIST, asked, one=organisation, other=other)
