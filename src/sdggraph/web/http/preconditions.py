"""Preconditions of a request: If-Match and If-None-Match (RFC 9110, section 13)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from starlette.datastructures import Headers

from sdggraph.errors import BadParameter, Conflict

_ITEM: Final = re.compile(r"[ \t]*+(?:(?P<weak>W/)?(?P<tag>\"[\x21\x23-\x7e\x80-\xff]*+\"))?[ \t]*+(?:,|\Z)")


class EntityTags(NamedTuple):
    """The entity tags of an If-Match or If-None-Match field."""

    any: bool  # the field is *
    strong: frozenset[str]
    weak: frozenset[str]  # without W/

    def match_strongly(self, tags: Collection[str]) -> bool:
        """Whether the field names one of these tags as a strong tag (section 8.8.3.2)."""
        return not self.strong.isdisjoint(tags)

    def match_weakly(self, tags: Collection[str]) -> bool:
        """Whether the field names one of these tags, strong or weak."""
        return not (self.strong | self.weak).isdisjoint(tags)


def entity_tags(field: str) -> EntityTags | None:
    r"""Parse the tags of a field; None if it is malformed.

    >>> entity_tags('"a,b", W/"c"') == EntityTags(False, frozenset({'"a,b"'}), frozenset({'"c"'}))
    True
    >>> entity_tags("*").any, entity_tags('"a" "b"'), entity_tags('*, "a"'), entity_tags("a")
    (True, None, None, None)
    """
    if field.strip(" \t") == "*":
        return EntityTags(True, frozenset(), frozenset())
    strong: set[str] = set()
    weak: set[str] = set()
    place = 0
    while place < len(field):
        found = _ITEM.match(field, place)
        if found is None:
            return None
        if found["tag"]:
            (weak if found["weak"] else strong).add(found["tag"])
        place = found.end()
    return EntityTags(False, frozenset(strong), frozenset(weak)) if strong or weak else None


def check_match(headers: Headers, tags: Collection[str]) -> None:
    """Raise Conflict unless If-Match is absent, is *, or names one of the tags (section 13.1.1).

    Raises BadParameter for a malformed field.
    """
    named = _named(headers, "if-match")
    if named is not None and not named.any and not named.match_strongly(tags):
        raise Conflict(
            "The data are no longer what they were when you read them; nothing was changed.",
            "Read them again, and send your change with the new ETag.",
        )


def check_existence(headers: Headers, tags: Collection[str], *, there: bool) -> None:
    """Raise Conflict for `If-Match: *` where nothing exists, and for an If-None-Match that matches (section 13.1.2).

    Raises BadParameter for a malformed field.
    """
    wanted, unwanted = _named(headers, "if-match"), _named(headers, "if-none-match")
    if wanted is not None and wanted.any and not there:
        raise Conflict("The graph does not exist; nothing was changed.", "Leave If-Match out to create it.")
    if unwanted is None or not there:
        return
    if unwanted.any:
        raise Conflict("The graph exists already; nothing was changed.", "Leave If-None-Match out to overwrite it.")
    if unwanted.match_weakly(tags):
        raise Conflict(
            "The graph still has an ETag of If-None-Match; nothing was changed.",
            "Leave If-None-Match out to overwrite it.",
        )


def _named(headers: Headers, name: str) -> EntityTags | None:
    """Parse the field of that name; None where it is not sent."""
    lines = headers.getlist(name)
    if not lines:
        return None
    named = entity_tags(", ".join(lines))
    if named is None:
        raise BadParameter(
            f"{name.title()} is malformed: {', '.join(lines)[:100]}", 'Write it like "TAG", or "TAG", "TAG", or *.'
        )
    return named
