"""Coordinates outside of the rough box of a country, the 180th meridian included."""

from __future__ import annotations

from typing import Literal

import pytest

from sdggraph import vocab
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import Report, validate
from tests.validate.conftest import SHAPES, terms

Method = Literal["screen", "full"]
# pySHACL takes five times as long; the tests of agreement compare both on all shapes
METHODS = ["screen", pytest.param("full", marks=pytest.mark.slow)]
PLACES = {
    "Boston": ("USA", 42.36, -71.06),
    "Anchorage": ("USA", 61.2, -149.9),
    "Attu": ("USA", 52.9, 172.9),
    "Honolulu": ("USA", 21.3, -157.9),
    "Moscow": ("RUS", 55.75, 37.62),
    "Kaliningrad": ("RUS", 54.7, 20.5),
    "Uelen": ("RUS", 66.16, -169.8),
    "Suva": ("FJI", -18.14, 178.44),
    "Lakeba": ("FJI", -18.2, -178.8),
    "Wellington": ("NZL", -41.29, 174.78),
    "Waitangi on the Chathams": ("NZL", -43.95, -176.55),
    "Tarawa": ("KIR", 1.33, 173.0),
    "Kiritimati": ("KIR", 1.87, -157.4),
    "South Pole": ("ATA", -90.0, 139.3),
    "Beijing": ("CHN", 39.9, 116.4),
}


def report(country: str, latitude: float, longitude: float, method: Method) -> Report:
    return validate(
        _store(f"<urn:place> sg:country country:{country} ; wgs:lat {latitude} ; wgs:long {longitude} ."),
        SHAPES,
        focus=["urn:place"],
        method=method,
    )


def _store(turtle: str) -> EmbeddedStore:
    store = terms()
    store.add_turtle(turtle.encode(), graph=vocab.DATA_GRAPH)
    return store


def outside(found: Report) -> bool:
    return any(finding.shape == f"{vocab.SHAPES}Coordinates" for finding in found.findings)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_lies_in_its_country(place: str, method: Method) -> None:
    assert not outside(report(*PLACES[place], method))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("place", ["Boston", "Anchorage", "Honolulu", "Moscow", "Wellington", "Beijing", "Kaliningrad"])
def test_a_lost_sign_of_the_longitude_is_found(place: str, method: Method) -> None:
    country, latitude, longitude = PLACES[place]
    assert outside(report(country, latitude, -longitude, method))


@pytest.mark.parametrize("place", [name for name in PLACES if name not in ("Tarawa", "Kiritimati", "South Pole")])
def test_a_lost_sign_of_the_latitude_is_found(place: str) -> None:
    country, latitude, longitude = PLACES[place]
    assert outside(report(country, -latitude, longitude, "screen"))


@pytest.mark.parametrize("place", ["Boston", "Wellington", "Suva", "Beijing"])
def test_swapped_coordinates_are_found(place: str) -> None:
    country, latitude, longitude = PLACES[place]
    assert outside(report(country, longitude, latitude, "screen"))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("west", "east", "wrong"),
    [
        ("5.0", "4.0", True),
        ("-4.0", "-5.0", True),
        ("172.0", "-66.5", False),
        ("0.0", "-1.0", True),
        ("4.0", "5.0", False),
    ],
)
def test_only_a_box_across_the_180th_meridian_may_begin_east_of_its_end(
    west: str, east: str, wrong: bool, method: Method
) -> None:
    edges = f"sg:southLatitude 1.0 ; sg:northLatitude 2.0 ; sg:westLongitude {west} ; sg:eastLongitude {east}"
    found = validate(_store(f"<urn:box> {edges} ."), SHAPES, focus=["urn:box"], method=method)
    assert [f"{vocab.SHAPES}Box-westLongitude"] * wrong == [finding.shape for finding in found.findings]
