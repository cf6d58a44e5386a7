"""A test whether a change can affect what the rules derive, without running them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib import RDF, URIRef
from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from sdggraph import vocab
from sdggraph.validate.affected_nodes import Statement

# predicates, each with the class if it is rdf:type and the class is constant
Mentioned = frozenset[tuple[str, str | None]]


def mentioned(rules: Mapping[str, str]) -> Mentioned | None:
    """Return the predicates that the rules read or write; None when a rule reads any predicate.

    >>> rule = "CONSTRUCT { ?a sg:hostedBy ?b } WHERE { ?b a sg:Hosting ; ^sg:hostOrganisation ?a }"
    >>> sorted(vocab.compact(predicate) for predicate, _ in mentioned({"rule": rule}))
    ['rdf:type', 'sg:hostOrganisation', 'sg:hostedBy']
    >>> mentioned({"rule": "CONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?b }"}) is None
    True
    """
    found: set[tuple[str, str | None]] = set()
    for text in rules.values():
        algebra = translateQuery(parseQuery(text), initNs=dict(vocab.PREFIXES)).algebra
        for _, predicate, value in _triples(algebra):
            if predicate == RDF.type:
                found.add((str(RDF.type), str(value) if isinstance(value, URIRef) else None))
            elif isinstance(predicate, URIRef | Path):
                found |= {(str(iri), None) for iri in _steps(predicate)}
            else:
                return None
    return frozenset(found)


def concerned(rules: Mentioned | None, statements: Iterable[Statement]) -> bool:
    """Whether one of these statements may affect the rules.

    >>> concerned(frozenset({("urn:p", None)}), [("<urn:a>", "<urn:p>", "<urn:b>")])
    True
    >>> concerned(frozenset({(str(RDF.type), "urn:C")}), [("<urn:a>", f"<{RDF.type}>", "<urn:D>")])
    False
    """
    if rules is None:
        return True
    return any(
        (predicate[1:-1], None) in rules or (predicate[1:-1], value[1:-1]) in rules
        for _, predicate, value in statements
    )


def _triples(found: object) -> Iterator[tuple[Node, Any, Node]]:
    """Yield every triple pattern, in templates and groups."""
    if isinstance(found, CompValue):
        for key, inner in found.items():
            if key in ("triples", "template"):
                for terms in inner or ():
                    yield from (terms[start : start + 3] for start in range(0, len(terms), 3))
            elif key not in ("PV", "_vars", "lazy"):
                yield from _triples(inner)
    elif isinstance(found, list | tuple):
        for inner in found:
            yield from _triples(inner)


def _steps(path: object) -> Iterator[URIRef]:
    """Yield the predicates of a path."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, Path):
        for inner in (*getattr(path, "args", ()), getattr(path, "arg", None), getattr(path, "path", None)):
            yield from _steps(inner)
