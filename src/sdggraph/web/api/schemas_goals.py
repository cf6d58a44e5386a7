"""What the API tells of coverage and gaps: the shapes of its JSON, for its description."""

from __future__ import annotations

from typing import Literal

from sdggraph.web.api.schemas_centres import Schema, Short


class Claim(Schema):
    """A contribution to learn from."""

    iri: str
    aim: str
    basis: str
    activity: str
    evidence: list[str]


class Project(Schema):
    """A project to learn from."""

    iri: str
    name: str
    start: str | None
    end: str | None
    how: str
    evidence: list[str]


class Exemplar(Short):
    """A centre that does what is missing."""

    similarity: float
    share: float
    tie: str | None
    nearest: str | None
    contributions: list[Claim]
    projects: list[Project]


class _Gap(Schema):
    rank: int
    aim: str
    label: str
    iri: str
    sentence: str
    exemplars: list[Exemplar]


class TargetTie(Schema):
    """A target of the centre's own that is close in topic."""

    iri: str
    target: str
    weight: float


class CentreGap(_Gap):
    """A target that a centre does not serve as far as is on record."""

    score: float
    contributors: int
    links: list[TargetTie]


class Neighbour(Short):
    """One of the nearest centres."""

    similarity: float
    theme: float
    goals: float
    tie: str | None


class CentreGaps(Schema):
    """What a centre could take up next."""

    title: str
    organisation: Short
    thin_profile: bool
    targets_served: list[str]
    goals_named_as_a_whole: list[str]
    neighbours: list[Neighbour]
    nearby_total: int
    nearby: list[CentreGap]
    linked_total: int
    linked: list[CentreGap]
    notes: list[str]
    method: str
    data_version: str


class Count(Schema):
    """Some centres of those with anything on record."""

    centres: list[str]
    of: int
    share: float


class PartGap(_Gap):
    """A goal or target that few or no centres of a part serve."""

    inside: Count
    elsewhere: Count
    deficit: float
    chance: float
    by_region: dict[str, Count]


class PartGaps(Schema):
    """What a part of the network leaves open."""

    title: str
    filters: dict[str, str]
    level: Literal["goal", "target"]
    centres: list[str]
    nothing_on_record: list[str]
    centres_elsewhere: int
    total: int
    gaps: list[PartGap]
    notes: list[str]
    method: str
    data_version: str


class Column(Schema):
    """A goal or a target."""

    aim: str
    label: str
    iri: str
    colour: str


class BasisCount(Schema):
    """The contributions of one basis."""

    centres: int
    contributions: int
    codes: list[str]
    iris: list[str]


class AnyCell(Schema):
    """Some contributions of a group."""

    centres: int
    share: float | None
    stated: BasisCount
    inferred: BasisCount


class Cell(AnyCell):
    """The contributions of a group to a goal or target."""

    aim: str


class Row(Schema):
    """A group of centres."""

    group: str
    label: str
    iri: str | None
    centres: list[str]
    nothing_on_record: list[str]
    cells: list[Cell]
    any: AnyCell


class Coverage(Schema):
    """How many centres of each group contribute to each goal or target."""

    title: str
    by: str
    level: Literal["goal", "target"]
    basis: Literal["all", "stated", "inferred"]
    data_version: str
    columns: list[Column]
    rows: list[Row]
    total: Row
    unplaced: list[str]
    notes: list[str]
