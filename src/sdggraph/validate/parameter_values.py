"""The syntax rules of SHACL for the values of a shape's parameters, which a graph can break unnoticed.

pySHACL takes a datatype or a class that is a string for one that nothing has, so that all data fail, or none do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import rdflib
from rdflib import SH, XSD, Literal, URIRef
from rdflib.term import Node

_KINDS: Final = ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
_TRUTHS: Final = frozenset({"true", "false", "1", "0"})
_TEXTS: Final = (None, XSD.string)


def _is_iri(value: Node) -> bool:
    return isinstance(value, URIRef)


def _is_node(value: Node) -> bool:
    return not isinstance(value, Literal)


def _is_literal(value: Node) -> bool:
    return isinstance(value, Literal)


def _is_kind(value: Node) -> bool:
    return value in {SH[name] for name in _KINDS}


def _is_whole(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype == XSD.integer and not value.ill_typed


def _is_truth(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype == XSD.boolean and str(value) in _TRUTHS


def _is_text(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype in _TEXTS and not value.language


def _is_tagged_text(value: Node) -> bool:
    return isinstance(value, Literal) and (bool(value.language) or value.datatype in _TEXTS)


_Rule = tuple[Callable[[Node], bool], str, str]
_RULES: Final[tuple[_Rule, ...]] = (
    (_is_iri, "an IRI", "datatype class targetClass targetSubjectsOf targetObjectsOf severity"),
    (_is_iri, "the IRI of a property", "equals disjoint lessThan lessThanOrEquals"),
    (_is_kind, f"one of {', '.join(f'sh:{name}' for name in _KINDS)}", "nodeKind"),
    (_is_whole, "an integer", "minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount"),
    (_is_truth, "true or false", "closed uniqueLang deactivated qualifiedValueShapesDisjoint"),
    (_is_text, "a string", "pattern flags"),
    (_is_tagged_text, "a string, with or without a language", "message name description"),
    (_is_literal, "a literal", "minInclusive maxInclusive minExclusive maxExclusive"),
    (_is_node, "a shape", "property node not qualifiedValueShape"),
    (_is_node, "a property or a path", "path"),
)
_BY_PREDICATE: Final[dict[Node, tuple[Callable[[Node], bool], str]]] = {
    SH[name]: (holds, wanted) for holds, wanted, names in _RULES for name in names.split()
}
_MEMBERS: Final[dict[Node, tuple[Callable[[Node], bool], str]]] = {
    SH.ignoredProperties: (_is_iri, "properties, each an IRI"),
    SH.languageIn: (_is_text, "languages, each a string"),
    **{SH[name]: (_is_node, "shapes") for name in ("and", "or", "xone")},
}
_ONCE: Final = frozenset(
    SH[name]
    for name in (
        *("datatype", "nodeKind", "minCount", "maxCount", "minLength", "maxLength", "flags", "uniqueLang", "in"),
        *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "languageIn", "closed", "ignoredProperties"),
        *("severity", "deactivated", "path", "qualifiedMinCount", "qualifiedMaxCount"),
    )
)


def wrong_value(graph: rdflib.Graph, shape: Node, predicates: Iterable[Node]) -> str | None:
    """Return, in words, which parameter of a shape has a value that SHACL does not allow; None for a sound shape."""
    for predicate in sorted(set(predicates), key=str):
        name = f"sh:{str(predicate).removeprefix(str(SH))}"
        values = sorted(graph.objects(shape, predicate), key=lambda value: value.n3())
        if predicate in _ONCE and len(values) > 1:
            return f"{name} is given {len(values)} times, and a shape has one"
        if predicate in _BY_PREDICATE:
            holds, wanted = _BY_PREDICATE[predicate]
            for value in values:
                if not holds(value):
                    return f"{name} is {value.n3()}, and must be {wanted}"
        if predicate in _MEMBERS:
            holds, wanted = _MEMBERS[predicate]
            for member in (each for value in values for each in graph.items(value)):
                if not holds(member):
                    return f"{name} lists {member.n3()}, and must list {wanted}"
    return None
