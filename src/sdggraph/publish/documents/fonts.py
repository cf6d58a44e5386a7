"""Measuring and wrapping of text, identical on every machine, with the one font family that we print with.

The font is FiraGO (SIL Open Font License, embedding allowed): Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari,
Georgian and Thai. Characters that it lacks, above all Chinese, Japanese and Korean, are measured and printed in a font
that the user names (`using`). Without such a font, or if it lacks them too, a PDF shows boxes; the true text stays
behind them for copying and searching. An SVG shows all characters in the reader's own fonts.
Scripts whose characters join, reorder or carry marks are shaped (`shaping`).
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
from sdggraph.publish.documents import shaping

if TYPE_CHECKING:
    from sdggraph.publish.documents.user_font import OwnFont

REGULAR, BOLD = "FiraGO-Regular", "FiraGO-Bold"
BOX: Final = "▯"  # replaces a character without a glyph
_WIDE: Final = frozenset("WF")
_NOT_XML: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_URL_BREAKS: Final = "/?&=.-_"
# of Chinese, Japanese and Korean (JIS X 4051, GB/T 15834); brackets go by their category
_NOT_FIRST: Final = frozenset(
    "，．、。！？：；…‥・％‰℃°′″゛゜々〻ヽヾゝゞーぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ～〜"
)
_NOT_LAST: Final = frozenset("￥＄￡＃＠〒§$£#@")
_OWN: Final[ContextVar[OwnFont | None]] = ContextVar("own font", default=None)  # the font that the user has named


def plain(text: str) -> str:
    """Remove what no page can hold: control characters, line breaks, lone surrogates.

    >>> plain("a\\nb\\x07  c")
    'a b\ufffd c'
    """
    return " ".join(_NOT_XML.sub(BOX, clean(text)).split())


class Run(NamedTuple):
    """Characters drawn together, and the characters of the text that they stand for."""

    drawn: str  # from left to right
    signs: str  # in the order in which they are read
    own: str = ""  # the user's font, if the run is drawn in it
    leftwards: bool = False
    shaped: bool = False  # whether it is drawn by `glyphs`, as its characters join, reorder or carry marks

    @property
    def is_boxes(self) -> bool:
        """Whether boxes are drawn, because no font has the characters."""
        return self.drawn[0] == BOX

    def font(self, bold: bool) -> str:
        """Return ReportLab's name of the font. The user's font has one face, which also serves for bold text."""
        return self.own or (BOLD if bold else REGULAR)


@contextmanager
def using(path: Path | None) -> Iterator[None]:
    """Use the font file, inside the `with` block, for characters that our font lacks; None means no such font.

    Text measured inside the block must be drawn inside it. Other threads are not affected. Raises CannotRead, and
    BadData for a file that cannot be used.
    """
    from sdggraph.publish.documents import user_font

    before = _OWN.set(user_font.load(path) if path else None)
    try:
        yield
    finally:
        _OWN.reset(before)


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the printed width of a text, in the unit of its size.

    >>> width("HIST", 10) < width("HIST", 10, bold=True) < 40
    True
    """
    return _width(text, size, bold, _OWN.get())


def shown(text: str) -> str:
    """Return the text in visual order from left to right, with a box for each character that no font has.

    >>> shown("HIST 中心")
    'HIST ▯▯'
    """
    return "".join(run.drawn for run in runs(text))


def runs(text: str) -> tuple[Run, ...]:
    """Split the text in visual order into runs of one font each.

    >>> [(run.drawn, run.signs) for run in runs("HIST 中心")]
    [('HIST ', 'HIST '), ('▯▯', '中心')]
    """
    return _runs(text, _OWN.get())


# the user's font is part of the cache keys, so that measurements in different fonts are not mixed up
@lru_cache(maxsize=1 << 16)
def _width(text: str, size: float, bold: bool, own: OwnFont | None) -> float:
    parted = groupby(_runs(text, own), key=lambda run: (run.font(bold), run.shaped))
    return sum((_advance(list(found), name, size, bold) for (name, _), found in parted), 0.0)


def _advance(found: list[Run], name: str, size: float, bold: bool) -> float:
    if found[0].shaped:
        return sum(glyph.advance for run in found for glyph in glyphs(run, bold)) * size / 1000
    return float(_named(name).stringWidth("".join(run.drawn for run in found), size))


def glyphs(run: Run, bold: bool) -> tuple[shaping.Glyph, ...]:
    """The glyphs of a shaped run, from left to right."""
    return shaping.glyphs(_named(run.font(bold)), run.signs, run.leftwards)


@lru_cache(maxsize=1 << 14)
def _runs(text: str, own: OwnFont | None) -> tuple[Run, ...]:
    found: list[Run] = []
    for piece in shaping.pieces(text):
        signs = [(*_glyph(sign, own), sign) for sign in piece.text]
        parted = [(font, list(each)) for (font, _), each in groupby(_kept_together(signs), key=_face)]
        for font, each in reversed(parted) if piece.leftwards else parted:
            drawn, read = "".join(drawn for drawn, _, _ in each), "".join(sign for _, _, sign in each)
            shaped = piece.shaped and drawn[0] != BOX
            run = Run(drawn, read, font, piece.leftwards and shaped, shaped)
            found.append(run._replace(drawn=_from_left(run)) if shaped else run)
    return tuple(found)


_Sign = tuple[str, str, str]  # what is drawn, in which font of the user, for which character of the text


def _face(sign: _Sign) -> tuple[str, bool]:
    return sign[1], sign[0] == BOX


def _kept_together(signs: list[_Sign]) -> Iterator[_Sign]:
    """Yield the characters; one that has no shape of its own is drawn in the font of the character before it."""
    before: _Sign | None = None
    for sign in signs:
        joins = unicodedata.category(sign[2]) in ("Cf", "Mn", "Me")
        if before is not None and joins and before[0] != BOX:
            yield sign[2], before[1], sign[2]
        elif sign[2] not in shaping.JOINERS:
            yield sign
            before = sign


def _from_left(run: Run) -> str:
    """Return the characters that a shaped run looks like, with the joined forms of letters that have a code point."""
    font = _named(run.font(bold=False))
    forms = (font.face.glyphToChar.get(font.face.charToGlyph[ord(each.code)]) for each in glyphs(run, bold=False))
    return "".join(chr(codes[0]) for codes in forms if codes)


@lru_cache(maxsize=1 << 14)
def _glyph(sign: str, own: OwnFont | None) -> tuple[str, str]:
    """Return the form drawn for a character, and the user's font if it is drawn in it.

    The character in our font comes first, then its base form (an Arabic letter by itself), then both in the user's
    font, then a box. For wide forms, such as Chinese brackets, the user's font comes before our base form.
    """
    base = unicodedata.normalize("NFKC", sign)
    ours = [("", _glyphs())]
    theirs = [(own.name, own.signs)] if own else []
    wide = theirs if unicodedata.east_asian_width(sign) in _WIDE else []
    tried = [(sign, ours), (sign, wide), (base, ours), (sign, theirs), (base, theirs)]
    found = ((form, font) for form, fonts in tried for font, signs in fonts if len(form) == 1 and ord(form) in signs)
    return next(found, (BOX, ""))


def lacking(text: str) -> int:
    """Count the characters that are boxes in a PDF, because no font has them.

    >>> lacking("HIST"), lacking("中心 (HIST)")
    (0, 2)
    """
    return shown(text).count(BOX)


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """Wrap the text to the width `room`; beyond `most` lines, the last one ends in an ellipsis.

    Lines break between words and between Chinese characters, where no comma or closing bracket comes to begin a line
    and no opening one to end it; a word wider than the room breaks anywhere.

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
    """Join the items as a text of at most `most` lines: as many whole items as fit, and the number of the others.

    The first item is always included, however long it is.

    >>> listed(["one two", "three four", "five six"], 90, 10, most=1)
    'one two and 2 more'
    >>> listed(["one two", "three four"], 90, 10, most=2)
    'one two; three four'
    """
    # no page has room for more, and each attempt measures the whole text
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
    """Split the text into pieces between which a line may end."""
    pieces, piece = [], ""
    for sign in text:
        if piece and _may_end(piece[-1], sign):
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def _may_end(last: str, first: str) -> bool:
    """Whether a line may end between these two characters.

    >>> _may_end("中", "心"), _may_end("心", "，"), _may_end("（", "中")
    (True, False, False)
    """
    if last == " ":
        return True
    if unicodedata.east_asian_width(first) not in _WIDE:
        return False
    closes = first in _NOT_FIRST or unicodedata.category(first) in ("Pe", "Pf")
    return not closes and last not in _NOT_LAST and unicodedata.category(last) not in ("Ps", "Pi")


def _fitting(word: str, room: float, size: float, bold: bool) -> int:
    """Return after how many characters a word that is too long breaks, preferably after a `/` or the like."""
    most = 1
    while most < len(word) and width(word[: most + 1], size, bold) <= room:
        most += 1
    while most > 1 and most < len(word) and unicodedata.category(word[most])[0] == "M":
        most -= 1  # a mark stays with its letter
    nice = max(word.rfind(sign, 0, most) for sign in _URL_BREAKS) + 1
    return nice if nice > most // 2 else most


def register() -> None:
    """Register our fonts with ReportLab."""
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

    name = BOLD if bold else REGULAR
    pdfmetrics.registerFont(shaping.ShapableFont(name, io.BytesIO(fontbuffers["figbo" if bold else "figo"]())))
    return pdfmetrics.getFont(name)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(_font(False).face.charToGlyph) & frozenset(_font(True).face.charToGlyph)
