"""Single statements as Turtle text, for what we compute; the store's room makes the text canonical."""

from __future__ import annotations

import re

from sdggraph import vocab

PREFIXES = "".join(f"@prefix {name}: <{space}> .\n" for name, space in sorted(vocab.PREFIXES.items()))


def statement(subject: str, predicate: str, value: str) -> str:
    """One triple of terms already written."""
    return f"{subject} {predicate} {value} .\n"


def iri(value: str) -> str:
    """An IRI in angle brackets, what may not stand there escaped.

    >>> iri("https://example.org/a b")
    '<https://example.org/a\\\\u0020b>'
    """
    return "<" + re.sub(r'[\x00-\x20<>"{}|^`\\]', _escape, value) + ">"


def literal(value: str, language: str = "") -> str:
    """A string in quotes, with its language if it has one.

    >>> literal('say "water"', "en")
    '"say \\\\u0022water\\\\u0022"@en'
    """
    quoted = '"' + re.sub(r'[\x00-\x1f"\\]', _escape, value) + '"'
    return f"{quoted}@{language}" if language else quoted


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"
