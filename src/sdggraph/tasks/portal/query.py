"""The page on which anybody can ask in SPARQL: a text field, examples, and the answer or the place of the error.

Where nothing is found, it tells the names that occur nowhere in the graph: a misspelt term is no error of SPARQL.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

from sdggraph import vocab
from sdggraph.errors import Located, SdgGraphError
from sdggraph.messages import msgid
from sdggraph.sparql.interface import Limits
from sdggraph.sparql.tokens import Token, lenient_tokens
from sdggraph.tasks.portal.questions import QuestionLink, named, question_path
from sdggraph.tasks.portal.results import Result, result
from sdggraph.tasks.source import Source

PATH: Final = "query/index.html"
WORDS: Final = "query/words.json"  # what the editor completes
_EXAMPLE: Final = """SELECT ?code ?name ?goal ?activity
WHERE {
  ?claim a sg:Contribution ;
         sg:contributor ?centre ;
         sg:contributesTo ?goal ;
         sg:basis basis:stated ;
         sg:activity ?activity .
  ?centre sg:code ?code ; skos:prefLabel ?name .
}
ORDER BY ?code ?goal
LIMIT 20"""
_EXAMPLES: Final = (
    (msgid("What is stated, and by whom"), _EXAMPLE),
    (
        msgid("Centres of a country"),
        """SELECT ?code ?name ?city
WHERE {
  ?centre sg:country country:CHN ; sg:code ?code ; skos:prefLabel ?name ; sg:city ?city .
}
ORDER BY ?code""",
    ),
    (
        msgid("How many centres work on each theme"),
        """SELECT ?theme (COUNT(DISTINCT ?centre) AS ?centres)
WHERE { ?centre a sg:Organisation ; sg:theme ?theme }
GROUP BY ?theme
ORDER BY DESC(?centres)
LIMIT 15""",
    ),
    (msgid("Everything about one centre"), "DESCRIBE organisation:HIST"),
)

_MOST_NAMES: Final = 20  # names that are looked up
_NEAR: Final = 0.7
_LOCAL: Final = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)  # what stands behind a prefix without escapes
_HELD: Final = """SELECT ?name {{ VALUES ?name {{ {names} }}
  FILTER (EXISTS {{ ?name ?p ?o }} || EXISTS {{ ?s ?name ?o }} || EXISTS {{ ?s ?p ?name }})
}}"""
# terms are typed, or are properties of other vocabularies
_SPELLED: Final = """SELECT DISTINCT ?name {{ {{ ?name a ?kind }} UNION {{ ?s ?name ?o }}
  FILTER(STRSTARTS(STR(?name), "{namespace}"))
}}"""


@dataclass(frozen=True)
class Problem:
    """Why there is no answer, and where in the query."""

    problem: str
    remedy: str
    line: int | None
    column: int | None
    text: str  # the line
    before: str  # the part of the line before the column


class UnknownName(NamedTuple):
    """A name that occurs nowhere in the graph, and the nearest one that does."""

    name: str
    near: str  # empty if none is like it
    mended: str  # the query with the nearest name


@dataclass(frozen=True)
class QueryPage:
    """Everything on the page of the query editor."""

    query: str
    words: str  # the path of the words that the editor completes
    asked: bool
    result: Result | None
    problem: Problem | None
    unknown: tuple[UnknownName, ...]  # names that occur nowhere, where nothing was found
    examples: tuple[tuple[str, str], ...]  # title and text
    questions: tuple[QuestionLink, ...]
    prefixes: tuple[tuple[str, str], ...]  # that need no declaration


def query(source: Source, *, query: str = "", ready: str = "", most: int | None = None, view: str = "") -> QueryPage:
    """Return the page of the query editor, with the answer of a query or what is wrong with it.

    `ready` is the name of a named query, whose text is shown instead. `most` is the largest number of rows.
    `view` shows the answer as a map or a network as well, where it names organisations.
    """
    query = query.strip()  # the field shows it so, and an error has its place there
    held = named(source.settings)
    found, problem = None, None
    if query:
        try:
            found = result(source, source.store.query(query, limits=Limits(rows=most)), view)
        except SdgGraphError as error:
            problem = _problem(error, query)
    text = query or (held[ready].text if ready in held else _EXAMPLE)
    return QueryPage(
        query=text.strip(),
        words=WORDS,
        asked=bool(query),
        result=found,
        problem=problem,
        unknown=tuple(unknown_names(source, query))
        if found and not (found.rows or found.statements or found.yes)
        else (),
        examples=_EXAMPLES,
        questions=tuple(QuestionLink(question_path(each.name), each.question) for each in held.values()),
        prefixes=tuple(sorted(vocab.PREFIXES.items())),
    )


def pages(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield nothing: a published folder cannot answer."""
    yield from ()


def _problem(error: SdgGraphError, query: str) -> Problem:
    line = error.line if isinstance(error, Located) else None
    column = error.column if isinstance(error, Located) else None
    lines = query.splitlines()
    text = lines[line - 1] if line is not None and 0 < line <= len(lines) else ""
    before = text[: (column or 1) - 1]
    told = error.problem.removeprefix(f"{line}:{column}: ")
    return Problem(told, error.remedy, line, column, text[:400], before[:400])


def unknown_names(source: Source, text: str) -> list[UnknownName]:
    """Return the names of a valid query that occur nowhere in the graph, each once, in their order.

    Only names with a prefix that needs no declaration are looked up, as a misspelt term has one. Datatypes, functions
    and names of graphs are left out: no statement needs to hold them.
    """
    found, _ = lenient_tokens(text)
    names = list(islice(dict.fromkeys(token.spelled for token in _terms(found)), _MOST_NAMES))
    if not names:
        return []
    asked = _HELD.format(names=" ".join(f"<{vocab.expand(each)}>" for each in names))
    held = {row["name"] for row in source.store.query(asked).rows()}
    unknown = [each for each in names if vocab.expand(each) not in held]
    prefixes = {each.partition(":")[0] for each in unknown}
    known = {prefix: _known(source, prefix) for prefix in prefixes}
    return [_unknown(text, found, each, known[each.partition(":")[0]]) for each in unknown]


def _known(source: Source, prefix: str) -> list[str]:
    rows = source.store.query(_SPELLED.format(namespace=vocab.PREFIXES[prefix])).rows()
    names = {vocab.compact(row["name"]) for row in rows}
    return sorted(each for each in names if each.startswith(f"{prefix}:") and _LOCAL.fullmatch(each.partition(":")[2]))


def _terms(found: Sequence[Token]) -> Iterator[Token]:
    own = {after.spelled for token, after in pairwise(found) if token.says("PREFIX")}
    for place, token in enumerate(found):
        prefix, colon, local = token.spelled.partition(":")
        if token.kind != "name" or prefix not in vocab.PREFIXES or prefix == "xsd" or prefix + colon in own:
            continue
        is_other = place and found[place - 1].says("^^", "GRAPH", "FROM", "NAMED")
        is_call = place + 1 < len(found) and found[place + 1].says("(")
        if local and "\\" not in local and not is_other and not is_call:
            yield token


def _unknown(text: str, found: Sequence[Token], name: str, known: Sequence[str]) -> UnknownName:
    # not rapidfuzz: it would be loaded in a worker, which may open no file
    near = difflib.get_close_matches(name, known, n=1, cutoff=_NEAR)
    if not near:
        return UnknownName(name, "", "")
    mended = text
    for token in reversed(found):
        if token.kind == "name" and token.spelled == name:
            mended = mended[: token.start] + near[0] + mended[token.end :]
    return UnknownName(name, near[0], mended)
