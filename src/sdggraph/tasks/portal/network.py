"""The page of the network: numbers, picture, communities, brokers, isolated centres, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sdggraph.errors import BadParameter
from sdggraph.messages import Message
from sdggraph.model.records import Network
from sdggraph.model.structure import Difference, Group, Structure
from sdggraph.present.html.network_picture import Scene
from sdggraph.present.network import broker_message, left_out_messages, measure_rows, title_message
from sdggraph.present.pictures.network_labels import MOST, arranged, looks_of
from sdggraph.tasks.memo import once
from sdggraph.tasks.network import cooperation_graph, network_changes
from sdggraph.tasks.network import network as structure_of
from sdggraph.tasks.portal.communities import community_path, whole
from sdggraph.tasks.portal.coverage import Choice
from sdggraph.tasks.portal.meet import choices
from sdggraph.tasks.portal.records import Reference, organisation_path, references
from sdggraph.tasks.portal.ties import Tie, ties
from sdggraph.tasks.source import Source
from sdggraph.tasks.values import year_of

PATH: Final = "network/index.html"
_FIRST_MEETING: Final = "2016"  # of the centres, in Beijing: what has changed is told from then on
_YES: Final = ("yes", "true", "1")
_BROKERS: Final = 8
_SHOWN: Final = 100  # members of a community or links in a list
_ALONE: Final = 300  # centres without a link in the list
_WEAK: Final = 200  # centres in a line of names
_FEW: Final = 12  # members of a community that is drawn as a circle


@dataclass(frozen=True)
class CommunityShown:
    """A group of centres that cooperate more with each other than with the rest."""

    name: Message
    members: tuple[Reference, ...]  # the first ones of many
    count: int
    inside: int
    out: int
    path: str = ""  # of its own page; empty where the picture shows every centre, or a part of the network is shown


@dataclass(frozen=True)
class BrokerShown:
    """A centre on many of the shortest chains between others."""

    organisation: Reference
    message: Message


@dataclass(frozen=True)
class Alone:
    """A centre without a link to another one."""

    organisation: Reference
    elsewhere: int  # links on record with other organisations


@dataclass(frozen=True)
class Changes:
    """The changes between the ends of two years."""

    earlier: int
    later: int
    rows: tuple[tuple[str, ...], ...]  # a measure, before, after
    new: tuple[Tie, ...]  # links, the first ones of many
    count: int  # of new links
    connected: tuple[Reference, ...]  # the first ones of many
    connected_count: int
    undated: int


@dataclass(frozen=True)
class NetworkPage:
    """Everything on the page of the network."""

    title: Message
    regions: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    strong_only: bool
    as_of: str
    since: str
    centres: int
    strong: int
    weak: int
    between: float | None  # share of links that join two regions, from 0 to 1
    isolated: int
    left_out: tuple[Message, ...]
    rows: tuple[tuple[str, ...], ...]  # a measure, with all links, with strong links only
    scene: Scene | None  # None if there are too many to draw
    looks: tuple[tuple[int, str], ...]  # the number of the colour and the label of each region
    communities: tuple[CommunityShown, ...]
    brokers: tuple[BrokerShown, ...]
    alone: tuple[Alone, ...]  # the first ones of many
    only_weak: tuple[Reference, ...]  # the first ones of many
    only_weak_count: int
    groups: tuple[Group, ...]  # regions, with their links
    changes: Changes | None  # None if no link on record is later
    parameters: dict[str, str]  # of the same network in the API

    @property
    def is_whole(self) -> bool:
        """Whether nothing has been filtered."""
        return not self.parameters


def network(
    source: Source, *, region: str = "", theme: str = "", strong: str = "", as_of: str = "", since: str = ""
) -> NetworkPage:
    """Return everything on the page of the network or a part of it.

    `since` is the year from which on changes are told. Raises NotFound, Ambiguous, and BadParameter for no date.
    """
    asked: dict[str, Any] = {"region": region or None, "theme": theme or None, "as_of": as_of or None}
    asked["strong_only"] = strong_only = strong in _YES
    held = source.network
    found = structure_of(source, **asked) if any(asked.values()) else whole(source)
    scope, scene = found.scope, _scene(source, found, asked)
    parameters = {"region": scope.region, "theme": theme, "strong_only": "true" if strong_only else "", "as_of": as_of}
    return NetworkPage(
        title=title_message(scope),
        regions=choices({land.region for land in held.countries.values()}, scope.region),
        themes=choices({each.label for each in held.themes.values()}, scope.theme),
        strong_only=scope.strong_only,
        as_of=as_of,
        since=since,
        centres=len(scope.members),
        strong=found.strong.links,
        weak=found.all.links - found.strong.links,
        between=found.all.between_regions.value,
        isolated=found.all.isolated,
        left_out=tuple(left_out_messages(found)),
        rows=_rows(measure_rows([found.all, found.strong])),
        scene=scene,
        looks=tuple((number, label) for number, label in enumerate(looks_of(held), start=1)),
        communities=_communities(found, held, is_drawn=scene is not None, is_whole=not any(asked.values())),
        brokers=tuple(
            BrokerShown(references([each.code], held)[0], broker_message(each, scope, found.communities))
            for each in found.brokers[:_BROKERS]
        ),
        alone=tuple(Alone(references([each.code], held)[0], each.elsewhere) for each in found.isolated[:_ALONE]),
        only_weak=references(found.only_weak[:_WEAK], held),
        only_weak_count=len(found.only_weak),
        groups=found.regions,
        changes=_changes(source, asked, since) if since or any(asked.values()) else _all_changes(source),
        parameters={name: value for name, value in parameters.items() if value},
    )


def pages(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page in a published folder."""
    yield PATH, {}, "The cooperation network"


def _scene(source: Source, found: Structure, asked: dict[str, Any]) -> Scene | None:
    if len(found.scope.members) > MOST:
        return None
    graph = cooperation_graph(source, **asked)
    try:
        arrangement = arranged(graph, source.network)
    except BadParameter:  # too many labels to be read
        return None
    return Scene(
        arrangement, {code: organisation_path(code) for code in arrangement.places}, title_message(found.scope)
    )


def _communities(found: Structure, network: Network, *, is_drawn: bool, is_whole: bool) -> tuple[CommunityShown, ...]:
    """Return the communities; where they are circles, with few members, and of the whole network with their pages."""
    most = _SHOWN if is_drawn else _FEW
    return tuple(
        CommunityShown(
            each.message,
            references(each.members[:most], network),
            len(each.members),
            each.inside,
            each.out,
            community_path(place) if is_whole and not is_drawn else "",
        )
        for place, each in enumerate(found.communities, start=1)
    )


def _all_changes(source: Source) -> Changes | None:
    """Return what has changed in the whole network since the first meeting of all centres, computed once."""
    nothing = {"region": None, "theme": None, "as_of": None, "strong_only": False}
    return once(source, "changes", lambda: _changes(source, nothing, ""))


def _changes(source: Source, asked: dict[str, Any], since: str) -> Changes | None:
    """Return what has changed since a year, by default since the first meeting of all centres."""
    try:
        found: Difference = network_changes(source, year_of(since or _FIRST_MEETING) or "", **asked)
    except BadParameter:
        if since:
            raise
        return None
    return Changes(
        found.earlier,
        found.later,
        _rows(measure_rows([found.before, found.after])),
        ties(found.links[:_SHOWN], source.network),
        len(found.links),
        references(found.connected[:_WEAK], source.network),
        len(found.connected),
        found.undated,
    )


def _rows(rows: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell) for cell in row) for row in rows)
