"""How much of the workers' time each client may use: seconds that come back minute by minute."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST: Final = 10_000  # clients that are remembered; whoever came first is forgotten first
_DEPOSIT: Final = 1.0  # seconds that a request must have to its credit; what it does not use comes back


class _Account(NamedTuple):
    seconds: float  # to the client's credit at that time; below zero after a long question
    at: float


class Budget:
    """So many worker seconds a minute for each client, 0 for no bound.

    A client that has none left is told when it will have some. It may save up one minute's worth.

    >>> clock = iter([0.0, 0.0, 0.0, 30.0]).__next__
    >>> budget = Budget(4, clock)
    >>> budget.take("192.0.2.1"); budget.settle("192.0.2.1", 4.5)
    >>> budget.take("192.0.2.1")
    Traceback (most recent call last):
    starlette.exceptions.HTTPException: 429: This client has used its share of this server's time
    >>> budget.take("192.0.2.1")
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def __len__(self) -> int:
        return len(self._accounts)

    def take(self, client: str) -> None:
        """Take a deposit from the client before its question. Raises HTTPException 429 when it cannot pay it."""
        if not self._seconds:
            return
        held = self._held(client)
        deposit = min(_DEPOSIT, self._seconds)
        if held.seconds < deposit:
            wait = (deposit - held.seconds) * 60 / self._seconds
            raise HTTPException(
                429,
                "This client has used its share of this server's time",
                {"Retry-After": str(math.ceil(wait))},
            )
        self._put(client, held.seconds - deposit, held.at)

    def settle(self, client: str, took: float) -> None:
        """Give the deposit back and take what the question cost."""
        if self._seconds:
            held = self._held(client)
            self._put(client, held.seconds + min(_DEPOSIT, self._seconds) - took, held.at)

    def _held(self, client: str) -> _Account:
        now = self._clock()
        held = self._accounts.get(client, _Account(self._seconds, now))
        return _Account(min(self._seconds, held.seconds + (now - held.at) * self._seconds / 60), now)

    def _put(self, client: str, seconds: float, now: float) -> None:
        self._accounts[client] = _Account(seconds, now)
        self._accounts.move_to_end(client)
        if len(self._accounts) > _MOST:
            self._accounts.popitem(last=False)


def client_of(request: Request) -> str:
    """Who asks, as far as an address tells: one IPv4 address, or the 64 bits that one IPv6 subscriber has.

    Behind a trusted proxy the server has put the address that the proxy named in its place.
    """
    return grouped(request.client.host if request.client else "")


@lru_cache(maxsize=1024)  # as many as ask at once
def grouped(address: str) -> str:
    """The address, or the network that stands for it.

    >>> grouped("192.0.2.7"), grouped("2001:db8::1:2:3:4"), grouped("::ffff:192.0.2.7"), grouped("nonsense")
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7', '')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""  # all who hide share one account
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False))
