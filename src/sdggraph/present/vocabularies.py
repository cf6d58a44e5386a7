"""Vocabulary terms with their number of uses, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sdggraph.model.records import Concept
from sdggraph.model.term_counts import Land, Region, Used

Row = dict[str, Any]


def themes(found: Iterable[Used]) -> list[Row]:
    """Return key, label, IRI, broader themes and number of centres."""
    return [{**_term(each.term), "broader": list(each.term.broader), "centres": each.uses} for each in found]


def goals(found: Iterable[Used]) -> list[Row]:
    """Return number, level (goal or target), the goal of a target, label, the UN's IRI, and number of centres."""
    return [
        {
            "key": each.term.key,
            "level": "target" if "." in each.term.key else "goal",
            "goal": each.term.key.partition(".")[0],
            "label": each.term.label,
            "iri": each.term.iri,
            "centres": each.uses,
        }
        for each in found
    ]


def countries(found: Iterable[Land]) -> list[Row]:
    """Return everything on record of each country, and its number of centres."""
    return [
        {
            "code": each.country.code,
            "name": each.country.name,
            "iri": each.country.iri,
            "region": each.country.region,
            "subregion": each.country.subregion,
            "groups": list(each.country.groups),
            "other_names": list(each.country.other_names),
            "centres": each.centres,
        }
        for each in found
    ]


def regions(found: Iterable[Region]) -> list[Row]:
    """Return name, kind (unesco or m49), UNESCO regions that contain it, IRI if any, numbers of countries and
    centres.
    """
    return [{**each._asdict(), "within": list(each.within)} for each in found]


def terms(found: Iterable[Used], counted: str) -> list[Row]:
    """Return key, label, IRI and the count under the given name."""
    return [{**_term(each.term), counted: each.uses} for each in found]


def flat(rows: Iterable[Mapping[str, Any]]) -> list[list[object]]:
    """Flatten the rows for a table: lists become text with semicolons, unknown values empty cells.

    >>> flat([{"key": "karst", "broader": ["earth", "water"], "iri": None}])
    [['karst', 'earth; water', '']]
    """
    return [["" if value is None else _cell(value) for value in row.values()] for row in rows]


def _cell(value: Any) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _term(term: Concept) -> Row:
    return {"key": term.key, "label": term.label, "iri": term.iri}
