"""Coverage as a heat map: an SVG with the same bytes for the same matrix, readable without its colours."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from sdggraph.model.coverage import Aim, Cell, Coverage, Row
from sdggraph.numbers import counted
from sdggraph.present.coverage import contributions, notes, share, title
from sdggraph.present.pictures import svg as markup
from sdggraph.present.pictures.svg import element
from sdggraph.present.text import clean

_WHITE, _NEUTRAL, _LINE, _SOFT = "#ffffff", "#4c566a", "#d0d4dc", "#555b66"
_FAINTEST = 0.12  # share of the colour in the lightest cell that is not zero
_FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
_MARGIN, _HEAD, _GAP = 24, 62, 26
_BAND = 1150  # pixels of columns side by side; further columns go into a new band of the same rows


class _Sizes(NamedTuple):
    """The sizes of the picture's parts, in pixels."""

    label: int  # the width of the groups' names
    cell: int
    height: int
    tile: int  # the height of a column's header
    title: int  # the height of a goal's header above its targets; 0 if the columns are goals
    end: int  # the width of the last column: share and silent centres


Place = tuple[int, Aim]  # the index of a column, and the column


def svg(coverage: Coverage) -> str:
    """Draw the matrix as SVG: a row for each group, a column for each goal or target, darker with more centres.

    Each cell shows its number of centres and below it its contributions, stated and inferred separately, so the colour
    adds no information of its own. A cell without centres is white with a 0. Text has a contrast of 4.5:1 or better.
    Columns that do not fit side by side continue in a further band.
    """
    sizes = _measured(coverage)
    bands = _bands(coverage, sizes)
    beside = sizes.label + (len(bands[-1]) + 1) * sizes.cell + sizes.end  # the totals stand beside the last band
    inside = max(beside, *(sizes.label + len(band) * sizes.cell for band in bands))
    width, y = inside + 2 * _MARGIN, _HEAD + _MARGIN
    drawn: list[str] = []
    for number, band in enumerate(bands, start=1):
        drawn += _band(coverage, band, sizes, y, last=number == len(bands))
        y += sizes.title + sizes.tile + (len(coverage.rows) + 1) * sizes.height + _GAP
    legend, y = _legend(coverage, y, inside)
    return "\n".join([*_opening(coverage, width, y), *drawn, *legend, "</svg>", ""])


def _measured(coverage: Coverage) -> _Sizes:
    rows = (*coverage.rows, coverage.total)
    longest = max(len(row.group.label) for row in rows)
    counts = max(len(contributions(cell, coverage.basis)) for row in rows for cell in (*row.cells, row.total))
    end = max(len(_end(row)) for row in rows)
    goals = coverage.level == "goal"
    return _Sizes(
        label=min(longest, 44) * 7 + 16,
        cell=max(44 if goals else 34, counts * 6 + 8),
        height=36 if goals else 30,
        tile=30 if goals else 22,
        title=0 if goals else 22,
        end=end * 6 + 16,
    )


def _bands(coverage: Coverage, sizes: _Sizes) -> list[list[Place]]:
    """Divide the columns into bands that fit the width; the targets of one goal stay together where possible."""
    room = max(1, _BAND // sizes.cell)
    bands: list[list[Place]] = [[]]
    for _, same in groupby(enumerate(coverage.columns), key=lambda place: place[1].goal):
        family = list(same)
        if bands[-1] and len(bands[-1]) + len(family) > room:
            bands.append([])
        while len(bands[-1]) + len(family) > room:
            cut = room - len(bands[-1])
            bands[-1] += family[:cut]
            family = family[cut:]
            bands.append([])
        bands[-1] += family
    return bands


def _opening(coverage: Coverage, width: int, height: int) -> list[str]:
    heading = title(coverage)
    sub = "Shade: share of the group's centres that contribute. Bold: number of centres. Below: contributions"
    sub += ", stated + inferred." if coverage.basis == "all" else f", {coverage.basis} only."
    about = markup.escaped(" ".join([sub, *notes(coverage)]))
    size = str(width), str(height)
    frame = markup.Frame(*size, size, markup.escaped(heading), about, ("coverage-title", "coverage-desc"), _FONT)
    return [
        *markup.opening(frame),
        _text(_MARGIN, _MARGIN + 18, heading, 20, weight=True),
        _text(_MARGIN, _MARGIN + 42, sub, 12, fill=_SOFT),
    ]


def _band(coverage: Coverage, band: Sequence[Place], sizes: _Sizes, top: int, *, last: bool) -> list[str]:
    """Draw the headers of some columns and the cells below them, with the totals of the rows beside the last band."""
    left = _MARGIN + sizes.label
    drawn = _goal_titles(band, sizes, left, top)
    y = top + sizes.title
    for number, (_, aim) in enumerate(band):
        drawn.append(_tile(left + number * sizes.cell, y, sizes.cell, sizes.tile, aim))
    right = left + len(band) * sizes.cell
    if last:
        middle = right + 6 + sizes.cell // 2
        drawn.append(_text(middle, y + sizes.tile - 9, "any", 12, weight=True, anchor="middle"))
        drawn.append(_text(right + sizes.cell + 16, y + sizes.tile - 9, "centres that contribute", 12, weight=True))
    y += sizes.tile
    for row in (*coverage.rows, coverage.total):
        total = row is coverage.total
        if total:
            drawn.append(element("path", {"d": f"M{_MARGIN} {y}H{right}", "stroke": _SOFT, "stroke-width": 2}))
        middle = y + sizes.height // 2 + 4
        drawn.append(_text(left - 10, middle, _short(row.group.label, 44), 12, weight=total, anchor="end"))
        for number, (place, aim) in enumerate(band):
            x = left + number * sizes.cell
            drawn.append(_cell(coverage, row, row.cells[place], aim, (x, y, sizes.cell, sizes.height)))
        if last:
            whole = Aim("any", f"any {coverage.level}", "", _NEUTRAL)
            drawn.append(_cell(coverage, row, row.total, whole, (right + 6, y, sizes.cell, sizes.height)))
            drawn.append(_text(right + sizes.cell + 16, middle, _end(row), 11))
        y += sizes.height
    return drawn


def _goal_titles(band: Sequence[Place], sizes: _Sizes, left: int, top: int) -> list[str]:
    """Draw a strip above the targets of each goal, with its number."""
    if not sizes.title:
        return []
    drawn, x = [], left
    for goal, same in groupby(band, key=lambda place: place[1].goal):
        family = [aim for _, aim in same]
        width, colour = len(family) * sizes.cell, family[0].colour or _NEUTRAL
        name = f"Goal {goal}" if width >= 60 else goal
        drawn.append(_rect(x, top, width - 1, sizes.title - 1, fill=colour))
        drawn.append(_text(x + width // 2, top + 15, name, 12, weight=True, anchor="middle", fill=markup.ink(colour)))
        x += width
    return drawn


def _tile(x: int, y: int, width: int, height: int, aim: Aim) -> str:
    colour = aim.colour or _NEUTRAL
    size = 14 if "." not in aim.key else 11
    number = _text(
        x + width // 2, y + height // 2 + 4, aim.key, size, weight=True, anchor="middle", fill=markup.ink(colour)
    )
    tile = _rect(x, y, width - 1, height - 1, fill=colour)
    return markup.titled(markup.escaped(f"{aim.key} {aim.label}"), tile, number)


def _cell(coverage: Coverage, row: Row, cell: Cell, aim: Aim, box: tuple[int, int, int, int]) -> str:
    x, y, width, height = box
    part = row.share(cell) if cell.centres else None
    fill = _WHITE if part is None else markup.mixed(aim.colour or _NEUTRAL, _FAINTEST + (1 - _FAINTEST) * part)
    dark, middle = markup.ink(fill), x + width // 2
    told = f"{row.group.label}, {aim.key} {aim.label}: " if aim.key != "any" else f"{row.group.label}, {aim.label}: "
    told += f"{len(cell.centres)} of {counted(len(row.group.centres), 'centre')} ({share(row, cell)}), "
    told += f"{len(cell.stated)} stated and {counted(len(cell.inferred), 'inferred contribution')}"
    if cell.centres:
        amount = contributions(cell, coverage.basis)
        shown = _text(middle, y + height // 2 - 2, str(len(cell.centres)), 13, weight=True, anchor="middle", fill=dark)
        shown += _text(middle, y + height // 2 + 11, amount, 10, anchor="middle", fill=dark)
    else:
        shown = _text(middle, y + height // 2 + 4, "0", 11, anchor="middle", fill=_SOFT)
    return markup.titled(markup.escaped(told), _rect(x, y, width, height, fill=fill, stroke=_LINE), shown)


def _legend(coverage: Coverage, y: int, width: int) -> tuple[list[str], int]:
    """Draw the scale, the names of the goals and the notes; return the elements and their lower edge."""
    drawn = [_text(_MARGIN, y + 16, "Share of the centres", 12, weight=True)]
    x = _MARGIN + 150
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        fill = markup.mixed(_NEUTRAL, _FAINTEST + (1 - _FAINTEST) * part) if part else _WHITE
        drawn.append(_rect(x, y, 52, 24, fill=fill, stroke=_LINE))
        drawn.append(_text(x + 26, y + 16, f"{part * 100:.0f} %", 11, anchor="middle", fill=markup.ink(fill)))
        x += 52
    y += 44
    if coverage.level == "goal":
        across = max(1, width // 300)
        down = -(-len(coverage.columns) // across)
        for number, aim in enumerate(coverage.columns):
            left, top = _MARGIN + number // down * 300, y + number % down * 22
            drawn.append(_tile(left, top, 26, 20, aim))
            drawn.append(_text(left + 34, top + 14, aim.label, 12))
        y += down * 22 + 12
    version = f"Data version {coverage.data_version}." if coverage.data_version else ""
    for line in [line for note in (*notes(coverage), version) for line in textwrap.wrap(clean(note), width // 6)]:
        drawn.append(_text(_MARGIN, y + 10, line, 11, fill=_SOFT))
        y += 16
    return drawn, y + _MARGIN


def _end(row: Row) -> str:
    """Describe how many centres of a group contribute, and how many are silent."""
    if not row.group.centres:
        return "no centre"
    silent = f"; {len(row.silent)} with nothing on record" if row.silent else ""
    return f"{len(row.total.centres)} of {len(row.group.centres)}, {share(row, row.total)}{silent}"


def _text(
    x: int, y: int, text: str, size: int, *, weight: bool = False, anchor: str = "start", fill: str = markup.INKS[0]
) -> str:
    place: dict[str, object] = {"x": x, "y": y, "font-size": size, "fill": fill}
    if weight:
        place["font-weight"] = 700
    if anchor != "start":
        place["text-anchor"] = anchor
    return element("text", place, markup.escaped(text))


def _rect(x: int, y: int, width: int, height: int, **colours: str) -> str:
    return element("rect", {"x": x, "y": y, "width": width, "height": height, **colours})


def _short(label: str, length: int) -> str:
    return label if len(label) <= length else label[: length - 1] + "…"
