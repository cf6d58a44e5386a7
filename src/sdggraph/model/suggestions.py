"""Plain values of suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sdggraph.messages import Message, text
from sdggraph.model.records import Link, Organisation


class Reason(NamedTuple):
    """One signal of a suggestion with its part in the score."""

    signal: str
    value: float
    weight: float
    share: float  # value * weight: the shares of a suggestion add up to its score
    message: Message | str  # a text comes from a signal without an entry in the catalogue
    facts: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return text(self.message)


class Knowledge(NamedTuple):
    """The basis of a pair: how much is known of it, whatever its score."""

    themes: int = 0  # shared, without those that half of all centres have
    contributions: int = 0  # of both, to goals and targets that they share
    links: int = 0  # of both, with partners that they share
    dated: int = 0  # number of these contributions and links that have a year
    units: int = 0  # things in common: themes, goals and targets, partners
    is_enough: bool = False  # whether there are enough of them to tell
    has_reason: bool = False  # whether their work has anything in common


class Suggestion(NamedTuple):
    """One candidate with its score and its reasons, the strongest first."""

    rank: int
    partner: Organisation
    score: float
    reasons: tuple[Reason, ...]
    links: tuple[Link, ...] = ()  # on record between the two; empty for a new partner
    thin: bool = False  # little is on record of the candidate
    known: Knowledge = Knowledge()


class Suggestions(NamedTuple):
    """A ranked list for one organisation, and the basis of the computation."""

    organisation: Organisation
    mode: str
    weights: Mapping[str, float]
    found: tuple[Suggestion, ...]
    candidates: int
    left_out: tuple[tuple[Organisation, tuple[Link, ...]], ...]  # current partners, not ranked
    method: str
    data_version: str
    as_of: int | None = None  # only what was known by the end of that year
    is_fraction: bool = True  # whether every score lies between 0 and 1
    # share of each signal in the ranking; empty if all scores are equal
    shares: Mapping[str, float] = MappingProxyType({})
    without_reason: int = 0  # candidates left out because their work has nothing in common
    unwished: int = 0  # candidates left out at the operator's wish
    ceased: tuple[Organisation, ...] = ()  # candidates but for their records, which say that they have ceased
    contested: tuple[Organisation, ...] = ()  # would be candidates, but sources disagree on their standing


class Pair(NamedTuple):
    """Why two organisations go together, or why not."""

    organisation: Organisation
    suggestion: Suggestion  # of the other one; its rank counts current partners too
    candidates: int  # number of organisations that were ranked
    mode: str
    weights: Mapping[str, float]
    method: str
    data_version: str
    as_of: int | None = None
    is_fraction: bool = True  # whether every score lies between 0 and 1
