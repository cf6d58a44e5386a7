"""The job of the portal's pages: a task makes the record, a template makes the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sdggraph.errors import NotFound
from sdggraph.names.nearest import nearest
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.publish.documents.report import FORMS
from sdggraph.publish.site.sitemap import MOST, XML, Address, urls
from sdggraph.sparql.formats import ATOM, CALENDAR, HTML, PDF, PLAIN_JSON, SVG
from sdggraph.tasks import Source
from sdggraph.tasks import poster as posters
from sdggraph.tasks.completion import words
from sdggraph.tasks.portal import events
from sdggraph.tasks.portal.catalogue import PAGES, record_of
from sdggraph.tasks.portal.records import Moved
from sdggraph.tasks.portal.search import answer
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.report import report_of_graph
from sdggraph.tasks.resolution import did_you_mean
from sdggraph.workers.forkserver import Output
from sdggraph.writing.checks import shapes_of

REPORT_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLE: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


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


def completion(source: Source, out: Output, *, stamp: str) -> None:
    """Answer the words that the query editor completes, by kind, as JSON."""
    del stamp  # the version of the software, which chooses the words
    found = [{"kind": each.kind, "words": each.words} for each in words(source)]
    out.head(media_type=PLAIN_JSON.media_type)
    out.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))


def poster(source: Source, out: Output, *, stem: str, form: str) -> None:
    """Answer the poster of a centre, as PDF or SVG. Raises NotFound, also for an organisation that is no centre."""
    record = surroundings(source).by_stem.get(stem)
    if record is None or not record.is_centre:
        near = nearest(stem, [each.code for each in source.network.organisations.values() if each.is_centre])
        raise NotFound(f"No centre has a poster called {stem[:100]!r}.", did_you_mean(near), near)
    kind = {"pdf": PDF, "svg": SVG}[form]
    out.head(media_type=kind.media_type)
    out.write(posters.poster(source, record.code, form))


def report(source: Source, out: Output, *, form: str, as_of: str | None) -> None:
    """Answer the status report. Raises BadParameter for an invalid date."""
    content = report_of_graph(source, form, shapes_of(source.settings.ontology), as_of=as_of)
    headers = {}
    if form == "html":  # a file for itself, which brings its own style: the policy names that style by its hash
        styles = " ".join(f"'sha256-{_hash(each)}'" for each in _STYLE.findall(content))
        headers = {"Content-Security-Policy": f"{REPORT_POLICY}; style-src {styles}"}
    out.head(media_type=FORMS[form], headers=headers)
    out.write(content)


def _hash(style: bytes) -> str:
    return base64.b64encode(hashlib.sha256(style).digest()).decode()


def sitemap(source: Source, out: Output, *, base: str) -> None:
    """Answer the addresses of all pages that a published folder has, for search engines."""
    found = [file for kind in PAGES.values() if kind.is_listed for file in kind.files(source)]
    day = surroundings(source).date
    out.head(media_type=XML)
    out.write(b"".join(urls(Address(base + file.path.removesuffix("index.html"), day) for file in found[:MOST])))


def feed(source: Source, out: Output, *, base: str, **part: str) -> None:
    """Answer the events to come as a feed, all or those of a region and theme. Raises NotFound, Ambiguous."""
    content = events.feed(source, base, **part)
    out.head(media_type=ATOM.media_type)
    out.write(content)


def calendar(source: Source, out: Output, *, path: str, base: str, **part: str) -> None:
    """Answer the calendar with this path. Raises NotFound, Ambiguous."""
    content = events.calendar(source, path, base, **part)
    out.head(media_type=CALENDAR.media_type)
    out.write(content)


JOBS: Final[Mapping[str, Callable[..., None]]] = {
    "page": page,
    "find": find,
    "completion": completion,
    "sitemap": sitemap,
    "poster": poster,
    "report": report,
    "feed": feed,
    "calendar": calendar,
}
