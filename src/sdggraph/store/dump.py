"""The whole graph as a file in any RDF format; the same graph always gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import write
from sdggraph.rdf.writing import is_rdf_12, newer_term, serialized
from sdggraph.sparql.formats import TURTLE, Format
from sdggraph.sparql.interface import Store


def dump(store: Store, format: Format) -> bytes:
    """Serialize every statement of the store, sorted, so that equal graphs give equal bytes.

    Formats without named graphs hold each triple once, even if it stands in several graphs.
    """
    quads = sorted_quads(store)
    if format.holds_graphs:
        return serialized(quads, format, _prefixes(quads))
    triples = list(dict.fromkeys(quad.triple for quad in sorted(quads, key=lambda quad: str(quad.triple))))
    if format == TURTLE:
        return write((triple.subject, triple.predicate, triple.object) for triple in triples).encode()
    return serialized(triples, format, _prefixes(quads))


def sorted_quads(store: Store) -> list[ox.Quad]:
    """Return every statement as a quad of the engine, in code-point order of the N-Quads lines."""
    lines = []
    for subject, predicate, value, graph in store.quads():
        if is_rdf_12(value):
            raise newer_term()
        lines.append(f"{subject} {predicate} {value} <{graph}> ." if graph else f"{subject} {predicate} {value} .")
    lines.sort()
    return list(ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS))


def _prefixes(quads: Iterable[ox.Quad]) -> dict[str, str]:
    used = {
        vocab.compact(term.value).partition(":")[0]
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    return {prefix: space for prefix, space in vocab.PREFIXES.items() if prefix in used}
