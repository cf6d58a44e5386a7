"""Rows as a table for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from tabulate import tabulate

from sdggraph import vocab
from sdggraph.numbers import counted
from sdggraph.present import terminal
from sdggraph.present.text import clean, csv_text, markdown_cell, wrapped

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_WORD = 16  # letters up to which a word is not broken
_PADDING = 2  # beside a header


def table(header: Sequence[str], rows: Sequence[Sequence[object]], width: int = 60) -> str:
    """Render rows under a header in aligned columns; a cell longer than `width` is wrapped.

    On a terminal, the table fits its columns: cells are wrapped more, and if that is not enough, columns are dropped
    from the right and named below the table.

    >>> print(table(["code", "links"], [["HIST", 26], ["ICTP", 9]]), end="")
    code      links
    ------  -------
    HIST         26
    ICTP          9
    """
    shown = [[_cell(value) for value in row] for row in rows]
    names = [clean(name) for name in header]
    room = terminal.columns()
    text = _laid_out(names, shown, width)
    if room is None or _widest(text) <= room:
        return text
    widths = _fitted(names, shown, width, room)
    kept = len(widths)
    text = _laid_out(names[:kept], [row[:kept] for row in shown], widths)
    if kept == len(names):
        return text
    dropped = ", ".join(names[kept:])
    note = f"Not shown, because the window has {room} columns: {dropped}. Widen it, or send the output to a file."
    return text + "\n" + "\n".join(wrapped(note)) + "\n"


def _laid_out(names: Sequence[str], rows: Sequence[Sequence[object]], widths: int | list[int]) -> str:
    exact = [place for place in range(len(names)) if any(_is_changed(row[place]) for row in rows)]
    text = tabulate(
        rows,
        headers=names,
        tablefmt="simple",
        maxcolwidths=widths,
        maxheadercolwidths=None if isinstance(widths, int) else widths,
        disable_numparse=exact,
        colalign=[_side(place, rows) if place in exact else None for place in range(len(names))] if exact else None,
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _is_changed(cell: object) -> bool:
    """Whether tabulate would change a text because it looks like a number: target 17.10 would become 17.1."""
    return isinstance(cell, str) and not _WHOLE.fullmatch(cell) and _is_number(cell)


def _is_number(cell: object) -> bool:
    try:
        float(str(cell))
    except ValueError:
        return False
    return True


def _side(place: int, rows: Sequence[Sequence[object]]) -> str:
    cells = [row[place] for row in rows if row[place] != ""]
    return "right" if all(map(_is_number, cells)) else "left"


def _widest(text: str) -> int:
    return max(map(terminal.width, text.splitlines()), default=0)


def _fitted(names: Sequence[str], rows: Sequence[Sequence[object]], most: int, room: int) -> list[int]:
    """Return the widths of the columns that fit, from left to right; the first column is always kept."""
    natural, least = [], []
    for place, name in enumerate(names):
        cells = [str(row[place]) for row in rows]
        words = [word for text in (name, *cells) for word in text.split()]
        longest = max(map(terminal.width, (name, *cells)))
        numbers = all(map(_is_number, filter(None, cells)))
        natural.append(min(most, longest))
        # numbers stay whole, and so do words up to this length
        least.append(longest if numbers else min(natural[-1], max(map(terminal.width, words), default=1), _WORD))
    kept = len(names)
    while kept > 1 and _total(least[:kept], names) > room:
        kept -= 1
    widths = natural[:kept]
    while _total(widths, names) > room:
        spare = [widths[place] - least[place] for place in range(kept)]
        if max(spare) <= 0:
            return [max(1, room)] if kept == 1 else widths
        widest = max(range(kept), key=lambda place: (spare[place] > 0, widths[place]))
        widths[widest] -= 1
    return widths


def _total(widths: Sequence[int], names: Sequence[str]) -> int:
    """Return the width of a table: tabulate adds two columns beside each header, and two between columns."""
    headers = (max((terminal.width(word) for word in name.split()), default=0) for name in names)
    padded = (
        max(each, min(each, terminal.width(name)) + _PADDING, min(each, word) + _PADDING)
        for each, name, word in zip(widths, names, headers, strict=False)
    )
    return sum(padded) + 2 * (len(widths) - 1)


def rendered(header: Sequence[str], rows: Sequence[Sequence[object]], format: str) -> str:
    """Render rows as table, markdown, csv or json (a list of objects)."""
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
    """Render the rows of a query, with IRIs shortened by our prefixes and the number of rows below."""
    shown = [[vocab.compact(row.get(name, "")) for name in variables] for row in rows]
    return table(list(variables), shown) + f"\n{counted(len(rows), 'row')}\n"
