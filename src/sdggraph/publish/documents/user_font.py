"""A TrueType font of the user's own, for the signs that ours lacks: read, judged, and made known to ReportLab.

No Python package carries a TrueType font with Chinese, Japanese and Korean signs, so whoever has one names it.
A sign is drawn as the font draws it by itself: right for these scripts, not for those that join or reorder signs.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
from pathlib import Path
from typing import Any, Final, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFNameBytes, TTFont, TTFontFace

from sdggraph.errors import BadData
from sdggraph.files import read_bytes

_REMEDY: Final = (
    "Name a font with TrueType outlines, a .ttf or a .ttc (its first font is taken), such as Droid Sans Fallback "
    "or WenQuanYi Zen Hei."
)
_TRUETYPE: Final = (b"\x00\x01\x00\x00", b"true")
_POSTSCRIPT: Final = "has PostScript outlines (OpenType CFF), which cannot be embedded here"
_OTHERS: Final = {
    b"OTTO": _POSTSCRIPT,
    b"wOFF": "is packed for web pages (WOFF)",
    b"wOF2": "is packed for web pages (WOFF2)",
}
_TABLES: Final = (b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post")
_RIGHTS, _NONE, _NO_PART = 0x000E, 0x0002, 0x0300  # bits of fsType: of several rights the widest holds
_BEYOND: Final = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)


class OwnFont(NamedTuple):
    """A font that ReportLab knows."""

    name: str  # by which it knows it
    signs: frozenset[int]  # that it can draw


def load(path: Path) -> OwnFont:
    """The font of a file, ready to be measured, drawn with and embedded; of a collection, the first one.

    Raises CannotRead, and BadData for what is no TrueType font, is broken, or must not be embedded.
    """
    content, file = read_bytes(path), str(path)
    try:
        _judge(content, file)
        font = _Font(content, file)
        _check_places(font.face)
        signs = frozenset(code for code, glyph in font.face.charToGlyph.items() if _has_shape(font.face, glyph))
    except BadData:
        raise
    except Exception as error:  # a broken font makes its reader stumble anywhere
        raise _broken(file, error) from error
    pdfmetrics.registerFont(font)
    return OwnFont(font.fontName, signs)


class _Font(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font whose faults are told, and whose signs beyond U+FFFF can be copied from the PDF."""

    def __init__(self, content: bytes, file: str) -> None:
        digest = hashlib.sha256(content).hexdigest()[:16]
        # not asciiReadable: that would embed the Latin letters, for which there is our own font
        super().__init__(f"own-{digest}", io.BytesIO(content), asciiReadable=False)
        self.file = file
        # ReportLab takes two fonts that call themselves the same for one, and draws both with the first
        self.face.name = TTFNameBytes(self.face.name + f"-{digest[:8]}".encode())

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # ReportLab's name
        """Embed what was drawn."""
        try:
            super().addObjects(doc)
        except Exception as error:  # outlines are read only now
            raise _broken(self.file, error) from error
        for name, written in doc.idToObject.items():
            # ReportLab writes U+20000 as <20000>, which no reader understands, and means <D840DC00>
            if name.startswith("toUnicodeCMap:") and self.face.name.decode() in name:
                written.content = _BEYOND.sub(_as_utf16, written.content)


def _as_utf16(number: re.Match[str]) -> str:
    return f"<{chr(int(number[1], 16)).encode('utf-16-be').hex().upper()}>"


def _check_places(face: TTFontFace) -> None:
    """Raise ValueError for outlines that lie elsewhere than in their table, where ReportLab would read whatever is."""
    places = face.glyphPos
    if places != sorted(places) or places[-1] > len(face.get_table("glyf")):
        raise ValueError("outlines outside of their table")


def _has_shape(face: TTFontFace, glyph: int) -> bool:
    """Whether there is something to be seen: neither the glyph for what is missing (0) nor an empty one."""
    return glyph > 0 and bool(face.glyphPos[glyph + 1] > face.glyphPos[glyph])


def _judge(content: bytes, file: str) -> None:
    """Raise BadData unless the bytes are a font that may be embedded, and that ReportLab reads as it is meant."""
    start = 0
    if content[:4] == b"ttcf":
        [start] = struct.unpack_from(">L", content, 12)
    kind = content[start : start + 4]
    if kind in _OTHERS:
        raise BadData(f"This font {_OTHERS[kind]}.", _REMEDY, file=file)
    if kind not in _TRUETYPE:
        raise BadData("This is no TrueType font.", _REMEDY, file=file)
    tables = _tables(content, start)
    for table in _TABLES:
        if table not in tables:
            why = _POSTSCRIPT if {b"CFF ", b"CFF2"} & tables.keys() else f"has no table {table.decode()!r}"
            raise BadData(f"This font {why}.", _REMEDY, file=file)
    if any(place + length > len(content) for place, length in tables.values()):
        raise BadData("This font is cut short.", "Copy or download it again.", file=file)
    if b"OS/2" in tables:
        [rights] = struct.unpack_from(">H", content, tables[b"OS/2"][0] + 8)
        if rights & _RIGHTS == _NONE or rights & _NO_PART:
            raise BadData(
                f"This font's maker does not allow to embed it in a document (fsType 0x{rights:04X}).",
                _REMEDY,
                file=file,
            )
    if not _is_unicode(content, tables[b"cmap"][0]):
        raise BadData("This font names its signs by another code than Unicode.", _REMEDY, file=file)


def _tables(content: bytes, start: int) -> dict[bytes, tuple[int, int]]:
    """Where each table begins and how long it is."""
    [number] = struct.unpack_from(">H", content, start + 4)
    records = (struct.unpack_from(">4sLLL", content, start + 12 + 16 * each) for each in range(number))
    return {tag: (place, length) for tag, _, place, length in records}


def _is_unicode(content: bytes, place: int) -> bool:
    """Whether the map of signs that ReportLab takes, the last of these kinds whatever its code, is one by Unicode."""
    [number] = struct.unpack_from(">H", content, place + 2)
    taken = (1, 0)
    for each in range(number):
        platform, encoding = struct.unpack_from(">HH", content, place + 4 + 8 * each)
        if platform == 3 or (platform, encoding) == (1, 1) or (platform == 0 and encoding != 5):
            taken = platform, encoding
    return taken[0] == 0 or taken in ((3, 1), (3, 10))


def _broken(file: str, error: Exception) -> BadData:
    return BadData(f"This font is broken ({type(error).__name__}: {error}).", _REMEDY, file=file)
