"""Conversion of an endpoint's errors into our exceptions."""

from __future__ import annotations

import re
from typing import Final

from sdggraph.errors import BadQuery, CannotRead, LimitExceeded, Refused, SdgGraphError, UpdateFailed

_PLACE: Final = re.compile(r"line (\d+)(?:, column (\d+))?|error at (\d+):(\d+)|\bat (\d+):(\d+)", re.IGNORECASE)
_TIME: Final = re.compile(r"S1T00|estimated execution time|time(?:d)?[ -]?out|time limit", re.IGNORECASE)
# errors in the query, whatever the status
_VIRTUOSO: Final = re.compile(r" (?:37000|22023|22026) Error| Error (?:SP|SR)\d")
_MARKUP: Final = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^<>]*+>", re.DOTALL | re.IGNORECASE)
_LONGEST: Final = 300


def of_status(url: str, status: int, text: str, target: str = "") -> SdgGraphError:
    """Convert a non-2xx response into one of our exceptions, quoting the server's message.

    >>> error = of_status("http://127.0.0.1/sparql", 400, "error at 2:16: expected one of LATERAL, SERVICE")
    >>> error.line, error.column
    (2, 16)
    >>> print(of_status("http://127.0.0.1/sparql", 302, "", "http://example.org/"))
    http://127.0.0.1/sparql redirects to http://example.org/, and redirects are not followed. If you trust that ...
    """
    said = shortened(text)
    if 300 <= status < 400:
        return CannotRead(
            f"{url} redirects to {shortened(target) or 'another address'}, and redirects are not followed.",
            "If you trust that address, give it as the endpoint.",
        )
    if status in (401, 407):
        return Refused(
            f"{url} requires authentication{_because(said)}.",
            "Set SDGGRAPH_ENDPOINT_USER and SDGGRAPH_ENDPOINT_PASSWORD, or SDGGRAPH_ENDPOINT_TOKEN;"
            " a password for Basic goes by https or within this machine only.",
        )
    if status == 403 or " 42000 Error" in text:
        return Refused(
            f"{url} does not allow this{_because(said)}.", "Ask its operator for permission, or request less data."
        )
    if _TIME.search(text) and status >= 400:
        return LimitExceeded(
            f"The endpoint ran out of time{_because(said)}.", "Ask for less, or have its limit raised.", "time"
        )
    if status in (400, 422) or _VIRTUOSO.search(text):
        line, column = _place(text)
        return BadQuery(
            f"the endpoint cannot carry this out{_because(said)}.",
            "It is well-formed SPARQL 1.1, so look for what this engine does not support (docs/stores.md).",
            line=line,
            column=column,
        )
    if status == 409:
        return UpdateFailed(f"The endpoint cannot carry this out{_because(said)}.", "Correct the update.")
    if status in (404, 405, 415):
        return CannotRead(f"{url} answers {status}{_because(said)}.", "Is this the address of a SPARQL 1.1 endpoint?")
    if status in (429, 502, 503, 504):
        return CannotRead(f"{url} is not ready ({status}){_because(said)}, asked several times.", "Ask again later.")
    return CannotRead(f"{url} answers {status}{_because(said)}.", "See the log of that server.")


def shortened(text: str) -> str:
    """Return a server's message on one line, without markup and without the query that some servers echo.

    >>> shortened("<h1>Not  found</h1>\\n\\nSPARQL query:\\nASK {}")
    'Not found'
    """
    plain = _MARKUP.sub(" ", text.partition("\n\nSPARQL query:")[0])
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in plain).split()).rstrip(".")
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 3]}..."


def _because(said: str) -> str:
    return f": {said}" if said else ""


def _place(text: str) -> tuple[int | None, int | None]:
    found = _PLACE.search(text)
    if found is None:
        return None, None
    numbers = [int(group) for group in found.groups() if group is not None]
    return numbers[0], numbers[1] if len(numbers) > 1 else None
