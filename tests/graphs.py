"""Turtle as plain Python for the tests of data and ontology: parsed by pyoxigraph, with nothing of ours but names.

IRIs are written short (`organisation:HIST`) and literals by their text, so that a test reads like the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from sdggraph import vocab

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "sdggraph.ttl"
SHAPES = ROOT / "ontology" / "shapes.ttl"
SCHEMES = sorted((ROOT / "ontology" / "schemes").glob("*.ttl"))
RULES = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
QUERIES = sorted((ROOT / "queries").glob("*.rq"))
RECORDS = sorted((ROOT / "data" / "organisations").glob("*.ttl"))
DATA = sorted((ROOT / "data").rglob("*.ttl"))

Value = ox.NamedNode | ox.Literal
Statement = tuple[str, str, Value]


@cache
def statements(path: Path) -> tuple[Statement, ...]:
    """The statements of one file; a blank node is refused, for the data and the schemes have none."""
    found: list[Statement] = []
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode | ox.Literal):
            raise TypeError(f"{path.name} has a blank node at {quad}; give the thing an IRI.")
        found.append((vocab.compact(quad.subject.value), vocab.compact(quad.predicate.value), quad.object))
    return tuple(found)


def short(value: Value) -> str:
    """An IRI in its short form, or the text of a literal."""
    return vocab.compact(value.value) if isinstance(value, ox.NamedNode) else value.value


class Graph:
    """The statements of some files, by subject and predicate."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.statements = [statement for path in paths for statement in statements(path)]
        self._of: dict[str, dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
        self._by_type: dict[str, set[str]] = defaultdict(set)
        for subject, predicate, value in self.statements:
            self._of[subject][predicate].add(value)
            if predicate == "rdf:type":
                self._by_type[short(value)].add(subject)

    @property
    def subjects(self) -> set[str]:
        """Everything that some statement is about."""
        return set(self._of)

    def terms(self, subject: str, predicate: str) -> set[Value]:
        """The values with their language and datatype."""
        return self._of[subject][predicate] if subject in self._of and predicate in self._of[subject] else set()

    def values(self, subject: str, *predicates: str) -> set[str]:
        """The values of any of the predicates, short."""
        return {short(value) for predicate in predicates for value in self.terms(subject, predicate)}

    def value(self, subject: str, predicate: str) -> str | None:
        """The one value, or None; two values are an error."""
        found = self.values(subject, predicate)
        assert len(found) <= 1, f"{subject} has several {predicate}: {sorted(found)}; keep the right one."
        return next(iter(found), None)

    def typed(self, type: str) -> list[str]:
        """The subjects of a class, sorted."""
        return sorted(self._by_type.get(type, ()))

    def pointing(self, predicate: str, target: str) -> set[str]:
        """The subjects that have this value."""
        return {subject for subject in self._of if target in self.values(subject, predicate)}


def literals_of(graph: Graph, subject: str, predicate: str) -> list[ox.Literal]:
    """The texts among the values, with their language."""
    return [value for value in graph.terms(subject, predicate) if isinstance(value, ox.Literal)]


@cache
def data() -> Graph:
    """All of data/."""
    return Graph(DATA)


@cache
def schemes() -> Graph:
    """All of ontology/schemes/."""
    return Graph(SCHEMES)


@cache
def ontology() -> Graph:
    """ontology/sdggraph.ttl."""
    return Graph([ONTOLOGY])
