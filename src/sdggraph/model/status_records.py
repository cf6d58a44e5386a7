"""Convert the status records of organisations from query rows to plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from sdggraph.model.records import StatusRecord

RECORDS: Final = """
SELECT ?iri ?record ?value ?date ?start ?end ?basis
WHERE {
  ?record a sg:StatusRecord ; sg:ofOrganisation ?iri ; sg:statusValue ?value .
  OPTIONAL { ?record sg:date ?date }
  OPTIONAL { ?record sg:termStart ?start }
  OPTIONAL { ?record sg:termEnd ?end }
  OPTIONAL { ?record sg:endBasis ?basis }
}"""
EVIDENCE: Final = "SELECT ?iri ?value WHERE { ?iri a sg:StatusRecord ; sg:evidence|sg:evidenceCopy ?value }"


def read_records(
    rows: Iterable[Mapping[str, str]], evidence: Mapping[str, Iterable[str]]
) -> dict[str, tuple[StatusRecord, ...]]:
    """Return the status records of each organisation, by its IRI.

    >>> rows = [{"iri": "a", "record": "r", "value": "x/renewed", "date": "2015", "end": "2021", "basis": "y/source"}]
    >>> [record] = read_records(rows, {"r": ["https://example.org/"]})["a"]
    >>> record.value, record.date, record.term_end, record.end_basis, record.sources
    ('renewed', '2015', '2021', 'source', ('https://example.org/',))
    """
    found: dict[str, dict[str, StatusRecord]] = defaultdict(dict)
    for row in rows:
        record = StatusRecord(
            value=row["value"].rpartition("/")[2],
            date=row.get("date", ""),
            term_start=row.get("start", ""),
            term_end=row.get("end", ""),
            end_basis=row.get("basis", "").rpartition("/")[2],
            iri=row["record"],
            sources=tuple(sorted(evidence.get(row["record"], ()))),
        )
        found[row["iri"]].setdefault(row["record"], record)
    return {
        iri: tuple(sorted(records.values(), key=lambda each: (each.date, each.iri))) for iri, records in found.items()
    }
