"""Facts about all organisations that their records do not hold, read once for each source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from sdggraph.model.data_date import date_of
from sdggraph.model.gaps import TargetLink
from sdggraph.model.records import Link, Organisation
from sdggraph.names.file_names import file_name
from sdggraph.publish.catalogues.schema_org import Around, around
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.tasks.source import Source

_held: Final[WeakKeyDictionary[Source, Surroundings]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Surroundings:
    """Facts about all organisations, for every page. A mapping has codes as keys unless its comment says otherwise."""

    positions: Mapping[str, tuple[float, float]]  # longitude and latitude
    links: Mapping[str, tuple[Link, ...]]
    around: Around  # the facts that schema.org descriptions need
    target_links: tuple[TargetLink, ...]
    by_stem: Mapping[str, Organisation]  # by the name of the page's file
    by_iri: Mapping[str, Organisation]
    date: str  # of the data


def surroundings(source: Source) -> Surroundings:
    """Return the facts about all organisations, read at the first call for a source."""
    if source not in _held:
        _held[source] = _read(source)
    return _held[source]


def context(source: Source, base: str = "") -> PublicationContext:
    """Return the context in which the data are described, published at this address."""
    return _context(source, base, surroundings(source).date)


def _context(source: Source, base: str, date: str) -> PublicationContext:
    return PublicationContext(source.store, source.network, source.settings.ontology, base, "", date)


def _read(source: Source) -> Surroundings:
    network, known = source.network, _context(source, "", date_of(source.store))
    links: dict[str, list[Link]] = defaultdict(list)
    for link in network.links:
        for code in link.partners:
            links[code].append(link)
    about = around(known)
    return Surroundings(
        positions={code: (place.longitude, place.latitude) for code, place in about.places.items()},
        links={code: tuple(held) for code, held in links.items()},
        around=about,
        target_links=tuple(TargetLink("", (one, other), weight) for one, other, weight in network.target_links),
        by_stem={file_name(code): record for code, record in network.organisations.items()},
        by_iri=about.by_iri,
        date=known.date,
    )
