"""A message: the key of a sentence and the values in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, Union

# a label or code, a number, another message, or several of them; a plain tuple is shown with commas
Value: TypeAlias = Union[str, int, float, "Message", "Names", tuple[Union[str, "Message"], ...]]
Style: TypeAlias = Literal["commas", "and", "clauses", "sentences"]


@dataclass(frozen=True, slots=True)  # no tuple: JSON would write one as a list, and nobody would notice
class Message:
    """A sentence that is not written yet: its key in the catalogue, and its values by name."""

    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Names:
    """Several values in a row, the first ones of many."""

    items: tuple[str | Message, ...]
    more: int = 0  # how many are left out
    style: Style = "commas"


def message(key: str, **values: Value) -> Message:
    """Return a message; every key is an entry of the catalogue.

    >>> message("region.country", country="China")
    Message(key='region.country', values={'country': 'China'})
    """
    return Message(key, values)


def clauses(parts: Iterable[Message | str]) -> Message:
    """Return one message of several, which semicolons part."""
    return Message("parts", {"parts": Names(tuple(parts), style="clauses")})


def sentences(parts: Iterable[Message | str]) -> Message:
    """Return one message of several sentences."""
    return Message("parts", {"parts": Names(tuple(parts), style="sentences")})
