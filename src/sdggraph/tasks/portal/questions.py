"""The pages of the ready questions: a field for each parameter, the answer, and the query itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sdggraph.config import Settings
from sdggraph.errors import NotFound, SdgGraphError
from sdggraph.model.coverage import un_order
from sdggraph.model.records import Network
from sdggraph.sparql.interface import Limits
from sdggraph.tasks.portal.coverage import Choice
from sdggraph.tasks.portal.results import Result, result
from sdggraph.tasks.queries import NamedQuery, Parameter, accepted, among, bind, queries
from sdggraph.tasks.source import Source

FOLDER: Final = "questions"
USERS: Final = ("desk", "director", "portal", "researcher")
_NUMERIC: Final = frozenset({"year", "integer", "count"})


@dataclass(frozen=True)
class QuestionLink:
    """A question in the list."""

    path: str
    question: str
    others: tuple[str, ...] = ()  # the people who ask it too, beside those of its group


@dataclass(frozen=True)
class Questions:
    """Everything on the page of all questions."""

    groups: tuple[tuple[str, tuple[QuestionLink, ...]], ...]  # by the people who ask first of all
    count: int


@dataclass(frozen=True)
class Field:
    """An input field."""

    name: str
    label: str
    value: str
    choices: tuple[Choice, ...]  # empty for a field in which any value can be written
    is_number: bool
    help: str


@dataclass(frozen=True)
class QuestionPage:
    """Everything on the page of a question."""

    name: str
    title: str
    question: str
    text: str  # the query
    fields: tuple[Field, ...]
    result: Result | None
    problem: str  # why there is no answer
    remedy: str
    all_of: str  # the page that lists what could have been named; empty if there is none
    parameters: dict[str, str]  # of the same answer in the API


def questions(source: Source) -> Questions:
    """Return all questions, each once: with the people that its header names first, and beside it the others."""
    held = named(source.settings).values()
    users = [*USERS, *sorted({user for each in held for user in each.users} - {*USERS})]
    groups = tuple(
        (
            user,
            tuple(
                QuestionLink(question_path(each.name), each.question, tuple(sorted(each.users[1:], key=users.index)))
                for each in held
                if each.users[:1] == (user,)
            ),
        )
        for user in users
    )
    return Questions(tuple(group for group in groups if group[1]), len(held))


def question(
    source: Source, *, stem: str, given: Mapping[str, str], most: int | None = None, view: str = ""
) -> QuestionPage:
    """Return a question with its answer, or with what is wrong about the given values. Raises NotFound.

    `most` is the largest number of rows. `view` shows the answer as a map or a network as well.
    """
    query = among(named(source.settings), stem)
    wanted = {each.name: given[each.name].strip() for each in query.parameters if given.get(each.name, "").strip()}
    answer, problem, remedy, all_of = None, "", "", ""
    try:
        terms = bind(source, query, wanted)
        answer = result(source, source.store.query(query.text, parameters=terms, limits=Limits(rows=most)), view)
    except SdgGraphError as error:
        all_of = list_page(error)
        problem, remedy = error.problem, "" if all_of else error.remedy
    return QuestionPage(
        name=query.name,
        title=query.title,
        question=query.question,
        text=query.text,
        fields=tuple(_field(source, each, wanted.get(each.name, each.default)) for each in query.parameters),
        result=answer,
        problem=problem,
        remedy=remedy,
        all_of=all_of,
        parameters=wanted,
    )


def list_page(error: Exception) -> str:
    """Return the path of the page that lists what could have been named; empty if the error leads to no list.

    >>> list_page(NotFound("There is no theme 'x'.", listed="themes"))
    'questions/themes-by-centres.html'
    """
    return _LISTS.get(error.listed, "") if isinstance(error, NotFound) else ""


def pages(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page of each question, answered with its default values."""
    for query in named(source.settings).values():
        yield question_path(query.name), {"stem": query.name, "given": {}}, query.question


def listed(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page of all questions."""
    yield f"{FOLDER}/index.html", {}, "Questions with ready answers"


def question_path(name: str) -> str:
    """Return the path of the page of a question."""
    return f"{FOLDER}/{name}.html"


@lru_cache(maxsize=4)
def named(settings: Settings) -> Mapping[str, NamedQuery]:
    """Return the named queries. They are read once: a worker cannot open files."""
    return {query.name: query for query in queries(Source(settings))}


_LISTS: Final = {
    "centres": "organisations/index.html",
    "themes": question_path("themes-by-centres"),
    "queries": f"{FOLDER}/index.html",
}


def _field(source: Source, parameter: Parameter, value: str) -> Field:
    choices = _choices(source.network, parameter.kind, value)
    if choices and not any(each.here for each in choices):  # another spelling of one of them
        choices = (Choice(value, value, here=True), *choices)
    label = parameter.what or parameter.name.replace("_", " ")
    helped = "" if choices else accepted(source, parameter).partition(";")[0]
    return Field(parameter.name, label, value, choices, parameter.kind in _NUMERIC, helped)


def _choices(network: Network, kind: str, value: str) -> tuple[Choice, ...]:
    """Return the values that a parameter can have, by label; empty if there is no list of them."""
    used = {record.country for record in network.organisations.values()}
    held: dict[str, list[tuple[str, str]]] = {
        "organisation": [
            (each.code, f"{each.code} {each.name}") for each in network.organisations.values() if each.is_centre
        ],
        "goal": [(key, f"{key} {each.label}") for key, each in network.aims.items() if "." not in key],
        "target": [(key, f"{key} {each.label}") for key, each in network.aims.items() if "." in key],
        "theme": [(key, each.label) for key, each in network.themes.items()],
        "kind": [(key, each.label) for key, each in network.kinds.items()],
        "country": [(each.code, each.name) for each in network.countries.values() if each.code in used],
        "region": [(each.label, each.label) for each in network.regions.values()],
        "group": [(key, each.label) for key, each in network.groups.items()],
    }
    found = held.get(kind, [])
    if kind in ("goal", "target"):
        ranked = sorted(found, key=lambda pair: un_order(pair[0]))
    else:
        ranked = sorted(found, key=lambda pair: pair[1].casefold())
    return tuple(Choice(key, label[:100], key == value) for key, label in ranked)
