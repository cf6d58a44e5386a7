"""Every statement of a store in a fixed order, one subject at a time, for stores of any size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from sdggraph import vocab
from sdggraph.errors import BadData
from sdggraph.rdf.canonical_turtle import rank
from sdggraph.rdf.external_sort import ordered
from sdggraph.sparql.interface import Iri, Store, Text

_LITERAL: Final = re.compile(
    r'"(?P<value>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL
)
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
# a match begins only at the start of the last run of these characters, so that the time is linear
_NAME_AT_END: Final = re.compile(r"(?<![\w.-])[\d.-]*+[^\W\d][\w.-]*+>$")
# the engine writes control characters as escapes
_NOT_IN_XML: Final = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:u(?:00(?:0[0-8BCEF]|1[0-9A-F])|FFF[EF])|[bf])|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
)
_SIGNS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Statement(NamedTuple):
    """A statement in N-Triples terms, without its subject."""

    predicate: str  # an IRI without brackets
    value: str  # a term of N-Triples
    graph: str  # an IRI without brackets, or empty


class Subject(NamedTuple):
    """A subject with all its statements."""

    iri: str
    said: list[Statement]


def subjects(store: Store) -> Iterator[Subject]:
    """Yield all subjects of the store: organisations first, then all others in code-point order.

    Raises BadData for a blank node.
    """
    return grouped(ordered(line(*quad) for quad in store.quads()))


def line(subject: str, predicate: str, value: str, graph: str) -> str:
    """Write a statement as a line that sorts by its subject's rank."""
    if subject[0] != "<" or value[0] not in '<"':
        raise BadData("a blank node stands in the graph.", "Give the thing an IRI, so that others can point at it.")
    behind, iri = rank(subject[1:-1])
    return f"{'1' if behind else '0'}{iri}\t{predicate[1:-1]}\t{value}\t{graph}"


def grouped(lines: Iterable[str]) -> Iterator[Subject]:
    """Group sorted lines by subject."""
    parted = (each.split("\t") for each in lines)
    for subject, of_subject in groupby(parted, key=lambda parts: parts[0]):
        yield Subject(subject[1:], [Statement._make(parts[1:]) for parts in of_subject])


def scheme(text: str) -> str:
    """Return the URI scheme of an IRI, or of a literal's datatype; empty for http, https and plain strings.

    >>> scheme("<geo:1,2>"), scheme("<https://example.org/>"), scheme('"x"'), scheme('"x"^^<sg:y>')
    ('geo', '', '', 'sg')
    """
    if text.startswith("<http") or (text[0] == '"' and (text[-1] == '"' or "^^<http" in text or '"^^<' not in text)):
        return ""
    return text.rpartition("<")[2].partition(":")[0]


def refuse_unwritable(subject: str, predicate: str, value: str) -> None:
    """Raise BadData for what XML cannot express: a property without a local name, and control characters."""
    if not _named(predicate):
        raise BadData(
            f"the property {predicate} does not end in a name, and RDF/XML cannot hold it.",
            "Use a property whose IRI ends in letters.",
        )
    if value[0] == '"' and ("\\" in value or not value.isprintable()) and _NOT_IN_XML.search(value):
        raise BadData(
            f"a text about {subject} holds a control character, which RDF/XML cannot hold: {value[:80]}",
            "Take it out of the data.",
        )


@lru_cache(maxsize=1 << 10)
def _named(predicate: str) -> bool:
    return _NAME_AT_END.search(predicate) is not None


@lru_cache(maxsize=1 << 16)
def term(text: str) -> Iri | Text:
    r"""Return the plain value of a term of N-Triples.

    >>> term("<urn:a>"), term('"a \\"b\\""@en')
    (Iri(value='urn:a'), Text(value='a "b"', datatype=None, language='en'))
    >>> term('"1"^^<urn:b>')
    Text(value='1', datatype='urn:b', language=None)
    """
    if text[0] == "<":
        return Iri(text[1:-1])
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"no term of N-Triples: {text}")
    value = found["value"]
    if "\\" in value:
        value = _ESCAPED.sub(_plain, value)
    datatype = found["datatype"]
    return Text(value, None if datatype == vocab.XSD_STRING else datatype, found["language"])


def _plain(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SIGNS.get(found[3], found[3])
