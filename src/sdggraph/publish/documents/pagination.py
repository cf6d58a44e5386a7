"""Layout of a document on A4 pages, and its PDF.

The layout is our own and not ReportLab's Platypus. A paragraph of Platypus does not choose a font for each
character. It orders Arabic and Hebrew only with `rlbidi`, which we could not install from PyPI, and draws where
`faults` cannot check it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypedDict, Unpack

from sdggraph.present.pictures.svg import ink
from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.columns import NAVY, SOFT, TEAL
from sdggraph.publish.documents.document import FILLS, Command, Document, Heading, Items, Paragraph, Table
from sdggraph.publish.documents.drawing import A4, Page, Rect, Rule, Shape, Text
from sdggraph.publish.documents.pdf import pdf

_MARGIN: Final = 42.0
_INSIDE: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - 52.0
_PAD: Final = 3.0


def pages(document: Document) -> list[Page]:
    """Lay out the document on numbered A4 pages."""
    flow = _Flow()
    flow.text(document.title, 19, bold=True, colour=NAVY, after=6)
    for block in document.blocks:
        match block:
            case Heading(text, level):
                flow.heading(text, level)
            case Paragraph(text, quiet):
                flow.text(text, 9.2, colour=SOFT if quiet else "#1a1a1a", after=5)
            case Items(texts):
                for text in texts:
                    flow.text(text, 9.2, indent=12, bullet=True, after=2)
                flow.y += 3
            case Table():
                flow.table(block)
            case Command(text):
                for line in text.splitlines():
                    flow.text(line, 8, indent=6, colour=SOFT, on="#eef1f5", after=0)
                flow.y += 8
    whole = [*flow.done, flow.shapes]
    numbered = []
    for number, shapes in enumerate(whole, start=1):
        foot = fonts.wrapped(f"{document.foot} Page {number} of {len(whole)}.", _INSIDE, 7.2, most=2)
        lines = [Text(_MARGIN, A4[1] - 34 + 9 * place, line, 7.2, ink=SOFT) for place, line in enumerate(foot)]
        numbered.append(Page((*shapes, Rule(_MARGIN, A4[1] - 44, A4[0] - _MARGIN, A4[1] - 44), *lines)))
    return numbered


def as_pdf(document: Document) -> bytes:
    """Write the document as PDF."""
    return pdf(pages(document), document.title, document.foot)


class Style(TypedDict, total=False):
    """The style of a text."""

    bold: bool
    colour: str
    on: str  # the colour behind the text
    indent: float


class _Flow:
    """The position of the next line."""

    def __init__(self) -> None:
        self.done: list[list[Shape]] = []
        self.shapes: list[Shape] = []
        self.y = _MARGIN

    def need(self, height: float) -> None:
        """Begin a new page unless this much room is left."""
        if self.y + height > _BOTTOM and self.shapes:
            self.done.append(self.shapes)
            self.shapes, self.y = [], _MARGIN

    def text(self, text: str, size: float, *, bullet: bool = False, after: float = 0, **style: Unpack[Style]) -> None:
        """Add lines of text, over several pages if needed."""
        bold, colour = style.get("bold", False), style.get("colour", "#1a1a1a")
        on, indent = style.get("on", ""), style.get("indent", 0.0)
        high = size * 1.32
        for number, line in enumerate(fonts.wrapped(text, _INSIDE - indent, size, bold=bold)):
            self.need(high)
            if on:
                self.shapes.append(Rect(_MARGIN, self.y, _INSIDE, high, on))
            if bullet and not number:
                self.shapes.append(Text(_MARGIN, self.y + size, "•", size))
            base = self.y + size
            self.shapes.append(Text(_MARGIN + indent, base, line, size, bold, colour, on or "#ffffff"))
            self.y += high
        self.y += after

    def heading(self, text: str, level: int) -> None:
        """Add a heading, never as the last line of a page."""
        self.need(70)
        self.y += 8 if self.shapes else 0
        self.text(text, 13 if level == 2 else 10.5, bold=True, colour=NAVY, after=2)
        if level == 2:
            self.shapes.append(Rule(_MARGIN, self.y, A4[0] - _MARGIN, self.y, TEAL, 0.9))
        self.y += 5

    def table(self, table: Table) -> None:
        """Add a table; its header is repeated on each page."""
        size = 8.0 if len(table.header) < 12 else 6.6
        widths = _widths(table, size)
        self._row(table.header, widths, size, [""] * len(widths), bold=True, ahead=size * 3)
        for number, row in enumerate(table.rows):
            marks = [FILLS.get(table.marks.get((number, place), ""), "") for place in range(len(row))]
            self._row(row, widths, size, marks, header=table.header)
        self.y += 9

    def _row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        size: float,
        marks: Sequence[str],
        *,
        bold: bool = False,
        ahead: float = 0,
        header: Sequence[str] = (),
    ) -> None:
        step = size * 1.3
        lines = [
            fonts.wrapped(cell, width - 2 * _PAD, size, bold=bold, most=40)
            for cell, width in zip(cells, widths, strict=True)
        ]
        high = max(1, *map(len, lines)) * step + 4
        pages_before = len(self.done)
        self.need(high + ahead)
        if header and len(self.done) > pages_before:
            self._row(header, widths, size, [""] * len(widths), bold=True)
        x = _MARGIN
        for cell, width, mark in zip(lines, widths, marks, strict=True):
            fill = mark or ("#eef1f5" if bold else "")
            if fill:
                self.shapes.append(Rect(x, self.y, width, high, fill))
            for number, line in enumerate(cell):
                base = self.y + 2 + size + number * step
                self.shapes.append(Text(x + _PAD, base, line, size, bold, ink(fill or "#ffffff"), fill or "#ffffff"))
            x += width
        self.y += high
        self.shapes.append(Rule(_MARGIN, self.y, _MARGIN + sum(widths), self.y))


def _widths(table: Table, size: float) -> list[float]:
    """Return the column widths: narrow columns get what they need, wide ones share the rest."""
    columns = list(zip(table.header, *table.rows, strict=True))
    natural = [
        max(fonts.width(fonts.plain(cell), size, not row) for row, cell in enumerate(column)) + 2 * _PAD + 0.5
        for column in columns
    ]
    if sum(natural) <= _INSIDE:
        return natural
    fair, rest, open_ = _INSIDE / len(natural), _INSIDE, list(range(len(natural)))
    widths = [0.0] * len(natural)
    while True:
        narrow = [place for place in open_ if natural[place] <= fair]
        if not narrow or len(narrow) == len(open_):
            break
        for place in narrow:
            widths[place] = natural[place]
        rest -= sum(natural[place] for place in narrow)
        open_ = [place for place in open_ if place not in narrow]
        fair = rest / len(open_)
    total = sum(natural[place] ** 0.5 for place in open_)
    for place in open_:
        widths[place] = rest * natural[place] ** 0.5 / total
    return widths
