"""The entries of a catalogue, as gettext needs them, and the mark of a text that needs no entry."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """The English of a message: one sentence, or two forms and the value that chooses between them."""

    one: str
    many: str = ""
    by: str = ""


def sentence(english: str) -> Entry:
    """Return the entry of a sentence without a number that changes it."""
    return Entry(english)


def plural(one: str, many: str, by: str = "count") -> Entry:
    """Return the entry of a sentence that depends on a number, the value with the name `by`."""
    return Entry(one, many, by)


def msgid(english: str) -> str:
    """Return a text as it is, and mark it for translation: a page shows it by the filter `translated`."""
    return english
