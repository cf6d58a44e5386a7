"""Records in a file that opens in milliseconds, so that a command need not read the graph each time.

The file is JSON (never code), lives in the user's own cache folder, and is valid only for the very
files it was made from: its name is a hash of their paths, sizes and times of change.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import astuple
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sdggraph.errors import SdgGraphError
from sdggraph.files import write_atomically
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from sdggraph.version import __version__

_LAYOUT = 2  # counts up with every change of the records


def cached(folder: Path | None, sources: Iterable[str], make: Callable[[], Network]) -> Network:
    """The network compiled from these files: from the cache where it is fresh, else made and kept.

    A cache that cannot be read or written is no error; the network is then made each time.
    """
    if folder is None:
        return make()
    path = folder / f"network-{fingerprint(sources)}.json"
    try:
        return loads(path.read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        pass  # absent, unreadable or of another layout: make it anew
    network = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, dumps(network))
        _forget_older(folder, path)
    except (OSError, SdgGraphError):
        pass  # a full or closed disk costs time, never the answer
    return network


def fingerprint(sources: Iterable[str]) -> str:
    """A hash of the paths, sizes and times of change of files, and of our own layout."""
    digest = blake2b(f"{__version__}/{_LAYOUT}".encode(), digest_size=12)
    for path in sources:
        status = os.stat(path)
        digest.update(f"\n{path}\0{status.st_size}\0{status.st_mtime_ns}".encode(errors="surrogateescape"))
    return digest.hexdigest()


def dumps(network: Network) -> bytes:
    """The network as JSON."""
    return json.dumps(
        {
            "organisations": [astuple(record) for record in network.organisations.values()],
            "links": [astuple(link) for link in network.links],
            "countries": [astuple(country) for country in network.countries.values()],
            "themes": [astuple(concept) for concept in network.themes.values()],
            "aims": [astuple(concept) for concept in network.aims.values()],
            "kinds": [astuple(concept) for concept in network.kinds.values()],
            "version": network.version,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def loads(content: bytes) -> Network:
    """The network that `dumps` wrote.

    >>> loads(dumps(Network(version="abc"))) == Network(version="abc")
    True
    """
    held = json.loads(content)
    organisations = [_organisation(values) for values in held["organisations"]]
    countries = [Country(*_frozen(values)) for values in held["countries"]]
    return Network(
        organisations={record.code: record for record in organisations},
        links=tuple(Link(*_frozen(values)) for values in held["links"]),
        countries={country.code: country for country in countries},
        themes=_concepts(held["themes"]),
        aims=_concepts(held["aims"]),
        kinds=_concepts(held["kinds"]),
        version=held["version"],
    )


def _organisation(values: list[object]) -> Organisation:
    *plain, claims = _frozen(values)
    return Organisation(*plain, contributions=tuple(Contribution(*_frozen(claim)) for claim in claims))


def _concepts(rows: list[list[object]]) -> dict[str, Concept]:
    found = [Concept(*_frozen(values)) for values in rows]
    return {concept.key: concept for concept in found}


def _frozen(values: list[object]) -> list[Any]:  # Any: a row has columns of several types
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _forget_older(folder: Path, keep: Path) -> None:
    """Keep the eight newest networks: a checkout under change makes a new one at every edit."""
    old = sorted(folder.glob("network-*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[8:]
    for path in old:
        if path != keep:
            path.unlink(missing_ok=True)
