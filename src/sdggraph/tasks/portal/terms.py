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
from sdggraph.files import read_text
from sdggraph.sparql.interface import Iri
from sdggraph.tasks.source import Source

ONTOLOGY: Final = "ontology.html"
SHAPES: Final = "shapes.html"
_SH: Final = "http://www.w3.org/ns/shacl#"
_RDF: Final = vocab.PREFIXES["rdf"]
_NIL: Final = f"{_RDF}nil"
_LABEL: Final = f"{vocab.PREFIXES['rdfs']}label"
_DEFINITION: Final = f"{vocab.PREFIXES['skos']}definition"
_TITLE: Final = f"{vocab.PREFIXES['dcterms']}title"
_DOMAIN: Final = f"{vocab.PREFIXES['rdfs']}domain"
_DESCRIPTION: Final = f"{vocab.PREFIXES['dcterms']}description"
_CLASSES: Final = frozenset({f"{vocab.PREFIXES['owl']}Class", f"{vocab.PREFIXES['rdfs']}Class"})
_FACTS: Final = ("subClassOf", "subPropertyOf", "domain", "range", "inverseOf", "seeAlso")
_TERMS: Final = "SELECT ?s ?p ?o { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?s ?p ?o"
_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
# what says something about a shape, and asks nothing of the data
_NO_CONDITION: Final = frozenset({
    "path", "name", "message", "severity", "description", "order", "group", "property", "deactivated", *_TARGETS,
})  # fmt: skip
_SEVERITIES: Final = {"Violation": "must", "Warning": "should", "Info": "may"}

Statements = Mapping[str, list[Any]]  # the values of a subject, by property


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
    message: str
    force: str  # must, should or may
    targets: tuple[tuple[str, TermLink], ...]  # the kind of each target, and its term
    path: tuple[tuple[Step, ...], ...]  # one step after the other, each with its alternatives
    conditions: tuple[Condition, ...]
    parts: tuple[Shape, ...]  # the property shapes


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
    held: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(read_text(file), ox.RdfFormat.TURTLE):
        held[quad.subject][quad.predicate.value].append(quad.object)
    return _Reader(held).page()


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
    """Reads shapes from statements."""

    def __init__(self, held: Mapping[Any, Statements]) -> None:
        self._held = held
        self._shown: set[Any] = set()

    def page(self) -> ShapesPage:
        """Return all shapes: those with a target, and then those that only others refer to."""
        kinds = {ox.NamedNode(f"{_SH}{name}") for name in ("NodeShape", "PropertyShape")}
        every = [each for each, said in self._held.items() if kinds & set(said.get(vocab.RDF_TYPE, ()))]
        aimed = [each for each in every if any(f"{_SH}{name}" in self._held[each] for name in _TARGETS)]
        shown = tuple(self._shape(each) for each in aimed)
        return ShapesPage(shown, tuple(self._shape(each) for each in every if each not in self._shown))

    def _shape(self, node: Any, depth: int = 0) -> Shape:
        said = self._held.get(node, {})
        anchor = "" if node in self._shown or not isinstance(node, ox.NamedNode) else _local(node.value)
        self._shown.add(node)
        paths, parts = said.get(f"{_SH}path"), said.get(f"{_SH}property", ()) if depth == 0 else ()
        return Shape(
            anchor=anchor,
            name=self._text(said, "name") or (_local(node.value) if anchor else ""),
            message=self._text(said, "message"),
            force=_SEVERITIES.get(_local(self._text(said, "severity")), "must"),
            targets=tuple((kind, self._value(each)) for kind in _TARGETS for each in said.get(f"{_SH}{kind}", ())),
            path=tuple(self._path(each) for each in (self._list(paths[0]) if paths else ())),
            conditions=tuple(self._conditions(said)),
            parts=tuple(self._shape(each, depth + 1) for each in sorted(parts, key=self._rank)),
        )

    def _rank(self, node: Any) -> tuple[int, int]:
        order = self._text(self._held.get(node, {}), "order")
        return (0, int(order)) if order.isdecimal() else (1, 0)

    def _text(self, said: Statements, name: str) -> str:
        return next((str(each.value) for each in said.get(f"{_SH}{name}", ())), "")

    def _conditions(self, said: Statements) -> Iterator[Condition]:
        for predicate, values in said.items():
            kind = predicate.removeprefix(_SH)
            if predicate.startswith(_SH) and kind not in _NO_CONDITION:
                members = [each for value in values for each in self._list(value)]
                yield Condition(kind, tuple(map(self._value, members)))

    def _value(self, node: Any) -> TermLink:
        if isinstance(node, ox.Literal):
            return TermLink(node.value)
        if not isinstance(node, ox.NamedNode):
            return TermLink(self._text(self._held.get(node, {}), "name"))
        name = self._text(self._held.get(node, {}), "name")
        found = _link(node.value)
        return TermLink(name or found.text, found.path, found.address)

    # --- paths -------------------------------------------------------------------------------------

    def _path(self, node: Any) -> tuple[Step, ...]:
        """Return the alternatives of a step of a path."""
        said = self._held.get(node, {}) if not isinstance(node, ox.NamedNode) else {}
        if choices := said.get(f"{_SH}alternativePath"):
            return tuple(step for each in self._list(choices[0]) for step in self._path(each))
        if inverse := said.get(f"{_SH}inversePath"):
            return tuple(Step(step.term, not step.is_inverse) for step in self._path(inverse[0]))
        repeated = (said.get(f"{_SH}{name}") for name in ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"))
        inner = next((each[0] for each in repeated if each), None)
        return self._path(inner) if inner is not None else (Step(self._value(node)),)

    def _list(self, node: Any) -> list[Any]:
        """Return the members of a list; anything else is its own only member."""
        first, rest = f"{_RDF}first", f"{_RDF}rest"
        found: list[Any] = []
        seen: set[Any] = set()
        while node in self._held and first in self._held[node] and node not in seen:
            seen.add(node)
            found += self._held[node][first]
            node = self._held[node].get(rest, [ox.NamedNode(_NIL)])[0]
        return found if seen else [] if getattr(node, "value", "") == _NIL else [node]


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def pages(path: str, title: str) -> Callable[[Source], Iterable[tuple[str, Mapping[str, Any], str]]]:
    """Return the function that yields path, parameters and title of a page in a published folder."""

    def listed(_source: Source) -> Iterable[tuple[str, Mapping[str, Any], str]]:
        yield path, {}, title

    return listed
