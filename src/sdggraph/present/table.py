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
_ADDRESS = re.compile(r"\w[\w+.-]*:\S+$")  # an IRI, also in its short form
_KEYS = frozenset({"iri", "iso3", "ror", "wikidata", "point", "homepage", "evidence", "category"})
_SUBJECTS = frozenset({"code", "name", "other_code", "label", "title", "question"})
_TOLD_BY = {"region": "country", "other_region": "other_country", "other_name": "other_code", "goal_title": "title"}


def table(header: Sequence[str], rows: Sequence[Sequence[object]], width: int = 60) -> str:
    """Render rows under a header in aligned columns; a cell longer than `width` is wrapped.

    On a terminal, the table fits its columns: cells are wrapped more, and if that is not enough, the least useful
    columns are dropped (see `_usefulness`) and named below the table.

    >>> print(table(["code", "links"], [["HIST", 26], ["ICTP", 9]]), end="")
    code      links
    ------  -------
    HIST         26
    ICTP          9
    >>> print(table(["target", "name"], [["17.10", "A"], ["1.1", "Longer"]]), end="")
      target  name
    --------  ------
       17.10  A
         1.1  Longer
    """
    shown = [[_cell(value) for value in row] for row in rows]
    names = [clean(name) for name in header]
    room = terminal.columns()
    text = _laid_out(names, shown, width)
    if room is None or _widest(text) <= room:
        return text
    kept, widths = _fitted(names, shown, width, room)
    text = _laid_out([names[place] for place in kept], [[row[place] for place in kept] for row in shown], widths)
    if len(kept) == len(names):
        return text
    dropped = ", ".join(name for place, name in enumerate(names) if place not in kept)
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
        colalign=[_side(place, rows) if place in exact else "global" for place in range(len(names))] if exact else None,
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


def _fitted(
    names: Sequence[str], rows: Sequence[Sequence[object]], most: int, room: int
) -> tuple[list[int], list[int]]:
    """The places of the columns that fit, and their widths; the first column always stays."""
    natural, least = [], []
    for place, name in enumerate(names):
        cells = [str(row[place]) for row in rows]
        words = [word for text in (name, *cells) for word in text.split()]
        longest = max(map(terminal.width, (name, *cells)))
        numbers = all(map(_is_number, filter(None, cells)))
        natural.append(min(most, longest))
        # numbers stay whole, and so do words up to this length
        least.append(longest if numbers else min(natural[-1], max(map(terminal.width, words), default=1), _WORD))
    kept = _most_useful(names, rows, least, room)
    widths, bounds = [natural[place] for place in kept], [least[place] for place in kept]
    headers = [names[place] for place in kept]
    while _total(widths, headers) > room:
        spare = [width - bound for width, bound in zip(widths, bounds, strict=True)]
        if max(spare) <= 0:
            return kept, [max(1, room)] if len(kept) == 1 else widths
        widest = max(range(len(kept)), key=lambda place: (spare[place] > 0, widths[place]))
        widths[widest] -= 1
    return kept, widths


def _most_useful(names: Sequence[str], rows: Sequence[Sequence[object]], least: Sequence[int], room: int) -> list[int]:
    """The places of the columns that fit at their least widths, once the least useful are left out."""

    def fits(places: Sequence[int]) -> bool:
        return _total([least[place] for place in places], [names[place] for place in places]) <= room

    useful = {place: _usefulness(place, names, rows) for place in range(len(names))}
    order = sorted(range(1, len(names)), key=lambda place: (useful[place], -place))
    kept, gone = list(range(len(names))), []
    while order and not fits(kept):
        gone.append(order.pop(0))
        kept.remove(gone[-1])
    for place in reversed(gone):  # a narrow one may fit where a wide one, which had to go later, has made room
        if fits(sorted([*kept, place])):
            kept = sorted([*kept, place])
    return kept


def _usefulness(place: int, names: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Rate the usefulness of a column, from 0 up; of equal ones the right one is the less useful.

    0: it says the same in every row, or nothing. 1: it holds addresses, or keys of other systems. 2: another column
    tells it more closely, as a country tells the region. 3: everything else. 4: what the rows are about.
    """
    name, cells = names[place], {str(row[place]) for row in rows}
    if name in _SUBJECTS:
        return 4
    if len(rows) > 1 and len(cells) == 1:
        return 0
    if name in _KEYS or all(_ADDRESS.match(cell) for cell in cells if cell):
        return 1
    return 2 if _TOLD_BY.get(name) in names else 3


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
