"""The day of the data, used wherever a computation needs a "today"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store

DATED_BY: Final = ("dcterms:created", "dcterms:modified", "sg:confirmed", "sg:readingDay")
_DATES: Final = f"""
SELECT (MAX(?date) AS ?latest) {{
  ?thing {"|".join(DATED_BY)} ?date FILTER(datatype(?date) = xsd:date)
}}"""
START: Final = "1970-01-01"  # of a graph without any date


def date_of(store: Store) -> str:
    """Return the latest day on which a statement of the graph was read, made, changed or confirmed, as YYYY-MM-DD.

    The date of a publication is the date of its data, so that the same data give the same bytes on any day.
    """
    [row] = store.query(_DATES).rows()
    return row.get("latest", START)
