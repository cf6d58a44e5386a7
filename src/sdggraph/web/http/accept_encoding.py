"""Reading Accept-Encoding headers (RFC 9110, section 12.5.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sdggraph.web.http.accept import quality


class Codings(NamedTuple):
    """The forms of a body that a client takes."""

    gzip: bool  # gzip is accepted, and identity is not preferred to it
    identity: bool  # the body without a coding is accepted


@lru_cache(maxsize=256)  # most clients send one of a few
def codings_of(header: str | None) -> Codings:
    """Read which codings an Accept-Encoding header accepts; None stands for a request without one.

    A client that sends no header gets the body without a coding, as it may not be able to unpack it.

    >>> codings_of("deflate, GZIP;q=0.5"), codings_of(None)
    (Codings(gzip=True, identity=True), Codings(gzip=False, identity=True))
    >>> codings_of("gzip;q=0.5, identity"), codings_of("gzip, *;q=0")
    (Codings(gzip=False, identity=True), Codings(gzip=True, identity=False))
    >>> codings_of("identity;q=0"), codings_of("*")
    (Codings(gzip=False, identity=False), Codings(gzip=True, identity=True))
    """
    if header is None:
        return Codings(gzip=False, identity=True)
    named: dict[str, float] = {}
    for element in header.lower().split(","):
        name, *parameters = [each.strip() for each in element.split(";")]
        named[name.removeprefix("x-")] = float(quality(parameters))  # x-gzip is gzip (section 8.4.1.3)
    others = named.get("*")
    gzip = named.get("gzip", others or 0.0)
    identity = named.get("identity", others)  # None: accepted, and liked least
    return Codings(gzip > 0 and (identity is None or gzip >= identity), identity is None or identity > 0)
