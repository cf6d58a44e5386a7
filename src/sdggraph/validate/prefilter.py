"""The screen: a few SPARQL queries that find the things which may violate a shape.

It may select too many things, but never too few. What cannot be expressed in SPARQL is refused (Uncompilable), and
pySHACL then checks everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib import SH, BNode, URIRef
from rdflib.term import Node

from sdggraph.errors import Uncompilable
from sdggraph.sparql.interface import Store
from sdggraph.validate import paths, queries
from sdggraph.validate.shape_compiler import Conditions
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.three_valued import Outcome, any_of

_SUBCLASSES = "SELECT ?below ?above WHERE { ?below rdfs:subClassOf ?above FILTER(isIRI(?below) && isIRI(?above)) }"


@dataclass(frozen=True)
class Query:
    """A query for suspects. It finds none unless the path `several` leads from some node to more than one other."""

    text: str
    several: str | None = None


@dataclass(frozen=True)
class Screen:
    """The queries for each shape with a target."""

    targets: Mapping[Node, str]  # graph patterns that bind ?this
    queries: Mapping[Node, tuple[Query, ...]]

    def suspects(self, store: Store) -> dict[Node, set[str]]:
        """Return for each shape the IRIs of things that may violate it. Raises Uncompilable for anything but IRIs."""
        several = {query.several for queries in self.queries.values() for query in queries} - {None}
        idle = {path for path in several if path is not None and not _leads_to_several(store, path)}
        return {
            shape: {iri for query in queries if query.several not in idle for iri in _iris(store, query.text)}
            for shape, queries in self.queries.items()
        }

    def counts(self, store: Store) -> dict[str, int]:
        """Return for each shape the number of its focus nodes."""
        numbers = {}
        for target in set(self.targets.values()):
            [row] = store.query(f"SELECT (COUNT(DISTINCT ?this) AS ?number) WHERE {{ {target} }}").rows()
            numbers[target] = int(row["number"])
        return {str(shape): numbers[target] for shape, target in self.targets.items()}

    def applying(self, store: Store, focus: list[str]) -> dict[Node, set[str]]:
        """Return for each shape which of the given things are its focus nodes."""
        values = " ".join(f"<{iri}>" for iri in focus)
        return {
            shape: _iris(store, f"SELECT DISTINCT ?this WHERE {{ VALUES ?this {{ {values} }} {target} }}")
            for shape, target in self.targets.items()
        }


def screen_for(shapes: Shapes, store: Store, *, exact: bool = False) -> Screen:
    """Return the screen of the shapes for a store; `exact` if the store keeps every literal as written. Raises
    Uncompilable.
    """
    if shapes.is_recursive:
        raise Uncompilable("a shape that refers to itself")
    _check_target_nodes(shapes, store)
    return _compiled(shapes, tuple(sorted(subclasses(store).items())), exact)


@lru_cache(maxsize=4)
def _compiled(shapes: Shapes, below: tuple[tuple[str, tuple[str, ...]], ...], exact: bool) -> Screen:
    """Compile the screen of the shapes; a server does so before it forks, so that no worker has to."""
    conditions = Conditions(shapes, dict(below), paths.Names(), stored=not exact)
    active = [shape for shape in shapes.targeted if not shapes.shape(shape).deactivated]
    targets = {shape: target(shapes, conditions, shape) for shape in active}
    return Screen(targets, {shape: tuple(_queries(shapes, conditions, shape, targets[shape])) for shape in active})


def _check_target_nodes(shapes: Shapes, store: Store) -> None:
    """Refuse a target node that is in no statement if paths may have zero steps: the engine does not start such a path
    there.
    """
    graph = shapes.graph
    if not any((None, term, None) in graph for term in (SH.zeroOrMorePath, SH.zeroOrOnePath, SH.sparql)):
        return
    for node in set(graph.objects(None, SH.targetNode)):
        mentioned = f"{{ ?s ?p {node.n3()} }}"
        if isinstance(node, URIRef):
            mentioned += f" UNION {{ {node.n3()} ?p ?o }}"
        if isinstance(node, BNode) or not store.query(f"ASK {{ {mentioned} }}").boolean():
            raise Uncompilable(f"a path from {node}, which is in no statement")


def subclasses(store: Store) -> dict[str, tuple[str, ...]]:
    """Map each class with subclasses to itself and all its subclasses, sorted."""
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
    """Return the graph pattern that binds ?this to all focus nodes of a shape."""
    said = shapes.objects
    classes = said(shape, SH.targetClass)
    if shapes.is_class(shape):
        classes = [*classes, shape]
    groups = [conditions.instance_of("?this", wanted) for wanted in classes]
    groups += [f"?this {predicate.n3()} {conditions.names.new()} ." for predicate in said(shape, SH.targetSubjectsOf)]
    groups += [f"{conditions.names.new()} {predicate.n3()} ?this ." for predicate in said(shape, SH.targetObjectsOf)]
    nodes = said(shape, SH.targetNode)
    if any(isinstance(node, BNode) for node in nodes):
        raise Uncompilable(f"a target without an IRI of {shape}")
    groups += [f"VALUES ?this {{ {node.n3()} }}" for node in nodes]
    return groups[0] if len(groups) == 1 else " UNION ".join(f"{{ {group} }}" for group in groups)


def _queries(shapes: Shapes, conditions: Conditions, shape: Node, where: str) -> list[Query]:
    whole: list[Outcome] = []  # tests of all properties that one query can ask together
    if shapes.shape(shape).is_property_shape:
        found = _property_queries(shapes, conditions, shape, where, whole)
    else:
        found = []
        whole += conditions.of_values(shape, "?this", without=(SH.property, SH.sparql))
        for member in shapes.objects(shape, SH.property):
            if not shapes.shape(member).deactivated:
                found += _property_queries(shapes, conditions, member, where, whole)
        found += _constraint_queries(shapes, shape, where)
    suspicious = _suspicious(whole)
    return [*found, Query(f"SELECT DISTINCT ?this WHERE {{ {where} FILTER({suspicious}) }}")] if suspicious else found


def _constraint_queries(shapes: Shapes, shape: Node, where: str) -> list[Query]:
    return [
        Query(f"{constraint.prologue} SELECT DISTINCT ?this WHERE {{ {where} {constraint.body()} }}")
        for constraint in queries.constraints(shapes, shape)
    ]


_IN_GROUPS: Final = (SH.maxCount, SH.qualifiedMaxCount, SH.uniqueLang)


def _property_queries(
    shapes: Shapes,
    conditions: Conditions,
    shape: Node,
    where: str,
    whole: list[Outcome],
) -> list[Query]:
    """Return one query over the single values, and one for each limit on their number; the rest goes to `whole`.

    The values are tested first, and their subjects only if a value is wrong. Scanning all values of a property is ten
    times faster than looking up the values of each subject.
    """
    path = paths.read(shapes.graph, shapes.shape(shape).path())
    whole += conditions.of_set(shape, path.text, "?this", without=_IN_GROUPS)
    reached = f"{where} ?this {path.text} ?value ."
    several = path.text if _runs(path) else None
    found = [
        Query(
            f"SELECT ?this WHERE {{ {reached} FILTER({holds}) }}"
            f" GROUP BY ?this HAVING(COUNT(DISTINCT ?value) > {most})",
            several if most > 0 else None,
        )
        for holds, most in conditions.too_many(shape, "?value")
    ]
    languages = _suspicious(conditions.unique_languages(shape, path.text, "?this"))
    if languages:
        found.append(Query(f"SELECT DISTINCT ?this WHERE {{ {where} FILTER({languages}) }}", several))
    classes = shapes.objects(shape, SH["class"]) if several else []
    without = (SH.sparql, SH["class"]) if classes else (SH.sparql,)
    wrong = _suspicious(conditions.of_values(shape, "?value", in_property=True, without=without))
    if classes:  # valid members of the classes are removed from the values in one step
        members = " ".join(conditions.instance_of("?value", wanted) for wanted in classes)
        sound = f"MINUS {{ {members} {f'FILTER(!({wrong}))' if wrong else ''} }}"
        values = f"?this {path.text} ?value {sound} FILTER(EXISTS {{ {where} }})"
    elif several:
        values = f"?this {path.text} ?value FILTER(({wrong}) && EXISTS {{ {where} }})"
    else:
        values = f"{reached} FILTER({wrong})"
    if classes or wrong:
        found.append(Query(f"SELECT DISTINCT ?this WHERE {{ {values} }}"))
    return found + _constraint_queries(shapes, shape, where)


def _runs(path: paths.Path) -> bool:
    """Whether all pairs of a path can be scanned; a repeated path has too many."""
    match path:
        case paths.Choice(parts):
            return all(_runs(part) for part in parts)
        case paths.Chain(parts):
            return all(isinstance(part, paths.Step | paths.Back) for part in parts)
    return isinstance(path, paths.Step | paths.Back)


def _leads_to_several(store: Store, path: str) -> bool:
    count = "SELECT (COUNT(*) AS ?pairs) (COUNT(DISTINCT ?this) AS ?starts)"
    [row] = store.query(f"{count} WHERE {{ ?this {path} ?value }}").rows()
    return row["pairs"] != row["starts"]


def _suspicious(tests: list[Outcome]) -> str:
    found = [test.fails for test in tests if test.fails != "false"]
    return any_of(found) if found else ""


def _iris(store: Store, text: str) -> set[str]:
    found = set()
    for row in store.query(text).bindings():
        if row["this"]["type"] != "uri":
            raise Uncompilable("a focus that is not an IRI")
        found.add(row["this"]["value"])
    return found
