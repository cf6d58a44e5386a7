"""Drawn pages as a PDF: fonts embedded, text that can be searched and copied, the same bytes for the same pages.

ReportLab and not fpdf2 or WeasyPrint: it draws at given places, as our layout wants it; it parses a font once for
all documents of a process and subsets it itself, so that a poster takes 10 to 30 ms (fpdf2 calls fontTools
for every document, about ten times as long); it has a switch for reproducible bytes; and it needs no system
libraries (WeasyPrint needs Pango from the system and has a layout of its own).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.drawing import A4, Dot, Page, Rect, Rule, Text


def pdf(pages: Iterable[Page], title: str, about: str) -> bytes:
    """Write the pages as PDF 1.4, without the time of writing."""
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    written = io.BytesIO()
    canvas = Canvas(
        written,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        lang="en",
        initialFontName=fonts.REGULAR,
        pdfVersion=(1, 5),
    )
    canvas.setTitle(fonts.plain(title))
    canvas.setSubject(fonts.plain(about))
    canvas.setAuthor("sdggraph")
    canvas.setCreator("sdggraph")
    for page in pages:
        canvas.setPageSize(page.size)
        for shape in page.shapes:
            _draw(canvas, shape, page.size[1])
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw(canvas: Any, shape: Text | Rect | Dot | Rule, high: float) -> None:
    match shape:
        case Text():
            _write(canvas, shape, high)
        case Rect(x, y, width, height, fill, stroke):
            _colours(canvas, fill, stroke, 0.5)
            canvas.rect(x, high - y - height, width, height, stroke=stroke != "none", fill=fill != "none")
        case Dot(x, y, radius, fill, stroke):
            _colours(canvas, fill, stroke, 0.9)
            canvas.circle(x, high - y, radius, stroke=stroke != "none", fill=fill != "none")
        case Rule(x, y, to_x, to_y, stroke, thick):
            _colours(canvas, "none", stroke, thick)
            canvas.line(x, high - y, to_x, high - to_y)


def _write(canvas: Any, text: Text, high: float) -> None:
    """Draw a line of text; the true characters are kept behind boxes."""
    canvas.setFillColor(text.ink)
    x = text.x
    for run in fonts.runs(text.text):
        canvas.setFont(run.font(text.bold), text.size)
        if run.is_boxes:
            canvas._code.append(f"/Span <</ActualText <FEFF{run.signs.encode('utf-16-be').hex().upper()}>>> BDC")
        canvas.drawString(x, high - text.y, run.drawn)
        if run.is_boxes:
            canvas._code.append("EMC")
        x += canvas.stringWidth(run.drawn)
    if text.link:
        left, top, right, bottom = text.box
        canvas.linkURL(text.link, (left, high - bottom, right, high - top), relative=0)


def _colours(canvas: Any, fill: str, stroke: str, thick: float) -> None:
    if fill != "none":
        canvas.setFillColor(fill)
    if stroke != "none":
        canvas.setStrokeColor(stroke)
        canvas.setLineWidth(thick)
