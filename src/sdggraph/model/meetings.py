"""Plain values of meetings to bring about."""

from __future__ import annotations

from typing import NamedTuple

from sdggraph.messages import Message, text
from sdggraph.model.records import Organisation


class Introducer(NamedTuple):
    """An organisation that has links with several members of a group, so that it can introduce them."""

    organisation: Organisation
    knows: tuple[str, ...]  # codes of members


class Gathering(NamedTuple):
    """Three to eight centres that have much in common and no link with each other."""

    rank: int
    by: str  # region or theme
    label: str  # of the region or theme
    members: tuple[Organisation, ...]
    score: float  # the mean score of its pairs
    message: Message  # why they go together
    introducers: tuple[Introducer, ...]
    is_enough: bool = True  # False: too little is known of its pairs, and nothing better is on record

    @property
    def reason(self) -> str:
        """The reason in English."""
        return text(self.message)


class Gatherings(NamedTuple):
    """The groups by region and by theme, as two lists."""

    same_region: tuple[Gathering, ...]
    same_theme: tuple[Gathering, ...]
    method: str
    data_version: str
    unwished: int = 0  # centres left out at the operator's wish
    centres: tuple[str, ...] = ()  # codes of those that fit what was asked for, from which the groups were made
