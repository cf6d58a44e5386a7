"""Linked data: every thing, the ontology and the shapes at addresses of their own.

`/id/…` names a thing (a centre, a country, a claim) and answers 303 with the address of the document about it. A thing
is not its description: the licence or the date of the document is not that of the centre. A document is a plain file
for any cache: `/doc/…/HIST.ttl` is always Turtle. The IRIs of terms and shapes have a `#`, so that clients request the
document itself, which is answered at once.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sdggraph import vocab
from sdggraph.errors import BadParameter
from sdggraph.numbers import is_whole
from sdggraph.sparql.formats import BY_ENDING, Format
from sdggraph.web.http.rdf_negotiation import prefers_page, requested_format, without_ending
from sdggraph.web.http.urls import at, path_of, public, spellings
from sdggraph.web.portal.routes import page, thing_page
from sdggraph.web.service import VERSION, Service

router = APIRouter(tags=["Linked data"])
_PAGE: Final = ".html"
_LAST_PAGE: Final = 1_000_000


@router.api_route("/id/{kind}/{name:path}", methods=["GET", "HEAD"], status_code=303, summary="Find a thing")
async def thing(request: Request, kind: str, name: str) -> Response:
    """Redirect (303) to the document about a thing, in the format that `Accept` or `format` asks for; a browser to its
    page.
    """
    del kind, name  # these are decoded, but the IRI may hold the name as it was sent
    if prefers_page(request):
        return await thing_page(request, **_sent(request, "/id/"))
    form = requested_format(request)
    service: Service = request.app.state.service
    reply = await service.ask(request, "known", _sent(request, "/id/"))
    reply.close()
    iri: str = reply.facts["iri"]
    place = at(request, f"/doc/{path_of(iri.removeprefix(vocab.BASE))}")
    return Response(
        status_code=303,
        headers={
            "Location": f"{place}.{form.extension}",
            "Vary": "Accept",
            "Cache-Control": "no-cache",
            VERSION: str(reply.state["version"]),
            "Link": f'<{place}>; rel="describedby"',
        },
    )


@router.api_route("/doc/{kind}/{name:path}", methods=["GET", "HEAD"], summary="Read what is known of a thing")
async def document(request: Request, kind: str, name: str) -> Response:
    """Answer the statements about a thing, the references to it (`page` by page), and the names of its neighbours.

    The ending of the address gives the format (ttl, jsonld, nt, rdf, trig, nq); without one it is negotiated.
    """
    del kind, name
    service: Service = request.app.state.service
    sent = _sent(request, "/doc/")
    stem, form = without_ending(sent["names"][0])
    if stem == sent["names"][0] and (stem.endswith(_PAGE) or prefers_page(request)):
        return await thing_page(request, kind=sent["kind"], names=spellings(stem.removesuffix(_PAGE)))
    arguments = {
        "kind": sent["kind"],
        "names": spellings(stem),
        "format": (form or requested_format(request)).name,
        "page": _page(request),
        "base": public(request),
    }
    return await service.respond(request, "document", arguments)


@router.api_route("/ontology", methods=["GET", "HEAD"], summary="Read the terms")
@router.api_route("/ontology.{ending}", methods=["GET", "HEAD"], include_in_schema=False)
async def ontology(request: Request, ending: str | None = None) -> Response:
    """Answer the ontology, the document that the IRI of every term leads to; a browser is led to its page."""
    return await _terms(request, "ontology", ending)


@router.api_route("/shapes", methods=["GET", "HEAD"], summary="Read the shapes")
@router.api_route("/shapes.{ending}", methods=["GET", "HEAD"], include_in_schema=False)
async def shapes(request: Request, ending: str | None = None) -> Response:
    """Answer the SHACL shapes that data must conform to; a browser is led to their page."""
    return await _terms(request, "shapes", ending)


@router.api_route("/schemes/{name}", methods=["GET", "HEAD"], summary="Read a whole scheme")
async def scheme(request: Request, name: str) -> Response:
    """Answer a concept scheme (themes, countries, …) with all its concepts; an ending may give the format."""
    service: Service = request.app.state.service
    stem, form = without_ending(name)
    arguments = {"name": stem, "format": (form or requested_format(request)).name}
    return await service.respond(request, "scheme", arguments)


@router.api_route("/catalog", methods=["GET", "HEAD"], summary="Read the catalogue of all files")
@router.api_route("/catalog.{ending}", methods=["GET", "HEAD"], include_in_schema=False)
async def catalogue(request: Request, ending: str | None = None) -> Response:
    """Answer the catalogue of everything that can be downloaded here (DCAT-AP 3); lead a browser to the page of it."""
    if ending is None and prefers_page(request):
        return RedirectResponse(at(request, "/data/index.html"), 303, {"Vary": "Accept"})
    service: Service = request.app.state.service
    asked = {"base": f"{public(request)}/", "contact": service.options.contact}
    return await service.respond(request, "catalogue", {"format": _ended(request, ending).name, **asked}, whole=True)


async def _terms(request: Request, job: str, ending: str | None) -> Response:
    if ending == _PAGE.lstrip("."):
        return await page(request, job, f"{job}{_PAGE}")
    if ending is None and prefers_page(request):  # the browser keeps the part of the address after the #
        return RedirectResponse(at(request, f"/{job}{_PAGE}"), 303, {"Vary": "Accept"})
    service: Service = request.app.state.service
    return await service.respond(request, job, {"format": _ended(request, ending).name})


def _ended(request: Request, ending: str | None) -> Format:
    if ending is None:
        return requested_format(request)
    if ending not in BY_ENDING:
        raise HTTPException(404)
    return BY_ENDING[ending]


def _sent(request: Request, before: str) -> dict[str, Any]:
    """Return the kind and the possible names of the thing in the path."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    kind, _, name = raw.decode(errors="replace").partition(before)[2].partition("/")
    return {"kind": kind, "names": spellings(name)}


def _page(request: Request) -> int:
    text = request.query_params.get("page", "1")
    if not (is_whole(text) and 1 <= int(text) <= _LAST_PAGE):
        raise BadParameter(f"There is no page {text[:20]!r}.", "Pages are numbered from 1.")
    return int(text)
