"""The JSON-LD context of the catalogue."""

from __future__ import annotations

from typing import Final

from sdggraph.publish.catalogues.statement_builder import SPACES, spelled
from sdggraph.rdf.jsonld_context import ENGLISH, IRI, Context, Name

_LINKS: Final = (
    "dcterms:publisher dcterms:license dcterms:rights dcterms:language dcterms:spatial dcterms:temporal "
    "dcterms:subject dcterms:provenance dcterms:conformsTo dcterms:accessRights dcterms:accrualPeriodicity "
    "dcterms:format dcat:dataset dcat:distribution dcat:service dcat:accessURL dcat:downloadURL dcat:mediaType "
    "dcat:compressFormat dcat:contactPoint dcat:landingPage dcat:theme dcat:themeTaxonomy dcat:accessService "
    "dcat:endpointURL dcat:endpointDescription dcat:servesDataset dcatap:availability dcterms:type spdx:checksum "
    "spdx:algorithm skos:inScheme vcard:hasEmail vcard:hasURL foaf:homepage"
)
_WORDS: Final = "dcterms:title dcterms:description dcat:keyword skos:prefLabel rdfs:label vcard:fn"
_VALUES: Final = {
    "dcterms:identifier": "",
    "dcterms:issued": "xsd:date",
    "dcterms:modified": "xsd:date",
    "dcat:version": "",
    "dcat:byteSize": "xsd:nonNegativeInteger",
    "dcat:startDate": "xsd:gYear",
    "dcat:endDate": "xsd:date",
    "spdx:checksumValue": "xsd:hexBinary",
    "foaf:name": "",
}


def context() -> Context:
    """Return the JSON-LD context of the catalogue."""
    kinds = dict.fromkeys(_LINKS.split(), IRI) | dict.fromkeys(_WORDS.split(), ENGLISH)
    kinds |= {term: spelled(kind) for term, kind in _VALUES.items()}
    names = {spelled(term): Name(term.partition(":")[2], kind) for term, kind in kinds.items()}
    types = "dcat:Catalog dcat:Dataset dcat:Distribution dcat:DataService foaf:Agent spdx:Checksum skos:Concept"
    classes = {spelled(term): term.partition(":")[2] for term in types.split()}
    return Context(names, classes, {}, dict(SPACES), base="")
