"""Property paths of SHACL, and their form in SPARQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import rdflib
from rdflib import SH, BNode, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.term import Node

from sdggraph.errors import Uncompilable


class Path:
    """A path from one node to others."""

    @property
    def text(self) -> str:
        """The path as SPARQL writes it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Step(Path):
    """A path along one property."""

    predicate: str

    @property
    def text(self) -> str:
        """The path as SPARQL writes it."""
        return f"<{self.predicate}>"


@dataclass(frozen=True)
class Back(Path):
    """A path against the direction of one property."""

    predicate: str

    @property
    def text(self) -> str:
        """The path as SPARQL writes it."""
        return f"^<{self.predicate}>"


@dataclass(frozen=True)
class Chain(Path):
    """A sequence of paths."""

    parts: tuple[Path, ...]

    @property
    def text(self) -> str:
        """The path as SPARQL writes it."""
        return f"({'/'.join(part.text for part in self.parts)})"


@dataclass(frozen=True)
class Choice(Path):
    """Alternative paths."""

    parts: tuple[Path, ...]

    @property
    def text(self) -> str:
        """The path as SPARQL writes it."""
        return f"({'|'.join(part.text for part in self.parts)})"


@dataclass(frozen=True)
class Repeat(Path):
    """A repeated path: '*', '+' or '?'."""

    part: Path
    sign: str

    @property
    def text(self) -> str:
        """The path as SPARQL writes it."""
        return f"({self.part.text}){self.sign}"


_REPEATS: Final[dict[Node, str]] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_KINDS_OF_PATH: Final = frozenset({*_REPEATS, SH.inversePath, SH.alternativePath})


def read(graph: rdflib.Graph, node: Node) -> Path:
    """Read the path that a node of a shapes graph describes. Raises Uncompilable if it is not a path."""
    if isinstance(node, URIRef):
        return Step(str(node))
    parts = list(graph.items(node))
    if parts:
        return Chain(tuple(read(graph, part) for part in parts))
    for predicate, value in graph.predicate_objects(node):
        if predicate == SH.inversePath and isinstance(value, URIRef):
            return Back(str(value))
        if predicate == SH.alternativePath:
            return Choice(tuple(read(graph, part) for part in graph.items(value)))
        if predicate in _REPEATS:
            return Repeat(read(graph, value), _REPEATS[predicate])
    # an inverse of more than one property ends here: pySHACL follows it in the wrong order
    raise Uncompilable("a path that is not understood")


def in_turtle(graph: rdflib.Graph, node: Node) -> str:
    """Return the path that a node of a shapes graph describes, as Turtle writes it."""
    if not isinstance(node, BNode):
        return node.n3()
    parts = list(graph.items(node))
    if parts:
        return f"( {' '.join(in_turtle(graph, part) for part in parts)} )"
    for predicate, value in graph.predicate_objects(node):
        if predicate in _KINDS_OF_PATH:
            return f"[ {predicate.n3()} {in_turtle(graph, value)} ]"
    return "[]"


def from_query(path: object) -> Path:
    """Convert a path that rdflib parsed from a query."""
    match path:
        case URIRef():
            return Step(str(path))
        case InvPath(arg=URIRef() as inner):
            return Back(str(inner))
        case SequencePath(args=parts):
            return Chain(tuple(from_query(part) for part in parts))
        case AlternativePath(args=parts):
            return Choice(tuple(from_query(part) for part in parts))
        case MulPath(path=inner, mod=sign):
            return Repeat(from_query(inner), str(sign))
    raise Uncompilable(f"the path {path} in a query")


@dataclass(frozen=True)
class Reach:
    """A triple on a path, and the graph pattern that leads to it."""

    pattern: str
    triple: str


class Names:
    """A generator of unused variable names."""

    def __init__(self) -> None:
        self._numbers = count()

    def new(self) -> str:
        """Return one more name.

        >>> names = Names()
        >>> names.new(), names.new()
        ('?sg_0', '?sg_1')
        """
        return f"?sg_{next(self._numbers)}"


def triples_along(path: Path, start: str, pattern: str, names: Names) -> list[Reach]:
    """Return every triple that following the path can touch, from a variable that the pattern binds."""
    end = names.new()
    match path:
        case Step(predicate):
            triple = f"{start} <{predicate}> {end} ."
            return [Reach(f"{pattern} {triple}", triple)]
        case Back(predicate):
            triple = f"{end} <{predicate}> {start} ."
            return [Reach(f"{pattern} {triple}", triple)]
        case Choice(parts):
            return [reach for part in parts for reach in triples_along(part, start, pattern, names)]
        case Chain(parts):
            return _along_chain(parts, start, pattern, names)
        case Repeat(part):
            inner = names.new()
            return triples_along(part, inner, f"{pattern} {start} ({part.text})* {inner} .", names)
    raise Uncompilable("a path that is not understood")


def _along_chain(parts: Sequence[Path], start: str, pattern: str, names: Names) -> list[Reach]:
    found: list[Reach] = []
    for part in parts:
        found += triples_along(part, start, pattern, names)
        end = names.new()
        pattern, start = f"{pattern} {start} {part.text} {end} .", end
    return found
