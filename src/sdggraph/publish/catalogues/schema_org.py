"""Organisations and datasets for search engines: schema.org in JSON-LD."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from sdggraph import vocab
from sdggraph.messages import Message, message, text
from sdggraph.model.records import CONTESTED, PENDING, Network, Organisation
from sdggraph.model.standing_words import note_message
from sdggraph.names.file_names import file_name
from sdggraph.publish.catalogues.datasets import Dataset, goals
from sdggraph.publish.catalogues.registers import Identifier, registered
from sdggraph.publish.datasets.geojson import Position, positions
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.sparql.interface import Store

CONTEXT: Final = {"@vocab": "https://schema.org/"}  # as ODIS requires: nothing has to be fetched to read it
_LIMIT: Final = 5000  # characters of a description, Google's limit
_HOSTS: Final = """
SELECT ?organisation ?host
WHERE {
  ?hosting a sg:Hosting ; sg:hostedOrganisation ?organisation ; sg:hostOrganisation ?host .
  FILTER NOT EXISTS { ?hosting sg:hasEnded true }
  FILTER NOT EXISTS { ?hosting sg:end ?end }
}"""
_SAME: Final = "SELECT ?organisation ?same { ?organisation a sg:Organisation ; skos:exactMatch|owl:sameAs ?same }"
_SCOPES: Final = "SELECT ?organisation ?label { ?organisation sg:scope ?scope . ?scope sg:displayName ?label }"
_ISO2: Final = "SELECT ?country ?code { ?country sg:iso2 ?code }"
_CATEGORIES: Final = "SELECT ?category ?label { ?category a sg:Category ; sg:displayName ?label }"


class Around(NamedTuple):
    """Facts about organisations that are not in their records; by IRI, places by code."""

    places: dict[str, Position]
    hosts: dict[str, list[str]]  # IRIs
    same: dict[str, list[str]]
    identifiers: dict[str, list[Identifier]]  # those of a close match left out
    scopes: dict[str, str]  # labels
    iso2: dict[str, str]  # of countries, by our key
    categories: dict[str, str]  # labels by key
    by_iri: dict[str, Organisation]


def around(known: PublicationContext) -> Around:
    """Read the facts that the descriptions need."""
    store, network = known.store, known.network
    return Around(
        places=positions(known)[0],
        hosts=_lists(store, _HOSTS, "organisation", "host"),
        same=_lists(store, _SAME, "organisation", "same"),
        identifiers=registered(store),
        scopes={key: found[0] for key, found in _lists(store, _SCOPES, "organisation", "label").items()},
        iso2={key.rpartition("/")[2]: found[0] for key, found in _lists(store, _ISO2, "country", "code").items()},
        categories={
            key.rpartition("/")[2]: found[0] for key, found in _lists(store, _CATEGORIES, "category", "label").items()
        },
        by_iri={record.iri: record for record in network.organisations.values()},
    )


def organisation(record: Organisation, about: Around, known: PublicationContext) -> dict[str, Any]:
    """Describe an organisation. Hosts are given as sponsors: hosting is often not part-of, and schema.org has no closer
    term.
    """
    network = known.network
    page = known.address(page_path(record))
    same = [iri for iri in about.same.get(record.iri, ()) if is_web(iri)]
    names = [name for name in (record.acronym, *record.other_names) if name and name != record.name]
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ResearchOrganization" if record.is_centre else "Organization",
        "@id": record.iri,
        "name": record.name,
        "alternateName": list(dict.fromkeys(names)),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": f"{vocab.SG}code", "value": record.code, "url": record.iri},
            *(
                {"@type": "PropertyValue", "propertyID": each.register, "value": each.value, "url": each.address}
                for each in about.identifiers.get(record.iri, ())
            ),
        ],
        "url": record.website if is_web(record.website) else page,
        "mainEntityOfPage": page,
        "description": sentence(record, about, network),
        "location": _location(record, about, network),
        "sponsor": [_named(about.by_iri[iri]) for iri in about.hosts.get(record.iri, ()) if iri in about.by_iri],
        "dissolutionDate": str(record.status_year or "") if record.has_ceased else "",
        "memberOf": _network_of_unesco(record, about),
        "knowsAbout": [
            {
                "@type": "DefinedTerm",
                "@id": theme.iri,
                "name": theme.label,
                "inDefinedTermSet": f"{vocab.BASE}scheme/themes",
            }
            for theme in (network.themes[key] for key in record.themes if key in network.themes)
        ],
        "areaServed": about.scopes.get(record.iri, ""),
        "sameAs": same,
        "subjectOf": {
            "@type": "Dataset",
            "@id": known.address(f"{known.catalogue}#graph"),
            "name": TITLE,
            "url": known.base,
        },
    }
    return {name: value for name, value in described.items() if value not in ("", [], None, {})}


def dataset(each: Dataset, known: PublicationContext) -> dict[str, Any]:
    """Describe a dataset of the publication, with its files."""
    publisher = {"@type": "Organization", "name": known.publisher, "url": known.contact_page}
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": known.address(f"{known.catalogue}#{each.key}"),
        "identifier": known.address(f"{known.catalogue}#{each.key}"),
        "name": each.title,
        "description": each.description[:_LIMIT],
        "url": known.address(f"data/index.html#{each.key}"),
        "keywords": list(each.keywords),
        "about": [{"@type": "DefinedTerm", "@id": iri} for iri in goals(known)],
        "license": each.licence(known).iri,
        "creator": publisher,
        "publisher": publisher,
        "version": known.version,
        "dateModified": known.date,
        "datePublished": known.date,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "spatialCoverage": {"@type": "Place", "name": "World"},
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": known.address(f"{known.catalogue}#catalogue"),
            "name": TITLE,
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.title,
                "contentUrl": known.address(file.path),
                "encodingFormat": media_type(file),
                **({"contentSize": f"{file.size} B", "sha256": file.sha256} if file.sha256 else {}),
            }
            for file in each.files
        ],
    }


def sentence_message(record: Organisation, about: Around, network: Network) -> Message:
    """Describe an organisation in a sentence: its category, status, place and themes."""
    land = network.countries.get(record.country)
    place = ", ".join(part for part in (record.city, land.name if land else "") if part)
    themes = tuple(network.themes[key].label for key in record.themes if key in network.themes)
    what: Message | str = about.categories.get(record.category, "") or message("organisation.none")
    note = note_message(record)
    what = message("organisation.noted", kind=what, note=note) if note else what
    what = message("organisation.in", what=what, place=place) if place else what
    if themes:
        return message("organisation.working-on", what=what, themes=themes)
    return message("organisation.end", what=what)


def sentence(record: Organisation, about: Around, network: Network) -> str:
    """Return the same in English."""
    return text(sentence_message(record, about, network))


def page_path(record: Organisation) -> str:
    """Return the path of an organisation's page."""
    return f"organisations/{file_name(record.code)}.html"


def is_web(address: str) -> bool:
    """Whether an address leads to a page on the web, and not to a script.

    >>> is_web("https://example.org/"), is_web("javascript:alert(1)"), is_web("https://")
    (True, False, False)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _location(record: Organisation, about: Around, network: Network) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if record.code in about.places:
        at = about.places[record.code]
        place["geo"] = {"@type": "GeoCoordinates", "latitude": at.latitude, "longitude": at.longitude}
    address = {"addressLocality": record.city, "addressCountry": about.iso2.get(record.country, "")}
    held = {name: value for name, value in address.items() if value}
    if held:
        place["address"] = {"@type": "PostalAddress", **held}
    return {"@type": "Place", **place} if place else {}


def _network_of_unesco(record: Organisation, about: Around) -> dict[str, Any]:
    if not record.is_active_centre or record.status in (CONTESTED, PENDING):
        return {}
    label = about.categories.get(record.category, record.category)
    return {
        "@type": "Organization",
        "name": f"UNESCO network of science centres ({label})",
        "url": "https://www.unesco.org/",
    }


def _named(record: Organisation) -> dict[str, Any]:
    return {"@type": "Organization", "@id": record.iri, "name": record.name}


def _lists(store: Store, query: str, key: str, value: str) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.query(query).rows():
        found[row[key]].add(row[value])
    return {each: sorted(values) for each, values in found.items()}
