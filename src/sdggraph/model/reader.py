"""Reading the whole network from any store, by a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from sdggraph.model import status, status_records
from sdggraph.model.data_date import START, date_of
from sdggraph.model.dates import last_day
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from sdggraph.names.identifiers import identifiers
from sdggraph.names.languages import preference

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store

Row = dict[str, str]

# No query has a variable as predicate or class: a write that touches none of what they name need not be followed by
# reading all records again (`writing.checks.concerns_records`).
_ORGANISATIONS: Final = """
SELECT ?iri ?code ?name ?tag ?category ?acronym ?country ?city ?website
WHERE {
  ?iri a sg:Organisation ; sg:code ?code .
  OPTIONAL { ?iri skos:prefLabel ?name BIND(LANG(?name) AS ?tag) }
  OPTIONAL { ?iri org:classification ?category }
  OPTIONAL { ?iri sg:acronym ?acronym }
  OPTIONAL { ?iri sg:country ?country }
  OPTIONAL { ?iri sg:city ?city }
  OPTIONAL { ?iri foaf:homepage ?website }
}"""
_ALL_NAMES: Final = """
SELECT ?iri ?value
WHERE {{ ?iri a {type} ; skos:prefLabel|skos:altLabel ?value }}"""
_THEMES_OF: Final = "SELECT ?iri ?value WHERE { ?iri a sg:Organisation ; sg:theme ?value }"
_SECTORS_OF: Final = "SELECT ?iri ?value WHERE { ?iri a sg:Organisation ; sg:sector ?value }"
_CONTRIBUTIONS: Final = """
SELECT ?iri ?organisation ?aim ?basis ?activity ?since
WHERE {
  ?iri a sg:Contribution ; sg:contributor ?organisation ; sg:contributesTo ?aim ; sg:basis ?basis .
  OPTIONAL { ?iri sg:activity ?activity }
  OPTIONAL { ?iri sg:inProject ?project . ?project sg:start ?since }
}"""
_BEGINNINGS: Final = """
SELECT ?iri ?value
WHERE {
  VALUES ?beginning { status-value:approved status-value:agreement-signed status-value:launched }
  ?record a sg:StatusRecord ; sg:ofOrganisation ?iri ; sg:statusValue ?beginning ; sg:date ?value .
}"""
_TARGET_LINKS: Final = """
SELECT ?iri ?target ?weight
WHERE { ?iri a sg:TargetLink ; sg:linkedTarget ?target ; sg:weight ?weight FILTER(?weight >= 0 && ?weight <= 1) }"""
_LINKS: Final = """
SELECT ?iri ?partner ?kind ?strength ?year ?start ?end
WHERE {
  ?iri a sg:Cooperation ; sg:partner ?partner ; sg:cooperationKind ?kind .
  OPTIONAL { ?kind sg:tieStrength ?strength }
  OPTIONAL { ?iri sg:year ?year }
  OPTIONAL { ?iri sg:start ?start }
  OPTIONAL { ?iri sg:end ?end }
}"""
_LINK_TEXTS: Final = "SELECT ?iri ?value WHERE { ?iri a sg:Cooperation ; dcterms:description ?value }"
_LINK_EVIDENCE: Final = "SELECT ?iri ?value WHERE { ?iri a sg:Cooperation ; sg:evidence ?value }"
_CLAIM_EVIDENCE: Final = "SELECT ?iri ?value WHERE { ?iri a sg:Contribution ; sg:evidence ?value }"
_COUNTRIES: Final = """
SELECT ?iri ?name ?tag ?subregion ?region
WHERE {
  ?iri a sg:Country ; skos:prefLabel ?name .
  BIND(LANG(?name) AS ?tag)
  OPTIONAL { ?iri skos:broader ?above . ?above a sg:M49Region ; sg:displayName ?subregion }
  OPTIONAL { ?iri sg:unescoRegion ?unesco . ?unesco sg:displayName ?region }
}"""
_GROUPS: Final = "SELECT ?iri ?value WHERE { ?iri a sg:Country ; sg:countryGroup ?value }"
_CONCEPTS: Final = "SELECT ?iri ?name ?tag WHERE {{ ?iri a {type} ; skos:prefLabel ?name BIND(LANG(?name) AS ?tag) }}"
_CONCEPT_NAMES: Final = """
SELECT ?iri ?value
WHERE {{ ?iri a {type} ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|skos:notation ?value }}"""
_HIDDEN_NAMES: Final = """
SELECT ?iri ?value
WHERE {
  { ?iri a sg:Organisation } UNION { ?iri a sg:Country }
  ?iri skos:hiddenLabel ?value .
}"""
_IDENTIFIERS: Final = """
SELECT ?iri ?value
WHERE { ?iri skos:exactMatch|owl:sameAs|sg:ror|sg:wikidata|sg:isni|sg:iso2|sg:m49Code ?value }"""
_BROADER: Final = "SELECT ?iri ?value WHERE {{ ?iri a {type} ; skos:broader ?value }}"


def read_network(store: Store) -> Network:
    """Read every organisation, contribution and link of a store as records, in a fixed order.

    If one value is expected and several are stated (two towns), the first in code-point order is taken; `sdggraph
    validate` reports the others. Of names in several languages the English one is shown, and the others are further
    names. An organisation without a name is shown by its code.
    """

    def rows(query: str) -> list[Row]:
        return store.query(query).rows()

    known = _identifiers(rows)
    day = date_of(store)
    standings_on = last_day(day) if day != START else None  # without a day no term is over
    organisations = {code: status.with_standing(each, standings_on) for code, each in _organisations(rows).items()}
    countries = _countries(rows)

    def concepts(type: str) -> dict[str, Concept]:
        return _concepts(rows, type, known)

    found = {each.iri for each in organisations.values()} | {each.iri for each in countries.values()}
    return Network(
        organisations=organisations,
        links=_links(rows),
        countries=countries,
        themes=concepts("sg:Theme"),
        aims={**concepts("sdgo:Goal"), **concepts("sdgo:Target")},
        kinds=concepts("sg:CooperationKind"),
        version=store.version(),
        target_links=_target_links(rows),
        regions=concepts("sg:UnescoRegion"),
        subregions=concepts("sg:M49Region"),
        groups=concepts("sg:CountryGroup"),
        categories=concepts("sg:Category"),
        sectors=concepts("sg:Sector"),
        hidden_names={iri: tuple(names) for iri, names in sorted(_values(rows(_HIDDEN_NAMES)).items())},
        identifiers={iri: values for iri, values in known.items() if iri in found},
    )


def _identifiers(rows: Callable[[str], list[Row]]) -> dict[str, tuple[str, ...]]:
    """Read the codes and external addresses of things, each in one form."""
    stated = sorted(_values(rows(_IDENTIFIERS)).items())
    read = ((iri, frozenset().union(*map(identifiers, values))) for iri, values in stated)
    return {iri: tuple(sorted(found)) for iri, found in read if found}


def _organisations(rows: Callable[[str], list[Row]]) -> dict[str, Organisation]:
    names, themes = _values(rows(_ALL_NAMES.format(type="sg:Organisation"))), _values(rows(_THEMES_OF))
    evidence, beginnings = _values(rows(_CLAIM_EVIDENCE)), _values(rows(_BEGINNINGS))
    sectors = _values(rows(_SECTORS_OF))
    told = status_records.read_records(_sorted(rows(status_records.RECORDS)), _values(rows(status_records.EVIDENCE)))
    claims: dict[str, dict[str, Contribution]] = defaultdict(dict)
    for row in _sorted(rows(_CONTRIBUTIONS)):
        claims[row["organisation"]].setdefault(
            row["iri"],
            Contribution(
                row["iri"],
                key(row["aim"]),
                key(row["basis"]),
                row.get("activity", ""),
                tuple(evidence.get(row["iri"], ())),
                _year(row.get("since")),
            ),
        )
    found: dict[str, Organisation] = {}
    for row in _best_named_first(rows(_ORGANISATIONS)):
        iri, name = row["iri"], row.get("name", row["code"])
        found.setdefault(
            row["code"],
            Organisation(
                code=row["code"],
                name=name,
                iri=iri,
                category=key(row.get("category", "")),
                acronym=row.get("acronym", ""),
                other_names=_without(names.get(iri, ()), name),
                country=key(row.get("country", "")),
                city=row.get("city", ""),
                website=row.get("website", ""),
                themes=tuple(key(theme) for theme in themes.get(iri, ())),
                since=min(filter(None, map(_year, beginnings.get(iri, ()))), default=None),
                sectors=tuple(key(sector) for sector in sectors.get(iri, ())),
                status_records=told.get(iri, ()),
                contributions=tuple(claims.get(iri, {}).values()),
            ),
        )
    return dict(sorted(found.items()))


def _links(rows: Callable[[str], list[Row]]) -> tuple[Link, ...]:
    texts, evidence = _values(rows(_LINK_TEXTS)), _values(rows(_LINK_EVIDENCE))
    codes = {row["iri"]: row["code"] for row in rows("SELECT ?iri ?code WHERE { ?iri sg:code ?code }")}
    partners: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Row] = {}
    for row in _sorted(rows(_LINKS)):
        first.setdefault(row["iri"], row)
        if row["partner"] in codes:
            partners[row["iri"]].add(codes[row["partner"]])
    return tuple(
        Link(
            iri=iri,
            partners=tuple(sorted(partners[iri])),
            kind=key(row["kind"]),
            year=_year(row.get("year") or row.get("start")),
            strong=row.get("strength", "strong") == "strong",
            what=tuple(texts.get(iri, ())),
            evidence=tuple(evidence.get(iri, ())),
            end=_year(row.get("end")),
        )
        for iri, row in first.items()
    )


def _target_links(rows: Callable[[str], list[Row]]) -> tuple[tuple[str, str, float], ...]:
    pairs: dict[str, set[str]] = defaultdict(set)
    weights: dict[str, float] = {}
    for row in rows(_TARGET_LINKS):
        pairs[row["iri"]].add(key(row["target"]))
        weights[row["iri"]] = float(row["weight"])
    found = []
    for iri, targets in pairs.items():
        if len(targets) == 2:  # a link of one target or of three is no pair; `sdggraph validate` reports it
            one, other = sorted(targets)
            found.append((one, other, weights[iri]))
    return tuple(sorted(found))


def _countries(rows: Callable[[str], list[Row]]) -> dict[str, Country]:
    groups, names = _values(rows(_GROUPS)), _values(rows(_ALL_NAMES.format(type="sg:Country")))
    return {
        key(row["iri"]): Country(
            code=key(row["iri"]),
            name=row["name"],
            iri=row["iri"],
            subregion=row.get("subregion", ""),
            region=row.get("region", ""),
            groups=tuple(key(group) for group in groups.get(row["iri"], ())),
            other_names=_without(names.get(row["iri"], ()), row["name"]),
        )
        for row in reversed(_best_named_first(rows(_COUNTRIES)))
    }


def _concepts(rows: Callable[[str], list[Row]], type: str, known: Mapping[str, tuple[str, ...]]) -> dict[str, Concept]:
    broader, names = (_values(rows(query.format(type=type))) for query in (_BROADER, _CONCEPT_NAMES))
    return {
        key(row["iri"]): Concept(
            key(row["iri"]),
            row["name"],
            row["iri"],
            tuple(key(above) for above in broader.get(row["iri"], ())),
            _without(names.get(row["iri"], ()), row["name"], key(row["iri"])),
            known.get(row["iri"], ()),
        )
        for row in reversed(_best_named_first(rows(_CONCEPTS.format(type=type))))
    }


def _without(names: Iterable[str], *shown: str) -> tuple[str, ...]:
    return tuple(name for name in names if name not in shown)


def _values(found: list[Row]) -> dict[str, list[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for row in found:
        grouped[row["iri"]].add(row["value"])
    return {iri: sorted(values) for iri, values in grouped.items()}


def _sorted(found: list[Row]) -> list[Row]:
    return sorted(found, key=lambda row: tuple(sorted(row.items())))


def _best_named_first(found: list[Row]) -> list[Row]:
    """Sort the rows so that, of several names of a thing, the one to be shown comes first."""
    ordered = _sorted(found)
    return sorted(ordered, key=lambda row: preference(row.get("tag", "")))


def key(iri: str) -> str:
    """Return the last part of an IRI, which is the key in our schemes.

    >>> key("https://w3id.org/sdggraph/id/theme/karst"), key("http://metadata.un.org/sdg/6.5"), key("")
    ('karst', '6.5', '')
    """
    return iri.rpartition("/")[2]


def _year(text: str | None) -> int | None:
    return int(text[:4]) if text and text[:4].isdigit() else None
