"""Events, and the queries that read them from any store."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from sdggraph.model.dates import first_day as first_day
from sdggraph.model.dates import last_day as last_day
from sdggraph.model.reader import key
from sdggraph.model.records import Concept
from sdggraph.names.languages import preference

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store

_EVENTS: Final = """
SELECT ?iri ?name ?tag ?kind
WHERE {
  ?iri a sg:Event .
  OPTIONAL { ?iri skos:prefLabel ?name BIND(LANG(?name) AS ?tag) }
  OPTIONAL { ?iri sg:eventKind ?kind }
}"""
# FILTER … IN, because Oxigraph joins VALUES with all statements: four times as long with two million
_VALUES: Final = """
SELECT ?iri ?property ?value
WHERE {
  ?iri a sg:Event ; ?property ?value .
  FILTER(?property IN (
    sg:start, sg:end, sg:place, sg:openTo, sg:evidence, sg:evidenceCopy, dcterms:description, skos:note
  ))
}"""
_PEOPLE: Final = """
SELECT ?iri ?property ?code
WHERE {
  ?iri a sg:Event ; ?property ?organisation .
  FILTER(?property IN (sg:organiser, sg:eventHost, sg:participant))
  ?organisation sg:code ?code .
}"""
_LABELS: Final = "SELECT ?iri ?name ?tag {{ ?iri a {type} ; skos:prefLabel ?name BIND(LANG(?name) AS ?tag) }}"


class Event(NamedTuple):
    """A meeting, course, ceremony or other occasion."""

    iri: str
    name: str
    kind: str = ""  # the key of its kind
    start: str = ""  # as precise as the source: 2025, 2025-10 or a day
    end: str = ""
    place: str = ""
    organisers: tuple[str, ...] = ()  # codes
    hosts: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    open_to: tuple[str, ...] = ()  # keys of the country groups, regions and countries whose people may take part
    about: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def first(self) -> datetime.date | None:
        """The earliest day on which it may begin; None if no date is on record.

        >>> Event("e", "E", start="2025-12").first
        datetime.date(2025, 12, 1)
        """
        return first_day(self.start or self.end)

    @property
    def last(self) -> datetime.date | None:
        """The latest day on which it may end.

        >>> Event("e", "E", start="2025-12").last
        datetime.date(2025, 12, 31)
        """
        days = [day for day in map(last_day, (self.start, self.end)) if day is not None]
        return max(days, default=None)

    @property
    def is_exact(self) -> bool:
        """Whether its days are known, not only its month or year."""
        return all(len(text) == 10 for text in (self.start, self.end) if text)


def read_events(store: Store) -> list[Event]:
    """Return every event of a store, the earliest first, those without a date last; equal days by IRI.

    One without a name is called by the last part of its IRI.
    """
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.query(_VALUES).rows():
        values[row["iri"], _local(row["property"])].add(row["value"])
    for row in store.query(_PEOPLE).rows():
        values[row["iri"], _local(row["property"])].add(row["code"])

    def several(iri: str, *names: str) -> tuple[str, ...]:
        return tuple(value for name in names for value in sorted(values.get((iri, name), ())))

    def single(iri: str, name: str) -> str:
        return next(iter(several(iri, name)), "")

    found: dict[str, Event] = {}
    for row in _by_name(store.query(_EVENTS).rows()):
        iri = row["iri"]
        found.setdefault(
            iri,
            Event(
                iri=iri,
                name=row.get("name") or key(iri) or iri,
                kind=key(row.get("kind", "")),
                start=single(iri, "start"),
                end=single(iri, "end"),
                place=single(iri, "place"),
                organisers=several(iri, "organiser"),
                hosts=several(iri, "eventHost"),
                participants=several(iri, "participant"),
                open_to=tuple(map(key, several(iri, "openTo"))),
                about=several(iri, "description", "note"),
                evidence=several(iri, "evidence", "evidenceCopy"),
            ),
        )
    return sorted(found.values(), key=lambda event: (event.first or datetime.date.max, event.iri))


def read_concepts(store: Store, type: str) -> dict[str, Concept]:
    """Return the concepts of one of our classes, by key: `sg:CountryGroup`, `sg:EventKind`, `sg:UnescoRegion`."""
    rows = _by_name(store.query(_LABELS.format(type=type)).rows())
    found: dict[str, Concept] = {}
    for row in rows:
        found.setdefault(key(row["iri"]), Concept(key(row["iri"]), row["name"], row["iri"]))
    return found


def _by_name(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Sort the rows of each thing by the language of its name, the preferred one first."""
    return sorted(
        rows, key=lambda row: (row["iri"], preference(row.get("tag", "")), row.get("name", ""), row.get("kind", ""))
    )


def _local(iri: str) -> str:
    return re.split("[/#]", iri)[-1]
