"""Compress text answers by gzip for clients that accept it (RFC 9110, sections 8.4 and 8.8.3.3).

Starlette's GZipMiddleware is not used. It ignores q-values, sends one strong ETag for two different bodies, and
compresses on the event loop, where 1 MB of Turtle delays all other clients by 40 ms. Brotli and Zstandard are not
offered: both need a further package here and in Python clients, and gzip makes our answers 6 to 14 times smaller.
No answer holds a secret beside text that a client chose, so compressed sizes tell an eavesdropper nothing (BREACH).
"""

from __future__ import annotations

import asyncio
import re
import zlib
from functools import lru_cache
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sdggraph.web.http.accept_encoding import Codings, codings_of
from sdggraph.web.http.problems import problem
from sdggraph.web.http.response_cache import Cache, Kept

_SMALLEST: Final = 1000  # bytes that are worth it
_LARGEST: Final = 1 << 20  # compressed bytes that are worth keeping
_SHORT: Final = 1 << 15  # bytes that are compressed sooner than another thread takes over
_ONCE: Final = 6  # level of what is kept
_EACH_TIME: Final = 2  # and of what is not: three times as fast, a quarter larger
_GZIP: Final = 16 + zlib.MAX_WBITS  # with a header that holds neither a time nor a name
_TEXT: Final = re.compile(
    rb"text/[^;]*|[^;]*\+(?:json|xml)|application/"
    rb"(?:json|xml|javascript|n-triples|n-quads|trig|sparql-query|x-ndjson|yaml)"
)
_CODED: Final = b'-gzip"'  # the end of the tag of a compressed body
_CODED_TAG: Final = re.compile(rb'(?:W/)?("[^"]*)-gzip"')
_READING: Final = ("GET", "HEAD")
_PLAIN: Final = Codings(gzip=False, identity=True)


class Compression:
    """Middleware: compress what is text, longer than 1 kB and not coded yet, and give it an ETag of its own.

    A compressed body whose ETag is kept in `cache` is made once. Parts of a file (206) are sent as they are.
    """

    def __init__(self, app: ASGIApp, cache: Cache) -> None:
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; 406 where the client refuses both gzip and a body without a coding."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fields: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _HEEDED:
                fields[name] = fields[name] + b", " + value if name in fields else value
        sent = fields.get(b"accept-encoding")
        codings = _PLAIN if sent is None else codings_of(sent.decode("latin-1"))
        if not (codings.gzip or codings.identity):
            await problem(406, "The answer cannot be had in that coding", remedy=_REMEDY)(scope, receive, send)
            return
        if len(fields) > (sent is not None):
            _uncode_tags(scope, codings)
        answer = _Answer(self._cache, scope["method"], codings, fields.get(b"if-none-match", b""), send)
        await self._app(scope, receive, answer.send)


_HEEDED: Final = frozenset((b"accept-encoding", b"if-none-match", b"if-match"))
_REMEDY: Final = "Accept gzip or identity: Accept-Encoding: gzip, identity."


def _uncode_tags(scope: Scope, codings: Codings) -> None:
    """Replace the tags of compressed bodies in the conditions of a request by the tags that the application knows.

    A reader who takes no gzip must not be told that a compressed copy is still good. A writer means the data.
    """
    meant = {b"if-match"}
    if codings.gzip or scope["method"] not in _READING:
        meant.add(b"if-none-match")
    scope["headers"] = [
        (name, _CODED_TAG.sub(rb'\1"', value) if name in meant else value) for name, value in scope["headers"]
    ]


class _Answer:
    """One answer on its way to the client."""

    __slots__ = ("_cache", "_codings", "_held", "_known", "_method", "_packing", "_send")

    def __init__(self, cache: Cache, method: str, codings: Codings, known: bytes, send: Send) -> None:
        self._cache = cache
        self._method = method
        self._codings = codings
        self._known = known  # If-None-Match as it was sent
        self._send = send
        self._held: Message | None = None  # the head, while the body decides whether it is compressed
        self._packing: zlib._Compress | None = None

    async def send(self, message: Message) -> None:
        """Send a message of the application, compressed where that is due."""
        if message["type"] == "http.response.start":
            if self._may_pack(message):
                self._held = message
            else:
                await self._send(message)
        elif self._held is not None:
            head, self._held = self._held, None
            await self._begin(head, message)
        elif self._packing is not None:
            await self._go_on(self._packing, message)
        else:
            await self._send(message)

    def _may_pack(self, head: Message) -> bool:
        """Whether to compress that answer, as far as its head tells. Its Vary and the tag of a 304 are set."""
        fields = dict(head["headers"])
        if head["status"] == 304:
            tag = coded(fields.get(b"etag", b""))
            held = tag.removeprefix(b"W/") in self._known if tag else False
            head["headers"] = _changed(fields, {b"etag": tag} if held else {})
            return False
        if not is_text(fields.get(b"content-type", b"")):
            return False
        head["headers"] = _changed(fields, {})
        if not self._codings.gzip or head["status"] == 206 or b"content-encoding" in fields:
            return False
        size = fields.get(b"content-length")
        return size is None or int(size) >= _SMALLEST or not self._codings.identity

    async def _begin(self, head: Message, first: Message) -> None:
        content, more = first.get("body", b""), first.get("more_body", False)
        fields = dict(head["headers"])
        tag = coded(fields.get(b"etag", b""))
        if more:
            self._packing = zlib.compressobj(_EACH_TIME, wbits=_GZIP)
        elif content or self._method != "HEAD":
            packed = await self._packed(content, tag if head["status"] == 200 else b"", fields)
            if len(packed) >= len(content) and self._codings.identity:
                await self._send(head)
                await self._send(first)
                return
            fields[b"content-length"] = str(len(packed)).encode()
            first = {**first, "body": packed}
        if more or not first.get("body"):  # the length is that of the body without a coding
            fields.pop(b"content-length", None)
        told = {b"content-encoding": b"gzip"}
        if tag:
            told[b"etag"] = tag
        await self._send({**head, "headers": list({**fields, **told}.items())})
        if self._packing is None:
            await self._send(first)
        else:
            await self._go_on(self._packing, first)

    async def _packed(self, content: bytes, tag: bytes, fields: dict[bytes, bytes]) -> bytes:
        """A whole body, compressed; the one that is kept, if there is one."""
        lasting = bool(tag) and b"no-store" not in fields.get(b"cache-control", b"")
        name = tag.decode("latin-1")
        kept = self._cache.peek(name) if lasting else None
        if kept is not None:
            return kept.content
        level = _ONCE if lasting else _EACH_TIME
        if len(content) <= _SHORT:
            packed = _compressed(content, level)
        else:
            packed = await asyncio.to_thread(_compressed, content, level)
        if lasting and len(packed) <= _LARGEST:
            self._cache.keep(name, Kept(packed, {}))
        return packed

    async def _go_on(self, packing: zlib._Compress, message: Message) -> None:
        """Send what a piece adds. The end is sent only after the application's own, so a cut stays visible."""
        content, more = message.get("body", b""), message.get("more_body", False)
        if len(content) <= _SHORT:
            packed = packing.compress(content)
        else:
            packed = await asyncio.to_thread(packing.compress, content)
        if not more:
            packed += packing.flush()
        if packed or not more:
            await self._send({"type": "http.response.body", "body": packed, "more_body": more})


def coded(tag: bytes) -> bytes:
    """The ETag of the compressed body, from that of the body without a coding; nothing for a weak one.

    It is weak, as the same answer is compressed at one level where it is kept, and at another where it is streamed.

    >>> coded(b'"a1"'), coded(b'W/"a1"')
    (b'W/"a1-gzip"', b'')
    """
    return b"W/" + tag[:-1] + _CODED if tag.startswith(b'"') else b""


@lru_cache(maxsize=256)
def is_text(media_type: bytes) -> bool:
    """Whether content of that type is text, which gets smaller when it is compressed.

    >>> is_text(b"text/csv; charset=utf-8"), is_text(b"application/gzip"), is_text(b"image/svg+xml")
    (True, False, True)
    """
    return _TEXT.fullmatch(media_type.partition(b";")[0].strip().lower()) is not None


def _changed(fields: dict[bytes, bytes], new: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The header fields with new ones, and Accept-Encoding among what the answer depends on."""
    vary = fields.get(b"vary")
    told = b"Accept-Encoding" if vary is None else vary + b", Accept-Encoding"
    return list({**fields, **new, b"vary": told}.items())


def _compressed(content: bytes, level: int) -> bytes:
    packing = zlib.compressobj(level, wbits=_GZIP)
    return packing.compress(content) + packing.flush()
