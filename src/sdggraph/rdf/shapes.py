"""Shapes as they are written: statements by subject, with lists, paths and the order of property shapes.

Nothing is validated here. `sdggraph.validate` checks the shapes and judges data by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.files import read_text

SH: Final = vocab.PREFIXES["sh"]
_RDF: Final = vocab.PREFIXES["rdf"]
_NIL: Final = f"{_RDF}nil"
_REPEATED: Final = ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_UNORDERED: Final = Decimal("Infinity")

Statements = Mapping[str, list[Any]]  # the values of a subject, by property


class PathStep(NamedTuple):
    """A property on the way from a thing to the values that a shape checks."""

    property: Any
    is_inverse: bool = False


class Group(NamedTuple):
    """A group of property shapes (sh:PropertyGroup), by which a form or a page arranges them."""

    iri: str
    label: str
    order: Decimal


class ShapesGraph:
    """The statements of files with shapes, and perhaps of the ontology that they use."""

    def __init__(self, *files: Path) -> None:
        """Read the files, which are Turtle. Raises SyntaxError, or CannotRead for a file that may not be read."""
        self._held: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._properties: dict[Any, tuple[str, ...]] = {}
        for file in files:
            for quad in ox.parse(read_text(file), ox.RdfFormat.TURTLE):
                self._held[quad.subject][quad.predicate.value].append(quad.object)

    def subjects(self, *kinds: str) -> list[Any]:
        """Return what has one of these terms of SHACL as its class, in the order of the files."""
        wanted = {ox.NamedNode(f"{SH}{kind}") for kind in kinds}
        return [node for node, said in self._held.items() if wanted & set(said.get(vocab.RDF_TYPE, ()))]

    @cached_property
    def shapes(self) -> list[Any]:
        """The node shapes and property shapes, in the order of the files."""
        return self.subjects("NodeShape", "PropertyShape")

    def targeting(self, term: str, iri: str) -> list[Any]:
        """Return the shapes with a target of a kind, such as targetClass, in the order of the files."""
        return self._targeting.get((term, iri), [])

    @cached_property
    def _targeting(self) -> dict[tuple[str, str], list[Any]]:
        found: dict[tuple[str, str], list[Any]] = {}
        for node in self.shapes:
            for term in TARGETS:
                for each in self.values(node, term):
                    found.setdefault((term, str(each.value)), []).append(node)
        return found

    def said(self, node: Any) -> Statements:
        """Return the statements about a node."""
        return self._held.get(node, {})

    def values(self, node: Any, name: str) -> list[Any]:
        """Return the values of a term of SHACL, or of a property that is given as an IRI."""
        return self._held.get(node, {}).get(name if ":" in name else f"{SH}{name}", [])

    def text(self, node: Any, name: str) -> str:
        """Return the first value of a term of SHACL or a property; empty if there is none."""
        return next((str(each.value) for each in self.values(node, name)), "")

    def order(self, node: Any) -> Decimal:
        """Return the sh:order of a property shape or a group; infinity where none is given, so that it comes last."""
        try:
            found = Decimal(self.text(node, "order"))
        except InvalidOperation:
            return _UNORDERED
        return found if found.is_finite() else _UNORDERED

    def group(self, node: Any) -> Group | None:
        """Return the group of a property shape."""
        for each in self.values(node, "group")[:1]:
            iri = str(each.value)
            return Group(iri, self.text(each, f"{vocab.PREFIXES['rdfs']}label") or local_name(iri), self.order(each))
        return None

    def place(self, node: Any) -> tuple[Decimal, str, Decimal]:
        """Return the key that sorts property shapes: by their groups, and in a group by their order."""
        group = self.group(node)
        before = (group.order, group.iri) if group else (_UNORDERED, "")
        return (*before, self.order(node))

    def members(self, node: Any) -> list[Any]:
        """Return the members of a list; anything else is its own only member."""
        first, rest = f"{_RDF}first", f"{_RDF}rest"
        found: list[Any] = []
        seen: set[Any] = set()
        while node in self._held and first in self._held[node] and node not in seen:
            seen.add(node)
            found += self._held[node][first]
            node = self._held[node].get(rest, [ox.NamedNode(_NIL)])[0]
        return found if seen else [] if getattr(node, "value", "") == _NIL else [node]

    # --- paths -------------------------------------------------------------------------------------

    def path(self, shape: Any) -> tuple[tuple[PathStep, ...], ...]:
        """Return the path of a property shape: one step after the other, each with its alternatives."""
        paths = self.values(shape, "path")
        return tuple(tuple(self._step(each)) for each in (self.members(paths[0]) if paths else ()))

    def _step(self, node: Any) -> Iterator[PathStep]:
        if isinstance(node, ox.NamedNode):
            yield PathStep(node)
        elif choices := self.values(node, "alternativePath"):
            for each in self.members(choices[0]):
                yield from self._step(each)
        elif inverse := self.values(node, "inversePath"):
            for step in self._step(inverse[0]):
                yield PathStep(step.property, not step.is_inverse)
        else:
            inner = next((each[0] for name in _REPEATED if (each := self.values(node, name))), None)
            if inner is None:
                yield PathStep(node)
            else:
                yield from self._step(inner)

    def properties(self, shape: Any) -> tuple[str, ...]:
        """Return the properties that lead from a thing straight to the values of a property shape.

        There are several where the path has alternatives, and none where it has more than one step or goes backwards.
        """
        if shape not in self._properties:
            paths = self.values(shape, "path")
            steps = self.path(shape) if paths and self._is_plain(paths[0]) else ()
            self._properties[shape] = tuple(each.property.value for step in steps for each in step)
        return self._properties[shape]

    def _is_plain(self, node: Any) -> bool:
        if isinstance(node, ox.NamedNode):
            return True
        choices = self.values(node, "alternativePath")
        return bool(choices) and all(isinstance(each, ox.NamedNode) for each in self.members(choices[0]))


def local_name(iri: str) -> str:
    """Return the end of an IRI, after its last # or /."""
    return iri.rpartition("#")[2].rpartition("/")[2]
