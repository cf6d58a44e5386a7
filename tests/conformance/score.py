"""All of the W3C's tests, one after the other, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import pyoxigraph as ox

from sdggraph.web.write.tokens import Tokens
from sdggraph.writing.scope import WHOLE
from tests.conformance import description, exceptions, protocol, queries, updates
from tests.conformance.suite import Case, Cases, Suite
from tests.web.serving import Server

_WHAT: Final = {
    "QueryEvaluationTest": "query evaluation",
    "CSVResultFormatTest": "query evaluation",
    "UpdateEvaluationTest": "update evaluation",
    "ProtocolTest": "protocol",
    "ServiceDescriptionTest": "service description",
}

# they must judge something: a thing that no test knows
_SHAPES: Final = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:x-conformance:shape> a sh:NodeShape ; sh:targetNode <urn:x-conformance:thing> ; sh:nodeKind sh:IRI .
"""


class Outcome(NamedTuple):
    """What came of one test; the complaint is None when it is passed."""

    name: str
    what: str
    complaint: str | None

    @property
    def group(self) -> str:
        """The suite and the folder."""
        return self.name.rpartition("/")[0]


class _Served(Server):
    program = ("tests.conformance.served",)


@contextmanager
def serving(work: Path, statements: bytes, graphs: list[str]) -> Iterator[httpx.Client]:
    """Ask a server of ours that holds these N-Quads and these graphs."""
    data = work / "data.nq"
    data.write_bytes(statements)
    data.with_suffix(".graphs").write_text("\n".join(graphs))
    with _Served("--data", str(data), log=work / "log") as running:
        yield running.client


@contextmanager
def serving_writers(work: Path) -> Iterator[httpx.Client]:
    """Ask a server of ours that has nothing, judges nothing and lets this client write anything."""
    (work / "ontology").mkdir()
    (work / "ontology" / "shapes.ttl").write_text(_SHAPES)
    ox.Store(str(work / "store")).flush()
    _, secret = Tokens(work / "tokens.json").create("W3C", WHOLE)
    with _Served("--writable", str(work), log=work / "log") as running:
        running.client.headers["Authorization"] = f"Bearer {secret}"
        yield running.client


def run(suite: Suite, work: Path) -> list[Outcome]:
    """Have every test of the suite judged, in a folder that may be written to."""
    cases = Cases(suite).all
    found = []
    asked = work / "queries"
    asked.mkdir()
    with serving(asked, *queries.data(suite, cases)) as client:
        for case in cases:
            if case.kind in (*queries.QUERY_KINDS, *queries.SYNTAX_KINDS):
                found.append(_outcome(case, queries.passes(client, suite, case)))
            elif case.kind in updates.UPDATE_KINDS:
                found.append(_outcome(case, updates.passes(suite, case)))
            elif case.kind == "ServiceDescriptionTest":
                found.append(_outcome(case, description.passes(client, _last(case))))
    asked = work / "protocol"
    asked.mkdir()
    with serving(asked, protocol.DATA.encode(), protocol.GRAPHS) as client:
        for case in cases:
            if case.kind == "ProtocolTest" and _last(case) in protocol.QUERIES:
                found.append(_outcome(case, protocol.passes(client, protocol.QUERIES[_last(case)])))
    for case in cases:
        if case.kind == "ProtocolTest" and _last(case) in protocol.UPDATES:
            asked = work / _last(case)
            asked.mkdir()
            with serving_writers(asked) as client:
                found.append(_outcome(case, protocol.passes(client, protocol.UPDATES[_last(case)])))
    return found


def _outcome(case: Case, complaint: str | None) -> Outcome:
    return Outcome(case.name, _WHAT.get(case.kind, "syntax"), complaint)


def _last(case: Case) -> str:
    return case.name.rpartition("/")[2]


def section(suite: Suite, outcomes: list[Outcome]) -> str:
    """What the documentation says of these outcomes."""
    passed = sum(each.complaint is None for each in outcomes)
    lines = [f"## {suite.title}: {passed} of {len(outcomes)}", "", "| Tests | Passed | Of |", "| --- | ---: | ---: |"]
    lines += [f"| {what} | {ok} | {of} |" for what, ok, of in _counted(outcomes, "what")]
    lines += ["", "By group, where not all are passed:", "", "| Group | Passed | Of |", "| --- | ---: | ---: |"]
    lines += [f"| {group} | {ok} | {of} |" for group, ok, of in _counted(outcomes, "group") if ok < of]
    lines += ["", "Not passed:", "", "| Test | Reason |", "| --- | --- |"]
    for each in sorted(outcomes):
        if each.complaint is not None:
            why = exceptions.reason(suite.title, each.name) or f"Unexplained: {each.complaint}"
            lines.append(f"| {each.name} | {why} |")
    return "\n".join([*lines, ""])


def _counted(outcomes: list[Outcome], field: str) -> Iterator[tuple[str, int, int]]:
    for key in sorted({getattr(each, field) for each in outcomes}):
        among = [each for each in outcomes if getattr(each, field) == key]
        yield key, sum(each.complaint is None for each in among), len(among)
