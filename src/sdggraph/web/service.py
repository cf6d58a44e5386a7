"""Answering requests: by 304, from the cache, or by a worker."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from prometheus_client.core import Metric
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sdggraph.errors import Busy, LimitExceeded
from sdggraph.web.federation.gateway import Gateway
from sdggraph.web.http import metrics, streaming
from sdggraph.web.http.access_log import entry_of, hashed
from sdggraph.web.http.earlier_pages import EarlierPages
from sdggraph.web.http.preconditions import entity_tags
from sdggraph.web.http.rate_limit import Budget, client_of
from sdggraph.web.http.response_cache import Cache, Kept
from sdggraph.web.http.streaming import Streamed
from sdggraph.web.options import Options
from sdggraph.web.report_workers import REPORT, ReportWorkers
from sdggraph.web.served_graph import ServedGraph
from sdggraph.workers import response_stream as replies
from sdggraph.workers.offload import LONG, run_off_loop
from sdggraph.workers.pool import Pool
from sdggraph.workers.response_stream import ResponseStream

_T = TypeVar("_T")
VERSION = "SDGGraph-Data-Version"  # a header of every answer made from the data
_FACTORY = "sdggraph.web.jobs:prepare"
_SHARE = 8  # earlier pages may take this part of the size of the cache
_LARGEST = 1 << 20  # bytes of the largest answer that is cached


class Service:
    """The graph that is served now: a pool of workers over one data version, and a cache of answers."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.cache = Cache(options.cache)
        self.pages = EarlierPages(options.cache // _SHARE)
        self.graph = ServedGraph(options, _FACTORY, self._forget)
        self.reports = ReportWorkers(options.seconds)
        # one lock for each answer that requests wait for
        self._making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.budget = Budget(options.budget)
        self.metrics = metrics.Metrics(self._present)
        self.gateway = Gateway(options.services) if options.services else None  # to other servers

    async def start(self) -> None:
        """Load the graph and start the workers, unless that is done. Raises what loading raises."""
        if not self.graph.started:
            await self.graph.start()
            if self.gateway:
                await self.gateway.start()

    async def stop(self) -> None:
        """Let the requests in progress finish, then end all workers."""
        await self.reports.close()
        await self.graph.stop()
        if self.gateway:
            await self.gateway.stop()

    def _forget(self) -> None:
        """Drop what was made of the data version before."""
        self.cache.clear()
        self.pages.supersede()
        self.reports.forget()

    @property
    def pool(self) -> Pool:
        """The workers over the present data version."""
        return self.graph.pool

    @property
    def version(self) -> str:
        """The present data version."""
        return str(self.pool.facts["version"])

    @property
    def hits(self) -> int:
        """The number of answers that came from the cache."""
        return self.cache.hits

    # --- answering ---------------------------------------------------------------------------------

    async def respond(
        self,
        request: Request,
        job: str,
        arguments: Mapping[str, Any],
        *,
        headers: Mapping[str, str] | None = None,
        lasting: bool = True,
        whole: bool = False,
        seconds: float | None = None,
    ) -> Response:
        """Have a worker do a job and send its answer, with an ETag made of data version, job and arguments.

        A client that already has the answer gets 304 without any work. An answer that is not `lasting` (it depends on
        the clock or on chance) gets no ETag and is not cached. When the client leaves, the work ends. The job may set
        media_type, status and headers. An expensive answer is sent `whole`: the first request computes it while others
        wait, and it is cached whatever its size.
        """
        entry = entry_of(request)
        size = sum(len(value) for value in arguments.values() if isinstance(value, str))
        asked = await run_off_loop(size, _cache_key, job, arguments)
        entry.asked = hashed(asked)
        tag = self._tag(asked, self.version) if lasting and size <= LONG else None  # no GET request is that long
        held = request.headers.get("if-none-match", "")
        whatever = held.strip() == "*"  # it is unchanged if there is any answer at all, which only the job can tell
        fixed = {"Vary": "Accept", VERSION: self.version, **(headers or {})}
        if tag is not None:
            fixed |= {"ETag": tag, "Cache-Control": "no-cache"}  # clients may store it, and must revalidate it
            if matches(held, tag) and not whatever:
                entry.outcome = "unchanged"
                return Response(status_code=304, headers=fixed)
        else:
            fixed["Cache-Control"] = "no-store"
        async with self._turn(request, tag) if whole and tag else nullcontext():
            kept = self.cache.get(tag) if tag else None
            if tag and kept is not None:
                entry.outcome = "cached"
                if whatever:
                    return Response(status_code=304, headers=fixed)
                return Response(kept.content, headers={**kept.headers, **fixed})
            reply = await self.ask(request, job, arguments, seconds)
            entry.outcome = "made"
            if tag:  # the data may have changed while the request waited
                fixed["ETag"] = tag = self._tag(asked, str(reply.state["version"]))
            fixed[VERSION] = str(reply.state["version"])
            status, own = head_of(reply)
            if tag and whatever and status == 200:
                reply.close()
                return Response(status_code=304, headers=fixed)
            if not (whole or reply.complete):
                return Streamed(reply, status, {**own, **fixed})
            content = reply.whole() if reply.complete else await while_connected(request, gathered(reply))
            if tag and status == 200 and (whole or len(content) <= _LARGEST):
                self.cache.keep(tag, Kept(content, own))
            return Response(content, status, {**own, **fixed})

    async def respond_page(
        self, request: Request, job: str, arguments: Mapping[str, Any], *, headers: Mapping[str, str]
    ) -> Response:
        """Send a whole answer, or, while no worker is free, that of the data before. Raises Busy if there is none."""
        asked = self._tag(_cache_key(job, arguments), "")
        try:
            response = await self.respond(request, job, arguments, headers=headers, whole=True)
        except Busy:
            earlier = self.pages.get(asked)
            if earlier is None:
                raise
            entry_of(request).outcome = "earlier"
            return Response(earlier.content, headers=earlier.headers)
        if response.status_code == 200:
            kept = Kept(bytes(response.body), dict(response.headers))
            self.pages.keep(asked, kept, is_present=response.headers[VERSION] == self.version)
        return response

    @asynccontextmanager
    async def _turn(self, request: Request, tag: str) -> AsyncIterator[None]:
        """Wait while another request has the same answer made. Raises Busy when that takes too long."""
        lock = self._making.setdefault(tag, asyncio.Lock())
        try:
            async with asyncio.timeout(self.options.seconds):
                await while_connected(request, lock.acquire())
        except TimeoutError:
            raise Busy("Another request is computing this answer.", "Ask again in a few seconds.", after=2) from None
        try:
            yield
        finally:
            lock.release()

    async def ask(
        self,
        request: Request,
        job: str,
        arguments: Mapping[str, Any],
        seconds: float | None = None,
        *,
        free: bool = False,
        port: int | None = None,
    ) -> ResponseStream:
        """Ask a worker and return its stream; cancel the work when the client leaves. Unless `free`, it is charged to
        the client's budget.

        With a port, a new worker answers at once, and may connect to that port; with port 0, to none. Raises
        HTTPException 429 when the budget is used up, and what the job raises.
        """
        entry = entry_of(request)
        allowed = self.options.seconds if seconds is None else seconds
        client = None if free else client_of(request)
        pool = self.pool
        try:
            try:
                return await while_connected(request, self._ask(pool, client, job, arguments, allowed, port))
            except ConnectionError:  # the process that holds the graph was ended from outside
                await self.graph.mend(pool)
                return await while_connected(request, self._ask(self.pool, client, job, arguments, allowed, port))
        except LimitExceeded as error:
            entry.limit = error.limit
            raise
        except Busy:
            entry.limit = "queue"
            raise
        except HTTPException:
            entry.limit = "budget"
            raise

    async def _ask(
        self, pool: Pool, client: str | None, job: str, arguments: Mapping[str, Any], seconds: float, port: int | None
    ) -> ResponseStream:
        if client is not None:
            self.budget.take(client)

        def settled(took: float, error: Exception | None) -> None:
            if client is not None:
                self.budget.settle(client, took)
            self.metrics.worked(took, error)

        if port is not None:
            return await pool.ask_alone(job, arguments, seconds, port, settled)
        if job == REPORT:
            return await self.reports.ask(pool, job, arguments, seconds, settled)
        return await pool.ask(job, arguments, seconds, settled)

    async def whole(self, job: str, arguments: Mapping[str, Any]) -> bytes:
        """Return the answer of a job, for the server's own use. Raises what the job raises."""
        reply = await self.pool.ask(job, arguments, self.options.seconds)
        return await gathered(reply)

    def tag(self, job: str, arguments: Mapping[str, Any]) -> str:
        """Return the ETag of an answer; it changes with the data and with the request."""
        return self._tag(_cache_key(job, arguments), self.version)

    def _tag(self, asked: str, version: str) -> str:
        known = f"{version} {self.options.rows} {asked}"
        return f'"{hashlib.blake2b(known.encode(), digest_size=16).hexdigest()}"'

    def _present(self) -> Iterator[Metric]:
        if not self.graph.started:
            return
        yield from metrics.gauges(
            {
                "requests_waiting": ("Requests that wait for a worker.", self.pool.waiting),
                "workers_working": ("Workers at work.", self.pool.working),
                "workers": ("Workers, busy or idle.", self.pool.living),
                "cache_bytes": ("Answers in the cache.", self.cache.size),
                "ahead_bytes": ("Bytes held for clients that read more slowly than the workers write.", replies.held()),
                "budget_clients": ("Clients whose used worker time is remembered.", len(self.budget)),
            }
        )
        yield metrics.counter("cache_hits", "Answers from the cache.", self.hits)
        yield metrics.counter("mended", "Times that the process holding the graph was replaced.", self.graph.mended)
        facts = self.pool.facts
        yield metrics.info("data", "The data version that is served.", version=str(facts["version"]))


def _cache_key(job: str, arguments: Mapping[str, Any]) -> str:
    return json.dumps([job, arguments], sort_keys=True)


def head_of(reply: ResponseStream) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer, as its job has set them."""
    media_type = str(reply.facts.get("media_type", "application/json"))
    content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return int(reply.facts.get("status", 200)), {"Content-Type": content_type, **reply.facts.get("headers", {})}


async def gathered(reply: ResponseStream) -> bytes:
    """Read the whole answer."""
    try:
        return b"".join([piece async for piece in reply.pieces()])
    except BaseException:
        reply.close()
        raise


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag (RFC 9110, section 13.1.2; weak comparison).

    >>> matches('W/"a", "b"', '"b"'), matches("*", '"b"'), matches('"c"', '"b"')
    (True, True, False)
    """
    named = entity_tags(header) if header else None
    return named is not None and (named.any or named.match_weakly((tag,)))


async def while_connected(request: Request, work: Awaitable[_T]) -> _T:
    """Return the result of the work; cancel the work if the client leaves before it is done."""
    return await streaming.while_connected(request.receive, work)
