"""The second round of desk research on what organisations are: status, names, identifiers, meetings, new records.

The five files of the round are kept word for word; `expected_second_round_records.json` says where each entry
went: taken, merged with what was on record, corrected by the independent check, or held back with a reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "desk_research"
# replaced by the check, or a blog that nobody could read
NOT_A_SOURCE = {
    "https://aiiks.org/sitemap.php",
    "https://neom-paradise.blogspot.com/2025/08/saudi-arabia-establishes-icaire-to.html",
}
Entry = dict[str, Any]


def lines(name: str) -> list[Entry]:
    """Return the entries of one file of the desk research."""
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def numbered(entries: list[Entry]) -> dict[str, Entry]:
    """Name each entry by organisation and field, with a number from the second one on."""
    seen: Counter[str] = Counter()
    found = {}
    for entry in entries:
        name = f"{entry['id']} {entry['field']}"
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} {seen[name]}"] = entry
    return found


TABLE: Entry = json.loads((HERE / "expected_second_round_records.json").read_text("utf-8"))
UPDATES = numbered(lines("updates.jsonl"))
IDENTIFIERS = {f"{entry['id']} {entry['scheme']}": entry for entry in lines("identifiers.jsonl")}
MEETINGS = {f"{entry['name']}|{entry['start']}": entry for entry in lines("meetings.jsonl")}
CHECKED = lines("checked.jsonl")
ADDITIONS = {row["id"]: row for row in lines("additions.jsonl")}
NEW = {row["id"] for row in lines("new_organisations.jsonl")}
EVENTS = {event for told in TABLE["meetings"].values() for event in told["at"]}
STATUSES = {*TABLE["statuses"], *TABLE["statuses_of_new_organisations"]}
# statuses and links of the first round that are told otherwise now
GONE = {*TABLE["statuses_replaced"], *TABLE["links_now_statuses"]}


def corrected(code: str, key: str, entries: list[Entry]) -> list[Entry]:
    """Return the entries of a new organisation after the independent check, without those held back."""
    found = []
    for entry in entries:
        rules = [
            rule
            for rule in TABLE["changed"] + TABLE["held_back"]
            if (rule["id"], rule["key"]) == (code, key)
            and all(entry.get(name) == value for name, value in rule["match"].items())
        ]
        if not any("change" not in rule for rule in rules):
            found.append({**entry, **(rules[0]["change"] if rules else {})})
    return found


def status_of(row: Entry) -> str:
    """Return the name that the first round's entry of status has in the graph."""
    status = row["status"]
    return f"status:{row['id']}-{status['value']}" + (f"-{status['asof'][:4]}" if status.get("asof") else "")


def launch_is_told_anew(code: str) -> bool:
    """Whether the second round tells of the launch or the agreement that the first round gave."""
    return bool({f"status:{code}-launched", f"status:{code}-agreement-signed"} & STATUSES)


def entries_of_status() -> int:
    """Return how many entries of the second round went into a status, of old and of new organisations."""
    told = [one for table in ("updates", "links_with_unesco", "corrections") for one in TABLE[table].values()]
    of_new = [
        row for row in lines("new_organisations.jsonl") for key in ("approved", "launched", "status") if row.get(key)
    ]
    return sum(any(at.startswith("status:") for at in one["at"]) for one in told) + len(of_new)


def pages_of(code: str) -> set[str]:
    """Return every page that the second round names for an organisation."""
    entries = [entry for entry in [*UPDATES.values(), *IDENTIFIERS.values(), *CHECKED] if entry["id"] == code]
    found = {entry[name] for entry in entries for name in ("source", "source_2") if name in entry}
    for row in [ADDITIONS.get(code, {})]:
        found |= {entry["source"] for entry in [*row.get("cooperation", ()), *row.get("corrections", ())]}
    # a listing by UNESCO is known from the record of ROR that its note names
    notes = " ".join(str(entry.get("note")) for entry in entries)
    found |= {entry["should_be"] for entry in entries if str(entry.get("should_be")).startswith("http")}
    found |= set(re.findall(r"https://ror\.org/[0-9a-z]+", notes))
    return found | {
        line["should_be"]["source"] for line in CHECKED if line["id"] == code and "source" in (line["should_be"] or ())
    }


def new_rows() -> list[Entry]:
    """Return the new organisations in the form of the first round, after the independent check.

    What they say of status is left out: it is told and tested with the other statuses of the second round.
    """
    rows = []
    for row in lines("new_organisations.jsonl"):
        now = {**row, **TABLE["rows_of_new_organisations"].get(row["id"], {})}
        for key in ("contributions", "projects", "cooperation", "events", "host_institutions"):
            now[key] = corrected(row["id"], key, row.get(key) or [])
        if row["id"] == "IAP":  # the check names a second host
            now["host_institutions"].append(
                {
                    "name": "US National Academies of Sciences, Engineering and Medicine",
                    "acronym": None,
                    "country": "USA",
                    "url": None,
                    "source": row["host_institutions"][0]["source"],
                }
            )
        rows.append({name: value for name, value in now.items() if name not in ("approved", "launched", "status")})
    return rows
