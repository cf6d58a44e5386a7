"""Our JSON-LD context: readable names for the terms of the ontology and of the vocabularies it builds upon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.files import read_text
from sdggraph.rdf.fields import properties_in_words
from sdggraph.rdf.shapes import ShapesGraph

_PREFIXES: Final = ("dcterms", "foaf", "org", "owl", "prov", "rdf", "rdfs", "sdg", "sdgo", "sg", "skos", "wgs", "xsd")
IRI: Final = "@id"
ENGLISH: Final = "@en"
_PLAIN: Final = ""
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_XSD: Final = vocab.PREFIXES["xsd"]
# name -> property of another vocabulary, and the kind of its values
_FOREIGN: Final = {
    "agentName": ("foaf:name", _PLAIN),
    "altLabel": ("skos:altLabel", _PLAIN),
    "attributedTo": ("prov:wasAttributedTo", IRI),
    "broadMatch": ("skos:broadMatch", IRI),
    "broader": ("skos:broader", IRI),
    "category": ("org:classification", IRI),
    "citation": ("dcterms:bibliographicCitation", _PLAIN),
    "closeMatch": ("skos:closeMatch", IRI),
    "created": ("dcterms:created", f"{_XSD}date"),
    "definition": ("skos:definition", ENGLISH),
    "derivedFrom": ("prov:wasDerivedFrom", IRI),
    "description": ("dcterms:description", ENGLISH),
    "editorialNote": ("skos:editorialNote", ENGLISH),
    "exactMatch": ("skos:exactMatch", IRI),
    "geometry": ("geo:hasGeometry", IRI),
    "hasPart": ("dcterms:hasPart", IRI),
    "inScheme": ("skos:inScheme", IRI),
    "isDefinedBy": ("rdfs:isDefinedBy", IRI),
    "isPartOf": ("dcterms:isPartOf", IRI),
    "label": ("rdfs:label", ENGLISH),
    "latitude": ("wgs:lat", f"{_XSD}decimal"),
    "licence": ("dcterms:license", IRI),
    "longitude": ("wgs:long", f"{_XSD}decimal"),
    "modified": ("dcterms:modified", f"{_XSD}date"),
    "name": ("skos:prefLabel", ENGLISH),
    "notation": ("skos:notation", _PLAIN),
    "note": ("skos:note", ENGLISH),
    "relatedMatch": ("skos:relatedMatch", IRI),
    "seeAlso": ("rdfs:seeAlso", IRI),
    "source": ("dcterms:source", IRI),
    "subClassOf": ("rdfs:subClassOf", IRI),
    "subPropertyOf": ("rdfs:subPropertyOf", IRI),
    "title": ("dcterms:title", ENGLISH),
    "version": ("owl:versionInfo", _PLAIN),
    "website": ("foaf:homepage", IRI),
    "wkt": ("geo:asWKT", f"{vocab.PREFIXES['geo']}wktLiteral"),
}
# things nested under an organisation, although the statement is about the other thing
_REVERSE: Final = {
    "contributions": "contributor",
    "eventsHosted": "eventHost",
    "hostings": "hostedOrganisation",
    "hostingsOfOthers": "hostOrganisation",
    "links": "partner",
    "organised": "organiser",
    "statusRecords": "ofOrganisation",
    "tookPartIn": "participant",
}
# the ontology allows a day, a month or a year here; the most common type is written as a plain value
_DATED: Final = dict.fromkeys(
    ("start", "end", "date", "termStart", "termEnd", "confirmed"), f"{_XSD}date"
) | dict.fromkeys(("firstYear", "ldcGraduation", "validFor", "year"), f"{_XSD}gYear")


class Name(NamedTuple):
    """The name of a property, and the kind of values that are written as plain text."""

    key: str
    kind: str  # IRI, ENGLISH, the IRI of a datatype, or empty for strings


@dataclass(frozen=True)
class Context:
    """The names of properties and classes by IRI, the prefixes, and the base of relative IRIs."""

    names: dict[str, Name]
    classes: dict[str, str]
    reverse: dict[str, str]  # property -> name
    prefixes: dict[str, str]
    base: str = vocab.BASE

    def without(self, schemes: Iterable[str]) -> Context:
        """Return the context without prefixes that are also URI schemes in use, because these would change such
        IRIs.
        """
        gone = set(schemes) & self.prefixes.keys()
        if not gone:
            return self
        return replace(self, prefixes={name: space for name, space in self.prefixes.items() if name not in gone})

    @cached_property
    def _defined(self) -> dict[str, Any]:
        """The definition of each name."""
        defined: dict[str, Any] = {key: self.compact(iri) for iri, key in self.classes.items()}
        for iri, name in self.names.items():
            defined[name.key] = self._definition(iri, name.kind)
        for iri, key in self.reverse.items():
            defined[key] = {"@reverse": self.compact(iri)}
        return defined

    @cached_property
    def _prefix_of(self) -> dict[str, str]:
        return {space: prefix for prefix, space in self.prefixes.items()}

    def document(self, used: Iterable[str] | None = None) -> dict[str, Any]:
        """Return the value of @context: everything, or only the names (of terms and prefixes) that are used."""
        defined = self._defined
        wanted = set(defined) | set(self.prefixes) if used is None else set(used)
        chosen = {key: defined[key] for key in sorted(wanted & defined.keys())}
        text = str(chosen)
        needed = {prefix for prefix in self.prefixes if prefix in wanted or f"'{prefix}:" in text}
        spaces = {prefix: self.prefixes[prefix] for prefix in sorted(needed)}
        return {"@version": 1.1, **({"@base": self.base} if self.base else {}), **spaces, **chosen}

    def compact(self, iri: str) -> str:
        """Shorten an IRI with one of our prefixes if the rest is a plain name; else return it as it is."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefix_of.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and _LOCAL.fullmatch(iri, cut) else iri

    def _definition(self, iri: str, kind: str) -> Any:
        if kind == _PLAIN:
            return self.compact(iri)
        if kind == ENGLISH:
            return {"@id": self.compact(iri), "@language": "en"}
        return {"@id": self.compact(iri), "@type": kind if kind == IRI else self.compact(kind)}


def our_context(ontology: Path) -> Context:
    """Return the context for the ontology in that folder and the vocabularies it builds upon."""
    names = {_iri(term): Name(key, kind) for key, (term, kind) in _FOREIGN.items()}
    taken = set(_FOREIGN) | set(_REVERSE) | set(_PREFIXES)
    types, ranges = _terms(read_text(ontology / "sdggraph.ttl"))
    english = properties_in_words(ShapesGraph(ontology / "shapes.ttl"))
    classes: dict[str, str] = {}
    for iri in sorted(types):
        key = iri.removeprefix(vocab.SG)
        if key in taken or re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", key) is None:
            continue
        if types[iri] == "Class":
            classes[iri] = key
        else:
            names[iri] = Name(key, _kind(iri, types[iri], ranges.get(iri, ""), english))
    prefixes = {prefix: vocab.PREFIXES[prefix] for prefix in _PREFIXES}
    return Context(names, classes, {vocab.SG + term: key for key, term in _REVERSE.items()}, prefixes)


def _kind(iri: str, type: str, range: str, english: set[str]) -> str:
    if type == "ObjectProperty":
        return IRI
    if iri.removeprefix(vocab.SG) in _DATED:
        return _DATED[iri.removeprefix(vocab.SG)]
    if iri in english:
        return ENGLISH
    return _PLAIN if range == vocab.XSD_STRING else range


def _terms(turtle: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return our own classes and properties with their type, and the ranges of the properties."""
    types: dict[str, str] = {}
    ranges: dict[str, str] = {}
    for quad in ox.parse(turtle, ox.RdfFormat.TURTLE):
        subject, predicate, value = (getattr(term, "value", "") for term in (quad.subject, quad.predicate, quad.object))
        if not subject.startswith(vocab.SG):
            continue
        kind = value.removeprefix(vocab.PREFIXES["owl"])
        if predicate == vocab.RDF_TYPE and kind in ("Class", "ObjectProperty", "DatatypeProperty"):
            types[subject] = kind
        elif predicate == f"{vocab.PREFIXES['rdfs']}range":
            ranges[subject] = value
    return types, ranges


def _iri(term: str) -> str:
    prefix, _, local = term.partition(":")
    return vocab.PREFIXES[prefix] + local
