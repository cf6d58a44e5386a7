"""The public addresses of this server, for use in its answers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

from sdggraph.errors import BadParameter

if TYPE_CHECKING:  # workers import this module too, and must not load Starlette
    from starlette.requests import Request

# a host name, an IPv4 address or an IPv6 address in brackets, and an optional port (RFC 9110, section 7.2)
_HOST: Final = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
_KEPT: Final = "/%:@!$&'()*+,;=~-._"  # characters that may stand in a path as they are, and escapes


def public(request: Request) -> str:
    """Return the address of this server without a slash at the end: from its options, else from the request's Host.

    Raises BadParameter for a malformed Host, which would otherwise be repeated in the answer.
    """
    told: str = request.app.state.service.options.address
    if told:
        return told.rstrip("/")
    hosts = request.headers.getlist("host")
    if not hosts:  # HTTP/1.0
        server = request.scope.get("server") or ("localhost", None)
        name = f"[{server[0]}]" if ":" in server[0] else server[0]
        hosts = [name if server[1] is None else f"{name}:{server[1]}"]
    return f"{'https' if request.scope.get('scheme') == 'https' else 'http'}://{checked_host(hosts)}"


@lru_cache(maxsize=8)
def prefix_of(address: str) -> str:
    """Return the path of a server's address, without a slash at the end.

    >>> prefix_of("https://example.org/sdg/"), prefix_of("https://example.org"), prefix_of("")
    ('/sdg', '', '')
    """
    return urlsplit(address).path.rstrip("/")


def at(request: Request, path: str) -> str:
    """Return a path of this server with the prefix of its public address, where it has one."""
    return f"{prefix_of(request.app.state.service.options.address)}{path}"


def onward(request: Request, path: str) -> str:
    """Return a path of this server with the parameters of the request, so that a redirect keeps what was asked."""
    asked = request.scope["query_string"].decode("latin-1")
    return at(request, f"{path}?{asked}" if asked else path)


def checked_host(hosts: list[str]) -> str:
    """Return the host of a request. Raises BadParameter unless there is exactly one, well formed.

    >>> checked_host(["[::1]:8000"])
    '[::1]:8000'
    >>> checked_host(["example.org/<script>"])
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: The Host of the request is not well formed. Send the name of this server.
    """
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        raise BadParameter("The Host of the request is not well formed.", "Send the name of this server.")
    return hosts[0]


def spellings(name: str) -> list[str]:
    """List what a name in a path may stand for in an IRI: the name as it was sent, and decoded.

    >>> spellings("H%C3%A9vea"), spellings("HIST"), spellings("%FF")
    (['H%C3%A9vea', 'Hévea'], ['HIST'], ['%FF'])
    """
    try:
        decoded = unquote(name, errors="strict")
    except UnicodeDecodeError:
        return [name]
    return list(dict.fromkeys([name, decoded]))


def path_of(name: str) -> str:
    """Encode a part of an IRI for use in a path; the inverse of `spellings`.

    >>> path_of("Hévea#1"), path_of("A%20B")
    ('H%C3%A9vea%231', 'A%20B')
    """
    return quote(name, safe=_KEPT)
