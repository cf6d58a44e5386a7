"""The shapes, read and proven fit to judge before anything is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.term import Node

from sdggraph.errors import BadShapes
from sdggraph.files import read_text
from sdggraph.model.to_rdflib import add
from sdggraph.rdf.parsing import malformed
from sdggraph.sparql.interface import Store
from sdggraph.validate.shapes_check import MEND, TARGETS, broken, in_order, prove


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph that is fit to judge."""

    graph: rdflib.Graph
    built: ShapesGraph

    @property
    def targeted(self) -> list[Node]:
        """The shapes that look for something to judge by themselves, sorted."""
        targeted = {shape for target in TARGETS for shape in self.graph.subjects(target)}
        return in_order(targeted | set(self._classes()))

    def _classes(self) -> Iterator[Node]:
        for shape in self.graph.subjects(RDF.type, RDFS.Class):
            if (shape, RDF.type, SH.NodeShape) in self.graph or (shape, RDF.type, SH.PropertyShape) in self.graph:
                yield shape

    def objects(self, shape: Node, predicate: Node) -> list[Node]:
        """What a shape says by one predicate, in a steady order."""
        return in_order(self.graph.objects(shape, predicate))

    def shape(self, node: Node) -> Any:
        """The shape as pySHACL built it, which tells no types."""
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
        graph = add(ox.parse(text.encode(), ox.RdfFormat.TURTLE), rdflib.Graph(bind_namespaces="none"))
    except SyntaxError as error:
        raise BadShapes(f"The shapes are not well-formed Turtle: {malformed(error, None).problem}", MEND) from error
    return Shapes(graph, prove(graph))


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
        for shape in in_order(set(shapes.graph.subjects(predicate))):
            for term in shapes.objects(shape, predicate):
                _check_target(store, ours, shape, predicate, term)


def _check_target(store: Store, ours: set[str], shape: Node, predicate: Node, term: Node) -> None:
    if not isinstance(term, URIRef):
        raise broken(shape, "a target is not an IRI")
    if predicate != SH.targetClass and re.sub("[^/#]*$", "", term) not in ours:
        return
    mentioned = f"?a ?b {term.n3()}" if predicate == SH.targetClass else f"?a {term.n3()} ?b"
    if not store.query(f"ASK {{ {{ {mentioned} }} UNION {{ {term.n3()} ?c ?d }} }}").boolean():
        raise broken(shape, f"its target {term} is unknown to data and ontology, so it judges nothing")
