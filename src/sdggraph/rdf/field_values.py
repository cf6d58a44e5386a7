"""The values that shapes allow for a property: their types, classes and limits, and the kind of field they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, TypeVar

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.shapes import SH, ShapesGraph, local_name

_XSD: Final = vocab.PREFIXES["xsd"]
LANG_STRING: Final = f"{vocab.PREFIXES['rdf']}langString"
EDITOR: Final = "http://datashapes.org/dash#editor"  # https://datashapes.org/forms.html
_DATES: Final = frozenset(f"{_XSD}{name}" for name in ("date", "gYearMonth", "gYear"))
_T = TypeVar("_T", int, Decimal)
_MOST_DEPTH: Final = 8  # of shapes that refer to others by sh:node, sh:and and sh:or


class Kind(StrEnum):
    """The kind of values that a field takes."""

    TEXT = "text"  # without a language
    WORDS = "words"  # a text with a language; the language is optional where the field has no datatype
    TRUTH = "truth"  # yes or no
    DATE = "date"  # a day, or a month or a year where the field has these datatypes
    WHOLE_NUMBER = "whole number"
    NUMBER = "number"
    LINK = "link"  # an address on the web
    CHOICE = "choice"  # an entry of a list: of a scheme of concepts, or one of the values themselves
    RECORD = "record"  # a thing that is on record, of one of the classes


@dataclass(frozen=True)
class Limits:
    """The limits of a single value."""

    patterns: tuple[str, ...] = ()  # regular expressions of XPath; each must match
    min_length: int | None = None
    max_length: int | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True)
class Values:
    """The values that shapes allow. An empty tuple allows anything."""

    datatypes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()  # the members of sh:in: IRIs, or the texts of literals
    node_kind: str = ""  # a term of SHACL such as IRI
    limits: Limits = Limits()

    def narrowed(self, other: Values) -> Values:
        """Return the values that both allow."""
        one, two = self.limits, other.limits
        limits = Limits(
            patterns=tuple(dict.fromkeys((*one.patterns, *two.patterns))),
            min_length=_either(max, one.min_length, two.min_length),
            max_length=_either(min, one.max_length, two.max_length),
            lowest=_either(max, one.lowest, two.lowest),
            highest=_either(min, one.highest, two.highest),
        )
        return Values(
            _common(self.datatypes, other.datatypes),
            _common(self.classes, other.classes),
            _common(self.choices, other.choices),
            self.node_kind or other.node_kind,
            limits,
        )


def values_of(shapes: ShapesGraph, shape: Any, above: frozenset[Any] = frozenset()) -> Values:
    """Return the values that the conditions of a shape allow, with those of the shapes that it refers to.

    Of alternatives (sh:or, sh:xone), any is allowed; their limits are left out, because each has its own. A shape that
    refers to one `above` it adds nothing there.
    """
    if shape in above or len(above) > _MOST_DEPTH:
        return Values()
    limits = Limits(
        patterns=tuple(str(each.value) for each in shapes.values(shape, "pattern")),
        min_length=whole_number(shapes.text(shape, "minLength")),
        max_length=whole_number(shapes.text(shape, "maxLength")),
        lowest=_decimal(shapes.text(shape, "minInclusive")),
        highest=_decimal(shapes.text(shape, "maxInclusive")),
    )
    found = Values(
        datatypes=iris(shapes.values(shape, "datatype")),
        classes=iris(shapes.values(shape, "class")),
        choices=_texts(each for head in shapes.values(shape, "in") for each in shapes.members(head)),
        node_kind=local_name(shapes.text(shape, "nodeKind")),
        limits=limits,
    )
    here = above | {shape}
    both = [*shapes.values(shape, "node")]
    both += [each for head in shapes.values(shape, "and") for each in shapes.members(head)]
    for inner in both:
        found = found.narrowed(values_of(shapes, inner, here))
    for name in ("or", "xone"):
        for head in shapes.values(shape, name):
            found = found.narrowed(_any_of([values_of(shapes, each, here) for each in shapes.members(head)]))
    return found


def kind_of(values: Values, *, listed: bool, editor: str) -> Kind:
    """Return the kind of a field; `listed` if its classes are lists, `editor` as a term of DASH.

    >>> kind_of(Values(datatypes=(f"{_XSD}gYear",)), listed=False, editor="").value
    'date'
    """
    if values.choices or (values.classes and listed):
        return Kind.CHOICE
    if values.classes:
        return Kind.RECORD
    types = set(values.datatypes)
    if LANG_STRING in types or (not types and "Lang" in editor):
        return Kind.WORDS
    if f"{_XSD}boolean" in types:
        return Kind.TRUTH
    if types & _DATES:
        return Kind.DATE
    if f"{_XSD}integer" in types:
        return Kind.WHOLE_NUMBER
    if types & {f"{_XSD}decimal", f"{_XSD}double", f"{_XSD}float"}:
        return Kind.NUMBER
    if types:
        return Kind.LINK if f"{_XSD}anyURI" in types else Kind.TEXT
    return Kind.LINK if values.node_kind == "IRI" or editor == "URIEditor" else Kind.TEXT


def of_range(values: Values, ranges: Iterable[str]) -> Values:
    """Return the values with the range that the ontology gives a property, where no shape says anything of them."""
    if values.datatypes or values.classes or values.choices or values.node_kind:
        return values
    for each in ranges:
        if each.startswith(_XSD) or each == LANG_STRING:
            return replace(values, datatypes=(each,))
        return replace(values, classes=(each,), node_kind="IRI")
    return values


def is_violation(shapes: ShapesGraph, shape: Any) -> bool:
    """Whether data that break a shape are refused; warnings and hints limit nothing."""
    return shapes.text(shape, "severity") in ("", f"{SH}Violation")


def _any_of(each: list[Values]) -> Values:
    """Return the values that one of several alternatives allows."""

    def joined(parts: list[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for part in parts for item in part)) if all(parts) else ()

    return Values(
        joined([one.datatypes for one in each]),
        joined([one.classes for one in each]),
        joined([one.choices for one in each]),
    )


def _common(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    if not one or not two:
        return one or two
    return tuple(each for each in one if each in two) or one


def _either(choose: Callable[[_T, _T], _T], one: _T | None, two: _T | None) -> _T | None:
    if one is None or two is None:
        return one if two is None else two
    return choose(one, two)


def _texts(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in terms)


def iris(terms: Iterable[Any]) -> tuple[str, ...]:
    """Return the IRIs among terms; a text or a blank node names no class."""
    return tuple(each.value for each in terms if isinstance(each, ox.NamedNode))


def whole_number(text: str) -> int | None:
    """Return the number that a text says; None for anything else, and for one with thousands of digits.

    >>> whole_number("12"), whole_number("x"), whole_number("9" * 5000)
    (12, None, None)
    """
    try:
        return int(text) if text.isdecimal() else None
    except ValueError:
        return None


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None  # nothing can be compared with NaN
