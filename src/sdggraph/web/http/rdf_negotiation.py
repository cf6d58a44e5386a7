"""The forms in which a graph can be had, and which of them a request asks for."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from sdggraph.errors import NotOffered
from sdggraph.sparql.formats import (
    BY_ENDING,
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
from sdggraph.web.http.negotiation import best, listed

# the one for whoever takes anything first. application/xml is not among them: a browser that takes it takes
# text/html and means a page
OFFERED: Final = by_media_type((TURTLE, JSONLD, NTRIPLES, RDFXML, TRIG, NQUADS), without=RDFXML.generic)


def requested_format(request: Request) -> Format:
    """The form of a graph that a request asks for: its `format` parameter goes before its Accept headers.

    Raises NotOffered when it takes nothing that there is.
    """
    short = request.query_params.get("format")
    header = ", ".join(request.headers.getlist("accept"))
    found = best(header, OFFERED) if short is None else called(short, OFFERED)
    if found is None:
        raise NotOffered(
            f"Nothing of {(header if short is None else short)[:200]} is offered.", f"There is {listed(OFFERED)}."
        )
    return found


def without_ending(name: str) -> tuple[str, Format | None]:
    """A name and the form that its ending asks for, if it has such an ending.

    >>> name, form = without_ending("HIST.ttl")
    >>> name, form.name
    ('HIST', 'turtle')
    >>> without_ending("6.5")
    ('6.5', None)
    """
    stem, dot, ending = name.rpartition(".")
    form = BY_ENDING.get(ending)
    return (stem, form) if dot and stem and form is not None else (name, None)
