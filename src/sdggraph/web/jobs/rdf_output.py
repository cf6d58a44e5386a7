"""Serialization of our own statements in any RDF format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import write as write_turtle
from sdggraph.rdf.jsonld import expanded_by_prefixes, used_prefixes
from sdggraph.rdf.writing import refuse_rdf_12, serialized
from sdggraph.sparql.formats import JSONLD, TURTLE, Format

Subject = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal


def written(quads: Iterable[ox.Quad], form: Format, prefixes: Mapping[str, str] = vocab.PREFIXES) -> bytes:
    """Serialize the statements, sorted, each once; with their graphs in the formats that hold graphs.

    Turtle is canonical unless it has blank nodes, or prefixes other than those of `vocab`.
    """
    if form.holds_graphs:
        ordered = sorted(set(quads), key=str)
        return serialized(ordered, form, used_prefixes(ordered, prefixes))
    triples = sorted({quad.triple for quad in quads}, key=str)
    for each in triples:
        refuse_rdf_12(each)
    if form == JSONLD:
        return expanded_by_prefixes(triples, prefixes)
    if form == TURTLE and prefixes is vocab.PREFIXES and not any(_is_blank(each) for each in triples):
        return write_turtle((each.subject, each.predicate, each.object) for each in triples).encode()
    return serialized(triples, form, used_prefixes(triples, prefixes))


def term(binding: Mapping[str, str]) -> Value:
    """Convert a term of SPARQL 1.1 Query Results JSON to a term of the engine.

    >>> print(term({"type": "literal", "value": "l'eau", "xml:lang": "fr"}))
    "l'eau"@fr
    """
    kind, text = binding["type"], binding["value"]
    if kind == "uri":
        return ox.NamedNode(text)
    if kind == "bnode":
        return ox.BlankNode(text)
    language, datatype = binding.get("xml:lang"), binding.get("datatype")
    return ox.Literal(text, language=language, datatype=ox.NamedNode(datatype) if datatype and not language else None)


def _is_blank(found: ox.Triple) -> bool:
    return isinstance(found.subject, ox.BlankNode) or isinstance(found.object, ox.BlankNode)
