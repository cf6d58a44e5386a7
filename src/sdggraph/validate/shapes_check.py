"""Checks that shapes are sound: every condition can be built, every term is known, every reference resolves.

pySHACL builds a condition only when it meets something to apply it to. It ignores unknown terms, and it lets data
conform that no shape has checked. So all of this is checked first, and broken shapes never look like good data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

import rdflib
from pyshacl.errors import ConstraintLoadWarning
from pyshacl.helper.expression_helper import value_nodes_from_path
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from sdggraph.errors import BadShapes, PatternError
from sdggraph.sparql.xpath_patterns import compiled
from sdggraph.validate.components import COMPONENTS
from sdggraph.validate.parameter_values import wrong_value

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
REFERS: Final = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
REFERS_BY_LIST: Final = (SH["and"], SH["or"], SH.xone)
LISTS: Final = (*REFERS_BY_LIST, SH["in"], SH.languageIn, SH.ignoredProperties, SH.alternativePath)
MEND: Final = "Correct the shapes; the data was not checked."

_TERMS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        NodeShape PropertyShape PropertyGroup PrefixDeclaration SPARQLConstraint
        targetClass targetNode targetSubjectsOf targetObjectsOf
        path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
        name description order group defaultValue message severity deactivated Violation Warning Info
        property node and or not xone
        qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
        class datatype nodeKind IRI Literal BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral
        minCount maxCount minLength maxLength pattern flags languageIn uniqueLang
        minInclusive maxInclusive minExclusive maxExclusive
        equals disjoint lessThan lessThanOrEquals in hasValue closed ignoredProperties
        sparql select prefixes declare prefix namespace
        """,
    )
)
# terms that may stand beside shapes: SPARQL-based components, reports, and links between shapes graphs and data
_OTHER_TERMS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        ConstraintComponent Parameter parameter optional labelTemplate nodeValidator propertyValidator validator
        Validator SPARQLAskValidator SPARQLSelectValidator SPARQLExecutable SPARQLAskExecutable SPARQLSelectExecutable
        ask Shape Severity NodeKind
        ValidationReport ValidationResult AbstractResult conforms result detail focusNode value resultPath
        resultMessage resultSeverity sourceShape sourceConstraint sourceConstraintComponent
        shapesGraph shapesGraphWellFormed suggestedShapesGraph entailment
        """,
    )
)
_PARAMETERS: Final = ("path", "minCount", "maxCount", "datatype", "class", "nodeKind", "in", "hasValue", "pattern")
_COMPONENT: Final = re.compile(r"[A-Z]\w*ConstraintComponent(-\w+)?")


def prove(graph: rdflib.Graph, *, alone: bool = True) -> ShapesGraph:
    """Return the shapes as pySHACL builds them, after checking that they are sound. Raises BadShapes.

    With `alone`, the graph holds only shapes in use. Otherwise it may hold data, reports and unused shapes as well,
    like a library of shapes.
    """
    if alone:
        _check_terms(graph, graph, _TERMS)
    else:
        _check_terms(graph, _of_shapes(graph), _TERMS | _OTHER_TERMS)
    _check_references(graph, alone=alone)
    for each in in_order(_shapes(graph) | {other for _, _, other in references(graph)}):
        problem = wrong_value(graph, each, graph.predicates(each))
        if problem:
            raise broken(each, problem)
    built = _build(graph, alone=alone)
    shape = circle(graph) if alone else None
    if shape is not None:
        raise broken(shape, "it refers to itself by a circle")
    return built


def in_order(terms: Iterable[Node]) -> list[Node]:
    """Sort terms in a stable order."""
    return sorted(terms, key=lambda term: term.n3())


def broken(node: Node, problem: object) -> BadShapes:
    """Return the error that names the broken shape and its problem."""
    said = " ".join(str(problem).split())
    return BadShapes(f"{node}: {said.rstrip('.')}.", MEND)


def _of_shapes(graph: rdflib.Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Yield the statements about shapes, their SPARQL constraints and constraint components."""
    found = set(_shapes(graph)) | {other for _, _, other in references(graph)}
    found |= {shape for name in _PARAMETERS for shape in graph.subjects(SH[name])}
    found |= set(graph.objects(None, SH.sparql)) | set(graph.subjects(RDF.type, SH.ConstraintComponent))
    for subject in found:
        yield from graph.triples((subject, None, None))


def _shapes(graph: rdflib.Graph) -> set[Node]:
    typed = {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in graph.subjects(RDF.type, kind)}
    return typed | {subject for predicate in (*TARGETS, SH.property) for subject in graph.subjects(predicate)}


def _check_terms(graph: rdflib.Graph, triples: Iterable[tuple[Node, Node, Node]], known: frozenset[str]) -> None:
    for subject, predicate, value in sorted(triples, key=lambda triple: tuple(term.n3() for term in triple)):
        for term in (predicate, value):
            name = term[len(str(SH)) :] if isinstance(term, URIRef) and term.startswith(str(SH)) else None
            if name and name not in known and not (known > _TERMS and _COMPONENT.fullmatch(name)):
                raise broken(subject, f"SHACL has no term {name} here")
        if predicate == SH.pattern:
            try:
                compiled(str(value), str(next(graph.objects(subject, SH.flags), "")))
            except PatternError as error:
                raise broken(subject, f"the pattern {str(value)!r} cannot be read: {error}") from error


def _check_references(graph: rdflib.Graph, *, alone: bool) -> None:
    shapes = _shapes(graph)
    if not shapes:
        raise BadShapes("There is no shape.", MEND)
    named: set[Node] = set()
    for shape, predicate, other in references(graph):
        named.add(other)
        if not any(graph.predicate_objects(other)):
            raise broken(shape, f"it refers to {other}, which is not described")
        if predicate == SH.property and (other, SH.path, None) not in graph:
            raise broken(shape, f"it takes {other} as a property shape, but that has no sh:path")
    for predicate in LISTS:
        for shape, head in graph.subject_objects(predicate):
            if not _is_list(graph, head):
                raise broken(shape, f"its {predicate.removeprefix(str(SH))} is not a list")
    if not alone:
        return
    idle = in_order(
        shape
        for shape in shapes - named
        if not any((shape, target, None) in graph for target in TARGETS) and (shape, RDF.type, RDFS.Class) not in graph
    )
    if idle:
        raise broken(idle[0], "it has no target and no shape refers to it, so it judges nothing")


def _is_list(graph: rdflib.Graph, head: Node) -> bool:
    seen = set()
    while head != RDF.nil:
        rests = list(graph.objects(head, RDF.rest))
        if head in seen or len(rests) != 1 or len(list(graph.objects(head, RDF.first))) != 1:
            return False
        seen.add(head)
        head = rests[0]
    return True


def references(graph: rdflib.Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Yield the references between shapes: shape, predicate, other shape."""
    for predicate in REFERS:
        for shape, other in graph.subject_objects(predicate):
            yield shape, predicate, other
    for predicate in REFERS_BY_LIST:
        for shape, head in graph.subject_objects(predicate):
            for other in graph.items(head):
                yield shape, predicate, other


def _build(graph: rdflib.Graph, *, alone: bool) -> ShapesGraph:
    """Build every condition once, as pySHACL would when it validates something.

    Conditions that pySHACL skips with a warning are accepted only in a graph that does not stand alone.
    """
    built = ShapesGraph(graph)
    node: Node = URIRef("")
    try:
        for shape in built.shapes:
            node = shape.node
            for predicate in set(graph.predicates(node)) & set(COMPONENTS):
                with suppress(*(() if alone else (ConstraintLoadWarning,))):
                    COMPONENTS[predicate](shape)
            if shape.is_property_shape:
                value_nodes_from_path(built, URIRef("urn:none"), shape.path(), rdflib.Graph())
            for constraint in graph.objects(node, SH.sparql):
                for select in graph.objects(constraint, SH.select):
                    _check_query(shape, constraint, select)
    except Exception as error:  # pySHACL raises any kind of exception; each means that the shapes are broken
        raise broken(node, error) from error
    return built


@lru_cache(maxsize=64)
def prepared(text: str) -> Query:
    """Parse and translate a query once, because rdflib takes twenty times longer for this than for answering it."""
    return prepareQuery(text)


def read_query(shape: Any, constraint: Node, select: Node) -> tuple[str, str, Query]:
    """Return a SPARQL constraint's prologue, its text as pySHACL runs it, and the parsed query."""
    helper: Any = SPARQLQueryHelper
    helper = helper(shape, constraint, str(select))
    helper.collect_prefixes()
    _, text = helper.pre_bind_variables(URIRef("urn:none"))
    return helper.apply_prefixes(""), text, prepared(helper.apply_prefixes(text))


def _check_query(shape: Any, constraint: Node, select: Node) -> None:
    _, _, query = read_query(shape, constraint, select)
    if "this" not in map(str, query.algebra["PV"]):
        raise ValueError("the query does not select $this")


def circle(graph: rdflib.Graph) -> Node | None:
    """Return a shape that refers to itself directly or indirectly; None if there is none."""
    refers: dict[Node, set[Node]] = {}
    for shape, _, other in references(graph):
        refers.setdefault(shape, set()).add(other)
    sorter = TopologicalSorter({shape: in_order(others) for shape, others in sorted(refers.items(), key=_by_name)})
    try:
        sorter.prepare()
    except CycleError as error:
        found: Node = error.args[1][0]
        return found
    return None


def _by_name(pair: tuple[Node, set[Node]]) -> str:
    return pair[0].n3()
