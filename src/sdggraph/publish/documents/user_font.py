"""A TrueType font named by the user, for characters that ours lacks: checked, and registered with ReportLab.

No Python package ships a TrueType font with Chinese, Japanese and Korean characters, so the user must name one. Scripts
that join or reorder characters are shaped with it as with ours.
"""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path
from typing import Any, Final, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFNameBytes, TTFontFace

from sdggraph.errors import BadData
from sdggraph.files import read_bytes
from sdggraph.publish.documents.shaping import ShapableFont

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
_RIGHTS, _NONE, _NO_PART = 0x000E, 0x0002, 0x0300  # bits of fsType: of several rights, the widest applies


class OwnFont(NamedTuple):
    """A font registered with ReportLab."""

    name: str  # ReportLab's name for it
    signs: frozenset[int]  # the characters that it can draw


def load(path: Path) -> OwnFont:
    """Load a font file, for measuring, drawing and embedding; of a collection, the first font.

    Raises CannotRead. Raises BadData for a file that is no TrueType font, is broken, or must not be embedded.
    """
    content, file = read_bytes(path), str(path)
    try:
        _judge(content, file)
        font = _Font(content, file)
        _check_places(font.face)
        signs = frozenset(code for code, glyph in font.face.charToGlyph.items() if _has_shape(font.face, glyph))
    except BadData:
        raise
    except Exception as error:  # a broken font may raise any exception in ReportLab
        raise _broken(file, error) from error
    pdfmetrics.registerFont(font)
    return OwnFont(font.fontName, signs)


class _Font(ShapableFont):
    """A font whose faults are told."""

    def __init__(self, content: bytes, file: str) -> None:
        digest = hashlib.sha256(content).hexdigest()[:16]
        # not asciiReadable: that would embed the Latin letters, for which our own font is used
        super().__init__(f"own-{digest}", io.BytesIO(content), asciiReadable=False)
        self.file = file
        # ReportLab would draw two fonts of the same name with the first one
        self.face.name = TTFNameBytes(self.face.name + f"-{digest[:8]}".encode())

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # a method name of ReportLab
        """Embed the characters that were drawn."""
        try:
            super().addObjects(doc)
        except Exception as error:  # outlines are read only now
            raise _broken(self.file, error) from error


def _check_places(face: TTFontFace) -> None:
    """Raise ValueError for outlines outside their table, because ReportLab would read other data there."""
    places = face.glyphPos
    if places != sorted(places) or places[-1] > len(face.get_table("glyf")):
        raise ValueError("outlines outside of their table")


def _has_shape(face: TTFontFace, glyph: int) -> bool:
    """Whether a glyph is visible: neither the glyph for missing characters (0) nor an empty one."""
    return glyph > 0 and bool(face.glyphPos[glyph + 1] > face.glyphPos[glyph])


def _judge(content: bytes, file: str) -> None:
    """Raise BadData unless the bytes are a font that may be embedded, and that ReportLab reads correctly."""
    start = 0
    if content[:4] == b"ttcf":
        [start] = struct.unpack_from(">L", content, 12)
    kind = content[start : start + 4]
    if kind in _OTHERS:
        raise BadData(f"This font {_OTHERS[kind]}.", _REMEDY, file=file)
    if kind not in _TRUETYPE:
        raise BadData("This is not a TrueType font.", _REMEDY, file=file)
    tables = _tables(content, start)
    for table in _TABLES:
        if table not in tables:
            why = _POSTSCRIPT if {b"CFF ", b"CFF2"} & tables.keys() else f"has no table {table.decode()!r}"
            raise BadData(f"This font {why}.", _REMEDY, file=file)
    if any(place + length > len(content) for place, length in tables.values()):
        raise BadData("This font file is incomplete.", "Copy or download it again.", file=file)
    if b"OS/2" in tables:
        [rights] = struct.unpack_from(">H", content, tables[b"OS/2"][0] + 8)
        if rights & _RIGHTS == _NONE or rights & _NO_PART:
            raise BadData(
                f"This font may not be embedded in a document: its maker forbids it (fsType 0x{rights:04X}).",
                _REMEDY,
                file=file,
            )
    if not _is_unicode(content, tables[b"cmap"][0]):
        raise BadData("This font does not map its characters by Unicode.", _REMEDY, file=file)


def _tables(content: bytes, start: int) -> dict[bytes, tuple[int, int]]:
    """Return position and length of each table."""
    [number] = struct.unpack_from(">H", content, start + 4)
    records = (struct.unpack_from(">4sLLL", content, start + 12 + 16 * each) for each in range(number))
    return {tag: (place, length) for tag, _, place, length in records}


def _is_unicode(content: bytes, place: int) -> bool:
    """Whether the character map that ReportLab uses (the last one of certain kinds) is a Unicode map."""
    [number] = struct.unpack_from(">H", content, place + 2)
    taken = (1, 0)
    for each in range(number):
        platform, encoding = struct.unpack_from(">HH", content, place + 4 + 8 * each)
        if platform == 3 or (platform, encoding) == (1, 1) or (platform == 0 and encoding != 5):
            taken = platform, encoding
    return taken[0] == 0 or taken in ((3, 1), (3, 10))


def _broken(file: str, error: Exception) -> BadData:
    return BadData(f"This font is broken ({type(error).__name__}: {error}).", _REMEDY, file=file)
