"""The status of an organisation: what the latest status record says. Only this module decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sdggraph.model.records import CEASED, CONTESTED, PENDING, Organisation

RECORDS: Final = """
SELECT ?iri ?record ?value ?date
WHERE {
  ?record a sg:StatusRecord ; sg:ofOrganisation ?iri ; sg:statusValue ?value .
  OPTIONAL { ?record sg:date ?date }
}"""
EVIDENCE: Final = "SELECT ?iri ?value WHERE { ?iri a sg:StatusRecord ; sg:evidence ?value }"
_SILENT: Final = "unknown"  # a record which states that the status is unknown
_TOLD: Final = {
    CEASED: "ceased",
    CONTESTED: "standing contested",
    PENDING: "approval pending",
}


class Status(NamedTuple):
    """The latest status of an organisation."""

    value: str = ""
    year: int | None = None
    sources: tuple[str, ...] = ()


def statuses(rows: Iterable[Mapping[str, str]], evidence: Mapping[str, Iterable[str]]) -> dict[str, Status]:
    """Return the latest status of each organisation, by its IRI.

    The latest date counts; a year or month counts with its last day. Of several statuses of one date, "ceased" comes
    first, then "contested", then "pending", because readers must not miss them. An end without a date counts as the
    latest.

    >>> rows = [{"iri": "a", "record": "r", "value": "x/active", "date": "2015"},
    ...         {"iri": "a", "record": "s", "value": "x/ceased", "date": "2016-05"}]
    >>> statuses(rows, {"s": ["https://example.org/"]})["a"]
    Status(value='ceased', year=2016, sources=('https://example.org/',))
    """
    best: dict[str, tuple[tuple[str, int, str], Status]] = {}
    for row in rows:
        value = row["value"].rpartition("/")[2]
        if value == _SILENT:
            continue
        grave = len(_TOLD) - list(_TOLD).index(value) if value in _TOLD else 0
        date = _last_day(row.get("date", "9999" if value == CEASED else ""))
        rank = (date, grave, row["record"])
        status = Status(value, _year(row.get("date", "")), tuple(sorted(evidence.get(row["record"], ()))))
        if row["iri"] not in best or rank > best[row["iri"]][0]:
            best[row["iri"]] = (rank, status)
    return {iri: status for iri, (_, status) in best.items()}


def status_note(record: Organisation, *, sources: bool = False) -> str:
    """Return the note that must accompany an organisation wherever it appears; empty for most.

    >>> status_note(Organisation("A", "A", "a", status="ceased", status_year=2016))
    'ceased in 2016'
    """
    if record.status not in _TOLD:
        return ""
    when = f" in {record.status_year}" if record.status_year else ", in a year that is not on record"
    pages = f" ({', '.join(record.status_sources)})" if sources and record.status_sources else ""
    return f"{_TOLD[record.status]}{when if record.status == CEASED or record.status_year else ''}{pages}"


def _last_day(text: str) -> str:
    """Return the date in a form that sorts by the last day it may mean."""
    return f"{text}-99-99"[:10] if text else ""


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isdigit() else None
