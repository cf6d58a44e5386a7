"""The format of an answer, by the Accept headers or the `format` parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sdggraph.errors import NotOffered
from sdggraph.sparql.formats import GRAPH_FORMATS, HTML, PLAIN_JSON, ROW_FORMATS, Format, by_media_type, called
from sdggraph.web.http.accept import best_of

if TYPE_CHECKING:  # workers import this module too, and must not load Starlette
    from starlette.requests import Request

# media type -> format; the first one goes to clients that accept anything
ROWS: Final = by_media_type(ROW_FORMATS.values())
GRAPHS: Final = by_media_type(GRAPH_FORMATS.values())


class Wish(NamedTuple):
    """The format for rows and booleans, and the format for graphs; None where the client accepts none."""

    rows: Format | None
    graph: Format | None


def wish(accept: Iterable[str], short: str | None) -> Wish:
    """Return the formats that a client asks for, by its Accept headers or by `format`, which takes precedence.

    Raises NotOffered when the client accepts none of our formats.

    >>> found = wish(["text/csv;q=0.5, text/turtle"], None)
    >>> found.rows.name, found.graph.name
    ('csv', 'turtle')
    >>> wish([], "tsv").rows.name
    'tsv'
    >>> wish(["image/png"], None)
    Traceback (most recent call last):
    sdggraph.errors.NotOffered: Nothing of image/png is offered. Rows: application/sparql-results+json, ...
    """
    if short is not None:
        return _checked(Wish(called(short, ROWS), called(short, GRAPHS)), short)
    return _accepted(", ".join(accept))


@lru_cache(maxsize=256)  # most clients send one of a few headers
def _accepted(header: str) -> Wish:
    return _checked(Wish(best(header, ROWS), best(header, GRAPHS)), header)


def known(shorts: Iterable[str]) -> str | None:
    """Return the first of several `format` parameters that names a known format, else the first; None without any.

    Some clients send it twice, once as a name and once as a media type.

    >>> known(["json-ld", "application/ld+json,application/x-json+ld"]), known(["what?", "csv"]), known([])
    ('json-ld', 'csv', None)
    """
    told = list(shorts)
    return next((each for each in told if called(each, ROWS) or called(each, GRAPHS)), told[0] if told else None)


def _checked(found: Wish, asked: str) -> Wish:
    if found.rows is None and found.graph is None:
        raise NotOffered(f"Nothing of {asked[:200]} is offered.", f"Rows: {listed(ROWS)}. Graphs: {listed(GRAPHS)}.")
    return found


def best(accept: str, offered: Mapping[str, Format]) -> Format | None:
    """Return the format that an Accept header prefers (RFC 9110, section 12.5.1), or None.

    An empty or malformed header accepts anything.

    >>> best("text/*;q=0.8, */*;q=0.1", GRAPHS).name
    'turtle'
    >>> best("text/turtle;q=0", by_media_type([GRAPH_FORMATS["turtle"]])) is None
    True
    """
    found = best_of(accept, tuple(offered))
    return None if found is None else offered[found]


def wants_page(request: Request) -> bool:
    """Whether a client prefers HTML to data of any kind: a browser does; a client that accepts anything gets data."""
    return prefers_page(", ".join(request.headers.getlist("accept")))


def prefers_page(header: str) -> bool:
    """Whether HTML comes before all that programs read. Many programs accept HTML too, in which RDF may be embedded.

    >>> prefers_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> [prefers_page(each) for each in ("*/*", "", "text/turtle,text/html;q=0.6", "text/html,application/json")]
    [False, False, False, False]
    """
    return best_of(header, (PLAIN_JSON.media_type, *ROWS, *GRAPHS, HTML.media_type)) == HTML.media_type


def listed(offered: Mapping[str, Format]) -> str:
    """List the media types on offer, each once."""
    return ", ".join(dict.fromkeys(each.media_type for each in offered.values()))
