"""The choice among names in several languages."""

from __future__ import annotations


def preference(language: str) -> int:
    """Return the rank of a language, the preferred one first: English, its varieties, no language, others.

    >>> sorted(["fr", "", "en-GB", "en"], key=preference)
    ['en', 'en-GB', '', 'fr']
    """
    tag = language.casefold()
    return 0 if tag == "en" else 1 if tag.startswith("en-") else 2 if not tag else 3
