"""A store in memory that tells what an update changed, and takes in differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice, takewhile
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.sparql.interface import Store
from sdggraph.store.difference import Difference, emptied
from sdggraph.store.embedded import EmbeddedStore

_RECENT: Final = 5000  # statements by which the newest of a store are told from the others
_GUESSES: Final = 20_000  # statements that are looked at first when some are missing


class MemoryStore(EmbeddedStore):
    """A store in memory that tells what an update changed, and takes in differences.

    >>> store = MemoryStore()
    >>> found = store.changes(lambda: store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"))
    >>> print(*found.added)
    <urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g>
    """

    def __init__(self) -> None:
        super().__init__(ox.Store())
        self._told = False
        self._gone: set[ox.Quad] = set()  # what a difference once took away and may be back

    def copy(self, store: Store) -> None:
        """Take in all that an embedded store holds."""
        if not isinstance(store, EmbeddedStore):
            raise TypeError("only an embedded store is copied")
        self._changed()
        self._engine.bulk_extend(store._engine)

    def take(self, difference: Difference) -> None:
        """Carry out a difference, which must fit: what goes is there and what comes is not."""
        if difference.empty:
            return
        expected = len(self._engine) + len(difference.added) - len(difference.removed)
        self._changed()
        left_empty = emptied(self._engine, difference)
        for quad in difference.removed:
            self._engine.remove(quad)
        self._engine.extend(difference.added)
        for graph in left_empty:
            self._engine.remove_graph(ox.NamedNode(graph))
        self._gone.update(difference.removed)
        if len(self._engine) != expected:
            raise RuntimeError("the change does not fit the graph that it was made for")

    def changes(self, work: Callable[[], None], hints: Iterable[str] = ()) -> Difference:
        """What the work changes in this store, told once. The hints are IRIs that it is likely to concern.

        Before, the store must have changed by `copy` and `take` alone; afterwards it is to be thrown away.
        """
        if self._told:
            raise RuntimeError("the changes of this store were told already")
        self._told = True
        engine = self._engine
        before = iter(engine)  # shows what was there when it was made
        number = len(engine)
        recent = set(islice(engine, _RECENT))
        back = {quad for quad in self._gone if quad not in engine}
        likely = self._about(hints)
        work()
        # The engine gives what was last put in first. What was put in before and taken away keeps its old
        # place when it comes back.
        new = takewhile(lambda quad: quad not in recent, engine)
        added = dict.fromkeys(chain(new, (quad for quad in back if quad in engine)))
        missing = number + len(added) - len(engine)
        removed = [quad for quad in likely if quad not in engine]
        if len(removed) != missing:  # nobody guessed what goes, so everything is looked at
            removed = []
            for quad in before:
                if quad in engine:
                    added.pop(quad, None)
                else:
                    removed.append(quad)
        return Difference(tuple(removed), tuple(added))

    def _about(self, hints: Iterable[str]) -> list[ox.Quad]:
        """Statements of these IRIs and of what points at them, no more than a number of them."""
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
        """Put in statements, all or none."""
        self._changed()
        self._engine.extend(quads)

    def remove_graph(self, graph: str) -> None:
        """Take away a graph with all that it holds."""
        self._changed()
        self._engine.remove_graph(ox.NamedNode(graph))

    def lines(self) -> list[bytes]:
        """All statements as sorted lines of N-Quads; the data version is their hash."""
        return sorted((self._engine.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())

    def graph_quads(self, graph: str) -> list[ox.Quad]:
        """All statements of a graph."""
        return list(self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def default_graph_used(self) -> bool:
        """Whether a statement stands in no named graph."""
        return any(True for _ in self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def rederive(self, rules: dict[str, str]) -> Difference:
        """Derive anew, and tell what that changes."""
        before = set(self.graph_quads(vocab.DERIVED_GRAPH))
        self.derive(rules)
        after = set(self.graph_quads(vocab.DERIVED_GRAPH))
        return Difference(tuple(sorted(before - after, key=str)), tuple(sorted(after - before, key=str)))


def _nodes(iris: Iterable[str]) -> Iterator[ox.NamedNode]:
    for iri in iris:
        with suppress(ValueError):  # no IRI
            yield ox.NamedNode(iri)
