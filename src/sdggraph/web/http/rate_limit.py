"""Rate limit: each client may use so many seconds of worker time, renewed continuously."""

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

_MOST: Final = 10_000  # clients remembered; the oldest are forgotten first
# seconds that a client must have left to send a request; what the request does not use is returned
_DEPOSIT: Final = 1.0


class _Account(NamedTuple):
    seconds: float  # the client's balance at that time; negative after a long query
    at: float


class Budget:
    """A budget of worker seconds per minute for each client; 0 for no limit.

    A client that has used its budget is told when to try again. It can save up one minute's worth.

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
        """Take a deposit from the client before its request. Raises HTTPException 429 when the balance is too low."""
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
        """Return the deposit and charge what the request cost."""
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
    """Identify the client of a request by its address: one IPv4 address, or the /64 network of one IPv6 subscriber.

    Behind a trusted proxy, the server has already replaced the proxy's address by the client's.
    """
    return grouped(request.client.host if request.client else "")


@lru_cache(maxsize=1024)  # enough for the clients that are active at the same time
def grouped(address: str) -> str:
    """Return an IPv4 address as it is, and the /64 network of an IPv6 address.

    >>> grouped("192.0.2.7"), grouped("2001:db8::1:2:3:4"), grouped("::ffff:192.0.2.7"), grouped("nonsense")
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7', '')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""  # all clients without a valid address share one account
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False))
