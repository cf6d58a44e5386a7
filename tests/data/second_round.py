"""The second round of desk research on what organisations do, as the graph should hold it.

`additions.jsonl` is what people wrote down. `expected_second_round_activities.json` says which entries were
changed, held back or merged, and `co_organised_events.json` which of the events two organisations prepared
together; `strong_links.json` does the same for links of the other strong kinds. The functions below bring the entries
of both rounds into one form, so that one test counts them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "desk_research"
ADDITIONS: dict[str, dict[str, Any]] = {
    row["id"]: row for row in map(json.loads, (HERE / "additions.jsonl").read_text("utf-8").splitlines())
}
SECOND: dict[str, Any] = json.loads((HERE / "expected_second_round_activities.json").read_text("utf-8"))
CO_ORGANISED: list[dict[str, Any]] = json.loads((HERE / "co_organised_events.json").read_text("utf-8"))
STRONG: list[dict[str, Any]] = json.loads((HERE / "strong_links.json").read_text("utf-8"))
DECISION = {line["link"]: line["decision"] for line in CO_ORGANISED if line["round"] == 1}

Entry = dict[str, Any]


def matches(rule: Entry, number: int, code: str, key: str, entry: Entry) -> bool:
    """Whether a rule of the table means this entry of this round."""
    here = (rule["round"], rule["id"], rule["key"]) == (number, code, key)
    return here and all(entry.get(name) == value for name, value in rule["match"].items())


def corrected(number: int, code: str, key: str, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of one round after the corrections, without those held back.

    A corrected entry comes once for each page it rests on.
    """
    found = []
    for entry in entries:
        if any(matches(rule, number, code, key, entry) for rule in SECOND["held_back"]):
            continue
        rules = [rule for rule in SECOND["changed"] if matches(rule, number, code, key, entry)]
        change = rules[0]["change"] if rules else {}
        now = {**entry, **change}
        pages = [entry["source"], *(rules[0].get("more_sources", []) if rules else [])]
        found += [{**now, "source": page} for page in pages]
    return found


@cache
def added(code: str, key: str) -> tuple[Entry, ...]:
    """Return what the second round adds to an organisation, after the corrections."""
    return tuple(corrected(2, code, key, ADDITIONS.get(code, {}).get(key) or []))


def finest(dates: Iterable[str]) -> set[str]:
    """Return the dates without those that another one only makes more exact.

    >>> sorted(finest({"2025", "2025-12", "2024-01-05"}))
    ['2024-01-05', '2025-12']
    """
    known = set(dates)
    return {day for day in known if not any(other != day and other.startswith(day) for other in known)}


def source_date(address: str) -> str | None:
    """Return the day, month or year of a page: as the research gives it, else as the address shows it.

    >>> source_date("https://newsroom24x7.com/2015/08/07/centre-for-world-natural-heritage/")
    '2015-08-07'
    >>> source_date("http://www.karst.cgs.gov.cn/ttxw/202308/t20230831_741962.html")
    '2023-08-31'
    >>> source_date("https://ictp.it/news/2024/12/ictp-vietnam")
    '2024-12'
    >>> source_date("https://unesco-hist.org/index.php?r=en/article/info&id=1297")
    """
    if address in SECOND["dates_of_pages"]:
        return str(SECOND["dates_of_pages"][address])
    year = r"((?:19|20)\d\d)"
    for pattern in (rf"/{year}[/-](\d\d)[/-](\d\d)(?!\d)", rf"/t?{year}(\d\d)(\d\d)[_/]"):
        day = re.search(pattern, address)
        if day and 1 <= int(day[2]) <= 12 and 1 <= int(day[3]) <= 31:
            return "-".join(day.groups())
    month = re.search(rf"/{year}/(\d{{1,2}})/", address)
    if month and 1 <= int(month[2]) <= 12:
        return f"{month[1]}-{int(month[2]):02d}"
    alone = re.search(rf"/{year}/", address)
    return alone[1] if alone else None
