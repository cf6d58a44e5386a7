"""Schemas of the JSON answers about the network."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from sdggraph.web.api.schemas_centres import Message, Schema


class Scope(Schema):
    """The organisations and links that are counted."""

    members: list[str]
    strong_only: bool
    everyone: bool
    region: str | None
    theme: str | None
    as_of: int | None


class Between(Schema):
    """A number of links, out of all links."""

    part: int
    of: int
    share: float | None


class Measures(Schema):
    """The numbers that describe a network as a whole."""

    links: int
    pairs: int
    isolated: int
    components: int
    largest: int
    density: float | None
    clustering: float | None
    between_regions: Between
    core: int


class LeftOutByDate(Schema):
    """Links and centres that a date leaves out."""

    undated: int
    later: int
    younger: list[str]


class Kind(Schema):
    """The number of links of a kind."""

    kind: str
    strong: bool
    links: int


class Isolated(Schema):
    """A centre without a link to another centre, or to another centre of the region or theme."""

    code: str
    name: str
    links_elsewhere: int = Field(description="Links on record with other organisations.")


class Community(Schema):
    """A community: centres that cooperate more with each other than with the rest."""

    name: str
    members: list[str]
    links_inside: int
    links_out: int


class Connects(Schema):
    """A community, and the partners of a broker in it."""

    community: str
    partners: list[str]


class Broker(Schema):
    """A broker: a centre on many of the shortest chains between others."""

    code: str
    betweenness: float
    betweenness_strong: float
    strong: int
    weak: int
    connects: list[Connects]
    cut_off: list[list[str]]
    sentence: str
    message: Message


class Group(Schema):
    """The centres of a region or a theme and their links."""

    key: str
    label: str
    members: list[str]
    strong: int
    weak: int
    strong_out: int
    weak_out: int
    density: float | None
    alone: list[str]
    isolated: list[str]
    broad: bool


class Network(Schema):
    """The cooperation network of the centres."""

    scope: Scope
    left_out: LeftOutByDate
    kinds: list[Kind]
    all_links: Measures
    strong_links: Measures
    components: list[list[str]]
    isolated: list[Isolated] = Field(description="Without a link to any other centre.")
    linked_outside_only: list[Isolated] = Field(description="Linked, but to no other member of this region or theme.")
    linked_by_weak_ties_only: list[str]
    modularity: float | None
    communities: list[Community]
    brokers: list[Broker]
    betweenness_estimated: bool
    core: list[str]
    regions: list[Group]
    themes: list[Group]
    data_version: str


class NodeLink(Schema):
    """The network as nodes and edges, for D3 and NetworkX."""

    directed: Literal[False]
    multigraph: Literal[True]
    graph: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class NewLink(Schema):
    """A link that began between the two years."""

    iri: str
    partners: list[str]
    kind: str
    year: int | None
    strong: bool
    evidence: list[str]


class Changes(Schema):
    """The changes between the ends of two years."""

    scope: Scope
    earlier: int
    later: int
    before: Measures
    after: Measures
    new_links: list[NewLink]
    new_pairs: list[list[str]] = Field(description="Linked for the first time.")
    newly_connected: list[str]
    began: list[str]
    components_joined: list[list[list[str]]]
    undated_left_out: int
    data_version: str
