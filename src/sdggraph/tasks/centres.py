"""Searching for organisations, and showing one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from sdggraph.model.full_record import FullRecord, read_full_record
from sdggraph.model.records import DERIVED, Country, Link, Network, Organisation
from sdggraph.model.status import standing_on
from sdggraph.publish.site.publication import date_of
from sdggraph.tasks.lookup import (
    find_aim,
    find_category,
    find_country,
    find_group,
    find_organisation,
    find_region,
    find_sector,
    find_theme,
)
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import CentresQuestion
from sdggraph.tasks.source import Source
from sdggraph.tasks.values import day_of


@dataclass(frozen=True)
class Profile:
    """An organisation with its surroundings in the network."""

    organisation: Organisation
    country: Country | None
    links: tuple[Link, ...]
    network: Network
    full: FullRecord  # hosts, status, projects, events and every other statement, with the evidence


def centres(source: Source, **asked: Unpack[CentresQuestion]) -> list[Organisation]:
    """Return the centres that match all filters, by code; with a category, any organisations of that category.

    A region is a UNESCO region or an M49 sub-region. A theme includes its narrower themes. A goal ("6") includes its
    targets; a target ("6.5") stands for itself. The standing is that of the day of the data, or
    of the last day that `as_of` may mean. Raises NotFound for unknown words, Ambiguous, and BadParameter for no date.
    """
    question = completed(CentresQuestion, asked)
    day = question["as_of"]
    network = source.network if day is None else standing_on(source.network, day_of(day))
    found = filtered(
        network,
        region=question["region"],
        country=question["country"],
        theme=question["theme"],
        goal=question["goal"],
        category=question["category"],
    )
    return of_sector(network, found, question["sector"])


def of_sector(network: Network, found: list[Organisation], sector: str | None) -> list[Organisation]:
    """Return the records of a sector of UNESCO; all records if no sector is given. Raises NotFound, Ambiguous."""
    if not sector:
        return found
    key = find_sector(network, sector)
    return [record for record in found if key in record.sectors]


def filtered(
    network: Network,
    *,
    region: str | None = None,
    country: str | None = None,
    theme: str | None = None,
    goal: str | None = None,
    category: str | None = None,
    country_group: str | None = None,
) -> list[Organisation]:
    """Filter records as `centres` does, and by group of countries too."""
    found = list(network.organisations.values())
    if category:
        wanted = find_category(network, category)
        found = [record for record in found if record.category == wanted]
    else:
        found = [record for record in found if record.is_centre]
    if region or country or country_group:
        lands = _lands(network, region, country, country_group)
        found = [record for record in found if record.country in lands]
    if theme:
        themes = _with_narrower(network, find_theme(network, theme).key)
        found = [record for record in found if themes & set(record.themes)]
    if goal:
        aim = find_aim(network, goal).key
        found = [record for record in found if _serves(record, aim)]
    return found


def show(source: Source, words: str, as_of: str | None = None) -> Profile:
    """Return everything on record of one organisation, with its standing on the day of the data or as of a date.

    Raises NotFound, Ambiguous, and BadParameter for no date.
    """
    network = source.network if as_of is None else standing_on(source.network, day_of(as_of))
    record = find_organisation(network, words)
    links = tuple(link for link in network.links if record.code in link.partners)
    full = read_full_record(source.store, record.iri, date_of(source.store))
    return Profile(record, network.countries.get(record.country), links, network, full)


def _lands(network: Network, region: str | None, country: str | None, group: str | None) -> set[str]:
    """Return the codes of the countries that match."""
    lands = list(network.countries.values())
    if region:
        name = find_region(network, region).key
        lands = [land for land in lands if name in (land.region, land.subregion)]
    if country:
        code = find_country(network, country).code
        lands = [land for land in lands if land.code == code]
    if group:
        key = find_group(network, group).key
        lands = [land for land in lands if key in land.groups]
    return {land.code for land in lands}


def _with_narrower(network: Network, theme: str) -> set[str]:
    found, grown = {theme}, True
    while grown:
        narrower = {key for key, concept in network.themes.items() if found & set(concept.broader)}
        grown = not narrower <= found
        found |= narrower
    return found


def _serves(record: Organisation, aim: str) -> bool:
    claims = [claim for claim in record.contributions if claim.basis != DERIVED]
    return any(aim in (claim.aim, claim.goal) for claim in claims)
