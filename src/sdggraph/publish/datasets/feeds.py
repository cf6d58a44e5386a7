"""Atom feeds of changes and coming events, and calendars by region, group of countries, theme and centre."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from sdggraph import vocab
from sdggraph.analysis import events as analysis
from sdggraph.model.dates import last_day
from sdggraph.model.events import Event, read_concepts, read_events
from sdggraph.model.records import Network
from sdggraph.model.standing_words import status_note
from sdggraph.model.status import standing_told
from sdggraph.names.file_names import file_name
from sdggraph.present import calendars
from sdggraph.present.atom import Entry, Feed, atom
from sdggraph.present.events import ABOUT, NAME, entries
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import ATOM, CALENDAR

CHANGES: Final = "feeds/changes.atom"
UPCOMING: Final = "feeds/events.atom"
EVERY: Final = "calendar/all.ics"
_ICS: Final = f"{CALENDAR.media_type};charset=utf-8"
_NEWEST: Final = 500  # entries of a feed, at most
_DATED: Final = (
    "SELECT ?thing ?day { ?thing dcterms:created|dcterms:modified|sg:confirmed ?day FILTER(datatype(?day) = xsd:date) }"
)
_BY_WHOM: Final = f"<{vocab.PREFIXES['prov']}wasAttributedTo>"


def write(site: Site, known: PublicationContext) -> None:
    """Write the feed of changes, the feed of coming events, and the calendars.

    Coming events are those that are not over on the date of the data, so that the feed may be empty.
    """
    site.write(CHANGES, _changes(known), media_type=ATOM.media_type, title="What changed, as a feed")
    events = read_events(known.store)
    content = feed_file(known, Selection(UPCOMING, "all", "", "", events))
    site.write(UPCOMING, content, media_type=ATOM.media_type, title="Events to come, as a feed")
    _write_calendars(site, known, events)


def feed_file(known: PublicationContext, found: Selection) -> bytes:
    """Return the feed of those of the events that are not over on the date of the data."""
    to_come = analysis.within(found.events, datetime.date.fromisoformat(known.date), None)
    about = f"Not over on {known.date}. {_described(found)}"
    feed = _feed(known, found.path, f"To come: {_named(found)}", about)
    return atom(feed, entries(to_come[:_NEWEST], known.network, known.date))


def _feed(known: PublicationContext, path: str, title: str, about: str) -> Feed:
    address = known.address(path)
    return Feed(address, title, about, known.date, known.publisher, known.base, address, known.licence.words)


def changed(known: PublicationContext) -> dict[str, tuple[str, int]]:
    """Return for each organisation, by code, the latest day of a statement about it, and the number of dated things."""
    days: dict[str, str] = {}
    for row in known.store.query(_DATED).rows():
        thing = f"<{row['thing']}>"
        days[thing] = max(row["day"], days.get(thing, ""))
    codes = {f"<{record.iri}>": record.code for record in known.network.organisations.values()}
    things: dict[str, set[str]] = defaultdict(set)
    # one pass over the statements: as a query, this join takes minutes with millions of them
    for subject, predicate, value, _ in known.store.quads(vocab.DATA_GRAPH):
        if subject in days and predicate != _BY_WHOM:
            for term in (subject, value):
                if term in codes:
                    things[codes[term]].add(subject)
    found = {}
    for code, about in things.items():
        latest = max(days[thing] for thing in about)
        found[code] = latest, sum(days[thing] == latest for thing in about)
    return found


def _changes(known: PublicationContext) -> bytes:
    latest = [_change(known, code, day, number) for code, (day, number) in sorted(changed(known).items())]
    latest += _standings(known)
    latest.sort(key=lambda each: each.updated, reverse=True)
    about = (
        "Organisations of which something was written down, and standings that changed, the latest first; only what "
        "has a date is counted."
    )
    return atom(_feed(known, CHANGES, f"What changed: {TITLE}", about), latest[:_NEWEST])


def _standings(known: PublicationContext) -> list[Entry]:
    """The standings of centres that must be told, each on the day from which it is known."""
    found = []
    for code, record in sorted(known.network.organisations.items()):
        day = last_day(record.status_date)
        if record.is_centre and status_note(record) and day is not None:
            page = known.address(f"organisations/{file_name(code)}.html")
            name = f"{record.iri}#standing-{record.status}-{record.status_date}"
            told = f"{record.name}: {standing_told(record)}."
            found.append(Entry(name, f"{code}: {status_note(record)}", min(day.isoformat(), known.date), told, page))
    return found


def _change(known: PublicationContext, code: str, day: str, number: int) -> Entry:
    record = known.network.organisations[code]
    many = "one dated statement" if number == 1 else f"{number:,} dated statements"
    summary = f"{day}: {many} of {record.name}, each with its evidence, recorded or changed."
    page = known.address(f"organisations/{file_name(code)}.html")
    return Entry(record.iri, f"{code}: {record.name}", day, summary, page)


# --- calendars -------------------------------------------------------------------------------------


class Selection(NamedTuple):
    """Some of the events: a calendar or a feed to subscribe to."""

    path: str
    kind: str  # all, groups, regions, themes or organisations
    label: str
    how: str  # which events it has, as the end of a sentence
    events: list[Event]


def calendars_of(known: PublicationContext, events: list[Event]) -> Iterator[Selection]:
    """Yield all calendars: of all events, and of each group of countries, region, theme and centre with a dated one."""
    yield Selection(EVERY, "all", "", "", events)
    network = known.network
    groups = {key: each.label for key, each in read_concepts(known.store, "sg:CountryGroup").items()}
    regions = {each.label: each.label for each in read_concepts(known.store, "sg:UnescoRegion").values()}
    themes = {key: each.label for key, each in network.themes.items()}
    centres = {code: record.name for code, record in network.organisations.items() if record.is_centre}
    for folder, labels, keys, how in (
        ("", groups, analysis.country_groups, "open to {}, or held by organisations from there"),
        ("regions/", regions, analysis.regions, "held by organisations in {}"),
        ("themes/", themes, analysis.themes, "held by organisations that work on: {}"),
        ("organisations/", centres, _organisations, "organised, hosted or attended by: {}"),
    ):
        for key, chosen in sorted(_parted(events, network, keys).items()):
            if key in labels and any(event.first is not None for event in chosen):
                name = file_name(key if folder != "regions/" else key.lower().replace(" ", "-"))
                path = f"calendar/{folder}{name}.ics"
                yield Selection(path, folder.rstrip("/") or "groups", labels[key], how.format(labels[key]), chosen)


def calendar_path(code: str) -> str:
    """Return the path of the calendar of a centre.

    >>> calendar_path("HIST")
    'calendar/organisations/HIST.ics'
    """
    return f"calendar/organisations/{file_name(code)}.ics"


def participants_of(event: Event) -> set[str]:
    """Return the codes of the organisations that organise or host an event, or take part in it."""
    return {*event.organisers, *event.hosts, *event.participants}


def _organisations(event: Event, _network: Network) -> set[str]:
    return participants_of(event)


def _parted(
    events: Iterable[Event], network: Network, keys: Callable[[Event, Network], set[str]]
) -> Mapping[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for key in keys(event, network):
            found[key].append(event)
    return found


def _write_calendars(site: Site, known: PublicationContext, events: list[Event]) -> None:
    written: dict[str, bytes] = {}
    for each in calendars_of(known, events):
        title = f"Events{f': {each.label}' if each.label else ''}, as a calendar"
        site.write(each.path, calendar_file(known, each, written), media_type=_ICS, title=title)


def calendar_file(known: PublicationContext, found: Selection, written: dict[str, bytes]) -> bytes:
    """Return the file of a calendar. `written` keeps what several calendars share."""
    undated = sum(event.first is None for event in found.events)
    about = f"{_described(found)} "
    about += f"{undated} without a date on record are left out." if undated else ""
    return calendars.calendar(
        found.events,
        known.network,
        name=_named(found),
        about=about.strip(),
        date=known.date,
        source=known.address(found.path),
        written=written,
    )


def _named(found: Selection) -> str:
    return f"{NAME}: {found.label}" if found.label else NAME


def _described(found: Selection) -> str:
    return f"{ABOUT} Here are those {found.how}." if found.how else ABOUT
