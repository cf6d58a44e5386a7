"""The query parameters of the API's operations, with the bounds of each value."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeVar, cast

from fastapi import Path
from pydantic import AfterValidator, BeforeValidator, Field, create_model

from sdggraph.errors import BadParameter
from sdggraph.numbers import is_whole, shown
from sdggraph.tasks.options import Option, options
from sdggraph.tasks.questions import (
    CentresQuestion,
    CoverageQuestion,
    GapsQuestion,
    MeasureQuestion,
    MeetQuestion,
    NetworkQuestion,
    PartGapsQuestion,
    PartnersQuestion,
    ScopeQuestion,
)
from sdggraph.web.api.operations import Asked

_LONGEST: Final = 200
_YEAR: Final = "[12][0-9]{3}"
Shape = TypeVar("Shape", bound=Asked)
NAMES: Final = frozenset(
    name
    for question in (
        *(PartnersQuestion, GapsQuestion, PartGapsQuestion),
        *(NetworkQuestion, CentresQuestion, CoverageQuestion, MeetQuestion),
    )
    for name in options(question)
)
"""Parameters that are options of commands too, so that a remedy can name them in the form of either."""

Organisation = Annotated[
    str,
    Path(
        alias="code",  # the public name of the parameter is part of the API
        description="An organisation, by code, acronym, name or identifier.",
        min_length=1,
        max_length=_LONGEST,
        examples=["HIST"],
    ),
]
Other = Annotated[
    str, Path(description="The other organisation.", min_length=1, max_length=_LONGEST, examples=["ERAIFT"])
]


def _is_year(value: str) -> str:
    if not re.fullmatch(_YEAR, value):
        raise ValueError(f"{shown(value)} is not a year. Write four digits, such as 2016.")
    return value


Year = Annotated[
    str,
    AfterValidator(_is_year),
    Path(description="A year.", examples=["2016"], json_schema_extra={"pattern": f"^{_YEAR}$"}),
]


def _plain(value: object) -> object:
    """Accept a number written in the digits 0 to 9 only; pydantic would also accept `1_0`, ` 5 ` and `5.0`."""
    if isinstance(value, str) and not is_whole(value):
        raise ValueError("The value is not a whole number in the digits 0 to 9.")
    return value


def _readable(option: Option, value: str | None) -> str | None:
    """Return the value as it is. Raises ValueError, in the words of the task, if the task cannot read it."""
    try:
        if value is not None and option.read is not None:
            option.read(value)
    except BadParameter as error:
        raise ValueError(str(error)) from error
    return value


Count = Annotated[int, BeforeValidator(_plain)]


def made_of(question: type) -> Callable[[type[Shape]], type[Shape]]:
    """Add the options of a task to the parameters of an operation, as the task's record declares them."""

    def made(shape: type[Shape]) -> type[Shape]:
        fields: dict[str, Any] = {name: _field(option) for name, option in options(question).items()}
        fields |= {name: (held.annotation, held) for name, held in shape.model_fields.items()}
        return cast(type[Shape], create_model(shape.__name__, __base__=Asked, __doc__=shape.__doc__, **fields))

    return made


def _field(option: Option) -> tuple[Any, Any]:  # Any: a type made at run time, and the return value of pydantic's Field
    """Return the type and the bounds of a parameter."""
    said: dict[str, Any] = {"default": option.default, "description": option.help}
    if option.example:
        said["examples"] = [option.example]
    if option.choices is not None:
        return Literal[tuple(option.choices())], Field(**said)
    if isinstance(option.default, bool):
        return bool, Field(**said)
    if option.kind is int:
        return Count, Field(**said, ge=option.least, le=option.most_online)
    if option.pattern:
        # pydantic would tell of a regular expression; the pattern is for the description only
        kind = Annotated[str | None, AfterValidator(partial(_readable, option))]
        return kind, Field(**said, min_length=1, max_length=_LONGEST, json_schema_extra={"pattern": option.pattern})
    return str | None, Field(**said, min_length=1, max_length=_LONGEST)


class Plain(Asked):
    """Parameters of an operation with one format and no options."""

    format: Literal["json"] | None = Field(default=None, description="The format of the answer.")


class Listed(Asked):
    """Parameters of a list as JSON or CSV."""

    format: Literal["json", "csv"] | None = Field(
        default=None, description="The format of the answer; it takes precedence over `Accept`."
    )


@made_of(CentresQuestion)
class Centres(Listed):
    """Parameters of the list of centres: filters and page."""

    limit: Count = Field(default=100, ge=1, le=1000, description="The number of items on a page.")
    offset: Count = Field(default=0, ge=0, le=1_000_000, description="The number of items to skip.")


_AS_OF: Final = _field(options(CentresQuestion)["as_of"])


class Centre(Asked):
    """Parameters of one organisation as JSON or Turtle."""

    as_of: _AS_OF[0] = _AS_OF[1]  # type: ignore[valid-type]  # a type made at run time

    format: Literal["json", "ttl"] | None = Field(
        default=None, description="The format of the answer; it takes precedence over `Accept`."
    )


@made_of(PartnersQuestion)
class Partners(Asked):
    """Parameters of `suggest-partners`."""

    format: Literal["json", "csv", "ttl"] | None = Field(
        default=None, description="The format of the answer; it takes precedence over `Accept`."
    )


@made_of(MeasureQuestion)
class Explained(Plain):
    """Parameters of `explain`."""


@made_of(GapsQuestion)
class Gaps(Listed):
    """Parameters of the gaps of a centre."""


@made_of(PartGapsQuestion)
class PartGaps(Listed):
    """Parameters of the gaps of a part of the network; one of region, theme and country group is needed."""


@made_of(CoverageQuestion)
class Coverage(Asked):
    """Parameters of `coverage`."""

    format: Literal["json", "csv", "svg"] | None = Field(
        default=None, description="The format of the answer; it takes precedence over `Accept`; svg is a heat map."
    )


@made_of(MeetQuestion)
class Meet(Listed):
    """Parameters of `meet`."""


@made_of(NetworkQuestion)
class Changes(Plain):
    """Parameters of the comparison of two years: the part of the network, and the later year."""


@made_of(NetworkQuestion)
class Network(Asked):
    """Parameters of `network`."""

    format: Literal["json", "csv", "graphml", "gexf", "node-link", "svg"] | None = Field(
        default=None,
        description="The format of the answer; it takes precedence over `Accept`: "
        "a report (json), the links (csv), the network for other"
        " programs (graphml, gexf, node-link), or a picture (svg).",
    )


@made_of(ScopeQuestion)
class Chain(Listed):
    """Parameters of `path`."""
