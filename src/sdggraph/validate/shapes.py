"""Loading of shapes, with all checks that they are sound before they validate anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import rdflib
from pyshacl.shapes_graph import ShapesGraph
from rdflib import OWL, RDF, RDFS, SH, XSD, Literal, URIRef
from rdflib.term import Node

from sdggraph.errors import BadShapes
from sdggraph.files import read_text
from sdggraph.model.to_rdflib import add
from sdggraph.rdf.parsing import malformed
from sdggraph.sparql.interface import Store
from sdggraph.validate.shapes_check import MEND, TARGETS, broken, circle, in_order, prove

_TARGET_PROPERTIES: Final = (SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph that has been checked."""

    graph: rdflib.Graph
    built: ShapesGraph

    @property
    def targeted(self) -> list[Node]:
        """The shapes that have a target, sorted."""
        targeted = {shape for target in TARGETS for shape in self.graph.subjects(target)}
        return in_order(targeted | set(self._classes()))

    def _classes(self) -> Iterator[Node]:
        """Yield the shapes that are classes as well, so that their own instances are their targets."""
        # pySHACL counts owl:Class as a class
        classes = set(self.graph.transitive_subjects(RDFS.subClassOf, RDFS.Class))
        for kind in (SH.NodeShape, SH.PropertyShape):
            for shape in self.graph.subjects(RDF.type, kind):
                if classes & set(self.graph.objects(shape, RDF.type)):
                    yield shape

    def is_class(self, shape: Node) -> bool:
        """Whether the instances of a shape are its targets."""
        return shape in set(self._classes())

    @cached_property
    def has_components(self) -> bool:
        """Whether the graph declares its own constraint components, so that any predicate may be a condition."""
        return (None, RDF.type, SH.ConstraintComponent) in self.graph or (None, SH.parameter, None) in self.graph

    @cached_property
    def is_recursive(self) -> bool:
        """Whether a shape refers to itself. SHACL leaves the meaning open; pySHACL stops at the second round."""
        return circle(self.graph) is not None

    def is_condition(self, predicate: Node) -> bool:
        """Whether a predicate of a shape may be a condition; labels and the like are not."""
        return self.has_components or str(predicate).startswith(str(SH))

    def objects(self, shape: Node, predicate: Node) -> list[Node]:
        """Return the values of one predicate of a shape, in a stable order."""
        return in_order(self.graph.objects(shape, predicate))

    def shape(self, node: Node) -> Any:
        """Return the shape as pySHACL built it, an untyped object."""
        return self.built.lookup_shape_from_node(node)


def load(source: str | Path) -> Shapes:
    """Load shapes from a text or a file. Raises BadShapes, or CannotRead for a file that may not be read."""
    return read(read_text(source) if isinstance(source, Path) else source)


@lru_cache(maxsize=4)
def read(text: str) -> Shapes:
    """Read shapes from a text and check them, for the validation of a store's data. Raises BadShapes.

    >>> read("@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:minCuont 1 .")
    Traceback (most recent call last):
    sdggraph.errors.BadShapes: urn:s: SHACL has no term minCuont here. Correct the shapes; the data was not checked.
    """
    try:
        graph = add(ox.parse(text.encode(), ox.RdfFormat.TURTLE), rdflib.Graph(bind_namespaces="none"))
    except SyntaxError as error:
        raise BadShapes(f"The shapes are not well-formed Turtle: {malformed(error, None).problem}", MEND) from error
    _complete(graph)
    _store_values(graph)
    return Shapes(graph, prove(graph))


def of_quads(quads: Iterable[ox.Quad], *, stored: bool) -> Shapes:
    """Read shapes from a graph of any origin, which may hold data as well. Raises BadShapes.

    With `stored`, they validate the data of a store, which normalises numbers.
    """
    graph = add(quads, rdflib.Graph(bind_namespaces="none"))
    _complete(graph)
    if stored:
        _store_values(graph)
    return Shapes(graph, prove(graph, alone=False))


def _complete(graph: rdflib.Graph) -> None:
    """Make explicit in a graph what SHACL implies and pySHACL does not see.

    Conditions that only apply with the value true are removed if the value is another term: "1" also means true, but is
    another term (W3C's test uniqueLang-002). Prefixes are declared where they are imported.
    """
    for node in set(graph.objects(None, SH.prefixes)):
        for imported in set(graph.transitive_objects(node, OWL.imports)):
            for declaration in list(graph.objects(imported, SH.declare)):
                graph.add((node, SH.declare, declaration))
    for predicate in (SH.uniqueLang, SH.deactivated, SH.closed, SH.qualifiedValueShapesDisjoint):
        for shape, value in list(graph.subject_objects(predicate)):
            if isinstance(value, Literal) and value.datatype == XSD.boolean and str(value) == "1":
                graph.remove((shape, predicate, value))


def _store_values(graph: rdflib.Graph) -> None:
    """Normalise the values to which data are compared as a store does: 1.50 becomes 1.5, and an xsd:byte an integer."""
    for predicate in (SH.hasValue, SH.targetNode, RDF.first):
        for subject, value in list(graph.subject_objects(predicate)):
            if isinstance(value, Literal) and value.datatype is not None:
                kept = stored(value)
                if kept != value:
                    graph.remove((subject, predicate, value))
                    graph.add((subject, predicate, kept))


def stored(value: Literal) -> Literal:
    """Return a typed literal as the engine keeps it.

    >>> str(stored(Literal("01.50", datatype=XSD.decimal, normalize=False)))
    '1.5'
    """
    engine, node = ox.Store(), ox.NamedNode("urn:value")
    engine.add(ox.Quad(node, node, ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)))))
    [quad] = engine
    return next(iter(add([quad], rdflib.Graph(bind_namespaces="none")).objects()))  # type: ignore[return-value]


def check_targets(shapes: Shapes, store: Store) -> None:
    """Refuse shapes whose target class or property is unknown to the store.

    A wrong letter in a target would otherwise check nothing and report success. A class must occur somewhere. A
    property must occur if the store holds the ontology of its namespace.
    """
    described = (
        "SELECT DISTINCT ?space { ?term rdfs:isDefinedBy ?any BIND(REPLACE(STR(?term), '[^/#]+$', '') AS ?space) }"
    )
    ours = {row["space"] for row in store.query(described).rows()}
    targets = [
        (shape, predicate, term)
        for predicate in (SH.targetClass, *_TARGET_PROPERTIES)
        for shape in in_order(set(shapes.graph.subjects(predicate)))
        for term in shapes.objects(shape, predicate)
    ]
    known = {predicate: _known(store, targets, predicate) for predicate in (SH.targetClass, *_TARGET_PROPERTIES)}
    for shape, predicate, term in targets:
        if not isinstance(term, URIRef):
            raise broken(shape, "a target is not an IRI")
        if predicate != SH.targetClass and re.sub("[^/#]*$", "", term) not in ours:
            continue
        if str(term) not in known[predicate]:
            raise broken(shape, f"its target {term} is unknown to data and ontology, so it judges nothing")


def _known(store: Store, targets: Iterable[tuple[Node, Node, Node]], predicate: Node) -> set[str]:
    """Return the IRIs among the targets of one kind that the store uses as a class or a property, or describes."""
    terms = {term.n3() for _, kind, term in targets if kind == predicate and isinstance(term, URIRef)}
    if not terms:
        return set()
    use = "?a ?b ?term" if predicate == SH.targetClass else "?a ?term ?b"
    values = f"VALUES ?term {{ {' '.join(sorted(terms))} }}"
    found = store.query(f"SELECT ?term {{ {values} FILTER EXISTS {{ {{ {use} }} UNION {{ ?term ?c ?d }} }} }}")
    return {row["term"] for row in found.rows()}
