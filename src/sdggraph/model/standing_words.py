"""The words for each standing, from the catalogue of messages, in the order of lists and reports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sdggraph.messages import CATALOGUE, Entry, Message, message, text
from sdggraph.model.records import (
    ACTIVE,
    CEASED,
    CONTESTED,
    ENDING,
    PENDING,
    RENEWAL,
    TERM_OVER,
    UNKNOWN,
    Organisation,
)


class Words(NamedTuple):
    """The words for a standing."""

    heading: str  # in tables and lists
    clause: str = ""  # beside a name, without the date; empty where nothing must be said there


_ORDER = (ACTIVE, RENEWAL, TERM_OVER, ENDING, PENDING, CONTESTED, UNKNOWN, CEASED)
STANDINGS: Mapping[str, Words] = MappingProxyType(
    {
        each: Words(CATALOGUE[f"standing.{each}"].one, CATALOGUE.get(f"standing-note.{each}", Entry("")).one)
        for each in _ORDER
    }
)


def heading_message(standing: str) -> Message | str:
    """Return the words for a standing in a table; the standing itself if it is none of ours, or empty."""
    return message(f"standing.{standing}") if standing in STANDINGS else standing


def heading(standing: str) -> str:
    """Return the same in English.

    >>> heading("ending"), heading("")
    ('end declared', '')
    """
    return text(heading_message(standing))


def note_message(record: Organisation) -> Message | str:
    """Return what must be said of an organisation's standing wherever it appears; empty where nothing must."""
    date = record.status_date or str(record.status_year or "")
    if record.status not in STANDINGS or not STANDINGS[record.status].clause:
        return ""
    if not date:
        return message(f"standing-note.{record.status}")
    year = str(record.status_year or date[:4])
    return message(f"standing-note.{record.status}-dated", date=date, year=year)


def status_note(record: Organisation, *, sources: bool = False) -> str:
    """Return the same in English, with the pages that tell it if `sources` are asked for.

    >>> status_note(Organisation("A", "A", "a", status="ceased", status_year=2016))
    'ceased in 2016'
    >>> status_note(Organisation("A", "A", "a", status="term-over", status_date="2024-06"))
    'term over in 2024-06, no renewal on record'
    """
    told = text(note_message(record))
    pages = f" ({', '.join(record.status_sources)})" if told and sources and record.status_sources else ""
    return f"{told}{pages}"


def standing_shown(record: Organisation) -> str:
    """Return the standing for a column of a table: with its date where one must be said; empty where there is none.

    >>> standing_shown(Organisation("A", "A", "a", status="ceased", status_year=2016))
    'ceased in 2016'
    >>> standing_shown(Organisation("A", "A", "a", status="active", status_date="2025"))
    'active'
    """
    return status_note(record) or heading(record.status)
