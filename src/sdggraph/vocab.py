"""Prefixes, namespaces and graph names, each defined once.

`tests/ontology/test_vocab.py` checks every name here, and every `sg:` term used in the project, against
`ontology/sdggraph.ttl`.
"""

from __future__ import annotations

from typing import Final

SG: Final = "https://w3id.org/sdggraph/ontology#"
SHAPES: Final = "https://w3id.org/sdggraph/shapes#"
BASE: Final = "https://w3id.org/sdggraph/id/"
GRAPH: Final = "https://w3id.org/sdggraph/graph/"
SDG: Final = "http://metadata.un.org/sdg/"  # http: the UN's own IRIs; with https they are other IRIs

RESOURCE_KINDS: Final = (
    "agent",
    "basis",
    "category",
    "contribution",
    "cooperation",
    "cooperation-kind",
    "country",
    "country-group",
    "document",
    "electoral-group",
    "end-basis",
    "event",
    "event-kind",
    "geometry",
    "hosting",
    "m49",
    "organisation",
    "partnership",
    "person",
    "programme",
    "project",
    "scheme",
    "scope",
    "sector",
    "status",
    "status-value",
    "suggestion",
    "target-link",
    "theme",
    "unesco-region",
)

PREFIXES: Final[dict[str, str]] = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sdg": SDG,
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "sg": SG,
    "sgsh": SHAPES,
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    # http, not https: rdflib's own WGS constant has the wrong scheme
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{kind: f"{BASE}{kind}/" for kind in RESOURCE_KINDS},
}

_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}

# The named graphs of a store; a plain query reads all of them together.
DATA_GRAPH: Final = f"{GRAPH}data"
SCHEMES_GRAPH: Final = f"{GRAPH}schemes"
ONTOLOGY_GRAPH: Final = f"{GRAPH}ontology"
DERIVED_GRAPH: Final = f"{GRAPH}derived"

ISNI: Final = "https://isni.org/isni/"
# notes for the editors of the data, which are never published
EDITORIAL_NOTES: Final = (f"{PREFIXES['skos']}editorialNote", f"{SG}editorialNote")
# What the rules say of things on record. It follows from other statements, so nobody states it of such a thing; only
# countries are in a UNESCO region or a group of countries by statement.
DERIVED_PROPERTIES: Final = frozenset(
    {
        f"{SG}contributesToGoal",
        f"{SG}cooperatesWith",
        f"{SG}countryGroup",
        f"{SG}displayName",
        f"{SG}hostedBy",
        f"{SG}m49Region",
        f"{SG}standing",
        f"{SG}unescoRegion",
        f"{PREFIXES['geo']}hasGeometry",
    }
)
RDF_TYPE: Final = f"{PREFIXES['rdf']}type"
XSD_STRING: Final = f"{PREFIXES['xsd']}string"


def resource(kind: str, name: str) -> str:
    """Return the IRI of one of our resources.

    >>> resource("organisation", "HIST")
    'https://w3id.org/sdggraph/id/organisation/HIST'
    """
    return f"{PREFIXES[kind]}{name}"


def expand(name: str) -> str:
    """The IRI of a name in prefix:name form.

    >>> expand("sdg:6.5")
    'http://metadata.un.org/sdg/6.5'
    """
    prefix, _, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}"


def compact(iri: str) -> str:
    """Shorten an IRI to prefix:name if a prefix covers it; for display only.

    >>> compact("http://metadata.un.org/sdg/6.5")
    'sdg:6.5'
    >>> compact("https://example.org/x")
    'https://example.org/x'
    """
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1  # every namespace of ours ends in one of the two
    prefix = _PREFIX_OF.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix else iri
