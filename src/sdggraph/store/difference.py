"""What a change of the graph takes away and adds, statement by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice, takewhile
from typing import Final, NamedTuple

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.store.base import Store
from sdggraph.store.embedded import EmbeddedStore

_RECENT: Final = 5000  # statements by which the newest of a store are told from the others
_GUESSES: Final = 20_000  # statements that are looked at first when some are missing


class Difference(NamedTuple):
    """Statements that go and statements that come, each as a line of N-Quads that names its graph."""

    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.removed or self.added)

    @property
    def undone(self) -> Difference:
        """The way back.

        >>> Difference(added=("<urn:a> <urn:b> <urn:c> <urn:g> .",)).undone.removed
        ('<urn:a> <urn:b> <urn:c> <urn:g> .',)
        """
        return Difference(self.added, self.removed)

    def as_update(self) -> str:
        """One SPARQL Update that carries it out, whole or not at all.

        >>> Difference(added=("<urn:a> <urn:b> <urn:c> <urn:g> .",)).as_update()
        'INSERT DATA {\\nGRAPH <urn:g> {\\n<urn:a> <urn:b> <urn:c> .\\n}\\n}'
        """
        parts = (("DELETE DATA", self.removed), ("INSERT DATA", self.added))
        return " ;\n".join(f"{word} {{\n{_by_graph(lines)}\n}}" for word, lines in parts if lines)


def _by_graph(lines: Iterable[str]) -> str:
    graphs = defaultdict(list)
    for line in lines:
        triple, graph, _ = line.rsplit(" ", 2)
        graphs[graph].append(f"{triple} .\n")
    return "\n".join(f"GRAPH {graph} {{\n{''.join(triples)}}}" for graph, triples in graphs.items())


def line_of(quad: ox.Quad) -> str:
    """The line of N-Quads of a statement in a named graph.

    >>> line_of(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"), ox.NamedNode("urn:g")))
    '<urn:a> <urn:b> "c" <urn:g> .'
    """
    return f"{quad} ."


def quads_of(lines: Iterable[str]) -> list[ox.Quad]:
    """The statements of lines of N-Quads."""
    return list(ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS))


def carry_out(engine: ox.Store, difference: Difference) -> None:
    """Carry out a difference, whole or not at all. A graph that is left empty is no graph any more."""
    engine.update(difference.as_update())
    for graph in {line.rsplit(" ", 2)[1][1:-1] for line in difference.removed}:
        node = ox.NamedNode(graph)
        if not any(True for _ in engine.quads_for_pattern(None, None, None, node)):
            engine.remove_graph(node)


def _nodes(iris: Iterable[str]) -> Iterator[ox.NamedNode]:
    for iri in iris:
        with suppress(ValueError):  # no IRI
            yield ox.NamedNode(iri)


class MemoryStore(EmbeddedStore):
    """A store in memory that tells what an update changed, and takes in differences.

    >>> store = MemoryStore()
    >>> store.changes(lambda: store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")).added
    ('<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .',)
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
        carry_out(self._engine, difference)
        self._gone.update(quads_of(difference.removed))
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
        return Difference(tuple(map(line_of, removed)), tuple(map(line_of, added)))

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

    def graph_lines(self, graph: str) -> set[str]:
        """All statements of a graph as lines of N-Quads."""
        found = self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        return set(map(line_of, found))

    def default_graph_used(self) -> bool:
        """Whether a statement stands in no named graph."""
        return any(True for _ in self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def rederive(self, rules: dict[str, str]) -> Difference:
        """Derive anew, and tell what that changes."""
        before = self.graph_lines(vocab.DERIVED_GRAPH)
        self.derive(rules)
        after = self.graph_lines(vocab.DERIVED_GRAPH)
        return Difference(tuple(sorted(before - after)), tuple(sorted(after - before)))
