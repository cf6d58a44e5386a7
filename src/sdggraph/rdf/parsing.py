"""Reading RDF files: which syntax, in which encoding, and what a parser's complaint means to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import BadData, BadQuery
from sdggraph.files import decode, read_bytes

SYNTAXES: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_PLACE: Final = re.compile(r"(?:at line |error at |line )?(\d+)(?: between columns |:| column )(\d+)")


def read(path: Path) -> tuple[bytes, ox.RdfFormat]:
    """The content of a data file, fit to be parsed, and the syntax that its ending names (Turtle if unknown).

    Raises CannotRead for a file that is closed to us or not UTF-8, and BadData for XML entities: they can
    name local files, and ten lines of them can stand for gigabytes.
    """
    syntax = SYNTAXES.get(path.suffix, ox.RdfFormat.TURTLE)
    content = decode(read_bytes(path), str(path)).encode()
    if syntax == ox.RdfFormat.RDF_XML and b"<!ENTITY" in content:
        line = content.count(b"\n", 0, content.index(b"<!ENTITY")) + 1
        raise BadData("XML entities are declared here.", "Write out what they stand for.", file=str(path), line=line)
    return content, syntax


def parse(content: bytes | str, name: str, syntax: ox.RdfFormat = ox.RdfFormat.TURTLE) -> Iterator[ox.Quad]:
    """The statements of a text, one by one. Raises BadData with line and column."""
    with complaints(name):
        yield from ox.parse(content, syntax)


def parse_file(path: Path) -> Iterator[ox.Quad]:
    """The statements of a data file, one by one. Raises CannotRead, or BadData with line and column."""
    content, syntax = read(path)
    yield from parse(content, str(path), syntax)


@contextmanager
def complaints(name: str | None) -> Iterator[None]:
    """Turn what the engine's RDF parsers raise inside into BadData with file, line and column."""
    try:
        yield
    except SyntaxError as error:
        raise malformed(error, name) from error
    except MemoryError as error:
        raise BadData(
            "a single name or string is larger than 16 MB.", "Is this RDF? Nothing was loaded from it.", file=name
        ) from error


def malformed(error: SyntaxError, name: str | None) -> BadData:
    """What the engine's parser said, as ours: file, line, column and the likely remedy."""
    line, column = _place(error)
    return BadData(
        f"this is not well-formed RDF: {_said(error)}",
        "Mend the file at that place; nothing was loaded from it.",
        file=name,
        line=line,
        column=column,
    )


def unparsable(error: SyntaxError, name: str | None = None) -> BadQuery:
    """What the engine's query parser said, as ours."""
    line, column = _place(error)
    return BadQuery(
        f"the query cannot be read: {_said(error)}",
        "Check the query at that place; an update is not a query.",
        file=name,
        line=line,
        column=column,
    )


def _place(error: SyntaxError) -> tuple[int | None, int | None]:
    if error.lineno is not None:
        return error.lineno, error.offset
    found = _PLACE.search(str(error))
    return (int(found[1]), int(found[2])) if found else (None, None)


def _said(error: SyntaxError) -> str:
    text = " ".join(str(error.msg or error).split())
    text = re.sub(r"^(?:Parser error at line \d+ between columns \d+ and \d+|error at \d+:\d+): ", "", text)
    return text if len(text) <= 160 else f"{text[:157]}..."
