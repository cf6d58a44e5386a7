"""The allow-list for SERVICE, and the rewriting of allowed calls so that they go through a gateway.

Oxigraph calls whatever stands after SERVICE, and follows redirects. So each server name after SERVICE is replaced by an
address of our own gateway that carries the name. `guard.check_query` accepts a query only if all its SERVICE keywords
stand before such addresses. The gateway checks the name once more, by the same functions.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import Final, NamedTuple

from sdggraph.errors import BadParameter, Refused
from sdggraph.sparql import guard

_LONGEST: Final = 2000  # characters of an address
# no user, no escape and no ; in the path, because servers interpret them in different ways
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[a-z0-9._~!$&'()*+,=:@/-]*)?(?P<query>\?(?:[a-z0-9._~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*)?",
    re.IGNORECASE | re.ASCII,
)
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_DEFAULT: Final = {"http": 80, "https": 443}


def normalised(iri: str) -> str | None:
    """Normalise the address of a server; None if it is not a plain one.

    >>> normalised("HTTPS://Query.Example.ORG:443/sparql"), normalised("http://example.org:8080")
    ('https://query.example.org/sparql', 'http://example.org:8080/')
    >>> [normalised(f"http://{bad}") for bad in ("a@b/", "a/../b", "a/%2e%2e/", "a/#b", "0177.0.0.1/", "2130706433/")]
    [None, None, None, None, None, None]
    """
    found = _ADDRESS.fullmatch(iri) if len(iri) <= _LONGEST else None
    if found is None:
        return None
    host = _host(found["host"].lower())
    scheme, path = found["scheme"].lower(), found["path"] or "/"
    port = int(found["port"] or _DEFAULT[scheme])
    if host is None or not 0 < port < 1 << 16 or {".", ".."} & set(path.split("/")):
        return None
    return f"{scheme}://{host}{'' if port == _DEFAULT[scheme] else f':{port}'}{path}{found['query'] or ''}"


def _host(host: str) -> str | None:
    try:
        if host.startswith("["):
            return f"[{ipaddress.IPv6Address(host[1:-1])}]"
        labels = host.split(".")
        if _NUMBER.fullmatch(labels[-1]):  # the system would read 127.1, 0177.0.0.1 and 2130706433 as addresses
            return str(ipaddress.IPv4Address(host))
    except ValueError:
        return None
    return host if all(_LABEL.fullmatch(label) for label in labels) else None


def prefix(text: str) -> str:
    """Normalise an entry of the allow-list. Raises BadParameter.

    >>> prefix("https://query.example.org")
    'https://query.example.org/'
    >>> prefix("example.org/sparql")
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: 'example.org/sparql' is not the address of a server. ...
    """
    found = normalised(text)
    if found is None or "?" in found:
        raise BadParameter(
            f"{text!r} is not the address of a server.",
            "Write it like https://query.example.org/sparql, or with / at its end for all addresses below it.",
        )
    return found


def allowed(iri: str, prefixes: Sequence[str]) -> str | None:
    """Return the normalised address if it is one of these, or is below one that ends in /; else None.

    >>> allowed("https://EXAMPLE.org/a?b=c", ["https://example.org/"])
    'https://example.org/a?b=c'
    >>> allowed("https://example.org.evil.example/", ["https://example.org/"])
    >>> allowed("https://example.org/sparql2", ["https://example.org/sparql"])
    """
    found = normalised(iri)
    if found is None:
        return None
    return found if any(found == each or (each.endswith("/") and found.startswith(each)) for each in prefixes) else None


class FederatedQuery(NamedTuple):
    """A query split at the names of the servers that it calls."""

    pieces: tuple[str, ...]  # the text before, between and after the names
    servers: tuple[tuple[str, bool], ...]  # the address of each server, and whether SILENT stands before it

    def through(self, gateway: Callable[[str, bool], str]) -> str:
        """Return the query with the gateway's address in place of each server."""
        names = [f" <{gateway(iri, silent)}> " for iri, silent in self.servers]
        return "".join(chain.from_iterable(zip_longest(self.pieces, names, fillvalue="")))


def federated_query(text: str, prefixes: Sequence[str]) -> FederatedQuery | None:
    """Split a query that calls other servers; None if it calls none, or is not a query.

    Raises Refused for a server that is not allowed, and for one that is given by a variable.

    >>> federated_query("ASK { SERVICE SILENT <https://example.org/a> {} }", ["https://example.org/"])
    FederatedQuery(pieces=('ASK { SERVICE SILENT ', ' {} }'), servers=(('https://example.org/a', True),))
    """
    calls = guard.calls(text)
    if not calls:
        return None
    servers = tuple((_allowed(text, call, prefixes), call.silent) for call in calls)
    starts = (0, *(call.name[1] for call in calls))
    ends = (*(call.name[0] for call in calls), len(text))
    return FederatedQuery(tuple(text[start:end] for start, end in zip(starts, ends, strict=True)), servers)


def _allowed(text: str, call: guard.Call, prefixes: Sequence[str]) -> str:
    found = None if call.iri is None else allowed(call.iri, prefixes)
    if found is None:
        asked = "a server that is not a constant" if call.iri is None else f"<{call.iri}>"
        raise Refused(
            f"{guard.place(text, call.start)}: SERVICE calls {asked}, which is not on the allow-list.",
            f"Write an address in full, in <>; allowed are: {', '.join(f'<{each}>' for each in prefixes)}.",
        )
    return found


def rewrite_services(text: str, prefixes: Sequence[str], gateway: Callable[[str, bool], str]) -> str:
    """Replace each server in the query by the gateway's address for it.

    Raises Refused for a server that is not allowed, and for one that is given by a variable. A text that is not a query
    is returned as it is.
    """
    found = federated_query(text, prefixes)
    if found is None:
        return text
    rewritten = found.through(gateway)
    if len(guard.calls(rewritten)) != len(found.servers):
        raise Refused(
            "The servers that this query calls cannot be determined.", "Write their addresses in full, in <>."
        )
    return rewritten


def address(base: str, iri: str, silent: bool) -> str:
    """Build the gateway's address for a server; `target` is the inverse.

    >>> target(address("http://127.0.0.1:1/token/", "https://example.org/", True).rpartition("/token/")[2])
    ('https://example.org/', True)
    """
    return f"{base}{'silent' if silent else 'plain'}/{base64.urlsafe_b64encode(iri.encode()).decode().rstrip('=')}"


def target(path: str) -> tuple[str, bool] | None:
    """Read the server from an address made by `address`, and whether its call is SILENT."""
    word, _, coded = path.partition("/")
    try:
        iri = base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return None
    return (iri, word == "silent") if word in ("silent", "plain") else None
