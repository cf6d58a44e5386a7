"""Backup and restore: every statement of every graph in one file, verified by its data version."""

from __future__ import annotations

import gzip
import ipaddress
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox

from sdggraph.errors import BadData, BadParameter, CannotRead, CannotWrite, NoStatement
from sdggraph.files import write_atomically
from sdggraph.rdf.parsing import complaints
from sdggraph.sparql.formats import NQUADS
from sdggraph.store import backup_file
from sdggraph.store.backup_file import Digest, digest
from sdggraph.store.disk_writer import DiskStore

_SECONDS: Final = 600.0


def backup(output: Path, *, store: Path | None = None, url: str | None = None) -> Digest:
    """Write everything in a disk store, or on a server, to a new file, whole or not at all.

    Raises CannotWrite when the file exists. Raises CannotRead when the store is in use, when the server cannot be
    reached, or when its answer is incomplete.
    """
    if output.exists():
        raise CannotWrite(f"{output} is there already.", "Name a new file: a backup replaces none.")
    content = _of_store(store) if store is not None else _of_server(_address(url))
    held = digest([content])
    write_atomically(output, gzip.compress(backup_file.head(held) + content, mtime=0))
    return held


def restore(file: Path, *, store: Path | None = None, url: str | None = None, token: str = "") -> Digest:
    """Make a new disk store from a backup, or have a server replace its whole content by it.

    A new store is identical, including its list of changes. A server keeps its own list and derives anew. Raises
    BadData for a file that is no backup or is incomplete. Raises CannotWrite where the target exists or the server
    refuses.
    """
    held = backup_file.proven(file)
    if store is not None:
        _new_store(file, held, store)
    else:
        _replaced(file, held, _address(url), token)
    return held


def _of_store(place: Path) -> bytes:
    durable = DiskStore(place)
    try:
        return b"".join(line + b"\n" for line in durable.lines())
    finally:
        durable.close()


def _of_server(url: str) -> bytes:
    """Download all graphs of a server. Raises CannotRead."""
    try:
        answer = httpx.get(f"{url}/graph-store", headers={"Accept": NQUADS.media_type}, timeout=_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise CannotRead(f"{url} gave no backup: {error}", "Is that the address of an sdggraph server?") from error
    version = answer.headers.get("sdggraph-data-version", "")
    try:
        whole = digest([answer.content]).version == version
    except NoStatement:
        whole = False
    if not whole:
        raise CannotRead(f"What {url} sent is not data version {version or '(none)'}.", "Try again.")
    return answer.content


def _new_store(file: Path, held: Digest, place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotWrite(f"There is something at {place} already.", "Name a new folder: a restore replaces none.")
    beside = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        engine = ox.Store(str(beside))
        with gzip.open(file) as content, complaints(str(file)):  # in N-Quads, the first line is a comment
            # loading the file itself would give blank nodes other names, and the data another version
            engine.bulk_extend(ox.parse(content, ox.RdfFormat.N_QUADS))  # type: ignore[arg-type]  # it yields bytes
        engine.flush()
        del engine
        version = digest([_of_store(beside)]).version
        if version != held.version:
            raise BadData(f"the store came out as data version {version}, not {held.version}.", "Nothing was made.")
        if place.is_dir():
            place.rmdir()
        beside.rename(place)
    except (OSError, RuntimeError) as error:  # the engine reports a full disk by either
        raise CannotWrite(
            f"{place} cannot be made: {error}", "Check that the disk has space and that you may write there."
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def _replaced(file: Path, held: Digest, url: str, token: str) -> None:
    """Have a server load the backup, and verify it by the server's new content."""
    if not token:
        raise BadParameter("Writing to a server needs a token.", "Set SDGGRAPH_TOKEN.")
    if urlsplit(url).scheme != "https" and not _is_here(url):
        raise BadParameter("A token is not sent over an unencrypted connection.", "Use https.")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": NQUADS.media_type, "Content-Encoding": "gzip"}
    try:
        answer = httpx.put(f"{url}/graph-store", content=_packed(file), headers=headers, timeout=_SECONDS)
    except httpx.HTTPError as error:
        raise CannotWrite(
            f"{url} did not load the backup: {error}", "Check its data version before you try again."
        ) from error
    if answer.status_code not in (200, 201, 204):
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        problem = told.get("detail") or told.get("title") or answer.reason_phrase
        raise CannotWrite(f"{url} did not load the backup ({answer.status_code}): {problem}", told.get("remedy", ""))
    if digest([_of_server(url)]).stated != held.stated:
        raise CannotWrite(
            f"The content of {url} differs from the backup.",
            "Somebody may have written to it meanwhile: restore again.",
        )


def _packed(file: Path) -> Iterator[bytes]:
    """Yield the content of a backup as one gzip member, however many it had."""
    packing = zlib.compressobj(9, wbits=31)
    for piece in backup_file.unpacked(file):
        yield packing.compress(piece)
    yield packing.flush()


def _address(url: str | None) -> str:
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        raise BadParameter("No graph is named.", "Give --store FOLDER, or --url with http:// or https://.")
    return url.rstrip("/")


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
