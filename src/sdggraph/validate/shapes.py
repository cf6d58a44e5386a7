"""The shapes: read, and proven fit to judge before anything is judged.

pySHACL builds a condition only when it meets something to apply it to, passes over terms it does not
know, and lets data conform that no shape looked at. Here every condition is built, every term known and
every reference followed first, so that broken shapes never look like good data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import rdflib
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.helper.expression_helper import value_nodes_from_path
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from sdggraph.errors import BadShapes
from sdggraph.files import read_text
from sdggraph.store.base import Store
from sdggraph.store.parsing import malformed
from sdggraph.validate.triples import to_rdflib

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
REFERS: Final = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
REFERS_BY_LIST: Final = (SH["and"], SH["or"], SH.xone)
LISTS: Final = (*REFERS_BY_LIST, SH["in"], SH.languageIn, SH.ignoredProperties, SH.alternativePath)

_TERMS: Final = frozenset(
    [
        "NodeShape",
        "PropertyShape",
        "PrefixDeclaration",
        "SPARQLConstraint",
        "targetClass",
        "targetNode",
        "targetSubjectsOf",
        "targetObjectsOf",
        "path",
        "inversePath",
        "alternativePath",
        "zeroOrMorePath",
        "oneOrMorePath",
        "zeroOrOnePath",
        "name",
        "description",
        "order",
        "group",
        "defaultValue",
        "message",
        "severity",
        "deactivated",
        "Violation",
        "Warning",
        "Info",
        "property",
        "node",
        "and",
        "or",
        "not",
        "xone",
        "qualifiedValueShape",
        "qualifiedMinCount",
        "qualifiedMaxCount",
        "qualifiedValueShapesDisjoint",
        "class",
        "datatype",
        "nodeKind",
        "IRI",
        "Literal",
        "BlankNode",
        "BlankNodeOrIRI",
        "BlankNodeOrLiteral",
        "IRIOrLiteral",
        "minCount",
        "maxCount",
        "minLength",
        "maxLength",
        "pattern",
        "flags",
        "languageIn",
        "uniqueLang",
        "minInclusive",
        "maxInclusive",
        "minExclusive",
        "maxExclusive",
        "equals",
        "disjoint",
        "lessThan",
        "lessThanOrEquals",
        "in",
        "hasValue",
        "closed",
        "ignoredProperties",
        "sparql",
        "select",
        "prefixes",
        "declare",
        "prefix",
        "namespace",
    ]
)
_MEND: Final = "Mend the shapes; the data was not judged."


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph that is fit to judge."""

    graph: rdflib.Graph
    built: ShapesGraph

    @property
    def targeted(self) -> list[Node]:
        """The shapes that look for something to judge by themselves, sorted."""
        return sorted({shape for target in TARGETS for shape in self.graph.subjects(target)} | set(self._classes()))

    def _classes(self) -> Iterator[Node]:
        for shape in self.graph.subjects(RDF.type, RDFS.Class):
            if (shape, RDF.type, SH.NodeShape) in self.graph or (shape, RDF.type, SH.PropertyShape) in self.graph:
                yield shape

    def objects(self, shape: Node, predicate: Node) -> list[Node]:
        """What a shape says by one predicate, in a steady order."""
        return sorted(self.graph.objects(shape, predicate), key=lambda term: term.n3())

    def members(self, shape: Node, predicate: Node) -> list[list[Node]]:
        """The members of each list that a shape names by one predicate."""
        return [list(self.graph.items(head)) for head in self.objects(shape, predicate)]

    def shape(self, node: Node) -> Shape:
        """The shape as pySHACL built it."""
        return self.built.lookup_shape_from_node(node)


def load(source: str | Path) -> Shapes:
    """The shapes of a text or a file. Raises BadShapes, or CannotRead for a file that is closed to us."""
    return read(read_text(source) if isinstance(source, Path) else source)


@lru_cache(maxsize=4)
def read(text: str) -> Shapes:
    """The shapes of a text, proven fit to judge. Raises BadShapes.

    >>> read("@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:minCuont 1 .")
    Traceback (most recent call last):
    sdggraph.errors.BadShapes: urn:s: SHACL has no term minCuont here. Mend the shapes; the data was not judged.
    """
    try:
        graph = to_rdflib(ox.parse(text.encode(), ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise BadShapes(f"The shapes are not well-formed Turtle: {malformed(error, None).problem}", _MEND) from error
    _check_terms(graph)
    _check_references(graph)
    built = _build(graph)
    _check_circles(graph)
    return Shapes(graph, built)


def _broken(node: Node, problem: object) -> BadShapes:
    said = " ".join(str(problem).split())
    return BadShapes(f"{node}: {said.rstrip('.')}.", _MEND)


def _check_terms(graph: rdflib.Graph) -> None:
    for subject, predicate, value in sorted(graph, key=lambda triple: tuple(term.n3() for term in triple)):
        for term in (predicate, value):
            if isinstance(term, URIRef) and term.startswith(str(SH)) and term[len(str(SH)) :] not in _TERMS:
                raise _broken(subject, f"SHACL has no term {term[len(str(SH)) :]} here")
        if predicate == SH.pattern:
            try:
                re.compile(str(value))
            except re.error as error:
                raise _broken(subject, f"the pattern {str(value)!r} cannot be read: {error}") from error


def _check_references(graph: rdflib.Graph) -> None:
    shapes = set(graph.subjects(RDF.type, SH.NodeShape)) | set(graph.subjects(RDF.type, SH.PropertyShape))
    shapes |= {subject for predicate in (*TARGETS, SH.property) for subject in graph.subjects(predicate)}
    if not shapes:
        raise BadShapes("There is no shape.", _MEND)
    named: set[Node] = set()
    for shape, predicate, other in references(graph):
        named.add(other)
        if not any(graph.predicate_objects(other)):
            raise _broken(shape, f"it refers to {other}, which is not described")
        if predicate == SH.property and (other, SH.path, None) not in graph:
            raise _broken(shape, f"it takes {other} as a property shape, but that has no sh:path")
    for predicate in LISTS:
        for shape, head in graph.subject_objects(predicate):
            if not _is_list(graph, head):
                raise _broken(shape, f"its {predicate.removeprefix(str(SH))} is not a list")
    idle = sorted(
        shape
        for shape in shapes - named
        if not any((shape, target, None) in graph for target in TARGETS) and (shape, RDF.type, RDFS.Class) not in graph
    )
    if idle:
        raise _broken(idle[0], "it has no target and no shape refers to it, so it judges nothing")


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
    """Which shape refers to which, and by what predicate."""
    for predicate in REFERS:
        for shape, other in graph.subject_objects(predicate):
            yield shape, predicate, other
    for predicate in REFERS_BY_LIST:
        for shape, head in graph.subject_objects(predicate):
            for other in graph.items(head):
                yield shape, predicate, other


def _build(graph: rdflib.Graph) -> ShapesGraph:
    """Build every condition once, as pySHACL would when it meets something to judge."""
    built = ShapesGraph(graph)
    node: Node = URIRef("")
    try:
        for shape in built.shapes:
            node = shape.node
            for predicate in set(graph.predicates(node)) & set(CONSTRAINT_PARAMETERS_MAP):
                CONSTRAINT_PARAMETERS_MAP[predicate](shape)
            if shape.is_property_shape:
                value_nodes_from_path(built, URIRef("urn:none"), shape.path(), rdflib.Graph())
            for constraint in graph.objects(node, SH.sparql):
                for select in graph.objects(constraint, SH.select):
                    _check_query(shape, constraint, select)
    except Exception as error:  # pySHACL raises whatever its parts raise; each of them means broken shapes
        raise _broken(node, error) from error
    return built


@lru_cache(maxsize=64)
def prepared(text: str) -> Query:
    """A query read and translated once, for this takes rdflib twenty times longer than to answer it."""
    return prepareQuery(text)


def _check_query(shape: Shape, constraint: Node, select: Node) -> None:
    helper = SPARQLQueryHelper(shape, constraint, str(select))
    helper.collect_prefixes()
    _, text = helper.pre_bind_variables(URIRef("urn:none"))
    query = prepared(helper.apply_prefixes(text))
    if "this" not in map(str, query.algebra.get("PV", ())):
        raise ValueError("the query does not select $this")


def _check_circles(graph: rdflib.Graph) -> None:
    refers: dict[Node, set[Node]] = {}
    for shape, _, other in references(graph):
        refers.setdefault(shape, set()).add(other)
    done: set[Node] = set()

    def follow(shape: Node, above: tuple[Node, ...]) -> None:
        if shape in above:
            raise _broken(shape, "it refers to itself by a circle")
        if shape not in done:
            for other in sorted(refers.get(shape, ())):
                follow(other, (*above, shape))
            done.add(shape)

    for shape in sorted(refers):
        follow(shape, ())


def check_targets(shapes: Shapes, store: Store) -> None:
    """Refuse shapes that look for a class or property the store has never heard of.

    A wrong letter in a target would otherwise judge nothing and call it good. A class must be mentioned
    somewhere; a property must be, where the store holds the ontology of its namespace.
    """
    described = (
        "SELECT DISTINCT ?space { ?term rdfs:isDefinedBy ?any BIND(REPLACE(STR(?term), '[^/#]*$', '') AS ?space) }"
    )
    ours = {row["space"] for row in store.query(described).rows()}
    for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
        for shape, term in sorted(shapes.graph.subject_objects(predicate)):
            if not isinstance(term, URIRef):
                raise _broken(shape, "a target is not an IRI")
            if predicate != SH.targetClass and re.sub("[^/#]*$", "", term) not in ours:
                continue
            mentioned = "?a ?b {0}" if predicate == SH.targetClass else "?a {0} ?b"
            if not store.query(
                f"ASK {{ {{ {mentioned.format(term.n3())} }} UNION {{ {term.n3()} ?c ?d }} }}"
            ).boolean():
                raise _broken(shape, f"its target {term} is unknown to data and ontology, so it judges nothing")
