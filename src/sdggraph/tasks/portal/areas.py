"""The pages of a theme and of a country: who works there, on which goals, and what few or none take up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sdggraph.analysis.coverage import claims_of
from sdggraph.messages import Message
from sdggraph.model.coverage import un_order
from sdggraph.model.events import Event
from sdggraph.model.records import Concept, Country, Network, Organisation
from sdggraph.names.file_names import file_name
from sdggraph.tasks.centres import filtered
from sdggraph.tasks.lookup import find_country, find_theme
from sdggraph.tasks.memo import once
from sdggraph.tasks.portal.claims import Contributor, by_goal, contributors
from sdggraph.tasks.portal.coverage import Heading, gaps_of, goal_path, rows_of
from sdggraph.tasks.portal.events import EventShown, all_events, shown_events
from sdggraph.tasks.portal.records import PAGE_SIZE, Moved, Reference, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

_EVENTS: Final = 10
_MEMBERS: Final = 200  # centres in the table of a page
_MANY: Final = 40  # contributors to a goal, above which only their names are shown
_IN_DETAIL: Final = 200  # contributors to all goals of a page, above which only their names are shown


@dataclass(frozen=True)
class Member:
    """An organisation with the numbers of its contributions and links."""

    organisation: Reference
    contributions: int
    links: int


@dataclass(frozen=True)
class GoalPart:
    """A goal, and what the centres contribute to it."""

    aim: Heading
    contributors: tuple[Contributor, ...]  # the first ones of many
    count: int
    is_long: bool  # whether there are too many contributors to show what each does


@dataclass(frozen=True)
class Gap:
    """A goal to which few or no centres contribute."""

    aim: Heading
    message: Message
    chance: float


@dataclass(frozen=True)
class ThemePage:
    """Everything on the page of a theme."""

    key: str
    label: str
    iri: str
    broader: tuple[Heading, ...]
    narrower: tuple[Heading, ...]
    centres: tuple[Member, ...]  # those of narrower themes included; the first ones of many
    count: int  # of centres
    goals: tuple[GoalPart, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class CountryPage:
    """Everything on the page of a country."""

    code: str
    name: str
    iri: str
    region: str
    subregion: str
    groups: tuple[str, ...]  # labels
    centres: tuple[Member, ...]  # the first ones of many
    count: int  # of centres
    others: tuple[Reference, ...]  # hosts and partners
    goals: tuple[GoalPart, ...]
    partners: tuple[tuple[Heading, int], ...]  # countries of the organisations that its centres have links with
    events: tuple[EventShown, ...]  # the latest


def theme_path(key: str) -> str:
    """Return the path of the page of a theme."""
    return f"themes/{file_name(key)}.html"


def country_path(code: str) -> str:
    """Return the path of the page of a country."""
    return f"countries/{file_name(code)}.html"


def theme(source: Source, *, stem: str) -> ThemePage | Moved:
    """Return everything on the page of a theme; another name leads on. Raises NotFound, Ambiguous."""
    network = source.network
    concept = next((each for each in network.themes.values() if file_name(each.key) == stem), None)
    if concept is None:
        return Moved(theme_path(find_theme(network, stem).key))
    records = [each for each in filtered(network, theme=concept.key) if each.is_active_centre]
    row = next((each for each in rows_of(source, "theme") if each.group.key == concept.key), None)
    return ThemePage(
        key=concept.key,
        label=concept.label,
        iri=concept.iri,
        broader=_headings(source, (network.themes[each] for each in concept.broader if each in network.themes)),
        narrower=_headings(source, (each for each in network.themes.values() if concept.key in each.broader)),
        centres=_members(source, records),
        count=len(records),
        goals=_goals(network, records),
        gaps=tuple(
            Gap(Heading(gap.aim.key, gap.aim.label, goal_path(gap.aim.key), 0), gap.message, gap.chance)
            for gap in (gaps_of(source, row, "theme", "goal") if row else ())
        ),
    )


def country(source: Source, *, stem: str) -> CountryPage | Moved:
    """Return everything on the page of a country; another name or code leads on. Raises NotFound, Ambiguous."""
    network = source.network
    land = next((each for each in network.countries.values() if file_name(each.code) == stem), None)
    if land is None:
        return Moved(country_path(find_country(network, stem).code))
    inside = [each for each in network.organisations.values() if each.country == land.code]
    records = [each for each in inside if each.is_centre]
    codes = {each.code for each in inside}
    return CountryPage(
        code=land.code,
        name=land.name,
        iri=land.iri,
        region=land.region,
        subregion=land.subregion,
        groups=tuple(network.groups[each].label if each in network.groups else each for each in land.groups),
        centres=_members(source, records),
        count=len(records),
        others=tuple(
            reference(each, network)
            for each in sorted(inside, key=lambda each: each.name.casefold())
            if not each.is_centre
        ),
        goals=_goals(network, [each for each in records if each.is_active_centre]),
        partners=_partners(source, records, land),
        events=shown_events(
            source, [each for each in _past_first(source) if codes & {*each.organisers, *each.hosts}][:_EVENTS]
        ),
    )


def themes(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page of each theme that a centre has."""
    for row in rows_of(source, "theme"):
        if row.group.iri:
            yield theme_path(row.group.key), {"stem": file_name(row.group.key)}, f"{row.group.label}: who works on it"


def countries(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page of each country with an organisation."""
    used = {record.country for record in source.network.organisations.values()}
    for land in source.network.countries.values():
        if land.code in used:
            yield country_path(land.code), {"stem": file_name(land.code)}, f"{land.name}: its organisations"


def _members(source: Source, records: Iterable[Organisation]) -> tuple[Member, ...]:
    links = surroundings(source).links
    return tuple(
        Member(reference(each, source.network), len(claims_of(each)), len(links.get(each.code, ())))
        for each in sorted(records, key=lambda each: each.code.casefold())[:_MEMBERS]
    )


def _goals(network: Network, records: Sequence[Organisation]) -> tuple[GoalPart, ...]:
    serving, found = by_goal(records), []
    is_full = sum(map(len, serving.values())) > _IN_DETAIL
    for key in sorted(serving, key=un_order):
        label = network.aims[key].label if key in network.aims else key
        path = goal_path(key) if key in network.aims else "coverage/index.html"
        first = contributors(network, serving[key][:PAGE_SIZE])
        count = len(serving[key])
        found.append(GoalPart(Heading(key, label, path, 0), first, count, is_full or count > _MANY))
    return tuple(found)


def _headings(source: Source, concepts: Iterable[Concept]) -> tuple[Heading, ...]:
    counts = {row.group.key: len(row.group.centres) for row in rows_of(source, "theme")}
    ranked = sorted(concepts, key=lambda each: each.label.casefold())
    return tuple(Heading(each.key, each.label, theme_path(each.key), counts.get(each.key, 0)) for each in ranked)


def _partners(source: Source, records: Iterable[Organisation], land: Country) -> tuple[tuple[Heading, int], ...]:
    """Count the links of the centres by the country of the other side, the country with most links first."""
    network, links = source.network, surroundings(source).links
    held = {link.iri: link for record in records for link in links.get(record.code, ())}
    count: Counter[str] = Counter()
    for link in held.values():
        abroad = {network.organisations[code].country for code in link.partners if code in network.organisations}
        count.update(abroad - {land.code, ""})
    return tuple(
        (Heading(code, network.countries[code].name, country_path(code), 0), number)
        for code, number in sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
        if code in network.countries
    )


def _past_first(source: Source) -> list[Event]:
    """Return all events, the latest first."""
    return once(source, "events", lambda: [each for each in reversed(all_events(source)) if each.first is not None])
