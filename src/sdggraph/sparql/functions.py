"""Functions that replace the engine's own where those deviate from SPARQL 1.1.

The engine looks for a custom function before its own casts, so a cast is replaced under its own name. A function with a
keyword, such as REGEX, is called by one of the names here, which `mending` writes into the text. A function returns
None for an error, as the engine expects.
"""

from __future__ import annotations

import math
import operator
import re
import struct
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
import regex

from sdggraph import vocab
from sdggraph.errors import PatternError
from sdggraph.sparql.xpath_patterns import Compiled, compiled

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Function = Callable[..., "_Term | None"]

REGEX: Final = "urn:x-sdggraph:regex"
REPLACE: Final = "urn:x-sdggraph:replace"
TRUTH: Final = "urn:x-sdggraph:truth"
COMPARE: Final = {
    "<": "urn:x-sdggraph:less",
    "<=": "urn:x-sdggraph:not-more",
    ">": "urn:x-sdggraph:more",
    ">=": "urn:x-sdggraph:not-less",
}
_XSD: Final = vocab.PREFIXES["xsd"]
_RDF: Final = vocab.PREFIXES["rdf"]
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_INTEGERS: Final = ("nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger", "long", "int")
_SMALLER: Final = ("short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")
_NUMERIC: Final = frozenset(
    f"{_XSD}{name}" for name in ("boolean", "integer", "decimal", "float", "double", *_INTEGERS, *_SMALLER)
)
_FLOATING: Final = (f"{_XSD}double", f"{_XSD}float")
_TRIMMED: Final = (
    *("double", "float", "dateTime", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
    *("duration", "dayTimeDuration", "yearMonthDuration"),
)
_STRING: Final = f"{_XSD}string"
_TAGGED: Final = (f"{_RDF}langString", f"{_RDF}dirLangString")
_LEAST, _MOST = -(2**63), 2**63 - 1  # the engine holds integers in 64 bits
_LARGEST: Final = Decimal((2**127 - 1) // 10**18)  # and decimals in 128 bits, with eighteen digits after the point
_STEP: Final = Decimal(1).scaleb(-18)
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_EVEN)
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_DATE: Final = re.compile(
    r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
)
_DATE_TIME: Final = re.compile(
    r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
)
_NOTHING: Final = ox.Store()  # never written to
_LONGEST_NUMBER: Final = 200  # digits: a longer number is beyond what the engine can hold
_REFERENCE: Final = re.compile(r"\\[\\$]|\$[0-9]+|[^\\$]+")
_LONGEST_GROUP: Final = 9  # digits in the number of a group


# --- casts (XPath and XQuery Functions and Operators, 17.1.3) -----------------------------------


def _to_integer(value: _Term) -> _Term | None:
    """Cast a number (rounded towards zero), a boolean or a string to an integer."""
    number = _number(value)
    if number is None or (_type(value) == _STRING and not _WHOLE.fullmatch(_collapsed(value))):
        return None
    whole = int(number)
    return _literal(str(whole), "integer") if _LEAST <= whole <= _MOST else None


def _to_decimal(value: _Term) -> _Term | None:
    """Cast a number, a boolean or a string to a decimal; a double gives the shortest decimal that reads as the same
    double.
    """
    number = _number(value)
    if number is None or abs(number) > _LARGEST:
        return None
    return _literal(format(number.quantize(_STEP, context=_EXACT), "f"), "decimal")


def _to_boolean(value: _Term) -> _Term | None:
    """The boolean of a number, a boolean or a string that spells one; 0 and NaN are false."""
    if not isinstance(value, ox.Literal):
        return None
    text = _collapsed(value)
    if _type(value) in _FLOATING:
        return _boolean(float(text) != 0 and text != "NaN") if _DOUBLE.fullmatch(text) else None
    if _type(value) in (_STRING, f"{_XSD}boolean"):
        return _boolean(_BOOLEANS[text]) if text in _BOOLEANS else None
    number = _number(value)
    return None if number is None else _boolean(number != 0)


def _trimming(name: str) -> _Function:
    """The engine's own cast to a type, after the white space around a string is taken off, as the type says."""
    datatype = ox.NamedNode(f"{_XSD}{name}")
    plain = {"double": _DOUBLE, "float": _DOUBLE, "dateTime": _DATE_TIME, "date": _DATE}.get(name)

    @lru_cache(512)
    def asked(value: ox.Literal) -> _Term | None:
        found = _NOTHING.query(f"SELECT ({datatype}({value}) AS ?cast) {{}}")
        return next(found)["cast"] if isinstance(found, ox.QuerySolutions) else None

    def cast(value: _Term) -> _Term | None:
        if not isinstance(value, ox.Literal) or value.direction is not None:
            return None
        if _type(value) != _STRING:
            return asked(value)
        text = _collapsed(value)
        if plain and plain.fullmatch(text):  # what is surely right: to ask takes twenty times as long
            return ox.Literal(text, datatype=datatype)
        return asked(ox.Literal(text))

    return cast


def _to_string(value: _Term) -> _Term | None:
    """Cast an IRI or a literal to a string; very large and very small doubles use scientific notation."""
    if isinstance(value, ox.NamedNode):
        return ox.Literal(value.value)
    if not isinstance(value, ox.Literal):
        return None
    if _type(value) not in _FLOATING or (number := _floating(value)) is None or not math.isfinite(number):
        return ox.Literal(value.value)
    if number == 0 or 1e-6 <= abs(number) < 1e6:
        return ox.Literal(value.value)
    digits, _, exponent = f"{Decimal(_shortest(value, number)):E}".partition("E")
    digits = digits.rstrip("0").removesuffix(".") if "." in digits else digits
    return ox.Literal(f"{digits if '.' in digits else f'{digits}.0'}E{int(exponent)}")


def _number(value: _Term) -> Decimal | None:
    """Return the exact number that a literal is or can be cast to; None if it is no number, INF or NaN."""
    if not isinstance(value, ox.Literal):
        return None
    kind = _type(value)
    if kind in _FLOATING:
        number = _floating(value)
        if number is None or not math.isfinite(number):
            return None
        return Decimal(number) if number == int(number) else Decimal(_shortest(value, number))
    text = _collapsed(value)
    if kind == f"{_XSD}boolean":
        return Decimal(_BOOLEANS[text]) if text in _BOOLEANS else None
    if (kind == _STRING or kind in _NUMERIC) and len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text):
        return Decimal(text)
    return None


def _floating(value: ox.Literal) -> float | None:
    text = _collapsed(value)
    return float(text) if _DOUBLE.fullmatch(text) else None


def _shortest(value: ox.Literal, number: float) -> str:
    """Return the shortest spelling that reads as the same double or, for a float, as the same float."""
    if _type(value) == f"{_XSD}double":
        return repr(number)
    single = struct.pack("f", number)
    return next(text for digits in range(1, 18) if struct.pack("f", float(text := f"{number:.{digits}g}")) == single)


# --- strings (XPath and XQuery Functions and Operators, 7.6) ------------------------------------


def _regex(text: _Term, pattern: _Term, flags: _Term | None = None) -> _Term | None:
    """Whether the pattern matches somewhere in the text."""
    found = _pattern(text, pattern, flags)
    return None if found is None else _boolean(found.pattern.search(_value(text)) is not None)


def _replace(text: _Term, pattern: _Term, replacement: _Term, flags: _Term | None = None) -> _Term | None:
    """Replace each match in the text; an error (None) if the pattern matches the empty string."""
    found = _pattern(text, pattern, flags)
    if found is None or not isinstance(text, ox.Literal) or _type(replacement) != _STRING:
        return None
    parts = _parts(_value(replacement), found, literal=flags is not None and "q" in _value(flags))
    if parts is None or found.pattern.search("") is not None:
        return None

    def replaced(match: regex.Match[str]) -> str:
        return "".join(part if isinstance(part, str) else match[part] or "" for part in parts)

    result = found.pattern.sub(replaced, text.value)
    if text.language is None:
        return ox.Literal(result)
    return ox.Literal(result, language=text.language, direction=text.direction)


def _pattern(text: _Term, pattern: _Term, flags: _Term | None) -> Compiled | None:
    if _type(text) not in (_STRING, *_TAGGED) or _type(pattern) != _STRING:
        return None
    if flags is not None and _type(flags) != _STRING:
        return None
    try:
        return compiled(_value(pattern), "" if flags is None else _value(flags))
    except PatternError:
        return None


def _parts(replacement: str, found: Compiled, *, literal: bool) -> list[str | int] | None:
    """Split the replacement into strings and group numbers; None if a $ or a backslash is not part of an escape."""
    if literal:
        return [replacement]
    parts: list[str | int] = []
    place = 0
    for match in _REFERENCE.finditer(replacement):
        if match.start() != place:
            return None
        place = match.end()
        if match[0][0] == "\\":
            parts.append(match[0][1])
        elif match[0][0] != "$":
            parts.append(match[0])
        else:
            # As many digits as make the number of an existing group. One digit is always taken, even if there is no
            # such group.
            digits = match[0][1:]
            long = len(digits)
            while long > 1 and (long > _LONGEST_GROUP or int(digits[:long]) > found.groups):
                long -= 1
            number = int(digits[:long])
            parts += [number] if number <= found.groups else []
            parts.append(digits[long:])
    return parts if place == len(replacement) else None


# --- booleans (SPARQL 1.1, 17.2.2 and 17.3) -----------------------------------------------------


def _truth(value: _Term) -> _Term | None:
    """Return the effective boolean value where the engine has none: for ill-typed literals and language-tagged text."""
    if _type(value) in _TAGGED:
        return _boolean(_value(value) != "")
    if _type(value) in _NUMERIC:
        return _boolean(False)
    return None


def _comparison(holds: Callable[[bool, bool], bool]) -> _Function:
    def compared(left: _Term, right: _Term) -> _Term | None:
        """Compare two booleans; false is less than true."""
        if _type(left) != f"{_XSD}boolean" or _type(right) != f"{_XSD}boolean":
            return None
        if _value(left) not in _BOOLEANS or _value(right) not in _BOOLEANS:
            return None
        return _boolean(holds(_BOOLEANS[_value(left)], _BOOLEANS[_value(right)]))

    return compared


# --- terms ---------------------------------------------------------------------------------------


def _type(term: _Term | None) -> str:
    return term.datatype.value if isinstance(term, ox.Literal) else ""


def _value(term: _Term | None) -> str:
    return term.value if isinstance(term, ox.Literal) else ""


def _collapsed(literal: _Term) -> str:
    return _value(literal).strip(" \t\n\r")


def _literal(value: str, name: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(f"{_XSD}{name}"))


def _boolean(value: bool) -> ox.Literal:
    return _TRUE if value else _FALSE


_TRUE: Final = _literal("true", "boolean")
_FALSE: Final = _literal("false", "boolean")
_NAMED: Final[dict[str, _Function]] = {
    f"{_XSD}integer": _to_integer,
    f"{_XSD}decimal": _to_decimal,
    f"{_XSD}string": _to_string,
    f"{_XSD}boolean": _to_boolean,
    **{f"{_XSD}{name}": _trimming(name) for name in _TRIMMED},
    REGEX: _regex,
    REPLACE: _replace,
    TRUTH: _truth,
    COMPARE["<"]: _comparison(operator.lt),
    COMPARE["<="]: _comparison(operator.le),
    COMPARE[">"]: _comparison(operator.gt),
    COMPARE[">="]: _comparison(operator.ge),
}
_FUNCTIONS: Final = {ox.NamedNode(name): function for name, function in _NAMED.items()}
# a text that calls one of them contains one of these strings, whatever its prefixes
_SPELLED: Final = re.compile(r"xsd:|XMLSchema|urn:x-sdggraph|\\")


def functions_of(text: str) -> dict[ox.NamedNode, _Function] | None:
    """Return our functions for the engine, or None if the text calls none, because passing them costs time.

    >>> functions_of("ASK {}"), len(functions_of("ASK { FILTER(xsd:integer(?a) = 1) }") or ())
    (None, 24)
    """
    return _FUNCTIONS if _SPELLED.search(text) else None
