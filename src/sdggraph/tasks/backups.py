"""A whole graph in one file, and back: every statement of every graph, proven by its data version."""

from __future__ import annotations

import gzip
import hashlib
import ipaddress
import re
import shutil
import tempfile
import zlib
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadData, BadParameter, CannotRead, CannotWrite
from sdggraph.files import read_bytes, write_atomically
from sdggraph.rdf.parsing import may_hold_newer, parse
from sdggraph.sparql.formats import NQUADS
from sdggraph.store.disk_writer import DiskStore

_HEAD: Final = re.compile(rb"# sdggraph backup, data version ([0-9a-f]+), (\d+) statements\n")
_SECONDS: Final = 600.0
_OURS: Final = tuple(f" <{graph}> .".encode() for graph in (vocab.DERIVED_GRAPH, f"{vocab.GRAPH}changes"))


class Backup(NamedTuple):
    """What a backup holds."""

    version: str
    lines: list[bytes]  # sorted N-Quads


def version_of(lines: Iterable[bytes]) -> str:
    """The data version of sorted lines of N-Quads, as a store computes it.

    >>> from sdggraph.store.embedded import EmbeddedStore
    >>> version_of([]) == EmbeddedStore.in_memory().version()
    True
    """
    return hashlib.blake2b(b"\n".join(lines), digest_size=16).hexdigest()


def backup(output: Path, *, store: Path | None = None, url: str | None = None) -> Backup:
    """Write all that a store on disk, or a server, holds into a new file, whole or not at all.

    Raises CannotWrite when the file is there already, CannotRead when the store is in use, the server cannot be
    reached, or what it sent is not all of it.
    """
    if output.exists():
        raise CannotWrite(f"{output} is there already.", "Name a new file: a backup replaces none.")
    held = _of_store(store) if store is not None else _of_server(_address(url))
    head = f"# sdggraph backup, data version {held.version}, {len(held.lines)} statements\n".encode()
    write_atomically(output, gzip.compress(head + b"".join(line + b"\n" for line in held.lines), mtime=0))
    return held


def restore(file: Path, *, store: Path | None = None, url: str | None = None, token: str = "") -> Backup:
    """Make a new store on disk of a backup, or have a server take it in place of all that it holds.

    The store is then the same to the statement, its list of changes included; a server keeps its own list and
    derives anew. Raises BadData for a file that is no backup or not whole, CannotWrite where there is something
    already or the server refuses.
    """
    held = read_backup(file)
    if store is not None:
        _new_store(held, store)
    else:
        _replaced(file, held, _address(url), token)
    return held


def read_backup(file: Path) -> Backup:
    """What a backup holds, proven whole. Raises CannotRead, or BadData."""
    try:
        content = gzip.decompress(read_bytes(file))
    except (OSError, EOFError, zlib.error) as error:
        raise BadData("this is no whole gzip file.", "Was it copied whole?", file=str(file)) from error
    head = _HEAD.match(content)
    if head is None:
        raise BadData("this is no backup of sdggraph.", "`sdggraph backup` makes them.", file=str(file), line=1)
    lines = content[head.end() :].splitlines()
    if version_of(lines) != head[1].decode() or len(lines) != int(head[2]):
        raise BadData("this is not what was backed up: its data version is another.", "Use another.", file=str(file))
    if may_hold_newer(content, ox.RdfFormat.N_QUADS):
        deque(parse(content, str(file), ox.RdfFormat.N_QUADS), maxlen=0)  # refuses what only RDF 1.2 has
    return Backup(head[1].decode(), lines)


def _of_store(place: Path) -> Backup:
    durable = DiskStore(place)
    try:
        lines = durable.lines()
    finally:
        durable.close()
    return Backup(version_of(lines), lines)


def _of_server(url: str) -> Backup:
    """All graphs of a server. Raises CannotRead."""
    try:
        answer = httpx.get(f"{url}/graph-store", headers={"Accept": NQUADS.media_type}, timeout=_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise CannotRead(f"{url} gave no backup: {error}", "Is that the address of an sdggraph server?") from error
    lines = answer.content.splitlines()
    version = answer.headers.get("sdggraph-data-version", "")
    if version_of(lines) != version:
        raise CannotRead(f"What {url} sent is not data version {version or '(none)'}.", "Try again.")
    return Backup(version, lines)


def _new_store(held: Backup, place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotWrite(f"There is something at {place} already.", "Name a new folder: a restore replaces none.")
    beside = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        engine = ox.Store(str(beside))
        engine.bulk_load(b"\n".join(held.lines), ox.RdfFormat.N_QUADS)
        engine.flush()
        del engine
        durable = DiskStore(beside)
        version = version_of(durable.lines())
        durable.close()
        if version != held.version:
            raise BadData(f"the store came out as data version {version}, not {held.version}.", "Nothing was made.")
        if place.is_dir():
            place.rmdir()
        beside.rename(place)
    except OSError as error:
        raise CannotWrite(f"{place} cannot be made: {error}", "Is there space, and may you write there?") from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def _replaced(file: Path, held: Backup, url: str, token: str) -> None:
    """Have a server take the backup, and prove it by what it then holds."""
    if not token:
        raise BadParameter("Writing to a server needs a token.", "Set SDGGRAPH_TOKEN.")
    if urlsplit(url).scheme != "https" and not _is_here(url):
        raise BadParameter("A token is not sent over a line that others can read.", "Use https.")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": NQUADS.media_type, "Content-Encoding": "gzip"}
    try:
        answer = httpx.put(f"{url}/graph-store", content=read_bytes(file), headers=headers, timeout=_SECONDS)
    except httpx.HTTPError as error:
        raise CannotWrite(
            f"{url} took no backup: {error}", "Ask it for its data version before you repeat it."
        ) from error
    if answer.status_code not in (200, 201, 204):
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        problem = told.get("detail") or told.get("title") or answer.reason_phrase
        raise CannotWrite(f"{url} took no backup ({answer.status_code}): {problem}", told.get("remedy", ""))
    if _stated(_of_server(url).lines) != _stated(held.lines):
        raise CannotWrite(f"{url} holds something else than the backup.", "Was it written to in the meantime?")


def _stated(lines: Iterable[bytes]) -> list[bytes]:
    """What people stated, without what a server writes itself."""
    return [line for line in lines if not line.endswith(_OURS)]


def _address(url: str | None) -> str:
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        raise BadParameter("Which graph is meant?", "Give --store FOLDER, or --url with http:// or https://.")
    return url.rstrip("/")


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
