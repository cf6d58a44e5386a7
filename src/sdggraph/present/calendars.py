"""Events as a calendar for other programs: iCalendar (RFC 5545 and 7986)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

import lazy_loader as lazy

from sdggraph.model.events import Event
from sdggraph.model.records import Network
from sdggraph.present.text import clean

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = lazy.load("icalendar")  # loads with the first calendar: a table of events needs none

_DAY = datetime.timedelta(days=1)
_INEXACT = {4: "The source tells the year only.", 7: "The source tells the month only."}


def calendar(
    events: Iterable[Event],
    network: Network,
    *,
    name: str,
    about: str,
    date: str,
    source: str = "",
    written: dict[str, bytes] | None = None,
) -> bytes:
    """Write the events as a calendar, by day and IRI; those without a date are left out.

    Events last whole days. If only a month or a year is known, all of it is marked as tentative, and the text says so.
    `date` is the date of the data, used as the time of making. If several calendars contain the same events, `written`
    keeps the finished entries by IRI.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//sdggraph//Events//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for label in ("name", "x-wr-calname"):
        made.add(label, icalendar.vText(clean(name)))
    for label in ("description", "x-wr-caldesc"):
        made.add(label, icalendar.vText(clean(about)))
    if source:
        made.add("source", icalendar.vUri(source), parameters={"VALUE": "URI"})
    kept = {} if written is None else written
    stamp = datetime.datetime.combine(datetime.date.fromisoformat(date), datetime.time(), datetime.UTC)
    body = []
    for event in events:
        if event.first is not None and event.last is not None:
            if event.iri not in kept:
                kept[event.iri] = _entry(event, network, stamp, event.first, event.last).to_ical()
            body.append(kept[event.iri])
    head, end, _ = bytes(made.to_ical()).partition(b"END:VCALENDAR")
    return head + b"".join(body) + end + b"\r\n"


def told(event: Event, network: Network) -> str:
    """Describe an event in plain lines: its own text, organisers, hosts, participants, evidence."""
    lines = [clean(text) for text in event.about]
    for label, codes in (("Organised by", event.organisers), ("Hosted by", event.hosts), ("With", event.participants)):
        if codes:
            names = [network.organisations[code].name if code in network.organisations else code for code in codes]
            lines.append(f"{label} {clean('; '.join(names))}.")
    inexact = {_INEXACT.get(len(text), "") for text in (event.start, event.end) if text} - {""}
    lines += sorted(inexact)
    lines += [f"Evidence: {clean(page)}" for page in event.evidence]
    return "\n".join(lines)


def _entry(
    event: Event, network: Network, stamp: datetime.datetime, first: datetime.date, last: datetime.date
) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", event.iri)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", first)
    entry.add("dtend", max(first, last) + _DAY)  # the day after the last day
    entry.add("summary", clean(event.name))
    entry.add("status", "CONFIRMED" if event.is_exact else "TENTATIVE")
    entry.add("transp", "TRANSPARENT")  # an event on a list does not make anybody busy
    if event.place:
        entry.add("location", clean(event.place))
    if event.kind:
        entry.add("categories", [clean(event.kind)])
    if text := told(event, network):
        entry.add("description", text)
    if event.evidence:
        entry.add("url", event.evidence[0])
    return entry
