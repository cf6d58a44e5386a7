"""The judge: pySHACL on an rdflib graph in memory.

`pyshacl.validate` is not called, for three reasons. It patches rdflib for the whole process while it
reads; it reads and translates each query again for every single thing it judges; and its `focus_nodes`
also filters the values of nested shapes, which then conform unseen. Its own parts, put together here,
give the same results (a test compares them) without these effects.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import pyshacl.shape
import rdflib
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.consts import SH_resultMessage
from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.validator import Validator
from rdflib import RDF, SH, BNode, Literal, URIRef
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from sdggraph.errors import BadShapes, Uncompilable
from sdggraph.model.to_rdflib import quiet
from sdggraph.validate import paths
from sdggraph.validate.components import COMPONENTS
from sdggraph.validate.report import Finding, Severity
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.shapes_check import MEND, prepared

_SEVERITIES: Final = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_ONE_AT_A_TIME: Final = threading.Lock()  # neither rdflib nor pySHACL promises to be thread-safe
_LOG: Final = logging.getLogger(f"{__name__}.pyshacl")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class _Quick(list[Any]):
    """A list with fast membership tests; pySHACL makes a hundred of them for each thing it validates."""

    def __init__(self, items: Iterable[Any]) -> None:
        super().__init__(items)
        self._items = frozenset(self)

    def __contains__(self, item: object) -> bool:
        return item in self._items


class _Executor(SHACLExecutor):
    """The context that pySHACL passes from shape to shape; with `exact`, every literal is as it was written."""

    exact = False


# this replaces pySHACL's own list of the same terms
pyshacl.shape.CONSTRAINT_PARAMS = (  # type: ignore[attr-defined]
    _Quick(ALL_CONSTRAINT_PARAMETERS),
    dict(COMPONENTS),
)


class _Prepared(rdflib.Graph):
    """A graph that parses and translates each query text only once."""

    def __init__(self, graph: rdflib.Graph) -> None:
        super().__init__(store=graph.store, identifier=graph.identifier, bind_namespaces="none")

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        query = prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, *args, **options)


def judge(
    shapes: Shapes, graph: rdflib.Graph, focus: Mapping[Node, Iterable[str]] | None = None, *, exact: bool = False
) -> tuple[list[Finding], dict[str, int]]:
    """Run pySHACL; return its findings, and the number of focus nodes of each shape.

    With `focus`, each shape is applied only to the things given for it. With `exact`, every literal is as it was
    written, which no store guarantees. Raises BadShapes when pySHACL fails or reports a failure.
    """
    with _ONE_AT_A_TIME, quiet(), _nothing_fetched():
        data = DataGraph.from_rdflib(_Prepared(graph))
        executor = Validator(data, shacl_graph=shapes.graph, options={"logger": _LOG, "inplace": True}).make_executor()
        executor = _Executor(**vars(executor))
        executor.exact = exact
        findings: list[Finding] = []
        counts = {}
        for node in shapes.targeted:
            shape = shapes.shape(node)
            if shape.deactivated:
                continue
            found = shape.focus_nodes(data) if focus is None else [URIRef(iri) for iri in sorted(focus.get(node, ()))]
            counts[str(node)] = len(found)
            if found:
                findings += _apply(shapes, shape, executor, data, list(found))
        return findings, counts


class _Fetches(ReportableRuntimeError):
    """Raised where a query of a shape would call another server."""


@contextmanager
def _nothing_fetched() -> Iterator[None]:
    """Have rdflib refuse SERVICE, which pySHACL only searches for in the text, and silence warnings of recursion."""

    def refuse(_: Any, part: Any) -> Any:
        if part.name == "ServiceGraphPattern":
            raise _Fetches("a query asks another server, and nothing is fetched")
        raise NotImplementedError  # rdflib then evaluates the part itself

    CUSTOM_EVALS[__name__] = refuse
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ShapeRecursionWarning)
            yield
    finally:
        del CUSTOM_EVALS[__name__]


def _apply(shapes: Shapes, shape: Any, executor: SHACLExecutor, data: DataGraph, focus: list[Node]) -> list[Finding]:
    try:
        return [_finding(shapes, result) for result in shape.validate(executor, data, focus=focus)[1]]
    except (ReportableRuntimeError, NotImplementedError, RecursionError) as error:
        raise BadShapes(f"{shape.node}: {error}", MEND) from error
    except Exception:  # pySHACL fails on some ill-typed values: find the things concerned
        if len(focus) > 1:
            return [finding for one in focus for finding in _apply(shapes, shape, executor, data, [one])]
        return [_stumble(shape, focus[0])]


def _stumble(shape: Any, focus: Node) -> Finding:
    return Finding(
        severity=_SEVERITIES.get(shape.severity, Severity.VIOLATION),
        focus=_text(focus),
        message="This cannot be checked: a value does not fit its type or cannot be compared. Correct the value.",
        shape=str(shape.node),
        component="Failure",
    )


def _finding(shapes: Shapes, result: Any) -> Finding:
    _, node, triples = result
    said: dict[Node, Any] = {}
    messages = []
    for subject, predicate, value in triples:
        term = value[1] if isinstance(value, tuple) else value
        if subject == node and predicate == SH_resultMessage:
            messages.append(term)
        elif subject == node:
            said[predicate] = term
    value = said.get(SH.value)
    component = str(said[SH.sourceConstraintComponent])
    if component.startswith(str(SH)):
        component = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
    return Finding(
        severity=_SEVERITIES.get(said[SH.resultSeverity], Severity.VIOLATION),
        focus=_text(said[SH.focusNode]),
        message=" ".join(sorted({str(message) for message in messages})),
        shape=_text(said[SH.sourceShape]),
        component=component,
        path=_path(shapes, said.get(SH.resultPath)),
        value=None if value is None else _text(value),
        value_term=None if value is None else value.n3(),
        result=_result(shapes, said, messages),
    )


def _result(shapes: Shapes, said: Mapping[Node, Any], messages: list[Any]) -> tuple[tuple[str, str], ...]:
    """Return a result as SHACL describes it: predicates and objects in Turtle, sorted."""
    found = {(_short(predicate), _short(term)) for predicate, term in said.items()}
    found |= {("sh:resultMessage", message.n3()) for message in messages}
    if SH.resultPath in said:
        found.discard(("sh:resultPath", _short(said[SH.resultPath])))
        found.add(("sh:resultPath", paths.in_turtle(shapes.graph, said[SH.resultPath])))
    return tuple(sorted(found - {(_short(RDF.type), "sh:ValidationResult")}))


def _short(term: Node) -> str:
    local = str(term).removeprefix(str(SH))
    return f"sh:{local}" if isinstance(term, URIRef) and local != str(term) and local.isalnum() else term.n3()


def _text(term: Node) -> str:
    return term.n3() if isinstance(term, BNode) else str(term)


def _path(shapes: Shapes, node: Node | None) -> str | None:
    if node is None or isinstance(node, URIRef | Literal):
        return None if node is None else str(node)
    try:
        return paths.read(shapes.graph, node).text
    except Uncompilable:
        return "a path of the shape"
