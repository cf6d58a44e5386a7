"""Sitemaps: the addresses of pages for search engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from sdggraph.present.text import xml_safe

XML: Final = "application/xml"
MOST: Final = 50_000  # addresses in a file, the limit of sitemaps.org
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Address(NamedTuple):
    """A page, and the day of its last change."""

    location: str
    modified: str  # YYYY-MM-DD


def urls(addresses: Iterable[Address]) -> Iterator[bytes]:
    """Yield the sitemap of some pages, piece by piece."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SPACE}">\n'.encode()
    for each in addresses:
        yield f"<url>{_place(each)}<changefreq>monthly</changefreq></url>\n".encode()
    yield b"</urlset>\n"


def index(parts: Iterable[Address]) -> Iterator[bytes]:
    """Yield the list of the sitemaps of a site that is too large for one."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SPACE}">\n'.encode()
    for each in parts:
        yield f"<sitemap>{_place(each)}</sitemap>\n".encode()
    yield b"</sitemapindex>\n"


def _place(address: Address) -> str:
    return f"<loc>{escape(xml_safe(address.location))}</loc><lastmod>{address.modified}</lastmod>"
