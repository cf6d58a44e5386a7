"""The page of groups to bring together, as invitation lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Final

from sdggraph.messages import Message
from sdggraph.model.meetings import Gathering
from sdggraph.model.records import Network
from sdggraph.present.meet import none_message, reason_message
from sdggraph.tasks.lookup import find_region, find_theme
from sdggraph.tasks.meet import meet as meetings
from sdggraph.tasks.memo import once
from sdggraph.tasks.portal.coverage import Choice
from sdggraph.tasks.portal.records import Reference, pair_path, reference, references
from sdggraph.tasks.source import Source

PATH: Final = "meet/index.html"
_SHOWN: Final = 12  # groups of each list


@dataclass(frozen=True)
class Introducer:
    """An organisation that can introduce the members."""

    organisation: Reference
    knows: tuple[Reference, ...]


@dataclass(frozen=True)
class Guest:
    """A member of a group."""

    organisation: Reference
    website: str


@dataclass(frozen=True)
class Invitation:
    """Centres with much in common and no link on record."""

    rank: int
    label: str  # of the region or theme
    score: float
    message: Message  # why they go together
    guests: tuple[Guest, ...]
    introducers: tuple[Introducer, ...]
    pairs: tuple[tuple[str, str, str], ...]  # path of the page of a pair, and the two codes


@dataclass(frozen=True)
class MeetPage:
    """Everything on the page of groups to bring together."""

    regions: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    chosen: tuple[str, ...]  # labels of the region and the theme that were asked for
    by_region: tuple[Invitation, ...]
    by_theme: tuple[Invitation, ...]
    why_none: Message  # if a list is empty
    unwished: int
    parameters: dict[str, str]  # of the same lists in the API


def meet(source: Source, *, region: str = "", theme: str = "") -> MeetPage:
    """Return everything on the page of groups to bring together. Raises NotFound, Ambiguous."""
    network = source.network
    make = partial(meetings, source, region=region or None, theme=theme or None, limit=_SHOWN)
    found = make() if region or theme else once(source, "meetings", make)
    place = find_region(network, region).label if region else ""
    subject = find_theme(network, theme).label if theme else ""
    return MeetPage(
        regions=choices({land.region for land in network.countries.values()}, place),
        themes=choices({each.label for each in network.themes.values()}, subject),
        chosen=tuple(each for each in (place, subject) if each),
        by_region=tuple(_invitation(each, network) for each in found.same_region),
        by_theme=tuple(_invitation(each, network) for each in found.same_theme),
        why_none=none_message(found),
        unwished=found.unwished,
        parameters={name: value for name, value in (("region", region), ("theme", theme)) if value},
    )


def pages(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page in a published folder."""
    yield PATH, {}, "Whom to bring together"


def _invitation(each: Gathering, network: Network) -> Invitation:
    return Invitation(
        each.rank,
        each.label,
        each.score,
        reason_message(each),
        tuple(Guest(reference(member, network), member.website) for member in each.members),
        tuple(
            Introducer(reference(one.organisation, network), references(one.knows, network)) for one in each.introducers
        ),
        tuple((pair_path(one.code, other.code), one.code, other.code) for one, other in combinations(each.members, 2)),
    )


def choices(labels: Iterable[str], chosen: str) -> tuple[Choice, ...]:
    """Return the values of a filter in alphabetical order, with the one that is chosen."""
    held = sorted({*labels, chosen} - {""}, key=str.casefold)
    return tuple(Choice(label, label, label == chosen) for label in held)
