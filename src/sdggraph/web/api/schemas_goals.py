"""Schemas of the JSON answers about coverage and gaps."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sdggraph.web.api.schemas_centres import Message, Schema, Short


class Claim(Schema):
    """A contribution shown as an example."""

    iri: str
    aim: str
    basis: str
    activity: str
    evidence: list[str]


class Project(Schema):
    """A project shown as an example."""

    iri: str
    name: str
    start: str | None
    end: str | None
    how: str
    message: Message
    evidence: list[str]


class Exemplar(Short):
    """A centre that already serves the goal or target."""

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
    message: Message
    exemplars: list[Exemplar]


class TargetTie(Schema):
    """A target of the centre itself that is close in topic."""

    iri: str
    target: str
    weight: float


class CentreGap(_Gap):
    """A target to which no contribution of the centre is on record."""

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
    """Targets that a centre could take up next."""

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
    messages: list[Message] = Field(description="The notes as key and values.")
    method: str
    data_version: str


class Count(Schema):
    """A number of centres, out of those with a contribution on record."""

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
    """The goals or targets that few or no centres of a part of the network serve."""

    title: str
    filters: dict[str, str]
    level: Literal["goal", "target"]
    centres: list[str]
    nothing_on_record: list[str]
    centres_elsewhere: int
    total: int
    gaps: list[PartGap]
    notes: list[str]
    messages: list[Message] = Field(description="The notes as key and values.")
    method: str
    data_version: str


class Column(Schema):
    """A column of the table: a goal or a target."""

    aim: str
    label: str
    iri: str
    colour: str


class BasisCount(Schema):
    """The contributions of one basis, such as stated or inferred."""

    centres: int
    contributions: int
    codes: list[str]
    iris: list[str]


class AnyCell(Schema):
    """The contributions of a group, stated and inferred."""

    centres: int
    share: float | None
    stated: BasisCount
    inferred: BasisCount


class Cell(AnyCell):
    """The contributions of a group to a goal or target."""

    aim: str


class Row(Schema):
    """A row of the table: a group of centres."""

    group: str
    label: str
    iri: str | None
    centres: list[str]
    nothing_on_record: list[str]
    cells: list[Cell]
    any: AnyCell


class Coverage(Schema):
    """The number of centres of each group that contribute to each goal or target."""

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
    messages: list[Message] = Field(description="The notes as key and values.")
