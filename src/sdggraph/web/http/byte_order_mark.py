"""The byte order mark of a CSV file that a reader opens from a link.

Without it Excel reads UTF-8 as the letters of one country: `CÃ´te` for `Côte`. Programs, and Excel where it reads an
address itself, send no `Sec-Fetch-Mode` and get the bare text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sdggraph.sparql.formats import CSV

if TYPE_CHECKING:  # workers import this module too, and must not load Starlette
    from starlette.requests import Request

MARK: Final = "byte_order_mark"  # an argument of any job: whether its answer begins with the mark
VARY: Final = "Accept, Sec-Fetch-Mode"  # what the bytes of a CSV answer depend on


def mark_for(request: Request, form: str | None) -> dict[str, bool]:
    """Return the argument that asks for the mark, if the answer is CSV and a reader follows a link to it."""
    return {MARK: True} if form == CSV.name and request.headers.get("sec-fetch-mode") == "navigate" else {}
