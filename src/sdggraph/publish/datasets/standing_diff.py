"""Changes of standing between two states of the data, each as of its own day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sdggraph import vocab
from sdggraph.model.data_date import DATED_BY
from sdggraph.model.dates import last_day
from sdggraph.model.difference import CHANGED, Change, Field
from sdggraph.model.records import Organisation, StatusRecord
from sdggraph.model.status import standing_told, with_standing
from sdggraph.model.status_records import read_records
from sdggraph.rdf.statements import term

_PARTS: Final = {
    f"{vocab.SG}{name}": key
    for name, key in {
        "ofOrganisation": "iri",
        "statusValue": "value",
        "date": "date",
        "termStart": "start",
        "termEnd": "end",
        "endBasis": "basis",
    }.items()
}
_DAY: Final = f"^^<{vocab.PREFIXES['xsd']}date>"
_DATES: Final = frozenset(vocab.expand(name) for name in DATED_BY)


class Standings:
    """The status records of one side, kept while its statements pass."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, str]] = defaultdict(dict)
        self._day = ""

    def noted(self, quads: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[str, str, str, str]]:
        """The same statements; those of status records and the days of the data are kept on the way."""
        for quad in quads:
            predicate = quad[1][1:-1]
            if predicate in _PARTS:
                part, value = _PARTS[predicate], term(quad[2]).value
                # of several values the first in code-point order, as the reader of the records takes it
                self._parts[quad[0]][part] = min(value, self._parts[quad[0]].get(part, value))
            elif predicate in _DATES and quad[2].endswith(_DAY):
                self._day = max(self._day, term(quad[2]).value)
            yield quad

    def told(self) -> dict[str, Organisation]:
        """The organisations with a status record, by IRI, each with its standing on the day of this side."""
        rows = (
            {"record": record[1:-1], **parts}
            for record, parts in sorted(self._parts.items())
            if {"iri", "value"} <= parts.keys()
        )
        day = last_day(self._day)
        return {iri: _record(iri, records, day) for iri, records in read_records(rows, {}).items()}


def changes(old: Standings, new: Standings, names: Mapping[str, str]) -> list[Change]:
    """The organisations whose standing or term is another; the names are codes by IRI."""
    before, after = old.told(), new.told()
    found = []
    for iri in sorted(before.keys() & after.keys()):
        one, other = before[iri], after[iri]
        if (one.status, one.term_end) != (other.status, other.term_end):
            field = Field("standing", (standing_told(one),), (standing_told(other),))
            name = names.get(iri) or vocab.compact(iri)
            what = f"{one.status} → {other.status}" if one.status != other.status else _term_told(other)
            found.append(Change("Standing", CHANGED, iri, f"{name}: {what}", (field,)))
    return found


def _term_told(record: Organisation) -> str:
    return f"{record.status}, term {f'until {record.term_end}' if record.term_end else 'no longer on record'}"


def _record(iri: str, records: tuple[StatusRecord, ...], day: datetime.date | None) -> Organisation:
    return with_standing(Organisation("", "", iri, status_records=records), day)
