"""The forms of the answers of the API, by the name that `format` and the ending of an address give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sdggraph.sparql.formats import CSV, TURTLE

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": CSV.media_type,
    "ttl": TURTLE.media_type,
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "node-link": "application/json",
}
