"""The W3C's tests of queries, asked of a server of ours over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin

import httpx
import pyoxigraph as ox

from tests.conformance.results import Result, Rows, expected, rows, same, table
from tests.conformance.served import EMPTY
from tests.conformance.suite import MF, QT, Case, Suite

QUERY_KINDS: Final = ("QueryEvaluationTest", "CSVResultFormatTest")
SYNTAX_KINDS: Final = ("PositiveSyntaxTest", "PositiveSyntaxTest11", "NegativeSyntaxTest", "NegativeSyntaxTest11")
_FROM: Final = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_READ_AS: Final = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
_ACCEPT: Final = {
    ".srx": "application/sparql-results+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_USUAL: Final = "application/sparql-results+json, application/n-triples"


def data(suite: Suite, cases: Iterable[Case]) -> tuple[bytes, list[str]]:
    """Every file that these cases ask about as N-Quads, each in a graph by its own name, and the names."""
    files: set[str] = set()
    for case in cases:
        if case.kind in QUERY_KINDS:
            default, named = case.graphs(case.action, QT)
            files.update(default, (file for _, file in named), _graphs_named(_text(suite, case), _query(case)))
    store = ox.Store()
    for iri in sorted(files):
        path = suite.path(iri)
        store.load(path.read_bytes(), _READ_AS[path.suffix], base_iri=iri, to_graph=ox.NamedNode(iri))
    return store.dump(format=ox.RdfFormat.N_QUADS) or b"", [*sorted(files), EMPTY]


def passes(client: httpx.Client, suite: Suite, case: Case) -> str | None:
    """None when the server answers as the case wants it, else what it does instead."""
    if case.kind in SYNTAX_KINDS:
        return _judges(client, suite, case)
    text = _text(suite, case)
    form: dict[str, str | list[str]] = {"query": _based(text, _query(case))}
    if not _FROM.search(text):
        default, named = case.graphs(case.action, QT)
        form["default-graph-uri"] = default or [EMPTY]
        form["named-graph-uri"] = [name for name, _ in named]
    [iri] = case.manifest.iris(case.node, f"{MF}result")
    path = suite.path(iri)
    answer = client.post("/sparql", data=form, headers={"Accept": _ACCEPT.get(path.suffix, _USUAL)})
    if answer.status_code != 200:
        return f"{answer.status_code}: {answer.json().get('detail', '')}"
    wanted = expected(path, iri)
    if isinstance(wanted, Rows):
        lax = f"{MF}LaxCardinality" in case.manifest.iris(case.node, f"{MF}resultCardinality")
        wanted = wanted._replace(lax=lax)
    found = _result(answer)
    return None if same(found, wanted) else f"another answer: {found}"[:2000]


def _judges(client: httpx.Client, suite: Suite, case: Case) -> str | None:
    """Only the reading of a text is judged: one that is refused for what it asks, such as SERVICE, was read."""
    form = {"query": _based(_text(suite, case), _query(case)), "default-graph-uri": EMPTY}
    answer = client.post("/sparql", data=form)
    unanswerable = answer.status_code == 400 and "cannot be answered" in answer.json()["detail"]
    read = answer.status_code in (200, 403) or unanswerable
    if read == case.kind.startswith("Positive"):
        return None
    return f"{answer.status_code}: {answer.text[:300]}"


def _result(answer: httpx.Response) -> Result:
    media_type = answer.headers["content-type"].partition(";")[0]
    if media_type == "application/n-triples":
        return frozenset(ox.Triple(*each.triple) for each in ox.parse(answer.content, ox.RdfFormat.N_TRIPLES))
    if media_type == "text/csv":
        return table(answer.content)
    spelling = ox.QueryResultsFormat.from_media_type(media_type)
    if spelling is None:
        raise AssertionError(f"an answer as {media_type}")
    return rows(answer.content, spelling)


def _query(case: Case) -> str:
    inside = case.manifest.iris(case.action, f"{QT}query")
    return inside[0] if inside else case.manifest.iris(case.node, f"{MF}action")[0]


def _text(suite: Suite, case: Case) -> str:
    return suite.path(_query(case)).read_text("utf-8")


def _based(text: str, iri: str) -> str:
    """The query with its address as its base, which is what the suite means and a server cannot know."""
    return f"BASE <{iri}>\n{text}"


def _graphs_named(text: str, base: str) -> list[str]:
    return [urljoin(base, iri) for iri in _FROM.findall(text)]
