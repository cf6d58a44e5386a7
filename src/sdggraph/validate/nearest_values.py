"""Suggestions for a wrong value: the most similar values on the list of allowed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from sdggraph.names.nearest import nearest
from sdggraph.sparql.interface import Store
from sdggraph.validate.report import Finding
from sdggraph.validate.shapes import Shapes

_WITHIN: Final = (SH["or"], SH["and"], SH["xone"], SH["node"], SH["qualifiedValueShape"], RDF.first, RDF.rest)
_MOST: Final = 5000  # values of a list among which the nearest is looked for
_SHOWN: Final = 2
_ASKED: Final = 500  # different values for which the nearest is looked for
_LAST: Final = re.compile(r"[^/#:]*$")
_NUMBER: Final = re.compile(r"[0-9]{1,3}")  # 18 is no slip for 8 more than for 1
_MEMBERS: Final = """SELECT DISTINCT ?value ?name {{
  ?value a/rdfs:subClassOf* {kind} OPTIONAL {{ ?value skos:prefLabel|skos:altLabel|skos:notation|sg:acronym ?name }}
}} ORDER BY ?value LIMIT 20000"""


class Lists:
    """The values that shapes allow, as a store holds them."""

    def __init__(self, store: Store, shapes: Shapes) -> None:
        self._store, self._graph = store, shapes.graph
        self._members = lru_cache(maxsize=None)(self._asked)
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}

    def with_nearest(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings; those of a value that is not on its list name the values that are most like it."""
        return [self._completed(finding) for finding in findings]

    def _completed(self, finding: Finding) -> Finding:
        if not finding.value or not finding.shape or finding.value == finding.focus:
            return finding
        wrong = (finding.shape, finding.value)
        if wrong not in self._found and len(self._found) < _ASKED:
            self._found[wrong] = self._nearest(*wrong)
        return replace(finding, nearest=self._found.get(wrong, ()))

    def _nearest(self, shape: str, value: str) -> tuple[str, ...]:
        known = {name: iri for kind in _kinds(self._graph, URIRef(shape)) for name, iri in self._of(kind)}
        sought = _LAST.findall(value)[0]
        if value in known.values() or len(known) > _MOST or _NUMBER.fullmatch(sought):
            return ()
        found = nearest(sought, known, count=4)
        return tuple(dict.fromkeys(known[name] for name in found))[:_SHOWN]

    def _of(self, kind: Node | tuple[Node, ...]) -> Iterable[tuple[str, str]]:
        if isinstance(kind, tuple):
            return [(_LAST.findall(str(value))[0], str(value)) for value in kind]
        return self._members(kind.n3())

    def _asked(self, kind: str) -> list[tuple[str, str]]:
        found = []
        for row in self._store.query(_MEMBERS.format(kind=kind)).rows():
            found += [(_LAST.findall(row["value"])[0], row["value"])]
            found += [(row["name"], row["value"])] if "name" in row else []
        return found


def _kinds(graph: Graph, shape: Node) -> list[Node | tuple[Node, ...]]:
    """Return the classes of which the values of a shape must be, and the lists on which they must stand."""
    found: list[Node | tuple[Node, ...]] = []
    seen: set[Node] = set()
    waiting = [shape]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        found += [kind for kind in graph.objects(node, SH["class"]) if isinstance(kind, URIRef)]
        found += [tuple(graph.items(values)) for values in graph.objects(node, SH["in"])]
        waiting += [value for predicate in _WITHIN for value in graph.objects(node, predicate)]
    return found
