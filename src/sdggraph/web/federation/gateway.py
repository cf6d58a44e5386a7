"""Loopback proxy for SERVICE: one token per query, forwards to allow-listed endpoints only."""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

import httpcore

from sdggraph.errors import ServiceFailed
from sdggraph.sparql import service_allowlist
from sdggraph.web.federation import outbound
from sdggraph.web.federation.outbound import Answer, Resolve

_T = TypeVar("_T")
MOST: Final = 50_000_000  # bytes of all answers to one query
ASKING: Final = 2  # queries that may call other servers at the same time
CALLS: Final = 20  # different requests that one query may send to other servers
_HEAD: Final = 16_384  # bytes of a request's header section
_BODY: Final = 1_000_000  # bytes of the query in it
_HURRY: Final = 10.0  # seconds within which a request must have arrived
_log = logging.getLogger("sdggraph.web")


class Ticket:
    """The permission of one query to call other servers, valid while it runs."""

    def __init__(self, base: str, token: str, seconds: float) -> None:
        self.base = f"{base}{token}/"  # the common beginning of all addresses for this query
        self.token = token
        self.until = time.monotonic() + seconds
        self.failure: str | None = None  # why a SERVICE that is not SILENT has failed, as a message
        self.nested = False  # whether the query had another server call a third one
        self.room = MOST
        self.addresses: dict[tuple[str, int], asyncio.Task[str]] = {}  # of each host, resolved once
        # the engine may send the same request many times
        self.answers: dict[tuple[str, bytes], asyncio.Task[Answer]] = {}


class Gateway:
    """A server on the loopback address. `open` issues tickets; a request without one is refused."""

    def __init__(
        self,
        prefixes: Sequence[str],
        resolve: Resolve = outbound.resolve,
        public: Callable[[str], bool] = outbound.public,
    ) -> None:
        self.prefixes = tuple(prefixes)
        self.turns = asyncio.Semaphore(ASKING)
        self.waiting = 0  # queries that wait for their turn
        self._resolve = resolve
        self._public = public
        self._security = ssl.create_default_context()
        self._tickets: dict[str, Ticket] = {}
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Start to listen."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close all tickets and stop listening."""
        for ticket in list(self._tickets.values()):
            self.close(ticket)
        if self._server is not None:
            self._server.close()
            self._server = None

    def open(self, seconds: float) -> Ticket:
        """Return a ticket for a query that may run for that many seconds."""
        ticket = Ticket(f"http://127.0.0.1:{self.port}/", secrets.token_urlsafe(32), seconds)
        self._tickets[ticket.token] = ticket
        return ticket

    def close(self, ticket: Ticket) -> None:
        """Withdraw the ticket of a query that has ended, and cancel its requests."""
        self._tickets.pop(ticket.token, None)
        for task in (*ticket.addresses.values(), *ticket.answers.values()):
            task.cancel()
        ticket.answers.clear()

    # --- what the engine sends ---------------------------------------------------------------------

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_HURRY):
                path, query = await _read(reader)
            try:
                answer = await self._found(path, query)
                _write(writer, "200 OK", answer.media_type, answer.content)
            except ServiceFailed as error:
                _write(writer, "502 Bad Gateway", "text/plain; charset=utf-8", str(error).encode())
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client has closed the connection, or is not our engine
        finally:
            writer.close()

    async def _found(self, path: str, query: bytes) -> Answer:
        """Return the answer of the server that the path names. Raises ServiceFailed; the ticket notes it unless it is
        SILENT.
        """
        token, _, rest = path.removeprefix("/").partition("/")
        known = [each for each in self._tickets.values() if secrets.compare_digest(each.token.encode(), token.encode())]
        named = service_allowlist.target(rest)
        if not known or named is None:
            raise ServiceFailed("No running query has this address.")
        [ticket] = known
        target, silent = named
        try:
            if ticket.token.encode() in query:
                # the inner SERVICE holds the gateway's address: the other server would call it and learn the token
                ticket.nested = True
                raise ServiceFailed("SERVICE within SERVICE is not allowed.")
            return await self._once(ticket, target, query)
        except asyncio.CancelledError:
            raise ServiceFailed("The query has ended.") from None
        except ServiceFailed as error:
            if not silent:
                ticket.failure = ticket.failure or str(error)
            raise
        except Exception:
            _log.exception("Calling another server failed with an unforeseen error")
            ticket.failure = ticket.failure or "The call failed."
            raise ServiceFailed("The call failed.") from None

    async def _once(self, ticket: Ticket, target: str, query: bytes) -> Answer:
        """Return the answer that the ticket already holds, or ask for it now."""
        if service_allowlist.allowed(target, self.prefixes) != target:
            raise ServiceFailed("This server is not on the allow-list.")
        key = target, query
        if key not in ticket.answers:
            if len(ticket.answers) >= CALLS:
                raise ServiceFailed(f"The query sends more than {CALLS} different requests to other servers.")
            ticket.answers[key] = _started(self._ask(ticket, target, query))
        return await asyncio.shield(ticket.answers[key])

    async def _ask(self, ticket: Ticket, target: str, query: bytes) -> Answer:
        url = httpcore.URL(target)
        host = url.host.decode()
        port = url.port or (443 if url.scheme == b"https" else 80)
        try:
            async with asyncio.timeout(max(0.0, ticket.until - time.monotonic())):
                if (host, port) not in ticket.addresses:
                    choosing = outbound.chosen(host.strip("[]"), port, self._resolve, self._public)
                    ticket.addresses[host, port] = _started(choosing)
                address = await asyncio.shield(ticket.addresses[host, port])
                answer = await outbound.ask(url, address, query, ticket.room, self._security)
        except TimeoutError:
            raise ServiceFailed(f"{host} did not answer in time.") from None
        ticket.room -= len(answer.content)
        return answer


def _started(work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
    """Start the work as a task. If nothing awaits it any more, its failure is ignored."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


async def _read(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """Read the path and the query of a request from the engine. Raises ValueError for any other request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "-1"))
    if method != "POST" or headers.get("content-type") != "application/sparql-query" or not 0 <= length <= _BODY:
        raise ValueError("no query of the engine's")
    return path, await reader.readexactly(length)


def _write(writer: asyncio.StreamWriter, status: str, media_type: str, content: bytes) -> None:
    length = len(content)
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + content)
