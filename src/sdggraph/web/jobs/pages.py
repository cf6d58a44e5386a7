"""The job of the portal's pages: a task makes the record, a template makes the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sdggraph.errors import NotFound
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.publish.site.sitemap import MOST, XML, Address, urls
from sdggraph.sparql.formats import HTML, PLAIN_JSON
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES, record_of
from sdggraph.tasks.portal.records import Moved
from sdggraph.tasks.portal.search import answer
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.workers.forkserver import Output


def page(
    source: Source,
    out: Output,
    *,
    name: str,
    path: str,
    frame: Mapping[str, Any],
    parameters: Mapping[str, Any],
    stamp: str,
) -> None:
    """Answer a page of the portal, or lead on to another page. Raises NotFound for a page that is not there."""
    del stamp  # the version of the templates: the ETag is made of all arguments
    kind = PAGES[name]
    around = Frame(path, source.network.version, surroundings(source).date, **frame)
    found = record_of(kind, source, around.base, parameters)
    if found is None:
        raise NotFound("There is no such page.", "The list of centres leads to all pages.")
    if isinstance(found, Moved):
        out.head(status=303, media_type=HTML.media_type, headers={"Location": around.to(found.path)})
        return
    content = render(kind.template, around, found)
    out.head(media_type=HTML.media_type)
    out.write(content)


def find(source: Source, out: Output, *, q: str, limit: int) -> None:
    """Answer what is found by some words, as JSON."""
    out.head(media_type=PLAIN_JSON.media_type)
    out.write(json.dumps(answer(source, q, limit), ensure_ascii=False).encode(errors="replace"))


def sitemap(source: Source, out: Output, *, base: str) -> None:
    """Answer the addresses of all pages that a published folder has, for search engines."""
    found = [file for kind in PAGES.values() for file in kind.files(source)]
    day = surroundings(source).date
    out.head(media_type=XML)
    out.write(b"".join(urls(Address(base + file.path.removesuffix("index.html"), day) for file in found[:MOST])))


JOBS: Final[Mapping[str, Callable[..., None]]] = {"page": page, "find": find, "sitemap": sitemap}
