"""Rows as a table for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tabulate import tabulate

from sdggraph import vocab
from sdggraph.present.text import clean, csv_text, markdown_cell


def table(header: Sequence[str], rows: Sequence[Sequence[object]], width: int = 60) -> str:
    """Rows under a header in aligned columns; a cell longer than `width` is wrapped.

    >>> print(table(["code", "links"], [["HIST", 26], ["ICTP", 9]]), end="")
    code      links
    ------  -------
    HIST         26
    ICTP          9
    """
    shown = [[_cell(value) for value in row] for row in rows]
    text = tabulate(shown, headers=[clean(name) for name in header], tablefmt="simple", maxcolwidths=width)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def rendered(header: Sequence[str], rows: Sequence[Sequence[object]], format: str) -> str:
    """Rows as table, markdown, csv or json (a list of objects)."""
    if format == "json":
        held = [dict(zip(header, row, strict=True)) for row in rows]
        return json.dumps(held, ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        return csv_text(header, rows)
    if format == "markdown":
        lines = [header, ["---"] * len(header), *[[markdown_cell(str(value)) for value in row] for row in rows]]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return table(header, rows)


def _cell(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def answer(variables: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """The rows of a query, IRIs shortened by our prefixes, with their number below."""
    shown = [[vocab.compact(row.get(name, "")) for name in variables] for row in rows]
    return table(list(variables), shown) + f"\n{len(rows):,} row{'' if len(rows) == 1 else 's'}\n"
