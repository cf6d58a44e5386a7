"""Calls to SPARQL servers elsewhere: one query is sent, its rows come back. The server must be in the public
Internet.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import httpcore

from sdggraph.addresses import public as public
from sdggraph.errors import ServiceFailed
from sdggraph.sparql.formats import JSON, XML
from sdggraph.version import __version__

Resolve = Callable[[str, int], Awaitable[list[str]]]  # resolves a host to its addresses

TYPES: Final = (JSON.media_type, XML.media_type)
# a resolver that hangs holds only these threads
_THREADS: Final = ThreadPoolExecutor(4, "resolve")


class Answer(NamedTuple):
    """The rows of an answer, in the format that the media type names."""

    media_type: str
    content: bytes


async def resolve(host: str, port: int) -> list[str]:
    """Return all addresses of a host, as the system's resolver gives them."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_THREADS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return [str(each[4][0]) for each in found]


async def chosen(host: str, port: int, resolve: Resolve, allowed: Callable[[str], bool]) -> str:
    """Choose the address at which to call a host. Raises ServiceFailed when it has none, or one that is not allowed."""
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise ServiceFailed(f"{host} is not known.")
    if not all(allowed(each) for each in found):
        raise ServiceFailed(f"{host} is not in the public Internet. Only public servers are called.")
    return found[0]


async def ask(url: httpcore.URL, address: str, query: bytes, most: int, security: ssl.SSLContext) -> Answer:
    """Send a query to the server at that address; its answer may have this many bytes at most. Raises ServiceFailed.

    No header of the client and no secret is sent, and redirects are not followed.
    """
    host = url.host.decode()
    headers = [
        ("Accept", ", ".join(TYPES)),
        ("Accept-Encoding", "identity"),
        ("Content-Type", "application/sparql-query"),
        ("User-Agent", f"sdggraph/{__version__}"),
    ]
    network = _Pinned(address)
    try:
        async with (
            httpcore.AsyncConnectionPool(ssl_context=security, network_backend=network) as pool,
            pool.stream("POST", url, headers=headers, content=query) as response,
        ):
            found = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            if 300 <= response.status < 400:
                raise ServiceFailed(f"{host} redirects (status {response.status}), and redirects are not followed.")
            if response.status != 200:
                raise ServiceFailed(f"{host} answered with status {response.status}.")
            media_type = found.get(b"content-type", "").partition(";")[0].strip().lower()
            if media_type not in TYPES or found.get(b"content-encoding", "identity").lower() != "identity":
                raise ServiceFailed(f"{host} did not answer with SPARQL results.")
            content = bytearray()
            async for piece in response.aiter_stream():
                content += piece
                if len(content) > most:
                    raise ServiceFailed(f"The answer of {host} is too large. Ask it for less.")
            return Answer(media_type, bytes(content))
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError, ValueError) as error:
        raise ServiceFailed(f"{host} cannot be reached ({type(error).__name__}).") from error


class _Pinned(httpcore.AsyncNetworkBackend):
    """A network backend that connects to one address only; certificates are still checked against the host name."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: as httpcore declares them
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the pinned address, whatever the host."""
        return await self._inner.connect_tcp(self._address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)
