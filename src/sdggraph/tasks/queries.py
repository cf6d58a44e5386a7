"""Named queries: finding them, reading their headers, binding their parameters, running them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from sdggraph import vocab
from sdggraph.errors import BadParameter, BadQuery, CannotRead, LimitExceeded, NotFound
from sdggraph.files import decode, lines_of, read_bytes, read_text
from sdggraph.messages import msgid
from sdggraph.model.records import Concept, Country, Network, Organisation
from sdggraph.numbers import check_count, check_seconds, shown
from sdggraph.sparql.formats import Format
from sdggraph.sparql.interface import UNLIMITED, Answer, Iri, Limits, Term, Text
from sdggraph.tasks.lookup import (
    GOAL,
    TARGET,
    find_aim,
    find_country,
    find_group,
    find_kind,
    find_organisation,
    find_region,
    find_theme,
    nearest,
)
from sdggraph.tasks.source import Source
from sdggraph.tasks.values import day_of

_HEADER = re.compile(r"#\s*(title|question|users|param|expects)\s*:\s*(.+)")
_PARAM = re.compile(r"(?P<name>\w+)\s*\((?P<kind>[\w-]+)\)(?:\s*=\s*(?P<default>[^—]+?))?\s*(?:—\s*(?P<what>.+))?$")
_XSD = vocab.PREFIXES["xsd"]
_MOST_QUERY: Final = 10_000_000  # bytes
_T = TypeVar("_T")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a named query."""

    name: str
    kind: str  # one of the keys of _FINDERS and _ACCEPTED
    default: str
    what: str


@dataclass(frozen=True)
class NamedQuery:
    """A question that people ask, with its query in SPARQL."""

    name: str
    title: str
    question: str
    users: tuple[str, ...]  # desk, director, portal, researcher
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str


def queries(source: Source) -> list[NamedQuery]:
    """Return every query of the queries folder, by name. Raises BadQuery for an incomplete header."""
    return [read_query(path) for path in sorted(source.settings.queries.glob("*.rq"))]


def find_query(source: Source, name: str) -> NamedQuery:
    """Return the query of that name. Raises NotFound with the nearest names."""
    return read_query(among({path.stem: path for path in source.settings.queries.glob("*.rq")}, name))


def among(known: Mapping[str, _T], name: str) -> _T:
    """Return the entry for the name of a query. Raises NotFound with the nearest names."""
    if name in known:
        return known[name]
    near = nearest(name, known)
    hint = f"Did you mean {', '.join(near)}? " if near else ""
    raise NotFound(f"There is no query {name!r}.", f"{hint}`sdggraph queries` lists them all.", near, "queries")


def read_query(path: Path) -> NamedQuery:
    """Read a query file with its header: title, question, parameters, expected columns.

    A parameter is written as `# param: goal (goal) = 6 — the goal in question`. Raises BadQuery.
    """
    text = read_text(path)
    fields: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(lines_of(text), start=1):
        found = _HEADER.match(line)
        if found and found[1] == "param":
            parts = _PARAM.match(found[2])
            if parts is None:
                raise BadQuery(
                    "this parameter cannot be read.",
                    "Write: # param: goal (goal) = 6 — what it is",
                    file=str(path),
                    line=number,
                )
            parameters.append(Parameter(parts["name"], parts["kind"], parts["default"] or "", parts["what"] or ""))
        elif found:
            fields[found[1]] = found[2].strip()
    missing = [field for field in ("title", "question", "users", "expects") if field not in fields]
    if missing:
        raise BadQuery(
            f"the header lacks {', '.join(missing)}.",
            "Open the file with # title:, # question:, # users: and # expects: lines.",
            file=str(path),
        )
    users, columns = (tuple(part.strip() for part in fields[field].split(",")) for field in ("users", "expects"))
    return NamedQuery(path.stem, fields["title"], fields["question"], users, tuple(parameters), columns, text)


def run_named(
    source: Source,
    name: str,
    given: Mapping[str, str] | None = None,
    *,
    format: Format | None = None,
    limits: Limits = UNLIMITED,
) -> Answer:
    """Answer a named query; parameters that are not given have their defaults, which `defaults_used` tells."""
    check_limits(limits)
    query = find_query(source, name)
    return source.store.query(query.text, format=format, parameters=bind(source, query, given or {}), limits=limits)


def run_text(source: Source, text: str, *, format: Format | None = None, limits: Limits = UNLIMITED) -> Answer:
    """Answer a query text."""
    check_limits(limits)
    if not text.strip():
        raise BadQuery("the query is empty.", "`sdggraph queries` shows examples to start from.")
    return source.store.query(text, format=format, limits=limits)


def check_limits(limits: Limits) -> None:
    """Raise BadParameter for limits that are too low for any answer, or too high for the system."""
    check_seconds(limits.seconds, "time")
    check_count(limits.memory, "memory", most=1 << 60)
    check_count(limits.rows, "number of rows", most=1 << 40)


def query_text(given: Path | bytes) -> str:
    """Return the text of a query, from a file or from bytes; one larger than 10 MB is refused."""
    name = str(given) if isinstance(given, Path) else "standard input"
    try:
        content = read_bytes(given, _MOST_QUERY) if isinstance(given, Path) else given
    except LimitExceeded as error:
        raise _too_large(name) from error
    if len(content) > _MOST_QUERY:
        raise _too_large(name)
    return decode(content, name)


def _too_large(name: str) -> CannotRead:
    return CannotRead(f"{name} is larger than 10 MB.", "A query is a page of text; is this a data file?")


def bind(source: Source, query: NamedQuery, given: Mapping[str, str]) -> dict[str, Term]:
    """Convert the parameters to terms: a code becomes the IRI that it stands for, never a piece of query text.

    Raises BadParameter for an unknown or missing parameter, and NotFound for an unknown value.
    """
    known = {parameter.name for parameter in query.parameters}
    for name in given:
        if name not in known:
            choices = f"It takes: {', '.join(sorted(known))}." if known else "It takes none."
            raise BadParameter(f"{query.name} has no parameter {name!r}.", choices)
    terms = {}
    for parameter in query.parameters:
        found = given.get(parameter.name, parameter.default)
        value = found if isinstance(found, str) else shown(found)  # a program may pass a number
        if not value:
            raise BadParameter(f"{query.name} needs {parameter.name}.", f"Add --{parameter.name} VALUE.")
        terms[parameter.name] = _term(source, parameter, value)
    return terms


def defaults_used(query: NamedQuery, given: Iterable[str]) -> dict[str, str]:
    """Return the default values used for parameters that were not given, by name."""
    named = set(given)
    return {each.name: each.default for each in query.parameters if each.name not in named and each.default}


def accepted(source: Source, parameter: Parameter) -> str:
    """Return what a parameter takes, in words; the few names of a short list are named."""
    network = source.network
    lists = {"region": network.regions, "group": network.groups, "kind": network.kinds}
    if parameter.kind not in lists:
        return _ACCEPTED[parameter.kind]
    concepts = lists[parameter.kind].values()
    names = sorted({each.label if parameter.kind == "region" else each.key for each in concepts})
    return f"one of: {', '.join(names)}" if names else "a key or a name"


def _term(source: Source, parameter: Parameter, value: str) -> Term:
    kind = parameter.kind
    if kind in _FINDERS:
        return Iri(_FINDERS[kind](source.network, value).iri)
    if kind == "date":
        return Text(day_of(value).isoformat(), f"{_XSD}date")
    if kind in _NUMBERS:
        form, example, datatype = _NUMBERS[kind]
        if not re.fullmatch(form, value):
            raise BadParameter(f"{parameter.name} must be {_ACCEPTED[kind]}, and {value!r} is not.", example)
        return Text(value, f"{_XSD}{datatype}")
    if kind == "iri":
        return Iri(value)
    return Text(value)


_FINDERS: Final[Mapping[str, Callable[[Network, str], Concept | Country | Organisation]]] = {
    "organisation": find_organisation,
    "goal": partial(find_aim, kind=GOAL),
    "target": partial(find_aim, kind=TARGET),
    "theme": find_theme,
    "kind": find_kind,
    "country": find_country,
    "region": partial(find_region, of_unesco=True),
    "group": find_group,
}
_ACCEPTED: Final = {
    "organisation": "a code, an acronym, a name or an identifier (ROR, Wikidata)",
    "goal": "a goal from 1 to 17, by number or name: 6, SDG 6",
    "target": "a target, by number or title: 6.5, 6.a",
    "theme": "a theme, by key or name; `sdggraph query themes-by-centres` lists them all",
    "country": "a country, by name or code (ISO 3166-1, M49)",
    "year": msgid("a year of four digits"),
    "date": msgid("a year, a month or a day: 2016, 2016-05 or 2016-05-18") + "; a year or a month means its last day",
    "integer": msgid("a whole number"),
    "count": msgid("a whole number from 0 to 999,999,999"),
    "text": msgid("any text"),
    "iri": msgid("an IRI"),
}
_NUMBERS: Final = {  # the form, an example, and the datatype
    "year": ("[0-9]{4}", "For example 2016.", "gYear"),
    "integer": ("-?[0-9]{1,9}", "For example 5.", "integer"),
    "count": ("[0-9]{1,9}", "For example 5.", "integer"),
}
