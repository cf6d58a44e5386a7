"""Differences between two states of a graph: the statements removed and added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox


class Difference(NamedTuple):
    """The statements that a change removes and adds, each in a named graph."""

    removed: tuple[ox.Quad, ...] = ()
    added: tuple[ox.Quad, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.removed or self.added)

    @property
    def undone(self) -> Difference:
        """The inverse difference.

        >>> Difference(added=tuple(quads_of("<urn:a> <urn:b> <urn:c> <urn:g> ."))).undone.removed
        (<Quad subject=<NamedNode value=urn:a> predicate=<NamedNode value=urn:b> object=<NamedNode value=urn:c> \
graph_name=<NamedNode value=urn:g>>,)
        """
        return Difference(self.added, self.removed)

    def and_then(self, later: Difference) -> Difference:
        """Combine two differences, of which neither undoes a part of the other."""
        return Difference((*self.removed, *later.removed), (*self.added, *later.added))

    def as_update(self, emptied: Iterable[str] = ()) -> str:
        """Write the difference as one SPARQL Update, applied as a whole; it drops the graphs that it leaves empty.

        >>> Difference(added=tuple(quads_of("<urn:a> <urn:b> <urn:c> <urn:g> ."))).as_update()
        'INSERT DATA {\\nGRAPH <urn:g> {\\n<urn:a> <urn:b> <urn:c> .\\n}\\n}'
        """
        parts = (("DELETE DATA", self.removed), ("INSERT DATA", self.added))
        done = [f"{word} {{\n{_by_graph(quads)}\n}}" for word, quads in parts if quads]
        return " ;\n".join((*done, *(f"DROP SILENT GRAPH <{graph}>" for graph in emptied)))


class PackedDifference(NamedTuple):
    """A difference as N-Quads, for the way between two processes: serialized once and parsed once."""

    removed: str = ""
    added: str = ""

    @classmethod
    def of(cls, difference: Difference) -> PackedDifference:
        """Serialize a difference."""
        return cls(*map(nquads, difference))

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> PackedDifference:
        """Restore it from the fields of a JSON object."""
        return cls(fields["removed"], fields["added"])

    def with_added(self, quads: Iterable[ox.Quad]) -> PackedDifference:
        """Return the same difference with these statements added."""
        return self._replace(added=self.added + nquads(quads))

    def unpacked(self) -> Difference:
        """Parse the difference.

        >>> PackedDifference.of(found := Difference(tuple(quads_of("<urn:a> <urn:b> 'c' <urn:g> .".replace("'", '"')))))
        PackedDifference(removed='<urn:a> <urn:b> "c" <urn:g> .\\n', added='')
        >>> PackedDifference.of(found).unpacked() == found
        True
        """
        return Difference(tuple(quads_of(self.removed)), tuple(quads_of(self.added)))


def nquads(quads: Iterable[ox.Quad]) -> str:
    """Serialize the statements as N-Quads, one on each line."""
    return "".join(f"{quad} .\n" for quad in quads)


def quads_of(text: str) -> list[ox.Quad]:
    """Parse N-Quads."""
    # a loop instead of list(), so that other threads can run between two steps
    return [quad for quad in ox.parse(text, ox.RdfFormat.N_QUADS)]  # noqa: C416


def graph_of(quad: ox.Quad) -> str:
    """Return the IRI of a statement's graph; empty for the default graph."""
    return getattr(quad.graph_name, "value", "")


def carry_out(engine: ox.Store, difference: Difference) -> None:
    """Apply a difference in one transaction; a graph that becomes empty is dropped.

    One that removes or adds something beside blank nodes takes several steps: no update can name a blank node.
    """
    if not difference.removed:
        engine.extend(difference.added)
    elif any(map(_has_blank_node, (*difference.removed, *difference.added))):
        left_empty = emptied(engine, difference)
        for quad in difference.removed:
            engine.remove(quad)
        engine.extend(difference.added)
        for graph in left_empty:
            engine.remove_graph(ox.NamedNode(graph))
    else:  # only an update can remove and add in one transaction
        engine.update(difference.as_update(emptied(engine, difference)))


def _has_blank_node(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def emptied(engine: ox.Store, difference: Difference) -> list[str]:
    """Return the graphs that the difference would leave empty; call it before the difference is applied."""
    removed = set(spelled(engine, difference.removed))
    graphs = {graph_of(quad) for quad in difference.removed} - {graph_of(quad) for quad in difference.added} - {""}
    return sorted(
        graph
        for graph in graphs
        if all(quad in removed for quad in engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    )


def spelled(engine: ox.Store, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the statements that the store holds, in the engine's form: one spelling for each date or number."""
    for quad in quads:
        yield from engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)


def _by_graph(quads: Iterable[ox.Quad]) -> str:
    graphs = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(f"{quad.triple} .\n")
    return "\n".join(f"GRAPH {graph} {{\n{''.join(triples)}}}" for graph, triples in graphs.items())
