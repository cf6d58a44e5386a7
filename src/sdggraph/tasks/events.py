"""Events, filtered by region, group of countries, theme and time."""

from __future__ import annotations

import datetime
from typing import Unpack

from sdggraph.analysis import events as analysis
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.events import Event, first_day, last_day, read_events
from sdggraph.model.reader import key
from sdggraph.model.records import Network
from sdggraph.present import events as page
from sdggraph.publish.site.publication import date_of, default_base
from sdggraph.tasks.lookup import find_country, find_group, find_region, find_theme
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import EventsQuestion
from sdggraph.tasks.source import Source


def events(source: Source, **asked: Unpack[EventsQuestion]) -> list[Event]:
    """Return the events that match all filters, the earliest first.

    Region and theme are those of the organisers and hosts, or of the participants if neither is on record. A country
    group matches if they come from one of its countries, or if the event is open to one; `open_to` requires the latter.
    `open_to` takes a group, a region or a country; what is open to one of its countries, or to their groups and
    regions, counts, too.
    `since` and `until` are a year, a month or a day, both included; events without a date are then left out. Raises
    NotFound for unknown words and BadParameter for an invalid date.
    """
    return matching(source.network, read_events(source.store), **asked)


def matching(network: Network, known: list[Event], **asked: Unpack[EventsQuestion]) -> list[Event]:
    """Return those of the events that match all filters, as `events` does for all."""
    question = completed(EventsQuestion, asked)
    since, until = _day(question["since"], first=True), _day(question["until"], first=False)
    found = analysis.within(known, since, until)
    if region := question["region"]:
        label = find_region(network, region).key
        found = [event for event in found if label in analysis.regions(event, network)]
    if theme := question["theme"]:
        wanted = find_theme(network, theme).key
        found = [event for event in found if wanted in analysis.themes(event, network)]
    if country_group := question["country_group"]:
        group = find_group(network, country_group).key
        found = [event for event in found if group in analysis.country_groups(event, network)]
    if open_to := question["open_to"]:
        wide = _openings(network, open_to)
        found = [event for event in found if wide & set(event.open_to)]
    return found


def _openings(network: Network, words: str) -> set[str]:
    """Return the keys of what an event may be open to, so that people of a group, a region or a country may take part.

    These are the thing itself, and every country, region and group of one of its countries: a request for Kenya
    includes events for Africa and for the G77, and a request for the G77 includes events for Africa.
    Raises NotFound, Ambiguous.
    """
    lands = network.countries.values()
    try:
        group = find_group(network, words).key
    except NotFound as nothing:
        kept = nothing
    else:
        return {group}.union(*(analysis.openings(network, land) for land in lands if group in land.groups))
    try:
        region = find_region(network, words)
        members = (land for land in lands if region.key in (land.region, land.subregion))
        wide = {key(region.iri), *analysis.wider_regions(network, region.iri)}
        return wide.union(*(analysis.openings(network, land) for land in members))
    except NotFound:
        pass
    try:
        return analysis.openings(network, find_country(network, words))
    except NotFound:
        raise kept from None


def events_file(source: Source, found: list[Event], format: str) -> bytes:
    """Return the events as table, json, csv, markdown, ics or atom; the same events always give the same bytes."""
    if format not in page.FORMATS:
        raise BadParameter(f"There is no format {format!r} for events.", f"Choose one of: {', '.join(page.FORMATS)}.")
    feed = f"{default_base()}feeds/events.atom"
    return page.rendered(found, source.network, format, date=date_of(source.store), id=feed)


def _day(text: str | None, *, first: bool) -> datetime.date | None:
    if text is None:
        return None
    day = first_day(text) if first else last_day(text)
    if day is None:
        raise BadParameter(
            f"{text!r} is not a date.", "Write a year, a month or a day, such as 2026, 2026-03 or 2026-03-15."
        )
    return day
