"""Everything on record of an organisation as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sdggraph.model.full_record import (
    CONTRIBUTION,
    COOPERATION,
    EVENT,
    HOSTING,
    PROJECT,
    STATUS,
    FullRecord,
    Item,
    is_over,
)
from sdggraph.model.reader import key
from sdggraph.model.records import Country, Link, Network, Organisation
from sdggraph.present.full_record import other_names
from sdggraph.present.statements import EVIDENCE, NOTES, TOLD

_GIVEN: Final = {  # properties that the records of the network already have, under other names
    CONTRIBUTION: ("sg:contributor", "sg:contributesTo", "sg:basis", "sg:activity", *EVIDENCE),
    COOPERATION: ("sg:cooperationKind", "sg:partner", "sg:year", "dcterms:description", *EVIDENCE),
}


def json_text(
    record: Organisation,
    country: Country | None,
    links: Sequence[Link],
    full: FullRecord | None = None,
    network: Network | None = None,
) -> str:
    """Render one organisation as JSON, with its country, its links, and everything else on record.

    `other` holds the statements that have no member of their own, by property.
    """
    full = full or FullRecord(Item(record.iri, "sg:Organisation"))
    known = {item.iri: item for item in full.items}
    iris = {each.iri for each in (network or Network()).organisations.values()}
    told = {claim.iri for claim in record.contributions} | {link.iri for link in links}
    held = {
        **record._asdict(),
        "contributions": [
            {**claim._asdict(), "other": _other(known.get(claim.iri), CONTRIBUTION)} for claim in record.contributions
        ],
        "country": country._asdict() if country else None,
        "links": [
            {
                **link._asdict(),
                "other": _other(known.get(link.iri), COOPERATION) | _strangers(known.get(link.iri), iris),
            }
            for link in links
        ],
        **_beyond(full, network or Network(), told),
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _strangers(item: Item | None, iris: Collection[str]) -> dict[str, list[str]]:
    """Return the partners that are not organisations on record, and so have no code."""
    found = [iri for iri in item.every("sg:partner") if iri not in iris] if item else []
    return {"sg:partner": found} if found else {}


def _beyond(full: FullRecord, network: Network, told_apart: Collection[str]) -> dict[str, Any]:
    """Return what is on record beside names, place, themes, contributions and links."""
    own = full.own
    codes = {each.iri: each.code for each in network.organisations.values()}
    hostings = full.of(HOSTING)
    position = _position(own)
    # properties that other members already have
    told = set(TOLD["sg:Organisation"]) - {"sg:partlyBackground"} - (set() if position else {"wgs:lat", "wgs:long"})
    return {
        "position": position,
        "programmes": _terms(full, own.every("sg:programme")),
        "reach": _terms(full, own.every("sg:scope")),
        "same_as": own.every("skos:exactMatch"),
        "close_to": own.every("skos:closeMatch"),
        "ror": own.first("sg:ror") or None,
        "wikidata": own.first("sg:wikidata") or None,
        "isni": own.first("sg:isni") or None,
        "notes": own.every("skos:note"),
        "sources": own.every("dcterms:source"),
        "status_records": [_status(full, item) for item in sorted(full.of(STATUS), key=_by_date("sg:date"))],
        "hosts": [
            _hosting(full, item, "sg:hostOrganisation", codes)
            for item in sorted(hostings, key=lambda item: (is_over(item, full.as_of), item.iri))
            if own.iri in item.every("sg:hostedOrganisation")
        ],
        "hosted": [
            _hosting(full, item, "sg:hostedOrganisation", codes)
            for item in sorted(hostings, key=lambda item: (is_over(item, full.as_of), item.iri))
            if own.iri in item.every("sg:hostOrganisation")
        ],
        "projects": [_project(full, item, codes) for item in sorted(full.of(PROJECT), key=_by_date("sg:start"))],
        "events": [_event(full, item, codes) for item in sorted(full.of(EVENT), key=_by_date("sg:start"))],
        "incomplete": [
            {"iri": item.iri, "statements": {name: list(values) for name, values in item.values.items()}}
            for item in full.items
            if item.type in (CONTRIBUTION, COOPERATION) and item.iri not in told_apart
        ],
        "mentions": [{"iri": thing, "property": name} for thing, name in full.mentions],
        "other": {name: list(values) for name, values in own.rest(told).items()},
    }


def _common(item: Item) -> dict[str, Any]:
    """Return the common members of a thing: notes, evidence, and the statements without a member of their own."""
    return {
        "notes": item.every(*NOTES),
        "evidence": item.evidence,
        "other": _other(item, item.type, (*TOLD[item.type], *EVIDENCE)),
    }


def _other(item: Item | None, type: str, told: Iterable[str] = ()) -> dict[str, list[str]]:
    rest = item.rest(told or _GIVEN[type]) if item else {}
    return {name: list(values) for name, values in rest.items()}


def _status(full: FullRecord, item: Item) -> dict[str, Any]:
    value = item.first("sg:statusValue")
    return {
        "iri": item.iri,
        "value": key(value),
        "label": full.words(value),
        "date": item.first("sg:date") or None,
        "session": item.first("sg:session"),
        "term_start": item.first("sg:termStart") or None,
        "term_end": item.first("sg:termEnd") or None,
        "end_basis": key(item.first("sg:endBasis")) or None,
        **_common(item),
    }


def _hosting(full: FullRecord, item: Item, other: str, codes: dict[str, str]) -> dict[str, Any]:
    who = item.first(other)
    return {
        "iri": item.iri,
        "code": codes.get(who, key(who)),
        "name": full.words(who),
        "start": item.first("sg:start") or None,
        "end": item.first("sg:end") or None,
        "has_ended": is_over(item, full.as_of),
        **_common(item),
    }


def _project(full: FullRecord, item: Item, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "iri": item.iri,
        "name": item.first("skos:prefLabel"),
        "other_names": other_names(item),
        "start": item.first("sg:start") or None,
        "end": item.first("sg:end") or None,
        "aims": [key(aim) for aim in item.every("sg:addresses")],
        "open_to": [key(group) for group in item.every("sg:openTo")],
        "countries": [key(land) for land in item.every("sg:countryServed")],
        "participants": _codes(item, "sg:participant", codes),
        **_common(item),
    }


def _event(full: FullRecord, item: Item, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "iri": item.iri,
        "name": item.first("skos:prefLabel"),
        "other_names": other_names(item),
        "kind": key(item.first("sg:eventKind")),
        "start": item.first("sg:start") or None,
        "end": item.first("sg:end") or None,
        "place": ", ".join(item.every("sg:place")),
        "organisers": _codes(item, "sg:organiser", codes),
        "hosts": _codes(item, "sg:eventHost", codes),
        "participants": _codes(item, "sg:participant", codes),
        "open_to": [key(group) for group in item.every("sg:openTo")],
        **_common(item),
    }


def _position(own: Item) -> dict[str, float] | None:
    """Return the position; None if it is missing or not a finite number, which JSON could not hold."""
    try:
        latitude, longitude = float(own.first("wgs:lat")), float(own.first("wgs:long"))
    except ValueError:
        return None
    known = math.isfinite(latitude) and math.isfinite(longitude)
    return {"latitude": latitude, "longitude": longitude} if known else None


def _codes(item: Item, name: str, codes: dict[str, str]) -> list[str]:
    return sorted(codes.get(iri, key(iri)) for iri in item.every(name))


def _terms(full: FullRecord, iris: Iterable[str]) -> list[dict[str, str]]:
    return [{"key": key(iri), "label": full.words(iri)} for iri in iris]


def _by_date(name: str) -> Any:  # Any: a key for sorted()
    return lambda item: (item.first(name) or "9999", item.iri)
