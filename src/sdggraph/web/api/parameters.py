"""What the operations of the API can be asked, with the bounds of each value."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from fastapi import Path
from pydantic import Field

from sdggraph.web.api.operations import Asked

_DATE: Final = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_LONGEST: Final = 200

Code = Annotated[
    str,
    Path(
        description="An organisation, by code, acronym or name.", min_length=1, max_length=_LONGEST, examples=["HIST"]
    ),
]
Other = Annotated[
    str, Path(description="The other organisation.", min_length=1, max_length=_LONGEST, examples=["ERAIFT"])
]


def words(description: str, example: str) -> Any:  # Any: what pydantic's Field gives
    """A name as people write it, or nothing."""
    return Field(default=None, description=description, min_length=1, max_length=_LONGEST, examples=[example])


class By(StrEnum):
    """What counts most for a partner."""

    blend = "blend"
    region = "region"
    theme = "theme"
    goals = "goals"
    complement = "complement"
    network = "network"
    south_south = "south-south"


class Grouping(StrEnum):
    """What makes a row of the coverage."""

    region = "region"
    country_group = "country-group"
    theme = "theme"
    category = "category"


class Level(StrEnum):
    """Goals or targets."""

    goal = "goal"
    target = "target"


class Basis(StrEnum):
    """Which contributions count; `all` keeps stated and inferred ones apart."""

    all = "all"
    stated = "stated"
    inferred = "inferred"


class Plain(Asked):
    """An operation with one form and nothing to ask."""

    format: Literal["json"] | None = Field(default=None, description="The form of the answer.")


class Listed(Asked):
    """A list as JSON or CSV."""

    format: Literal["json", "csv"] | None = Field(default=None, description="The form of the answer, before `Accept`.")


class Region(Asked):
    """A part of the network by where and what."""

    region: str | None = words("Only centres of a UNESCO region or M49 sub-region.", "Africa")
    theme: str | None = words("Only centres with a theme or a narrower one.", "water")


class Centres(Listed, Region):
    """Which centres, and which page of them."""

    country: str | None = words("Only centres in a country, by name or ISO code.", "CHN")
    goal: str | None = words("Only centres that contribute to a goal or target.", "6.5")
    category: str | None = words(
        "Organisations of a category: category-1, category-2, affiliate, host, partner or partner-without-record.",
        "category-2",
    )
    limit: int = Field(default=100, ge=1, le=1000, description="How many on a page.")
    offset: int = Field(default=0, ge=0, le=1_000_000, description="How many to pass over.")


class Centre(Asked):
    """One organisation as JSON or Turtle."""

    format: Literal["json", "ttl"] | None = Field(default=None, description="The form of the answer, before `Accept`.")


class Measured(Asked):
    """What counts, and as of when."""

    by: By = Field(default=By.blend, description="What counts most.", examples=["theme"])
    weights: str | None = Field(
        default=None,
        description="Weights of your own in place of `by`; a signal that is not named counts nothing.",
        min_length=1,
        max_length=_LONGEST,
        examples=["theme=2,region=0.5"],
    )
    as_of: str | None = Field(
        default=None,
        description="Only what was known by the end of that year; undated links stay out.",
        pattern=_DATE,
        examples=["2016"],
    )


class Partners(Measured):
    """All that `suggest-partners` can be asked."""

    limit: int = Field(default=10, ge=1, le=1000, description="How many to suggest.")
    include_current: bool = Field(default=False, description="Rank current partners too, and say how they are linked.")
    in_region: str | None = words("Only centres of a UNESCO region or M49 sub-region.", "Africa")
    theme: str | None = words("Only centres with a theme or a narrower one.", "water")
    goal: str | None = words("Only centres that contribute to a goal or target.", "6")
    country_group: str | None = words("Only centres in countries of a group.", "g77")
    format: Literal["json", "csv", "ttl"] | None = Field(
        default=None, description="The form of the answer, before `Accept`."
    )


class Explained(Measured):
    """All that `explain` can be asked."""

    format: Literal["json"] | None = Field(default=None, description="The form of the answer.")


class Gaps(Listed):
    """All that the gaps of a centre can be asked."""

    neighbours: int = Field(default=10, ge=1, le=1000, description="How many of the nearest centres to ask.")
    limit: int = Field(default=10, ge=1, le=1000, description="How many gaps of each list.")


class PartGaps(Listed):
    """All that the gaps of a part of the network can be asked; one of region, theme and country group is needed."""

    region: str | None = words("The part: centres of a UNESCO region or M49 sub-region.", "Africa")
    theme: str | None = words("The part: centres with a theme or a narrower one.", "water")
    country_group: str | None = words("The part: centres in countries of a group.", "g77")
    level: Level = Field(default=Level.goal, description="Goals or targets.")
    limit: int = Field(default=10, ge=1, le=1000, description="How many gaps.")


class Coverage(Asked):
    """All that `coverage` can be asked."""

    by: Grouping = Field(default=Grouping.region, description="What makes a row.")
    level: Level = Field(default=Level.goal, description="What makes a column.")
    basis: Basis = Field(default=Basis.all, description="Which contributions count; `all` keeps the two apart.")
    format: Literal["json", "csv", "svg"] | None = Field(
        default=None, description="The form of the answer, before `Accept`; svg is a heat map."
    )


class Scope(Asked):
    """Which links and organisations count."""

    strong_only: bool = Field(default=False, description="Leave out weak ties, which may mean a meeting only.")
    everyone: bool = Field(default=False, description="Hosts and partners too, not centres alone.")


class Changes(Scope, Region):
    """What part of the network, and up to when."""

    as_of: str | None = Field(
        default=None,
        description="Only what was known by the end of that year; undated links stay out.",
        pattern=_DATE,
        examples=["2018"],
    )
    format: Literal["json"] | None = Field(default=None, description="The form of the answer.")


class Network(Scope, Region):
    """All that `network` can be asked."""

    as_of: str | None = Field(
        default=None,
        description="Only what was known by the end of that year; undated links stay out.",
        pattern=_DATE,
        examples=["2018"],
    )
    format: Literal["json", "csv", "graphml", "gexf", "node-link", "svg"] | None = Field(
        default=None,
        description="The form of the answer, before `Accept`: a report (json), the links (csv), the network for other"
        " programs (graphml, gexf, node-link), or a picture (svg).",
    )


class Chain(Scope):
    """All that `path` can be asked."""

    format: Literal["json", "csv"] | None = Field(default=None, description="The form of the answer, before `Accept`.")
