"""Reading of RDF files: syntax, encoding, and parser errors in plain words."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import BadData, BadQuery
from sdggraph.files import decode, line_number, read_bytes
from sdggraph.rdf.engine import rdf_format
from sdggraph.rdf.turtle_tokens import tokens
from sdggraph.rdf.xml_literals import with_literals_written_out
from sdggraph.sparql.diagnosis import diagnosis
from sdggraph.sparql.formats import DUMP_FORMATS

SYNTAXES: Final = {
    f".{ending}": rdf_format(each)
    for each in DUMP_FORMATS.values()
    for ending in (each.extension, *each.other_extensions)
}
_LIKE_TURTLE: Final = frozenset({ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG})
_GZIP: Final = ".gz"
_MOST: Final = 1 << 31  # bytes that a compressed file may unpack to
_USUAL: Final = 1 << 26  # up to this size the ratio does not matter
_RATIO: Final = 200  # RDF text has a ratio of 10 to 50; only a file made to fill memory has a larger one
_PIECE: Final = 1 << 20
_PLACE: Final = re.compile(r"(?:at line |error at |line )?(?<!\d)(\d++)(?: between columns |:| column )(\d+)")
# no statement of RDF 1.2 can be written without one of these
_SIGNS_OF_12: Final = re.compile(rb"<<|\{\||~|--(?:ltr|rtl)")
_JSON_12: Final = re.compile(r'"(@direction|@annotation)"\s*+:(?!\s*+null\b)')


def syntax_of(path: Path) -> ox.RdfFormat | None:
    """Return the syntax that the ending of a file names, in upper or lower case, with or without .gz; None if unknown.

    >>> syntax_of(Path("x.TTL.gz")) == syntax_of(Path("y.turtle")) == ox.RdfFormat.TURTLE, syntax_of(Path("z.csv"))
    (True, None)
    """
    name = path.name.lower().removesuffix(_GZIP)
    return SYNTAXES.get(Path(name).suffix)


def read(path: Path, most: int | None = None) -> tuple[bytes, ox.RdfFormat]:
    """Return the content of a data file, fit to be parsed, and the syntax that its ending names (Turtle if unknown).

    A file that ends in .gz is decompressed. Raises CannotRead for a file that may not be read or is not UTF-8. Raises
    BadData for a broken gzip file and for XML entities: they can name local files, and ten lines of them can expand to
    gigabytes. Raises LimitExceeded for a file of more than `most` bytes.
    """
    syntax = syntax_of(path) or ox.RdfFormat.TURTLE
    packed = read_bytes(path, most)
    unpacked = _unpacked(packed, path, most) if path.name.lower().endswith(_GZIP) else packed
    content = decode(unpacked, str(path)).encode()
    if syntax == ox.RdfFormat.RDF_XML and b"<!ENTITY" in content:
        line = line_number(content.decode(), content.decode().index("<!ENTITY"))
        raise BadData("XML entities are declared here.", "Write out what they stand for.", file=str(path), line=line)
    return content, syntax


def _unpacked(packed: bytes, path: Path, most: int | None) -> bytes:
    """Unpack all members of a gzip file (RFC 1952, section 2.2), up to a limit."""
    found: list[bytes] = []
    left = limit = min(_MOST, max(_USUAL, _RATIO * len(packed))) if most is None else most
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            while piece := file.read(_PIECE):
                found.append(piece)
                left -= len(piece)
                if left < 0:
                    remedy = "Unpack it first." if most is None else "Give less at a time."
                    raise BadData(f"this unpacks to more than {limit:,} bytes.", remedy, file=str(path))
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(
            "this gzip file is damaged or incomplete.", "Copy or compress it again.", file=str(path)
        ) from error
    return b"".join(found)


def parse(
    content: bytes | str, name: str, syntax: ox.RdfFormat = ox.RdfFormat.TURTLE, base: str | None = None
) -> Iterator[ox.Quad]:
    """Yield the statements of a text. Raises BadData with line and column, also for what only RDF 1.2 has."""
    if syntax == ox.RdfFormat.JSON_LD:
        _check_json(content, name)
    if syntax == ox.RdfFormat.RDF_XML:
        content = with_literals_written_out(content if isinstance(content, str) else content.decode())
    with complaints(name):
        for quad in ox.parse(content, syntax, base_iri=base):
            if is_newer(quad.object):
                raise _newer(content, name, syntax)
            yield quad


def parse_file(path: Path, base: str | None = None, *, most: int | None = None) -> Iterator[ox.Quad]:
    """Yield the statements of a data file. Raises CannotRead, LimitExceeded, or BadData with line and column."""
    content, syntax = read(path, most)
    yield from parse(content, str(path), syntax, base)


def is_newer(term: object) -> bool:
    """Whether only RDF 1.2 has such a term: a triple term, or a text with a direction.

    >>> is_newer(ox.Literal("x", language="ar"))
    False
    >>> is_newer(ox.Triple(ox.BlankNode(), ox.NamedNode("urn:p"), ox.Literal("")))
    True
    """
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None)


def may_hold_newer(content: bytes, syntax: ox.RdfFormat) -> bool:
    """Whether a text may hold terms that only RDF 1.2 has, told without parsing it."""
    if syntax in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD):
        return True  # in these formats the terms can be written in too many ways
    return _SIGNS_OF_12.search(content) is not None


def _newer(content: bytes | str, name: str, syntax: ox.RdfFormat) -> BadData:
    text = content if isinstance(content, str) else content.decode()
    line = None
    if syntax in _LIKE_TURTLE:
        line = next((line_number(text, token.start) for token in tokens(text) if token.kind == "triple"), None)
    return BadData(
        "a statement about a statement, or a text with a direction, stands here; only RDF 1.2 has these.",
        "Describe a thing that has an IRI, and leave the direction out.",
        file=name,
        line=line,
    )


def _check_json(content: bytes | str, name: str) -> None:
    """Refuse the keywords that the engine ignores silently, so that no content is lost."""
    text = (content if isinstance(content, str) else content.decode()).replace("\\u0040", "@")
    found = _JSON_12.search(text)
    if found:
        raise BadData(
            f"{found[1]} stands here; only RDF 1.2 can say this.",
            "Describe a thing that has an IRI, and leave the direction out.",
            file=name,
            line=line_number(text, found.start()),
        )


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
    """Convert the engine's parse error to BadData: file, line, column and the likely remedy."""
    line, column = _place(error)
    if "LoadDocumentCallback" in str(error):
        return BadData(
            "a context at another address is named here, and nothing is fetched from the network.",
            'Write the context into the text itself: "@context": {…}.',
            file=name,
            line=line,
            column=column,
        )
    return BadData(
        f"this is not well-formed RDF: {_said(error)}",
        "Correct the file at that place; nothing was loaded from it.",
        file=name,
        line=line,
        column=column,
    )


def unparsable(error: SyntaxError, text: str, name: str | None = None, *, is_update: bool = False) -> BadQuery:
    """Return what is wrong with a query or an update that the engine could not read: place, problem and remedy."""
    line, column = _place(error)
    found = diagnosis(text, str(error), is_update=is_update)
    if found is not None:
        line = text.count("\n", 0, found.position) + 1
        column = found.position - text.rfind("\n", 0, found.position)
    kind = "update" if is_update else "query"
    said = found.problem if found else "it is not what the grammar of SPARQL 1.1 allows here"
    other = "; a query is no update" if is_update else "; an update is not a query"
    return BadQuery(
        f"the {kind} cannot be read: {said}{'' if said.endswith('?') else '.'}",
        f"Check the {kind} at that place{'' if found else other}.",
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
