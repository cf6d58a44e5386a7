"""A server of ours with a bug in it, for the tests of what becomes of bugs: `python -m tests.web.broken`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from sdggraph.cli import main
from sdggraph.tasks import Source
from sdggraph.web import health, jobs, service
from sdggraph.workers.forkserver import Output

SECRET = "the bug and its secret"


def fail(_source: Source, out: Output, *, after: int) -> None:
    """Fail in a worker after some bytes."""
    out.head(media_type="text/plain")
    out.write(b"x" * after)
    raise ZeroDivisionError(SECRET)


def keep(_source: Source, out: Output, *, megabytes: int) -> None:
    """Answer, and keep memory for good."""
    _KEPT.append(bytearray(megabytes << 20))
    out.head(media_type="text/plain")
    out.write(b"kept")


_KEPT: list[bytearray] = []


def prepare(arguments: Mapping[str, Any]) -> jobs.Held:
    """The usual handler, with two jobs more."""
    jobs.JOBS = {**jobs.JOBS, "fail": fail, "keep": keep}  # type: ignore[misc]
    return jobs.prepare(arguments)


async def failing(request: Request) -> Response:
    """Have a worker fail, or fail here."""
    if "after" not in request.query_params:
        raise ZeroDivisionError(SECRET)
    held: service.Service = request.app.state.service
    return await held.respond(request, "fail", {"after": int(request.query_params["after"])})


async def keeping(request: Request) -> Response:
    """Have a worker keep memory."""
    arguments = {"megabytes": int(request.query_params["megabytes"])}
    held: service.Service = request.app.state.service
    return await held.respond(request, "keep", arguments, lasting=False)


if __name__ == "__main__":
    import sys

    service._FACTORY = "tests.web.broken:prepare"
    health.router.add_api_route("/fail", failing)
    health.router.add_api_route("/keep", keeping)
    sys.argv.insert(1, "serve")
    main()
