"""The normal form of a name: all spellings of one name have the same form. Only whole names are compared, never
parts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# letters that Unicode does not decompose into a letter and a mark
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
_APOSTROPHES: Final = "'’‘ʼʻʹ`´′‛ʾʿ＇\u02c8\ua78c"
_MARKS: Final = re.compile("[\u0300-\u036f\u064b-\u0652\u0670\u0640]+")  # accents, and the vowel signs of Arabic
_OF_KANA: Final = frozenset("\u3099\u309a")  # they make another letter, as ga of ka
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_AND: Final = re.compile(r"&amp;|[&+]")  # spaces around it are folded with all others
_ARTICLES: Final = frozenset({"a", "an", "the", "l", "le", "la", "les", "el", "los", "las", "d"})
_CONJUNCTIONS: Final = frozenset({"and", "et", "y"})
_SPELLINGS: Final = {
    "center": "centre",
    "centers": "centres",
    "program": "programme",
    "programs": "programmes",
    "theater": "theatre",
    "meter": "metre",
    "fiber": "fibre",
    "labor": "labour",
    "harbor": "harbour",
    "color": "colour",
    "neighbor": "neighbour",
    "behavior": "behaviour",
    "defense": "defence",
    "sulfur": "sulphur",
    "catalog": "catalogue",
    "st": "saint",
    "ste": "sainte",
}
_IZE: Final = re.compile(r"iz(ation|ations|e|ed|es|er|ers|ing)$")
_ELIDED: Final = re.compile(rf"\b([ld])[{_APOSTROPHES}]")
_APOSTROPHE: Final = re.compile(f"[{_APOSTROPHES}]")
_WORD: Final = re.compile("[a-z0-9]+")
_SMALL: Final = _ARTICLES | _CONJUNCTIONS
LONGEST: Final = 1000  # characters that are read; no name is longer, and a longer text must not cost time


def fold(text: str) -> str:
    """Return the name without case, accents, apostrophes, punctuation and white space, in British spelling.

    Names with equal results are the same name. The result is empty if no letter or digit is left.

    >>> fold("Côte d’Ivoire") == fold("COTE D'IVOIRE") == fold("Cote dIvoire")
    True
    >>> fold("Bosnia & Herzegovina"), fold("International Center")
    ('bosniaandherzegovina', 'internationalcentre')
    """
    return _forms(text[:LONGEST])[0]


def bare(text: str) -> str:
    """Return the folded name without articles and "and" in English, French and Spanish.

    >>> bare("The Polish Academy of Sciences") == bare("Polish Academy of Sciences")
    True
    """
    return _forms(text[:LONGEST])[1]


def unmarked(text: str) -> str:
    """Return the folded name without any combining marks, such as the vowel signs of Devanagari and Thai.

    >>> unmarked("किरण"), unmarked("น้ำ")
    ('करण', 'นา')
    """
    return "".join(sign for sign in _decomposed(text) if not _is_mark(sign))


def leaves_out_marks(text: str, name: str) -> bool:
    """Whether the text is the name with some of its combining marks left out; other marks make it another name.

    >>> leaves_out_marks("करण", "किरण"), leaves_out_marks("कारण", "किरण")
    (True, False)
    """
    if text.isascii() or name.isascii() or unmarked(text) != unmarked(name):
        return False
    signs = iter(_decomposed(name))
    return all(sign in signs for sign in _decomposed(text))  # `in` reads on from where the last sign was found


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", bare(text))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M") and sign not in _OF_KANA


@lru_cache(maxsize=1 << 14)  # every request is compared with the names of the whole network
def _forms(text: str) -> tuple[str, str]:
    read = words(text)
    return "".join(map(spelled, read)), "".join(spelled(word) for word in read if word not in _SMALL)


def words(text: str) -> list[str]:
    """Split the text into its words: no case, no accents, no punctuation; an apostrophe ends an elided article.

    >>> words("L’Institut de l'eau, GRÓ (Łódź)"), words("People's Republic")
    (['l', 'institut', 'de', 'l', 'eau', 'gro', 'lodz'], ['peoples', 'republic'])
    """
    plain = text[:LONGEST]
    if not plain.isascii():
        plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", plain))
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain.casefold())).translate(_LETTERS)
        plain = unicodedata.normalize("NFKC", plain)
    plain = plain.casefold()
    if "&" in plain or "+" in plain:
        plain = _AND.sub(" and ", plain)
    if _APOSTROPHE.search(plain):
        plain = _APOSTROPHE.sub("", _ELIDED.sub(r"\1 ", plain))
    if plain.isascii():
        return _WORD.findall(plain)
    # a word ends at any character that is no letter, digit or mark; re's \w would end it at the vowel signs of
    # Devanagari
    return "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain).split()


def spelled(word: str) -> str:
    """Return a word of `words` in British spelling."""
    return _SPELLINGS.get(word) or (_IZE.sub(r"is\1", word) if "iz" in word else word)
