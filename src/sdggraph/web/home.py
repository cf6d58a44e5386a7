"""The first page, as HTML and as JSON, and robots.txt."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Match

from sdggraph.numbers import counted
from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.web.http.accept import best_of
from sdggraph.web.http.urls import at
from sdggraph.web.service import VERSION, Service, matches

router = APIRouter(tags=["Operation"])

# address, relation, description; a link is shown only where this server answers it
_LINKS: Final = (
    ("/docs", "service-doc", "The API, explained"),
    ("/openapi.json", "service-desc", "The API, described for programs (OpenAPI)"),
    ("/api/", "api", "Centres, partners, coverage, gaps and the network as JSON and CSV"),
    ("/sparql", "sparql", "SPARQL 1.1 queries; without a query, what the endpoint can do"),
    ("/data/", "data", "The whole graph as files, in six forms of RDF"),
    ("/ontology", "ontology", "The terms"),
    ("/shapes", "shapes", "The shapes that data must conform to"),
    ("/.well-known/void", "void", "How much of what the data hold (VoID)"),
)
_STYLE: Final = """body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}a{color:#00558c}dt{font-weight:600;margin-top:.8rem}dd{margin:0}code{font-size:.9em}
footer{margin-top:2rem;color:#555}"""
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TITLE: Final = "sdggraph"
_ABOUT: Final = (
    "UNESCO's science centres, their contributions to the Sustainable Development Goals, and the partners they have "
    "not met yet: a knowledge graph that anyone can query, correct and reuse."
)
# a query may cost seconds; what is known of each thing is found under /id and /data
_CLOSED: Final = ("/sparql", "/api/")  # to robots


@router.api_route("/", methods=["GET", "HEAD"], summary="What there is")
async def home(request: Request) -> Response:
    """Show the addresses of this server: a page for people, JSON for programs."""
    service: Service = request.app.state.service
    facts = service.pool.facts
    links = [(at(request, place), name, what) for place, name, what in _LINKS if _answered(request, place)]
    for_people = _wants_page(request)
    tag = service.tag("home", {"page": for_people, "links": [each[0] for each in links]})
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept",
        VERSION: service.version,
        "Content-Security-Policy": _POLICY,
        "Link": ", ".join(f'<{place}>; rel="{_relation(name)}"' for place, name, _ in links if _relation(name)),
    }
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if for_people:
        return HTMLResponse(_page(links, at(request, "/id/"), facts), headers=headers)
    body = {
        "title": _TITLE,
        "description": _ABOUT,
        "version": service.version,
        "statements": facts["statements"],
        "links": {name: place for place, name, _ in links},
    }
    return JSONResponse(body, headers=headers)


@router.api_route("/robots.txt", methods=["GET", "HEAD"], include_in_schema=False)
async def robots(request: Request) -> Response:
    """Return robots.txt."""
    closed = "".join(f"Disallow: {at(request, path)}\n" for path in _CLOSED)
    return PlainTextResponse(f"User-agent: *\n{closed}", headers={"Cache-Control": "public, max-age=86400"})


def _wants_page(request: Request) -> bool:
    # a client that accepts anything gets JSON; a browser names text/html
    accept = ", ".join(request.headers.getlist("accept"))
    return best_of(accept, ("application/json", "text/html")) == "text/html"


def _answered(request: Request, place: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": place, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _relation(name: str) -> str:
    return {"service-doc": name, "service-desc": name, "void": "describedby"}.get(name, "")


def _page(links: list[tuple[str, str, str]], things: str, facts: dict[str, Any]) -> str:
    listed = "".join(f'<dt><a href="{place}">{place}</a></dt><dd>{escape(text)}.</dd>' for place, _, text in links)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_TITLE}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{_TITLE}</h1><p>{escape(_ABOUT)}</p><dl>{listed}"
        f"<dt>{things}…</dt><dd>Each thing at its own address, such as "
        f'<a href="{things}scheme/themes">{things}scheme/themes</a>: as Turtle, JSON-LD, N-Triples, RDF/XML, TriG or '
        "N-Quads."
        f"</dd></dl><footer>{counted(facts['statements'], 'statement')}, data version "
        f"<code>{escape(str(facts['version']))}"
        f"</code>. {escape(DISCLAIMER)}</footer></body></html>"
    )
