"""Sending the result of a task in the requested format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import urlencode

from sdggraph.present import spreadsheet
from sdggraph.present.text import csv_text
from sdggraph.present.vocabularies import flat
from sdggraph.sparql.formats import API_FORMATS, CSV, Format
from sdggraph.sparql.interface import Kind
from sdggraph.workers.forkserver import Output


class GuardedCsv:
    """An answer of a query that a reader opens in a spreadsheet: CSV is sent once it is whole, and guarded.

    Other forms are passed on as they are.
    """

    def __init__(self, out: Output) -> None:
        self._out, self._pieces, self._is_csv = out, bytearray(), False

    def begin(self, kind: Kind, format: Format) -> None:
        """Announce the answer."""
        self._is_csv = format is CSV
        self._out.begin(kind, format)

    def write(self, data: bytes) -> int:
        """Add a piece to the answer."""
        if not self._is_csv:
            return self._out.write(data)
        self._pieces += data
        return len(data)

    def finish(self) -> None:
        """Send what was kept, so that no spreadsheet runs a text of it as a formula."""
        if self._pieces:
            self._out.write(spreadsheet.harmless(self._pieces.decode()).encode())


class Page(TypedDict):
    """A page of a list: its size, its start, and the address of the list, to which limit and offset are appended."""

    limit: int
    offset: int
    address: str


def send(out: Output, form: str, content: str | bytes, headers: Mapping[str, str] | None = None) -> None:
    """Send the content; CSV is guarded, so that no spreadsheet runs it as a formula."""
    if form == "csv":
        content = spreadsheet.harmless(content if isinstance(content, str) else content.decode())
    out.head(media_type=API_FORMATS[form].media_type, headers=dict(headers or {}))
    out.write(content.encode() if isinstance(content, str) else content)


def send_rows(
    out: Output,
    rows: Sequence[Mapping[str, Any]],
    form: str,
    header: Sequence[str] | None = None,
    page: Page | None = None,
) -> None:
    """Send a list of objects, or a page of it with links to the other pages."""
    names = list(rows[0] if header is None else header) if rows or header else []
    headers = {} if page is None else {"Link": links(page, len(rows)), "X-Total-Count": str(len(rows))}
    shown = rows if page is None else rows[page["offset"] : page["offset"] + page["limit"]]
    if form == "csv":
        send(out, form, csv_text(names, flat(shown)), headers)
    else:
        send(out, form, json.dumps(shown, ensure_ascii=False, indent=2) + "\n", headers)


def links(page: Page, total: int) -> str:
    """Build the Link header of a page (RFC 8288): first, prev, next and last.

    >>> links(Page(limit=10, offset=10, address="/api/centres?"), 25)
    '</api/centres?limit=10&offset=0>; rel="first", </api/centres?limit=10&offset=0>; rel="prev", \
</api/centres?limit=10&offset=20>; rel="next", </api/centres?limit=10&offset=20>; rel="last"'
    """
    limit, offset = page["limit"], page["offset"]
    last = max(0, total - 1) // limit * limit
    places = {"first": 0, "prev": max(0, min(offset - limit, last)), "next": offset + limit, "last": last}
    if offset == 0:
        del places["prev"]
    if offset + limit >= total:
        del places["next"]
    return ", ".join(
        f'<{page["address"]}{urlencode({"limit": limit, "offset": place})}>; rel="{name}"'
        for name, place in places.items()
    )
