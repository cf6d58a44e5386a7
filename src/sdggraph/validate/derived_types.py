"""Datatypes that a store replaces by their base type, and a test whether a value may have had the derived type.

Oxigraph keeps an xsd:byte as an xsd:integer, and an xsd:dateTimeStamp as an xsd:dateTime. sh:datatype must not reject
such a value. The original type is lost, but whether the value lies in the range of the derived type can be tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from rdflib import XSD, Literal
from rdflib.term import Node


class DerivedType(NamedTuple):
    """The base type that a store keeps instead, and the range of the derived type."""

    kept: Node
    least: int | None = None
    most: int | None = None


def _bits(number: int, *, signed: bool) -> DerivedType:
    if signed:
        return DerivedType(XSD.integer, -(1 << (number - 1)), (1 << (number - 1)) - 1)
    return DerivedType(XSD.integer, 0, (1 << number) - 1)


DERIVED: Final[Mapping[Node, DerivedType]] = {
    XSD.byte: _bits(8, signed=True),
    XSD.short: _bits(16, signed=True),
    XSD.int: _bits(32, signed=True),
    XSD.long: _bits(64, signed=True),
    XSD.unsignedByte: _bits(8, signed=False),
    XSD.unsignedShort: _bits(16, signed=False),
    XSD.unsignedInt: _bits(32, signed=False),
    XSD.unsignedLong: _bits(64, signed=False),
    XSD.nonNegativeInteger: DerivedType(XSD.integer, least=0),
    XSD.positiveInteger: DerivedType(XSD.integer, least=1),
    XSD.nonPositiveInteger: DerivedType(XSD.integer, most=0),
    XSD.negativeInteger: DerivedType(XSD.integer, most=-1),
    XSD.dateTimeStamp: DerivedType(XSD.dateTime),
}
_ZONED: Final = re.compile(r".*(?:Z|[+-][0-9]{2}:[0-9]{2})", re.DOTALL)


_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_REAL: Final = re.compile(rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
# of the types that SPARQL knows, those of which rdflib reads more than XML Schema allows, such as 5_0 and 1e3
_FORMS: Final[Mapping[Node, re.Pattern[str]]] = {
    XSD.integer: _WHOLE,
    XSD.decimal: re.compile(_NUMBER),
    XSD.float: _REAL,
    XSD.double: _REAL,
    XSD.dateTimeStamp: _ZONED,
    **{said: _WHOLE for said, derived in DERIVED.items() if derived.kept == XSD.integer},
}


def is_well_formed(value: Literal) -> bool:
    """Whether a literal has a form, and a value in the range, that XML Schema gives its type.

    >>> is_well_formed(Literal("300", datatype=XSD.byte))
    False
    >>> is_well_formed(Literal("5_0", datatype=XSD.integer, normalize=False))
    False
    >>> is_well_formed(Literal("Rhine", datatype=XSD.token)), is_well_formed(Literal("+5", datatype=XSD.byte))
    (True, True)
    """
    text, said = str(value).strip(" \t\n\r"), value.datatype
    if said is None or said not in _FORMS:
        return True
    return _FORMS[said].fullmatch(text) is not None and (_FORMS[said] is not _WHOLE or _is_in_range(text, said))


def _is_in_range(text: str, said: Node) -> bool:
    derived = DERIVED.get(said, DerivedType(said))
    number = Decimal(text)  # int() refuses very long ones
    return (derived.least is None or number >= derived.least) and (derived.most is None or number <= derived.most)


def may_have_been(value: Node, said: Node) -> bool:
    """Whether a value from a store may originally have had a derived type.

    >>> may_have_been(Literal("200", datatype=XSD.integer), XSD.unsignedByte)
    True
    >>> may_have_been(Literal("200", datatype=XSD.integer), XSD.byte)
    False
    """
    derived = DERIVED.get(said)
    if derived is None or not isinstance(value, Literal) or value.datatype != derived.kept or value.ill_typed:
        return False
    if derived.kept == XSD.dateTime:
        return _ZONED.fullmatch(str(value)) is not None
    return is_well_formed(value) and _is_in_range(str(value).strip(), said)
