"""Statements of our own choice, written in any form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import write as write_turtle
from sdggraph.rdf.writing import refuse_rdf_12, serialized
from sdggraph.sparql.formats import JSONLD, TURTLE, Format

Subject = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal


def written(quads: Iterable[ox.Quad], form: Format, prefixes: Mapping[str, str] = vocab.PREFIXES) -> bytes:
    """The statements, sorted, each once; their graphs are told in the forms that hold graphs.

    Turtle is canonical unless there are blank nodes, or prefixes other than those of `vocab`.
    """
    if form.holds_graphs:
        ordered = sorted(set(quads), key=str)
        return serialized(ordered, form, _used(ordered, prefixes))
    triples = sorted({quad.triple for quad in quads}, key=str)
    for each in triples:
        refuse_rdf_12(each)
    if form == JSONLD:
        return _json_ld(triples, prefixes)
    if form == TURTLE and prefixes is vocab.PREFIXES and not any(_is_blank(each) for each in triples):
        return write_turtle((each.subject, each.predicate, each.object) for each in triples).encode()
    return serialized(triples, form, _used(triples, prefixes))


def term(binding: Mapping[str, str]) -> Value:
    """The engine's term for one of SPARQL 1.1 Query Results JSON.

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


def _used(found: Iterable[ox.Quad] | Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that the statements make use of."""
    spaces = {_space(iri) for each in found for iri in _iris(each)}
    return {prefix: space for prefix, space in prefixes.items() if space in spaces}


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _iris(found: ox.Quad | ox.Triple) -> Iterable[str]:
    for each in (found.subject, found.predicate, found.object):
        if isinstance(each, ox.NamedNode):
            yield each.value
        elif isinstance(each, ox.Literal):
            yield each.datatype.value


# --- JSON-LD -----------------------------------------------------------------------------------


def _json_ld(triples: list[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """JSON-LD that people can read and that expands offline: its context stands in it, and holds prefixes only."""
    iris = {iri for each in triples for iri in _iris(each)}
    # `geo:` is a prefix of ours and also a scheme: where an IRI begins with it, the prefix would change that IRI
    schemes = {iri.partition(":")[0] for iri in iris}
    context = {name: space for name, space in _used(triples, prefixes).items() if name not in schemes}
    short = _Shortened(context)
    nodes: dict[str, dict[str, Any]] = {}
    for each in triples:
        subject = short.node(each.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if each.predicate.value == vocab.RDF_TYPE and not isinstance(each.object, ox.Literal):
            node.setdefault("@type", []).append(short.node(each.object))
        else:
            node.setdefault(short.iri(each.predicate.value), []).append(short.value(each.object))
    graph = [{key: _single(held) for key, held in node.items()} for node in nodes.values()]
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1).encode()


def _single(held: Any) -> Any:
    return held[0] if isinstance(held, list) and len(held) == 1 else held


class _Shortened:
    """Terms as JSON-LD spells them under a context of prefixes."""

    def __init__(self, context: Mapping[str, str]) -> None:
        self._prefix_of = {space: prefix for prefix, space in context.items()}

    def iri(self, iri: str) -> str:
        space = _space(iri)
        prefix, local = self._prefix_of.get(space), iri[len(space) :]
        return iri if prefix is None else f"{prefix}:{local}"

    def node(self, found: object) -> str:
        return str(found) if isinstance(found, ox.BlankNode) else self.iri(getattr(found, "value", ""))

    def value(self, found: object) -> Any:
        if not isinstance(found, ox.Literal):
            return {"@id": self.node(found)}
        if found.language is not None:
            return {"@value": found.value, "@language": found.language}
        if found.datatype.value == vocab.XSD_STRING:
            return found.value
        return {"@value": found.value, "@type": self.iri(found.datatype.value)}
