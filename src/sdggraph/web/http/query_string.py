"""Names and values as addresses and forms hold them."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from sdggraph.errors import BadParameter

_MOST_PARAMETERS: Final = 1000
Pairs = list[tuple[str, str]]


def pairs_of(text: str, where: str) -> Pairs:
    """The names and values of a query string. Raises BadParameter for what is not percent-encoded UTF-8.

    >>> pairs_of("graph=urn%3Ag&default", "the address")
    [('graph', 'urn:g'), ('default', '')]
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except (ValueError, UnicodeDecodeError):
        raise BadParameter(
            f"The parameters of {where} cannot be read.", "Send them percent-encoded, as UTF-8."
        ) from None


def query_string_of(request: Request) -> str:
    """The query string of a request, as it was sent."""
    sent: bytes = request.scope["query_string"]
    return sent.decode("latin-1")


def value_of(pairs: Pairs, name: str) -> str | None:
    """The one value of that name, or None. Raises BadParameter where there are several."""
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise BadParameter(f"There are {len(values)} parameters called {name}.", "Send one.")
    return values[0] if values else None
