"""The page on which anybody can ask in SPARQL: a text field, examples, and the answer or the place of the error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sdggraph import vocab
from sdggraph.errors import Located, SdgGraphError
from sdggraph.messages import msgid
from sdggraph.sparql.interface import Limits
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


@dataclass(frozen=True)
class Problem:
    """Why there is no answer, and where in the query."""

    problem: str
    remedy: str
    line: int | None
    column: int | None
    text: str  # the line
    before: str  # the part of the line before the column


@dataclass(frozen=True)
class QueryPage:
    """Everything on the page of the query editor."""

    query: str
    words: str  # the path of the words that the editor completes
    asked: bool
    result: Result | None
    problem: Problem | None
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
