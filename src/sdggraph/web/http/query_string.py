"""Parameters of query strings and forms (application/x-www-form-urlencoded)."""

from __future__ import annotations

import binascii
import re
from collections import Counter
from typing import Final

from starlette.requests import Request

from sdggraph.errors import BadParameter
from sdggraph.sparql.formats import called
from sdggraph.web.http.negotiation import GRAPHS, ROWS

MOST_PARAMETERS: Final = 1000
_SLICE: Final = 1 << 14  # characters decoded in one step
_ESCAPES: Final = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_BOM: Final = "\ufeff"
# parameters of the SPARQL protocol that may stand several times; of any other, a client would not know which counted
_REPEATABLE: Final = frozenset({"default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"})
# SPARQLWrapper sends each of these as a name and then again as media types, because servers differ in what they know
_FORMATS: Final = frozenset({"format", "output", "results"})
Pairs = list[tuple[str, str]]


def pairs_of(text: str, where: str) -> Pairs:
    """Parse the names and values of a query string.

    Raises BadParameter unless it is percent-encoded UTF-8, and for a parameter that is given twice.

    >>> pairs_of("graph=urn%3Ag&default", "the address")
    [('graph', 'urn:g'), ('default', '')]
    """
    if text.count("&") >= MOST_PARAMETERS:
        raise BadParameter(f"There are more than {MOST_PARAMETERS} parameters in {where}.", "Send fewer.")
    try:
        fields = [field.partition("=") for field in text.split("&") if field]
        pairs = [(decoded(name), decoded(value)) for name, _, value in fields]
    except UnicodeDecodeError:
        raise BadParameter(
            f"The parameters of {where} cannot be read.", "Send them percent-encoded, as UTF-8."
        ) from None
    refuse_repeated(pairs)
    return pairs


def refuse_repeated(pairs: Pairs) -> None:
    """Raise BadParameter for a name that stands several times and is none of those that may.

    >>> refuse_repeated([("default-graph-uri", "urn:a"), ("default-graph-uri", "urn:b")])
    >>> refuse_repeated([("format", "rdf+xml"), ("format", "application/rdf+xml")])
    """
    for name, count in Counter(name for name, _ in pairs).items():
        if count > 1 and name not in _REPEATABLE and not _same_format_twice(name, pairs):
            raise BadParameter(f"There are {count} parameters called {name[:100]}.", "Send one.")


def _same_format_twice(name: str, pairs: Pairs) -> bool:
    """Whether a format stands as a name and then as media types of that format, such as `json-ld` and
    `application/ld+json,application/x-json+ld`.
    """
    told = [value for key, value in pairs if key == name] if name in _FORMATS else []
    if len(told) != 2 or "/" in told[0]:
        return False
    media_types = told[1].lower().split(",")
    found = (called(told[0], among) for among in (ROWS, GRAPHS))
    return any(each is not None and each.media_type in media_types for each in found)


async def each_once(request: Request) -> None:
    """Refuse a request whose address names a parameter twice; a dependency of every operation."""
    if request.scope["query_string"]:
        pairs_of(query_string_of(request), "the address")


def decoded(text: str) -> str:
    """Percent-decode a name or a value. Raises UnicodeDecodeError if the bytes are not UTF-8.

    It is decoded in slices. In one step, each escape of three characters would become an object of fifty bytes, and the
    event loop would stand still. The decoder of the standard library takes fifteen seconds for ten megabytes of `%`.

    >>> decoded("SELECT+%2A+%7B%3Fcentr%C3%A9%7D"), decoded("100%")
    ('SELECT * {?centré}', '100%')
    >>> decoded("a" * 16_383 + "%C3%A9") == "a" * 16_383 + "é"
    True
    """
    if "%" not in text:
        return text.replace("+", " ")
    found, start = bytearray(), 0
    while start < len(text):
        end = start + _SLICE
        cut = text.rfind("%", end - 2, end)  # never within an escape
        end = cut if cut > start else end
        found += _ESCAPES.sub(_octets, text[start:end].replace("+", " ").encode())
        start = end
    return found.decode()


def _octets(found: re.Match[bytes]) -> bytes:
    return binascii.unhexlify(found[0].replace(b"%", b""))


def query_string_of(request: Request) -> str:
    """Return the query string of a request, as it was sent."""
    sent: bytes = request.scope["query_string"]
    return sent.decode("latin-1")


def value_of(pairs: Pairs, name: str) -> str | None:
    """Return the one value of that name, or None. Raises BadParameter where there are several."""
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise BadParameter(f"There are {len(values)} parameters called {name}.", "Send one.")
    return values[0] if values else None


def text_of(pairs: Pairs, name: str) -> str | None:
    """Return the one value of that name without the byte order mark that a client may have read from a file.

    >>> text_of([("query", chr(0xFEFF) + "ASK {}")], "query")
    'ASK {}'
    """
    value = value_of(pairs, name)
    return None if value is None else value.removeprefix(_BOM)
