"""Terms with how much they are used, and named queries, as rows for people and programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sdggraph.model.records import Concept
from sdggraph.model.term_counts import Land, Region, Used

Row = dict[str, Any]


def themes(found: Iterable[Used]) -> list[Row]:
    """Key, label, IRI, the broader themes, and the centres."""
    return [{**_term(each.term), "broader": list(each.term.broader), "centres": each.uses} for each in found]


def goals(found: Iterable[Used]) -> list[Row]:
    """Number, level (goal or target), the goal it belongs to, label, the UN's IRI, and the centres."""
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
    """Everything on record of each country, and its centres."""
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
    """Name, kind (unesco or m49), the UNESCO regions it lies in, the IRI where it has one, countries and centres."""
    return [{**each._asdict(), "within": list(each.within)} for each in found]


def terms(found: Iterable[Used], counted: str) -> list[Row]:
    """Key, label, IRI and the count under a name of its own."""
    return [{**_term(each.term), counted: each.uses} for each in found]


def flat(rows: Iterable[Mapping[str, Any]]) -> list[list[object]]:
    """The rows for a table: lists become text with semicolons, what is not known an empty cell.

    >>> flat([{"key": "karst", "broader": ["earth", "water"], "iri": None}])
    [['karst', 'earth; water', '']]
    """
    return [["" if value is None else _cell(value) for value in row.values()] for row in rows]


def _cell(value: Any) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _term(term: Concept) -> Row:
    return {"key": term.key, "label": term.label, "iri": term.iri}
