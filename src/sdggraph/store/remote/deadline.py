"""Connections with a deadline, because other time-outs start again whenever the server sends a byte."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore
import httpx

_NOW = threading.local()


@contextmanager
def until(end: float) -> Iterator[None]:
    """Limit all sending and receiving of this thread inside the block to that moment (of time.monotonic)."""
    _NOW.end = end
    try:
        yield
    finally:
        del _NOW.end


def transport() -> httpx.HTTPTransport:
    """Return an httpx transport with such connections: no proxies, and the certificates that this machine trusts."""
    found = httpx.HTTPTransport(verify=_trusted(), trust_env=False)
    found._pool.close()
    found._pool = httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=_Network())
    return found


def pinned(address: str) -> httpcore.ConnectionPool:
    """Connections over which there is one address, whatever the host; certificates are still judged by the name."""
    return httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=_Network(address))


@cache
def _trusted() -> ssl.SSLContext:
    """Return the judge of certificates. It is kept, because reading the certificates takes 20 ms."""
    return ssl.create_default_context()


def _left(timeout: float | None) -> float | None:
    end = getattr(_NOW, "end", None)
    if end is None:
        return timeout
    left: float = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left if timeout is None else min(left, timeout)


class _Network(httpcore.NetworkBackend):
    def __init__(self, address: str = "") -> None:
        self._address = address
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: as httpcore declares them
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.connect_tcp(self._address or host, port, _left(timeout), local_address, socket_options)
        )


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:  # Any: as httpcore declares it
        return self._inner.get_extra_info(info)
