"""A builder of statements about the publication, written as Turtle or JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from sdggraph import vocab
from sdggraph.present.turtle import iri, literal
from sdggraph.rdf.canonical_turtle import Said, block, literal_text
from sdggraph.rdf.jsonld import Writer
from sdggraph.rdf.jsonld_context import Context
from sdggraph.rdf.statements import Statement, Subject, grouped, term
from sdggraph.sparql.interface import Iri

SPACES: Final[Mapping[str, str]] = {
    **{name: vocab.PREFIXES[name] for name in ("dcterms", "foaf", "owl", "prov", "rdf", "rdfs", "skos", "void", "xsd")},
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


_ALL: Final = Context({}, {}, {}, dict(SPACES))


class StatementBuilder:
    """Collects statements; vocabulary terms are given with their prefix."""

    def __init__(self) -> None:
        self._lines: set[str] = set()

    def thing(self, subject: str, *types: str) -> str:
        """State the types of a subject; return the subject."""
        for each in types:
            self.link(subject, "rdf:type", spelled(each))
        return subject

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        """State references to other things, by IRI."""
        for each in objects:
            self._add(subject, predicate, iri(each))

    def words(self, subject: str, predicate: str, *texts: str) -> None:
        """State texts in English."""
        for each in texts:
            self._add(subject, predicate, literal(each, "en"))

    def value(self, subject: str, predicate: str, value: object, datatype: str = "") -> None:
        """State a plain text, or a value of a datatype."""
        written = literal(str(value))
        self._add(subject, predicate, f"{written}^^{iri(spelled(datatype))}" if datatype else written)

    def _add(self, subject: str, predicate: str, value: str) -> None:
        self._lines.add(f"{subject}\t{spelled(predicate)}\t{value}\t")

    def turtle(self) -> bytes:
        """Return the statements as Turtle."""
        blocks = [block(_short(subject.iri), [_said(each) for each in subject.said]) for subject in self._subjects()]
        head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in SPACES.items())
        return "\n".join([head, *blocks]).encode()

    def json_ld(self, context: Context) -> bytes:
        """Return the statements as JSON-LD that includes its context."""
        writer = Writer(context)
        nodes = [writer.node(subject) for subject in self._subjects()]
        document = {"@context": context.document(writer.used), "@graph": nodes}
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"

    def _subjects(self) -> Iterator[Subject]:
        return grouped(f"0{line}" for line in sorted(self._lines))


def _said(said: Statement) -> Said:
    predicate = "a" if said.predicate == vocab.RDF_TYPE else _short(said.predicate)
    value = term(said.value)
    if isinstance(value, Iri):
        return predicate, False, _short(value.value)
    written = literal_text(value.value, value.language, value.datatype or vocab.XSD_STRING, set())
    return predicate, True, written


def _short(address: str) -> str:
    short = _ALL.compact(address)
    return iri(address) if short == address else short


def spelled(name: str) -> str:
    """Expand a term written with one of our prefixes; return an IRI as it is.

    >>> spelled("dcat:Dataset"), spelled("https://example.org/x")
    ('http://www.w3.org/ns/dcat#Dataset', 'https://example.org/x')
    """
    prefix, _, local = name.partition(":")
    return SPACES[prefix] + local if prefix in SPACES else name
