"""Acronyms that are part of a name: "Mesoamerican Centre for Theoretical Physics (MCTP)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sdggraph.names.folding import fold

_BRACKETS: Final = re.compile(r"^([^()]{2,300})\(([^()]{2,300})\)")
_ACRONYM: Final = re.compile(r"[^\W\d_](?:[^\W_]|[-.&/]){1,14}")
_CAPITALS: Final = 2  # that an acronym has at least
_MOST_WORDS: Final = 40


def bracketed(name: str) -> tuple[str, ...]:
    """Return the acronym and the long name, where one of the two stands in brackets behind the other.

    The acronym must be one of that long name: its letters begin words there, in order. So a country, a mother
    organisation or a place in brackets is no name of the thing.

    >>> bracketed("Mesoamerican Centre for Theoretical Physics (MCTP)")
    ('MCTP', 'Mesoamerican Centre for Theoretical Physics')
    >>> bracketed("GEO (Group on Earth Observations)")
    ('GEO', 'Group on Earth Observations')
    >>> bracketed("United Nations Satellite Centre (UNITAR)"), bracketed("CSIR (India)")
    ((), ())
    """
    found = _BRACKETS.match(name)
    if found is None:
        return ()
    before, inside = found[1].strip(), found[2].strip()
    for short, long in ((inside.partition(",")[0].strip(), before), (before, inside.partition(",")[0].strip())):
        if is_acronym_of(short, long):
            return short, long
    return ()


def is_acronym_of(short: str, long: str) -> bool:
    """Whether the letters of the one begin words of the other, in order; several letters may be of one word.

    >>> is_acronym_of("ARSET", "NASA Applied Remote Sensing Training"), is_acronym_of("CNRS", "Laboratory of Optics")
    (True, False)
    """
    if not _ACRONYM.fullmatch(short) or sum(map(str.isupper, short)) < _CAPITALS:
        return False
    words = list(_words(long))[:_MOST_WORDS]
    letters = fold(short)

    @cache
    def begins(place: int, word: int) -> bool:
        """Whether the letters from there on begin words from there on."""
        if place == len(letters):
            return True
        for number in range(word, len(words)):
            length = 1
            while letters[place : place + length] == words[number][:length] and length <= len(words[number]):
                if begins(place + length, number + 1):
                    return True
                if place + length >= len(letters):
                    break
                length += 1
        return False

    return len(words) > 1 and begins(0, 0)


def _words(text: str) -> Iterator[str]:
    """The words in small letters without accents; InterAcademy is two."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|[-/]", " ", text)
    yield from filter(None, map(fold, parted.split()))
