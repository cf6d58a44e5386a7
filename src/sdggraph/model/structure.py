"""Plain values of the structure of the network."""

from __future__ import annotations

from typing import NamedTuple

from sdggraph.messages import Message, text
from sdggraph.model.records import Link


class Scope(NamedTuple):
    """The part of the network that is examined."""

    members: tuple[str, ...]  # codes, sorted
    circle: tuple[str, ...]  # codes of all that would be members without the limit to a region or theme, sorted
    strong_only: bool = False
    everyone: bool = False  # hosts and partners too, not only centres
    region: str = ""  # label
    theme: str = ""  # label
    as_of: int | None = None  # only what was known by the end of that year


class Share(NamedTuple):
    """A part of a whole."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None if the whole is 0.

        >>> Share(1, 4).value, Share(0, 0).value
        (0.25, None)
        """
        return self.part / self.of if self.of else None


class Measures(NamedTuple):
    """The measures that describe a network as a whole."""

    links: int
    pairs: int  # of organisations with at least one link
    isolated: int
    components: int  # of two or more
    largest: int  # organisations in the largest component
    density: float | None
    clustering: float | None
    between_regions: Share  # links
    core: int  # the k of the innermost k-core


class LeftOut(NamedTuple):
    """The links and organisations that a date leaves out."""

    undated: int = 0  # links
    later: int = 0  # links
    younger: tuple[str, ...] = ()  # organisations that began later


class Isolated(NamedTuple):
    """An isolated centre: it has no link to another centre. In a part of the network: it has no link to another
    member.
    """

    code: str
    elsewhere: int  # links on record with other organisations


class Community(NamedTuple):
    """A community: organisations that cooperate with each other more than with the rest."""

    message: Message  # its name, unique in a report
    members: tuple[str, ...]  # codes, the one with most partners inside first
    inside: int  # links
    out: int  # links to other communities

    @property
    def name(self) -> str:
        """The name in English."""
        return text(self.message)


class Broker(NamedTuple):
    """A broker: an organisation on the shortest chains between others."""

    code: str
    betweenness: float
    betweenness_strong: float  # without weak ties
    strong: int  # partners with at least one strong link
    weak: int  # partners with weak links only
    connects: tuple[tuple[str, tuple[str, ...]], ...]  # community and the partners there, most partners first
    cut_off: tuple[tuple[str, ...], ...]  # parts that are connected to the rest only through this organisation


class Group(NamedTuple):
    """The centres of a region or a theme, and their links."""

    key: str
    label: str
    members: tuple[str, ...]
    strong: int  # links inside
    weak: int
    strong_out: int  # links to centres outside
    weak_out: int
    density: float | None  # linked pairs inside by possible pairs
    alone: tuple[str, ...]  # without a link inside
    isolated: tuple[str, ...]  # without a link to any centre
    broad: bool = True  # False: a theme below another one


class Structure(NamedTuple):
    """The structure of the network, and the basis of the computation."""

    scope: Scope
    left_out: LeftOut
    kinds: tuple[tuple[str, bool, int], ...]  # kind, whether strong, number of links; most links first
    all: Measures
    strong: Measures
    components: tuple[tuple[str, ...], ...]  # of two or more, the largest first
    isolated: tuple[Isolated, ...]  # without a link to any other centre
    only_outside: tuple[Isolated, ...]  # linked, but to no other member of this region or theme
    only_weak: tuple[str, ...]  # linked by weak ties only
    communities: tuple[Community, ...]
    modularity: float | None
    brokers: tuple[Broker, ...]
    estimated: bool  # whether betweenness is estimated, because the network is large
    core: tuple[str, ...]  # the members of the innermost k-core
    regions: tuple[Group, ...]
    themes: tuple[Group, ...]
    data_version: str


class Difference(NamedTuple):
    """The changes in the network between the ends of two years."""

    scope: Scope  # as of the later year
    earlier: int
    later: int
    before: Measures
    after: Measures
    links: tuple[Link, ...]  # new, by year and partners
    pairs: tuple[tuple[str, str], ...]  # linked for the first time
    connected: tuple[str, ...]  # isolated before (or not yet begun), linked after
    began: tuple[str, ...]  # organisations that started between the two dates
    joined: tuple[tuple[tuple[str, ...], ...], ...]  # components of the earlier year that became one
    undated: int  # links of unknown year
    data_version: str


class Step(NamedTuple):
    """Two organisations in a chain, and their links, the best link first."""

    one: str
    other: str
    links: tuple[Link, ...]

    @property
    def strong(self) -> bool:
        """Whether the two have a strong link.

        >>> Step("A", "B", (Link("l", ("A", "B"), "network", strong=False),)).strong
        False
        """
        return any(link.strong for link in self.links)


class Chain(NamedTuple):
    """The shortest chain of cooperation between two organisations; without steps if none is on record."""

    one: str
    other: str
    steps: tuple[Step, ...]
    equally_short: int  # chains of that length, this one included
    sizes: tuple[int, int]  # organisations that can be reached from each end, itself included
    with_everyone: int  # steps through hosts and partners, if there is no chain through centres alone; 0 if none
    scope: Scope
    data_version: str
