"""What scripts on other sites' pages may do (CORS), and what OPTIONS answers."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# header fields of an answer that a script may see, beside those that it always may
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
    "Statements-Added",
    "Statements-Removed",
    "X-Total-Count",
)


class CrossOrigin(CORSMiddleware):
    """Let any page read, and write with a token that its user gave to it.

    No cookie counts here, so a page can do nothing that its user does not hold a token for. Therefore each header
    field may be sent. A browser's question for leave (a preflight) is answered by 204 at every address.
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
        """Say what a page may send; what it may not is not named, and its browser keeps to that."""
        told = dict(super().preflight_response(request_headers).headers)
        kept = {name: value for name, value in told.items() if not name.startswith("content-")}
        return Response(status_code=204, headers={**kept, "Allow": ", ".join(sorted(_METHODS))})
