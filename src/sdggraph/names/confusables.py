"""Names that look like other names, because letters of several alphabets look the same.

The table of look-alikes is Unicode's (UTS 39, confusables.txt), in the package confusable-homoglyphs. Two names are
compared as they are written, and in capitals: a Cyrillic "т" looks like no Latin letter, and a "Т" does.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

import regex
from confusable_homoglyphs import categories, confusables

_LONGEST: Final = 1000  # characters that are read
_WORD: Final = regex.compile(r"[\p{L}\p{M}]++")
_SHARED: Final = frozenset({"COMMON", "INHERITED", "UNKNOWN"})
# what is written together in one word all over the world (UTS 39, "highly restrictive")
_TOGETHER: Final = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
)


def looks(name: str) -> frozenset[str]:
    """Return what a name looks like; two names that share one of these cannot be told apart.

    Only letters and digits count. An empty set means that the name has none.

    >>> bool(looks("ICTP") & looks("\u0406\u0421\u0422\u0420")), bool(looks("CERN") & looks("CEM"))
    (True, False)
    >>> bool(looks("Modern Water") & looks("Modem Water"))
    True
    """
    text = name[:_LONGEST]
    # what is put together of two letters ("rn") is only seen as it is written
    seen = {_skeleton(text).replace("rn", "m"), _skeleton(text.upper()), _skeleton(text.lower())}
    return frozenset(seen - {""})


def mixed_alphabets(name: str) -> tuple[str, ...]:
    """Return the alphabets of the first word that mixes some which no language writes together; none for most names.

    >>> mixed_alphabets("\u0406CTP"), mixed_alphabets("\u041d\u0418\u0418 Water"), mixed_alphabets("T\u6c34")
    (('Cyrillic', 'Latin'), (), ())
    """
    for word in _WORD.findall(name[:_LONGEST]):
        if word.isascii():
            continue
        found = {*categories.unique_aliases(unicodedata.normalize("NFKC", word))} - _SHARED
        if len(found) > 1 and not any(found <= each for each in _TOGETHER):
            return tuple(sorted(alias.replace("_", " ").title() for alias in found))
    return ()


def load() -> None:
    """Load the tables now, because a worker process cannot open files later."""
    looks("")
    mixed_alphabets("\u0406CTP")


def _skeleton(text: str) -> str:
    if text.isascii():
        return text.translate(_ascii())
    letters = _letters()
    seen = (letters.get(sign, sign) for sign in _bare(text))
    return "".join(sign for sign in seen if sign.isalnum())


def _bare(text: str) -> str:
    """Return the text without accents, strokes, and characters that look like a dot or a dash only."""
    signs = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in signs if not unicodedata.combining(sign) and (sign.isalnum() or sign == "|"))


@cache
def _ascii() -> dict[int, str | None]:
    """Return the same table for ASCII only, for `str.translate`: most names are ASCII."""
    letters = _letters()
    seen = {chr(code): letters.get(_bare(chr(code)), _bare(chr(code))) for code in range(128)}
    return {ord(sign): letter if letter.isalnum() else None for sign, letter in seen.items()}


@cache
def _letters() -> dict[str, str]:
    """Map each letter that looks like others to one representative letter."""
    parent: dict[str, str] = {}

    def root(sign: str) -> str:
        while parent.setdefault(sign, sign) != sign:
            sign = parent[sign]
        return sign

    for sign, others in confusables.confusables_data.items():
        for other in (_bare(each["c"]) for each in others):
            if len(_bare(sign)) == len(other) == 1:
                one, two = sorted((root(_bare(sign)), root(other)))
                parent[two] = one
    return {sign: root(sign) for sign in list(parent)}
