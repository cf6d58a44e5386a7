"""Identifiers of things, converted to one form each."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WIKIDATA: Final = re.compile(
    r"(?:(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityData/)?|wd:|wikidata:\s*)?"
    r"(?P<id>q[1-9][0-9]{0,11})(?:\.[a-z]+)?[/#]?",
    re.IGNORECASE,
)
_ROR: Final = re.compile(
    r"(?:(?:https?://)?(?:www\.)?ror\.org/|ror:\s*)?(?P<id>0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?", re.IGNORECASE
)
_ISNI: Final = re.compile(
    r"(?:(?:https?://)?(?:www\.)?isni\.org/(?:isni/|page/)?|isni[:\s]*)?"
    r"(?P<id>[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3}[0-9x])/?",
    re.IGNORECASE,
)
_M49: Final = re.compile(
    r"(?:https?://metadata\.un\.org/sdg/codes/geoArea/|(?:un\s*)?m[.-]?49[:\s]*|iso(?:[\s-]*3166(?:-1)?)?[:\s]*)?"
    r"(?P<id>[0-9]{1,3})/?",
    re.IGNORECASE,
)
_ISO2: Final = re.compile(r"(?:iso(?:[\s-]*3166(?:-1)?)?[:\s]+)?(?P<id>[a-z]{2})", re.IGNORECASE)
_AIM: Final = re.compile(
    r"""(?:https?://(?:www\.)?metadata\.un\.org/sdg/
       | https?://(?:www\.)?sdgs\.un\.org/goals/goal
       | (?:(?:the\s+)?(?:un\s+)?(?:sdgs?|ods|odd|goals?|targets?|objectif|objetivo|cible|meta)[\s:_\#-]*){1,2}
    )?
    0*(?P<goal>[0-9]{1,2})
    (?:\s*\.\s*(?P<number>[0-9]{1,2})|\s*\.?\s*(?P<letter>[a-z]))?
    [./]?""",
    re.IGNORECASE | re.VERBOSE,
)


# the number of numbered targets, and the letters of the others, for each goal of the 2030 Agenda
_TARGETS: Final = {
    1: (5, "ab"), 2: (5, "abc"), 3: (9, "abcd"), 4: (7, "abc"), 5: (6, "abc"), 6: (6, "ab"), 7: (3, "ab"),
    8: (10, "ab"), 9: (5, "abc"), 10: (7, "abc"), 11: (7, "abc"), 12: (8, "abc"), 13: (3, "ab"), 14: (7, "abc"),
    15: (9, "abc"), 16: (10, "ab"), 17: (19, ""),
}  # fmt: skip


def aim_exists(code: str) -> bool:
    """Whether there is a goal or a target with this code.

    >>> aim_exists("6"), aim_exists("6.b"), aim_exists("17.19"), aim_exists("17.20")
    (True, True, True, False)
    """
    goal, _, target = code.partition(".")
    if not goal.isdecimal() or int(goal) not in _TARGETS:
        return False
    numbered, letters = _TARGETS[int(goal)]
    if not target:
        return "." not in code
    return target in letters if not target.isdecimal() else str(int(target)) == target and 1 <= int(target) <= numbered


def identifiers(text: str) -> frozenset[str]:
    """Return every identifier that the text can mean, each in one form; none for a name.

    >>> sorted(identifiers("http://www.wikidata.org/entity/Q865")), sorted(identifiers("ror.org/02nyyq397"))
    (['Q865'], ['https://ror.org/02nyyq397'])
    >>> sorted(identifiers("ISNI 0000 0001 2281 955x")), sorted(identifiers("https://isni.org/isni/000000012281955X"))
    (['isni:000000012281955X'], ['isni:000000012281955X'])
    >>> sorted(identifiers("4")), sorted(identifiers("kr"))
    (['m49:004'], ['iso:KR'])
    """
    # a hyphen that does not break lines, and a blank that does not, are what documents write within numbers
    plain = re.sub("[\u2010\u2011]", "-", unicodedata.normalize("NFKC", text[:200])).strip()
    found = set()
    for pattern, form in (
        (_WIKIDATA, lambda given: given.upper()),
        (_ROR, lambda given: f"https://ror.org/{given.lower()}"),
        (_ISNI, lambda given: f"isni:{re.sub('[ -]', '', given).upper()}"),
        (_M49, lambda given: f"m49:{given:0>3}"),
        (_ISO2, lambda given: f"iso:{given.upper()}"),
    ):
        read = pattern.fullmatch(plain)
        if read:
            found.add(form(read["id"]))
    return frozenset(found)


def aim_code(text: str) -> str | None:
    """Return the code of a goal ("6") or a target ("6.5", "6.a") in any usual spelling; None for other words.

    The caller must check that the goal or target exists. A target 0 means the goal itself, because spreadsheets write 6
    as 6.0.

    >>> [aim_code(text) for text in ("SDG 6", "06", "6a", "Target 6.5", "6.0", "https://metadata.un.org/sdg/6.A")]
    ['6', '6', '6.a', '6.5', '6', '6.a']
    >>> aim_code("Clean water"), aim_code("6.5.1")
    (None, None)
    """
    read = _AIM.fullmatch(unicodedata.normalize("NFKC", text[:200]).strip())
    if read is None:
        return None
    number = read["number"]
    if read["letter"] or (number and number.strip("0")):
        return f"{int(read['goal'])}.{(read['letter'] or number).lower()}"
    return str(int(read["goal"]))
