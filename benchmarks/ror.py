"""Records of the Research Organization Registry (ROR), read from a clone of github.com/ror-community/ror-records.

The clone has a folder for each release, with the records that were new or changed in it, in schema 1 or 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pycountry


class Record(NamedTuple):
    """An organisation as ROR describes it."""

    ror: str  # https://ror.org/…
    names: tuple[str, ...]  # the displayed one first; no acronyms
    acronyms: tuple[str, ...]
    country: str  # ISO 3166-1 alpha-3
    city: str
    website: str
    active: bool


def records(folder: Path) -> Iterator[Record]:
    """Yield the newest version of each record, ordered by identifier."""
    newest: dict[str, tuple[tuple[int, ...], int, Path]] = {}
    for path in folder.glob("v*/**/*.json"):
        release, *inner = path.relative_to(folder).parts
        version = (tuple(int(part) for part in release[1:].split(".")), -len(inner), path)
        newest[path.stem] = max(version, newest.get(path.stem, version))
    for _, (_, _, path) in sorted(newest.items()):
        given = json.loads(path.read_bytes())
        yield _of_schema_2(given) if "names" in given else _of_schema_1(given)


def _of_schema_2(given: dict[str, Any]) -> Record:
    named = sorted(given["names"], key=lambda each: "ror_display" not in each["types"])
    place = given["locations"][0]["geonames_details"] if given["locations"] else {}
    return Record(
        given["id"],
        _distinct(each["value"] for each in named if "acronym" not in each["types"]),
        _distinct(each["value"] for each in named if "acronym" in each["types"]),
        _alpha_3(place.get("country_code")),
        place.get("name") or "",
        next((each["value"] for each in given["links"] if each["type"] == "website"), ""),
        given["status"] == "active",
    )


def _of_schema_1(given: dict[str, Any]) -> Record:
    labels = (each["label"] for each in given["labels"])
    return Record(
        given["id"],
        _distinct((given["name"], *given["aliases"], *labels)),
        _distinct(given["acronyms"]),
        _alpha_3(given["country"]["country_code"]),
        (given["addresses"] or [{}])[0].get("city") or "",
        (given["links"] or [""])[0] or "",
        given["status"] == "active",
    )


def _distinct(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _alpha_3(code: str | None) -> str:
    found = pycountry.countries.get(alpha_2=code) if code else None
    return str(found.alpha_3) if found else ""
