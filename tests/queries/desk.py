"""The desk research counted in plain Python, without a store or SPARQL: what the queries are held to.

Both rounds count, after their corrections, as `tests/data` brings them together. Standings of the second round were
put together from several entries; `tests/data` holds each to its entries, and here they are read from the files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from typing import Any

from sdggraph.model.records import Network
from tests import graphs
from tests.data import second_round, second_round_records
from tests.data import test_desk_research as both_rounds

TABLES = both_rounds.EXPECTED
MEETINGS = second_round_records.EVENTS
_KEYS = ("contributions", "projects", "cooperation", "events")
RECORDS: list[dict[str, Any]] = [
    {**row, **{key: both_rounds.entries(row["id"], key) for key in _KEYS}} for row in both_rounds.ROWS
]
CENTRES: dict[str, dict[str, Any]] = {
    record["id"]: record for record in RECORDS if record["kind"] in ("category-1", "category-2", "affiliate")
}
# those that a source says to have ceased are no active centres
ACTIVE = {code: record for code, record in CENTRES.items() if (record.get("status") or {}).get("value") != "ceased"}

Row = dict[str, str]
Ask = Callable[..., list[Row]]
Standing = tuple[str, str, str, str]
Link = tuple[frozenset[str], str, int | None]  # two partners, kind, year


def claims() -> Iterator[tuple[str, str, str, str]]:
    """Every contribution of a centre: code, goal or target, basis, activity."""
    for code, record in CENTRES.items():
        for claim in record.get("contributions", []):
            yield code, claim["sdg"], claim["basis"], claim["what"]


def active_claims() -> Iterator[tuple[str, str, str, str]]:
    """The same of the active centres."""
    return (claim for claim in claims() if claim[0] in ACTIVE)


@cache
def links() -> frozenset[Link]:
    """Every pair of partners with kind and year; an entry that names several partners links each with each."""
    found = set()
    for record in RECORDS:
        for entry in record.get("cooperation", []):
            kind = "agreement" if entry["kind"] == "mou" else entry["kind"]
            everyone = sorted({record["id"], *codes(entry["with"])})
            found |= {(frozenset(pair), kind, entry["year"]) for pair in combinations(everyone, 2)}
    return frozenset(found)


def codes(name: str) -> list[str]:
    """The organisations that a name in the desk research stands for."""
    return sorted(one.removeprefix("organisation:") for one in both_rounds.organisations(name))


def was_at(event: str) -> set[str]:
    """The centres that an event of `meetings.jsonl` names in the files; `tests/data` holds them to the entries."""
    here = graphs.data().values(event, "sg:participant", "sg:organiser", "sg:eventHost")
    return {one.removeprefix("organisation:") for one in here} & set(CENTRES)


@cache
def partners(code: str) -> dict[tuple[str, str], tuple[set[str], int | None]]:
    """Who cooperates with an organisation: (partner, tie) -> kinds and first year."""
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    years: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pair, kind, year in links():
        if code in pair:
            (other,) = pair - {code}
            key = (other, "weak" if kind == "network" else "strong")
            kinds[key].add(kind)
            years[key] += [year] if year else []
    return {key: (kinds[key], min(years[key], default=None)) for key in kinds}


def linked(one: str, other: str) -> bool:
    """Whether there is any link between two organisations."""
    return any(partner == other for partner, _ in partners(one))


@cache
def standings() -> tuple[Standing, ...]:
    """Every status record of a centre in the files: code, value, date, session."""
    data = graphs.data()
    found = []
    for record in data.typed("sg:StatusRecord"):
        code = (data.value(record, "sg:ofOrganisation") or "").removeprefix("organisation:")
        value = (data.value(record, "sg:statusValue") or "").removeprefix("status-value:")
        if code in CENTRES:
            found.append((code, value, data.value(record, "sg:date") or "", data.value(record, "sg:session") or ""))
    return tuple(found)


def suggestible() -> list[str]:
    """The active centres, but for those whose standing is contested with no decision of UNESCO since."""
    dates: dict[str, dict[str, str]] = defaultdict(dict)
    for code, value, date, _ in standings():
        kind = "decided" if value in ("approved", "agreement-signed", "renewed", "pending") else value
        dates[code][kind] = max(dates[code].get(kind, ""), date)
    contested = {code for code, of in dates.items() if "contested" in of and of["contested"] >= of.get("decided", "")}
    return sorted(ACTIVE.keys() - contested)


def ended_agreements() -> set[tuple[frozenset[str], int | None]]:
    """Partners and year of the agreements whose end is on record."""
    ends = second_round.SECOND["ends"]
    return {
        (frozenset({record["id"], *codes(entry["with"])}), entry["year"])
        for record in RECORDS
        for entry in record["cooperation"]
        if entry["kind"] in ("agreement", "mou") and (entry.get("end") or both_rounds.link(record["id"], entry) in ends)
    }


def region(network: Network, code: str) -> str:
    """The UNESCO region of an organisation's country, empty where no country is known."""
    land = network.organisations[code].country
    return network.countries[land].region if land else ""


def pairs(rows: list[Row]) -> set[tuple[str, str]]:
    """The two codes of each row."""
    return {(row["code"], row["other_code"]) for row in rows}
