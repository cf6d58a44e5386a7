"""Dumps of the whole graph, named by data version, so that the content of a name never changes.

A file is made on first request, once for each data version, and kept on disk until the version changes. Its directory
entry is removed as soon as it is open, so that nothing is left behind when the server ends.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import IO, Any, Final

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sdggraph.errors import Busy, NotFound, NotOffered
from sdggraph.sparql.formats import BY_ENDING, DUMP_FORMATS, Format
from sdggraph.version import __version__
from sdggraph.web.http.accept_encoding import codings_of
from sdggraph.web.http.compression import coded
from sdggraph.web.http.problems import problem
from sdggraph.web.http.single_flight import SingleFlight
from sdggraph.web.http.urls import at
from sdggraph.web.service import VERSION, Service, matches, while_connected

FOREVER: Final = "public, max-age=31536000, immutable"
_SECONDS: Final = 3600.0  # that the making of a file may take
_PIECE: Final = 1 << 20  # bytes read in one step
_NAME: Final = re.compile(r"(?:sdggraph-(?P<version>[0-9a-f]{1,64})|latest)\.(?P<ending>[a-z]+)(?P<zipped>\.gz)?")
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Dumps:
    """The dump files of the present data version."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._files: SingleFlight[IO[bytes]] = SingleFlight()
        self._one = asyncio.Lock()

    async def file(self, form: Format, *, zipped: bool) -> IO[bytes]:
        """Return the dump in that format. Raises Busy when it takes longer than a request may."""
        version, seconds = self._service.version, self._service.options.seconds
        name = _name(version, form, zipped=zipped)
        return await self._files.get(version, name, lambda: self._made(version, form, zipped=zipped), seconds)

    async def _made(self, version: str, form: Format, *, zipped: bool) -> IO[bytes]:
        if version != self._service.version:
            raise _changed()
        if zipped:
            plain = await self._files.get(
                version, _name(version, form), lambda: self._made(version, form, zipped=False), _SECONDS
            )
            return await asyncio.to_thread(_zip, plain)
        kept: IO[bytes] = tempfile.TemporaryFile(prefix="sdggraph-")  # noqa: SIM115  # kept open while it is served
        async with self._one:  # one worker at a time is enough
            try:
                reply = await self._service.pool.ask("dump", {"format": form.name}, _SECONDS)
            except ConnectionError:  # the process that holds the graph has exited; the next request starts another one
                raise Busy("The server is loading the graph again.", "Ask again in a few seconds.", after=5) from None
            try:
                if reply.state["version"] != version:
                    raise _changed()
                async for piece in reply.pieces():
                    await asyncio.to_thread(kept.write, piece)
            finally:
                reply.close()
        kept.flush()
        return kept

    def close(self) -> None:
        """Close all files."""
        self._files.clear()


@asynccontextmanager
async def _kept(app: FastAPI) -> AsyncIterator[None]:
    app.state.dumps = Dumps(app.state.service)
    try:
        yield
    finally:
        app.state.dumps.close()


router = APIRouter(tags=["Dumps"], lifespan=_kept)


@router.api_route("/data", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/data/", methods=["GET", "HEAD"], summary="List the dumps")
async def files(request: Request) -> Response:
    """List the files that hold the whole graph of the present data version."""
    service: Service = request.app.state.service
    tag = service.tag("dumps", {})
    headers = {"ETag": tag, "Cache-Control": "no-cache", VERSION: service.version}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    files = links(at(request, ""), service.version)
    listed = {"version": service.version, "latest": at(request, "/data/latest.ttl"), "files": files}
    return JSONResponse(listed, headers=headers)


@router.api_route("/data/{name}", methods=["GET", "HEAD"], summary="Download a dump", response_class=Response)
async def file(request: Request, name: str) -> Response:
    """Answer the whole graph as a file, or a byte range of it; `latest.ttl` redirects to the present version."""
    service: Service = request.app.state.service
    found = _NAME.fullmatch(name)
    form = BY_ENDING.get(found["ending"]) if found else None
    if found is None or form is None:
        raise NotFound(f"There is no dump called {name[:100]!r}.", f"{at(request, '/data/')} lists them.")
    zipped = found["zipped"] is not None
    present = _name(service.version, form, zipped=zipped)
    if found["version"] is None:
        return RedirectResponse(at(request, f"/data/{present}"), 307, {"Cache-Control": "no-cache"})
    if found["version"] != service.version:
        raise NotFound(
            f"Data version {found['version']} is not served here, or not any more.",
            f"The present one is {at(request, f'/data/{present}')}.",
            (present,),
        )
    # the release is part of the tag: another release may serialize the same statements differently
    tag = service.tag("dump", {"name": present, "by": __version__})
    headers = {
        "ETag": tag,
        "Cache-Control": FOREVER,
        VERSION: service.version,
        "Accept-Ranges": "bytes",
        "Content-Type": "application/gzip" if zipped else _content_type(form),
        "Content-Disposition": f'attachment; filename="{present}"',
    }
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control", VERSION)})
    dumps: Dumps = request.app.state.dumps
    accepted = codings_of(", ".join(request.headers.getlist("accept-encoding")) or None)
    if zipped and not accepted.identity:
        raise NotOffered("A compressed file is not compressed again.", "Accept it as it is: Accept-Encoding: identity.")
    if accepted.gzip and not zipped and "range" not in request.headers:
        with suppress(Busy):  # a file so large is compressed on its way
            packed = await while_connected(request, dumps.file(form, zipped=True))
            return _sent(request, packed, coded(tag.encode()).decode(), {**headers, "Content-Encoding": "gzip"})
    kept = await while_connected(request, dumps.file(form, zipped=zipped))
    return _sent(request, kept, tag, headers)


def _sent(request: Request, kept: IO[bytes], tag: str, headers: dict[str, str]) -> Response:
    """Answer the whole file, or the requested range (RFC 9110, section 14); of several ranges, the whole file."""
    headers["ETag"] = tag
    size = os.fstat(kept.fileno()).st_size
    wanted = request.headers.get("range")
    if wanted is None or request.method != "GET" or request.headers.get("if-range", tag) != tag:
        return FilePart(kept, 0, size, 200, headers)
    part = span(wanted, size)
    if part is None:
        return FilePart(kept, 0, size, 200, headers)
    if part.start >= part.stop:
        told = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        return problem(416, "There is no such part", f"The file has {size} bytes.", told)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return FilePart(kept, part.start, part.stop, 206, headers)


def span(header: str, size: int) -> range | None:
    """Parse a Range header. Empty if unsatisfiable; None if malformed.

    >>> span("bytes=2-4", 10), span("bytes=-3", 10), span("bytes=8-99", 10), span("bytes=10-", 10)
    (range(2, 5), range(7, 10), range(8, 10), range(10, 10))
    >>> span("bytes=1-2,4-5", 10), span("lines=1-2", 10), span("bytes=4-2", 10)
    (None, None, None)
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0) if int(last) else size, size)
    if last and int(last) < int(first):
        return None
    return range(min(int(first), size), min(int(last) + 1 if last else size, size))


class FilePart(Response):
    """A part of an open file, from `start` to `stop`; several responses may read it at the same time.

    Starlette's FileResponse needs a path, and these files have none, so that a killed server leaves nothing behind.
    """

    def __init__(self, file: IO[bytes], start: int, stop: int, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(status_code=status, headers={**headers, "Content-Length": str(stop - start)})
        self._file = file
        self._start, self._stop = start, stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the part."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        at = self._stop if scope["method"] == "HEAD" else self._start
        leaving = asyncio.create_task(_left(receive))
        try:
            while at < self._stop and not leaving.done():
                piece = await asyncio.to_thread(os.pread, self._file.fileno(), min(_PIECE, self._stop - at), at)
                at += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _changed() -> Busy:
    return Busy("The data have just changed.", "Ask again, for the present version.")


def _zip(plain: IO[bytes]) -> IO[bytes]:
    """Compress the file, without time or name in it, so that the same content gives the same bytes."""
    kept: IO[bytes] = tempfile.TemporaryFile(prefix="sdggraph-")  # noqa: SIM115
    at = 0
    with gzip.GzipFile(filename="", mode="wb", fileobj=kept, mtime=0, compresslevel=6) as packed:
        while piece := os.pread(plain.fileno(), _PIECE, at):
            packed.write(piece)
            at += len(piece)
    kept.flush()
    return kept


def _name(version: str, form: Format, *, zipped: bool = False) -> str:
    return f"sdggraph-{version}.{form.extension}{'.gz' if zipped else ''}"


def _content_type(form: Format) -> str:
    return f"{form.media_type}; charset=utf-8" if form.media_type.startswith("text/") else form.media_type


def links(base: str, version: str) -> list[dict[str, Any]]:
    """List the dumps of a data version: address, media type and compression."""
    return [
        {"url": f"{base}/data/{_name(version, form, zipped=zipped)}", "media_type": form.media_type, "gzip": zipped}
        for form in DUMP_FORMATS.values()
        for zipped in (False, True)
    ]
