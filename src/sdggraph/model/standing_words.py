"""The words for each standing, in this place only: one record per standing, in the order of lists and reports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

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
    when: str = " in {year}"  # joined to the clause where the date is known: {year}, or {date} as the source gives it
    undated: str = ""  # joined instead where it is not
    rest: str = ""  # joined at the end

    def note(self, date: str, year: str) -> str:
        """Return the clause with its date; empty if there is no clause."""
        if not self.clause:
            return ""
        told = self.when.format(date=date, year=year) if date or year else self.undated
        return f"{self.clause}{told}{self.rest}"


STANDINGS: Mapping[str, Words] = MappingProxyType(
    {
        ACTIVE: Words("active"),
        RENEWAL: Words("review or renewal under way", "review or renewal under way"),
        TERM_OVER: Words(
            "term over, no renewal on record", "term over", when=" in {date}", rest=", no renewal on record"
        ),
        ENDING: Words("end declared", "end of the agreement declared"),
        PENDING: Words("approval pending", "approval pending"),
        CONTESTED: Words("contested", "standing contested"),
        UNKNOWN: Words("unknown"),
        CEASED: Words("ceased", "ceased", undated=", in a year that is not on record"),
    }
)


def heading(standing: str) -> str:
    """Return the words for a standing in a table; the standing itself if it is none of ours, or empty.

    >>> heading("ending"), heading("")
    ('end declared', '')
    """
    return STANDINGS[standing].heading if standing in STANDINGS else standing


def status_note(record: Organisation, *, sources: bool = False) -> str:
    """Return what must be said of an organisation's standing wherever it appears; empty where nothing must.

    >>> status_note(Organisation("A", "A", "a", status="ceased", status_year=2016))
    'ceased in 2016'
    >>> status_note(Organisation("A", "A", "a", status="term-over", status_date="2024-06"))
    'term over in 2024-06, no renewal on record'
    """
    date = record.status_date or str(record.status_year or "")
    year = str(record.status_year or date[:4])
    told = STANDINGS[record.status].note(date, year) if record.status in STANDINGS else ""
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
