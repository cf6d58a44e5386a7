"""Which of several names in several languages is shown."""

from __future__ import annotations


def preference(language: str) -> int:
    """Return the place of a language among names, the smallest first: English, its varieties, none, another.

    >>> sorted(["fr", "", "en-GB", "en"], key=preference)
    ['en', 'en-GB', '', 'fr']
    """
    tag = language.casefold()
    return 0 if tag == "en" else 1 if tag.startswith("en-") else 2 if not tag else 3
