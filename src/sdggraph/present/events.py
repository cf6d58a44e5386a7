"""Events as tables, calendars, feeds and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sdggraph.model.events import Event
from sdggraph.model.records import Network
from sdggraph.numbers import counted
from sdggraph.present import calendars
from sdggraph.present.atom import Entry, Feed, atom
from sdggraph.present.table import rendered as tabled

FORMATS = ("table", "json", "csv", "markdown", "ics", "atom")
HEADER = ("start", "end", "event", "kind", "place", "organisers", "hosts", "participants", "open to", "iri")
NAME = "Events of the UNESCO science centres"
ABOUT = "Meetings, courses and other occasions on record. What is not on record may take place all the same."


def rendered(events: Sequence[Event], network: Network, format: str, *, date: str, id: str) -> bytes:
    """Render the events as table, json, csv, markdown, ics (a calendar) or atom (a feed).

    `date` is the date of the data, and `id` the IRI of the feed.
    """
    if format == "ics":
        return calendars.calendar(events, network, name=NAME, about=ABOUT, date=date)
    if format == "atom":
        return atom(Feed(id, NAME, ABOUT, date, "sdggraph"), entries(events, network, date))
    if format == "json":
        return (json.dumps([event._asdict() for event in events], ensure_ascii=False, indent=2) + "\n").encode()
    rows = [_row(event, network) for event in events]
    if format == "csv":
        return tabled(HEADER, rows, "csv").encode()
    shown = [row[:6] for row in rows]
    text = tabled(HEADER[:6], shown, format)
    if format == "table":
        undated = sum(event.first is None for event in events)
        text += f"\n{counted(len(events), 'event')} on record"
        text += f", {undated:,} without a date\n" if undated else "\n"
    return text.encode()


def entries(events: Sequence[Event], network: Network, date: str) -> list[Entry]:
    """Return the events as entries of a feed, in the given order, each with the date of the data."""
    return [
        Entry(
            event.iri,
            f"{_when(event)}: {event.name}" if _when(event) else event.name,
            date,
            "\n".join(line for line in (event.place, calendars.told(event, network)) if line)
            or "Nothing more is on record.",
            next(iter(event.evidence), event.iri),
            event.kind,
        )
        for event in events
    ]


def _when(event: Event) -> str:
    return event.start if event.end in ("", event.start) else f"{event.start} to {event.end}".removeprefix(" to ")


def _row(event: Event, network: Network) -> list[str]:
    open_to = [_opening(key, network) for key in event.open_to]
    people = ("; ".join(codes) for codes in (event.organisers, event.hosts, event.participants, open_to))
    return [event.start, event.end, event.name, event.kind, event.place, *people, event.iri]


def _opening(key: str, network: Network) -> str:
    """Return a key as a cell; a code of M49 with its name, because a spreadsheet reads 002 alone as the number 2."""
    if not key.isdecimal():
        return key
    region = network.subregions.get(key)
    return f"{region.label} (M49 {key})" if region else f"M49 {key}"
