"""Schemas of the JSON answers about partners."""

from __future__ import annotations

from pydantic import Field

from sdggraph.web.api.schemas_centres import Message, Schema, Short


class Tie(Schema):
    """A cooperation on record, without its partners."""

    iri: str
    kind: str
    year: int | None
    end: int | None
    evidence: list[str]


class Reason(Schema):
    """One signal and its share of a score."""

    signal: str
    value: float
    weight: float
    share: float = Field(description="Value times weight; the shares add up to the score.")
    sentence: str
    message: Message | None = Field(description="The sentence as key and values; null if its signal has no key.")
    facts: list[str] = Field(description="IRIs of the statements that support it.")


class RestsOn(Schema):
    """The amount of knowledge behind a pair, whatever its score."""

    themes: int = Field(description="Shared themes.")
    contributions: int = Field(
        description="The contributions of both organisations to goals and targets that they share."
    )
    links: int = Field(description="The links of both organisations with partners that they share.")
    dated: int = Field(description="How many of these contributions and links have a year.")
    enough: bool = Field(description="Whether there is enough on record to tell; the others end the list.")


class Suggestion(Short):
    """A partner worth a conversation, with reasons."""

    rank: int
    score: float
    rests_on: RestsOn
    thin_profile: bool = Field(description="Little is on record of the candidate.")
    reasons: list[Reason]
    links: list[Tie]


class LeftOut(Short):
    """A current partner, left out of the ranking."""

    links: list[Tie]


class _Ranked(Schema):
    organisation: Short
    mode: str
    weights: dict[str, float]
    method: str
    data_version: str
    as_of: int | None
    candidates: int


class LeftOutForStanding(Short):
    """An organisation that would be a candidate, but its standing keeps it out."""

    year: int | None
    evidence: list[str]


class Suggestions(_Ranked):
    """The ranked suggestions for an organisation."""

    ranking_shares: dict[str, float] = Field(
        description="The share of each signal in the order: cov(part, score) / var(score); empty where all are equal."
    )
    left_out_at_the_operators_wish: int
    without_reason: int = Field(description="Candidates left out as nothing of their work is shared.")
    suggestions: list[Suggestion]
    ceased: list[LeftOutForStanding]
    contested: list[LeftOutForStanding]
    left_out: list[LeftOut]


class Pair(_Ranked):
    """Why two organisations go together, or why not."""

    partner: Suggestion


class Introducer(Short):
    """An organisation that has links with several members of a group."""

    knows: list[str]


class Gathering(Schema):
    """Three to eight centres that have much in common and no link with each other."""

    rank: int
    label: str = Field(description="The region or theme.")
    score: float = Field(description="The mean score of its pairs.")
    members: list[Short]
    reason: str
    message: Message = Field(description="The reason as key and values.")
    is_enough: bool = Field(description="False: too little is on record about the pairs, and no better group exists.")
    introducers: list[Introducer]


class Gatherings(Schema):
    """Groups of centres to bring together, by region and by theme."""

    same_region: list[Gathering]
    same_theme: list[Gathering]
    left_out_at_the_operators_wish: int
    centres_that_fit: int
    method: str
    data_version: str
