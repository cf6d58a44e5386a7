"""Phrases for how much is known of a pair, and for the shares of the ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sdggraph.model.records import Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.model.suggestions import Knowledge
from sdggraph.numbers import counted
from sdggraph.present.text import percent, wrapped

_NAMED = 3  # organisations left out for their standing that are named
_AN_ORDER = 2  # candidates, from which on there is an order
_AGAINST = "A share below 0 % worked against this order; the others together bring more than 100 %."


def shares_told(shares: Mapping[str, float], ranked: int) -> str:
    """Describe the share of each signal in the order of so many candidates, and what a share out of the ordinary means.

    >>> shares_told({}, 1)
    'There is one candidate only, so there is no order to explain.'
    >>> print(shares_told({"theme": 1.04, "openness": -0.04}, 9))
    What made the order: theme 104 %, openness -4 %. A share below 0 % worked against this order; the others \
together bring more than 100 %.
    """
    if ranked < _AN_ORDER:
        return "There is one candidate only, so there is no order to explain." if ranked else "No candidate is left."
    if not shares:
        return "All candidates score the same."
    told = sorted(shares.items(), key=lambda pair: (-round(pair[1], 2), pair[0]))
    against = any(_whole(share) < 0 for share in shares.values())
    return f"What made the order: {', '.join(f'{name} {percent(_whole(share))}' for name, share in told)}." + (
        f" {_AGAINST}" if against else ""
    )


def _whole(share: float) -> float:
    return round(share, 2) + 0.0  # turns -0.0 into 0.0


def rests_on(known: Knowledge) -> str:
    """Describe how much is known of a pair.

    >>> rests_on(Knowledge(themes=1)), rests_on(Knowledge(themes=2, contributions=3, links=4, dated=5))
    ('rests on 1 theme', 'rests on 2 themes, 3 contributions and 4 links; 5 of these 7 statements are dated')
    >>> rests_on(Knowledge())
    'rests on no theme, target or partner in common'
    """
    units = [(known.themes, "theme"), (known.contributions, "contribution"), (known.links, "link")]
    parts = [counted(number, noun) for number, noun in units if number]
    if not parts:
        return "rests on no theme, target or partner in common"
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    statements = known.contributions + known.links
    return f"rests on {listed}{_dated(known.dated, statements)}"


def _dated(dated: int, of: int) -> str:
    """Return in words how many of the statements are dated."""
    if not dated:
        return ""
    if of == 1:
        return "; it is dated"
    return f"; {dated} of these {of} statements {'is' if dated == 1 else 'are'} dated"


def not_suggested(records: Sequence[Organisation], why: str) -> list[str]:
    """Return lines that name the organisations left out for their standing, with the pages; of many the first few."""
    if not records:
        return []
    shown = "; ".join(f"{record.code}, {status_note(record, sources=True)}" for record in records[:_NAMED])
    more = f"; and {len(records) - _NAMED} more that have {why}" if len(records) > _NAMED else ""
    return wrapped(f"Not suggested: {shown}{more}.")
