"""The triples that the validation of some things can touch, derived from the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from sdggraph import vocab
from sdggraph.errors import Uncompilable
from sdggraph.model.to_rdflib import construct
from sdggraph.sparql.interface import Store
from sdggraph.validate import paths, queries
from sdggraph.validate.paths import Names, Reach
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.shapes_check import REFERS, REFERS_BY_LIST

_SUBCLASSES: Final = "CONSTRUCT { ?a rdfs:subClassOf ?b } WHERE { ?a rdfs:subClassOf ?b }"
_AT_ONCE: Final = 200  # things per query
_PAIRS: Final = (SH.disjoint, SH.equals, SH.lessThan, SH.lessThanOrEquals)
_TYPE: Final = paths.Step(vocab.RDF_TYPE)
# conditions that check only the values themselves
_CONTENT: Final = frozenset(
    {
        *(SH.minCount, SH.maxCount, SH.nodeKind, SH.datatype, SH["in"], SH.hasValue, SH.pattern, SH.flags),
        *(SH.minLength, SH.maxLength, SH.uniqueLang, SH.languageIn, SH.minInclusive, SH.maxInclusive),
        *(SH.minExclusive, SH.maxExclusive, SH.qualifiedMinCount, SH.qualifiedMaxCount),
        *(SH.path, SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.message, SH.severity),
        *(SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, RDF.type, SH.deactivated),
    }
)


@dataclass(frozen=True)
class Neighbourhood:
    """The triples that the conditions of the shapes can reach from a node."""

    shapes: Shapes

    def fetch(self, store: Store, focus: Mapping[Node, set[str]]) -> rdflib.Graph:
        """Fetch the triples that validating these things by these shapes can touch. Raises Uncompilable."""
        graph = construct(store, _SUBCLASSES, rdflib.Graph(bind_namespaces="none"))
        for shape, iris in focus.items():
            reaches = _reaches(self.shapes, shape)
            for some in _portions(sorted(iris)):
                if reaches:
                    construct(store, _question(reaches, some), graph)
        return graph

    def reaches(self, shape: Node) -> list[Reach]:
        """Return every triple that a shape can touch from ?this."""
        return self._of_shape(shape, "?this", "", Names())

    def _of_shape(self, shape: Node, node: str, pattern: str, names: Names) -> list[Reach]:
        if self.shapes.shape(shape).deactivated:
            return []
        found: list[Reach] = []
        start, before = node, pattern
        if self.shapes.shape(shape).is_property_shape:
            path = paths.read(self.shapes.graph, self.shapes.shape(shape).path())
            found += paths.triples_along(path, node, pattern, names)
            node = names.new()
            pattern = f"{pattern} {start} {path.text} {node} ."
        for predicate, said in self.shapes.graph.predicate_objects(shape):
            if predicate in REFERS:
                found += self._of_shape(said, node, pattern, names)
            elif predicate in REFERS_BY_LIST:
                for member in self.shapes.graph.items(said):
                    found += self._of_shape(member, node, pattern, names)
            elif predicate == SH["class"]:
                found += paths.triples_along(_TYPE, node, pattern, names)
            elif predicate in _PAIRS:
                found += paths.triples_along(paths.Step(str(said)), start, before, names)
            elif predicate == SH.sparql:
                continue
            elif predicate not in _CONTENT and self.shapes.is_condition(predicate):
                raise Uncompilable(f"what {predicate} of {shape} touches")
        for constraint in queries.constraints(self.shapes, shape):
            found += constraint.reaches(start, names, before)
        return found


@lru_cache(maxsize=256)
def _reaches(shapes: Shapes, shape: Node) -> tuple[Reach, ...]:
    """Return what a shape can touch, each triple once. A server validates every write by the same shapes."""
    return tuple(dict.fromkeys(Neighbourhood(shapes).reaches(shape)))


def _portions(iris: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(iris), _AT_ONCE):
        yield iris[start : start + _AT_ONCE]


def _question(reaches: Iterable[Reach], iris: list[str]) -> str:
    values = f"VALUES ?this {{ {' '.join(f'<{iri}>' for iri in iris)} }}"
    template = " ".join(reach.triple for reach in reaches)
    # the values are repeated in every branch, so that no branch is first answered for all things
    branches = " UNION ".join(f"{{ {values} {reach.pattern} }}" for reach in reaches)
    return f"CONSTRUCT {{ {template} }} WHERE {{ {branches} }}"
