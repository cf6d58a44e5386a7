"""The graph as an rdflib Graph, the lingua franca of RDF in Python."""

from __future__ import annotations

import rdflib

from sdggraph import vocab
from sdggraph.store.base import Store


def to_rdflib(store: Store) -> rdflib.Graph:
    """Every statement of the store, whatever graph it stands in, in a new rdflib Graph with our prefixes."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, space in vocab.PREFIXES.items():
        graph.bind(prefix, space)
    lines = {f"{subject} {predicate} {value} ." for subject, predicate, value, _ in store.quads()}
    return graph.parse(data="\n".join(sorted(lines)), format="nt")
