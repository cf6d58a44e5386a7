"""A tokenizer for Turtle, N-Triples, TriG and N-Quads, to find the position of something in a text that parses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# *+ never backtracks: for a string without an end, backtracking would take memory for each of its characters
_TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*+)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
               | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
    | (?P<iri><[^\x00-\x20<>"{}|^`]*+>)
    | (?P<triple><<|>>|\{\||\|\}|~|--(?:ltr|rtl)\b)
    | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<name>(?:[^\x00-\x20<>"'()\[\]{}|,;\#.\\^@~]|\\.|\.(?=[^\x00-\x20<>"'()\[\]{}|,;\#]))++)
    | (?P<sign>\^\^|[.,;()\[\]{}])
    """,
    re.DOTALL | re.VERBOSE,
)
_DIRECTIVES: Final = frozenset({"@prefix", "@base", "@version"})
_SPARQL_DIRECTIVES: Final = {"prefix": 2, "base": 1, "version": 1}  # the number of tokens that follow


class Token(NamedTuple):
    """A token: its kind, its text, and where it starts."""

    kind: str  # comment, string, iri, triple (a sign of RDF 1.2), tag, name or sign
    text: str
    start: int


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    r"""Yield the tokens of a text that parses as Turtle, N-Triples, TriG or N-Quads.

    An escaped character belongs to its name, so a hash in a local name opens no comment:

    >>> [(token.kind, token.text) for token in tokens("ex:a ex:b ex:c\\#d . # end")][2:]
    [('name', 'ex:c\\#d'), ('sign', '.'), ('comment', '# end')]
    """
    for found in _TOKEN.finditer(text, start):
        yield Token(found.lastgroup or "", found[0], found.start())


def statements(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each statement, without its dot; of each block inside a graph of TriG as well.

    >>> [found[0].text for found in statements("@prefix a: <urn:> . a:b a:c 1 ; a:d [ a:e 2 ] . a:f a:g 3")]
    ['@prefix', 'a:b', 'a:f']
    """
    held: list[Token] = []
    depth = 0
    for token in tokens(text):
        if token.kind == "comment":
            continue
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        ends = token.kind == "sign" and (token.text in "{}" or (token.text == "." and depth == 0))
        if not ends:
            held.append(token)
        if held and (ends or len(held) == _SPARQL_DIRECTIVES.get(held[0].text.lower(), 0) + 1 > 1):
            yield held
            held = []
    if held:
        yield held


def is_directive(statement: list[Token]) -> bool:
    """Whether a statement declares a prefix, a base or a version.

    >>> [is_directive(found) for found in statements("PREFIX a: <urn:> a:b a:c 1 .")]
    [True, False]
    """
    first = statement[0].text.lower()
    return first in _DIRECTIVES or (statement[0].kind == "name" and first in _SPARQL_DIRECTIVES)
