"""Phrases for how much is known of a pair, and for the shares of the ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sdggraph.messages import Message, Names, message, text
from sdggraph.model.records import Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.model.suggestions import Knowledge
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
    return text(rests_on_message(known))


def rests_on_message(known: Knowledge) -> Message:
    """Return the same as a message."""
    counts = {"themes": known.themes, "contributions": known.contributions, "links": known.links}
    parts = tuple(message(f"count.{name}", count=number) for name, number in counts.items() if number)
    if not parts:
        return message("rests-on.nothing")
    units, statements = Names(parts, style="and"), known.contributions + known.links
    if not known.dated:
        return message("rests-on.units", units=units)
    if statements == 1:
        return message("rests-on.one-dated", units=units)
    return message("rests-on.dated", units=units, count=known.dated, of=statements)


def not_suggested(records: Sequence[Organisation], why: str) -> list[str]:
    """Return lines that name the organisations left out for their standing, with the pages; of many the first few."""
    if not records:
        return []
    shown = "; ".join(f"{record.code}, {status_note(record, sources=True)}" for record in records[:_NAMED])
    more = f"; and {len(records) - _NAMED} more that have {why}" if len(records) > _NAMED else ""
    return wrapped(f"Not suggested: {shown}{more}.")
