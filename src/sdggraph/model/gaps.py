"""What a gap is: a goal or target that others serve and this centre, or this part of the network, does not yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sdggraph.model.records import Concept, Contribution, Organisation


class Project(NamedTuple):
    """A project, with what ties it to goals, to organisations and to contributions."""

    iri: str
    name: str
    start: str = ""  # as precisely as the source tells: 2019, 2019-05 or a day
    end: str = ""
    aims: tuple[str, ...] = ()  # goals and targets that it is said to address
    participants: tuple[str, ...] = ()  # codes
    contributions: tuple[str, ...] = ()  # IRIs of the contributions that take place in it
    evidence: tuple[str, ...] = ()


class TargetLink(NamedTuple):
    """Two targets that are close in topic by the UN's own terms; symmetric, and no claim about cause."""

    iri: str
    targets: tuple[str, str]
    weight: float  # 0 to 1


class Lesson(NamedTuple):
    """A project to learn from, and what it has to do with the gap."""

    project: Project
    how: str


class Exemplar(NamedTuple):
    """A centre that does what is missing here."""

    organisation: Organisation
    similarity: float  # to the centre, or on average to the centres of the group; 0 to 1
    share: float  # its part in the support of a gap; 0 where a gap is not ranked by support
    contributions: tuple[Contribution, ...]  # to the goal or target of the gap, stated ones first
    lessons: tuple[Lesson, ...]
    tie: str = ""  # strong or weak where a cooperation with the centre is on record, empty elsewhere
    nearest: str = ""  # of a group: the code of its centre that is most similar


class Neighbour(NamedTuple):
    """One of the nearest centres, with the parts of its similarity."""

    organisation: Organisation
    similarity: float
    theme: float
    goals: float
    tie: str


class Gap(NamedTuple):
    """A target that a centre does not serve as far as is on record."""

    rank: int
    aim: Concept
    score: float  # support by the neighbours, or nearness to the own targets; 0 to 1
    sentence: str
    exemplars: tuple[Exemplar, ...]
    contributors: int  # so many centres are on record with it, exemplars included
    links: tuple[TargetLink, ...] = ()  # to the centre's own targets, the strongest first


class CentreGaps(NamedTuple):
    """What one centre could take up next, and what this was computed from."""

    organisation: Organisation
    thin: bool  # little is on record of the centre, so its gaps may be gaps of the record
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
    """Some centres among those with anything on record."""

    centres: tuple[str, ...]  # codes
    of: int

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where there is nobody to count.

        >>> Count(("HIST",), 4).share, Count((), 0).share
        (0.25, 0.0)
        """
        return len(self.centres) / self.of if self.of else 0.0


class GroupGap(NamedTuple):
    """A goal or target that few or no centres of a group serve as far as is on record."""

    rank: int
    aim: Concept
    inside: Count
    elsewhere: Count
    deficit: float  # the share elsewhere minus the share inside
    chance: float  # how often as many centres drawn at random from all would do no better
    by_region: tuple[tuple[str, Count], ...]  # the centres elsewhere, by UNESCO region
    sentence: str
    exemplars: tuple[Exemplar, ...]


class GroupGaps(NamedTuple):
    """What a part of the network leaves open, and what this was computed from."""

    filters: Mapping[str, str]  # region, theme, country-group -> its name
    level: str
    centres: tuple[str, ...]  # codes
    silent: tuple[str, ...]  # those of them with nothing on record
    elsewhere: int  # centres outside the group
    found: tuple[GroupGap, ...]
    total: int
    method: str
    data_version: str
