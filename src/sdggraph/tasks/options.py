"""How the options of a task are declared, completed and checked: the mechanism; `questions` has the records.

A record is a TypedDict whose fields are annotated with an `Option`. From one record the command line makes its
options, the API its query parameters and the library its keywords, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, TypeVar, cast, get_args, get_type_hints

from sdggraph.errors import BadParameter
from sdggraph.numbers import check_count
from sdggraph.tasks.lookup import nearest

Question = TypeVar("Question")


class Option(NamedTuple):
    """One thing that a question can be asked with."""

    default: Any  # Any: a text, a number, a yes or no, or None for "not asked"
    help: str
    choices: Callable[[], Iterable[str]] | None = None  # the words that it can be; asked anew each time
    noun: str = ""  # what messages call it: "There is no MODE 'x'."
    kind: type = str  # what the command line reads where it is no choice and no yes or no: str, int or Path
    least: int | None = None
    most_online: int | None = None  # a bound of the API only: there it is a stranger who asks
    pattern: str = ""  # a text that does not match is refused by the API; elsewhere `read` says what is wrong
    read: Callable[[Any], Any] | None = None  # from what people type to what the task works with
    example: str = ""
    metavar: str = ""
    flags: tuple[str, ...] = ()  # on the command line, where it is not the name with hyphens
    multiple: bool = False  # whether the command line takes it several times
    optional: bool = False  # whether None means something; `options` reads it from the annotation


@cache
def options(question: Any) -> dict[str, Option]:  # Any: a TypedDict, which is no class to mypy
    """The options of a record, by name, in the order in which they are declared.

    >>> from sdggraph.tasks.questions import CoverageQuestion
    >>> list(options(CoverageQuestion))
    ['by', 'level', 'basis']
    """
    hints = get_type_hints(question, include_extras=True)
    found = {}
    for name, hint in hints.items():
        kind, option = get_args(hint)
        found[name] = option._replace(optional=NoneType in get_args(kind))
    return found


def completed(question: type[Question], given: Mapping[str, Any]) -> Question:
    """What was asked, with the defaults of what was not, checked and read.

    Raises BadParameter for a value that makes no sense, and TypeError for an option that the task does not have.

    >>> from sdggraph.tasks.questions import CoverageQuestion
    >>> completed(CoverageQuestion, {"level": "target"})
    {'by': 'region', 'level': 'target', 'basis': 'all'}
    """
    known = options(cast(Any, question))
    if unknown := given.keys() - known.keys():
        raise TypeError(f"There is no option {min(unknown)!r}. There are {', '.join(known)}.")
    asked = {name: _checked(name, option, given.get(name, option.default)) for name, option in known.items()}
    return cast(Question, asked)


def one_of(word: str, known: Iterable[str], thing: str) -> None:
    """Do nothing if the word is known. Raises BadParameter with the nearest and all that are."""
    every = list(known)
    if word in every:
        return
    near = nearest(word, every, 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise BadParameter(f"There is no {thing} {word!r}.", f"{hint}Choose one of: {', '.join(every)}.")


def _checked(name: str, option: Option, value: Any) -> Any:
    if value is None:
        value = None if option.optional else option.default
    if value is None:
        return None
    if isinstance(value, str) and not value.strip() and option.optional:
        raise BadParameter(f"The {option.noun or name} is empty.", "Name one, or leave the option out.")
    if option.choices is not None:
        one_of(value, option.choices(), option.noun or name)
    if option.kind is int:
        check_count(value, option.noun or name, least=1 if option.least is None else option.least)
    return option.read(value) if option.read else value
