"""Queries with SERVICE, where the operator allows it: each runs in its own worker, and calls only through the
gateway.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from sdggraph.errors import Busy, CannotRead, Refused
from sdggraph.web.federation.gateway import Gateway, Ticket
from sdggraph.web.http.access_log import entry_of
from sdggraph.web.http.problems import problem
from sdggraph.web.http.streaming import Streamed
from sdggraph.web.service import VERSION, Service, gathered, head_of

_WAITING: Final = 8  # queries that may wait for their turn


async def federated(
    service: Service, gateway: Gateway, request: Request, query: tuple[str, str], arguments: Mapping[str, Any]
) -> Response | None:
    """Answer a query (given with its base) that calls other servers; return None if it calls none.

    The answer is not cached, because the other servers' data may change.
    """
    text, base = query
    asked = {"text": text, "base": base, "services": list(gateway.prefixes)}
    parted = json.loads(await gathered(await service.ask(request, "services", asked)))
    if parted is None:
        return None
    await _turn(gateway, service.options.seconds)
    ticket = gateway.open(service.options.seconds)

    def done() -> None:
        gateway.close(ticket)
        gateway.turns.release()

    told = {**arguments, "query": parted, "gateway": ticket.base}
    try:
        reply = await service.ask(request, "federated", told, port=gateway.port)
    except BaseException as error:
        done()
        if not isinstance(error, CannotRead):
            raise
        return _failure(ticket) or _problem(error.problem)
    reply.when_ended(done)
    try:
        failure = _failure(ticket)  # the engine ignores some failures
    except Refused:
        reply.close()
        raise
    if failure is not None:
        reply.close()
        return failure
    entry_of(request).outcome = "made"
    status, own = head_of(reply)
    fixed = {"Vary": "Accept", VERSION: str(reply.state["version"]), "Cache-Control": "no-store"}
    if reply.complete:
        return Response(reply.whole(), status, {**own, **fixed})
    return Streamed(reply, status, {**own, **fixed})


async def _turn(gateway: Gateway, patience: float) -> None:
    """Wait until few enough queries call other servers. Raises Busy."""
    if gateway.turns.locked() and gateway.waiting >= _WAITING:
        raise Busy(f"{gateway.waiting} queries already wait to call other servers.", "Ask again later.", after=5)
    gateway.waiting += 1
    try:
        async with asyncio.timeout(patience):
            await gateway.turns.acquire()
    except TimeoutError:
        raise Busy("Too many queries call other servers now.", "Ask again in a few seconds.", after=5) from None
    finally:
        gateway.waiting -= 1


def _failure(ticket: Ticket) -> Response | None:
    if ticket.nested:
        raise Refused(
            "SERVICE within SERVICE would make another server call a third one.", "Call each of them from here."
        )
    if ticket.failure is None:
        return None
    return _problem(ticket.failure)


def _problem(why: str) -> Response:
    return problem(
        502, "Another server could not be called", why, remedy="Send the query without SERVICE, or try again later."
    )
