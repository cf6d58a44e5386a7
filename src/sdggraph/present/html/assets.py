"""The style sheet, the scripts and the pictures of the pages, each under a name that holds a hash of its content.

The query editor is there only if it was built (`hatch_build.py`); the query page has a plain field without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final, NamedTuple

from sdggraph.sparql.formats import SVG

FOLDER: Final = "assets/"
_FOLDER: Final = resources.files("sdggraph.present.html") / "assets"
_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": SVG.media_type}
_CHARSET: Final = "; charset=utf-8"
_OF_THE_QUERY_PAGE: Final = frozenset({"query.css", "query.js", "editor.js"})  # which no published folder has


class Asset(NamedTuple):
    """A file that pages load."""

    path: str  # from the start of the site
    media_type: str
    content: bytes


def _read() -> dict[str, Asset]:
    found = {}
    for file in sorted(_FOLDER.iterdir(), key=lambda each: each.name):
        stem, _, ending = file.name.rpartition(".")
        if ending in _TYPES:
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            found[file.name] = Asset(f"{FOLDER}{stem}.{digest}.{ending}", _TYPES[ending] + _CHARSET, content)
    return found


ASSETS: Final[Mapping[str, Asset]] = MappingProxyType(_read())
BY_PATH: Final[Mapping[str, Asset]] = MappingProxyType({each.path: each for each in ASSETS.values()})
PUBLISHED: Final = tuple(each for name, each in ASSETS.items() if name not in _OF_THE_QUERY_PAGE)
