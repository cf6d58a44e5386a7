"""Turtle text of computed statements; `rdf.canonical_turtle` makes it canonical."""

from __future__ import annotations

import re

from sdggraph import vocab

PREFIXES = "".join(f"@prefix {name}: <{space}> .\n" for name, space in sorted(vocab.PREFIXES.items()))


def statement(subject: str, predicate: str, value: str) -> str:
    """Write one triple of terms that are in written form."""
    return f"{subject} {predicate} {value} .\n"


def iri(value: str) -> str:
    """Write an IRI in angle brackets, with invalid characters escaped.

    >>> iri("https://example.org/a b")
    '<https://example.org/a\\\\u0020b>'
    """
    return "<" + re.sub(r'[\x00-\x20<>"{}|^`\\]', _escape, value) + ">"


def literal(value: str, language: str = "") -> str:
    """Write a string in quotes, with its language if there is one.

    >>> literal('say "water"', "en")
    '"say \\\\u0022water\\\\u0022"@en'
    """
    quoted = '"' + re.sub(r'[\x00-\x1f"\\]', _escape, value) + '"'
    return f"{quoted}@{language}" if language else quoted


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"
