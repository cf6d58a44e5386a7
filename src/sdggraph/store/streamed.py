"""The dump of `dump`, written piece by piece: for graphs that do not fit into memory a second time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Protocol

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import write as write_turtle
from sdggraph.rdf.writing import serialize
from sdggraph.sparql.formats import NQUADS, NTRIPLES, TSV, TURTLE, Format
from sdggraph.sparql.interface import Kind, Store
from sdggraph.store.dump import dump

_SMALL: Final = 200_000  # statements up to which the dump is made in one step
_SUBJECTS: Final = 1000  # subjects per query
_PIECE: Final = 1 << 16

_ALL_SUBJECTS: Final = "SELECT DISTINCT ?s { ?s ?p ?o }"
_IRIS: Final = (
    _ALL_SUBJECTS,
    "SELECT DISTINCT ?p { ?s ?p ?o }",
    "SELECT DISTINCT ?o { ?s ?p ?o FILTER(isIRI(?o)) }",
)
_BLANK: Final = "ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"
_NAMED: Final = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


class Target(Protocol):
    """The target of the dump."""

    def write(self, data: bytes, /) -> int:
        """Write a piece and return the number of its bytes."""


def dump_into(store: Store, format: Format, out: Target, small: int = _SMALL) -> None:
    """Write every statement of the store, byte for byte as `dump` does.

    Beyond a small graph, it keeps the names of all subjects in memory, and the statements of a thousand of them. A
    graph with blank nodes cannot be queried subject by subject, and is dumped in one step all the same.
    """
    if len(store) <= small or not _can_be_parted(store):
        content = dump(store, format)
        for start in range(0, len(content), _PIECE):
            out.write(content[start : start + _PIECE])
    elif format == TURTLE:
        _write_turtle(store, out)
    elif format in (NQUADS, NTRIPLES):
        for lines in _parts(store, sorted(_subjects(store)), with_graphs=format == NQUADS):
            out.write("".join(lines).encode())
    else:
        gathered = _Gathered(out)
        serialize(_statements(store, format), gathered, format, _prefixes(store))
        gathered.end()


def _can_be_parted(store: Store) -> bool:
    # blank nodes cannot be queried by name, and statements without a graph cannot be queried apart from the others
    named = int(store.query(_NAMED).rows()[0]["n"])
    return named == len(store) and not store.query(_BLANK).boolean()


def _parts(store: Store, subjects: Iterable[str], *, with_graphs: bool) -> Iterator[list[str]]:
    """Yield the lines of N-Quads or N-Triples of a thousand subjects at a time, sorted."""
    graphs = store.graphs()
    rest = iter(subjects)
    while some := list(islice(rest, _SUBJECTS)):
        lines: set[str] = set()
        for graph in graphs:
            text = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {' '.join(some)} }} GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            # not splitlines, which also splits at other separators that a literal may contain
            found = store.query(text, format=NTRIPLES).content.decode().split("\n")[:-1]
            lines.update(f"{line[:-1]}<{graph}> .\n" if with_graphs else f"{line}\n" for line in found)
        yield sorted(lines)


def _statements(store: Store, format: Format) -> Iterator[ox.Quad | ox.Triple]:
    for lines in _parts(store, sorted(_subjects(store)), with_graphs=format.holds_graphs):
        for quad in ox.parse("".join(lines), ox.RdfFormat.N_QUADS):
            yield quad if format.holds_graphs else quad.triple


def _write_turtle(store: Store, out: Target) -> None:
    """Write canonical Turtle of each part, after the prefixes of all parts.

    The prefixes are known only at the end. Until then the parts are kept, compressed to a tenth of their size.
    """
    organisations = f"<{vocab.PREFIXES['organisation']}"
    subjects = sorted(_subjects(store), key=lambda iri: (not iri.startswith(organisations), iri[1:-1]))
    prefixes: set[str] = set()
    packer = zlib.compressobj(1)
    held: list[bytes] = []
    between = ""
    for lines in _parts(store, subjects, with_graphs=False):
        triples = (quad.triple for quad in ox.parse("".join(lines), ox.RdfFormat.N_TRIPLES))
        text = write_turtle((each.subject, each.predicate, each.object) for each in triples)
        declared, _, blocks = text.partition("\n\n") if text.startswith("@prefix") else ("", "", text)
        prefixes.update(declared.splitlines())
        held.append(packer.compress(f"{between}{blocks}".encode()))
        between = "\n"
    held.append(packer.flush())
    head = sorted(prefixes, key=lambda line: line.partition(":")[0])
    out.write("".join(f"{line}\n" for line in [*head, *([""] if head else [])]).encode())
    unpacker = zlib.decompressobj()
    for piece in held:
        out.write(unpacker.decompress(piece))


class _Gathered:
    """The target of the engine's writer, which writes a few bytes at a time; full pieces are passed on."""

    def __init__(self, out: Target) -> None:
        self._out = out
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= _PIECE:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the target decides when to send."""

    def end(self) -> None:
        self._out.write(bytes(self._held))
        self._held.clear()


# --- names -------------------------------------------------------------------------------------


class _Names:
    """A sink that collects the IRIs of one TSV column without holding the whole answer."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._rest = b""

    def begin(self, kind: Kind, format: Format) -> None:
        """Do nothing: the heading, which comes first, is no IRI."""

    def write(self, data: bytes) -> int:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.take(line.decode() for line in lines if line.startswith(b"<"))
        return len(data)

    def take(self, iris: Iterable[str]) -> None:
        self.found.update(iris)


class _Spaces(_Names):
    """A sink that collects only the prefixes of the IRIs."""

    def take(self, iris: Iterable[str]) -> None:
        self.found.update(vocab.compact(iri[1:-1]).partition(":")[0] for iri in iris)


def _subjects(store: Store) -> set[str]:
    names = _Names()
    store.answer(_ALL_SUBJECTS, names, lambda _kind: TSV)
    return names.found


def _prefixes(store: Store) -> dict[str, str]:
    """Return the prefixes that `dump` declares: those of subjects, predicates and objects."""
    spaces = _Spaces()
    for text in _IRIS:
        store.answer(text, spaces, lambda _kind: TSV)
    return {prefix: space for prefix, space in vocab.PREFIXES.items() if prefix in spaces.found}
