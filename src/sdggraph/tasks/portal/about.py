"""The pages about the portal: method, terms, corrections, how to cite; and what is stored about readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sdggraph.analysis.partners import METHOD, MODES
from sdggraph.tasks.source import Source
from sdggraph.version import __version__

PRIVACY: Final = "privacy.html"
_PERSONS: Final = "SELECT (COUNT(DISTINCT ?person) AS ?number) { ?person a foaf:Person }"


@dataclass(frozen=True)
class About:
    """Everything on the page about the portal."""

    method: str
    weights: tuple[tuple[str, float], ...]  # of the default ranking, the largest first
    software: str  # the version


@dataclass(frozen=True)
class Privacy:
    """Everything on the page on privacy. A published folder has no server: it logs, limits and calls nothing."""

    persons: int  # named in the data
    logs: bool  # whether the server writes an access log
    limits: bool  # whether it counts the time that each client uses
    writes: bool  # whether clients with a token may write
    calls: tuple[str, ...]  # servers that a query may ask by SERVICE
    endpoint: bool  # whether another server holds the data and receives the queries


def about(source: Source) -> About:
    """Return everything on the page about the portal."""
    del source  # the same for all data
    weights = sorted(MODES["blend"].items(), key=lambda pair: (-pair[1], pair[0]))
    return About(METHOD, tuple(weights), __version__)


def privacy(
    source: Source,
    *,
    logs: bool = False,
    limits: bool = False,
    writes: bool = False,
    calls: Sequence[str] = (),
    endpoint: bool = False,
) -> Privacy:
    """Return everything on the page on privacy, for a server with these options or for a published folder."""
    persons = int(source.store.query(_PERSONS).rows()[0]["number"])
    return Privacy(persons, logs, limits, writes, tuple(calls), endpoint)
