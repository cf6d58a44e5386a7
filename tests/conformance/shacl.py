"""The W3C's tests of SHACL: where they are had from, what they expect, and whether our validation comes to that.

The source archive of pySHACL, pinned here by version and hash, carries them. Each is judged as
`sdggraph validate DATA --shapes SHAPES --format turtle` judges, with and without `--full`, and the report is compared
with the one that the test expects. Blank nodes are not compared, because each graph has its own; messages only where
the test expects some.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib import RDF, SH, BNode, Namespace
from rdflib.term import Node

from sdggraph.config import Settings
from sdggraph.errors import BadShapes, SdgGraphError
from sdggraph.model.to_rdflib import quiet
from sdggraph.tasks import Source, report_as_turtle, validate
from tests.conformance.suite import cache, fetch

ARCHIVE: Final = "pyshacl-0.40.1"
METHODS: Final = ("screen", "full")
_SHA256: Final = "011e3cf1a68b31747cb762ba3d755ae1bdcc464c8fad0dc212a9adc550719552"
_INSIDE: Final = f"{ARCHIVE}/test/resources/sht_tests/"
_MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_SHT: Final = Namespace("http://www.w3.org/ns/shacl-test#")
_COMPARED: Final = (
    *(SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape),
    *(SH.sourceConstraint, SH.resultMessage),
)


class Case(NamedTuple):
    """One test: its name, its two files, and the report it expects (None if the shapes are to be refused)."""

    name: str
    data: Path
    shapes: Path
    expected: Counter[str] | None
    has_messages: bool


def obtained() -> Path:
    """The folder of the tests. Raises Unavailable, with the reason."""
    home = cache() / f"w3c-shacl-tests-{_SHA256[:12]}"
    if not home.is_dir():
        fetch(home, ARCHIVE.replace("-", "=="), _SHA256, _INSIDE, (_INSIDE,))
    return home


def cases(home: Path) -> list[Case]:
    """Every test of the core and the SPARQL part, in the order of their names."""
    return sorted(case for path in home.rglob("*.ttl") for case in _read(home, path))


def _read(home: Path, path: Path) -> list[Case]:
    graph = _graph(path)
    return [_case(home, graph, test) for test in graph.subjects(RDF.type, _SHT.Validate)]


def _case(home: Path, graph: rdflib.Graph, test: Node) -> Case:
    action, result = graph.value(test, _MF.action), graph.value(test, _MF.result)
    data, shapes = (_file(graph.value(action, _SHT[name])) for name in ("dataGraph", "shapesGraph"))
    name = _file(test).relative_to(home).as_posix()
    if result == _SHT.Failure:
        return Case(name, data, shapes, None, has_messages=False)
    has_messages = any((each, SH.resultMessage, None) in graph for each in graph.objects(result, SH.result))
    return Case(name, data, shapes, _told(graph, result, has_messages=has_messages), has_messages)


def passes(case: Case, method: str) -> str | None:
    """None if our report is the one that is expected, else what came instead."""
    source = Source(Settings.read())
    try:
        text = report_as_turtle(validate(source, [case.data], full=method == "full", shapes=case.shapes))
    except BadShapes as error:
        return None if case.expected is None else f"refused: {error}"
    except SdgGraphError as error:
        return f"refused: {error}"
    if case.expected is None:
        return "judged, though the shapes are not sound"
    with quiet():
        graph = rdflib.Graph().parse(data=text, format="turtle")
    told = _told(graph, graph.value(None, RDF.type, SH.ValidationReport), has_messages=case.has_messages)
    if told == case.expected:
        return None
    return (
        f"unexpected: {sorted((told - case.expected).elements())}; missing: {sorted((case.expected - told).elements())}"
    )


def _told(graph: rdflib.Graph, report: Any, *, has_messages: bool) -> Counter[str]:
    """What a report says: whether the data conform, and each result."""
    compared = _COMPARED if has_messages else _COMPARED[:-1]
    results = [
        " ; ".join(
            f"{predicate.removeprefix(str(SH))} {told}"
            for predicate in compared
            for told in sorted(_text(graph, value) for value in graph.objects(result, predicate))
        )
        for result in graph.objects(report, SH.result)
    ]
    return Counter([f"conforms {graph.value(report, SH.conforms)}", *results])


def _text(graph: rdflib.Graph, node: Node) -> str:
    if not isinstance(node, BNode):
        return node.n3()
    inner = sorted(
        f"{predicate.n3()} {_text(graph, value)}"
        for predicate, value in graph.predicate_objects(node)
        if predicate in _OF_PATHS
    )
    return f"[{' ; '.join(inner)}]"


_OF_PATHS: Final = frozenset(
    {
        *(RDF.first, RDF.rest, SH.inversePath, SH.alternativePath),
        *(SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath),
    }
)


def _file(iri: object) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def _graph(path: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    with quiet():
        return graph.parse(path, format="turtle", publicID=path.as_uri())
