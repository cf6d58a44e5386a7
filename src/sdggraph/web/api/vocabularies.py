"""The vocabularies that the filters accept, each term with its number of uses."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sdggraph.web.api import parameters
from sdggraph.web.api.operations import answer, many, offer

router = APIRouter(tags=["Vocabularies"])
_LIST = ("json", "csv")


@offer(router, "/themes", _LIST, summary="List the themes", shape=many("Theme"), endings=True)
async def themes(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the fields of work with their broader ones and their centres."""
    return await answer(request, "api/terms", _LIST, asked, of="themes")


@offer(router, "/goals", _LIST, summary="List the goals and targets", shape=many("Aim"), endings=True)
async def goals(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the 17 goals and 169 targets in the United Nations' order, with their IRIs and their centres."""
    return await answer(request, "api/terms", _LIST, asked, of="goals")


@offer(router, "/regions", _LIST, summary="List the regions", shape=many("Region"), endings=True)
async def regions(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the UNESCO regions and the M49 sub-regions with their countries and centres."""
    return await answer(request, "api/terms", _LIST, asked, of="regions")


@offer(router, "/countries", _LIST, summary="List the countries", shape=many("CountryRow"), endings=True)
async def countries(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the countries with their regions, their groups and their centres."""
    return await answer(request, "api/terms", _LIST, asked, of="countries")


@offer(router, "/country-groups", _LIST, summary="List the country groups", shape=many("CountryGroup"), endings=True)
async def country_groups(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the groups of countries (g77, ldc, sids and others) with their centres."""
    return await answer(request, "api/terms", _LIST, asked, of="country-groups")


@offer(
    router,
    "/cooperation-kinds",
    _LIST,
    summary="List the kinds of cooperation",
    shape=many("CooperationKind"),
    endings=True,
)
async def cooperation_kinds(request: Request, asked: Annotated[parameters.Listed, Query()]) -> Response:
    """List the kinds of cooperation with the number of links on record."""
    return await answer(request, "api/terms", _LIST, asked, of="cooperation-kinds")
