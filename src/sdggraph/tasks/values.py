"""Parsing and checking of weights and dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Final, cast

from sdggraph.analysis.signal_registry import suggestible
from sdggraph.errors import BadParameter
from sdggraph.model.dates import last_day
from sdggraph.numbers import is_decimal, shown
from sdggraph.tasks.lookup import nearest

_LEAST_WEIGHT: Final = 0.000001
_MOST_WEIGHT: Final = 1_000_000
DATE = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def read_weights(text: str) -> dict[str, float]:
    """Parse weights: signal=number, separated by commas.

    >>> read_weights("theme=2, region=0.5")
    {'theme': 2.0, 'region': 0.5}
    """
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, number = (each.strip() for each in part.partition("="))
        if not is_decimal(number):
            raise BadParameter(f"{shown(part)} is not a weight.", "Write, for example, theme=2,region=0.5.")
        if name in found:
            raise BadParameter(f"There are two weights for {shown(name)}.", "Give each signal one.")
        found[name] = float(number)
    return found


def read_codes(words: str | Sequence[str]) -> tuple[str, ...]:
    """Parse codes or names: separated by commas, or given one by one. Raises BadParameter if no name is there.

    >>> read_codes("IRCK, ICTP"), read_codes(["IRCK"])
    (('IRCK', 'ICTP'), ('IRCK',))
    """
    given = [words] if isinstance(words, str) else words
    every = [part.strip() for each in given for part in each.split(",")]
    if given and not any(every):
        raise BadParameter("The value of 'exclude' is empty.", "Name a centre, or leave it out.")
    return tuple(filter(None, every))


def checked_weights(weights: Mapping[str, float] | str) -> Mapping[str, float]:
    """Return the weights. Raises BadParameter unless they name known signals and are finite, not negative and not all
    zero.
    """
    held = read_weights(weights) if isinstance(weights, str) else weights
    known = suggestible()
    for name, weight in held.items():
        if name not in known:
            near = nearest(name, known)
            remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
            raise BadParameter(f"There is no signal {name!r}.", remedy)
        if not _is_weight(weight):
            remedy = f"Weights are 0 or more; above 0, from {_LEAST_WEIGHT:f} to {_MOST_WEIGHT:,}."
            raise BadParameter(f"A weight of {shown(weight)} for {name} is not allowed.", remedy)
    if not any(held.values()):
        raise BadParameter("All weights are zero.", "Give at least one signal a weight.")
    return held


def _is_weight(weight: object) -> bool:
    # shares have six decimals, so beyond these bounds the other weights would count for nothing
    if isinstance(weight, bool) or not isinstance(weight, Real):
        return False
    number = cast(float, weight)  # not float(weight), because a whole number may be too large for it
    return number == 0 or _LEAST_WEIGHT <= number <= _MOST_WEIGHT


def day_of(date: str | datetime.date) -> datetime.date:
    """The last day that a date such as 2016, 2016-05 or 2016-05-15 may mean. Raises BadParameter.

    >>> day_of("2016-02")
    datetime.date(2016, 2, 29)
    """
    if isinstance(date, datetime.date):
        return date
    found = last_day(date if isinstance(date, str) else shown(date))
    if found is None:
        raise BadParameter(
            f"{shown(date)} is not a date.", "Write a year, a month or a day: 2016, 2016-05 or 2016-05-18."
        )
    return found


def year_of(date: str | int | None) -> int | None:
    """Return the year of a date such as 2016, 2016-05 or 2016-05-15; None for None. Raises BadParameter.

    >>> year_of("2016-05-15"), year_of(None)
    (2016, None)
    """
    if date is None:
        return None
    return day_of(date if isinstance(date, str) else shown(date)).year
