"""The page about the portal: method, terms, privacy, corrections, how to cite."""

from __future__ import annotations

from dataclasses import dataclass

from sdggraph.analysis.partners import METHOD, MODES
from sdggraph.tasks.source import Source
from sdggraph.version import __version__


@dataclass(frozen=True)
class About:
    """Everything on the page about the portal."""

    method: str
    weights: tuple[tuple[str, float], ...]  # of the default ranking, the largest first
    software: str  # the version


def about(source: Source) -> About:
    """Return everything on the page about the portal."""
    del source  # the same for all data
    weights = sorted(MODES["blend"].items(), key=lambda pair: (-pair[1], pair[0]))
    return About(METHOD, tuple(weights), __version__)
