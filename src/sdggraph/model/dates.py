"""The days that a date on record may mean: a year, a month or a day, as precisely as the source tells."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Final

_DATE: Final = re.compile(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")


def first_day(text: str) -> datetime.date | None:
    """The first day that a year, a month or a day may mean; None for any other text.

    >>> first_day("2025"), first_day("2025-13")
    (datetime.date(2025, 1, 1), None)
    """
    return _day(text, last=False)


def last_day(text: str) -> datetime.date | None:
    """The last day that a year, a month or a day may mean; None for any other text.

    >>> last_day("2024-02"), last_day("soon")
    (datetime.date(2024, 2, 29), None)
    """
    return _day(text, last=True)


def _day(text: str, *, last: bool) -> datetime.date | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    days = calendar.monthrange(year, month)[1]
    day = int(found[3] or (days if last else 1))
    return datetime.date(year, month, day) if day <= days else None
