"""The choice among names in several languages."""

from __future__ import annotations


def preference(language: str) -> tuple[int, str]:
    """Return the sort key of a language: English first, then its varieties, no language, and others by their tags.

    The rule `display-name` has the same order; of two names in one language both take the first in code-point order.

    >>> sorted(["fr", "", "de", "en-GB", "en"], key=preference)
    ['en', 'en-GB', '', 'de', 'fr']
    """
    tag = language.lower()
    return 0 if tag == "en" else 1 if tag.startswith("en-") else 2 if not tag else 3, tag
