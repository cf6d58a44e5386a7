"""HTTP client for a SPARQL endpoint: limited in time and bytes, bound to one origin, with clear errors.

SPARQLWrapper and rdflib's SPARQLStore are not used: they have no time-out and lose the server's error message. Reads
are retried where that may help; an update is sent once only.
"""

from __future__ import annotations

import os
import ssl
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

import httpx

from sdggraph.config import Endpoint
from sdggraph.errors import BadParameter, CannotRead, CannotWrite, LimitExceeded, UpdateFailed
from sdggraph.store.remote.auth import Login, origin, secrets
from sdggraph.store.remote.deadline import transport, until
from sdggraph.store.remote.errors import of_status, shortened
from sdggraph.workers.sandbox import too_slow

_PAUSES: Final = (0.1, 0.4, 1.6)  # seconds before a read is retried
_LATER: Final = {429, 502, 503, 504}
_CONNECT: Final = 10.0  # seconds for the connection to the server
_COMPLAINT: Final = 64 << 10  # bytes of an error message that are read
_AGENT: Final = "sdggraph"

Form = Mapping[str, str | list[str]]


class HttpResponse(NamedTuple):
    """A complete answer."""

    status: int
    headers: httpx.Headers
    content: bytes


class Bound(NamedTuple):
    """The time limit of an answer, and the moment when it ends."""

    seconds: float
    end: float

    @classmethod
    def of(cls, seconds: float) -> Bound:
        """A limit of so many seconds from now."""
        return cls(seconds, time.monotonic() + seconds)


class Client:
    """A client of one endpoint.

    Only POST forms are sent: Virtuoso never answers a query posted directly. Redirects are not followed. Proxies and
    passwords are not taken from the environment.

    >>> Client(Endpoint("ftp://example.org/"))
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: ftp://example.org/ is not the address of a SPARQL endpoint. ...
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._url = _checked(endpoint.url)
        self._updates = _checked(endpoint.updates or endpoint.url)
        if origin(self._url) != origin(self._updates):
            raise BadParameter(
                "Updates would go to another server than queries, and credentials go to one only.",
                "Name two addresses of the same server.",
            )
        self._auth = Login(endpoint, self._url) if endpoint.token or endpoint.user else None
        self._clients: dict[int, httpx.Client] = {}
        weakref.finalize(self, _close, self._clients)

    @property
    def url(self) -> str:
        """The address for queries."""
        return str(self._url)

    @property
    def seconds(self) -> float:
        """The time limit of an answer unless another is given."""
        return self._endpoint.seconds

    def read(self, form: Form, accept: str, most: int, bound: Bound | None = None) -> HttpResponse:
        """Send a query and return the answer; retry where the server is not ready or the connection breaks.

        Raises LimitExceeded beyond the limit of bytes or time, CannotRead, Refused or BadQuery.
        """
        bound = bound or Bound.of(self.seconds)
        for pause in (*_PAUSES, None):
            problem = ""
            wait = pause or 0.0
            try:
                reply = self._exchange(self._url, form, accept, bound, most)
            except (httpx.TransportError, ssl.SSLError) as error:
                problem = _said(error)
            else:
                if reply.status not in _LATER:
                    return self._accepted(self._url, reply)
                wait = max(wait, _retry_after(reply))
            if pause is None or time.monotonic() + wait >= bound.end:
                break
            time.sleep(wait)
        if problem:
            raise CannotRead(
                f"{self._url} cannot be read: {self._hushed(problem)}.",
                "Check the address, and that the server runs and can be reached from here.",
            )
        return self._accepted(self._url, reply)

    def write(self, form: Form) -> None:
        """Send an update, once. Raises BadQuery, UpdateFailed, Refused, LimitExceeded or CannotWrite."""
        uncertain = "It is not sent again: check whether it was carried out."
        try:
            reply = self._exchange(self._updates, form, "*/*", Bound.of(self.seconds), 1 << 20, anew=True)
        except (httpx.TransportError, ssl.SSLError) as error:
            problem = f"The update was not confirmed by {self._updates}: {self._hushed(_said(error))}."
            raise CannotWrite(problem, uncertain) from error
        except LimitExceeded as error:
            raise LimitExceeded(f"The update was not confirmed: {error.problem}", uncertain, error.limit) from error
        if reply.status == 500:  # Oxigraph's answer to DROP of a graph that does not exist
            said = shortened(self._hushed(reply.content.decode(errors="replace")))
            raise UpdateFailed(
                f"The update cannot be carried out: {said}.", "Check whether a part of it was carried out."
            )
        self._accepted(self._updates, reply)

    def _accepted(self, url: httpx.URL, reply: HttpResponse) -> HttpResponse:
        if 200 <= reply.status < 300:
            return reply
        text = self._hushed(reply.content.decode(errors="replace"))
        target = self._hushed(reply.headers.get("location", ""))
        raise of_status(str(url), reply.status, text, target)

    # --- one exchange --------------------------------------------------------------------------

    def _exchange(
        self, url: httpx.URL, form: Form, accept: str, bound: Bound, most: int, *, anew: bool = False
    ) -> HttpResponse:
        left = max(bound.end - time.monotonic(), 0.001)
        timeouts = httpx.Timeout(left, connect=min(_CONNECT, left))
        headers = {"Accept": accept, "User-Agent": _AGENT}
        try:
            with (
                until(bound.end),
                self._client(anew) as client,
                client.stream(
                    "POST", url, data=dict(form), headers=headers, auth=self._auth, timeout=timeouts
                ) as response,
            ):
                most = most if 200 <= response.status_code < 300 else _COMPLAINT
                return HttpResponse(response.status_code, response.headers, _content(response, most))
        except (httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout) as error:
            raise too_slow(bound.seconds) from error

    @contextmanager
    def _client(self, anew: bool) -> Iterator[httpx.Client]:
        """Yield the client of this process, whose connections persist, or a new client for one request.

        An update uses a new connection: a reused one that the server has just closed would look like a failure.
        """
        if anew:
            with _new_client() as once:
                yield once
        else:
            # one for each process: a fork must not share its parent's connections
            yield self._clients.setdefault(os.getpid(), self._clients.get(os.getpid()) or _new_client())

    def _hushed(self, text: str) -> str:
        """Mask our credentials in a text that a server may have echoed."""
        for secret in secrets(self._endpoint):
            text = text.replace(secret, "***")
        return text


def _new_client() -> httpx.Client:
    # trust_env=False: no proxy and no .netrc, so that what we send goes only to the endpoint
    return httpx.Client(transport=transport(), trust_env=False, follow_redirects=False)


def _content(response: httpx.Response, most: int) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > most:
            if response.status_code < 300:
                raise _too_much(most)
            break
    return b"".join(pieces)


def _close(clients: dict[int, httpx.Client]) -> None:
    client = clients.pop(os.getpid(), None)
    if client is not None:
        client.close()


def _checked(text: str) -> httpx.URL:
    remedy = "Write it as http(s)://host[:port]/path; user and password belong in SDGGRAPH_ENDPOINT_USER and _PASSWORD."
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise BadParameter(f"{text!r} is not an address: {error}.", remedy) from error
    if url.userinfo:
        raise BadParameter(
            "The address of the endpoint contains a user name or a password, which messages would show.", remedy
        )
    if url.scheme not in ("http", "https") or not url.host:
        raise BadParameter(f"{text} is not the address of a SPARQL endpoint.", remedy)
    return url.copy_with(fragment=None)


def _too_much(most: int) -> LimitExceeded:
    return LimitExceeded(
        f"The answer of the endpoint has more than {most / 2**20:,.0f} MiB, the limit.",
        "Ask for less (LIMIT, a filter) or raise the limit.",
        limit="memory",
    )


def _retry_after(reply: HttpResponse) -> float:
    """Return the seconds that the server requests; a date is ignored."""
    text = reply.headers.get("retry-after", "")
    return min(float(text), 60.0) if text.isdecimal() else 0.0


def _said(error: Exception) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "it does not answer"
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)):
        return f"the connection broke off ({error})" if str(error) else "the connection broke off"
    return str(error).rstrip(".") or type(error).__name__
