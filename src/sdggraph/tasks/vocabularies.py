"""The vocabularies of the graph with the number of uses of each term: themes, goals, regions, countries and kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sdggraph.model.coverage import un_order
from sdggraph.model.records import DERIVED, Concept, Network, Organisation
from sdggraph.model.term_counts import Land, Region, Used
from sdggraph.tasks.coverage import concepts
from sdggraph.tasks.source import Source


def themes(source: Source) -> list[Used]:
    """Return every theme by key; a theme includes the centres of its narrower themes, each counted once."""
    network = source.network
    above = {key: _with_broader(network.themes, key) for key in network.themes}
    counts = Counter(
        key for record in _centres(network) for key in set().union(*(above.get(each, ()) for each in record.themes))
    )
    return [Used(network.themes[key], counts[key]) for key in sorted(network.themes)]


def goals(source: Source) -> list[Used]:
    """Return every goal and target in the UN's order; a goal includes its targets. Derived contributions do not
    count.
    """
    network = source.network
    counts: Counter[str] = Counter()
    for record in _centres(network):
        claims = [claim for claim in record.contributions if claim.basis != DERIVED]
        counts.update({aim for claim in claims for aim in (claim.aim, claim.goal)})
    return [Used(network.aims[key], counts[key]) for key in sorted(network.aims, key=un_order)]


def countries(source: Source) -> list[Land]:
    """Return every country by code."""
    network = source.network
    counts = Counter(record.country for record in _centres(network))
    return [Land(network.countries[code], counts[code]) for code in sorted(network.countries)]


def regions(source: Source) -> list[Region]:
    """Return the UNESCO regions, then the M49 sub-regions, by name."""
    lands = countries(source)
    iris = {concept.label: concept.iri for concept in concepts(source, "region")}
    above = {label: _among(lands, region=label) for label in {land.country.region for land in lands} | set(iris)}
    below = {label: _among(lands, subregion=label) for label in {land.country.subregion for land in lands}}
    found = [Region(label, "unesco", (), iris.get(label), *_counted(above[label])) for label in sorted(above) if label]
    for label in filter(None, sorted(below)):
        within = {land.country.region for land in below[label]} - {""}
        found.append(Region(label, "m49", tuple(sorted(within)), None, *_counted(below[label])))
    return found


def country_groups(source: Source) -> list[Used]:
    """Return every group of countries by key, with its number of centres."""
    counts: Counter[str] = Counter()
    for land in countries(source):
        counts.update(dict.fromkeys(land.country.groups, land.centres))
    return [Used(concept, counts[concept.key]) for concept in concepts(source, "country-group")]


def kinds(source: Source) -> list[Used]:
    """Return every kind of cooperation by key, with its number of links."""
    network = source.network
    counts = Counter(link.kind for link in network.links)
    return [Used(network.kinds[key], counts[key]) for key in sorted(network.kinds)]


def _centres(network: Network) -> Iterable[Organisation]:
    return (record for record in network.organisations.values() if record.is_active_centre)


def _with_broader(known: Mapping[str, Concept], key: str) -> set[str]:
    found, new = set(), {key}
    while new:
        found |= new
        new = {above for each in new if each in known for above in known[each].broader} - found
    return found


def _among(lands: Iterable[Land], *, region: str = "", subregion: str = "") -> list[Land]:
    return [
        land
        for land in lands
        if (region and land.country.region == region) or (subregion and land.country.subregion == subregion)
    ]


def _counted(lands: list[Land]) -> tuple[int, int]:
    return len(lands), sum(land.centres for land in lands)
