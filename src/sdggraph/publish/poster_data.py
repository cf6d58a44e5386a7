"""The facts on a poster of one centre, collected from the graph; nothing is drawn here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from sdggraph.analysis import partners
from sdggraph.analysis.coverage import claims_of
from sdggraph.analysis.features import View
from sdggraph.analysis.gaps import centre_gaps
from sdggraph.model.coverage import un_order
from sdggraph.model.full_record import HOSTING, Item, hosting_time, is_over
from sdggraph.model.gaps import Gap, TargetLink
from sdggraph.model.places import degrees
from sdggraph.model.reader import key
from sdggraph.model.records import Contribution, Link, Network, Organisation
from sdggraph.model.suggestions import Suggestion
from sdggraph.publish.site.publication import date_of
from sdggraph.sparql.interface import Store

SUGGESTED: Final = 3
_COLOURS: Final = """
SELECT ?iri ?value { ?iri a sdgo:Goal ; sg:colour ?value FILTER(REGEX(?value, "^#[0-9A-Fa-f]{6}$")) }"""
_CATEGORIES: Final = "SELECT ?iri ?value { ?iri a sg:Category ; sg:displayName ?value }"
_PLACES: Final = "SELECT ?iri ?lat ?long { ?iri a sg:Organisation ; wgs:lat ?lat ; wgs:long ?long }"
_HOSTS: Final = """
SELECT ?hosting ?iri ?value ?ended ?start ?end {
  ?hosting a sg:Hosting ; sg:hostedOrganisation ?iri ; sg:hostOrganisation ?host .
  ?host sg:displayName ?value
  OPTIONAL { ?hosting sg:hasEnded ?ended } OPTIONAL { ?hosting sg:start ?start } OPTIONAL { ?hosting sg:end ?end }
}"""
_STANDINGS: Final = """
SELECT ?iri ?value ?date ?session {
  ?record a sg:StatusRecord ; sg:ofOrganisation ?iri ; sg:statusValue ?status .
  ?status sg:displayName ?value FILTER(?status != status-value:unknown)
  OPTIONAL { ?record sg:date ?date } OPTIONAL { ?record sg:session ?session }
}"""
_SOURCES: Final = """
SELECT ?iri ?value ?copy {
  ?iri a sg:Organisation ; dcterms:source ?value
  OPTIONAL { SELECT DISTINCT ?value (true AS ?copy) { ?thing sg:evidenceCopy ?value } }
}"""
_DATES: Final = """
SELECT ?iri (MAX(?date) AS ?value) {
  { ?iri a sg:Organisation ; dcterms:created|dcterms:modified ?date }
  UNION { ?claim a sg:Contribution ; sg:contributor ?iri ; dcterms:created|dcterms:modified ?date }
  FILTER(datatype(?date) = xsd:date)
} GROUP BY ?iri"""


class PosterData(NamedTuple):
    """The data for all posters, read once; the keys are IRIs of organisations unless noted otherwise."""

    view: View  # of the network, shared by all posters
    colours: Mapping[str, str]  # by goal
    categories: Mapping[str, str]  # labels by key
    places: Mapping[str, tuple[float, float]]  # latitude and longitude
    hosts: Mapping[str, list[str]]  # names, current hosts first
    sources: Mapping[str, list[str]]  # addresses, without those of copies
    dates: Mapping[str, str]  # the latest day of a statement
    target_links: tuple[TargetLink, ...]
    links: Mapping[str, list[Link]]  # by code
    standings: Mapping[str, list[str]] = MappingProxyType({})  # status records, the earliest first
    copies: Mapping[str, int] = MappingProxyType({})  # the number of pages that repost what others published

    @property
    def network(self) -> Network:
        """The records of the whole network."""
        return self.view.network


class Ties(NamedTuple):
    """All links with one partner."""

    partner: Organisation
    links: tuple[Link, ...]  # the strongest and latest first


class PosterFacts(NamedTuple):
    """The facts about one centre."""

    centre: Organisation
    standing: str
    where: str
    hosts: tuple[str, ...]
    place: tuple[float, float] | None
    goals: tuple[tuple[str, tuple[Contribution, ...]], ...]  # the goals with the most contributions first
    ties: tuple[Ties, ...]
    suggested: tuple[Suggestion, ...]
    gaps: tuple[Gap, ...]
    sources: tuple[str, ...]
    copies: int
    standings: tuple[str, ...]
    date: str  # empty if no statement is dated


def shelf(store: Store, network: Network) -> PosterData:
    """Read everything that posters need beyond the network."""
    sources: dict[str, list[str]] = defaultdict(list)
    copies: dict[str, int] = defaultdict(int)
    for row in _rows(store, _SOURCES):
        if "copy" in row:
            copies[row["iri"]] += 1
        else:
            sources[row["iri"]].append(row["value"])
    links: dict[str, list[Link]] = defaultdict(list)
    for link in network.links:
        for code in link.partners:
            links[code].append(link)
    return PosterData(
        view=View(network),
        colours={key(row["iri"]): row["value"] for row in _rows(store, _COLOURS)},
        categories={key(row["iri"]): row["value"] for row in _rows(store, _CATEGORIES)},
        places={row["iri"]: place for row in _rows(store, _PLACES) if (place := degrees(row["lat"], row["long"]))},
        hosts=_hosts(store),
        sources=sources,
        copies=copies,
        dates={row["iri"]: row["value"] for row in _rows(store, _DATES) if "iri" in row},
        target_links=tuple(TargetLink("", (one, other), weight) for one, other, weight in network.target_links),
        links=links,
        standings=_standings(store),
    )


def _hosts(store: Store) -> dict[str, list[str]]:
    """Return the hosts of each organisation as text, current ones first; a former host is marked, with its dates."""
    day = date_of(store)
    found: dict[str, dict[str, tuple[bool, str]]] = defaultdict(dict)
    for row in _rows(store, _HOSTS):
        said = {f"sg:{name}": (row[name],) for name in ("start", "end") if name in row}
        said |= {"sg:hasEnded": (row["ended"],)} if "ended" in row else {}
        item = Item(row["hosting"], HOSTING, said)
        time = hosting_time(item, day)
        words = f"{row['value']} ({time})" if time else row["value"]
        found[row["iri"]].setdefault(row["hosting"], (is_over(item, day), words))
    return {iri: [words for _, words in sorted(each.values())] for iri, each in found.items()}


def _standings(store: Store) -> dict[str, list[str]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(store, _STANDINGS):
        session = f" ({row['session']})" if "session" in row else ""
        words = f"{row['value'].lower()} {row.get('date', '')}".rstrip() + session
        found[row["iri"]].append((row.get("date", "9999"), words))
    return {iri: list(dict.fromkeys(words for _, words in sorted(each))) for iri, each in found.items()}


def facts(held: PosterData, code: str) -> PosterFacts:
    """Collect the facts for the poster of a centre."""
    network, centre = held.network, held.network.organisations[code]
    land = network.countries.get(centre.country)
    where = [centre.city, land.name if land else "", land.region if land else ""]
    found = centre_gaps(held.view, code, links=held.target_links, limit=1)
    gaps: dict[str, Gap] = {}
    for gap in (*found.nearby, *found.linked):
        gaps.setdefault(gap.aim.key, gap)
    return PosterFacts(
        centre=centre,
        standing=held.categories.get(centre.category, centre.category),
        where=", ".join(part for part in where if part),
        hosts=tuple(held.hosts.get(centre.iri, ())),
        place=held.places.get(centre.iri),
        goals=_goals(centre),
        ties=_ties(held, code),
        suggested=() if centre.has_ceased else partners.suggest(held.view, code, limit=SUGGESTED).found,
        gaps=tuple(gaps.values()),
        sources=tuple(_by_site(held.sources.get(centre.iri, ()))),
        copies=held.copies.get(centre.iri, 0),
        standings=tuple(held.standings.get(centre.iri, ())),
        date=held.dates.get(centre.iri, ""),
    )


def _goals(centre: Organisation) -> tuple[tuple[str, tuple[Contribution, ...]], ...]:
    """Group the contributions by goal, stated ones first, without derived and classified ones."""
    by_goal: dict[str, list[Contribution]] = defaultdict(list)
    for claim in claims_of(centre):
        by_goal[claim.goal].append(claim)
    ranked = sorted(by_goal.items(), key=lambda pair: (-len(pair[1]), un_order(pair[0])))
    return tuple(
        (goal, tuple(sorted(claims, key=lambda claim: (claim.basis != "stated", un_order(claim.aim), claim.iri))))
        for goal, claims in ranked
    )


def _ties(held: PosterData, code: str) -> tuple[Ties, ...]:
    """Group the links by partner: strong ones first, then those of the most kinds, then the latest."""
    by_partner: dict[str, set[Link]] = defaultdict(set)
    for link in held.links.get(code, ()):
        for other in link.partners:
            if other != code and other in held.network.organisations:
                by_partner[other].add(link)

    def strength(other: str) -> tuple[int, int, int, str]:
        links = by_partner[other]
        strong = sum(link.strong for link in links)
        return -strong, -len(links), -max(link.year or 0 for link in links), other

    return tuple(
        Ties(
            held.network.organisations[other],
            tuple(
                sorted(by_partner[other], key=lambda link: (not link.strong, -(link.year or 0), link.kind, link.iri))
            ),
        )
        for other in sorted(by_partner, key=strength)
    )


def _by_site(addresses: list[str] | tuple[str, ...]) -> list[str]:
    """List websites by their number of pages, the most first."""
    pages: dict[str, int] = defaultdict(int)
    for address in addresses:
        pages[address.partition("://")[2].partition("/")[0].removeprefix("www.") or address] += 1
    return [
        f"{site} ({number} pages)" if number > 1 else site
        for site, number in sorted(pages.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _rows(store: Store, query: str) -> list[dict[str, str]]:
    return sorted(store.query(query).rows(), key=lambda row: tuple(sorted(row.items())))
