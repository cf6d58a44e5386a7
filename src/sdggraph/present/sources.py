"""Statements by age, sources by host, and what was found at the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sdggraph import vocab
from sdggraph.model.dates import first_day
from sdggraph.model.sources import Host, Statement, host_of
from sdggraph.numbers import counted

HOSTS: Final = ("host", "pages", "statements", "copies", "oldest", "newest")
AGES: Final = ("date", "age", "kind", "statement", "hosts")
_BANDS: Final = ((1, "under 1 year"), (2, "1 to 2 years"), (5, "2 to 5 years"), (10, "5 to 10 years"))
_OLDEST: Final = "over 10 years"
UNDATED: Final = "no dated source"


def host_rows(hosts: Sequence[Host]) -> list[Sequence[object]]:
    """One row a host, in the columns of HOSTS."""
    return [(each.name, len(each.pages), each.statements, each.copies, each.oldest, each.newest) for each in hosts]


def age_rows(statements: Sequence[Statement], day: date) -> list[Sequence[object]]:
    """One row a statement, in the columns of AGES."""
    return [
        (
            each.date,
            age(each.date, day),
            each.kind,
            vocab.compact(each.iri),
            ", ".join(sorted({host_of(page) for page in each.pages})),
        )
        for each in statements
    ]


def summary(statements: Sequence[Statement], day: date) -> str:
    """Return one sentence with the numbers of statements by age."""
    every = [band for _, band in _BANDS] + [_OLDEST, UNDATED]
    counts = dict.fromkeys(every, 0)
    for each in statements:
        counts[age(each.date, day)] += 1
    told = ", ".join(f"{name} {number:,}" for name, number in counts.items() if number)
    return f"{counted(len(statements), 'statement')} by the age of their newest source as of {day}: {told or 'none'}.\n"


def age(text: str, day: date) -> str:
    """In which band of ages a date lies; a year or month counts from its first day.

    >>> age("2024", date(2026, 11, 28)), age("2026-01-01", date(2026, 11, 28)), age("", date(2026, 11, 28))
    ('2 to 5 years', 'under 1 year', 'no dated source')
    """
    begun = first_day(text)
    if begun is None:
        return UNDATED
    years = day.year - begun.year - ((day.month, day.day) < (begun.month, begun.day))
    return next((band for least, band in _BANDS if years < least), _OLDEST)
