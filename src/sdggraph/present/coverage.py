"""Coverage as text, tables and JSON; `heatmap` draws it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sdggraph.messages import Message, Names, as_json, message, sentences
from sdggraph.messages import text as english
from sdggraph.model.coverage import GROUPINGS, Aim, Cell, Coverage, Group, Row
from sdggraph.numbers import counted
from sdggraph.present.text import clean, csv_text, line_width, markdown_cell, percent, wrapped

_LABEL = 34  # characters of a group's name in a table; the other formats have the whole name
_TERM = 28  # groups, up to which a list of empty goals stays readable
_SILENT = 12  # centres without a contribution that a note names
_BASIS = {"all": "stated or inferred", "stated": "stated only", "inferred": "inferred only"}


def rendered(coverage: Coverage, format: str) -> str:
    """Render the matrix as table, csv, json or markdown."""
    page = {"table": text, "csv": csv, "json": json_text, "markdown": markdown}[format]
    return page(coverage)


def title(coverage: Coverage) -> str:
    """Return the title of the matrix."""
    centres, columns = len(coverage.total.group.centres), len(coverage.columns)
    by = GROUPINGS[coverage.by]
    return f"Contributions of {counted(centres, 'centre')} to the {counted(columns, coverage.level)}, by {by}"


def contributions(cell: Cell, basis: str = "all") -> str:
    """Format a number of contributions, stated and inferred separately: '3+12' is 3 stated and 12 inferred.

    >>> contributions(Cell(stated=("a",), inferred=("b", "c"))), contributions(Cell())
    ('1+2', '0')
    """
    stated, inferred = len(cell.stated), len(cell.inferred)
    if basis != "all":
        return str(stated if basis == "stated" else inferred)
    return f"{stated}+{inferred}" if stated or inferred else "0"


def share(row: Row, cell: Cell) -> str:
    """Format the share of the group's centres in whole percent; a dash for a group without centres."""
    part = row.share(cell)
    return "–" if part is None else percent(part)


def shown_columns(coverage: Coverage) -> list[int]:
    """Return the indexes of the columns on a page: every goal, or the targets with a contribution."""
    every = range(len(coverage.columns))
    return [place for place in every if coverage.level == "goal" or coverage.total.cells[place].centres]


def text(coverage: Coverage) -> str:
    """Render the matrix for a terminal: the centres, the contributions, and notes."""
    lines = [title(coverage), ""]
    lines.append(f"Centres with a contribution ({_BASIS[coverage.basis]})")
    lines += _blocks(coverage, lambda row, cell: str(len(cell.centres)), _CENTRES)
    parts = "stated+inferred" if coverage.basis == "all" else coverage.basis
    lines += ["", f"Contributions ({parts})"]
    lines += _blocks(coverage, lambda row, cell: contributions(cell, coverage.basis), ())
    lines.append("")
    told = "The last columns: centres with any contribution, of all centres of the group; silent, nothing on record."
    for note in (told, *notes(coverage)):
        lines += wrapped(note)
    return "\n".join(lines) + "\n"


_CENTRES: Sequence[tuple[str, Callable[[Row], str]]] = (
    ("of", lambda row: str(len(row.group.centres))),
    ("share", lambda row: share(row, row.total)),
    ("silent", lambda row: str(len(row.silent))),
)


def _blocks(
    coverage: Coverage, show: Callable[[Row, Cell], str], more: Sequence[tuple[str, Callable[[Row], str]]]
) -> list[str]:
    """Format right-aligned cells under their headers, in as many blocks as the width requires."""
    rows = (*coverage.rows, coverage.total)
    labels = [_cut(row.group.label) for row in rows]
    columns = [
        [coverage.columns[place].key, *(show(row, row.cells[place]) for row in rows)]
        for place in shown_columns(coverage)
    ]
    columns.append(["any", *(show(row, row.total) for row in rows)])
    columns += [[name, *(value(row) for row in rows)] for name, value in more]
    first = ["", *labels]
    margin = max(map(len, first))
    blocks: list[list[list[str]]] = [[]]
    room = line_width() - margin
    for column in columns:
        width = max(map(len, column)) + 1
        if width > room and blocks[-1]:
            blocks.append([])
            room = line_width() - margin
        blocks[-1].append([value.rjust(width) for value in column])
        room -= width
    lines: list[str] = []
    for block in blocks:
        lines += [""] if lines else []
        lines += [first[line].ljust(margin) + "".join(column[line] for column in block) for line in range(len(first))]
    return lines


def _cut(label: str) -> str:
    label = clean(label)
    return label if len(label) <= _LABEL else label[: _LABEL - 1] + "…"


def note_messages(coverage: Coverage) -> list[Message]:
    """List what a reader must know about the matrix, and its extremes."""
    columns, found = coverage.columns, list(_strongest(coverage))
    if coverage.level == "target":
        every = message("count.targets", count=len(columns))
        shown = len(shown_columns(coverage))
        found.append(message("coverage.targets", count=shown, targets=every, of=len(columns)))
    if coverage.unplaced:
        claims = message("count.contributions", count=len(coverage.unplaced))
        found.append(message(f"coverage.unplaced-{coverage.level}", contributions=claims))
    if coverage.by in ("theme", "country-group"):
        rows = [message("coverage.rows"), *([message("coverage.narrower")] if coverage.by == "theme" else [])]
        found.append(sentences(rows))
    silent = coverage.total.silent
    if silent:
        codes = Names(silent[:_SILENT], max(0, len(silent) - _SILENT))
        found.append(message("coverage.silent", count=len(silent), codes=codes))
    return [*found, message("coverage.zero")]


def notes(coverage: Coverage) -> list[str]:
    """Return the same in English."""
    return [english(each) for each in note_messages(coverage)]


def _strongest(coverage: Coverage) -> Iterable[Message]:
    """Name the fullest columns and, for a few groups, the empty ones."""
    cells = list(zip(coverage.columns, coverage.total.cells, strict=True))
    ranked = sorted(cells, key=lambda pair: -len(pair[1].centres))  # sorting is stable and keeps the UN's order
    best = [
        message("coverage.most-aim", aim=aim.key, label=aim.label, centres=len(cell.centres))
        for aim, cell in ranked[:3]
        if cell.centres
    ]
    if best:
        yield message("coverage.most", aims=Names(tuple(best), style="clauses"))
    if coverage.level == "target":
        return
    empty = [aim.key for aim, cell in cells if not cell.centres]
    if empty:
        yield message("coverage.none", goals=tuple(empty))
    if len(coverage.rows) <= _TERM:
        for row in coverage.rows:
            missing = [aim.key for aim, cell in zip(coverage.columns, row.cells, strict=True) if not cell.centres]
            if row.group.centres and set(missing) > set(empty):
                group = group_message(coverage.by, row.group)
                yield message(f"coverage.group-{coverage.basis}", group=group, goals=tuple(missing))


def group_message(by: str, group: Group) -> Message | str:
    """Return the name of a group; of the groups that are none of the data, such as all centres, as a message."""
    if group.iri or group.key not in ("all", "none"):
        return group.label
    return message("group.all" if group.key == "all" else f"group.none-{by}")


def markdown(coverage: Coverage) -> str:
    """Render the matrix as one Markdown table: centres in each cell, their contributions in brackets."""
    places = shown_columns(coverage)
    header = [
        "Group",
        "Centres",
        *(coverage.columns[place].key for place in places),
        "any",
        "Share",
        "Nothing on record",
    ]
    lines = [f"# {title(coverage)}", "", _line(header), _line(["---", *["---:"] * (len(header) - 1)])]
    for row in (*coverage.rows, coverage.total):
        cells = [*(row.cells[place] for place in places), row.total]
        shown = [
            f"{len(cell.centres)} ({contributions(cell, coverage.basis)})" if cell.centres else "0" for cell in cells
        ]
        values = [row.group.label, str(len(row.group.centres)), *shown, share(row, row.total), str(len(row.silent))]
        lines.append(_line(map(markdown_cell, values)))
    parts = "stated + inferred" if coverage.basis == "all" else coverage.basis
    lines += [
        "",
        f"Each cell: centres (contributions, {parts}).",
        "",
        *(f"- {clean(note)}" for note in notes(coverage)),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


_COLUMNS = [
    "by",
    "group",
    "group_label",
    "group_centres",
    "group_nothing_on_record",
    "level",
    "aim",
    "aim_label",
    "centres",
    "centres_stated",
    "centres_inferred",
    "contributions_stated",
    "contributions_inferred",
    "share",
]


def csv(coverage: Coverage) -> str:
    """Render the matrix in long form: one row for each group and column, including zeros and totals.

    Totals have the group 'all' or the aim 'any'; leave them out of sums.
    """
    rows: list[Sequence[object]] = []
    for row in (*coverage.rows, coverage.total):
        whose = (coverage.by, row.group.key, row.group.label, len(row.group.centres), len(row.silent), coverage.level)
        for aim, cell in _cells(coverage, row):
            part = row.share(cell)
            counts = (cell.centres, cell.stated_by, cell.inferred_by, cell.stated, cell.inferred)
            shown = "" if part is None else f"{part:.6f}"
            rows.append((*whose, aim.key, aim.label, *map(len, counts), shown))
    return csv_text(_COLUMNS, rows)


def _cells(coverage: Coverage, row: Row) -> Iterable[tuple[Aim, Cell]]:
    """Yield the cells of a row with their columns, the total last."""
    yield from zip(coverage.columns, row.cells, strict=True)
    yield Aim("any", f"any {coverage.level}", ""), row.total


def json_text(coverage: Coverage) -> str:
    """Render the matrix as JSON: every cell with its numbers, its centres and the IRIs of its contributions."""
    held = {
        "title": title(coverage),
        "by": coverage.by,
        "level": coverage.level,
        "basis": coverage.basis,
        "data_version": coverage.data_version,
        "columns": [
            {"aim": aim.key, "label": aim.label, "iri": aim.iri, "colour": aim.colour} for aim in coverage.columns
        ],
        "rows": [_row(coverage, row) for row in coverage.rows],
        "total": _row(coverage, coverage.total),
        "unplaced": list(coverage.unplaced),
        "notes": notes(coverage),
        "messages": [as_json(each) for each in note_messages(coverage)],
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _row(coverage: Coverage, row: Row) -> dict[str, Any]:
    group = row.group
    return {
        "group": group.key,
        "label": group.label,
        "iri": group.iri or None,
        "centres": list(group.centres),
        "nothing_on_record": list(row.silent),
        "cells": [{"aim": aim.key, **_cell(row, cell)} for aim, cell in _cells(coverage, row) if aim.key != "any"],
        "any": _cell(row, row.total),
    }


def _cell(row: Row, cell: Cell) -> dict[str, Any]:
    part = row.share(cell)
    bases = (("stated", cell.stated_by, cell.stated), ("inferred", cell.inferred_by, cell.inferred))
    return {
        "centres": len(cell.centres),
        "share": None if part is None else round(part, 6),
        **{
            basis: {"centres": len(codes), "contributions": len(iris), "codes": list(codes), "iris": list(iris)}
            for basis, codes, iris in bases
        },
    }
