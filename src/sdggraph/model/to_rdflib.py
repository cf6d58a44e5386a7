"""The graph as an rdflib Graph, which most RDF tools in Python understand."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from sdggraph import vocab
from sdggraph.sparql.interface import Store


def to_rdflib(store: Store) -> rdflib.Graph:
    """Copy every statement of the store, from whatever graph, to a new rdflib Graph with our prefixes."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, space in vocab.PREFIXES.items():
        graph.bind(prefix, space)
    return construct(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graph)


def construct(store: Store, query: str, graph: rdflib.Graph) -> rdflib.Graph:
    """Add the result of a CONSTRUCT to an rdflib graph."""
    return add(ox.parse(store.query(query).content, ox.RdfFormat.N_TRIPLES), graph)


def add(quads: Iterable[ox.Quad | ox.Triple], graph: rdflib.Graph) -> rdflib.Graph:
    """Add statements of the engine to an rdflib graph; lexical forms stay as they are.

    >>> triple = '<urn:s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    >>> [str(value) for value in add(ox.parse(triple, ox.RdfFormat.N_TRIPLES), rdflib.Graph()).objects()]
    ['01']
    """
    known: dict[Any, Node] = {}

    def term(engine: Any) -> Node:
        found = known.get(engine)
        if found is None:
            found = known[engine] = _term(engine)
        return found

    with quiet():
        graph.addN((term(quad.subject), term(quad.predicate), term(quad.object), graph) for quad in quads)
    return graph


def _term(engine: Any) -> Node:
    if isinstance(engine, ox.NamedNode):
        return URIRef(engine.value)
    if isinstance(engine, ox.BlankNode):
        return BNode(engine.value)
    if engine.language:
        return Literal(engine.value, lang=engine.language)
    # RDF 1.1: a plain literal is an xsd:string; pySHACL compares terms, so only one form is used
    datatype = None if engine.datatype.value == vocab.XSD_STRING else URIRef(engine.datatype.value)
    return Literal(engine.value, datatype=datatype, normalize=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from reporting each ill-typed literal in the log and as a warning, because our report does that."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Serializing weird numerical", UserWarning)
            yield
    finally:
        logger.disabled = before
