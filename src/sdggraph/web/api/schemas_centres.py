"""Schemas of the JSON answers about organisations and their partners."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """Base of the objects that have these members and no others."""

    model_config = ConfigDict(extra="forbid")


class Message(Schema):
    """A sentence as data: its key in the catalogue of sentences, and the values in it."""

    key: str = Field(examples=["theme.shared"])
    values: dict[str, Any] = Field(
        description="By name: a label, a code, a number, another message, or several as {items, more}.",
        examples=[{"themes": {"items": ["Geoparks"], "more": 2}}],
    )


class Problem(BaseModel):
    """A problem, with its remedy (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["There is nothing by that name"])
    status: int = Field(examples=[404])
    detail: str = Field(default="", examples=["No organisation has the name or code 'HISD'."])
    remedy: str = Field(default="", examples=["Did you mean HIST?"])
    nearest: list[str] = Field(default=[], description="Similar names that exist, best first.")
    choices: list[str] = Field(default=[], description="The codes of all organisations with that name.")


class OrganisationRow(Schema):
    """One organisation in a list."""

    code: str
    name: str
    country: str = Field(description="Name; empty where no source tells.")
    region: str = Field(description="UNESCO region.")
    category: str
    sector: str = Field(description="Keys of the sectors of UNESCO, with commas between.")
    status: str = Field(description="What must be said of its standing, such as: ceased in 2016; mostly empty.")
    themes: str = Field(description="Keys with commas between.")
    contributions: int = Field(description="On record, stated and inferred.")
    links: int = Field(description="Cooperations on record.")


class Country(Schema):
    """A country with the regions and groups it belongs to."""

    code: str = Field(description="ISO 3166-1 alpha-3.")
    name: str
    iri: str
    subregion: str
    region: str
    groups: list[str]
    other_names: list[str]


class Short(Schema):
    """An organisation by name."""

    code: str
    name: str
    country: str
    iri: str
    status: str = Field(description="What must be said of its standing; mostly empty.")


class Step(Schema):
    """One step of a chain."""

    from_: str = Field(alias="from")
    to: str
    strong: bool
    links: list[StepLink]


class StepLink(Schema):
    """A cooperation that makes a step."""

    iri: str
    kind: str
    year: int | None
    end: int | None
    strong: bool
    what: list[str]
    evidence: list[str]


class End(Schema):
    """One end of a chain."""

    code: str
    name: str
    iri: str
    component: int = Field(description="Organisations that can be reached from here, itself included.")


class Path(Schema):
    """The shortest chain of cooperation between two organisations."""

    from_: End = Field(alias="from")
    to: End
    strong_only: bool
    everyone: bool
    length: int | None = Field(description="Null where no chain is on record.")
    equally_short: int
    length_through_everyone: int | None
    steps: list[Step]
    data_version: str


class Theme(Schema):
    """A field of work."""

    key: str
    label: str
    iri: str
    broader: list[str]
    centres: int = Field(description="With the theme or a narrower one.")


class Aim(Schema):
    """A goal or a target of the 2030 Agenda."""

    key: str
    level: Literal["goal", "target"]
    goal: str
    label: str
    iri: str = Field(description="The United Nations' own.")
    centres: int = Field(description="With a stated or inferred contribution; to a goal, or to one of its targets.")


class Region(Schema):
    """A UNESCO region or an M49 sub-region."""

    label: str
    kind: Literal["unesco", "m49"]
    within: list[str]
    iri: str | None
    countries: int
    centres: int


class CountryRow(Country):
    """A country and its centres."""

    centres: int


class CountryGroup(Schema):
    """A group of countries."""

    key: str
    label: str
    iri: str
    centres: int


class CooperationKind(Schema):
    """A kind of cooperation."""

    key: str
    label: str
    iri: str
    links: int


class Parameter(Schema):
    """Something that a named query asks for."""

    name: str
    kind: str
    default: str
    what: str


class NamedQuery(Schema):
    """A question with a ready answer."""

    name: str
    title: str
    question: str
    users: list[str]
    parameters: list[Parameter]
    columns: list[str]
    address: str
    text: str = Field(description="The SPARQL text; each parameter is a variable in it.")


class Index(Schema):
    """The addresses of the API, and of its documentation."""

    title: str
    data_version: str
    description: str = Field(description="The OpenAPI document.")
    documentation: str = Field(description="The same for people.")
    sparql: str
    resources: dict[str, str] = Field(description="The resources and their addresses.")
