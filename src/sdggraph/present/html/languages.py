"""The languages of the pages. English is that of the templates and of the catalogue of messages."""

from __future__ import annotations

import gettext
from typing import Final

from sdggraph.messages import ENGLISH

KNOWN: Final[dict[str, gettext.NullTranslations]] = {}  # by language tag; the catalogues come with the languages


def translations(language: str) -> gettext.NullTranslations:
    """Return the translations into a language; without any, the English sentences stay as they are."""
    return KNOWN.get(language, ENGLISH)
