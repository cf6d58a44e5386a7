"""IP addresses: which of them are in the public Internet and may be called."""

from __future__ import annotations

import ipaddress
from typing import Final

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_UNICAST: Final = ipaddress.ip_network("2000::/3")
# networks that `ipaddress` calls public, at least in some versions, and that are not:
# IETF assignments, 6to4 relays, multicast, the inner server of a cloud; Teredo and more, documentation, 6to4
_CLOSED: Final = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3", "168.63.129.16/32", "100.64.0.0/10"),
        *("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16"),
    )
)


def public(text: str) -> bool:
    """Whether this is an address in the public Internet.

    >>> [public(each) for each in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e")]
    [True, True, True]
    >>> [public(each) for each in ("127.0.0.1", "10.0.0.1", "::1", "::ffff:93.184.215.14", "64:ff9b::7f00:1")]
    [False, False, False, False, False]
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address in _NAT64:
            return public(str(ipaddress.IPv4Address(address.packed[-4:])))
        if address not in _UNICAST:
            return False
    closed = any(address in network for network in _CLOSED)
    return address.is_global and not (closed or address.is_multicast or address.is_reserved or address.is_unspecified)
