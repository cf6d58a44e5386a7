"""Addresses: which IP addresses are public and may be called, and what is a web or an e-mail address."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from sdggraph.errors import BadParameter

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

_MAIL: Final = re.compile(r"[^\s@<>\"\\{}|^`]+@[^\s@<>\"\\{}|^`]+\.[^\s@<>\"\\{}|^`]+")
_NOT_IN_ADDRESS: Final = frozenset(' <>"{}|\\^`\n\r\t')


def contact_address(text: str) -> str:
    """Return the contact of an operator: an e-mail address, the address of a web page, or an empty text.

    Raises BadParameter for any other text.

    >>> contact_address("mailto:desk@example.org"), contact_address("https://example.org/ask"), contact_address("")
    ('desk@example.org', 'https://example.org/ask', '')
    """
    if "://" in text:
        return web_address(text) if text.endswith("/") else web_address(text).rstrip("/")
    if not text:
        return ""
    bare = text.removeprefix("mailto:")
    if not _MAIL.fullmatch(bare):
        raise BadParameter(
            f"{text!r} is neither an e-mail address nor the address of a web page.",
            "Write desk@example.org or https://….",
        )
    return bare


def web_address(text: str) -> str:
    """Return a web address with a slash at its end. Raises BadParameter for any other text.

    >>> web_address("https://example.org/sdg")
    'https://example.org/sdg/'
    """
    if not _has_host(text) or any(each in _NOT_IN_ADDRESS for each in text):
        raise BadParameter(
            f"{text!r} is not a web address.", "Write it in full, such as https://example.org/sdggraph/."
        )
    return text if text.endswith("/") else f"{text}/"


def _has_host(text: str) -> bool:
    """Whether a text begins like an address of HTTP and names a host."""
    try:
        return text.startswith(("http://", "https://")) and bool(urlsplit(text).hostname)
    except ValueError:  # a wrong IPv6 address, for instance
        return False


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
