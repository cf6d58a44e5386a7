"""Declaration, completion and checking of a task's options; `questions` has the records.

A record is a TypedDict whose fields are annotated with an `Option`. The command line makes its options from the record,
the API its query parameters, and the library its keywords. So they cannot differ.
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
    """One option of a task."""

    default: Any  # Any: a text, a number, a boolean, or None if the option has no value
    help: str
    choices: Callable[[], Iterable[str]] | None = None  # returns the allowed words; called each time
    noun: str = ""  # its name in messages: "There is no MODE 'x'."
    kind: type = str  # the type on the command line, unless it is a choice or a flag: str, int or Path
    least: int | None = None
    most_online: int | None = None  # an upper limit for the API only, because anybody can call it
    pattern: str = ""  # for the description of the API; `read` reports the error
    read: Callable[[Any], Any] | None = None  # converts the user's value to the task's value
    example: str = ""
    metavar: str = ""
    flags: tuple[str, ...] = ()  # the command-line flags, if not the name with hyphens
    multiple: bool = False  # whether the command line accepts it several times
    optional: bool = False  # whether None is a valid value; `options` reads it from the annotation


@cache
def options(question: Any) -> dict[str, Option]:  # Any: a TypedDict, which is no class to mypy
    """Return the options of a record by name, in the order of their declaration.

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
    """Return all options of a question, checked and converted; missing ones get their defaults.

    Raises BadParameter for an invalid value, and TypeError for an option that the task does not have.

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
    """Raise BadParameter, with the nearest word and all known ones, unless the word is known."""
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
        called = option.noun or name.replace("_", " ")
        raise BadParameter(f"The value of {called!r} is empty.", "Give it a value, or leave it out.")
    if option.choices is not None:
        one_of(value, option.choices(), option.noun or name)
    if option.kind is int:
        check_count(value, option.noun or name, least=1 if option.least is None else option.least)
    return option.read(value) if option.read else value
