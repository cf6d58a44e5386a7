"""The conditions of a shape on one node, compiled to SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rdflib import RDF, SH, XSD, Literal
from rdflib.term import Node

from sdggraph.errors import Uncompilable
from sdggraph.validate import paths
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.three_valued import Outcome, any_of, both, datatype, exactly, logical, pattern, sparql_node

_KINDS: Final[dict[Node, str]] = {
    SH.IRI: "isIRI({v})",
    SH.Literal: "isLiteral({v})",
    SH.BlankNode: "isBlank({v})",
    SH.BlankNodeOrIRI: "(isIRI({v}) || isBlank({v}))",
    SH.BlankNodeOrLiteral: "(isLiteral({v}) || isBlank({v}))",
    SH.IRIOrLiteral: "(isIRI({v}) || isLiteral({v}))",
}
_BOUNDS: Final[dict[Node, str]] = {
    SH.minInclusive: ">=",
    SH.maxInclusive: "<=",
    SH.minExclusive: ">",
    SH.maxExclusive: "<",
}
_LENGTHS: Final[dict[Node, str]] = {SH.minLength: ">=", SH.maxLength: "<="}
_NUMBERS: Final = frozenset({XSD.integer, XSD.decimal})
# predicates that are handled elsewhere or describe the shape, and are no conditions
_SILENT: Final = frozenset(
    {
        RDF.type,
        *(SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.message, SH.severity, SH.deactivated),
        *(SH.path, SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf),
        *(SH.qualifiedMinCount, SH.qualifiedMaxCount),
    }
)
_MOST: Final = 3  # larger counts are left to pySHACL


@dataclass(frozen=True)
class Conditions:
    """Compiles shapes. `subclasses` maps each class to itself and all its subclasses."""

    shapes: Shapes
    subclasses: Mapping[str, tuple[str, ...]]
    names: paths.Names
    stored: bool = True  # whether values may have lost their datatype in a store

    def of_shape(self, shape: Node, node: str) -> Outcome:
        """Compile the conditions of a shape on the node that a variable holds."""
        if self.shapes.shape(shape).deactivated:
            return Outcome("false", "true")
        if self.shapes.shape(shape).is_property_shape:
            return both(self.of_property(shape, node))
        return both(self.of_values(shape, node))

    def of_property(self, shape: Node, focus: str) -> list[Outcome]:
        """Compile the conditions of a property shape on the node where its path starts."""
        path = paths.read(self.shapes.graph, self.shapes.shape(shape).path()).text
        value = self.names.new()
        each = both(self.of_values(shape, value, in_property=True))
        found = (
            []
            if each.fails == "false"
            else [
                Outcome(
                    f"EXISTS {{ {focus} {path} {value} FILTER({each.fails}) }}",
                    f"NOT EXISTS {{ {focus} {path} {value} FILTER(!({each.holds})) }}",
                )
            ]
        )
        return found + self.of_set(shape, path, focus)

    def of_set(self, shape: Node, path: str, focus: str, *, without: tuple[Node, ...] = ()) -> list[Outcome]:
        """Compile the conditions of a property shape on its set of values."""
        found: list[Outcome] = []
        value, other = self.names.new(), self.names.new()
        for predicate, said in self._said(shape):
            if predicate in without:
                continue
            if predicate == SH.minCount:
                found.append(self._at_least(path, focus, int(str(said))))
            elif predicate == SH.maxCount:
                test = self._at_least(path, focus, int(str(said)) + 1)
                found.append(Outcome(test.holds, test.fails))
            elif predicate == SH.hasValue:
                found.append(exactly(f"EXISTS {{ {focus} {path} {sparql_node(said)} }}"))
            elif predicate == SH.disjoint:
                found.append(exactly(f"NOT EXISTS {{ {focus} {path} {value} . {focus} {sparql_node(said)} {value} }}"))
            elif predicate in (SH.lessThan, SH.lessThanOrEquals):
                sign = "<" if predicate == SH.lessThan else "<="
                sure = f"isNumeric({value}) && isNumeric({other}) && {value} {sign} {other}"
                pair = f"{focus} {path} {value} . {focus} {sparql_node(said)} {other}"
                found.append(Outcome(f"EXISTS {{ {pair} FILTER(!COALESCE({sure}, false)) }}", "true"))
            elif predicate == SH.uniqueLang:
                found += self.unique_languages(shape, path, focus)
            elif predicate == SH.qualifiedValueShape:
                found += self._qualified(shape, said, path, focus, without)
        return found

    def unique_languages(self, shape: Node, path: str, focus: str) -> list[Outcome]:
        """Compile sh:uniqueLang of a property shape: no two values share a language."""
        if not any(str(said) == "true" for said in self.shapes.graph.objects(shape, SH.uniqueLang)):
            return []
        one, other = self.names.new(), self.names.new()
        texts = f"isLiteral({one}) && isLiteral({other}) && !sameTerm({one}, {other})"
        same = f"LANG({one}) != '' && LCASE(LANG({one})) = LCASE(LANG({other}))"
        return [exactly(f"NOT EXISTS {{ {focus} {path} {one} . {focus} {path} {other} FILTER({texts} && {same}) }}")]

    def too_many(self, shape: Node, value: str) -> list[tuple[str, int]]:
        """Return the upper limits of a property shape on its number of values, each with an expression for the values
        that count.

        Counting all values at once is far faster than searching for pairs if a path leads from many nodes to many.
        """
        found = [("true", int(str(most))) for most in self.shapes.objects(shape, SH.maxCount)]
        for said in self.shapes.objects(shape, SH.qualifiedValueShape):
            for most in self.shapes.objects(shape, SH.qualifiedMaxCount):
                found.append((self.of_shape(said, value).holds, int(str(most))))
        return found

    def of_values(
        self, shape: Node, node: str, *, in_property: bool = False, without: tuple[Node, ...] = ()
    ) -> list[Outcome]:
        """Compile the conditions of a shape on one node; of a property shape, on one of its values."""
        found: list[Outcome] = []
        for predicate, said in self._said(shape):
            if predicate in without:
                continue
            if predicate in (SH.node, SH.property):
                found.append(self.of_shape(said, node))
            elif predicate == SH["not"]:
                inner = self.of_shape(said, node)
                found.append(Outcome(inner.holds, inner.fails))
            elif predicate in (SH["and"], SH["or"], SH.xone):
                tests = [self.of_shape(member, node) for member in self.shapes.graph.items(said)]
                found.append(logical(predicate, tests))
            elif predicate == SH.hasValue and not in_property:
                found.append(exactly(f"sameTerm({node}, {sparql_node(said)})"))
            elif not (in_property and predicate in _OF_SETS):
                found.append(self._simple(shape, predicate, said, node))
        return found

    def _said(self, shape: Node) -> list[tuple[Node, Node]]:
        said = self.shapes.graph.predicate_objects(shape)
        pairs = [pair for pair in said if pair[0] not in _SILENT and self.shapes.is_condition(pair[0])]
        return sorted(pairs, key=lambda pair: (pair[0].n3(), pair[1].n3()))

    def _simple(self, shape: Node, predicate: Node, said: Node, node: str) -> Outcome:
        if predicate == SH["class"]:
            return exactly(f"!isLiteral({node}) && EXISTS {{ {self.instance_of(node, said)} }}")
        if predicate == SH.nodeKind and said in _KINDS:
            return exactly(_KINDS[said].format(v=node))
        if predicate == SH.datatype:
            return datatype(said, node, stored=self.stored)
        if predicate == SH["in"]:
            return exactly(any_of(f"sameTerm({node}, {sparql_node(item)})" for item in self.shapes.graph.items(said)))
        if predicate == SH.pattern and (shape, SH.flags, None) not in self.shapes.graph:
            return pattern(str(said), node)
        if predicate == SH.minLength and int(str(said)) == 0:
            return Outcome("false", "true")
        if predicate in _LENGTHS:
            return exactly(f"!isBlank({node}) && STRLEN(STR({node})) {_LENGTHS[predicate]} {int(str(said))}")
        if predicate in _BOUNDS and isinstance(said, Literal) and said.datatype in _NUMBERS:
            compared = f"{node} {_BOUNDS[predicate]} {said}"
            number = f"COALESCE(isNumeric({node}) && {node} = {node}, false)"  # NaN is not equal to itself
            return Outcome(f"!({number} && {compared})", f"!{number} || {compared}")
        raise Uncompilable(f"{predicate} of {shape}")

    def instance_of(self, node: str, wanted: Node) -> str:
        """Return the graph pattern for a node that belongs to a class or a subclass of it."""
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

    def _at_least(self, path: str, focus: str, number: int) -> Outcome:
        if number <= 0:
            return Outcome("false", "true")
        return exactly(f"EXISTS {{ {self._distinct(path, focus, number)[1]} }}")

    def _qualified(self, shape: Node, said: Node, path: str, focus: str, without: tuple[Node, ...]) -> list[Outcome]:
        if (shape, SH.qualifiedValueShapesDisjoint, None) in self.shapes.graph:
            raise Uncompilable(f"sh:qualifiedValueShapesDisjoint of {shape}")
        found = []
        for least in self.shapes.objects(shape, SH.qualifiedMinCount):
            if int(str(least)) > 0:
                found.append(self._conforming(said, path, focus, int(str(least))))
        for most in () if SH.qualifiedMaxCount in without else self.shapes.objects(shape, SH.qualifiedMaxCount):
            test = self._conforming(said, path, focus, int(str(most)) + 1)
            found.append(Outcome(test.holds, test.fails))
        return found

    def _conforming(self, said: Node, path: str, focus: str, number: int) -> Outcome:
        """Compile the test that at least so many values conform to a shape."""
        values, pattern = self._distinct(path, focus, number)
        tests = [self.of_shape(said, value) for value in values]
        surely = " ".join(f"FILTER(!({test.fails}))" for test in tests)
        maybe = " ".join(f"FILTER({test.holds})" for test in tests)
        return Outcome(f"NOT EXISTS {{ {pattern} {surely} }}", f"EXISTS {{ {pattern} {maybe} }}")


_OF_SETS: Final = frozenset(
    {
        *(SH.minCount, SH.maxCount, SH.hasValue, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.uniqueLang),
        SH.qualifiedValueShape,
    }
)
