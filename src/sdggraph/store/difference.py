"""What a change of the graph takes away and adds, statement by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox


class Difference(NamedTuple):
    """Statements that go and statements that come, each in a named graph."""

    removed: tuple[ox.Quad, ...] = ()
    added: tuple[ox.Quad, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.removed or self.added)

    @property
    def undone(self) -> Difference:
        """The way back.

        >>> Difference(added=tuple(quads_of("<urn:a> <urn:b> <urn:c> <urn:g> ."))).undone.removed
        (<Quad subject=<NamedNode value=urn:a> predicate=<NamedNode value=urn:b> object=<NamedNode value=urn:c> \
graph_name=<NamedNode value=urn:g>>,)
        """
        return Difference(self.added, self.removed)

    def and_then(self, later: Difference) -> Difference:
        """Both, one after the other, where neither undoes a part of the other."""
        return Difference((*self.removed, *later.removed), (*self.added, *later.added))

    def as_update(self, emptied: Iterable[str] = ()) -> str:
        """One SPARQL Update that carries it out, whole or not at all, and drops the graphs that it leaves empty.

        >>> Difference(added=tuple(quads_of("<urn:a> <urn:b> <urn:c> <urn:g> ."))).as_update()
        'INSERT DATA {\\nGRAPH <urn:g> {\\n<urn:a> <urn:b> <urn:c> .\\n}\\n}'
        """
        parts = (("DELETE DATA", self.removed), ("INSERT DATA", self.added))
        done = [f"{word} {{\n{_by_graph(quads)}\n}}" for word, quads in parts if quads]
        return " ;\n".join((*done, *(f"DROP SILENT GRAPH <{graph}>" for graph in emptied)))


class PackedDifference(NamedTuple):
    """A difference on its way between two processes: N-Quads, written once and parsed once."""

    removed: str = ""
    added: str = ""

    @classmethod
    def of(cls, difference: Difference) -> PackedDifference:
        """The difference, serialised."""
        return cls(*map(nquads, difference))

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> PackedDifference:
        """The one whose fields came as JSON."""
        return cls(fields["removed"], fields["added"])

    def with_added(self, quads: Iterable[ox.Quad]) -> PackedDifference:
        """The same and these statements."""
        return self._replace(added=self.added + nquads(quads))

    def unpacked(self) -> Difference:
        """The difference, parsed.

        >>> PackedDifference.of(found := Difference(tuple(quads_of("<urn:a> <urn:b> 'c' <urn:g> .".replace("'", '"')))))
        PackedDifference(removed='<urn:a> <urn:b> "c" <urn:g> .\\n', added='')
        >>> PackedDifference.of(found).unpacked() == found
        True
        """
        return Difference(tuple(quads_of(self.removed)), tuple(quads_of(self.added)))


def nquads(quads: Iterable[ox.Quad]) -> str:
    """The statements as N-Quads, each on a line of its own."""
    return "".join(f"{quad} .\n" for quad in quads)


def quads_of(text: str) -> list[ox.Quad]:
    """The statements of N-Quads."""
    # a loop, and not list(): between two of its steps another thread gets its turn
    return [quad for quad in ox.parse(text, ox.RdfFormat.N_QUADS)]  # noqa: C416


def graph_of(quad: ox.Quad) -> str:
    """The IRI of the graph of a statement; empty for the default graph."""
    return getattr(quad.graph_name, "value", "")


def carry_out(engine: ox.Store, difference: Difference) -> None:
    """Carry out a difference in one transaction. A graph that is left empty is no graph any more."""
    if difference.removed:  # only an update takes away and puts in at once
        engine.update(difference.as_update(emptied(engine, difference)))
    else:
        engine.extend(difference.added)


def emptied(engine: ox.Store, difference: Difference) -> list[str]:
    """The graphs that the difference leaves empty, told before it is carried out."""
    removed = set(spelled(engine, difference.removed))
    graphs = {graph_of(quad) for quad in difference.removed} - {graph_of(quad) for quad in difference.added} - {""}
    return sorted(
        graph
        for graph in graphs
        if all(quad in removed for quad in engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    )


def spelled(engine: ox.Store, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Those of the statements that are there, as the engine spells them: one way for each date or number."""
    for quad in quads:
        yield from engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)


def _by_graph(quads: Iterable[ox.Quad]) -> str:
    graphs = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(f"{quad.triple} .\n")
    return "\n".join(f"GRAPH {graph} {{\n{''.join(triples)}}}" for graph, triples in graphs.items())
