"""Answering requests: from the client's own copy, from the cache, or by a worker."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Mapping
from typing import Any, NamedTuple, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sdggraph.store.pool import Pool
from sdggraph.store.reply import Reply
from sdggraph.web.options import Options
from sdggraph.web.responses import Streamed

_T = TypeVar("_T")
_FACTORY = "sdggraph.web.jobs:prepare"
_LARGEST = 1 << 20  # bytes of an answer worth keeping


class Kept(NamedTuple):
    """An answer in the cache."""

    content: bytes
    headers: dict[str, str]


class Service:
    """The graph as it is served now: a pool of workers over one data version, and the answers kept of it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._pool: Pool | None = None
        self._cache: OrderedDict[str, Kept] = OrderedDict()
        self._cached = 0
        self._leaving: set[asyncio.Task[None]] = set()
        self._mending = asyncio.Lock()
        self.hits = 0

    async def start(self) -> None:
        """Load the graph and have workers ready. Raises what loading raises."""
        self._pool = await Pool.start(_FACTORY, self.options.arguments(), self.options.bounds())

    async def stop(self) -> None:
        """Let those at work finish, then end all."""
        if self._pool is not None:
            await self._pool.close(self.options.seconds)
        await asyncio.gather(*self._leaving)

    @property
    def pool(self) -> Pool:
        """The workers over the present data version."""
        if self._pool is None:
            raise RuntimeError("the service has not started")
        return self._pool

    @property
    def version(self) -> str:
        """The present data version."""
        return str(self.pool.facts["version"])

    def swap(self, pool: Pool) -> None:
        """Serve another data version from now on; requests that are being answered are finished by the old one."""
        old, self._pool = self.pool, pool
        self._cache.clear()
        self._cached = 0
        leaving = asyncio.create_task(old.close(self.options.seconds + 1))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    # --- answering ---------------------------------------------------------------------------------

    async def respond(
        self,
        request: Request,
        job: str,
        arguments: Mapping[str, Any],
        *,
        headers: Mapping[str, str] | None = None,
        lasting: bool = True,
        seconds: float | None = None,
    ) -> Response:
        """Have a worker do a job and send what it answers, with an ETag of data version, job and arguments.

        A client that has that answer already gets 304, and none of it is done again; an answer that is not
        `lasting` (it depends on the clock or on chance) is neither marked nor kept. When the client leaves,
        the work ends. The job's head may carry media_type, status and headers.
        """
        tag = self.tag(job, arguments) if lasting else None
        fixed = {"Vary": "Accept", **(headers or {})}
        if tag is not None:
            fixed |= {"ETag": tag, "Cache-Control": "no-cache"}  # keep it, and ask whether it still holds
            if matches(request.headers.get("if-none-match", ""), tag):
                return Response(status_code=304, headers=fixed)
            kept = self._cache.get(tag)
            if kept is not None:
                self._cache.move_to_end(tag)
                self.hits += 1
                return Response(kept.content, headers={**kept.headers, **fixed})
        else:
            fixed["Cache-Control"] = "no-store"
        reply = await self.ask(request, job, arguments, seconds)
        status, own = _head(reply)
        if not reply.complete:
            return Streamed(reply, status, {**own, **fixed})
        content = reply.whole()
        if tag is not None and status == 200 and len(content) <= _LARGEST:
            self._keep(tag, Kept(content, own))
        return Response(content, status, {**own, **fixed})

    async def ask(
        self, request: Request, job: str, arguments: Mapping[str, Any], seconds: float | None = None
    ) -> Reply:
        """A worker's reply, given up when the client leaves. Raises what the job raises."""
        allowed = self.options.seconds if seconds is None else seconds
        try:
            return await while_connected(request, self.pool.ask(job, arguments, allowed))
        except ConnectionError:  # the process that holds the graph was ended from outside
            await self._mend(self.pool)
            return await while_connected(request, self.pool.ask(job, arguments, allowed))

    async def whole(self, job: str, arguments: Mapping[str, Any]) -> bytes:
        """What a job answers, for the server's own use. Raises what the job raises."""
        reply = await self.pool.ask(job, arguments, self.options.seconds)
        return b"".join([piece async for piece in reply.pieces()])

    async def _mend(self, broken: Pool) -> None:
        async with self._mending:
            if self._pool is broken:
                await broken.close()
                await self.start()

    def tag(self, job: str, arguments: Mapping[str, Any]) -> str:
        """The ETag of an answer: it changes with the data and with the question."""
        asked = json.dumps([self.version, self.options.rows, job, arguments], sort_keys=True)
        return f'"{hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()}"'

    def _keep(self, tag: str, kept: Kept) -> None:
        self._cache[tag] = kept
        self._cached += len(kept.content)
        while self._cached > self.options.cache:
            _, oldest = self._cache.popitem(last=False)
            self._cached -= len(oldest.content)


def _head(reply: Reply) -> tuple[int, dict[str, str]]:
    media_type = str(reply.facts.get("media_type", "application/json"))
    content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return int(reply.facts.get("status", 200)), {"Content-Type": content_type, **reply.facts.get("headers", {})}


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag (RFC 9110, section 13.1.2; weak comparison).

    >>> matches('W/"a", "b"', '"b"'), matches("*", '"b"'), matches('"c"', '"b"')
    (True, True, False)
    """
    held = {each.strip().removeprefix("W/") for each in header.split(",")}
    return tag in held or header.strip() == "*"


async def while_connected(request: Request, work: Awaitable[_T]) -> _T:
    """The result of the work, which is cancelled when the client leaves before it is done."""

    async def left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    working = asyncio.ensure_future(work)
    leaving = asyncio.create_task(left())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
