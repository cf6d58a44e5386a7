"""The addresses of the ready questions, and of the page on which anybody can ask in SPARQL."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sdggraph.present.html import environment
from sdggraph.tasks.portal.query import PATH, WORDS
from sdggraph.tasks.portal.questions import FOLDER, question_path
from sdggraph.web.portal.routes import page
from sdggraph.web.portal.subjects import given, stem_of
from sdggraph.web.service import Service

router = APIRouter(include_in_schema=False)
_METHODS = ["GET", "HEAD"]
_LONGEST: Final = 200  # characters of a value
# no pattern, whose message would be one for programmers
View = Annotated[Literal["", "table", "map", "network"], Query()]
_ROWS: Final = 20_000  # of an answer that becomes a page; files may have more


@router.api_route("/questions/", methods=_METHODS)
@router.api_route("/questions/index.html", methods=_METHODS)
async def questions(request: Request) -> Response:
    """Answer the list of all questions."""
    return await page(request, "questions", f"{FOLDER}/index.html")


@router.api_route("/questions/{name}", methods=_METHODS)
async def question(request: Request, name: Annotated[str, Path(max_length=_LONGEST)], view: View = "") -> Response:
    """Answer a question. The parameters of the address are those of the query; others but `view` are ignored."""
    stem = stem_of(name)
    values = {key: value[:_LONGEST] for key, value in request.query_params.items() if value}
    return await page(
        request, "question", question_path(stem), stem=stem, given=values, most=_most(request), **given(view=view)
    )


@router.api_route("/query/", methods=_METHODS)
@router.api_route("/query/index.html", methods=_METHODS)
async def query(
    request: Request,
    query: Annotated[str, Query(max_length=6000)] = "",
    name: Annotated[str, Query(max_length=_LONGEST)] = "",
    view: View = "",
) -> Response:
    """Answer the page of the query editor, with the answer of a query."""
    asked = given(query=query, ready="" if query else name, view=view)
    return await page(request, "query", PATH, **asked, most=_most(request))


@router.api_route(f"/{WORDS}", methods=_METHODS)
async def words(request: Request) -> Response:
    """Answer the words that the query editor completes, made once for each data version."""
    service: Service = request.app.state.service
    return await service.respond(request, "completion", {"stamp": environment.VERSION}, whole=True)


def _most(request: Request) -> int:
    service: Service = request.app.state.service
    return min(service.options.rows, _ROWS)
