"""Phrases for how much is known of a pair, and for the shares of the ranking."""

from __future__ import annotations

from collections.abc import Mapping

from sdggraph.model.suggestions import Knowledge
from sdggraph.present.text import percent


def shares_told(shares: Mapping[str, float]) -> str:
    """Describe the share of each signal in the order of the list."""
    if not shares:
        return "All candidates score the same."
    told = sorted(shares.items(), key=lambda pair: (-round(pair[1], 2), pair[0]))
    return f"What made the order: {', '.join(f'{name} {percent(_whole(share))}' for name, share in told)}."


def _whole(share: float) -> float:
    return round(share, 2) + 0.0  # turns -0.0 into 0.0


def rests_on(known: Knowledge) -> str:
    """Describe how much is known of a pair.

    >>> rests_on(Knowledge(themes=1)), rests_on(Knowledge(themes=2, contributions=3, links=4, dated=5))
    ('rests on 1 theme', 'rests on 2 themes, 3 contributions and 4 links; 5 of these 7 statements are dated')
    >>> rests_on(Knowledge())
    'rests on no theme, target or partner in common'
    """
    counted = [(known.themes, "theme"), (known.contributions, "contribution"), (known.links, "link")]
    parts = [f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counted if number]
    if not parts:
        return "rests on no theme, target or partner in common"
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    statements = known.contributions + known.links
    return f"rests on {listed}" + (f"; {known.dated} of these {statements} statements are dated" if known.dated else "")
