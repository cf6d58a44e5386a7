"""Writing: one at a time, allowed, valid, on the disk and seen by every reader before it is acknowledged."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import secrets
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from sdggraph import vocab
from sdggraph.errors import BadParameter, Busy, CannotWrite, Conflict, Invalid, Refused
from sdggraph.store.difference import Difference, line_of
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.loading import fill_new, turtle_files
from sdggraph.web.options import Options
from sdggraph.web.write.tokens import Token, Tokens, tokens_file
from sdggraph.workers.pool import Pool
from sdggraph.workers.response_stream import ResponseStream

CHANGES_GRAPH: Final = f"{vocab.GRAPH}changes"
PATIENCE: Final = 6  # times as long as a question may take
_WAITING: Final = 32  # writes that may wait for their turn
_NAMED: Final = 1000  # things that one entry of the list of changes names
_log = logging.getLogger("sdggraph.web")


class Served(Protocol):
    """The graph as it is served now, as who writes sees it (`service.Service`)."""

    options: Options

    @property
    def version(self) -> str:
        """The present data version."""

    @property
    def pool(self) -> Pool:
        """The workers over it."""

    def swap(self, pool: Pool) -> None:
        """Serve another data version from now on."""

    async def restart(self) -> None:
        """Serve the graph as the disk has it."""

    async def ask(
        self, request: Request, job: str, arguments: Mapping[str, Any], seconds: float | None = None
    ) -> ResponseStream:
        """A worker's reply."""


class Written(NamedTuple):
    """What a write came to."""

    version: str  # the data version that holds it
    removed: int  # stated statements that went
    added: int  # and that came
    made: bool  # whether the graph was not there before

    def response(self, status: int = 204, headers: Mapping[str, str] | None = None) -> Response:
        """The answer to whoever wrote."""
        told = {
            "ETag": f'"{self.version}"',
            "SDGGraph-Data-Version": self.version,
            "Cache-Control": "no-store",
            "Statements-Added": str(self.added),
            "Statements-Removed": str(self.removed),
        }
        return Response(status_code=status, headers={**told, **(headers or {})})


class Writer:
    """The only one that writes: it holds the store on disk, and has workers find out what a write would do."""

    def __init__(self, durable: DiskStore, tokens: Tokens) -> None:
        self.tokens = tokens
        self._durable = durable
        self._turn = asyncio.Lock()
        self._waiting = 0

    def holder(self, request: Request) -> Token:
        """Whose token comes with a request. Raises Unauthorised."""
        return self.tokens.holder(request.headers.get("authorization", ""))

    async def write(
        self, request: Request, service: Served, token: Token, change: Mapping[str, Any], tags: Collection[str] = ()
    ) -> Written:
        """Carry out a change, or leave everything as it was.

        When this returns, the change is on the disk and every later question sees it. If-Match may name the data
        version, or one of the tags, under which the thing that is addressed may have been read; where there are
        tags, If-None-Match: * asks that it be new. Raises Conflict, Forbidden, Invalid, Busy, CannotWrite, and what
        is wrong with the request.
        """
        await self._take_turn()
        try:
            check_conditions(request, {f'"{service.version}"', *tags})
            arguments = {"change": change, "scope": token.scope}
            reply = await service.ask(request, "propose", arguments, seconds=service.options.seconds * PATIENCE)
            draft = json.loads(b"".join([piece async for piece in reply.pieces()]))
            if tags:
                check_existence(request, there=not draft["made"])
            removed, added = draft["stated"]
            if not removed and not added:
                self._turn.release()
                return Written(service.version, 0, 0, made=False)
            log = _entry(request, token, change, draft)
            new = [line_of(quad) for quad in log if not self._durable.holds(quad)]  # the holder may be known
            difference = Difference(tuple(draft["removed"]), (*draft["added"], *new))
            # from here on it is done to the end, whether or not somebody waits for it
            commit = asyncio.create_task(self._commit(service, difference))
        except BaseException:
            self._turn.release()
            raise
        commit.add_done_callback(self._done)
        await asyncio.shield(commit)
        return Written(service.version, removed, added, draft["made"])

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

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Path]:
        """A folder that holds the graph as it is on the disk now; gone afterwards."""
        held = self._durable.snapshot()
        place = await asyncio.to_thread(held.__enter__)
        try:
            yield place
        finally:
            await asyncio.to_thread(held.__exit__, None, None, None)

    async def close(self) -> None:
        """Let go of the store once a write that is under way has come to its end."""
        await self._turn.acquire()
        self._durable.close()

    async def _commit(self, service: Served, difference: Difference) -> None:
        """Have the changed graph ready to be served, put the change on the disk, and serve it."""
        pool = await _changed(service, difference)
        try:
            await asyncio.to_thread(self._durable.apply, difference)
        except CannotWrite:
            await pool.close()
            await service.restart()  # show what the disk has, whichever it is
            raise
        service.swap(pool)


async def _changed(service: Served, difference: Difference) -> Pool:
    """Workers over the changed graph. Raises Invalid when it cannot be served."""
    change = {"removed": difference.removed, "added": difference.added}
    try:
        return await service.pool.successor(change)
    except ConnectionError:  # the process that holds the graph was ended from outside
        await service.restart()
        return await service.pool.successor(change)
    except Exception as error:  # whatever it is: nothing is written that cannot be read
        _log.warning("A change was not taken, because the changed graph cannot be served: %s", error)
        raise Invalid("The graph could not be served after this.", "Nothing was changed.") from error


def opened(options: Options) -> Writer:
    """Who writes on a server with these options; a store that is not there yet is filled.

    Raises BadParameter without a store, and what filling and holding it raise.
    """
    settings = options.settings
    if settings.store is None:
        raise BadParameter("Only a store on disk can be written to.", "Add --store FOLDER; it is made if new.")
    if not (settings.store.is_dir() and any(settings.store.iterdir())):
        fill_new(settings.store, settings.ontology, turtle_files(settings.data))
    return Writer(DiskStore(settings.store), Tokens(tokens_file(settings.store, options.tokens)))


def writer_of(request: Request) -> Writer:
    """Who writes on this server. Raises Refused when nobody does."""
    writer: Writer | None = request.app.state.service.writer
    if writer is None:
        raise Refused("This server only reads.", "Its operator can start it with --writable.")
    return writer


def check_conditions(request: Request, tags: set[str]) -> None:
    """Raise Conflict unless If-Match, where it is given, names one of the tags (RFC 9110, section 13.1.1)."""
    header = request.headers.get("if-match")
    if header is None:
        return
    named = {each.strip() for each in header.split(",")}
    if "*" not in named and not named & tags:
        raise Conflict(
            "The data are no longer what they were when you read them; nothing was changed.",
            "Read them again, and send your change with the new ETag.",
        )


def check_existence(request: Request, *, there: bool) -> None:
    """Raise Conflict for If-Match: * where nothing is, or If-None-Match: * where something is (RFC 9110, 13.1)."""
    if there and request.headers.get("if-none-match", "").strip() == "*":
        raise Conflict("It is there already; nothing was changed.", "Leave If-None-Match out to write all the same.")
    if not there and request.headers.get("if-match", "").strip() == "*":
        raise Conflict("It is not there; nothing was changed.", "Leave If-Match out to make it.")


def _entry(request: Request, token: Token, change: Mapping[str, Any], draft: Mapping[str, Any]) -> list[ox.Quad]:
    """Who changed what and when, as PROV."""
    now = datetime.now(UTC)
    activity = ox.NamedNode(f"{vocab.BASE}change/{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}")
    agent = ox.NamedNode(f"{vocab.BASE}token/{quote(token.name, safe='')}")
    name = change["sent"] if "sent" in change else digest_of(str(change.get("text", "")))
    removed, added = draft["stated"]
    moment = ox.Literal(now.isoformat(timespec="milliseconds"), datatype=_iri("xsd", "dateTime"))
    said = f"{request.method} {request.url.path}: {added} statements added, {removed} removed"
    found: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (activity, _iri("rdf", "type"), _iri("prov", "Activity")),
        (activity, _iri("prov", "startedAtTime"), moment),
        (activity, _iri("prov", "wasAssociatedWith"), agent),
        (activity, _iri("prov", "used"), ox.NamedNode(f"ni:///sha-256;{name}")),  # the request, by its hash (RFC 6920)
        (activity, _iri("rdfs", "comment"), ox.Literal(said, language="en")),
        (agent, _iri("rdf", "type"), _iri("prov", "Agent")),
        (agent, _iri("rdfs", "label"), ox.Literal(token.name)),
    ]
    found += [(activity, _iri("prov", "generated"), ox.NamedNode(iri)) for iri in draft["subjects"][:_NAMED]]
    return [ox.Quad(*triple, ox.NamedNode(CHANGES_GRAPH)) for triple in found]


def digest_of(text: str) -> str:
    """What a request that was sent with this text is known by in the list of changes: its SHA-256 (RFC 6920).

    >>> digest_of("")
    '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def _iri(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{vocab.PREFIXES[prefix]}{name}")
