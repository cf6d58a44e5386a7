"""Licences in the catalogue: the kind of each, and the name by which CKAN knows it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from sdggraph.publish.catalogues.statement_builder import StatementBuilder
from sdggraph.publish.site.licence_registry import ATTRIBUTION, NON_COMMERCIAL, PUBLIC_DOMAIN, SHARE_ALIKE, Licence

_ADMS: Final = "http://purl.org/adms/licencetype/"
_LABELS: Final = MappingProxyType(
    {
        ATTRIBUTION: "Attribution",
        NON_COMMERCIAL: "Non-commercial use only",
        PUBLIC_DOMAIN: "Public domain",
        SHARE_ALIKE: "Viral effect (a.k.a. Share-alike)",
    }
)
# CKAN's list has no versions; ckanext-dcat compares the title if it does not know the address
_IN_CKAN: Final = MappingProxyType(
    {
        "CC0-1.0": "Creative Commons CCZero",
        "CC-BY-4.0": "Creative Commons Attribution",
        "CC-BY-SA-4.0": "Creative Commons Attribution Share-Alike",
        "CC-BY-NC-4.0": "Creative Commons Non-Commercial (Any)",
        "CC-BY-3.0-IGO": "Creative Commons Attribution",
        "CC-BY-SA-3.0-IGO": "Creative Commons Attribution Share-Alike",
        "ODbL-1.0": "Open Data Commons Open Database License (ODbL)",
        "ODC-By-1.0": "Open Data Commons Attribution License",
        "PDDL-1.0": "Open Data Commons Public Domain Dedication and License (PDDL)",
        "OGL-UK-3.0": "UK Open Government Licence (OGL)",
    }
)


def tell(licence: Licence, facts: StatementBuilder) -> None:
    """Describe a licence, so that the catalogue can be read and validated on its own."""
    iri = facts.thing(licence.iri, "dcterms:LicenseDocument")
    facts.words(iri, "dcterms:title", _IN_CKAN.get(licence.code, licence.title))  # the name that CKAN looks for
    facts.words(iri, "rdfs:label", licence.title)
    for kind in licence.kinds:
        concept = facts.thing(f"{_ADMS}{kind}", "skos:Concept")
        facts.link(iri, "dcterms:type", concept)
        facts.words(concept, "skos:prefLabel", _LABELS[kind])
        facts.link(concept, "skos:inScheme", f"{_ADMS}1.0")
