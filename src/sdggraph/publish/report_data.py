"""The facts in the status report for the coordination desk, counted from the graph; nothing is written here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from sdggraph.analysis import partners
from sdggraph.analysis.all_pairs import all_pairs
from sdggraph.analysis.coverage import aims_of, claims_of, coverage, groups
from sdggraph.analysis.features import View
from sdggraph.analysis.gaps import group_gaps
from sdggraph.analysis.meet import gatherings, parts
from sdggraph.analysis.structure import isolated
from sdggraph.analysis.topk import best
from sdggraph.model.coverage import Coverage
from sdggraph.model.dates import last_day
from sdggraph.model.gaps import GroupGap
from sdggraph.model.meetings import Gatherings
from sdggraph.model.reader import key
from sdggraph.model.records import Concept, Network, Organisation
from sdggraph.model.status import standing_on
from sdggraph.model.structure import Isolated, Scope
from sdggraph.model.suggestions import Suggestion
from sdggraph.sparql.interface import Store
from sdggraph.validate import Report

GREEN, YELLOW, RED = "green", "yellow", "red"
LIGHTS: Final = (GREEN, YELLOW, RED)
STRONGEST: Final = 10  # pairs in the report
_BLOCK: Final = 512  # rows of pairs computed at a time
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_COLOURS: Final = """
SELECT ?goal ?colour { ?goal a sdgo:Goal ; sg:colour ?colour FILTER(REGEX(?colour, "^#[0-9A-Fa-f]{6}$")) }"""
_REGIONS: Final = "SELECT ?iri ?name { ?iri a sg:UnescoRegion ; sg:displayName ?name }"
# the day on which somebody only read the pages says nothing of how new they are
_STATEMENTS: Final = """
SELECT DISTINCT ?code ?date {
  { ?iri a sg:Organisation ; dcterms:created|dcterms:modified|sg:confirmed ?date }
  UNION {
    ?thing sg:contributor|sg:partner|sg:participant|sg:organiser|sg:eventHost|sg:ofOrganisation ?iri ;
      dcterms:created|dcterms:modified|sg:confirmed ?date
    FILTER NOT EXISTS { ?thing prov:wasAttributedTo/sg:readingDay ?date }
  }
  ?iri sg:code ?code
}"""
_STANDINGS: Final = """
SELECT DISTINCT ?code ?date {
  ?record a sg:StatusRecord ; sg:ofOrganisation ?iri ; sg:statusValue ?value ; sg:date|sg:confirmed ?date .
  ?iri sg:code ?code FILTER(?value != status-value:unknown)
}"""
_AGREEMENTS: Final = """
SELECT DISTINCT ?link ?code ?end ?basis {
  ?link a sg:Cooperation ; sg:cooperationKind cooperation-kind:agreement ; sg:partner ?partner .
  ?partner sg:code ?code OPTIONAL { ?link sg:end ?end } OPTIONAL { ?link sg:endBasis ?basis }
}"""
_SINCE: Final = """
SELECT DISTINCT ?meeting ?start ?name ?place ?code ?outcome {
  event:2016-unesco-science-centres-coordination-meeting sg:followedBy+ ?meeting .
  ?meeting sg:displayName ?name ; sg:start ?start
  OPTIONAL { ?meeting sg:place ?place }
  OPTIONAL { ?meeting sg:organiser|sg:eventHost|sg:participant ?who . ?who sg:code ?code }
  OPTIONAL { ?meeting dcterms:description ?outcome }
}"""
_MEETING: Final = """
SELECT ?least ?most ?all {
  event:2016-unesco-science-centres-coordination-meeting
    sg:centresAtLeast ?least ; sg:centresAtMost ?most ; sg:centresInExistence ?all
}"""


class Agreement(NamedTuple):
    """An agreement on record that has an end."""

    iri: str
    partners: tuple[str, ...]  # codes
    end: str  # as precise as the source
    basis: str = ""  # source or computed; empty where it is not told


class Meeting(NamedTuple):
    """A meeting that followed the one of 2016."""

    start: str
    name: str
    place: str
    codes: tuple[str, ...]  # who organised, hosted or took part, as far as a source tells
    outcome: str


class Match(NamedTuple):
    """Two centres without a link, and why they go together."""

    organisation: Organisation
    suggestion: Suggestion


class Status(NamedTuple):
    """All facts of the report."""

    network: Network
    as_of: date
    data_date: str
    coverage: Coverage
    stated: int  # contributions of centres
    inferred: int
    joint: int  # joint projects between two or more centres
    linked: int  # centres with a link to another centre
    gaps: tuple[tuple[str, tuple[GroupGap, ...], int], ...]  # region, its first gaps, their total number
    isolated: tuple[Isolated, ...]
    pairs: tuple[Match, ...]
    meetings: Gatherings  # of one region, and on one theme
    agreements: int
    ending: tuple[Agreement, ...]  # end within twelve months of the date
    ended: tuple[Agreement, ...]
    later: int  # end later than that
    records: Mapping[str, tuple[str, ...]]  # codes by light, from the newest statement
    standings: Mapping[str, tuple[str, ...]]  # codes by light, from the latest dated status
    findings: tuple[tuple[str, str, int], ...]  # severity, message, number of findings
    meeting: tuple[int, int, int] | None  # centres present (at least, at most), and the number of all centres
    since: tuple[Meeting, ...] = ()  # the meetings that followed that one, the earliest first

    @property
    def centres(self) -> tuple[str, ...]:
        """The codes of all centres."""
        return self.coverage.total.group.centres


def gathered(store: Store, network: Network, validation: Report, as_of: date, data_date: str) -> Status:
    """Count everything. `as_of` decides standings, what ends and the lights; the links are those on record."""
    network = standing_on(network, as_of)
    view = View(network)  # its vectors are computed once for all questions
    centres = tuple(sorted(record.code for record in network.organisations.values() if record.is_active_centre))
    scope = Scope(members=centres, circle=centres)
    alone = isolated(network, scope)
    claims = [claim for code in centres for claim in claims_of(network.organisations[code])]
    agreements = _agreements(store, set(centres))
    days = {each: last_day(each.end) for each in agreements if each.end}
    ends = sorted((day, each) for each, day in days.items() if day)
    horizon = _a_year_after(as_of)
    among, matrix = set(centres), _coverage(store, network)
    joint = [link for link in network.links if link.kind == "joint-project" and len(among & set(link.partners)) > 1]
    return Status(
        network=network,
        as_of=as_of,
        data_date=data_date,
        coverage=matrix,
        stated=sum(claim.basis == "stated" for claim in claims),
        inferred=sum(claim.basis == "inferred" for claim in claims),
        joint=len(joint),
        linked=len(centres) - len(alone),
        gaps=tuple(_gaps(view, matrix)),
        isolated=alone,
        pairs=_strongest(view),
        meetings=gatherings(view, *parts(network, (network.organisations[code] for code in centres)), limit=5),
        agreements=len(agreements),
        ending=tuple(each for day, each in ends if as_of <= day <= horizon),
        ended=tuple(each for day, each in ends if day < as_of),
        later=sum(day > horizon for day, _ in ends),
        records=_lights(centres, _dates(store, _STATEMENTS), as_of),
        standings=_lights(centres, _dates(store, _STANDINGS), as_of),
        findings=_findings(validation),
        meeting=_meeting(store),
        since=_meetings_since(store),
    )


def light(newest: date | None, as_of: date) -> str:
    """Return green for less than one year, yellow for less than two years, red for older or unknown.

    >>> light(date(2026, 1, 1), date(2026, 12, 31)), light(date(2024, 6, 1), date(2026, 5, 31)), light(None, date.max)
    ('green', 'yellow', 'red')
    """
    if newest is None:
        return RED
    if _a_year_after(newest) > as_of:
        return GREEN
    return YELLOW if _a_year_after(_a_year_after(newest)) > as_of else RED


def _coverage(store: Store, network: Network) -> Coverage:
    terms = [Concept(key(row["iri"]), row["name"], row["iri"]) for row in _rows(store, _REGIONS)]
    colours = {key(row["goal"]): row["colour"] for row in _rows(store, _COLOURS)}
    rows = groups(network, "region", sorted(terms))
    return coverage(network, rows, aims_of(network, "goal", colours), by="region", level="goal", basis="all")


def _gaps(view: View, found: Coverage) -> Iterable[tuple[str, tuple[GroupGap, ...], int]]:
    for group in (row.group for row in found.rows):
        if group.centres and group.iri:
            gaps = group_gaps(view, group.centres, filters={"region": group.label}, limit=2)
            yield group.label, gaps.found, gaps.total


def _strongest(view: View) -> tuple[Match, ...]:
    """Return the pairs of centres without a link that score highest, each in the better of its two directions.

    Pairs with too little known about them are left out.
    """
    pairs = all_pairs(view, partners.MODES[partners.DEFAULT], limit=STRONGEST, reasoned=True)
    if pairs.problem is None or pairs.problem.known is None:
        return ()
    known = pairs.problem.known
    found: dict[tuple[str, str], tuple[int, str, str]] = {}
    for start in range(0, len(pairs.rows), _BLOCK):
        block = best(pairs.problem, start, min(start + _BLOCK, len(pairs.rows)))
        at, place = np.nonzero(block.columns >= 0)
        rows, columns = at + start, block.columns[at, place]
        enough = known.of(rows, columns) >= known.enough
        scores = block.scores[at, place]
        kept = (each[enough].tolist() for each in (rows, columns, scores))
        for row, column, score in zip(*kept, strict=True):
            one, other = pairs.rows[row], pairs.columns[column]
            both = (min(one, other), max(one, other))
            found[both] = min(found.get(both, (0, "", "")), (-score, one, other))
        if len(found) > _BLOCK * STRONGEST:
            found = dict(sorted(found.items(), key=lambda item: item[1])[: 2 * STRONGEST])
    strongest = sorted(found.values())[:STRONGEST]
    lists = [partners.suggest(view, one, among=[other], limit=1) for _, one, other in strongest]
    return tuple(Match(each.organisation, suggestion) for each in lists for suggestion in each.found)


def _agreements(store: Store, centres: set[str]) -> list[Agreement]:
    sides: dict[str, set[str]] = defaultdict(set)
    ends: dict[str, tuple[str, str]] = {}
    for row in _rows(store, _AGREEMENTS):
        sides[row["link"]].add(row["code"])
        if "end" in row:
            ends.setdefault(row["link"], (row["end"], key(row.get("basis", ""))))
    return [
        Agreement(iri, tuple(sorted(sides[iri])), *ends.get(iri, ("", "")))
        for iri in sorted(sides)
        if sides[iri] & centres
    ]


def _lights(centres: Iterable[str], dates: Mapping[str, list[date]], as_of: date) -> dict[str, tuple[str, ...]]:
    """Group the centres by light; statements dated after `as_of` are ignored."""
    found: dict[str, list[str]] = {each: [] for each in LIGHTS}
    for code in centres:
        newest = max((day for day in dates.get(code, ()) if day <= as_of), default=None)
        found[light(newest, as_of)].append(code)
    return {each: tuple(codes) for each, codes in found.items()}


def _dates(store: Store, query: str) -> dict[str, list[date]]:
    """Return the dates of statements by code; a year or month counts from its first day, so that nothing looks
    newer.
    """
    found: dict[str, list[date]] = defaultdict(list)
    for row in _rows(store, query):
        parts = _parts(row["date"])
        if parts:
            found[row["code"]].append(date(parts[0], parts[1] or 1, parts[2] or 1))
    return found


def _findings(report: Report) -> tuple[tuple[str, str, int], ...]:
    kinds = Counter((finding.severity.rank, finding.severity.value, finding.message) for finding in report.findings)
    ranked = sorted(kinds.items(), key=lambda item: (item[0][0], -item[1], item[0][2]))
    return tuple((severity, message, number) for (_, severity, message), number in ranked)


def _meeting(store: Store) -> tuple[int, int, int] | None:
    rows = _rows(store, _MEETING)
    return (int(rows[0]["least"]), int(rows[0]["most"]), int(rows[0]["all"])) if rows else None


def _meetings_since(store: Store) -> tuple[Meeting, ...]:
    found: dict[str, Meeting] = {}
    for row in _rows(store, _SINCE):
        first = Meeting(row["start"], row["name"], row.get("place", ""), (), row.get("outcome", ""))
        held = found.setdefault(row["meeting"], first)
        if "code" in row:
            found[row["meeting"]] = held._replace(codes=tuple(sorted({*held.codes, row["code"]})))
    return tuple(sorted(found.values()))


def _parts(text: str) -> tuple[int, int, int] | None:
    """Parse year, month and day, 0 where missing; None if it is not a date."""
    match = _DAY.match(text)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return year, month, day


def _a_year_after(day: date) -> date:
    if day.year >= date.max.year:
        return date.max
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _rows(store: Store, query: str) -> list[dict[str, str]]:
    return sorted(store.query(query).rows(), key=lambda row: tuple(sorted(row.items())))
