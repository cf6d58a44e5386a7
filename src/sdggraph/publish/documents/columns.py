"""Sections that share a column: each shows as many items as fit, and says how many it left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypedDict, Unpack

from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.drawing import LEADING, Dot, Rect, Rule, Shape, Text, centred

INK, SOFT, NAVY, TEAL = "#1a1a1a", "#4c566a", "#1f3a5f", "#0b6e5f"
STATED, INFERRED = "stated", "inferred"
_TILE, _MARK = 18.0, 9.0


class Line(NamedTuple):
    """A line of a section."""

    text: str
    size: float = 8.0
    bold: bool = False
    ink: str = INK
    indent: float = 0.0
    mark: str = ""  # stated: a filled dot before the text; inferred: a hollow one
    link: str = ""

    @property
    def height(self) -> float:
        """The distance to the next line."""
        return self.size * LEADING


class Tile(NamedTuple):
    """A coloured square with the number of a goal, before the heading of a section."""

    number: str
    colour: str


class Section(NamedTuple):
    """A heading, items of which the last may be left out, and a phrase for their number."""

    heading: Sequence[Line]
    items: Sequence[Sequence[Line]] = ()
    more: Callable[[int], str] = "and {} more".format
    tile: Tile | None = None
    rule: bool = False  # whether a rule is drawn below the heading
    silent: bool = False  # whether to omit the phrase if no item is shown: the heading has the number
    gap: float = 5.0


class Style(TypedDict, total=False):
    """The style of a text; the defaults are those of `Line`."""

    size: float
    bold: bool
    ink: str
    indent: float
    mark: str
    link: str


def lines(text: str, room: float, *, most: int = 3, **style: Unpack[Style]) -> list[Line]:
    """Wrap a text into the lines of an item; the mark stands before the first line."""
    like = Line("", **style)
    like = like._replace(indent=like.indent + (_MARK if like.mark else 0))
    found = fonts.wrapped(text, room - like.indent, like.size, bold=like.bold, most=most)
    return [like._replace(text=part, mark="" if number else like.mark) for number, part in enumerate(found)]


def filled(sections: Sequence[Section], height: float) -> list[int]:
    """Return how many items each section shows: in turn, each section gets one more while they fit."""
    shown = [0] * len(sections)
    used = sum(_height(section, 0) for section in sections)
    grown = True
    while grown:
        grown = False
        for number, section in enumerate(sections):
            if shown[number] == len(section.items):
                continue
            more = _height(section, shown[number] + 1) - _height(section, shown[number])
            if used + more <= height:
                shown[number] += 1
                used += more
                grown = True
    return shown


def is_whole(sections: Sequence[Section], height: float) -> bool:
    """Whether all items fit."""
    return sum(_height(section, len(section.items)) for section in sections) <= height


def column(sections: Sequence[Section], x: float, y: float, width: float, height: float) -> list[Shape]:
    """Draw the sections one below the other; whole sections are left out only if not even the headings fit."""
    kept = list(sections)
    left_out = 0
    while kept and sum(_height(section, 0) for section in kept) + (10 if left_out else 0) > height:
        kept.pop()
        left_out += 1
    drawn: list[Shape] = []
    for section, shown in zip(kept, filled(kept, height - (10 if left_out else 0)), strict=True):
        drawn += _drawn(section, shown, x, y, width)
        y += _height(section, shown)
    if left_out:
        drawn.append(Text(x, y + 7, f"and {left_out} more", 7.5, ink=SOFT))
    return drawn


def _height(section: Section, shown: int) -> float:
    heading = sum(line.height for line in section.heading)
    items = sum(line.height for item in section.items[:shown] for line in item) + 1.5 * shown
    hidden = len(section.items) - shown
    more = 9.5 if hidden and not (section.silent and not shown) else 0.0
    return max(heading, _TILE if section.tile else 0) + (4 if section.rule else 2) + items + more + section.gap


def _drawn(section: Section, shown: int, x: float, y: float, width: float) -> list[Shape]:
    drawn: list[Shape] = []
    heading = sum(line.height for line in section.heading)
    top, inset = y, 0.0
    if section.tile:
        drawn.append(Rect(x, y, _TILE, _TILE, section.tile.colour))
        size = 11 if len(section.tile.number) < 3 else 7
        drawn.append(centred(x + _TILE / 2, y + 13, section.tile.number[:4], size, on=section.tile.colour))
        inset, y = _TILE + 6, y + max(0.0, (_TILE - heading) / 2)
    for line in section.heading:
        drawn += _line(line, x + inset, y)
        y += line.height
    y = top + max(heading, _TILE if section.tile else 0)
    if section.rule:
        drawn.append(Rule(x, y + 1, x + width, y + 1, TEAL, 0.9))
    y += 4 if section.rule else 2
    for item in section.items[:shown]:
        for line in item:
            drawn += _line(line, x, y)
            y += line.height
        y += 1.5
    hidden = len(section.items) - shown
    if hidden and not (section.silent and not shown):
        drawn.append(Text(x + _MARK, y + 7, section.more(hidden), 7.5, ink=SOFT))
    return drawn


def _line(line: Line, x: float, y: float) -> list[Shape]:
    base = y + line.size * 0.95
    drawn: list[Shape] = []
    if line.mark:
        middle = (x + line.indent - _MARK + 3.2, base - line.size * 0.3)
        fill, stroke = (INK, INK) if line.mark == STATED else ("#ffffff", INK)
        drawn.append(Dot(*middle, 2.0, fill, stroke))
    return [*drawn, Text(x + line.indent, base, line.text, line.size, line.bold, line.ink, link=line.link)]
