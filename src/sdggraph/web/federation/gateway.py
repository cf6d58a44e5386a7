"""The way by which a query asks other servers: a door on this machine that opens for one query, to those on a list."""

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
ASKING: Final = 2  # queries that may ask other servers at a time
CALLS: Final = 20  # different questions that one query may ask elsewhere
_HEAD: Final = 16_384  # bytes of a request's head
_BODY: Final = 1_000_000  # and of the query in it
_HURRY: Final = 10.0  # seconds in which a request must have arrived
_log = logging.getLogger("sdggraph.web")


class Ticket:
    """What one query may ask, for as long as it runs."""

    def __init__(self, base: str, token: str, seconds: float) -> None:
        self.base = f"{base}{token}/"  # what all addresses for this query begin with
        self.token = token
        self.until = time.monotonic() + seconds
        self.failure: str | None = None  # why something that is not SILENT has failed, in words
        self.nested = False  # whether it had another server ask a third one
        self.room = MOST
        self.addresses: dict[tuple[str, int], asyncio.Task[str]] = {}  # of each host, found once
        self.answers: dict[tuple[str, bytes], asyncio.Task[Answer]] = {}  # the engine may ask the same again and again


class Gateway:
    """A server on the loopback address; `open` gives out tickets, and without one it answers nobody."""

    def __init__(
        self,
        prefixes: Sequence[str],
        resolve: Resolve = outbound.resolve,
        public: Callable[[str], bool] = outbound.public,
    ) -> None:
        self.prefixes = tuple(prefixes)
        self.turns = asyncio.Semaphore(ASKING)
        self.waiting = 0  # queries without a turn
        self._resolve = resolve
        self._public = public
        self._security = ssl.create_default_context()
        self._tickets: dict[str, Ticket] = {}
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close all tickets and listen no more."""
        for ticket in list(self._tickets.values()):
            self.close(ticket)
        if self._server is not None:
            self._server.close()
            self._server = None

    def open(self, seconds: float) -> Ticket:
        """A ticket for a query that may run so long."""
        ticket = Ticket(f"http://127.0.0.1:{self.port}/", secrets.token_urlsafe(32), seconds)
        self._tickets[ticket.token] = ticket
        return ticket

    def close(self, ticket: Ticket) -> None:
        """The query has ended: nothing is asked for it any more."""
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
            pass  # it has gone, or is no engine of ours
        finally:
            writer.close()

    async def _found(self, path: str, query: bytes) -> Answer:
        """Return the answer of the server that the path names. Raises ServiceFailed, noted unless it is SILENT."""
        token, _, rest = path.removeprefix("/").partition("/")
        known = [each for each in self._tickets.values() if secrets.compare_digest(each.token.encode(), token.encode())]
        named = service_allowlist.target(rest)
        if not known or named is None:
            raise ServiceFailed("This is not open.")
        [ticket] = known
        target, silent = named
        try:
            if ticket.token.encode() in query:
                # the text that travels would have the other server call here, and tell it the token
                ticket.nested = True
                raise ServiceFailed("A server that is asked cannot be made to ask another one.")
            return await self._once(ticket, target, query)
        except asyncio.CancelledError:
            raise ServiceFailed("The query has ended.") from None
        except ServiceFailed as error:
            if not silent:
                ticket.failure = ticket.failure or str(error)
            raise
        except Exception:
            _log.exception("Asking another server failed in a way nobody foresaw")
            ticket.failure = ticket.failure or "It cannot be asked."
            raise ServiceFailed("It cannot be asked.") from None

    async def _once(self, ticket: Ticket, target: str, query: bytes) -> Answer:
        """The answer that the ticket holds already, or one that is asked for now."""
        if service_allowlist.allowed(target, self.prefixes) != target:
            raise ServiceFailed("This server is not among those that may be asked.")
        key = target, query
        if key not in ticket.answers:
            if len(ticket.answers) >= CALLS:
                raise ServiceFailed(f"The query asks other servers more than {CALLS} different questions.")
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
    """The work, begun; that it fails is no news where nobody waits for it any more."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


async def _read(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The path and the query of a request, as the engine sends them. Raises ValueError for any other."""
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
