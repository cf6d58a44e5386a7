"""XML literals in RDF/XML, written out before the engine reads them.

The engine copies the tags of `rdf:parseType="Literal"` with every namespace in scope, some twice, with quotation
marks that end their attribute, and without comments: what comes out is no XML any more. RDF/XML wants the canonical
form (https://www.w3.org/TR/rdf-syntax-grammar/#section-Syntax-XML-literals), so it is made here, of the same prefixes.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final
from xml.etree.ElementTree import C14NWriterTarget
from xml.parsers import expat

from sdggraph import vocab

_RDF: Final = vocab.PREFIXES["rdf"]
_HINT: Final = re.compile(r"parseType\s*=\s*[\"']Literal[\"']")
_PARSE_TYPE: Final = re.compile(rb"(?<=[\s:])parseType\s*=\s*(?:\"Literal\"|'Literal')")
_DATATYPE: Final = f'datatype="{_RDF}XMLLiteral"'.encode()
_SPACE: Final = "\n"  # between the parts of a name: no name and no address holds it
_AROUND: Final = "around"  # an element around the content, for the writer drops what stands outside of all


def with_literals_written_out(text: str) -> str:
    """The same RDF/XML, with each XML literal as a text of the datatype rdf:XMLLiteral.

    A text that is no XML comes back as it is: the engine says where it errs.

    >>> start, end = f"<r:RDF xmlns:r='{_RDF}'><r:Description><r:value ", "</r:value></r:Description></r:RDF>"
    >>> found = with_literals_written_out(f"{start}r:parseType='Literal'>a<b/>{end}")
    >>> found == f"{start}r:{_DATATYPE.decode()}>a&lt;b&gt;&lt;/b&gt;{end}"
    True
    """
    if not _HINT.search(text):
        return text
    content = text.encode()
    reader = _Reader()
    try:
        reader.read(content)
    except expat.ExpatError:
        return text
    pieces: list[bytes] = []
    place = 0
    for tag, start, end, written in reader.found:
        pieces += [content[place:tag], _PARSE_TYPE.sub(_DATATYPE, content[tag:start])]
        pieces.append(escape(written, quote=False).replace("\r", "&#13;").encode())
        place = end
    return b"".join([*pieces, content[place:]]).decode()


class _Reader:
    """Notes where literals stand: the tag before, the content from where to where, and its canonical form."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, int, str]] = []
        self._scopes: list[dict[str, str]] = [{}]
        self._new: dict[str, str] = {}  # namespaces that the next tag declares
        self._depth = 0  # within a literal
        self._tag = self._start = -1
        self._pieces: list[str] = []
        self._writer: Any = None
        self._parser: Any = None

    def read(self, content: bytes) -> None:
        """Read a whole document. Raises ExpatError."""
        parser = self._parser = expat.ParserCreate("UTF-8", _SPACE)
        parser.buffer_text = False
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = lambda data: self._inside("data", data)
        parser.CommentHandler = lambda data: self._inside("comment", data)
        parser.ProcessingInstructionHandler = lambda target, data: self._inside("pi", target, data)
        parser.StartCdataSectionHandler = self._here
        parser.Parse(content, True)

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self._new[prefix or ""] = uri or ""

    def _inside(self, what: str, *data: str) -> None:
        if self._depth:
            self._here()
            getattr(self._writer, what)(*data)

    def _here(self) -> None:
        if self._depth and self._start < 0:
            self._start = self._parser.CurrentByteIndex

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        new, self._new = self._new, {}
        self._scopes.append({**self._scopes[-1], **new})
        if self._depth:
            self._here()
            for prefix, uri in new.items():
                self._writer.start_ns(prefix, uri)
            self._writer.start(_name(name), {_name(key): value for key, value in attributes.items()})
            self._depth += 1
        elif attributes.get(f"{_RDF}{_SPACE}parseType") == "Literal":
            self._tag, self._start, self._depth = self._parser.CurrentByteIndex, -1, 1
            self._pieces = []
            self._writer = C14NWriterTarget(self._pieces.append, with_comments=True)
            for prefix, uri in self._scopes[-1].items():
                self._writer.start_ns(prefix, uri)
            self._writer.start(_AROUND, {})

    def _close(self, name: str) -> None:
        self._scopes.pop()
        if not self._depth:
            return
        self._depth -= 1
        self._writer.end(_name(name) if self._depth else _AROUND)
        if not self._depth:
            self._start = self._parser.CurrentByteIndex if self._start < 0 else self._start  # an empty literal
            written = "".join(self._pieces).removeprefix(f"<{_AROUND}>").removesuffix(f"</{_AROUND}>")
            self.found.append((self._tag, self._start, self._parser.CurrentByteIndex, written))


def _name(name: str) -> str:
    """Return a name as the writer of the canonical form takes it."""
    uri, _, local = name.rpartition(_SPACE)
    return f"{{{uri}}}{local}" if uri else local
