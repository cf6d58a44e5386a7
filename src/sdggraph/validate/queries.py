"""The SPARQL constraints of shapes, and whether a screen may run them over all things at once.

A constraint is written for one node at a time. It means the same for all nodes together only if $this stands in one
flat group. Also, rdflib, which pySHACL uses, orders unlike values where SPARQL has an error. So in the screen an error
in a filter counts as suspicious. Constraints that do not fit this are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from rdflib import SH, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.paths import Path as QueryPath
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from sdggraph.errors import Uncompilable
from sdggraph.validate import paths
from sdggraph.validate.paths import Names, Reach
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.shapes_check import read_query

_KNOWN: Final = frozenset(
    {
        *("SelectQuery", "Project", "Distinct", "Filter", "Join", "LeftJoin", "BGP", "ToMultiSet", "TrueFilter"),
        *("GroupGraphPatternSub", "TriplesBlock"),  # rdflib leaves the content of EXISTS as it was parsed
        *("Builtin_STR", "Builtin_SUBSTR", "Builtin_STRLEN", "Builtin_LANG", "Builtin_DATATYPE", "Builtin_BOUND"),
        *("Builtin_STRSTARTS", "Builtin_STRENDS", "Builtin_CONTAINS"),
        *("Builtin_isIRI", "Builtin_isLITERAL", "Builtin_sameTerm", "Builtin_EXISTS", "Builtin_NOTEXISTS"),
        *("ConditionalOrExpression", "ConditionalAndExpression", "RelationalExpression", "UnaryNot"),
    }
)
_GROUP: Final = re.compile(r"(\w*)\s*\{")
_FILTER: Final = re.compile(r"\bFILTER\s*\(", re.IGNORECASE)
_SPECIAL: Final = re.compile(r"[$?](PATH|shapesGraph|currentShape)\b")
_QUOTED: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|#[^\r\n]*")


class Constraint:
    """One SPARQL constraint of a shape."""

    def __init__(self, shapes: Shapes, shape: Node, node: Node) -> None:
        self.node = node
        self.deactivated = any(str(value) == "true" for value in shapes.graph.objects(node, SH.deactivated))
        select = next(shapes.graph.objects(node, SH.select))
        self.text = str(select)
        self.prologue, _, query = read_query(shapes.shape(shape), node, select)
        self.algebra: CompValue = query.algebra

    def body(self) -> str:
        """Return the text between the outer braces, with ?this for $this. Raises Uncompilable."""
        for node in _walk(self.algebra):
            if node.name not in _KNOWN:
                raise Uncompilable(f"{node.name} in the query of {self.node}")
        self._check_repeats()
        if _SPECIAL.search(self.text) or any("$" in quoted for quoted in _QUOTED.findall(self.text)):
            raise Uncompilable(f"a special variable in the query of {self.node}")
        bare = _QUOTED.sub(lambda found: " " * len(found[0]), self.text)
        openings = [found[1].upper() for found in _GROUP.finditer(bare)]
        if any(word not in ("WHERE", "OPTIONAL", "EXISTS") for word in openings) or openings.count("WHERE") != 1:
            raise Uncompilable(f"the groups in the query of {self.node}")
        inner = slice(bare.index("{") + 1, bare.rindex("}"))
        return re.sub(r"\$(\w)", r"?\1", self._suspicious(self.text[inner], bare[inner]))

    def _check_repeats(self) -> None:
        """Refuse repeated paths that rdflib evaluates wrongly: an empty text, a zero or false at their end counts as no
        value.
        """
        triples = [triple for node in _walk(self.algebra) for triple in _triples(node)]
        for subject, predicate, value in triples:
            for end in (subject, value):
                shared = sum(end in (triple[0], triple[2]) for triple in triples) > 1
                if _repeats(predicate) and shared and end != Variable("this"):
                    raise Uncompilable(f"a repeated path in the query of {self.node}")

    def _suspicious(self, text: str, bare: str) -> str:
        """Rewrite the group so that its filters let errors pass."""
        written, done = [], 0
        for found in _FILTER.finditer(bare):
            opening = found.end() - 1
            if bare.count("{", 0, opening) != bare.count("}", 0, opening):
                raise Uncompilable(f"a filter inside another group in the query of {self.node}")
            closing = _closing(bare, opening)
            written += [text[done:opening], "(COALESCE(", text[opening : closing + 1], ", true))"]
            done = closing + 1
        if len(written) != 4 * len(re.findall(r"\bFILTER\b(?!\s*(?:NOT\s+)?EXISTS)", bare, re.IGNORECASE)):
            raise Uncompilable(f"a filter without parentheses in the query of {self.node}")
        return "".join([*written, text[done:]])

    def reaches(self, focus: str, names: Names, before: str = "") -> list[Reach]:
        """Return every triple that the query can touch for a focus, which a pattern binds. Raises Uncompilable."""
        waiting = [triple for node in _walk(self.algebra) for triple in _triples(node)]
        renamed = {Variable("this"): focus}
        pattern = {Variable("this"): before}
        found: list[Reach] = []
        while waiting:
            triple = next((t for t in waiting if t[0] in pattern or t[2] in pattern), None)
            if triple is None:
                raise Uncompilable(f"statements unconnected to $this in the query of {self.node}")
            waiting.remove(triple)
            found += self._reach(triple, renamed, pattern, names)
        return found

    def _reach(self, triple: Any, renamed: dict[Any, str], pattern: dict[Any, str], names: Names) -> list[Reach]:
        subject, predicate, value = triple
        if not isinstance(predicate, URIRef | QueryPath):
            raise Uncompilable(f"a variable predicate in the query of {self.node}")
        path = paths.from_query(predicate)
        if subject in pattern:
            start, other, text = subject, value, path.text
        else:
            start, other, text = value, subject, f"^({path.text})"
            if not isinstance(path, paths.Step):
                raise Uncompilable(f"a path against its direction in the query of {self.node}")
            path = paths.Back(path.predicate)
        if isinstance(other, Variable) and other not in pattern:
            renamed[other] = names.new()
            pattern[other] = f"{pattern[start]} {renamed[start]} {text} {renamed[other]} ."
        return paths.triples_along(path, renamed[start], pattern[start], names)


def constraints(shapes: Shapes, shape: Node) -> list[Constraint]:
    """Return the active SPARQL constraints of a shape."""
    found = [Constraint(shapes, shape, node) for node in shapes.objects(shape, SH.sparql)]
    return [constraint for constraint in found if not constraint.deactivated]


def _walk(node: object) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
        for key, inner in node.items():
            if key not in ("PV", "_vars", "lazy"):
                yield from _walk(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _walk(inner)


def _triples(node: CompValue) -> Iterator[tuple[Any, Any, Any]]:
    for terms in node.triples or ():
        for start in range(0, len(terms), 3):  # in the parse tree, several triples form one list
            yield terms[start], terms[start + 1], terms[start + 2]


def _repeats(path: object) -> bool:
    match path:
        case MulPath():
            return True
        case SequencePath(args=parts) | AlternativePath(args=parts):
            return any(_repeats(part) for part in parts)
        case InvPath(arg=inner):
            return _repeats(inner)
    return False


def _closing(text: str, opening: int) -> int:
    """Return the position of the parenthesis that closes the one at `opening`."""
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return len(text) - 1
