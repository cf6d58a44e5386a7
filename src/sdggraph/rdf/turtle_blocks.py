"""Canonical Turtle, one subject at a time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import Said, block, head, iri_text, literal_text, predicate_text
from sdggraph.rdf.statements import Statement, Subject, term
from sdggraph.sparql.interface import Iri


class Written(NamedTuple):
    """Text, and the prefixes that it needs."""

    text: str
    prefixes: frozenset[str]


class Blocks:
    """Writes subjects, and records which prefixes they need."""

    def __init__(self) -> None:
        self.prefixes: set[str] = set()

    def block(self, subject: Subject) -> str:
        """Write all statements of one subject."""
        return block(self._noted(_iri(subject.iri)), map(self._said, subject.said))

    def head(self) -> str:
        """Return the prefix declarations of all blocks so far."""
        return head(self.prefixes)

    def document(self, subjects: Iterable[Subject]) -> bytes:
        """Write subjects, given in order, as a canonical document."""
        blocks = [self.block(each) for each in subjects]
        return "\n".join([self.head(), *blocks]).encode()

    def _said(self, said: Statement) -> Said:
        is_literal = said.value[0] != "<"
        return self._noted(_predicate(said.predicate)), is_literal, self._noted(_value(said.value))

    def _noted(self, written: Written) -> str:
        self.prefixes |= written.prefixes
        return written.text


@lru_cache(maxsize=1 << 16)
def _iri(iri: str) -> Written:
    prefixes: set[str] = set()
    return Written(iri_text(iri, prefixes), frozenset(prefixes))


@lru_cache(maxsize=1 << 10)
def _predicate(iri: str) -> Written:
    prefixes: set[str] = set()
    return Written(predicate_text(iri, prefixes), frozenset(prefixes))


@lru_cache(maxsize=1 << 16)
def _value(text: str) -> Written:
    value = term(text)
    if isinstance(value, Iri):
        return _iri(value.value)
    prefixes: set[str] = set()
    written = literal_text(value.value, value.language, value.datatype or vocab.XSD_STRING, prefixes)
    return Written(written, frozenset(prefixes))
