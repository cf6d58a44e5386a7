"""The page of events: what is to come, what has been, and the calendars to subscribe to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from sdggraph.errors import NotFound
from sdggraph.model.events import Event, read_concepts, read_events
from sdggraph.model.records import Network
from sdggraph.publish.datasets.feeds import (
    EVERY,
    UPCOMING,
    Selection,
    calendar_file,
    calendar_path,
    calendars_of,
    feed_file,
    participants_of,
)
from sdggraph.tasks.events import matching
from sdggraph.tasks.lookup import find_region, find_theme
from sdggraph.tasks.memo import once
from sdggraph.tasks.portal.coverage import Choice
from sdggraph.tasks.portal.meet import choices
from sdggraph.tasks.portal.records import PageLink, Reference, references
from sdggraph.tasks.portal.surroundings import context, surroundings
from sdggraph.tasks.source import Source

FOLDER: Final = "events"
PATH: Final = f"{FOLDER}/index.html"
_SHOWN: Final = 100  # events of a list on a page
_PEOPLE: Final = 12  # participants that are named


@dataclass(frozen=True)
class EventShown:
    """An event with its evidence."""

    anchor: str
    name: str
    kind: str
    start: str
    end: str
    place: str
    organisers: tuple[Reference, ...]
    hosts: tuple[Reference, ...]
    participants: tuple[Reference, ...]  # the first ones of many
    count: int  # of participants
    open_to: tuple[str, ...]  # labels
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class CalendarLink:
    """A calendar to subscribe to."""

    path: str
    kind: str  # regions, themes or groups
    label: str
    count: int  # of events with a date


@dataclass(frozen=True)
class EventsPage:
    """Everything on a page of events."""

    regions: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    chosen: tuple[str, ...]  # labels of the region and the theme that were asked for
    today: str  # the date of the data: later events are to come
    coming: tuple[EventShown, ...]  # the first ones of many
    coming_count: int
    past: tuple[EventShown, ...]  # the latest first
    past_count: int
    undated: tuple[EventShown, ...]  # the first ones of many
    undated_count: int
    number: int
    pages: tuple[PageLink, ...]
    parameters: dict[str, str]  # of the same events as a calendar
    calendars: tuple[CalendarLink, ...]  # by region, theme and group of countries


def events(source: Source, *, region: str = "", theme: str = "", number: int = 1) -> EventsPage | None:
    """Return everything on a page of events; None for a page that does not exist. Raises NotFound, Ambiguous."""
    network = source.network
    place = find_region(network, region).label if region else ""
    subject = find_theme(network, theme).label if theme else ""
    coming, past, undated = (
        _by_time(source, matching(network, all_events(source), region=region or None, theme=theme or None))
        if region or theme
        else once(source, "events by time", lambda: _by_time(source, all_events(source)))
    )
    count = max(1, -(-len(past) // _SHOWN))
    if not 1 <= number <= count:
        return None
    first = number == 1
    parameters = {name: value for name, value in (("region", region), ("theme", theme)) if value}
    show = partial(_shown, source, network)
    return EventsPage(
        regions=choices({land.region for land in network.countries.values()}, place),
        themes=choices({each.label for each in network.themes.values()}, subject),
        chosen=tuple(each for each in (place, subject) if each),
        today=surroundings(source).date,
        coming=tuple(map(show, coming[:_SHOWN])) if first else (),
        coming_count=len(coming),
        past=tuple(map(show, past[(number - 1) * _SHOWN : number * _SHOWN])),
        past_count=len(past),
        undated=tuple(map(show, undated[:_SHOWN])) if first else (),
        undated_count=len(undated),
        number=number,
        pages=() if parameters else tuple(PageLink(n, path_of(n), n == number) for n in range(1, count + 1)),
        parameters=parameters,
        calendars=once(source, "calendars", partial(_calendars, source)) if first else (),
    )


def _by_time(source: Source, found: Iterable[Event]) -> tuple[list[Event], list[Event], list[Event]]:
    """Return the events to come, the past ones with the latest first, and those without a date."""
    today = datetime.date.fromisoformat(surroundings(source).date)
    coming: list[Event] = []
    past: list[Event] = []
    undated: list[Event] = []
    for each in found:
        last = each.last
        (undated if last is None else coming if last >= today else past).append(each)
    return coming, past[::-1], undated


def _calendars(source: Source) -> tuple[CalendarLink, ...]:
    return tuple(
        CalendarLink(each.path, each.kind, each.label, sum(event.first is not None for event in each.events))
        for each in calendars_of(context(source), all_events(source))
        if each.kind in ("regions", "themes", "groups")
    )


def all_events(source: Source) -> list[Event]:
    """Return every event, the earliest first, read at the first call for a source."""
    return once(source, "all events", partial(read_events, source.store))


def calendar_of(source: Source, code: str) -> str:
    """Return the path of the calendar of a centre; empty if no event of it has a date."""
    dated = once(source, "organisations with dated events", partial(_with_dated_events, source))
    return calendar_path(code) if code in dated and source.network.organisations[code].is_centre else ""


def _with_dated_events(source: Source) -> frozenset[str]:
    dated = (event for event in all_events(source) if event.first is not None)
    return frozenset(code for event in dated for code in participants_of(event))


def calendar(source: Source, path: str, base: str, *, region: str = "", theme: str = "") -> bytes:
    """Return the calendar with this path, as a folder published at `base` has it, or its events of a region and theme.

    Raises NotFound, Ambiguous.
    """
    known = context(source, base)
    if path == EVERY:
        return calendar_file(known, _selection(source, path, region, theme), {})
    for each in calendars_of(known, all_events(source)):
        if each.path == path:
            return calendar_file(known, each, {})
    raise NotFound(f"There is no calendar at {path[:200]!r}.", "The page of events leads to all calendars.")


def feed(source: Source, base: str, *, region: str = "", theme: str = "") -> bytes:
    """Return the feed of events to come, all or those of a region and theme. Raises NotFound, Ambiguous."""
    return feed_file(context(source, base), _selection(source, UPCOMING, region, theme))


def _selection(source: Source, path: str, region: str, theme: str) -> Selection:
    """Return the events of a region and a theme, under the address at which they were asked for."""
    parts = [
        ("region", region, find_region, "held by organisations in {}"),
        ("theme", theme, find_theme, "held by organisations that work on: {}"),
    ]
    asked = [(name, find(source.network, words).label, how) for name, words, find, how in parts if words]
    return Selection(
        f"{path}?{urlencode([(name, label) for name, label, _ in asked])}" if asked else path,
        "all",
        ", ".join(label for _, label, _ in asked),
        " and ".join(how.format(label) for _, label, how in asked),
        matching(source.network, all_events(source), region=region or None, theme=theme or None),
    )


def path_of(number: int) -> str:
    """Return the path of a page of events."""
    return PATH if number == 1 else f"{FOLDER}/page-{number}.html"


def pages(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of each page in a published folder."""
    found = events(source)
    for number in range(1, len(found.pages) + 1 if found else 1):
        yield path_of(number), {"number": number}, "Events to come and past"


def shown_events(source: Source, found: Iterable[Event]) -> tuple[EventShown, ...]:
    """Return events as pages show them."""
    return tuple(_shown(source, source.network, each) for each in found)


def _shown(source: Source, network: Network, event: Event) -> EventShown:
    labels = once(source, "openings", partial(_openings, source))
    kinds = once(source, "event kinds", partial(read_concepts, source.store, "sg:EventKind"))
    return EventShown(
        anchor=f"event-{event.iri.rpartition('/')[2]}"[:200],
        name=event.name,
        kind=kinds[event.kind].label if event.kind in kinds else event.kind,
        start=event.start,
        end=event.end if event.end != event.start else "",
        place=event.place,
        organisers=references(event.organisers, network),
        hosts=references(event.hosts, network),
        participants=references(event.participants[:_PEOPLE], network),
        count=len(event.participants),
        open_to=tuple(labels.get(each, each) for each in event.open_to),
        evidence=event.evidence,
    )


def _openings(source: Source) -> dict[str, str]:
    """Return the labels of what an event may be open to."""
    network = source.network
    groups = {**network.groups, **network.subregions, **network.regions}
    lands = {land.code: land.name for land in network.countries.values()}
    return {**{each.key: each.label for each in groups.values()}, **lands}
