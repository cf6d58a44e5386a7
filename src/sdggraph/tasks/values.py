"""Weights and dates as people write them, read and checked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from sdggraph.analysis.signal_registry import suggestible
from sdggraph.errors import BadParameter
from sdggraph.tasks.lookup import nearest

MOST = 1e9  # of a weight; the sum of all must be a number too
DATE = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def read_weights(text: str) -> dict[str, float]:
    """Weights as people write them: signal=number, with commas between.

    >>> read_weights("theme=2, region=0.5")
    {'theme': 2.0, 'region': 0.5}
    """
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, sign, number = part.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            sign = ""
        if not sign:
            raise BadParameter(f"{part!r} is no weight.", "Write, for example, theme=2,region=0.5.")
    return found


def read_codes(words: str | Sequence[str]) -> tuple[str, ...]:
    """Codes or names as people write them: with commas between, or one by one.

    >>> read_codes("IRCK, ICTP"), read_codes(["IRCK"])
    (('IRCK', 'ICTP'), ('IRCK',))
    """
    every = words.split(",") if isinstance(words, str) else [part for each in words for part in each.split(",")]
    return tuple(part.strip() for part in every if part.strip())


def checked_weights(weights: Mapping[str, float] | str) -> Mapping[str, float]:
    """The weights, if they name known signals and are finite, not negative and not all zero; else BadParameter."""
    held = read_weights(weights) if isinstance(weights, str) else weights
    known = suggestible()
    for name, weight in held.items():
        if name not in known:
            near = nearest(name, known)
            remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
            raise BadParameter(f"There is no signal {name!r}.", remedy)
        if not math.isfinite(weight) or weight < 0:
            raise BadParameter(f"A weight of {weight} for {name} makes no sense.", "Weights are 0 or more.")
        if weight > MOST:
            raise BadParameter(
                f"A weight of {weight:g} for {name} is too large.",
                "Only the proportions count: write theme=2,region=1.",
            )
    if not any(held.values()):
        raise BadParameter("All weights are zero.", "Give at least one signal a weight.")
    return held


def year_of(date: str | int | None) -> int | None:
    """The year of a date such as 2016, 2016-05 or 2016-05-15; None for None. Raises BadParameter.

    >>> year_of("2016-05-15"), year_of(None)
    (2016, None)
    """
    if date is None:
        return None
    found = re.fullmatch(DATE, str(date))
    if found is None:
        raise BadParameter(f"{date!r} is no date.", "Write a year or a day: 2016 or 2016-05-18.")
    return int(found[0][:4])
