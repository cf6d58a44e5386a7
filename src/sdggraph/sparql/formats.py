"""The formats of answers and dumps: name, media type, extension."""

from __future__ import annotations

from typing import NamedTuple

from sdggraph.errors import BadParameter


class Format(NamedTuple):
    """One way to write rows or a graph."""

    name: str
    media_type: str
    extension: str
    holds_graphs: bool = False  # named graphs survive


JSON = Format("json", "application/sparql-results+json", "json")
XML = Format("xml", "application/sparql-results+xml", "xml")
CSV = Format("csv", "text/csv", "csv")
TSV = Format("tsv", "text/tab-separated-values", "tsv")

TURTLE = Format("turtle", "text/turtle", "ttl")
NTRIPLES = Format("ntriples", "application/n-triples", "nt")
JSONLD = Format("jsonld", "application/ld+json", "jsonld")
RDFXML = Format("rdfxml", "application/rdf+xml", "rdf")
TRIG = Format("trig", "application/trig", "trig", holds_graphs=True)
NQUADS = Format("nquads", "application/n-quads", "nq", holds_graphs=True)

ROW_FORMATS = {each.name: each for each in (JSON, XML, CSV, TSV)}
GRAPH_FORMATS = {each.name: each for each in (TURTLE, NTRIPLES, JSONLD, RDFXML)}
DUMP_FORMATS = {**GRAPH_FORMATS, TRIG.name: TRIG, NQUADS.name: NQUADS}


def named(name: str, among: dict[str, Format]) -> Format:
    """The format of that name.

    >>> named("turtle", DUMP_FORMATS).media_type
    'text/turtle'
    >>> named("json", GRAPH_FORMATS)
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: There is no format 'json' here. Choose one of: jsonld, ntriples, rdfxml, turtle.
    """
    try:
        return among[name]
    except KeyError:
        raise BadParameter(
            f"There is no format {name!r} here.", f"Choose one of: {', '.join(sorted(among))}."
        ) from None
