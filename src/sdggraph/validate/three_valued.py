"""The outcome of a condition as two SPARQL expressions that allow for doubt.

`fails` is true wherever pySHACL might say no, and `holds` wherever it might say yes. A negation exchanges the two, so
nothing is ever missed. Where engines may differ (for example, a regular expression on unusual characters), both are
true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rdflib import RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node

from sdggraph.errors import PatternError, Uncompilable
from sdggraph.sparql.xpath_patterns import compiled
from sdggraph.validate.derived_types import DERIVED

_DAY: Final = (
    "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
# forms that every engine accepts; any other form is left to pySHACL
_FORMS: Final[Mapping[Node, str | None]] = {
    XSD.string: None,
    RDF.langString: None,
    XSD.boolean: "^(true|false)$",
    XSD.integer: "^-?(0|[1-9][0-9]{0,17})$",
    XSD.decimal: "^-?[0-9]{1,15}([.][0-9]{1,15})?$",
    XSD.date: f"^{_DAY}$",
    XSD.gYear: "^[1-9][0-9]{3}$",
    XSD.anyURI: "^https?://[A-Za-z0-9./_-]+$",
    XSD.gYearMonth: "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
}
# constructs on which regular expressions of Python and of SPARQL engines differ
_STRANGE: Final = re.compile(r"\(\?|\\[^dDwWsS.\-+*?()\[\]{}|/^$#]|[*+?}][*+?]|\{,|&&|--|~~|\[\[|\[\^?\]|\[:")
_LOOSE: Final = re.compile(r"\\[dDwWsS]|\.|\[\^")
_UNUSUAL: Final = '"[^ -~]"'  # anything but printable ASCII


@dataclass(frozen=True)
class Outcome:
    """Two expressions about one node: whether it may fail, and whether it may hold."""

    fails: str
    holds: str


def exactly(condition: str) -> Outcome:
    """Return the outcome of a test on which all engines agree.

    >>> exactly("isIRI(?v)").fails
    '!(isIRI(?v))'
    """
    return Outcome(f"!({condition})", condition)


def any_of(expressions: Iterable[str]) -> str:
    """Join expressions: true if at least one is."""
    return " || ".join(f"({expression})" for expression in dict.fromkeys(expressions)) or "false"


def all_of(expressions: Iterable[str]) -> str:
    """Join expressions: true if all are."""
    return " && ".join(f"({expression})" for expression in dict.fromkeys(expressions)) or "true"


def both(tests: Iterable[Outcome]) -> Outcome:
    """Return the outcome of several tests that must all hold."""
    tests = list(tests)
    return Outcome(any_of(test.fails for test in tests), all_of(test.holds for test in tests))


def logical(kind: Node, tests: list[Outcome]) -> Outcome:
    """Return the outcome of sh:and, sh:or or sh:xone."""
    if kind == SH["and"]:
        return both(tests)
    if kind == SH["or"]:
        return Outcome(all_of(test.fails for test in tests), any_of(test.holds for test in tests))
    none = all_of(test.fails for test in tests)
    two = [all_of([one.holds, other.holds]) for one, other in combinations(tests, 2)]
    one = [all_of([test.holds, *(other.fails for other in tests if other is not test)]) for test in tests]
    return Outcome(any_of([none, *two]), any_of(one))


def datatype(said: Node, node: str, *, stored: bool = True) -> Outcome:
    """Return the outcome of a test for a datatype and its lexical form. Raises Uncompilable for unknown types.

    With `stored`, a store may have replaced the type by its base type (see `derived_types`).
    """
    if said in DERIVED:
        derived = DERIVED[said]
        kept = derived.kept if stored else said
        holds = f"isLiteral({node}) && (datatype({node}) = <{said}> || datatype({node}) = <{kept}>)"
        if not stored or kept != XSD.integer:
            return Outcome("true", holds)  # left to pySHACL
        bounds = [(">=", derived.least), ("<=", derived.most)]
        sure = [f"{node} {sign} {bound}" for sign, bound in bounds if bound is not None]
        return Outcome(f"!COALESCE({all_of([f'datatype({node}) = <{kept}>', *sure])}, false)", holds)
    if said not in _FORMS:
        raise Uncompilable(f"the datatype {said}")
    typed = f"isLiteral({node}) && datatype({node}) = <{said}>"
    form = _FORMS[said]
    return exactly(typed) if form is None else Outcome(f'!({typed} && REGEX(STR({node}), "{form}"))', typed)


def pattern(regex: str, node: str) -> Outcome:
    """Return the outcome of a match with a regular expression. Raises Uncompilable if engines read it differently."""
    if _STRANGE.search(regex):
        raise Uncompilable(f"the pattern {regex!r}")
    text = Literal(_portable(regex)).n3()
    matches = f"COALESCE(REGEX(STR({node}), {text}), false)"
    unusual = f"REGEX(STR({node}), {_UNUSUAL})"
    fails = f"isBlank({node}) || !{matches}" + (f" || {unusual}" if _LOOSE.search(regex) else "")
    return Outcome(fails, f"!isBlank({node}) && ({matches} || {unusual})")


def _portable(regex: str) -> str:
    r"""Return the pattern if the engine reads it as XPath does. Raises Uncompilable otherwise.

    >>> print(_portable(r"^[a-z]+$"))
    ^[a-z]+$
    """
    try:
        portable = compiled(regex).portable
    except PatternError:
        portable = False
    if not portable:
        raise Uncompilable(f"the pattern {regex!r}")
    return regex


def sparql_node(term: Node) -> str:
    """Write a term in SPARQL. Raises Uncompilable unless all engines agree on its equality."""
    if isinstance(term, URIRef):
        return term.n3()
    plain = isinstance(term, Literal) and (term.datatype is None or term.datatype == RDF.langString)
    if plain or (isinstance(term, Literal) and term.datatype == XSD.boolean and str(term) in ("true", "false")):
        return term.n3()
    if isinstance(term, Literal) and term.datatype == XSD.integer and re.fullmatch("0|-?[1-9][0-9]*", str(term)):
        return term.n3()
    raise Uncompilable(f"the value {term.n3()}")
