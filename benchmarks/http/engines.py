"""The servers that are compared, each started on a free port of this machine and on one core."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import psutil

CORE: Final = ["taskset", "-c", "0"]  # the load comes from the other one
PATIENCE: Final = 3600.0  # seconds to load the data
_INI: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
"""


class Running(NamedTuple):
    """A server that answers queries at this address."""

    url: str
    seconds: float  # from the start of the program, loading included, until it answers
    process: psutil.Process

    def family(self) -> list[psutil.Process]:
        """Its processes."""
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def alone(server: Running, among: Iterable[Running]) -> Iterator[None]:
    """Let only this server work for a while, and only once it has nothing left to do from before.

    Some go on with queries that nobody waits for any more.
    """
    others = [process for other in among if other is not server for process in other.family()]
    for process in others:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        _rest(server, most=120)
        yield
        # to stand still in the middle of a fork for longer than a fork may take would look like a fault
        _rest(server, most=5)
    finally:
        for process in reversed(others):
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _rest(server: Running, most: float) -> None:
    """Wait until the server does nothing, for so many seconds at most."""
    start = time.monotonic()
    while time.monotonic() - start < most:
        before = _used(server)
        time.sleep(0.25)
        if _used(server) - before < 0.05:
            return


def _used(server: Running) -> float:
    """Seconds of processor time so far."""
    used = 0.0
    for process in server.family():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system
    return used


@contextmanager
def ours(data: Path, _folder: Path) -> Iterator[Running]:
    """`sdggraph serve` over the folder of Turtle files."""
    port = _free_port()
    command = [_script("sdggraph"), "serve", "--port", str(port), "--data", str(data), "--memory", "8GiB"]
    with _program(command, f"http://127.0.0.1:{port}/sparql", ready=f"http://127.0.0.1:{port}/ready") as running:
        yield running


@contextmanager
def rdflib_endpoint(_data: Path, folder: Path) -> Iterator[Running]:
    """rdflib-endpoint over rdflib's store in memory."""
    port = _free_port()
    command = [_script("rdflib-endpoint"), "serve", "--port", str(port), str(folder / "data.nt")]
    with _program(command, f"http://127.0.0.1:{port}/") as running:
        yield running


@contextmanager
def oxigraph(_data: Path, folder: Path) -> Iterator[Running]:
    """The Oxigraph server over its store on disk."""
    store, port = folder / "oxigraph", _free_port()
    start = time.monotonic()
    subprocess.run(
        [*CORE, _script("oxigraph"), "load", "--location", str(store), "--file", str(folder / "data.nt")],
        check=True,
        capture_output=True,
    )
    loading = time.monotonic() - start
    command = [_script("oxigraph"), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _program(command, f"http://127.0.0.1:{port}/query") as running:
        yield running._replace(seconds=running.seconds + loading)


@contextmanager
def virtuoso(_data: Path, folder: Path) -> Iterator[Running]:
    """Virtuoso 7 over its store on disk."""
    place = folder / "virtuoso"
    place.mkdir()
    (place / "data.nt").symlink_to(folder / "data.nt")
    sql, port = _free_port(), _free_port()
    (place / "virtuoso.ini").write_text(_INI.format(folder=place, sql=sql, http=port))
    command = ["virtuoso-t", "-f", "-c", str(place / "virtuoso.ini")]
    with _program(command, f"http://127.0.0.1:{port}/sparql") as running:
        start = time.monotonic()
        load = f"ld_dir('{place}', '*.nt', 'urn:data'); rdf_loader_run(); checkpoint;"
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield running._replace(seconds=running.seconds + time.monotonic() - start)


@contextmanager
def _program(command: list[str], url: str, ready: str = "") -> Iterator[Running]:
    start = time.monotonic()
    with subprocess.Popen([*CORE, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(ready or f"{url}?query=ASK%7B%7D"):
                if process.poll() is not None or time.monotonic() - start > PATIENCE:
                    raise SystemExit(f"{command[0]} did not start")
                time.sleep(0.05)
            yield Running(url, time.monotonic() - start, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(60)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _script(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
