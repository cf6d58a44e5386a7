"""Text measured and broken into lines, the same on every machine, with the one font family that we print with.

The font is FiraGO (SIL Open Font License, embedding allowed): Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari,
Georgian and Thai. What it lacks, Chinese, Japanese and Korean above all, is measured as a full square and
printed as a box in a PDF, where the true text stays behind it for copying and searching; an SVG shows it in
the reader's own fonts.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final

from sdggraph.present.text import clean

REGULAR, BOLD = "FiraGO-Regular", "FiraGO-Bold"
BOX: Final = "▯"  # stands for a character without a glyph
_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WIDE: Final = frozenset("WF")
_NOT_XML: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_URL_BREAKS: Final = "/?&=.-_"


def plain(text: str) -> str:
    """The text without what no page can hold: control characters, line breaks, halves of characters.

    >>> plain("a\\nb\\x07  c")
    'a b\ufffd c'
    """
    return " ".join(_NOT_XML.sub(BOX, clean(text)).split())


@lru_cache(maxsize=1 << 16)
def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is printed, in the unit of its size.

    >>> width("HIST", 10) < width("HIST", 10, bold=True) < 40
    True
    """
    return float(_font(bold).stringWidth(shown(text), size))


@lru_cache(maxsize=1 << 14)
def shown(text: str) -> str:
    """The text as it is drawn from left to right, with a box for each character that the font lacks.

    >>> shown("HIST 中心")
    'HIST ▯▯'
    """
    return "".join(map(_glyph, _ordered(text)))


def runs(text: str) -> list[tuple[str, str]]:
    """The text as it is drawn, in runs that the font has or lacks, each with the signs that it stands for.

    >>> runs("HIST 中心")
    [('HIST ', 'HIST '), ('▯▯', '中心')]
    """
    pairs = [(_glyph(sign), sign) for sign in _ordered(text)]
    grouped = [list(run) for _, run in groupby(pairs, key=lambda pair: pair[0] == BOX)]
    return [("".join(drawn for drawn, _ in run), "".join(sign for _, sign in run)) for run in grouped]


def _ordered(text: str) -> str:
    """The signs from left to right, Arabic letters in their joined forms, without marks that are not drawn."""
    if _RIGHT_TO_LEFT.search(text):
        import arabic_reshaper
        from bidi.algorithm import get_display

        text = str(get_display(arabic_reshaper.reshape(text), base_dir="L"))
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


@lru_cache(maxsize=1 << 12)
def _glyph(sign: str) -> str:
    """The sign if the font has it, else the one that it is a form of (an Arabic letter by itself), else a box."""
    base = unicodedata.normalize("NFKC", sign)
    return next((each for each in (sign, base) if len(each) == 1 and ord(each) in _glyphs()), BOX)


def lacking(text: str) -> int:
    """How many characters of the text are boxes in a PDF.

    >>> lacking("HIST"), lacking("中心 (HIST)")
    (0, 2)
    """
    return shown(text).count(BOX)


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """The text in lines that fit the room; of more than `most`, the last one says how many letters are left out.

    Lines are broken between words and between Chinese signs; a word wider than the room is broken anywhere.

    >>> wrapped("one two three", 40, 10)
    ['one two', 'three']
    >>> wrapped("one two three four five six seven", 60, 10, most=1)
    ['one … (+30)']
    """
    lines = _broken(plain(text), room, size, bold)
    if not most or len(lines) <= most:
        return lines
    whole = len(" ".join(lines))
    kept, last = lines[: most - 1], lines[most - 1]
    before = len(" ".join(kept)) + bool(kept)
    while True:
        cut = f"{last.rstrip(' ,;:')} … (+{whole - before - len(last)})"
        if width(cut, size, bold) <= room or not last:
            return [*kept, cut]
        head = last.rpartition(" ")[0]
        last = head or last[:-1]


def _broken(text: str, room: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width((line + piece).rstrip(), size, bold) <= room:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece
        while width(line.rstrip(), size, bold) > room:
            cut = _fitting(line, room, size, bold)
            lines.append(line[:cut].rstrip())
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """The text in pieces between which a line may end."""
    pieces, piece = [], ""
    for sign in text:
        if piece and (piece[-1] == " " or unicodedata.east_asian_width(sign) in _WIDE):
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def _fitting(word: str, room: float, size: float, bold: bool) -> int:
    """After how many letters a word that is too long is broken: at a sign of an address if there is one."""
    most = 1
    while most < len(word) and width(word[: most + 1], size, bold) <= room:
        most += 1
    nice = max(word.rfind(sign, 0, most) for sign in _URL_BREAKS) + 1
    return nice if nice > most // 2 else most


def register() -> None:
    """Make the fonts known to ReportLab."""
    _font(False)
    _font(True)


@cache
def _font(bold: bool) -> Any:  # Any: ReportLab has no types
    from pymupdf_fonts import fontbuffers
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = BOLD if bold else REGULAR
    pdfmetrics.registerFont(TTFont(name, io.BytesIO(fontbuffers["figbo" if bold else "figo"]())))
    return pdfmetrics.getFont(name)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(_font(False).face.charToGlyph) & frozenset(_font(True).face.charToGlyph)
