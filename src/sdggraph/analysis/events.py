"""The regions, groups of countries and themes that an event concerns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sdggraph.model.events import Event
from sdggraph.model.reader import key
from sdggraph.model.records import Country, Network


def around(event: Event) -> tuple[str, ...]:
    """Return the codes of the organisers and hosts of an event; of its participants if neither is on record.

    >>> around(Event("e", "E", hosts=("B",), participants=("C",))), around(Event("e", "E", participants=("C",)))
    (('B',), ('C',))
    """
    return tuple(dict.fromkeys((*event.organisers, *event.hosts))) or event.participants


def regions(event: Event, network: Network) -> set[str]:
    """Return the UNESCO regions and M49 sub-regions, by label, of the organisations around an event."""
    lands = [network.countries[code] for code in _countries(event, network)]
    return {label for land in lands for label in (land.region, land.subregion) if label}


def country_groups(event: Event, network: Network) -> set[str]:
    """Return the groups of countries, by key, with a country that an event is open to, or that those around it are of.

    An event that is open to Africa is open to the landlocked countries of Africa, and so to some of that group.
    """
    around_it, open_to = _countries(event, network), set(event.open_to)
    lands = network.countries.values() if open_to else ()
    invited = {land.code for land in lands if open_to & openings(network, land)}
    return {*open_to, *(group for code in around_it | invited for group in network.countries[code].groups)}


def openings(network: Network, land: Country) -> set[str]:
    """Return the keys of what an event may be open to, so that people of a country may take part.

    These are the country, its groups and its regions, up to the continent.
    """
    named = {each.label: each.iri for each in (*network.subregions.values(), *network.regions.values())}
    regions = [named[label] for label in (land.region, land.subregion) if label in named]
    return {land.code, *land.groups, *map(key, regions), *(up for iri in regions for up in wider_regions(network, iri))}


def wider_regions(network: Network, iri: str) -> set[str]:
    """Return the keys of the M49 regions above a region."""
    found, left = set[str](), {key(iri)}
    while left:
        left = {up for each in left if each in network.subregions for up in network.subregions[each].broader} - found
        found |= left
    return found


def themes(event: Event, network: Network) -> set[str]:
    """Return the themes of the organisations around an event, by key, with all themes above them."""
    found = {
        key for code in around(event) if code in network.organisations for key in network.organisations[code].themes
    }
    above = found
    while above:
        above = {key for each in above if each in network.themes for key in network.themes[each].broader} - found
        found |= above
    return found


def within(events: Iterable[Event], since: datetime.date | None, until: datetime.date | None) -> list[Event]:
    """Return the events that may take place between two days, both included; None leaves the period open.

    Events without a date are left out as soon as one of the days is given.

    >>> day = datetime.date(2025, 12, 15)
    >>> [event.name for event in within([Event("e", "E", start="2025-12"), Event("f", "F")], day, None)]
    ['E']
    """
    found = []
    for event in events:
        first, last = event.first, event.last
        if first is None or last is None:
            fits = since is None and until is None
        else:
            fits = (since is None or last >= since) and (until is None or first <= until)
        if fits:
            found.append(event)
    return found


def _countries(event: Event, network: Network) -> set[str]:
    codes = {network.organisations[code].country for code in around(event) if code in network.organisations}
    return codes & network.countries.keys()
