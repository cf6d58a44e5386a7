"""Other usual names of countries in several languages, and messages for places without a code."""

from __future__ import annotations

import contextlib
import gettext
from functools import cache
from typing import Final

import lazy_loader as lazy

from sdggraph.names.folding import fold

pycountry = lazy.load("pycountry")  # it takes longer to load than most commands run

# the official languages of the United Nations, and other languages that many of the centres use
_LANGUAGES: Final = ("fr", "es", "ar", "ru", "zh_CN", "pt", "de", "it", "ja", "ko", "tr", "fa")
_KOSOVO: Final = frozenset(
    ("kosovo", "kosova", "kosovoandmetohija", "republicofkosovo", "xk", "xkx", "xks", "rks", "unk", "unmik")
)
_KOSOVO_TOLD: Final = (
    "Kosovo has no code in ISO 3166-1 and M49, so it is not in the list of countries.",
    "Enter a centre there without sg:country, with its city and coordinates, and with a skos:note: "
    '"Kosovo (under United Nations Security Council resolution 1244)".',
)


@cache
def usual_names() -> dict[str, tuple[str, ...]]:
    """Return the names of each country by alpha-3 code: ISO 3166-1's own, official and common, in several languages.

    >>> "Korea, Republic of" in usual_names()["KOR"], "Turquie" in usual_names()["TUR"]
    (True, True)
    """
    languages = []
    for code in _LANGUAGES:
        with contextlib.suppress(OSError):  # a package built without translations
            languages.append(gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[code]).gettext)
    found: dict[str, tuple[str, ...]] = {}
    for land in pycountry.countries:
        known = (getattr(land, field, None) for field in ("name", "official_name", "common_name"))
        english = [name for name in known if name]
        found[land.alpha_3] = tuple(
            dict.fromkeys([*english, *(translated(name) for name in english for translated in languages)])
        )
    return found


def without_code(text: str) -> tuple[str, str] | None:
    """Return the problem and the remedy for a place that has no code in the standard; None for all others.

    >>> without_code("Kosovo")[0], without_code("Kenya")
    ('Kosovo has no code in ISO 3166-1 and M49, so it is not in the list of countries.', None)
    """
    plain = fold(text)
    is_kosovo = plain in _KOSOVO or (plain.startswith("kosovo") and "1244" in plain)
    return _KOSOVO_TOLD if is_kosovo else None
