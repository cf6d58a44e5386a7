"""A store in memory that reports what an update changed, and applies differences."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice, takewhile
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.sparql.interface import Store
from sdggraph.store.difference import Difference, emptied, spelled
from sdggraph.store.embedded import EmbeddedStore

_RECENT: Final = 5000  # statements at the front of a store, by which new ones are recognised
_GUESSES: Final = 20_000  # statements that are checked first when some are missing
_MOST_GONE: Final = 5000  # removed statements, from which on the engine is filled anew without them
_MOST_LINES: Final = 500_000  # statements up to which the sorted lines are kept, for the data version


class MemoryStore(EmbeddedStore):
    """A store in memory that reports what an update changed, and applies differences.

    >>> store = MemoryStore()
    >>> found = store.changes(lambda: store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"))
    >>> print(*found.added)
    <urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g>
    """

    def __init__(self) -> None:
        super().__init__(ox.Store())
        self._told = False
        self._gone: set[ox.Quad] = set()  # statements that a difference once removed, and that may come back
        self._lines: list[bytes] | None = None  # sorted, as the data version hashes them

    def copy(self, store: Store) -> None:
        """Copy all statements of an embedded store."""
        if not isinstance(store, EmbeddedStore):
            raise TypeError("only an embedded store is copied")
        self._changed()
        self._engine.bulk_extend(store._engine)

    def take(self, difference: Difference) -> None:
        """Apply a difference, which must fit: what it removes exists, and what it adds does not.

        The store's caches are updated, not rebuilt, so that one of many differences costs no more than the first.
        """
        if difference.empty:
            return
        expected = len(self._engine) + len(difference.added) - len(difference.removed)
        left_empty = emptied(self._engine, difference)
        small = len(difference.removed) + len(difference.added) <= _MOST_GONE
        lines, repeats = self._lines if small else None, self._repeats_after(difference)
        gone = [] if lines is None else self._lines_of(difference.removed)
        self._changed()
        for quad in difference.removed:
            self._engine.remove(quad)
        self._engine.extend(difference.added)
        for graph in left_empty:
            self._engine.remove_graph(ox.NamedNode(graph))
        self._gone.update(difference.removed)
        if len(self._engine) != expected:
            raise RuntimeError("the change does not fit the graph that it was made for")
        if lines is not None:
            _replace(lines, gone, self._lines_of(difference.added))
        self._lines, self._repeats = lines, repeats
        if len(self._gone) > _MOST_GONE:
            self._refill()

    def _lines_of(self, quads: Iterable[ox.Quad]) -> list[bytes]:
        """Return the lines of existing statements as a dump has them, because the engine normalises some values."""
        return (ox.serialize(spelled(self._engine, quads), format=ox.RdfFormat.N_QUADS) or b"").splitlines()

    def _repeats_after(self, difference: Difference) -> bool | None:
        """Whether some triple stands in two graphs after the difference; None where that is costly to tell."""
        if self._repeats is None or len(difference.added) > _MOST_GONE:
            return None
        triples = [quad.triple for quad in difference.added]
        found = self._repeats or len(set(triples)) < len(triples) or any(map(self._holds, triples))
        return None if found and difference.removed else found  # the removed triple may have been one of the two

    def _refill(self) -> None:
        """Fill a new engine, because the engine keeps memory for each statement that it ever held."""
        fresh = ox.Store()
        for graph in self._engine.named_graphs():
            fresh.add_graph(graph)
        fresh.bulk_extend(self._engine)
        self._engine = fresh
        self._gone.clear()

    def changes(self, work: Callable[[], None], hints: Iterable[str] = ()) -> Difference:
        """Run the work once and return what it changes. The hints are IRIs that it probably concerns.

        Before, the store may only have changed by `copy` and `take`. Afterwards it must be discarded.
        """
        if self._told:
            raise RuntimeError("the changes of this store were told already")
        self._told = True
        engine = self._engine
        before = iter(engine)  # iterates over the state at this moment
        number = len(engine)
        single = self._repeats is False  # no triple stands in two graphs
        recent = set(islice(engine, _RECENT))
        back = {quad for quad in self._gone if quad not in engine}
        likely = self._about(hints)
        work()
        # The engine lists the newest statements first. A statement that was removed and comes back keeps its old
        # position.
        new = takewhile(lambda quad: quad not in recent, engine)
        added = dict.fromkeys(chain(new, (quad for quad in back if quad in engine)))
        missing = number + len(added) - len(engine)
        removed = [quad for quad in likely if quad not in engine]
        if len(removed) != missing:  # the guesses were incomplete, so every statement is checked
            removed = []
            for quad in before:
                if quad in engine:
                    added.pop(quad, None)
                else:
                    removed.append(quad)
        if single and len(added) <= _MOST_GONE:
            held = (islice(engine.quads_for_pattern(*quad.triple, None), 2) for quad in added)  # type: ignore[call-arg]
            self._repeats = any(len(list(some)) > 1 for some in held)
        return Difference(tuple(removed), tuple(added))

    def _about(self, hints: Iterable[str]) -> list[ox.Quad]:
        """Return statements about these IRIs and about what refers to them, up to a limit."""
        found: dict[ox.Quad, None] = {}
        for node in _nodes(hints):
            pointing = {quad.subject: None for quad in self._some(None, node)}
            for subject in (node, *pointing):
                found.update(dict.fromkeys(self._some(subject, None)))
                if len(found) > _GUESSES:
                    return list(found)
        return list(found)

    def _some(self, subject: object, value: object) -> Iterator[ox.Quad]:
        return islice(self._engine.quads_for_pattern(subject, None, value, None), 500)  # type: ignore[arg-type]

    def put(self, quads: Iterable[ox.Quad]) -> None:
        """Add statements, all or none."""
        self._changed()
        self._engine.extend(quads)

    def remove_graph(self, graph: str) -> None:
        """Remove a graph with all its statements."""
        self._changed()
        self._engine.remove_graph(ox.NamedNode(graph))

    def lines(self) -> list[bytes]:
        """Return all statements as sorted lines of N-Quads; the data version is their hash."""
        if self._lines is None:
            lines = sorted((self._engine.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())
            if len(lines) > _MOST_LINES:
                return lines
            self._lines = lines
        return self._lines

    def version(self) -> str:
        """The data version, as `EmbeddedStore` computes it."""
        if self._version is None:
            self._version = hashlib.blake2b(b"\n".join(self.lines()), digest_size=16).hexdigest()
        return self._version

    def _changed(self) -> None:
        super()._changed()
        self._lines = None

    def graph_quads(self, graph: str) -> list[ox.Quad]:
        """Return all statements of a graph."""
        return list(self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def describes(self, node: ox.NamedNode) -> bool:
        """Whether some statement has this subject."""
        return any(True for _ in self._engine.quads_for_pattern(node, None, None, None))

    def default_graph_used(self) -> bool:
        """Whether a statement stands in no named graph."""
        return any(True for _ in self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def rederive(self, rules: dict[str, str]) -> Difference:
        """Derive anew, and return what that changes."""
        before = set(self.graph_quads(vocab.DERIVED_GRAPH))
        self.derive(rules)
        after = set(self.graph_quads(vocab.DERIVED_GRAPH))
        return Difference(tuple(sorted(before - after, key=str)), tuple(sorted(after - before, key=str)))


def _replace(lines: list[bytes], gone: Iterable[bytes], new: Iterable[bytes]) -> None:
    """Remove lines from a sorted list, and insert others."""
    for line in gone:
        del lines[bisect_left(lines, line)]
    for line in new:
        insort(lines, line)


def _nodes(iris: Iterable[str]) -> Iterator[ox.NamedNode]:
    for iri in iris:
        with suppress(ValueError):  # not a valid IRI
            yield ox.NamedNode(iri)
