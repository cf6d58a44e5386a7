"""The first page: what the network is, in numbers, on a map and goal by goal."""

from __future__ import annotations

from dataclasses import dataclass

from sdggraph.analysis.coverage import claims_of
from sdggraph.analysis.network import links_among
from sdggraph.analysis.structure import isolated
from sdggraph.messages import message
from sdggraph.model.coverage import un_order
from sdggraph.model.records import STATED, Network, Organisation
from sdggraph.model.structure import Scope
from sdggraph.present.html.pictures import Dot
from sdggraph.tasks.portal.records import Reference, organisation_path, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source


@dataclass(frozen=True)
class RegionShown:
    """A UNESCO region with its centres."""

    number: int  # in the legend of the map, from 1
    label: str
    centres: tuple[Reference, ...]


@dataclass(frozen=True)
class GoalTile:
    """A goal, and the number of centres that contribute to it."""

    key: str
    label: str
    centres: int


@dataclass(frozen=True)
class Home:
    """Everything on the first page."""

    centres: int
    countries: int
    stated: int  # contributions of centres
    inferred: int
    strong: int  # links between centres
    weak: int
    isolated: int  # centres without a link to another centre
    dots: tuple[Dot, ...]
    regions: tuple[RegionShown, ...]
    goals: tuple[GoalTile, ...]
    without_place: int  # centres that the map cannot show


def home(source: Source) -> Home:
    """Return everything on the first page. Centres that have ceased are not counted."""
    network = source.network
    active = [record for record in network.organisations.values() if record.is_active_centre]
    members = tuple(sorted(record.code for record in active))
    alone = {each.code for each in isolated(network, Scope(members, members))}
    links = [link for link, _ in links_among(network.links, members)]
    claims = [claim for record in active for claim in claims_of(record)]
    regions = _regions(network, active)
    dots = _dots(source, active, alone, regions)
    strong = sum(link.strong for link in links)
    return Home(
        centres=len(active),
        countries=len({record.country for record in active} - {""}),
        stated=sum(claim.basis == STATED for claim in claims),
        inferred=sum(claim.basis != STATED for claim in claims),
        strong=strong,
        weak=len(links) - strong,
        isolated=len(alone),
        dots=dots,
        regions=regions,
        goals=_goals(network, active),
        without_place=len(active) - len(dots),
    )


def _regions(network: Network, active: list[Organisation]) -> tuple[RegionShown, ...]:
    labels = sorted({land.region for land in network.countries.values()} - {""})
    found: list[RegionShown] = []
    for label in labels:
        inside = [each for each in active if _region(network, each) == label]
        shown = tuple(reference(each, network) for each in sorted(inside, key=lambda each: each.code))
        found.append(RegionShown(len(found) + 1, label, shown))
    return tuple(each for each in found if each.centres)


def _region(network: Network, record: Organisation) -> str:
    land = network.countries.get(record.country)
    return land.region if land else ""


def _dots(
    source: Source, active: list[Organisation], alone: set[str], regions: tuple[RegionShown, ...]
) -> tuple[Dot, ...]:
    network, places = source.network, surroundings(source).positions
    numbers = {region.label: region.number for region in regions}
    found = []
    for record in active:
        if record.code not in places:
            continue
        number = len(claims_of(record))
        land = network.countries.get(record.country)
        who = {"code": record.code, "place": land.name if land else record.name}
        title = message("dot.contributions", count=number, **who) if number else message("dot.nothing", **who)
        title = message("dot.alone", dot=title) if record.code in alone else title
        longitude, latitude = places[record.code]
        path = organisation_path(record.code)
        region = numbers.get(_region(network, record), 0)
        found.append(Dot(path, title, longitude, latitude, number, region, record.code in alone))
    return tuple(found)


def _goals(network: Network, active: list[Organisation]) -> tuple[GoalTile, ...]:
    held = [concept for key, concept in network.aims.items() if "." not in key]
    served = [{claim.goal for claim in claims_of(record)} for record in active]
    return tuple(
        GoalTile(each.key, each.label, sum(each.key in goals for goals in served))
        for each in sorted(held, key=lambda each: un_order(each.key))
    )
