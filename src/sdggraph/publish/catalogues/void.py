"""Counts of the graph's contents: VoID with class and property partitions."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from sdggraph import vocab
from sdggraph.model import void
from sdggraph.publish.catalogues.dcat import dataset_iri, tell_exception
from sdggraph.publish.catalogues.statement_builder import StatementBuilder
from sdggraph.publish.datasets.rdf import GRAPH_JSONLD, GRAPH_NTRIPLES, GRAPH_RDFXML, GRAPH_TRIG, GRAPH_TURTLE
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import TURTLE

PATH: Final = "void.ttl"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FEATURES: Final = ("JSON-LD", "N-Triples", "RDF_XML", "TriG", "Turtle")
_DUMPS: Final = (GRAPH_JSONLD, GRAPH_NTRIPLES, GRAPH_RDFXML, GRAPH_TRIG, GRAPH_TURTLE)
_EXAMPLES: Final = ("Contribution", "Cooperation", "Event", "Organisation", "Theme")


def write(site: Site, known: PublicationContext) -> None:
    """Write the description of the graph, with counts from its N-Triples."""
    examples: dict[str, str] = {}
    counts = void.statistics(_subjects(site.folder / GRAPH_NTRIPLES, examples))
    facts, place, dataset = StatementBuilder(), known.address(PATH), dataset_iri(known, "graph")
    facts.thing(place, "void:DatasetDescription")
    facts.link(place, "foaf:primaryTopic", dataset)
    facts.words(place, "dcterms:title", "What the graph holds, counted")
    facts.thing(dataset, "void:Dataset")
    facts.words(dataset, "dcterms:title", TITLE)
    facts.link(dataset, "dcterms:license", known.licence.iri)
    if rights := tell_exception(known, facts):
        facts.link(dataset, "dcterms:rights", rights)
    facts.value(dataset, "dcterms:modified", known.date, "xsd:date")
    facts.value(dataset, "owl:versionInfo", known.version)
    facts.value(dataset, "void:uriSpace", vocab.BASE)
    facts.link(dataset, "foaf:homepage", known.base)
    facts.link(dataset, "void:dataDump", *(known.address(path) for path in _DUMPS))
    facts.link(dataset, "void:feature", *(f"{_FORMATS}{name}" for name in _FEATURES))
    facts.link(dataset, "void:exampleResource", *examples.values())
    if known.endpoint:
        facts.link(dataset, "void:sparqlEndpoint", known.endpoint)
    for subject, name, value in void.facts(dataset, place, counts):
        if isinstance(value, int):
            facts.value(subject, f"void:{name}", value, "xsd:integer")
        else:
            facts.link(subject, f"void:{name}", value)
    site.write(PATH, facts.turtle(), media_type=TURTLE.media_type, title="What the graph holds, counted (VoID)")


def _subjects(place: Path, examples: dict[str, str]) -> Iterator[Iterator[tuple[str, str]]]:
    """Yield the statements by subject; for some classes, record the first of our things as an example."""
    wanted = {f"<{vocab.SG}{name}>": name for name in _EXAMPLES}
    with gzip.open(place, "rt", encoding="utf-8", newline="\n") as lines:
        parted = (line.split(" ", 2) for line in lines)
        for subject, of_subject in groupby(parted, key=lambda parts: parts[0]):
            said = [(parts[1][1:-1], parts[2][:-3]) for parts in of_subject]
            for predicate, value in said:
                if predicate == vocab.RDF_TYPE and value in wanted and subject.startswith(f"<{vocab.BASE}"):
                    examples.setdefault(wanted[value], subject[1:-1])
            yield ((predicate, value[1:-1] if value[0] == "<" else "") for predicate, value in said)
