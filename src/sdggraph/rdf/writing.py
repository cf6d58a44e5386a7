"""Write graphs and rows so that every parser of the format can read them; refuse what the format cannot hold.

The engine's writers are fast and lenient. In XML they accept control characters, carriage returns and invalid element
names. In every format they write terms of RDF 1.2, which no parser of RDF 1.1 reads. Output of this module is valid, or
refused with NotOffered, which names the character, property or class.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import Any, Final, Protocol
from xml.parsers import expat  # the XML to parse was written here

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import NotOffered
from sdggraph.rdf.engine import rdf_format
from sdggraph.sparql.formats import JSON, RDFXML, TSV, XML, Format

Statement = ox.Quad | ox.Triple
_NOT_IN_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
# none of the patterns can match inside a value of that format; a search for the hints is ten times as fast
_RDF_12: Final = {
    JSON.name: ((b'"type":"triple"', b'"its:dir":"'), re.compile(rb'"type":"triple"|"its:dir":"')),
    XML.name: ((b"<triple>", b"its:dir="), re.compile(rb"<triple>|<literal [^>]*its:dir=")),
    TSV.name: (
        (b"<<(", b"--ltr", b"--rtl"),
        re.compile(rb'(?:[\t\n]|^)<<\(|"@[A-Za-z0-9-]+--(?:ltr|rtl)[\t\n]'),
    ),
}
_TAIL: Final = 64  # bytes that are searched again together with the next piece
_SUBJECT: Final = ox.NamedNode("urn:s")
_TYPE: Final = ox.NamedNode(vocab.RDF_TYPE)


class Target(Protocol):
    """The target of the bytes."""

    def write(self, data: bytes, /) -> int:
        """Write a piece and return the number of its bytes."""


class Checked:
    """A file object for the engine that passes on only what a parser of the format can read.

    Raises NotOffered for a character that XML cannot hold, and for terms of RDF 1.2 in rows.

    >>> out = io.BytesIO()
    >>> Checked(out, XML).write(b"<literal>a\\rb</literal>"), out.getvalue()
    (22, b'<literal>a&#xD;b</literal>')
    """

    def __init__(self, target: Target, form: Format) -> None:
        self._target = target
        self._is_xml = form in (XML, RDFXML)
        self._newer = _RDF_12.get(form.name)
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Check a piece and pass it on."""
        piece = bytes(data)
        seen = self._tail + piece
        if self._newer is not None:
            hints, pattern = self._newer
            for hint in hints:  # a loop: `any` costs more than the search in a small answer
                if hint in seen and pattern.search(seen):
                    raise newer_term()
        if self._is_xml:
            if len(piece.translate(None, _CONTROLS)) < len(piece) or b"\xef\xbf" in seen:
                _refuse_not_in_xml(seen)
            # a parser would read a plain carriage return as a line feed
            self._target.write(piece.replace(b"\r", b"&#xD;"))
        else:
            self._target.write(piece)
        self._tail = seen[-_TAIL:] if self._newer is not None else seen[-2:]
        return len(data)

    def flush(self) -> None:
        """Do nothing: the target decides when to send."""


def _refuse_not_in_xml(piece: bytes) -> None:
    bad = _NOT_IN_XML.search(piece)
    if bad is not None:
        raise NotOffered(
            f"The answer holds the character U+{ord(bad[0].decode()):04X}, which XML cannot hold.",
            "Ask for another format, or replace the character by REPLACE in the query.",
        )


def serialize(statements: Iterable[Statement], out: Target, form: Format, prefixes: Mapping[str, str]) -> None:
    """Write statements in a format. Raises NotOffered for what the format cannot hold."""
    checked: Iterable[Statement] = _without_rdf_12(statements)
    if form == RDFXML:
        checked = _fit_for_xml(checked, Names(prefixes))
    target: Target = Checked(out, form) if form == RDFXML else out
    ox.serialize(checked, _File(target.write), format=rdf_format(form), prefixes=dict(prefixes))  # type: ignore[arg-type]


def serialized(statements: Iterable[Statement], form: Format, prefixes: Mapping[str, str]) -> bytes:
    """Return the serialized statements as bytes."""
    out = io.BytesIO()
    serialize(statements, out, form, prefixes)
    return out.getvalue()


def newer_term() -> NotOffered:
    """Return the error for a term that RDF 1.1 does not have."""
    return NotOffered(
        "The answer holds a term of RDF 1.2 (a triple term, or a string with a direction), and the formats here are"
        " those of RDF 1.1.",
        "Ask for its parts: SUBJECT(), PREDICATE() and OBJECT() of a triple, STR() of a string.",
    )


def refuse_rdf_12(statement: Statement) -> None:
    """Raise NotOffered for a statement with a term of RDF 1.2."""
    value = statement.object
    if isinstance(value, ox.Triple) or (isinstance(value, ox.Literal) and value.direction is not None):
        raise newer_term()


def is_rdf_12(value: str) -> bool:
    """Whether a term, in the text form of the stores, is a term of RDF 1.2.

    >>> [is_rdf_12(each) for each in ("<urn:a>", '"--rtl"', '"x"@ar--rtl', '<urn:a> <urn:b> "1"')]
    [False, False, True, True]
    """
    return value.endswith(("--ltr", "--rtl")) or (value[0] == "<" and value.index(">") < len(value) - 1)


def _without_rdf_12(statements: Iterable[Statement]) -> Iterator[Statement]:
    for each in statements:
        if type(each.object) is not ox.NamedNode:  # which most are; a call for each would cost a tenth of the writing
            refuse_rdf_12(each)
        yield each


class _File:
    """A file object for the engine."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self.write = write

    def flush(self) -> None:
        """Do nothing: the target decides when to send."""


# --- RDF/XML -----------------------------------------------------------------------------------


class Names:
    """Tells which IRIs can be element names in RDF/XML, by writing each one and reading it back."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(prefixes)
        self._known: dict[tuple[str, bool], bool] = {}

    def fit(self, iri: str, *, is_class: bool = False) -> bool:
        """Whether a property, or the class of a typed node element, can be written.

        >>> names = Names({})
        >>> [names.fit(each) for each in ("http://ex.org/a1", "http://ex.org/1", f"{vocab.PREFIXES['rdf']}li")]
        [True, False, False]
        """
        if (iri, is_class) not in self._known:
            self._known[iri, is_class] = self._try(iri, is_class)
        return self._known[iri, is_class]

    def _try(self, iri: str, is_class: bool) -> bool:
        node = ox.NamedNode(iri)
        triple = ox.Triple(_SUBJECT, _TYPE, node) if is_class else ox.Triple(_SUBJECT, node, ox.Literal("x"))
        try:
            text = ox.serialize([triple], format=ox.RdfFormat.RDF_XML, prefixes=self._prefixes) or b""
            expat.ParserCreate(namespace_separator=" ").Parse(text, True)
            return [each.triple for each in ox.parse(text, ox.RdfFormat.RDF_XML)] == [triple]
        except (OSError, SyntaxError, ValueError, expat.ExpatError):
            return False


def _fit_for_xml(statements: Iterable[Statement], names: Names) -> Iterator[ox.Triple]:
    """Yield the triples, those of each subject in an order that can be written. Raises NotOffered where there is
    none.
    """
    triples = (each.triple if isinstance(each, ox.Quad) else each for each in statements)
    for _, same in groupby(triples, key=lambda triple: triple.subject):
        for each in _opened(same, names):
            yield _checked(each, names)


def _opened(same: Iterator[ox.Triple], names: Names) -> Iterator[ox.Triple]:
    """Yield the triples of one subject so that the first one is no class that cannot be an element name.

    The engine writes a class that comes first as an element name, and any further class as a property.
    """
    held: list[ox.Triple] = []
    for first in same:
        if _can_open(first, names):
            yield from chain([first], held, same)
            return
        held.append(first)
    raise NotOffered(
        f"RDF/XML has no way to write that something is of the class {held[0].object} and nothing else.",
        "Ask for another format, such as Turtle.",
    )


def _can_open(triple: ox.Triple, names: Names) -> bool:
    value = triple.object
    is_class = triple.predicate == _TYPE and isinstance(value, ox.NamedNode)
    return not is_class or names.fit(getattr(value, "value", ""), is_class=True)


def _checked(triple: ox.Triple, names: Names) -> ox.Triple:
    if not names.fit(triple.predicate.value):
        raise NotOffered(
            f"The property {triple.predicate} cannot be the name of an element, and RDF/XML cannot hold it.",
            "Ask for another format, such as Turtle.",
        )
    if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
        return ox.Triple(_labelled(triple.subject), triple.predicate, _labelled(triple.object))
    return triple


def _labelled(term: Any) -> Any:  # Any: the engine's terms have no common type
    """Return the term; a blank node gets a label that is an XML name, which cannot begin with a digit."""
    if isinstance(term, ox.BlankNode) and (term.value[0].isdigit() or term.value[0] == "n"):
        return ox.BlankNode(f"n{term.value}")  # those that begin with n too, so that no two labels become equal
    return term
