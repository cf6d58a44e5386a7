"""One page from the public Internet: bounded in time, size and redirects, and never from this machine's own network."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore

from sdggraph.addresses import public
from sdggraph.errors import BadParameter, PageRefused, PageUnreachable
from sdggraph.store.remote import deadline
from sdggraph.version import __version__

_CONTACT: Final = re.compile(r"(?:https?://[!-~]{3,190}|[!-?A-~]{1,90}@[a-z0-9.-]{3,90})", re.IGNORECASE)
_ESCAPED: Final = "/:?#[]@!$&'()*+,;=-._~%"  # what a URL may hold as it is
# a resolver that hangs holds these threads, and nobody else's
_THREADS: Final = ThreadPoolExecutor(2, "resolve")


def _addresses(host: str, port: int) -> list[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Bounds(NamedTuple):
    """The bounds for one page: time, size, redirects and addresses."""

    seconds: float = 30.0  # for one answer, headers and body together
    most: int = 512_000  # bytes that are read; a longer page is cut
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    allowed: Callable[[str], bool] = public
    resolve: Callable[[str, int], Sequence[str]] = _addresses


class Reply(NamedTuple):
    """The answer of a server."""

    status: int
    headers: dict[str, str]  # by name in small letters
    content: bytes


def user_agent(contact: str) -> str:
    """Return how we name ourselves to servers, with an address for complaints. Raises BadParameter.

    >>> user_agent("desk@example.org").partition(" ")[2]
    '(+desk@example.org; check-sources)'
    """
    if not _CONTACT.fullmatch(contact):
        raise BadParameter(
            f"{contact!r} is neither an e-mail address nor a web page.",
            "Give an e-mail address or a web page: --contact desk@e.org.",
        )
    return f"sdggraph/{__version__} (+{contact}; check-sources)"


def parts_of(url: str, bounds: Bounds) -> SplitResult:
    """Return the parts of an address that may be asked for. Raises PageRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise PageRefused("is no address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PageRefused("is no web address")
    if parts.username is not None or parts.password is not None:
        raise PageRefused("holds a login")
    if (port or (443 if parts.scheme == "https" else 80)) not in bounds.ports:
        raise PageRefused("names an unusual port")
    return parts


def ask(url: str, agent: str, bounds: Bounds) -> Reply:
    """Ask for one page, following nothing. Raises PageRefused, PageUnreachable.

    The host is resolved once, every address that it has must be public, and exactly that address is called, so that
    no second answer of the resolver can lead elsewhere.
    """
    parts = parts_of(url, bounds)
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise PageRefused("has no host") from error
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_ESCAPED)
    address = _resolved(host, port, bounds)
    request = httpcore.Request(
        "GET",
        httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target),
        headers=[
            ("Host", f"[{host}]" if ":" in host else host if parts.port is None else f"{host}:{port}"),
            ("User-Agent", agent),
            ("Accept", "text/html, */*;q=0.5"),
            ("Accept-Encoding", "identity"),
        ],
        extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), bounds.seconds)},
    )
    try:
        with deadline.until(time.monotonic() + bounds.seconds), deadline.pinned(address) as pool:
            response = pool.handle_request(request)
            try:
                return Reply(response.status, _headers(response), _start_of(response, bounds.most))
            finally:
                response.close()
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise PageUnreachable("does not answer in time") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise PageUnreachable(f"cannot be reached ({type(error).__name__})") from error


def next_page(url: str, reply: Reply) -> str:
    """Return where a redirect leads, empty where the answer is none."""
    if reply.status not in (301, 302, 303, 307, 308) or not reply.headers.get("location"):
        return ""
    try:
        return urljoin(url, reply.headers["location"])
    except ValueError:
        return ""


def _resolved(host: str, port: int, bounds: Bounds) -> str:
    try:
        found = list(_THREADS.submit(bounds.resolve, host, port).result(bounds.seconds))
    except TooLate as error:
        raise PageUnreachable("has a host whose address is not found in time") from error
    except (OSError, UnicodeError) as error:
        raise PageUnreachable("has a host that is not known") from error
    if not found:
        raise PageUnreachable("has a host that is not known")
    if not all(bounds.allowed(each) for each in found):
        raise PageRefused("is not in the public Internet")
    return found[0]


def _headers(response: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}


def _start_of(response: httpcore.Response, most: int) -> bytes:
    content = bytearray()
    for piece in response.iter_stream():
        content += piece
        if len(content) >= most:
            break
    return bytes(content[:most])
