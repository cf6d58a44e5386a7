"""Maps of the centres and their cooperation: GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, Final, NamedTuple

from sdggraph.model.places import degrees
from sdggraph.model.records import Network
from sdggraph.model.standing_words import status_note
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import GEOJSON

_POSITIONS: Final = """
SELECT ?code ?longitude ?latitude ?guess
WHERE {
  ?organisation a sg:Organisation ; sg:code ?code ; wgs:long ?longitude ; wgs:lat ?latitude .
  OPTIONAL { ?organisation sg:partlyBackground ?guess }
}"""
Feature = dict[str, Any]


class Position(NamedTuple):
    """A place on Earth in degrees (WGS 84), in the order of GeoJSON."""

    longitude: float
    latitude: float


def write(site: Site, known: PublicationContext) -> None:
    """Write the organisations with known places as points, and the links between them as lines."""
    places, guesses = positions(known)
    title = "Where the centres and other organisations are"
    content = _collection(_points(known.network, places, guesses))
    site.write("maps/centres.geojson", content, media_type=GEOJSON.media_type, title=title)
    title = "Links between organisations whose places are known"
    site.write(
        "maps/links.geojson", _collection(_lines(known.network, places)), media_type=GEOJSON.media_type, title=title
    )


def positions(known: PublicationContext) -> tuple[dict[str, Position], set[str]]:
    """Return the places of organisations by code, and the codes of those whose record rests partly on general
    knowledge.

    Invalid coordinates are left out.
    """
    found: dict[str, Position] = {}
    guesses = set()
    for row in sorted(known.store.query(_POSITIONS).rows(), key=lambda row: tuple(sorted(row.items()))):
        place = degrees(row["latitude"], row["longitude"])
        if place is not None:
            found.setdefault(row["code"], Position(place[1], place[0]))
            if row.get("guess") == "true":
                guesses.add(row["code"])
    return found, guesses


def line_between(one: Position, other: Position) -> Feature:
    """Return the shorter line between two places, split at the antimeridian; a point if both are the same place.

    A line must have a length (RFC 7946, section 3.1.4); map programs rely on it.

    >>> line_between(Position(2.35, 48.85), Position(2.35, 48.85))
    {'type': 'Point', 'coordinates': [2.35, 48.85]}
    >>> line_between(Position(170, 0), Position(-170, 10))["coordinates"]
    [[[170, 0], [180.0, 5.0]], [[-180.0, 5.0], [-170, 10]]]
    """
    # +180 and -180 are the same meridian, and at a pole every longitude is the same place
    turned = abs(one.longitude - other.longitude) in (0, 360) or abs(one.latitude) == 90
    if turned and one.latitude == other.latitude:
        return {"type": "Point", "coordinates": list(one)}
    if abs(one.longitude - other.longitude) <= 180:
        return {"type": "LineString", "coordinates": [list(one), list(other)]}
    side = math.copysign(180.0, one.longitude)
    to_edge = abs(side - one.longitude)
    whole = to_edge + abs(-side - other.longitude)
    share = to_edge / whole if whole else 0.0
    latitude = round(one.latitude + share * (other.latitude - one.latitude), 6)
    parts = [[list(one), [side, latitude]], [[-side, latitude], list(other)]]
    parts = [part for part in parts if part[0] != part[1]]  # a place on the antimeridian itself
    return (
        {"type": "LineString", "coordinates": parts[0]}
        if len(parts) == 1
        else {"type": "MultiLineString", "coordinates": parts}
    )


def _points(network: Network, places: dict[str, Position], guesses: set[str]) -> Iterator[Feature]:
    for code in sorted(places.keys() & network.organisations.keys()):
        record = network.organisations[code]
        land = network.countries.get(record.country)
        about = {
            "code": code,
            "name": record.name,
            "category": record.category,
            "status": status_note(record),
            "city": record.city,
            "country": record.country,
            "region": land.region if land else "",
            "themes": list(record.themes),
            "website": record.website,
            "iri": record.iri,
            "partly_background": code in guesses,
        }
        held = {name: value for name, value in about.items() if value not in ("", [])}
        geometry = {"type": "Point", "coordinates": list(places[code])}
        yield {"type": "Feature", "id": record.iri, "geometry": geometry, "properties": held}


def _lines(network: Network, places: dict[str, Position]) -> Iterator[Feature]:
    for link in sorted(network.links, key=lambda link: link.iri):
        for one, other in combinations([code for code in link.partners if code in places], 2):
            about: dict[str, object] = {
                "a": one,
                "b": other,
                "kind": link.kind,
                "strong": link.strong,
                "year": link.year,
                "what": "; ".join(link.what),
                "evidence": list(link.evidence),
                "iri": link.iri,
            }
            held = {name: value for name, value in about.items() if value not in ("", [], None)}
            way = line_between(places[one], places[other])
            if way["type"] == "Point":
                held["same_place"] = True  # tells programs that draw lines why there is none
            yield {"type": "Feature", "geometry": way, "properties": held}


def _collection(features: Iterable[Feature]) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    start = "\n"
    for feature in features:
        yield (start + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))).encode()
        start = ",\n"
    yield b"\n]}\n"
