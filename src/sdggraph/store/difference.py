"""What a change of the graph takes away and adds, statement by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox


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
