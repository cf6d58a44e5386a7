"""Glyphs of scripts whose characters join, reorder or carry marks: Arabic, Hebrew, Devanagari, Thai and others.

HarfBuzz (`uharfbuzz`) chooses and places the glyphs of one run of text. It does not order the runs of a line: that
is the bidirectional algorithm (UAX #9), for which we keep `python-bidi`. Characters of Latin, Greek, Cyrillic and
Chinese are drawn one by one without HarfBuzz, which would cost four times as long and change nothing but kerning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, groupby
from typing import Any, Final, NamedTuple

import uharfbuzz as hb
from bidi import algorithm as bidi
from reportlab.pdfbase.ttfonts import TTFont

_COMPLEX: Final = re.compile(
    "[\u0300-\u036f\u0590-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1c4f\u200c\u200d\ua800-\uabff\ufb1d-\ufdff\ufe20-\ufe2f"
    "\ufe70-\ufefc\U00010800-\U00010fff\U00011000-\U00011fff\U0001e800-\U0001efff]"
)
JOINERS: Final = "\u200c\u200d"  # they choose between forms of a letter
_MARKS: Final = "\u200e\u200f\u061c"  # they have a direction, and no glyph
_PRIVATE: Final = 0xF0000  # code points that no text means, by which ReportLab calls the other glyphs
_LAST: Final = 0x10FFFD
_CODE: Final = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)


class Piece(NamedTuple):
    """A part of a line in one direction and one script, in the order in which it is read."""

    text: str
    leftwards: bool = False
    shaped: bool = False  # whether HarfBuzz must choose its glyphs


class Glyph(NamedTuple):
    """A glyph at its place; lengths are in thousandths of the size of the type."""

    code: str  # by which ReportLab draws it
    text: str  # the characters that it stands for; empty for further glyphs of the same characters
    advance: float
    x: float
    y: float
    width: float  # the advance that ReportLab knows

    @property
    def is_simple(self) -> bool:
        """Whether it stands on the line and is as wide as it is by itself."""
        return (self.x, self.y, self.advance) == (0, 0, self.width)


class ShapableFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font that can draw glyphs without a character of their own; the PDF says which characters they stand for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.meant: dict[int, str] = {}  # what a private code point stands for
        self._codes: dict[tuple[int, str], int] = {}
        self._next = count(_PRIVATE)
        self._shaper: Any = None

    @property
    def shaper(self) -> Any:
        """The same font for HarfBuzz."""
        if self._shaper is None:
            self._shaper = hb.Font(hb.Face(hb.Blob(bytes(self.face._ttf_data))))
        return self._shaper

    def code(self, glyph: int, text: str) -> int:
        """The code point by which ReportLab draws a glyph that stands for a text."""
        if len(text) == 1 and self.face.charToGlyph.get(ord(text)) == glyph:
            return ord(text)
        code = self._codes.get((glyph, text))
        if code is None:
            new = min(next(self._next), _LAST)
            self.meant[new], self.face.charToGlyph[new] = text, glyph
            self.face.charWidths[new] = self.shaper.get_glyph_h_advance(glyph) * 1000 / self.shaper.face.upem
            code = self._codes.setdefault((glyph, text), new)  # only now, for threads that draw at the same time
        return code

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # ReportLab's name
        """Embed what was drawn."""
        super().addObjects(doc)
        name = (self.face.name + self.face.subfontNameX).decode("latin-1")
        for key, written in doc.idToObject.items():
            # ReportLab writes U+20000 as <20000>, which no reader understands, and means <D840DC00>
            if key.startswith("toUnicodeCMap:") and key.partition("+")[2] == name:
                written.content = _CODE.sub(self._as_utf16, written.content)

    def _as_utf16(self, number: re.Match[str]) -> str:
        code = int(number[1], 16)
        return f"<{self.meant.get(code, chr(code)).encode('utf-16-be').hex().upper()}>"


def pieces(text: str) -> list[Piece]:
    """Split a line into pieces, in the order in which they are drawn from left to right.

    >>> pieces("HIST 中心")
    [Piece(text='HIST 中心', leftwards=False, shaped=False)]
    >>> [(each.text, each.leftwards) for each in pieces("A שלום B")]
    [('A ', False), ('שלום', True), (' B', False)]
    """
    kept = "".join(sign for sign in text if sign in JOINERS + _MARKS or unicodedata.category(sign) != "Cf")
    if not _COMPLEX.search(kept):
        return [Piece(kept.translate(_WITHOUT))]
    return [
        Piece(part, leftwards, shaped=_COMPLEX.search(part) is not None)
        for run, leftwards in _runs(kept)
        for part in _by_script(run.translate(_WITHOUT), leftwards)
    ]


_WITHOUT: Final = dict.fromkeys(map(ord, _MARKS))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Return the runs of one direction, from left to right, each in reading order. The line begins at the left."""
    storage = bidi.get_empty_storage()
    storage["base_level"], storage["base_dir"] = 0, "L"
    bidi.get_embedding_levels(text, storage)
    for place, sign in enumerate(storage["chars"]):
        sign["place"] = place
        if not sign["type"]:  # Python's Unicode does not know the character; most that come later run rightwards
            sign["type"] = sign["orig"] = "L"
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    bidi.reorder_resolved_levels(storage, False)
    for level, signs in groupby(storage["chars"], key=lambda sign: sign["level"]):
        places = sorted(sign["place"] for sign in signs)
        yield "".join(text[place] for place in places), level % 2 == 1


def _by_script(run: str, leftwards: bool) -> list[str]:
    """Split a run into pieces of one script, from left to right; digits and punctuation go with what is before."""
    found: list[str] = []
    script = ""
    for sign in run:
        own = unicodedata.name(sign, " ").split(" ")[0] if unicodedata.category(sign)[0] == "L" else script
        if found and (own == script or not script):
            found[-1] += sign
        else:
            found.append(sign)
        script = own
    return found[::-1] if leftwards else found


@lru_cache(maxsize=1 << 12)
def glyphs(font: ShapableFont, text: str, leftwards: bool) -> tuple[Glyph, ...]:
    """Return the glyphs of a piece of text in one font, from left to right."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftwards else "ltr"
    hb.shape(font.shaper, buffer, {"kern": False})
    scale = 1000 / font.shaper.face.upem
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    found = []
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    for start, each in groupby(placed, key=lambda both: both[0].cluster):
        cluster = list(each)
        signs = text[start : ends[start]]
        if leftwards and len(signs) > len(cluster) and ord(" ") in font.face.charToGlyph:
            found += [_blank(font, sign) for sign in reversed(signs[len(cluster) :])]
            signs = signs[: len(cluster)]
        for (info, place), meant in zip(cluster, _shared(signs, len(cluster), leftwards), strict=True):
            code = font.code(info.codepoint, meant)
            advance, x, y = place.x_advance * scale, place.x_offset * scale, place.y_offset * scale
            found.append(Glyph(chr(code), meant, advance, x, y, font.face.charWidths[code]))
    return tuple(found)


def _blank(font: ShapableFont, sign: str) -> Glyph:
    """Return a space of no width that stands for a character within a ligature.

    Some PDF readers reverse a right-to-left word and, with it, the characters of one glyph.
    """
    code = font.code(font.face.charToGlyph[ord(" ")], sign)
    return Glyph(chr(code), sign, 0, 0, 0, font.face.charWidths[code])


def _shared(signs: str, number: int, leftwards: bool) -> list[str]:
    """Divide the characters of a cluster among its glyphs, so that a PDF reader finds them in order.

    PDF readers take the characters from left to right. They reverse and mirror those of right-to-left text.

    >>> _shared("हि", 2, False), _shared("ำ", 2, False), _shared("(", 1, True)
    (['ह', 'ि'], ['ำ', ''], [')'])
    """
    each = (
        [*signs[: number - 1], signs[number - 1 :]] if len(signs) >= number else [*signs, *[""] * (number - len(signs))]
    )
    if leftwards:
        each = [bidi.MIRRORED.get(sign, sign) for sign in reversed(each)]
    return each
