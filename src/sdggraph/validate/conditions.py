"""What a shape says of one node, as SPARQL that errs on the side of suspicion.

For each condition there are two expressions: `fails` is true wherever the judge might say no, `holds`
wherever it might say yes. Under a negation the one stands for the other, so nothing is ever missed:
where engines may differ (a regular expression on unusual characters, say), both are true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rdflib import RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node

from sdggraph.validate import paths
from sdggraph.validate.paths import Uncompilable
from sdggraph.validate.shapes import Shapes

_KINDS: Final = {
    SH.IRI: "isIRI({v})",
    SH.Literal: "isLiteral({v})",
    SH.BlankNode: "isBlank({v})",
    SH.BlankNodeOrIRI: "(isIRI({v}) || isBlank({v}))",
    SH.BlankNodeOrLiteral: "(isLiteral({v}) || isBlank({v}))",
    SH.IRIOrLiteral: "(isIRI({v}) || isLiteral({v}))",
}
_DAY: Final = (
    "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
# forms that every engine accepts; another form is left to the judge
_FORMS: Final[Mapping[URIRef, str | None]] = {
    XSD.string: None,
    RDF.langString: None,
    XSD.boolean: "^(true|false)$",
    XSD.integer: "^-?(0|[1-9][0-9]{0,17})$",
    XSD.decimal: "^-?[0-9]{1,15}([.][0-9]{1,15})?$",
    XSD.date: f"^{_DAY}$",
    XSD.gYear: "^[1-9][0-9]{3}$",
    XSD.gYearMonth: "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
}
_BOUNDS: Final = {SH.minInclusive: ">=", SH.maxInclusive: "<=", SH.minExclusive: ">", SH.maxExclusive: "<"}
_LENGTHS: Final = {SH.minLength: ">=", SH.maxLength: "<="}
_NUMBERS: Final = frozenset({XSD.integer, XSD.decimal})
# beyond these, regular expressions of Python and of SPARQL engines part ways
_STRANGE: Final = re.compile(r"\(\?|\\[^dDwWsS.\-+*?()\[\]{}|/^$#]|[*+?}][*+?]|\{,|&&|--|~~|\[\[|\[\^?\]|\[:")
_LOOSE: Final = re.compile(r"\\[dDwWsS]|\.|\[\^")
_UNUSUAL: Final = '"[^ -~]"'  # anything but printable ASCII

# said about a node and already part of what the shape is, not a condition
_SILENT: Final = frozenset(
    {
        RDF.type,
        *(SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.message, SH.severity, SH.deactivated),
        *(SH.path, SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf),
        *(SH.qualifiedMinCount, SH.qualifiedMaxCount),
    }
)
_MOST: Final = 3  # larger counts are left to the judge


@dataclass(frozen=True)
class Test:
    """Two expressions about one node: might it fail, might it hold."""

    fails: str
    holds: str


def exactly(condition: str) -> Test:
    """A test on whose outcome all engines agree.

    >>> exactly("isIRI(?v)").fails
    '!(isIRI(?v))'
    """
    return Test(f"!({condition})", condition)


def any_of(expressions: Iterable[str]) -> str:
    """The expression that one of several is true."""
    return " || ".join(f"({expression})" for expression in dict.fromkeys(expressions)) or "false"


def all_of(expressions: Iterable[str]) -> str:
    """The expression that all of several are true."""
    return " && ".join(f"({expression})" for expression in dict.fromkeys(expressions)) or "true"


def both(tests: Iterable[Test]) -> Test:
    """The test that all of several hold."""
    tests = list(tests)
    return Test(any_of(test.fails for test in tests), all_of(test.holds for test in tests))


@dataclass(frozen=True)
class Conditions:
    """Compiles shapes; `subclasses` gives for each class itself and all below it."""

    shapes: Shapes
    subclasses: Mapping[str, tuple[str, ...]]
    names: paths.Names

    def of_shape(self, shape: Node, node: str) -> Test:
        """What a shape says of the node that a variable holds."""
        if self.shapes.shape(shape).deactivated:
            return Test("false", "true")
        if self.shapes.shape(shape).is_property_shape:
            return both(self.of_property(shape, node))
        return both(self.of_values(shape, node))

    def of_property(self, shape: Node, focus: str) -> list[Test]:
        """What a property shape says of the node from which its path starts."""
        path = paths.read(self.shapes.graph, self.shapes.shape(shape).path()).text
        value = self.names.new()
        each = both(self.of_values(shape, value, in_property=True))
        found = (
            []
            if each.fails == "false"
            else [
                Test(
                    f"EXISTS {{ {focus} {path} {value} FILTER({each.fails}) }}",
                    f"NOT EXISTS {{ {focus} {path} {value} FILTER(!({each.holds})) }}",
                )
            ]
        )
        return found + self.of_set(shape, path, focus)

    def of_set(self, shape: Node, path: str, focus: str, *, without: tuple[Node, ...] = ()) -> list[Test]:
        """What a property shape says of its values taken together."""
        found: list[Test] = []
        value, other = self.names.new(), self.names.new()
        for predicate, said in self._said(shape):
            if predicate in without:
                continue
            if predicate == SH.minCount:
                found.append(self._at_least(path, focus, int(str(said))))
            elif predicate == SH.maxCount:
                test = self._at_least(path, focus, int(str(said)) + 1)
                found.append(Test(test.holds, test.fails))
            elif predicate == SH.hasValue:
                found.append(exactly(f"EXISTS {{ {focus} {path} {_term(said)} }}"))
            elif predicate == SH.disjoint:
                found.append(exactly(f"NOT EXISTS {{ {focus} {path} {value} . {focus} {_term(said)} {value} }}"))
            elif predicate in (SH.lessThan, SH.lessThanOrEquals):
                sign = "<" if predicate == SH.lessThan else "<="
                sure = f"isNumeric({value}) && isNumeric({other}) && {value} {sign} {other}"
                pair = f"{focus} {path} {value} . {focus} {_term(said)} {other}"
                found.append(Test(f"EXISTS {{ {pair} FILTER(!COALESCE({sure}, false)) }}", "true"))
            elif predicate == SH.uniqueLang:
                found += self.unique_languages(shape, path, focus)
            elif predicate == SH.qualifiedValueShape:
                found += self._qualified(shape, said, path, focus, without)
        return found

    def unique_languages(self, shape: Node, path: str, focus: str) -> list[Test]:
        """That no two values share a language, where a property shape says so."""
        if not any(str(said) == "true" for said in self.shapes.graph.objects(shape, SH.uniqueLang)):
            return []
        one, other = self.names.new(), self.names.new()
        texts = f"isLiteral({one}) && isLiteral({other}) && !sameTerm({one}, {other})"
        same = f"LANG({one}) != '' && LCASE(LANG({one})) = LCASE(LANG({other}))"
        return [exactly(f"NOT EXISTS {{ {focus} {path} {one} . {focus} {path} {other} FILTER({texts} && {same}) }}")]

    def too_many(self, shape: Node, value: str) -> list[tuple[str, int]]:
        """How many values a property shape allows at most, and the expression of those that count.

        Counting all at once is far quicker than looking for pairs where a path leads from many to many.
        """
        found = [("true", int(str(most))) for most in self.shapes.objects(shape, SH.maxCount)]
        for said in self.shapes.objects(shape, SH.qualifiedValueShape):
            for most in self.shapes.objects(shape, SH.qualifiedMaxCount):
                found.append((self.of_shape(said, value).holds, int(str(most))))
        return found

    def of_values(
        self, shape: Node, node: str, *, in_property: bool = False, without: tuple[Node, ...] = ()
    ) -> list[Test]:
        """What a shape says of one node; of a property shape, of one of its values."""
        found: list[Test] = []
        for predicate, said in self._said(shape):
            if predicate in without:
                continue
            if predicate in (SH.node, SH.property):
                found.append(self.of_shape(said, node))
            elif predicate == SH["not"]:
                inner = self.of_shape(said, node)
                found.append(Test(inner.holds, inner.fails))
            elif predicate in (SH["and"], SH["or"], SH.xone):
                tests = [self.of_shape(member, node) for member in self.shapes.graph.items(said)]
                found.append(_logical(predicate, tests))
            elif predicate == SH.hasValue and not in_property:
                found.append(exactly(f"sameTerm({node}, {_term(said)})"))
            elif not (in_property and predicate in _OF_SETS):
                found.append(self._simple(shape, predicate, said, node))
        return found

    def _said(self, shape: Node) -> list[tuple[Node, Node]]:
        pairs = [pair for pair in self.shapes.graph.predicate_objects(shape) if pair[0] not in _SILENT]
        return sorted(pairs, key=lambda pair: (pair[0].n3(), pair[1].n3()))

    def _simple(self, shape: Node, predicate: Node, said: Node, node: str) -> Test:
        if predicate == SH["class"]:
            return exactly(f"!isLiteral({node}) && EXISTS {{ {self.instance_of(node, said)} }}")
        if predicate == SH.nodeKind and said in _KINDS:
            return exactly(_KINDS[URIRef(said)].format(v=node))
        if predicate == SH.datatype:
            return _datatype(said, node)
        if predicate == SH["in"]:
            return exactly(any_of(f"sameTerm({node}, {_term(item)})" for item in self.shapes.graph.items(said)))
        if predicate == SH.pattern and (shape, SH.flags, None) not in self.shapes.graph:
            return _pattern(str(said), node)
        if predicate == SH.minLength and int(str(said)) == 0:
            return Test("false", "true")
        if predicate in _LENGTHS:
            return exactly(f"!isBlank({node}) && STRLEN(STR({node})) {_LENGTHS[URIRef(predicate)]} {int(str(said))}")
        if predicate in _BOUNDS and isinstance(said, Literal) and said.datatype in _NUMBERS:
            compared = f"{node} {_BOUNDS[URIRef(predicate)]} {said}"
            return Test(f"!COALESCE(isNumeric({node}) && {compared}, false)", f"COALESCE({compared}, true)")
        raise Uncompilable(f"{predicate} of {shape}")

    def instance_of(self, node: str, wanted: Node) -> str:
        """The graph pattern that a node belongs to a class or to one below it."""
        classes = self.subclasses.get(str(wanted), (str(wanted),))
        if len(classes) == 1:
            return f"{node} a <{classes[0]}> ."
        kind = self.names.new()
        return f"VALUES {kind} {{ {' '.join(f'<{name}>' for name in classes)} }} {node} a {kind} ."

    def _distinct(self, path: str, focus: str, number: int) -> tuple[list[str], str]:
        if number > _MOST:
            raise Uncompilable(f"a count of {number}")
        values = [self.names.new() for _ in range(number)]
        steps = " . ".join(f"{focus} {path} {value}" for value in values)
        differ = " ".join(f"FILTER(!sameTerm({one}, {other}))" for one, other in combinations(values, 2))
        return values, f"{steps} {differ}"

    def _at_least(self, path: str, focus: str, number: int) -> Test:
        if number <= 0:
            return Test("false", "true")
        return exactly(f"EXISTS {{ {self._distinct(path, focus, number)[1]} }}")

    def _qualified(self, shape: Node, said: Node, path: str, focus: str, without: tuple[Node, ...]) -> list[Test]:
        if (shape, SH.qualifiedValueShapesDisjoint, None) in self.shapes.graph:
            raise Uncompilable(f"sh:qualifiedValueShapesDisjoint of {shape}")
        found = []
        for least in self.shapes.objects(shape, SH.qualifiedMinCount):
            if int(str(least)) > 0:
                found.append(self._conforming(said, path, focus, int(str(least))))
        for most in () if SH.qualifiedMaxCount in without else self.shapes.objects(shape, SH.qualifiedMaxCount):
            test = self._conforming(said, path, focus, int(str(most)) + 1)
            found.append(Test(test.holds, test.fails))
        return found

    def _conforming(self, said: Node, path: str, focus: str, number: int) -> Test:
        """The test that at least so many values conform to a shape."""
        values, pattern = self._distinct(path, focus, number)
        tests = [self.of_shape(said, value) for value in values]
        surely = " ".join(f"FILTER(!({test.fails}))" for test in tests)
        maybe = " ".join(f"FILTER({test.holds})" for test in tests)
        return Test(f"NOT EXISTS {{ {pattern} {surely} }}", f"EXISTS {{ {pattern} {maybe} }}")


_OF_SETS: Final = frozenset(
    {
        *(SH.minCount, SH.maxCount, SH.hasValue, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.uniqueLang),
        SH.qualifiedValueShape,
    }
)


def _logical(kind: Node, tests: list[Test]) -> Test:
    if kind == SH["and"]:
        return both(tests)
    if kind == SH["or"]:
        return Test(all_of(test.fails for test in tests), any_of(test.holds for test in tests))
    none = all_of(test.fails for test in tests)
    two = [all_of([one.holds, other.holds]) for one, other in combinations(tests, 2)]
    one = [all_of([test.holds, *(other.fails for other in tests if other is not test)]) for test in tests]
    return Test(any_of([none, *two]), any_of(one))


def _datatype(said: Node, node: str) -> Test:
    if said not in _FORMS:
        raise Uncompilable(f"the datatype {said}")
    typed = f"isLiteral({node}) && datatype({node}) = <{said}>"
    form = _FORMS[URIRef(said)]
    return exactly(typed) if form is None else Test(f'!({typed} && REGEX(STR({node}), "{form}"))', typed)


def _pattern(pattern: str, node: str) -> Test:
    if _STRANGE.search(pattern):
        raise Uncompilable(f"the pattern {pattern!r}")
    text = Literal(pattern).n3()
    matches = f"COALESCE(REGEX(STR({node}), {text}), false)"
    unusual = f"REGEX(STR({node}), {_UNUSUAL})"
    fails = f"isBlank({node}) || !{matches}" + (f" || {unusual}" if _LOOSE.search(pattern) else "")
    return Test(fails, f"!isBlank({node}) && ({matches} || {unusual})")


def _term(term: Node) -> str:
    """A term as SPARQL writes it, where all engines agree on when it is the same."""
    if isinstance(term, URIRef):
        return term.n3()
    plain = isinstance(term, Literal) and (term.datatype is None or term.datatype == RDF.langString)
    if plain or (isinstance(term, Literal) and term.datatype == XSD.boolean and str(term) in ("true", "false")):
        return term.n3()
    if isinstance(term, Literal) and term.datatype == XSD.integer and re.fullmatch("0|-?[1-9][0-9]*", str(term)):
        return term.n3()
    raise Uncompilable(f"the value {term.n3()}")
