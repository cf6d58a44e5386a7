"""The catalogue of the publication: DCAT 3 in the profile DCAT-AP 3.0.1."""

from __future__ import annotations

from typing import Final

from sdggraph import vocab
from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.publish.catalogues import dcat_licences
from sdggraph.publish.catalogues.datasets import Dataset, datasets, goals, licence_of
from sdggraph.publish.catalogues.dcat_context import context
from sdggraph.publish.catalogues.registers import addresses_of_publisher
from sdggraph.publish.catalogues.statement_builder import StatementBuilder, spelled
from sdggraph.publish.datasets.graph_licences import exception
from sdggraph.publish.site.licence_registry import Licence
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import CATALOGUE, TITLE, PublicationContext
from sdggraph.publish.site.site import File, Site
from sdggraph.sparql.formats import (
    ATOM,
    CALENDAR,
    CSV,
    GEOJSON,
    GEXF,
    GRAPHML,
    JSONLD,
    NQUADS,
    NTRIPLES,
    PLAIN_JSON,
    RDFXML,
    TRIG,
    TURTLE,
    XLSX,
)

_ONTOLOGY: Final = vocab.SG.rstrip("#")
_EU: Final = "http://publications.europa.eu/resource/authority/"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_ENGLISH: Final = f"{_EU}language/ENG"
_PUBLIC: Final = f"{_EU}access-right/PUBLIC"
_IRREGULAR: Final = f"{_EU}frequency/IRREG"
_STABLE: Final = f"{_EU}planned-availability/STABLE"
_COUNTRY: Final = f"{_EU}country/"  # followed by the ISO 3166-1 alpha-3 code
_PROTOCOL: Final = "https://www.w3.org/TR/sparql11-protocol/"
_SHA256: Final = "spdx:checksumAlgorithm_sha256"
_THEMES: Final = {
    "ENVI": "Environment",
    "INTR": "International issues",
    "TECH": "Science and technology",
}
_XML: Final = "application/xml"  # registered by IANA, for types that IANA does not have
# the type that IANA has registered, and the EU's file type
_FORMS: Final = {
    **{
        each.media_type: (each.media_type, file_type)
        for each, file_type in (
            (TURTLE, "RDF_TURTLE"),
            (NTRIPLES, "RDF_N_TRIPLES"),
            (TRIG, "RDF_TRIG"),
            (NQUADS, "RDF_N_QUADS"),
            (JSONLD, "JSON_LD"),
            (RDFXML, "RDF_XML"),
            (PLAIN_JSON, "JSON"),
            (CSV, "CSV"),
            (XLSX, "XLSX"),
            (GEOJSON, "GEOJSON"),
            (CALENDAR, "ICS"),
            (ATOM, "ATOM"),
        )
    },
    GRAPHML.media_type: (_XML, "XML"),
    GEXF.media_type: (_XML, "XML"),
}
_PROVENANCE: Final = (
    "Read from public pages, each named as evidence of the statement read from it; statements of the graph "
    "`derived` follow from the others by published rules. What a source states and what a reader inferred are kept "
    "apart."
)
_FIRST_YEAR: Final = """
SELECT (MIN(SUBSTR(STR(?day), 1, 4)) AS ?first) {
  ?thing sg:start|sg:year|sg:date ?day FILTER(REGEX(STR(?day), "^[12][0-9]{3}"))
}"""
_FIRST_READ: Final = "SELECT (MIN(?day) AS ?first) { ?s sg:readingDay ?day FILTER(datatype(?day) = xsd:date) }"
_FIRST_DAY: Final = "SELECT (MIN(?day) AS ?first) { ?s dcterms:created ?day FILTER(datatype(?day) = xsd:date) }"


def write(site: Site, known: PublicationContext) -> None:
    """Write the catalogue of the files written so far, as Turtle and as JSON-LD."""
    facts = described(known, datasets(site.files))
    title = "Catalogue of this publication (DCAT-AP 3)"
    site.write(CATALOGUE, facts.turtle(), media_type=TURTLE.media_type, title=title)
    site.write("dcat.jsonld", facts.json_ld(context()), media_type=JSONLD.media_type, title=title)


def described(known: PublicationContext, found: list[Dataset]) -> StatementBuilder:
    """Return the statements of the catalogue of some datasets."""
    facts = StatementBuilder()
    _Catalogue(known, facts).tell(found)
    return facts


def dataset_iri(known: PublicationContext, key: str) -> str:
    """Return the IRI of a dataset of the catalogue; it is the same in every publication."""
    return known.address(f"{known.catalogue}#{key}")


def tell_exception(known: PublicationContext, facts: StatementBuilder) -> str:
    """State which part of the whole graph has another licence; return the IRI of the statement, or an empty text."""
    if not (text := exception(known.licence)):
        return ""
    iri = facts.thing(known.address(f"{known.catalogue}#rights"), "dcterms:RightsStatement")
    facts.words(iri, "rdfs:label", text)
    return iri


class _Catalogue:
    def __init__(self, known: PublicationContext, facts: StatementBuilder) -> None:
        self._known = known
        self._facts = facts
        self._publisher = facts.thing(self._at("publisher"), "foaf:Agent")
        self._contact = facts.thing(self._at("contact"), "vcard:Kind", "vcard:Organization")
        self._provenance = facts.thing(self._at("provenance"), "dcterms:ProvenanceStatement")
        self._period = facts.thing(self._at("period"), "dcterms:PeriodOfTime")
        countries = {record.country for record in known.network.organisations.values()}
        self._places = [f"{_COUNTRY}{code}" for code in sorted(countries & known.network.countries.keys())]
        # statements bear the dates of their sources, which are older than any edition of the data
        self._first_day = _first(known, _FIRST_READ) or _first(known, _FIRST_DAY) or known.date

    def tell(self, found: list[Dataset]) -> None:
        """Describe the catalogue and everything in it."""
        self._tell_terms()
        self._tell_people()
        facts, known, catalogue = self._facts, self._known, self._at("catalogue")
        for licence in {known.licence, *(each.licence(known) for each in found)}:
            dcat_licences.tell(licence, facts)
        facts.thing(catalogue, "dcat:Catalog")
        facts.words(catalogue, "dcterms:title", TITLE)
        facts.words(
            catalogue,
            "dcterms:description",
            "The catalogue of everything that is published of the graph: the graph itself in several forms, its "
            "terms, and what is made from it for other uses. Nothing in it was changed by hand. "
            f"{DISCLAIMER}",
        )
        self._common(catalogue, known.licence)
        facts.link(catalogue, "foaf:homepage", known.base)
        facts.thing(known.base, "foaf:Document")
        facts.link(catalogue, "dcat:themeTaxonomy", f"{_EU}data-theme")
        facts.thing(f"{_EU}data-theme", "skos:ConceptScheme")
        facts.words(f"{_EU}data-theme", "dcterms:title", "Data theme")
        for each in found:
            facts.link(catalogue, "dcat:dataset", self._dataset(each))
        if known.endpoint:
            facts.link(catalogue, "dcat:service", self._service())

    def _dataset(self, dataset: Dataset) -> str:
        facts, known = self._facts, self._known
        iri = facts.thing(dataset_iri(known, dataset.key), "dcat:Dataset")
        facts.words(iri, "dcterms:title", dataset.title)
        facts.words(iri, "dcterms:description", f"{dataset.description} {DISCLAIMER}")
        facts.value(iri, "dcterms:identifier", iri)
        facts.words(iri, "dcat:keyword", *dataset.keywords)
        facts.link(iri, "dcat:theme", *(f"{_EU}data-theme/{code}" for code in _THEMES))
        facts.link(iri, "dcterms:subject", *goals(known))
        facts.value(iri, "dcat:version", known.version)
        facts.value(iri, "owl:versionInfo", known.version)
        facts.link(iri, "dcterms:accrualPeriodicity", _IRREGULAR)
        facts.link(iri, "dcterms:accessRights", _PUBLIC)
        facts.link(iri, "dcterms:provenance", self._provenance)
        facts.link(iri, "dcat:contactPoint", self._contact)
        facts.link(iri, "dcat:landingPage", known.base)
        facts.link(iri, "dcterms:temporal", self._period)
        facts.link(iri, "dcterms:conformsTo", _ONTOLOGY)
        self._common(iri, dataset.licence(known))
        for file in dataset.files:
            facts.link(iri, "dcat:distribution", self._distribution(file, dataset.key))
        return iri

    def _distribution(self, file: File, key: str) -> str:
        facts, known = self._facts, self._known
        iri = facts.thing(self._at(f"distribution/{file.path}"), "dcat:Distribution")
        place = known.address(file.path)
        registered, kind = _FORMS[media_type(file)]
        facts.words(iri, "dcterms:title", file.title)
        facts.words(iri, "dcterms:description", f"{file.title}, as the file {file.path}.")
        facts.link(iri, "dcat:accessURL", place)
        facts.link(iri, "dcat:downloadURL", place)
        facts.link(iri, "dcat:mediaType", facts.thing(f"{_IANA}{registered}", "dcterms:MediaType"))
        facts.link(iri, "dcterms:format", self._form(kind))
        facts.link(iri, "dcterms:license", licence_of(file, known).iri)
        if key == "graph" and (rights := tell_exception(known, facts)):
            facts.link(iri, "dcterms:rights", rights)
        facts.link(iri, "dcterms:language", _ENGLISH)
        facts.value(iri, "dcterms:issued", self._first_day, "xsd:date")
        facts.value(iri, "dcterms:modified", known.date, "xsd:date")
        facts.link(iri, "dcatap:availability", _STABLE)
        if file.compressed:
            facts.link(iri, "dcat:compressFormat", facts.thing(f"{_IANA}{file.compressed}", "dcterms:MediaType"))
        if known.endpoint and key == "graph":
            facts.link(iri, "dcat:accessService", self._at("sparql"))
        if file.sha256:  # of a file that a server makes on request, size and checksum are not known
            self._measure(iri, file)
        return iri

    def _measure(self, iri: str, file: File) -> None:
        facts = self._facts
        facts.value(iri, "dcat:byteSize", file.size, "xsd:nonNegativeInteger")
        checksum = facts.thing(self._at(f"checksum/{file.path}"), "spdx:Checksum")
        facts.link(iri, "spdx:checksum", checksum)
        facts.link(checksum, "spdx:algorithm", facts.thing(spelled(_SHA256), "spdx:ChecksumAlgorithm"))
        facts.value(checksum, "spdx:checksumValue", file.sha256, "xsd:hexBinary")

    def _service(self) -> str:
        facts, known = self._facts, self._known
        iri = facts.thing(self._at("sparql"), "dcat:DataService")
        facts.words(iri, "dcterms:title", "SPARQL endpoint of the graph")
        facts.words(iri, "dcterms:description", "Answers SPARQL 1.1 queries over the whole graph, for reading only.")
        facts.link(iri, "dcat:endpointURL", known.endpoint)
        facts.link(iri, "dcat:endpointDescription", known.endpoint)
        facts.link(iri, "dcat:servesDataset", dataset_iri(known, "graph"))
        facts.link(iri, "dcterms:conformsTo", facts.thing(_PROTOCOL, "dcterms:Standard"))
        facts.words(_PROTOCOL, "dcterms:title", "SPARQL 1.1 Protocol")
        facts.link(iri, "dcterms:license", known.licence.iri)
        facts.link(iri, "dcterms:accessRights", _PUBLIC)
        facts.link(iri, "dcterms:publisher", self._publisher)
        facts.link(iri, "dcat:contactPoint", self._contact)
        facts.link(iri, "dcat:theme", *(f"{_EU}data-theme/{code}" for code in _THEMES))
        facts.words(iri, "dcat:keyword", "SPARQL")
        return iri

    # --- what several of them share ----------------------------------------------------------------

    def _at(self, name: str) -> str:
        return self._known.address(f"{self._known.catalogue}#{name}")

    def _common(self, iri: str, licence: Licence) -> None:
        facts = self._facts
        facts.link(iri, "dcterms:publisher", self._publisher)
        facts.link(iri, "dcterms:license", licence.iri)
        facts.link(iri, "dcterms:language", _ENGLISH)
        facts.link(iri, "dcterms:spatial", *self._places)
        facts.value(iri, "dcterms:issued", self._first_day, "xsd:date")
        facts.value(iri, "dcterms:modified", self._known.date, "xsd:date")

    def _form(self, kind: str) -> str:
        iri = self._facts.thing(f"{_EU}file-type/{kind}", "dcterms:MediaTypeOrExtent")
        self._facts.link(iri, "skos:inScheme", f"{_EU}file-type")
        return iri

    def _tell_people(self) -> None:
        facts, known = self._facts, self._known
        facts.value(self._publisher, "foaf:name", known.publisher)
        for each in addresses_of_publisher(known):
            facts.value(self._publisher, "dcterms:identifier", each)
        facts.words(self._contact, "vcard:fn", known.publisher)
        mail = "@" in known.contact and "://" not in known.contact
        if mail:
            facts.link(self._contact, "vcard:hasEmail", f"mailto:{known.contact.removeprefix('mailto:')}")
        else:
            facts.link(self._contact, "vcard:hasURL", known.contact or known.base)

    def _tell_terms(self) -> None:
        """Describe the controlled terms, so that the catalogue can be validated on its own."""
        facts, known = self._facts, self._known
        for iri, kind in (
            (_ENGLISH, "dcterms:LinguisticSystem"),
            (_PUBLIC, "dcterms:RightsStatement"),
            (_IRREGULAR, "dcterms:Frequency"),
        ):
            facts.thing(iri, kind)
        for place in self._places:
            facts.thing(place, "dcterms:Location")
            facts.link(place, "skos:inScheme", _COUNTRY.rstrip("/"))
        for scheme in ("language", "access-right", "frequency"):
            [iri] = [each for each in (_ENGLISH, _PUBLIC, _IRREGULAR) if f"/{scheme}/" in each]
            facts.link(iri, "skos:inScheme", f"{_EU}{scheme}")
        concepts = {f"{_EU}data-theme/{code}": label for code, label in _THEMES.items()}
        concepts[_STABLE] = "stable"
        concepts |= {iri: known.network.aims[iri.rpartition("/")[2]].label for iri in goals(known)}
        for iri, label in concepts.items():
            facts.thing(iri, "skos:Concept")
            facts.words(iri, "skos:prefLabel", label)
            if iri.startswith(_EU):
                facts.link(iri, "skos:inScheme", iri.rpartition("/")[0])
        facts.thing(_ONTOLOGY, "dcterms:Standard")
        facts.words(_ONTOLOGY, "dcterms:title", "sdggraph ontology")
        facts.words(self._provenance, "rdfs:label", _PROVENANCE)
        first = _first(known, _FIRST_YEAR) or known.date[:4]
        facts.value(self._period, "dcat:startDate", first, "xsd:gYear")
        facts.value(self._period, "dcat:endDate", known.date, "xsd:date")


def _first(known: PublicationContext, query: str) -> str:
    [row] = known.store.query(query).rows()
    return row.get("first", "")
