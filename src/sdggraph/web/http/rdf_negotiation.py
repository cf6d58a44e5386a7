"""The RDF formats on offer, and which of them a request asks for."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from sdggraph.errors import NotOffered
from sdggraph.sparql.formats import (
    BY_ENDING,
    HTML,
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TURTLE,
    Format,
    by_media_type,
    called,
)
from sdggraph.web.http.accept import best_of
from sdggraph.web.http.negotiation import best, listed

# The first one goes to clients that accept anything. application/xml is left out: a browser that accepts it also
# accepts text/html, and wants a page.
OFFERED: Final = by_media_type((TURTLE, JSONLD, NTRIPLES, RDFXML, TRIG, NQUADS), without=RDFXML.generic)


def requested_format(request: Request) -> Format:
    """Return the RDF format that a request asks for: `format` takes precedence over the Accept headers.

    Raises NotOffered when the client accepts none of our formats.
    """
    short = request.query_params.get("format")
    header = ", ".join(request.headers.getlist("accept"))
    found = best(header, OFFERED) if short is None else called(short, OFFERED)
    if found is None:
        raise NotOffered(
            f"Nothing of {(header if short is None else short)[:200]} is offered.", f"There is {listed(OFFERED)}."
        )
    return found


def prefers_page(request: Request) -> bool:
    """Whether a client prefers a page to every form of RDF: a browser does, a client that accepts anything does not."""
    header = ", ".join(request.headers.getlist("accept"))
    asks = request.query_params.get("format") is None
    return asks and best_of(header, (*OFFERED, HTML.media_type)) == HTML.media_type


def without_ending(name: str) -> tuple[str, Format | None]:
    """Split a name into stem and format, if it ends in the file ending of a format.

    >>> name, form = without_ending("HIST.ttl")
    >>> name, form.name
    ('HIST', 'turtle')
    >>> without_ending("6.5")
    ('6.5', None)
    """
    stem, dot, ending = name.rpartition(".")
    form = BY_ENDING.get(ending)
    return (stem, form) if dot and stem and form is not None else (name, None)
