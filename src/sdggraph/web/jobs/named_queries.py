"""Jobs of the named queries: the list, and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from sdggraph import tasks
from sdggraph.config import Settings
from sdggraph.present import spreadsheet
from sdggraph.sparql.formats import CSV
from sdggraph.sparql.parameters import bind
from sdggraph.store.result_writer import Whole
from sdggraph.tasks import NamedQuery, Source
from sdggraph.tasks.queries import among, defaults_used
from sdggraph.tasks.queries import bind as read_values
from sdggraph.web.jobs.output import send_rows
from sdggraph.web.jobs.sparql import chosen
from sdggraph.workers.forkserver import Output

DEFAULTS_USED: Final = "SDGGraph-Defaults-Used"  # a header: the values taken for what was not given, as a query string


def held(source: Source) -> Mapping[str, NamedQuery]:
    """Return the named queries. They are read once: a worker cannot open files, not even after the data have
    changed.
    """
    return _read(source.settings)


@lru_cache(maxsize=1)
def _read(settings: Settings) -> Mapping[str, NamedQuery]:
    return {query.name: query for query in tasks.queries(Source(settings))}


def listed(source: Source, out: Output, *, form: str, base: str) -> None:
    """Answer every named query with its question, its parameters and its address."""
    send_rows(out, [_told(query, form, base) for query in held(source).values()], form)


def answered(
    source: Source,
    out: Output,
    *,
    name: str,
    values: Sequence[tuple[str, str]],
    rows: str | None,
    graph: str | None,
    most: int,
) -> None:
    """Answer a named query in the format that `rows` or `graph` names, depending on the kind of its result."""
    found = among(held(source), name)
    given = dict(values)  # none stands twice: the server has refused that
    text = bind(found.text, read_values(source, found, given))
    if used := defaults_used(found, given):
        out.headers[DEFAULTS_USED] = urlencode(used, quote_via=quote)
    whole = Whole()
    sink = whole if rows == CSV.name else out
    source.store.answer(text, sink, lambda kind: chosen(kind, rows, graph), rows=most)
    if sink is whole:
        answer = whole.answer()
        out.begin(answer.kind, answer.format)
        csv = answer.format == CSV
        out.write(spreadsheet.harmless(answer.content.decode()).encode() if csv else answer.content)


def _told(query: NamedQuery, form: str, base: str) -> dict[str, Any]:
    """Describe a query for programs; in a table its parameters are written as `name=default`."""
    told = [
        {"name": each.name, "kind": each.kind, "default": each.default, "what": each.what} for each in query.parameters
    ]
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "users": list(query.users),
        "parameters": [f"{each.name}={each.default}" for each in query.parameters] if form == "csv" else told,
        "columns": list(query.columns),
        "address": f"{base}/{query.name}",
        **({} if form == "csv" else {"text": query.text}),
    }


JOBS: Final[Mapping[str, Any]] = {"api/queries": listed, "api/query": answered}
