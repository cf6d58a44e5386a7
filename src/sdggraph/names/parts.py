"""The parts of a name in a list: acronyms, brackets, additions and the country at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from sdggraph.names.acronyms import bracketed, is_acronym_of
from sdggraph.names.countries import usual_names
from sdggraph.names.folding import LONGEST, fold, words

_NO_SPACES: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED: Final = 4  # letters of a name in a script without spaces: that of an organisation, not of a thing
# what centres of UNESCO add to their names, or leave out
_ADDED: Final = re.compile(
    r"(?:(?<![,\s])[,\s]+)?\bunder (?:the )?auspices of (?:the )?UNESCO\b"
    r"|\bUNESCO category (?:1|2|I|II) |^UNESCO (?=\w+ \w)",
    re.IGNORECASE,
)
# of a name with single spaces (`_plain`)
_BEFORE: Final = re.compile(r"^([^\W\d_][^\s,:()]{1,11})(?: ?[-–—:,] | )(.{3,})$", re.DOTALL)
_BEHIND: Final = re.compile(r"^(.{3,}?)(?: ?[-–—:,] | )([^\W\d_][^\s,:()]{1,11})$", re.DOTALL)
_WORD: Final = re.compile(r"[^\W_]+")
_ENDING: Final = re.compile(r"(?:\((?:[^()]*,)? ?([^(), ][^(),]{2,59})\)|, ?([^(), ][^(),]{2,59})) ?$")
_OF: Final = re.compile(r".*\b(?:of|de|du|d[eo]s?|da|del|della|di|von) (?:the )?([^(),]{3,60})$", re.IGNORECASE)
_END: Final = 200  # characters in which the country stands
_CAPITALS: Final = 2  # that an acronym has at least


def all_parts(name: str) -> list[str]:
    """Return the name, and the parts of one that has another in brackets."""
    given = name.strip()
    return list(dict.fromkeys((given, *bracketed(given), *long_parts(given)))) if given else []


def long_parts(name: str) -> list[str]:
    """Return the spellings of a name of several words: whole, without an acronym in brackets, without "UNESCO"."""
    found = [each for each in (name.strip(), *bracketed(name)) if not is_short(each)]
    return list(dict.fromkeys(chain.from_iterable((each, without_additions(each).strip()) for each in found)))


def without_additions(name: str) -> str:
    """Return the name without what centres of UNESCO add to it."""
    return _ADDED.sub("", name)


def is_short(name: str) -> bool:
    """Whether a name has one word only; scripts without spaces between words have long ones."""
    found = words(name)
    return not found or (len(found) == 1 and not (len(found[0]) >= _UNSPACED and _NO_SPACES.match(found[0])))


def own_parts(name: str, acronyms: Iterable[str]) -> list[str]:
    """Return the name, and the rest of one that has the acronym before or behind it.

    >>> own_parts("Swiss Agency for Development and Cooperation SDC", ["SDC"])
    ['Swiss Agency for Development and Cooperation SDC', 'Swiss Agency for Development and Cooperation']
    """
    found, plain = [name], _plain(name)
    for pattern, short, long in ((_BEFORE, 1, 2), (_BEHIND, 2, 1)):
        read = pattern.match(plain)
        if read is None or sum(map(str.isupper, read[short])) < _CAPITALS or is_short(read[long]):
            continue
        if fold(read[short]) in set(map(fold, acronyms)) or is_acronym_of(read[short], read[long]):
            found.append(read[long])
    return found


def has_acronym(name: str, acronyms: Iterable[str]) -> bool:
    """Whether one of the acronyms is a word of the name, in capital letters.

    >>> has_acronym("GRÓ – Centre for Training", ["GRO"]), has_acronym("Gro Centre for Training", ["GRO"])
    (True, False)
    """
    own = set(map(fold, acronyms))
    found = _WORD.findall(name[:LONGEST])
    return any(sum(map(str.isupper, word)) >= _CAPITALS and fold(word) in own for word in found)


def _plain(name: str) -> str:
    return " ".join(name[:LONGEST].split())


@lru_cache(maxsize=1 << 14)
def country_of(name: str) -> str:
    """Return the code of the country at the end of a name: in brackets, behind a comma or "of"; empty for none.

    >>> country_of("Council of Scientific and Industrial Research (CSIR, India)"), country_of("University of Rwanda")
    ('IND', 'RWA')
    >>> country_of("University of New Mexico"), country_of("Mexico")
    ('', '')
    """
    return country_beside(name) or _code(_OF.match(_plain(name)[-_END:]))


def country_beside(name: str) -> str:
    """Return the code of the country that stands beside a name, in brackets or behind a comma, to tell it apart.

    >>> country_beside("Royal Society, Ghana"), country_beside("University of Rwanda")
    ('GHA', '')
    """
    return _code(_ENDING.search(_plain(name)[-_END:]))


def _code(read: re.Match[str] | None) -> str:
    return _countries().get(fold(next(filter(None, read.groups()))), "") if read else ""


@cache
def _countries() -> dict[str, str]:
    """Return the codes of the countries by their folded names."""
    return {fold(name): code for code, names in usual_names().items() for name in names}
