"""Schemas of the JSON answer that shows everything on record of one organisation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sdggraph.web.api.schemas_centres import Country, Schema


class Contribution(Schema):
    """A claim that an activity serves a goal or a target."""

    iri: str
    aim: str = Field(description="6 for a goal, 6.5 for a target.")
    basis: Literal["stated", "inferred", "classifier", "derived"]
    activity: str
    evidence: list[str]
    since: int | None
    other: dict[str, list[str]] = Field(description="Every other statement about it, by property.")


class Link(Schema):
    """A cooperation between organisations."""

    iri: str
    partners: list[str]
    kind: str
    year: int | None
    strong: bool = Field(description="False: it may mean no more than having met.")
    what: list[str]
    evidence: list[str]
    end: int | None
    other: dict[str, list[str]] = Field(description="Every other statement about it, by property.")


class Position(Schema):
    """A place on Earth (WGS 84)."""

    latitude: float
    longitude: float


class Term(Schema):
    """A term of one of our vocabularies."""

    key: str
    label: str


class _Thing(Schema):
    iri: str
    notes: list[str]
    evidence: list[str]
    other: dict[str, list[str]] = Field(description="Every other statement about it, by property.")


class StatusRecord(_Thing):
    """A statement about the status of an organisation on a date."""

    value: str = Field(description="The key of the status value, such as approved.")
    label: str
    date: str | None = Field(description="A year, a month or a day, as the source tells.")
    session: str = Field(description="Of the General Conference or the Executive Board.")
    term_start: str | None = Field(description="From when the agreement holds.")
    term_end: str | None = Field(description="Until when the agreement holds.")
    end_basis: str | None = Field(description="source: the source gives the end; computed: from the duration.")


class Hosting(_Thing):
    """A hosting: the host of an organisation, or the organisation that it hosts."""

    code: str
    name: str
    start: str | None
    end: str | None
    has_ended: bool


class ProjectOnRecord(_Thing):
    """A project in which an organisation takes part."""

    name: str
    other_names: list[str]
    start: str | None
    end: str | None
    aims: list[str] = Field(description="6 for a goal, 6.5 for a target.")
    open_to: list[str] = Field(description="Keys of country groups, regions and countries.")
    countries: list[str] = Field(description="ISO 3166-1 alpha-3.")
    participants: list[str] = Field(description="Codes.")


class EventOnRecord(_Thing):
    """An event that an organisation holds, hosts or takes part in."""

    name: str
    other_names: list[str]
    kind: str
    start: str | None
    end: str | None
    place: str
    organisers: list[str]
    hosts: list[str]
    participants: list[str]
    open_to: list[str] = Field(description="Keys of country groups, regions and countries.")


class Incomplete(Schema):
    """A contribution or link that is not counted, because its record is incomplete."""

    iri: str
    statements: dict[str, list[str]] = Field(description="By property.")


class Mention(Schema):
    """Another thing on record that mentions the organisation."""

    iri: str
    property: str


class Organisation(Schema):
    """Everything on record of an organisation."""

    code: str
    name: str
    iri: str
    category: str
    acronym: str
    other_names: list[str]
    country: Country | None
    city: str
    website: str
    themes: list[str]
    since: int | None
    status: str = Field(
        description="Its standing: active, renewal-under-way, term-over, ending, ceased, contested, pending, unknown."
    )
    status_year: int | None = Field(description="When that was said, or when the term was over.")
    status_sources: list[str] = Field(description="The pages that say so.")
    status_date: str = Field(description="As precisely as the source tells.")
    status_rule: str = Field(description="The name of the rule that gave the standing.")
    term_end: str = Field(description="The end of the term of its agreement; empty where no source tells.")
    term_basis: str = Field(description="source or computed; empty where no end is on record.")
    sectors: list[str] = Field(description="Keys of the sectors of UNESCO.")
    contributions: list[Contribution]
    links: list[Link]
    position: Position | None
    programmes: list[Term]
    reach: list[Term]
    same_as: list[str]
    close_to: list[str] = Field(
        description="Probably the same organisation in another register; the notes say how certain this is."
    )
    ror: str | None
    wikidata: str | None
    isni: str | None
    notes: list[str]
    sources: list[str] = Field(description="The pages that the record as a whole rests on.")
    status_records: list[StatusRecord]
    hosts: list[Hosting]
    hosted: list[Hosting] = Field(description="Those that it hosts itself.")
    projects: list[ProjectOnRecord]
    events: list[EventOnRecord]
    incomplete: list[Incomplete] = Field(
        description="Contributions and links that are not counted, because their records are incomplete."
    )
    mentions: list[Mention]
    other: dict[str, list[str]] = Field(description="Every other statement about it, by property.")
