"""Writing: one change at a time, checked for rights and validity, and on disk and visible before it is acknowledged."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from sdggraph.errors import Busy, Refused
from sdggraph.web.http.preconditions import check_existence, check_match
from sdggraph.web.options import Options
from sdggraph.web.service import Service, gathered
from sdggraph.web.write.tokens import Token, Tokens, tokens_file
from sdggraph.writing.change import Change
from sdggraph.writing.commit import Author, with_entry
from sdggraph.writing.proposal import Proposal

PATIENCE: Final = 6  # times the limit of a query
_WAITING: Final = 32  # writes that may wait for their turn
_log = logging.getLogger("sdggraph.web")


class Written(NamedTuple):
    """The result of a write."""

    version: str  # the data version that contains it
    removed: int  # stated statements removed
    added: int  # stated statements added
    made: bool  # whether the graph is new

    def response(self, status: int = 204, headers: Mapping[str, str] | None = None) -> Response:
        """Build the answer to the client that wrote."""
        told = {
            "ETag": f'"{self.version}"',
            "SDGGraph-Data-Version": self.version,
            "Cache-Control": "no-store",
            "Statements-Added": str(self.added),
            "Statements-Removed": str(self.removed),
        }
        return Response(status_code=status, headers={**told, **(headers or {})})


class Writer:
    """Applies the writes of clients one at a time. A worker computes and checks each change; the server process then
    stores it.
    """

    def __init__(self, service: Service, tokens: Tokens) -> None:
        self.tokens = tokens
        self._service = service
        self._turn = asyncio.Lock()
        self._waiting = 0

    def holder(self, request: Request) -> Token:
        """Return the token of a request. Raises Unauthorised."""
        return self.tokens.holder(request.headers.get("authorization", ""))

    async def write(
        self, request: Request, token: Token, change: Change, read_as: Callable[[], Collection[str]] = tuple
    ) -> Written:
        """Apply a change, or leave everything as it was.

        When this returns, the change is on disk and every later query sees it. If-Match and If-None-Match may name the
        data version, or an ETag of the graph at that address. Raises Conflict, Forbidden, Invalid, Busy, CannotWrite,
        and the errors of reading the request.
        """
        graph = self._service.graph
        await self._take_turn()
        try:
            tags = {f'"{self._service.version}"', *read_as()}  # only now: it may have changed while this request waited
            check_match(request.headers, tags)
            proposal = await self._proposed(request, token, change)
            check_existence(request.headers, tags, there=not proposal.made)
            if proposal.empty:
                self._turn.release()
                return Written(self._service.version, 0, 0, made=False)
            how = f"{request.method} {request.url.path}"
            difference = with_entry(graph.disk, proposal, Author(token.name, token.scope), change, how)
            # from here on it is completed, even if the client leaves
            commit = asyncio.create_task(graph.commit(difference))
        except BaseException:
            self._turn.release()
            raise
        commit.add_done_callback(self._done)
        await asyncio.shield(commit)
        return Written(self._service.version, proposal.removed, proposal.added, proposal.made)

    async def _proposed(self, request: Request, token: Token, change: Change) -> Proposal:
        arguments = {"change": change.packed(), "scope": token.scope}
        seconds = self._service.options.seconds * PATIENCE
        # A worker of its own: the attempt makes the worker unfit for others anyway, and among all readers a write would
        # wait too long.
        reply = await self._service.ask(request, "propose", arguments, seconds=seconds, port=0)
        return Proposal.read(json.loads(await gathered(reply)))

    def _done(self, commit: asyncio.Task[None]) -> None:
        self._turn.release()
        if not commit.cancelled() and commit.exception() is not None:
            _log.warning("A write failed: %s", commit.exception())

    async def _take_turn(self) -> None:
        if self._waiting >= _WAITING:
            raise Busy(f"{self._waiting} writes are waiting already.", "Write again in a few seconds.", after=5)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1


def writer_for(service: Service) -> Writer | None:
    """Return the writer of a server, or None where it only reads."""
    options: Options = service.options
    store = options.settings.store
    if not options.writable or store is None:  # the service checks on start that a writable server has a store
        return None
    return Writer(service, Tokens(tokens_file(store, options.tokens)))


def writer_of(request: Request) -> Writer:
    """Return the writer of this server. Raises Refused when it only reads."""
    writer: Writer | None = request.app.state.writer
    if writer is None:
        raise Refused("This server is read-only.", "Its operator can start it with --writable.")
    return writer
