"""Content negotiation with Accept headers (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import mimeparse

from sdggraph.errors import BadParameter

_MOST: Final = 100  # media ranges of one request, at most
_NAME: Final = r"[!#$%&'*+.^_`|~0-9a-z-]+"
_RANGE: Final = re.compile(rf"\*/\*|{_NAME}/{_NAME}")
_QUALITY: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")


@lru_cache(maxsize=256)  # most clients send one of a few headers
def best_of(header: str, offered: tuple[str, ...]) -> str | None:
    """Return the offered media type that an Accept header prefers, the first of equal ones; None if it accepts none.

    Media types and `q` are compared without case. A missing, empty or malformed header accepts anything. Raises
    BadParameter for a header with too many media ranges.

    >>> best_of("TEXT/Turtle;Q=0.5, text/html", ("text/turtle",))
    'text/turtle'
    >>> best_of("text/turtle;q=0, */*;q=0.1", ("text/turtle", "text/csv"))
    'text/csv'
    """
    ranges = list(_ranges(header))
    if not ranges:
        return offered[0]
    # mimeparse prefers the last of equal ones
    return mimeparse.best_match(tuple(reversed(offered)), ",".join(ranges)) or None


def _ranges(header: str) -> Iterator[str]:
    """Yield the valid media ranges, in lower case, with their quality and no other parameter."""
    for number, element in enumerate(_split(header, ",")):
        if number >= _MOST:
            raise BadParameter(f"Accept names more than {_MOST} media types.", "Name those that you can read.")
        name, *parameters = [each.strip().lower() for each in _split(element, ";")] or [""]
        name = "*/*" if name == "*" else name  # as Java sends it
        # `*/turtle` is not valid
        if _RANGE.fullmatch(name) and (name == "*/*" or not name.startswith("*/")):
            yield f"{name};q={quality(parameters)}"


def quality(parameters: list[str]) -> str:
    """Return the value of q, between 0 and 1; 1 if it is not a number."""
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            found = value.strip()
            return f"{min(float(found), 1.0):g}" if _QUALITY.fullmatch(found) else "1"
    return "1"


def _split(text: str, sign: str) -> Iterator[str]:
    """Split a list at the sign, except within quotes; empty parts are left out."""
    start, quoted, escaped = 0, False, False
    if '"' not in text:
        yield from filter(str.strip, text.split(sign))
        return
    for place, letter in enumerate(text):
        if escaped:
            escaped = False
        elif letter == "\\" and quoted:
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif letter == sign and not quoted:
            if text[start:place].strip():
                yield text[start:place]
            start = place + 1
    if text[start:].strip():
        yield text[start:]
