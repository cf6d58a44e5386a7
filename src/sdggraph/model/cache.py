"""A cache of the records that opens in milliseconds, so that a command need not read the graph each time.

The file is JSON (never code), in the user's own cache folder. It is valid only for the very files it was made from: it
stores their paths, sizes and modification times, and its name is a checksum of these.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sdggraph.errors import SdgGraphError
from sdggraph.files import write_atomically
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation, StatusRecord
from sdggraph.version import __version__

_LAYOUT = 6  # incremented with every change of the records


def cached(folder: Path | None, sources: Iterable[str], make: Callable[[], Network]) -> Network:
    """Return the network of these files: from the cache if it is fresh, else made and cached.

    A cache that cannot be read or written is no error; the network is then made each time.
    """
    if folder is None:
        return make()
    now = stamp(sources)
    return kept(folder, now, now, make)


def kept(folder: Path | None, name: str, now: str, make: Callable[[], Network]) -> Network:
    """Return the cached network of that name if it was made in the state `now`; else make and cache it."""
    if folder is None:
        return make()
    path = folder / f"network-{zlib.crc32(name.encode()):08x}.json"
    try:
        return loads(path.read_bytes(), now)
    except (OSError, ValueError, TypeError, KeyError):
        pass  # absent, unreadable, of other files or of another layout: make it again
    network = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, dumps(network, now))
        _forget_older(folder, path)
    except (OSError, SdgGraphError):
        pass  # a full or read-only disk costs time, never the answer
    return network


def stamp(sources: Iterable[str]) -> str:
    """Return paths, sizes and modification times of files as one text, with our own versions."""
    lines = [f"{__version__}/{_LAYOUT}"]
    for path in sources:
        status = os.stat(path)
        lines.append(f"{path!r} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(lines)


def dumps(network: Network, stamp: str = "") -> bytes:
    """Write the network as JSON, with the stamp of its files."""
    return json.dumps(
        {
            "stamp": stamp,
            "organisations": list(network.organisations.values()),
            "links": list(network.links),
            "countries": list(network.countries.values()),
            "themes": list(network.themes.values()),
            "aims": list(network.aims.values()),
            "kinds": list(network.kinds.values()),
            "version": network.version,
            "target_links": network.target_links,
            "regions": list(network.regions.values()),
            "subregions": list(network.subregions.values()),
            "groups": list(network.groups.values()),
            "categories": list(network.categories.values()),
            "sectors": list(network.sectors.values()),
            "hidden_names": dict(network.hidden_names),
            "identifiers": dict(network.identifiers),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def loads(content: bytes, stamp: str = "") -> Network:
    """Read the network that `dumps` wrote. Raises ValueError if the stamp differs.

    >>> loads(dumps(Network(version="abc"))) == Network(version="abc")
    True
    """
    held = json.loads(content)
    if held["stamp"] != stamp:
        raise ValueError("compiled from other files")
    organisations = [_organisation(values) for values in held["organisations"]]
    countries = [Country._make(_frozen(values)) for values in held["countries"]]
    return Network(
        organisations={record.code: record for record in organisations},
        links=tuple(Link._make(_frozen(values)) for values in held["links"]),
        countries={country.code: country for country in countries},
        themes=_concepts(held["themes"]),
        aims=_concepts(held["aims"]),
        kinds=_concepts(held["kinds"]),
        version=held["version"],
        target_links=tuple((one, other, weight) for one, other, weight in held["target_links"]),
        regions=_concepts(held["regions"]),
        subregions=_concepts(held["subregions"]),
        groups=_concepts(held["groups"]),
        categories=_concepts(held["categories"]),
        sectors=_concepts(held["sectors"]),
        hidden_names={iri: tuple(names) for iri, names in held["hidden_names"].items()},
        identifiers={iri: tuple(values) for iri, values in held["identifiers"].items()},
    )


def _organisation(values: list[object]) -> Organisation:
    *plain, records, claims = _frozen(values)
    status_records = tuple(StatusRecord._make(_frozen(record)) for record in records)
    return Organisation._make([*plain, status_records, tuple(Contribution._make(_frozen(claim)) for claim in claims)])


def _concepts(rows: list[list[object]]) -> dict[str, Concept]:
    found = [Concept._make(_frozen(values)) for values in rows]
    return {concept.key: concept for concept in found}


def _frozen(values: list[object]) -> list[Any]:  # Any: a row has columns of several types
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _forget_older(folder: Path, keep: Path) -> None:
    """Keep the eight newest networks: a checkout under development makes a new one with every edit."""
    old = sorted(folder.glob("network-*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[8:]
    for path in old:
        if path != keep:
            path.unlink(missing_ok=True)
