"""Plain values of gaps: goals or targets that others serve, and this centre or part of the network does not yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sdggraph.messages import Message, text
from sdggraph.model.records import Concept, Contribution, Organisation


class Project(NamedTuple):
    """A project with its goals, organisations and contributions."""

    iri: str
    name: str
    start: str = ""  # as precise as the source: 2019, 2019-05 or a day
    end: str = ""
    aims: tuple[str, ...] = ()  # goals and targets that it addresses according to its source
    participants: tuple[str, ...] = ()  # codes
    contributions: tuple[str, ...] = ()  # IRIs of the contributions that take place in it
    evidence: tuple[str, ...] = ()


class TargetLink(NamedTuple):
    """Two targets that are close in topic in the UN's own terms; symmetric, without a claim about cause."""

    iri: str
    targets: tuple[str, str]
    weight: float  # 0 to 1


class Lesson(NamedTuple):
    """A project to learn from, and its relation to the gap."""

    project: Project
    message: Message

    @property
    def how(self) -> str:
        """The relation in English."""
        return text(self.message)


class Exemplar(NamedTuple):
    """A centre that already serves the goal or target of a gap."""

    organisation: Organisation
    similarity: float  # to the centre, or on average to the centres of the group; 0 to 1
    share: float  # its share in the support of a gap; 0 if the gap is not ranked by support
    contributions: tuple[Contribution, ...]  # to the goal or target of the gap, stated ones first
    lessons: tuple[Lesson, ...]
    tie: str = ""  # strong or weak if a cooperation with the centre is on record, else empty
    nearest: str = ""  # of a group: the code of its most similar centre


class Neighbour(NamedTuple):
    """One of the nearest centres, with the parts of its similarity."""

    organisation: Organisation
    similarity: float
    theme: float
    goals: float
    tie: str


class Gap(NamedTuple):
    """A target to which no contribution of a centre is on record."""

    rank: int
    aim: Concept
    score: float  # support by the neighbours, or nearness to the centre's own targets; 0 to 1
    message: Message
    exemplars: tuple[Exemplar, ...]
    contributors: int  # number of centres that contribute to it on record, including exemplars
    links: tuple[TargetLink, ...] = ()  # to the centre's own targets, the strongest first

    @property
    def sentence(self) -> str:
        """The gap in English."""
        return text(self.message)


class CentreGaps(NamedTuple):
    """The targets that one centre could take up next, and the basis of the computation."""

    organisation: Organisation
    thin: bool  # little is on record of the centre, so the gaps may be in the record, not in its work
    served: tuple[str, ...]  # its own targets, stated or inferred
    goals_only: tuple[str, ...]  # goals that it names as a whole
    neighbours: tuple[Neighbour, ...]
    nearby: tuple[Gap, ...]  # served by the neighbours
    nearby_total: int
    linked: tuple[Gap, ...]  # close in topic to its own targets
    linked_total: int
    method: str
    data_version: str


class Count(NamedTuple):
    """A number of centres, out of those with anything on record."""

    centres: tuple[str, ...]  # codes
    of: int

    @property
    def share(self) -> float:
        """The share of these centres, from 0 to 1; 0 if there are no centres to count.

        >>> Count(("HIST",), 4).share, Count((), 0).share
        (0.25, 0.0)
        """
        return len(self.centres) / self.of if self.of else 0.0


class GroupGap(NamedTuple):
    """A goal or target that few or no centres of a group serve, as far as is on record."""

    rank: int
    aim: Concept
    inside: Count
    elsewhere: Count
    deficit: float  # the share elsewhere minus the share inside
    chance: float  # the probability that as many centres drawn at random would do no better
    by_region: tuple[tuple[str, Count], ...]  # the centres elsewhere, by UNESCO region
    message: Message
    exemplars: tuple[Exemplar, ...]

    @property
    def sentence(self) -> str:
        """The gap in English."""
        return text(self.message)


class GroupGaps(NamedTuple):
    """The goals or targets that few or no centres of a part of the network serve, and the basis of the computation."""

    filters: Mapping[str, str]  # region, theme, country-group -> its name
    level: str
    centres: tuple[str, ...]  # codes
    silent: tuple[str, ...]  # those of them with nothing on record
    elsewhere: int  # centres outside the group
    found: tuple[GroupGap, ...]
    total: int
    method: str
    data_version: str
