"""Fast path for /sparql that bypasses FastAPI's middleware and router, which cost as much as a small query."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sdggraph.errors import SdgGraphError
from sdggraph.web.http import problems

Function = Callable[[Request], Awaitable[Response]]


class Place(NamedTuple):
    """The route of the fast path, for the access log."""

    path: str


class FastPath:
    """Calls the given functions directly for requests at this address; all others go to the application.

    The application has routes for them too: they describe the operations, and answer the other methods. `through` is
    the only middleware that these requests pass.
    """

    def __init__(
        self, app: FastAPI, path: str, functions: Mapping[str, Function], through: Callable[[ASGIApp], ASGIApp]
    ) -> None:
        self._app = app
        self._place: Final = Place(path)
        self._functions = functions
        self._answer = through(self._answered)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        meant = scope["type"] == "http" and scope["path"] == self._place.path and scope["method"] in self._functions
        await (self._answer if meant else self._app)(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"], scope["route"] = self._app, self._place
        request = Request(scope, receive)
        try:
            response = await self._functions[scope["method"]](request)
        except SdgGraphError as error:
            response = await problems.of_error(request, error)
        except HTTPException as error:
            response = await problems.of_http(request, error)
        await response(scope, receive, send)
