"""Cross-origin requests (CORS) and the answer to OPTIONS."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# response header fields that scripts may read, beyond those that the standard always allows
_EXPOSED: Final = (
    "Accept-Post",
    "Accept-Ranges",
    "Allow",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Link",
    "Location",
    "Retry-After",
    "SDGGraph-Data-Version",
    "SDGGraph-Defaults-Used",
    "Statements-Added",
    "Statements-Removed",
    "X-Total-Count",
)


class CrossOrigin(CORSMiddleware):
    """Allow every page to read, and to write with a token that its user has given to it.

    No cookie is used, so a page can do nothing without a token of its user. Therefore every request header may be sent.
    A preflight request is answered by 204 at every address.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            allow_origins=["*"],
            allow_methods=_METHODS,
            allow_headers=["*"],
            expose_headers=_EXPOSED,
            max_age=86400,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight request. What is not allowed is not named, and the browser enforces that."""
        told = dict(super().preflight_response(request_headers).headers)
        kept = {name: value for name, value in told.items() if not name.startswith("content-")}
        return Response(status_code=204, headers={**kept, "Allow": ", ".join(sorted(_METHODS))})
