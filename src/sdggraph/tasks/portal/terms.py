"""The pages of the ontology and the shapes: each term with its definition, each shape with what it asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.shapes import SH, TARGETS, PathStep, ShapesGraph, local_name
from sdggraph.sparql.interface import Iri
from sdggraph.tasks.source import Source

ONTOLOGY: Final = "ontology.html"
SHAPES: Final = "shapes.html"
_LABEL: Final = f"{vocab.PREFIXES['rdfs']}label"
_DEFINITION: Final = f"{vocab.PREFIXES['skos']}definition"
_TITLE: Final = f"{vocab.PREFIXES['dcterms']}title"
_DOMAIN: Final = f"{vocab.PREFIXES['rdfs']}domain"
_DESCRIPTION: Final = f"{vocab.PREFIXES['dcterms']}description"
_CLASSES: Final = frozenset({f"{vocab.PREFIXES['owl']}Class", f"{vocab.PREFIXES['rdfs']}Class"})
_FACTS: Final = ("subClassOf", "subPropertyOf", "domain", "range", "inverseOf", "seeAlso")
_TERMS: Final = "SELECT ?s ?p ?o { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?s ?p ?o"
# what says something about a shape, and asks nothing of the data
_NO_CONDITION: Final = frozenset({
    "path", "name", "message", "severity", "description", "order", "group", "property", "deactivated", *TARGETS,
})  # fmt: skip
_SEVERITIES: Final = {"Violation": "must", "Warning": "should", "Info": "may"}


@dataclass(frozen=True)
class TermLink:
    """A term or a value, with the address of what explains it."""

    text: str
    path: str = ""  # on one of these two pages, with its anchor
    address: str = ""  # elsewhere


@dataclass(frozen=True)
class Term:
    """A class or a property of the ontology."""

    anchor: str
    name: str  # with its prefix
    label: str
    definition: str
    facts: tuple[tuple[str, tuple[TermLink, ...]], ...]  # subClassOf, subPropertyOf, domain, range, seeAlso
    properties: tuple[TermLink, ...]  # of a class: those whose domain it is


@dataclass(frozen=True)
class OntologyPage:
    """Everything on the page of the ontology."""

    iri: str
    title: str
    description: str
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]


@dataclass(frozen=True)
class Step:
    """A property on the way from a thing to the values that a shape checks."""

    term: TermLink
    is_inverse: bool = False


@dataclass(frozen=True)
class Condition:
    """A condition of a shape: a term of SHACL such as minCount, and its values."""

    kind: str
    values: tuple[TermLink, ...]


@dataclass(frozen=True)
class Shape:
    """A shape, in words."""

    anchor: str  # empty where the shape is shown for the second time
    name: str
    help: str  # what to write into an empty field
    message: str
    force: str  # must, should or may; empty where nothing is asked
    targets: tuple[tuple[str, TermLink], ...]  # the kind of each target, and its term
    path: tuple[tuple[Step, ...], ...]  # one step after the other, each with its alternatives
    conditions: tuple[Condition, ...]
    parts: tuple[tuple[str, tuple[Shape, ...]], ...]  # the property shapes, by the label of their group


@dataclass(frozen=True)
class ShapesPage:
    """Everything on the page of the shapes."""

    shapes: tuple[Shape, ...]  # that have a target
    conditions: tuple[Shape, ...]  # that others refer to


def ontology(source: Source) -> OntologyPage:
    """Return everything on the page of the ontology."""
    iri = vocab.SG.rstrip("#")
    held: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in source.store.query(_TERMS, parameters={"graph": Iri(vocab.ONTOLOGY_GRAPH)}).rows():
        held[row["s"]][row["p"]].append(row["o"])
    ours = sorted((each for each in held if each.startswith(vocab.SG)), key=lambda each: (each.casefold(), each))
    terms = {each: _term(each, held) for each in ours}
    classes = [each for each in ours if _CLASSES & set(held[each].get(vocab.RDF_TYPE, ()))]
    about = held.get(iri, {})
    return OntologyPage(
        iri,
        _first(about, _TITLE),
        _first(about, _DESCRIPTION),
        tuple(terms[each] for each in classes),
        tuple(terms[each] for each in ours if each not in classes),
    )


def _term(iri: str, held: Mapping[str, Mapping[str, list[str]]]) -> Term:
    said = held[iri]
    facts = {name: said.get(_spelled(name), ()) for name in _FACTS}
    name = iri.removeprefix(vocab.SG)
    return Term(
        anchor=name,
        name=vocab.compact(iri),
        label=_first(said, _LABEL) or name,
        definition=_first(said, _DEFINITION),
        facts=tuple((key, tuple(map(_link, values))) for key, values in facts.items() if values),
        properties=tuple(_link(each) for each in sorted(held) if iri in held[each].get(_DOMAIN, ())),
    )


def _spelled(name: str) -> str:
    return f"{vocab.PREFIXES['owl' if name == 'inverseOf' else 'rdfs']}{name}"


def _first(said: Mapping[str, list[str]], predicate: str) -> str:
    return min(said.get(predicate, ()), default="")


def shapes(source: Source) -> ShapesPage:
    """Return everything on the page of the shapes."""
    return shapes_of(source.settings.ontology / "shapes.ttl")


@lru_cache(maxsize=4)
def shapes_of(file: Path) -> ShapesPage:
    """Return the shapes of a file in words. They are read once, because a worker cannot open files."""
    return _Reader(ShapesGraph(file)).page()


def link_of(iri: str) -> str:
    """Return the path of the place that explains a term of the ontology or a shape; empty for anything else.

    >>> link_of("https://w3id.org/sdggraph/ontology#partner"), link_of("https://example.org/x")
    ('ontology.html#partner', '')
    """
    for space, page in ((vocab.SG, ONTOLOGY), (vocab.SHAPES, SHAPES)):
        if iri.startswith(space) and len(iri) > len(space):
            return f"{page}#{iri.removeprefix(space)}"
    return ""


def _link(iri: str) -> TermLink:
    path = link_of(iri)
    return TermLink(vocab.compact(iri), path, "" if path else iri)


class _Reader:
    """Puts shapes into words."""

    def __init__(self, graph: ShapesGraph) -> None:
        self._graph = graph
        self._shown: set[Any] = set()

    def page(self) -> ShapesPage:
        """Return all shapes: those with a target, and then those that only others refer to."""
        every = self._graph.shapes
        aimed = [each for each in every if any(self._graph.values(each, name) for name in TARGETS)]
        shown = tuple(self._shape(each) for each in aimed)
        return ShapesPage(shown, tuple(self._shape(each) for each in every if each not in self._shown))

    def _shape(self, node: Any, depth: int = 0) -> Shape:
        graph = self._graph
        anchor = "" if node in self._shown or not isinstance(node, ox.NamedNode) else local_name(node.value)
        self._shown.add(node)
        conditions = tuple(self._conditions(node))
        severity = local_name(graph.text(node, "severity"))
        return Shape(
            anchor=anchor,
            name=graph.text(node, "name") or (local_name(node.value) if anchor else ""),
            help=graph.text(node, "description"),
            message=graph.text(node, "message"),
            force=_SEVERITIES.get(severity, "must") if severity or conditions else "",
            targets=tuple((kind, self._value(each)) for kind in TARGETS for each in graph.values(node, kind)),
            path=tuple(tuple(map(self._step, steps)) for steps in graph.path(node)),
            conditions=conditions,
            parts=self._parts(node) if depth == 0 else (),
        )

    def _parts(self, node: Any) -> tuple[tuple[str, tuple[Shape, ...]], ...]:
        """Return the property shapes of a shape by group, both in the order that the shapes give."""
        groups: dict[str, list[Shape]] = {}
        for each in sorted(self._graph.values(node, "property"), key=self._graph.place):
            group = self._graph.group(each)
            groups.setdefault(group.label if group else "", []).append(self._shape(each, 1))
        return tuple((label, tuple(parts)) for label, parts in groups.items())

    def _conditions(self, node: Any) -> Iterator[Condition]:
        for predicate, values in self._graph.said(node).items():
            kind = predicate.removeprefix(SH)
            if predicate.startswith(SH) and kind not in _NO_CONDITION:
                members = [each for value in values for each in self._graph.members(value)]
                yield Condition(kind, tuple(map(self._value, members)))

    def _step(self, step: PathStep) -> Step:
        return Step(self._value(step.property), step.is_inverse)

    def _value(self, node: Any) -> TermLink:
        if isinstance(node, ox.Literal):
            return TermLink(node.value)
        name = self._graph.text(node, "name")
        if not isinstance(node, ox.NamedNode):
            return TermLink(name)
        found = _link(node.value)
        return TermLink(name or found.text, found.path, found.address)


def pages(path: str, title: str) -> Callable[[Source], Iterable[tuple[str, Mapping[str, Any], str]]]:
    """Return the function that yields path, parameters and title of a page in a published folder."""

    def listed(_source: Source) -> Iterable[tuple[str, Mapping[str, Any], str]]:
        yield path, {}, title

    return listed
