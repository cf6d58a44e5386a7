"""Text measured and broken into lines, the same on every machine, with the one font family that we print with.

The font is FiraGO (SIL Open Font License, embedding allowed): Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari,
Georgian and Thai. What it lacks, Chinese, Japanese and Korean above all, is measured and printed in a font that the
user names (`using`). What that lacks as well, or all of it without such a font, is printed as a box in a PDF, where
the true text stays behind it for copying and searching. An SVG shows everything in the reader's own fonts.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sdggraph.present.text import clean

if TYPE_CHECKING:
    from sdggraph.publish.documents.user_font import OwnFont

REGULAR, BOLD = "FiraGO-Regular", "FiraGO-Bold"
BOX: Final = "▯"  # stands for a character without a glyph
_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WIDE: Final = frozenset("WF")
_NOT_XML: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_URL_BREAKS: Final = "/?&=.-_"
_OWN: Final[ContextVar[OwnFont | None]] = ContextVar("own font", default=None)  # that the user named


def plain(text: str) -> str:
    """The text without what no page can hold: control characters, line breaks, halves of characters.

    >>> plain("a\\nb\\x07  c")
    'a b\ufffd c'
    """
    return " ".join(_NOT_XML.sub(BOX, clean(text)).split())


class Run(NamedTuple):
    """Signs that are drawn together, and the signs of the text that they stand for."""

    drawn: str
    signs: str
    own: str = ""  # the user's font, if it is drawn in that

    @property
    def is_boxes(self) -> bool:
        """Whether boxes are drawn, since no font has the signs."""
        return self.drawn[0] == BOX

    def font(self, bold: bool) -> str:
        """The font as ReportLab knows it. The user's is the same for bold text: it is one face."""
        return self.own or (BOLD if bold else REGULAR)


@contextmanager
def using(path: Path | None) -> Iterator[None]:
    """Measure and draw what our font lacks in the font of a file, as long as the `with` lasts; in none without a file.

    What is measured inside must be drawn inside. Other threads keep the font that they have. Raises CannotRead, and
    BadData for a file that cannot be used.
    """
    from sdggraph.publish.documents import user_font

    before = _OWN.set(user_font.load(path) if path else None)
    try:
        yield
    finally:
        _OWN.reset(before)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is printed, in the unit of its size.

    >>> width("HIST", 10) < width("HIST", 10, bold=True) < 40
    True
    """
    return _width(text, size, bold, _OWN.get())


def shown(text: str) -> str:
    """The text as it is drawn from left to right, with a box for each character that no font has.

    >>> shown("HIST 中心")
    'HIST ▯▯'
    """
    return "".join(run.drawn for run in runs(text))


def runs(text: str) -> tuple[Run, ...]:
    """The text as it is drawn from left to right, parted by the fonts that have its signs.

    >>> runs("HIST 中心")
    (Run(drawn='HIST ', signs='HIST ', own=''), Run(drawn='▯▯', signs='中心', own=''))
    """
    return _runs(text, _OWN.get())


# the caches have the user's font in their keys, so that nothing measured in one is taken for another
@lru_cache(maxsize=1 << 16)
def _width(text: str, size: float, bold: bool, own: OwnFont | None) -> float:
    fonts = groupby(_runs(text, own), key=lambda run: run.font(bold))
    return sum((_named(name).stringWidth("".join(run.drawn for run in found), size) for name, found in fonts), 0.0)


@lru_cache(maxsize=1 << 14)
def _runs(text: str, own: OwnFont | None) -> tuple[Run, ...]:
    signs = [(*_glyph(sign, own), sign) for sign in _ordered(text)]
    parted = groupby(signs, key=lambda each: (each[1], each[0] == BOX))
    found = [(font, list(each)) for (font, _), each in parted]
    return tuple(
        Run("".join(drawn for drawn, _, _ in each), "".join(sign for _, _, sign in each), font) for font, each in found
    )


def _ordered(text: str) -> str:
    """The signs from left to right, Arabic letters in their joined forms, without marks that are not drawn."""
    if _RIGHT_TO_LEFT.search(text):
        import arabic_reshaper
        from bidi.algorithm import get_display

        text = str(get_display(arabic_reshaper.reshape(text), base_dir="L"))
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


@lru_cache(maxsize=1 << 14)
def _glyph(sign: str, own: OwnFont | None) -> tuple[str, str]:
    """What is drawn for a sign, and the user's font if it is drawn in that.

    The sign itself in our font, else the one that it is a form of (an Arabic letter by itself), then the
    same in the user's, else a box. Only of a wide form, such as the brackets of Chinese, the user's comes first.
    """
    base = unicodedata.normalize("NFKC", sign)
    ours = [("", _glyphs())]
    theirs = [(own.name, own.signs)] if own else []
    wide = theirs if unicodedata.east_asian_width(sign) in _WIDE else []
    tried = [(sign, ours), (sign, wide), (base, ours), (sign, theirs), (base, theirs)]
    found = ((form, font) for form, fonts in tried for font, signs in fonts if len(form) == 1 and ord(form) in signs)
    return next(found, (BOX, ""))


def lacking(text: str) -> int:
    """How many characters of the text are boxes in a PDF, since no font has them.

    >>> lacking("HIST"), lacking("中心 (HIST)")
    (0, 2)
    """
    return shown(text).count(BOX)


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """The text in lines that fit the room; of more than `most`, the last one ends in an ellipsis.

    Lines are broken between words and between Chinese signs; a word wider than the room is broken anywhere.

    >>> wrapped("one two three", 40, 10)
    ['one two', 'three']
    >>> wrapped("one two three four five six seven", 60, 10, most=1)
    ['one two …']
    """
    lines = _broken(plain(text), room, size, bold)
    if not most or len(lines) <= most:
        return lines
    kept, last = lines[: most - 1], lines[most - 1]
    while True:
        cut = f"{last.rstrip(' ,;:')} …"
        if width(cut, size, bold) <= room or not last:
            return [*kept, cut]
        head = last.rpartition(" ")[0]
        last = head or last[:-1]


def listed(items: Sequence[str], room: float, size: float, *, most: int, between: str = "; ") -> str:
    """The items as one text of at most `most` lines: those that fit, whole, and the number of the others.

    The first item is always there, however long it is.

    >>> listed(["one two", "three four", "five six"], 90, 10, most=1)
    'one two and 2 more'
    >>> listed(["one two", "three four"], 90, 10, most=2)
    'one two; three four'
    """
    # no page has room for more, and each try measures the whole text
    for number in range(min(len(items), 80), 0, -1):
        rest = len(items) - number
        text = between.join(items[:number]) + (f" and {rest} more" if rest else "")
        if number == 1 or len(_broken(plain(text), room, size, bold=False)) <= most:
            return text
    return ""


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
    """Make our fonts known to ReportLab."""
    _font(False)
    _font(True)


def _named(name: str) -> Any:  # Any: ReportLab has no types
    from reportlab.pdfbase import pdfmetrics

    register()
    return pdfmetrics.getFont(name)


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
