"""The screen: which things might break a shape, found in the store by a few SPARQL queries.

It may suspect too many, never too few. What it cannot say in SPARQL it refuses (Uncompilable), and the
judge looks at everything instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH
from rdflib.term import Node

from sdggraph.store.base import Store
from sdggraph.validate import paths, queries
from sdggraph.validate.conditions import Conditions, Test, any_of
from sdggraph.validate.paths import Uncompilable
from sdggraph.validate.shapes import Shapes

_SUBCLASSES = "SELECT ?below ?above WHERE { ?below rdfs:subClassOf ?above FILTER(isIRI(?below) && isIRI(?above)) }"


@dataclass(frozen=True)
class Screen:
    """The queries of each shape that has a target."""

    targets: Mapping[Node, str]  # graph patterns that bind ?this
    queries: Mapping[Node, tuple[str, ...]]

    def suspects(self, store: Store) -> dict[Node, set[str]]:
        """For each shape the IRIs of what might break it. Raises Uncompilable for anything but IRIs."""
        found: dict[Node, set[str]] = {}
        for shape, texts in self.queries.items():
            for text in texts:
                found.setdefault(shape, set()).update(_iris(store, text))
        return found

    def counts(self, store: Store) -> dict[str, int]:
        """For each shape the number of things it applies to."""
        found = {}
        for shape, target in self.targets.items():
            [row] = store.query(f"SELECT (COUNT(DISTINCT ?this) AS ?number) WHERE {{ {target} }}").rows()
            found[str(shape)] = int(row["number"])
        return found

    def applying(self, store: Store, focus: list[str]) -> dict[Node, set[str]]:
        """For each shape the things among those given that it applies to."""
        values = " ".join(f"<{iri}>" for iri in focus)
        return {
            shape: _iris(store, f"SELECT DISTINCT ?this WHERE {{ VALUES ?this {{ {values} }} {target} }}")
            for shape, target in self.targets.items()
        }


def compile(shapes: Shapes, store: Store) -> Screen:
    """The screen of the shapes for a store. Raises Uncompilable."""
    conditions = Conditions(shapes, subclasses(store), paths.Names())
    active = [shape for shape in shapes.targeted if not shapes.shape(shape).deactivated]
    targets = {shape: target(shapes, conditions, shape) for shape in active}
    return Screen(targets, {shape: tuple(_queries(shapes, conditions, shape, targets[shape])) for shape in active})


def subclasses(store: Store) -> dict[str, tuple[str, ...]]:
    """For each class that has classes below it: itself and all of them, sorted."""
    below: dict[str, set[str]] = {}
    for row in store.query(_SUBCLASSES).rows():
        below.setdefault(row["above"], set()).add(row["below"])
    found = {}
    for above in below:
        seen, waiting = {above}, [above]
        while waiting:
            for name in below.get(waiting.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        found[above] = tuple(sorted(seen))
    return found


def target(shapes: Shapes, conditions: Conditions, shape: Node) -> str:
    """The graph pattern that binds ?this to everything a shape applies to."""
    said = shapes.objects
    classes = said(shape, SH.targetClass)
    if RDFS.Class in said(shape, RDF.type):
        classes = [*classes, shape]
    groups = [conditions.instance_of("?this", wanted) for wanted in classes]
    groups += [f"?this {predicate.n3()} {conditions.names.new()} ." for predicate in said(shape, SH.targetSubjectsOf)]
    groups += [f"{conditions.names.new()} {predicate.n3()} ?this ." for predicate in said(shape, SH.targetObjectsOf)]
    groups += [f"VALUES ?this {{ {node.n3()} }}" for node in said(shape, SH.targetNode)]
    return groups[0] if len(groups) == 1 else " UNION ".join(f"{{ {group} }}" for group in groups)


def _queries(shapes: Shapes, conditions: Conditions, shape: Node, where: str) -> list[str]:
    if shapes.shape(shape).is_property_shape:
        found = _property_queries(shapes, conditions, shape, where, without=(SH.sparql,))
    else:
        own = conditions.of_values(shape, "?this", without=(SH.property, SH.sparql))
        found = _filtered(where, own)
        for member in shapes.objects(shape, SH.property):
            if not shapes.shape(member).deactivated:
                found += _property_queries(shapes, conditions, member, where)
    for constraint in queries.constraints(shapes, shape):
        found.append(f"{constraint.prologue} SELECT DISTINCT ?this WHERE {{ {where} {constraint.body()} }}")
    return found


def _property_queries(
    shapes: Shapes, conditions: Conditions, shape: Node, where: str, without: tuple[Node, ...] = ()
) -> list[str]:
    """One query over the values, one by one, one over each set of values, and one for each count of them."""
    path = paths.read(shapes.graph, shapes.shape(shape).path()).text
    values = conditions.of_values(shape, "?value", in_property=True, without=without)
    sets = conditions.of_set(shape, path, "?this", without=(SH.maxCount, SH.qualifiedMaxCount))
    reached = f"{where} ?this {path} ?value ."
    counts = [
        f"SELECT ?this WHERE {{ {reached} FILTER({holds}) }} GROUP BY ?this HAVING(COUNT(DISTINCT ?value) > {most})"
        for holds, most in conditions.too_many(shape, "?value")
    ]
    return _filtered(reached, values) + _filtered(where, sets) + counts


def _filtered(where: str, tests: list[Test]) -> list[str]:
    suspicious = [test.fails for test in tests if test.fails != "false"]
    return [f"SELECT DISTINCT ?this WHERE {{ {where} FILTER({any_of(suspicious)}) }}"] if suspicious else []


def _iris(store: Store, text: str) -> set[str]:
    found = set()
    for row in store.query(text).bindings():
        if row["this"]["type"] != "uri":
            raise Uncompilable("a focus that is not an IRI")
        found.add(row["this"]["value"])
    return found
