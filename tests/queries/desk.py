"""The desk research counted in plain Python, without RDF or SPARQL: what the queries are held to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from sdggraph.model.records import Network

FOLDER = Path(__file__).parents[1] / "data" / "desk_research"
RECORDS: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "network.jsonl").read_text(encoding="utf-8").splitlines()
]
TABLES: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
CENTRES: dict[str, dict[str, Any]] = {
    record["id"]: record for record in RECORDS if record["kind"] in ("category-1", "category-2", "affiliate")
}
# those that a source says to have ceased are no active centres
ACTIVE = {code: record for code, record in CENTRES.items() if (record.get("status") or {}).get("value") != "ceased"}
_IDS = {record["id"] for record in RECORDS}

Row = dict[str, str]
Ask = Callable[..., list[Row]]
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
    if name in _IDS:
        return [name]
    found = TABLES["partners"][name]
    return [found] if isinstance(found, str) else list(found)


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


def years_of_standing(record: dict[str, Any], *, decisions_only: bool) -> list[int]:
    """The years in which a source speaks of a standing: of decisions only, or of any."""
    found = []
    if "approved" in record:
        found.append(record["approved"]["year"])
    launched = record.get("launched")
    if launched and (record.get("launched_what") == "agreement signed" or not decisions_only):
        found.append(int(str(launched)[:4]))
    status = record.get("status", {})
    if status.get("asof") and status["value"] != "unknown" and (status["value"] == "renewed" or not decisions_only):
        found.append(int(str(status["asof"])[:4]))
    return found


def region(network: Network, code: str) -> str:
    """The UNESCO region of an organisation's country, empty where no country is known."""
    land = network.organisations[code].country
    return network.countries[land].region if land else ""


def pairs(rows: list[Row]) -> set[tuple[str, str]]:
    """The two codes of each row."""
    return {(row["code"], row["other_code"]) for row in rows}
