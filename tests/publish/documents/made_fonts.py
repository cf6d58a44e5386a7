"""Fonts made by hand: with the shapes of FiraGO for signs that it lacks, so that their widths are known."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from pymupdf_fonts import fontbuffers

from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.drawing import Page, Text
from sdggraph.publish.documents.pdf import pdf

TRUETYPE = b"\x00\x01\x00\x00"
BEYOND = "\U00020000"
DRAWN = {"中": "M", "国": "W", "心": "i", "（": "(", BEYOND: "W", "A": "B", "\ufe8d": "I"}


def tables_of(content: bytes) -> dict[bytes, bytes]:
    """The parts of a font file."""
    [number] = struct.unpack_from(">H", content, 4)
    records = (struct.unpack_from(">4sLLL", content, 12 + 16 * each) for each in range(number))
    return {tag: content[place : place + length] for tag, _, place, length in records}


def font_of(tables: Mapping[bytes, bytes], kind: bytes = TRUETYPE, shift: int = 0) -> bytes:
    """A font file of these parts, which stands so far behind the beginning of a file."""
    head, body = kind + struct.pack(">HHHH", len(tables), 0, 0, 0), b""
    start = shift + 12 + 16 * len(tables)
    for tag, part in sorted(tables.items()):
        head += struct.pack(">4sLLL", tag, 0, start + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    return head + body


def collection_of(font: Mapping[bytes, bytes], kind: bytes = TRUETYPE) -> bytes:
    return b"ttcf" + struct.pack(">LLL", 0x10000, 1, 16) + font_of(font, kind, 16)


def map_of(glyphs: Mapping[int, int], platform: int = 3, encoding: int = 10) -> bytes:
    """A table from signs to glyphs."""
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(glyphs.items()))
    head = struct.pack(">HHHHL", 0, 1, platform, encoding, 12)
    return head + struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(glyphs)) + groups


def made(drawn: Mapping[str, str] = DRAWN, *, rights: int = 0, encoding: int = 10) -> dict[bytes, bytes]:
    """The parts of a font of the shapes of FiraGO; of the two last signs, one has no glyph and one an empty one."""
    tables = tables_of(fontbuffers["figo"]())
    ours = fonts._font(False).face.charToGlyph
    glyphs = {ord(sign): ours[ord(shape)] for sign, shape in drawn.items()}
    tables[b"cmap"] = map_of({**glyphs, ord("一"): 0, ord("京"): ours[ord(" ")]}, encoding=encoding)
    tables[b"OS/2"] = tables[b"OS/2"][:8] + struct.pack(">H", rights) + tables[b"OS/2"][10:]
    return tables


def pdf_of(*texts: str, bold: bool = False) -> bytes:
    lines = (Text(30, 30 + 20 * number, text, 10, bold) for number, text in enumerate(texts))
    return pdf([Page(tuple(lines))], "x", "y")
