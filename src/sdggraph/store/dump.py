"""The whole graph as a file in any RDF format; the same graph always gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import write
from sdggraph.rdf.engine import rdf_format
from sdggraph.sparql.formats import TURTLE, Format
from sdggraph.sparql.interface import Store


def dump(store: Store, format: Format) -> bytes:
    """Every statement of the store, sorted, so that equal graphs give equal bytes.

    Formats without named graphs hold each statement once, whatever graphs it stands in.
    """
    quads = sorted_quads(store)
    if format.holds_graphs:
        return ox.serialize(quads, format=rdf_format(format), prefixes=_prefixes(quads)) or b""
    triples = list(dict.fromkeys(quad.triple for quad in sorted(quads, key=lambda quad: str(quad.triple))))
    if format == TURTLE:
        return write((triple.subject, triple.predicate, triple.object) for triple in triples).encode()
    return ox.serialize(triples, format=rdf_format(format), prefixes=_prefixes(quads)) or b""


def sorted_quads(store: Store) -> list[ox.Quad]:
    """Every statement as the engine's quads, in code-point order of their N-Quads lines."""
    lines = sorted(
        f"{subject} {predicate} {value} <{graph}> ." if graph else f"{subject} {predicate} {value} ."
        for subject, predicate, value, graph in store.quads()
    )
    return list(ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS))


def _prefixes(quads: Iterable[ox.Quad]) -> dict[str, str]:
    used = {
        vocab.compact(term.value).partition(":")[0]
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    return {prefix: space for prefix, space in vocab.PREFIXES.items() if prefix in used}
