"""The portal in a published folder: every page that needs no server, and the files that pages load."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from sdggraph.config import Settings
from sdggraph.present.html.assets import PUBLISHED
from sdggraph.present.html.environment import render
from sdggraph.publish.front import frame_of
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import HTML, PLAIN_JSON
from sdggraph.tasks.portal.catalogue import PAGES, record_of
from sdggraph.tasks.portal.compare import COLUMNS, columns
from sdggraph.tasks.portal.search import index
from sdggraph.tasks.source import Source

SEARCH: Final = "search.json"
MEDIA_TYPE: Final = f"{HTML.media_type};charset=utf-8"
SCRIPT: Final = "text/javascript;charset=utf-8"


def write(site: Site, known: PublicationContext) -> None:
    """Write the pages of the portal, and the style sheet, script and pictures that they load."""
    for each in PUBLISHED:
        title = "What the pages of the portal load"
        site.write(each.path, each.content, media_type=each.media_type.replace("; ", ";"), title=title)
    source, frame = source_of(known), frame_of(site, known)
    for page in PAGES.values():
        for file in page.files(source):
            record = record_of(page, source, frame.base, file.parameters, catalogue=known.catalogue)
            content = render(page.template, replace(frame, path=file.path), record)
            site.write(file.path, content, media_type=MEDIA_TYPE, title=file.title, about=file.about)
    held = json.dumps(columns(source, {each.path for each in site.files}), ensure_ascii=False)
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in index(source))
    for path, text, title in (
        (COLUMNS, held, "What the comparison shows"),
        (SEARCH, f"[{lines}]", "What the search finds"),
    ):
        site.write(path, f"{text}\n".encode(), media_type=PLAIN_JSON.media_type, title=title)
        site.write(script_of(path), as_script(text), media_type=SCRIPT, title=f"{title}, in a folder on a disk")


def script_of(path: str) -> str:
    """Return the path of the script that holds the value of a JSON file.

    >>> script_of("search.json")
    'search.js'
    """
    return path.removesuffix("json") + "js"


def as_script(text: str) -> bytes:
    """Return a script that hands the JSON value to the page that loads it.

    A browser lets no page on a disk read a file beside it, but lets it run one.

    >>> as_script("[1]")
    b'document.currentScript.held = [1];\\n'
    """
    return f"document.currentScript.held = {text};\n".encode()


def source_of(known: PublicationContext) -> Source:
    """Return the source that the tasks of the pages need."""
    source = Source(known.settings or Settings.read())
    source.store, source.network = known.store, known.network
    return source
