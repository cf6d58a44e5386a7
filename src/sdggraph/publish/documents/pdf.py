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

from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.drawing import A4, Dot, Page, Rect, Rule, Text
from sdggraph.publish.documents.shaping import Glyph


def pdf(pages: Iterable[Page], title: str, about: str) -> bytes:
    """Write the pages as PDF 1.4, without the time of writing."""
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
    """Draw a line; behind boxes and reordered characters, the PDF keeps the true text for copying and searching."""
    canvas.setFillColor(text.ink)
    x = text.x
    for run in fonts.runs(text.text):
        canvas.setFont(run.font(text.bold), text.size)
        # PDF readers reverse right-to-left text character by character, but not the text of a span
        told = run.is_boxes or (run.shaped and not run.leftwards)
        if told:
            canvas._code.append(f"/Span <</ActualText <FEFF{run.signs.encode('utf-16-be').hex().upper()}>>> BDC")
        if run.shaped:
            glyphs = fonts.glyphs(run, text.bold)
            x = _write_glyphs(canvas, run.font(text.bold), text.size, glyphs, (x, high - text.y))
        else:
            canvas.drawString(x, high - text.y, run.drawn)
            x += canvas.stringWidth(run.drawn)
        if told:
            canvas._code.append("EMC")
    if text.link:
        left, top, right, bottom = text.box
        canvas.linkURL(text.link, (left, high - bottom, right, high - top), relative=0)


def _write_glyphs(canvas: Any, name: str, size: float, found: tuple[Glyph, ...], place: tuple[float, float]) -> float:
    """Draw shaped glyphs, and return where the next sign goes.

    They are one line of text, moved by TJ and Ts: readers of the PDF take what is placed anew for another word.
    """
    font, x = getFont(name), place[0]
    written = [f"BT 1 0 0 1 {_number(x)} {_number(place[1])} Tm"]
    pen = at = 0.0  # where the glyph should be, and where the line is, in thousandths of the size
    state, line = ("", 0.0), ""  # the part of the font and the rise; what is drawn in that
    for glyph in found:
        [(subset, code)] = font.splitString(glyph.code, canvas._doc)
        wanted = font.getSubsetInternalName(subset, canvas._doc), glyph.y
        if wanted != state:
            written += [f"[{line}] TJ"] if line else []
            written.append(f"{_number(glyph.y * size / 1000)} Ts")
            written += [f"{wanted[0]} {_number(size)} Tf"] if wanted[0] != state[0] else []
            state, line = wanted, ""
        move = at - pen - glyph.x
        line += (f"{_number(move)} " if abs(move) > 0.01 else "") + f"<{code.hex()}>"
        at = pen + glyph.x + glyph.width
        pen += glyph.advance
    canvas._code.append(" ".join([*written, f"[{line}] TJ 0 Ts ET"]))
    return x + pen * size / 1000


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _colours(canvas: Any, fill: str, stroke: str, thick: float) -> None:
    if fill != "none":
        canvas.setFillColor(fill)
    if stroke != "none":
        canvas.setStrokeColor(stroke)
        canvas.setLineWidth(thick)
