"""The fields of a thing that people edit, read from the shapes that judge it.

A field is a property of a class. Its name, help, group and order come from the property shape that describes it. The
kind of its values comes from all shapes that judge the property. Forms, workbooks, the JSON-LD context and pages read
fields, so that none of them keeps a list of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.field_values import (
    EDITOR,
    LANG_STRING,
    Kind,
    Limits,
    Values,
    iris,
    is_violation,
    kind_of,
    of_range,
    values_of,
    whole_number,
)
from sdggraph.rdf.shapes import Group, ShapesGraph, local_name

_RDFS: Final = vocab.PREFIXES["rdfs"]
_FOAF: Final = vocab.PREFIXES["foaf"]
_SINGLE: Final = (Kind.TRUTH, Kind.WHOLE_NUMBER, Kind.NUMBER)  # two of them would contradict each other
# the classes of the things that people edit
EDITED: Final = (
    *(f"{vocab.SG}{name}" for name in ("Organisation", "Hosting", "StatusRecord", "Contribution")),
    *(f"{vocab.SG}{name}" for name in ("Project", "Cooperation", "Event")),
    *(f"{_FOAF}{name}" for name in ("Person", "Document")),
)


@dataclass(frozen=True)
class Field:
    """A property of a class, described for people who give its values."""

    property: str
    name: str
    help: str  # what to write into the empty field; empty where the shapes do not say
    group: Group | None
    order: Decimal  # in its group
    kind: Kind
    required: bool  # whether a thing without a value is refused
    many: bool  # whether there may be several values
    one_per_language: bool
    is_long: bool  # whether the text may have several lines
    datatypes: tuple[str, ...]  # one of these; empty if it is not said
    classes: tuple[str, ...]  # of the values: one of these
    schemes: tuple[str, ...]  # the lists that hold the members of these classes
    choices: tuple[str, ...]  # the values themselves, where the shapes list them (sh:in)
    limits: Limits
    shape: str  # the property shape that describes it


def read_fields(ontology: Path, kind: str) -> tuple[Field, ...]:
    """Return the fields of a class, in the order of their groups; the folder holds shapes and ontology.

    Only fields that have help are returned, because people edit no others.
    """
    return tuple(field for field in all_fields(ontology, kind) if field.help)


def all_fields(ontology: Path, kind: str) -> tuple[Field, ...]:
    """Return the fields of a class, also those without help, in the order of their groups."""
    return fields_of(_graph(ontology), kind)


@lru_cache(maxsize=4)
def _graph(ontology: Path) -> ShapesGraph:
    return ShapesGraph(ontology / "shapes.ttl", ontology / "sdggraph.ttl")


def fields_of(shapes: ShapesGraph, kind: str) -> tuple[Field, ...]:
    """Return the fields of a class, in the order of their groups.

    Superclasses and ranges are known if the graph holds the ontology as well.
    """
    return tuple(_Class(shapes, kind).fields())


def properties_in_words(shapes: ShapesGraph) -> set[str]:
    """Return the properties whose values must have a language, of whatever class."""
    return {
        path
        for shape in shapes.shapes
        if LANG_STRING in values_of(shapes, shape).datatypes
        for path in shapes.properties(shape)
    }


class _Class:
    """Reads the fields of one class."""

    def __init__(self, shapes: ShapesGraph, kind: str) -> None:
        self._shapes = shapes
        self._above = tuple(self._superclasses(kind))
        self._own = [each for each in self._parts(self._aimed()) if shapes.properties(each)]

    def fields(self) -> list[Field]:
        """Return the fields: the properties that a property shape leads to by itself."""
        described: dict[str, list[Any]] = {}
        for shape in self._own:
            properties = self._shapes.properties(shape)
            if len(properties) == 1:
                described.setdefault(properties[0], []).append(shape)
        helped = {
            path: min(them, key=lambda shape: (not self._shapes.text(shape, "description"), self._place(shape)))
            for path, them in described.items()
        }
        in_order = sorted(helped, key=lambda path: self._place(helped[path]))
        return [self._field(path, helped[path], described[path]) for path in in_order]

    def _place(self, shape: Any) -> Any:
        return self._shapes.place(shape)

    def _field(self, property: str, shape: Any, alone: list[Any]) -> Field:
        shapes = self._shapes
        judging = [each for each in (*self._own, *self._of_any(property)) if property in shapes.properties(each)]
        judging = [each for each in judging if is_violation(shapes, each)]
        values = Values()
        for each in judging:
            values = values.narrowed(values_of(shapes, each))
        ranges = iris(shapes.values(ox.NamedNode(property), f"{_RDFS}range"))
        values = of_range(values, ranges)
        lists = [self._schemes(each) for each in values.classes]
        editor = local_name(shapes.text(shape, EDITOR))
        kind = kind_of(values, listed=all(lists), editor=editor)
        return Field(
            property=property,
            name=shapes.text(shape, "name") or local_name(property),
            help=shapes.text(shape, "description"),
            group=shapes.group(shape),
            order=shapes.order(shape),
            kind=kind,
            required=any(self._number(each, "minCount") >= 1 for each in alone if each in judging),
            many=kind not in _SINGLE and not any(self._number(each, "maxCount", 2) == 1 for each in judging),
            one_per_language=any(shapes.text(each, "uniqueLang") == "true" for each in judging),
            is_long=editor.startswith("TextArea"),
            datatypes=values.datatypes,
            classes=values.classes,
            schemes=tuple(dict.fromkeys(scheme for found in lists for scheme in found)),
            choices=values.choices,
            limits=values.limits,
            shape=str(getattr(shape, "value", "")),
        )

    def _number(self, shape: Any, name: str, default: int = 0) -> int:
        found = whole_number(self._shapes.text(shape, name))
        return default if found is None else found

    def _schemes(self, kind: str) -> tuple[str, ...]:
        """Return the schemes that list the members of a class."""
        return tuple(str(each.value) for each in self._shapes.values(ox.NamedNode(kind), f"{_RDFS}seeAlso"))

    # --- which shapes ------------------------------------------------------------------------------

    def _superclasses(self, kind: str) -> Iterator[str]:
        """Yield a class and all classes above it."""
        seen, waiting = {kind}, [kind]
        while waiting:
            yield waiting[-1]
            above = self._shapes.values(ox.NamedNode(waiting.pop()), f"{_RDFS}subClassOf")
            new = [each for each in iris(above) if each not in seen]
            seen.update(new)
            waiting += new

    def _aimed(self) -> list[Any]:
        """Return the shapes that judge every thing of the class."""
        found = [node for kind in self._above for node in self._shapes.targeting("targetClass", kind)]
        return found + [node for node in self._shapes.shapes if getattr(node, "value", "") in self._above]

    def _of_any(self, property: str) -> list[Any]:
        """Return the property shapes that judge a property wherever it is used, in the order of the files."""
        aimed = self._shapes.targeting("targetSubjectsOf", property)
        return [each for each in self._parts(aimed) if each not in self._own]

    def _parts(self, nodes: list[Any]) -> list[Any]:
        """Return the active property shapes of shapes, with those of the shapes that they include."""
        found: dict[Any, None] = {}
        waiting, seen = list(reversed(nodes)), set()
        while waiting:
            node = waiting.pop()
            if node in seen or self._shapes.text(node, "deactivated") == "true":
                continue
            seen.add(node)
            if self._shapes.values(node, "path"):
                found[node] = None
                continue
            inner = [*self._shapes.values(node, "property"), *self._shapes.values(node, "node")]
            inner += [each for head in self._shapes.values(node, "and") for each in self._shapes.members(head)]
            waiting += reversed(inner)
        return list(found)
