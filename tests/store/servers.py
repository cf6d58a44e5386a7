"""Other people's stores, started for a test on a free port of this machine, with a folder of their own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from sdggraph.config import Endpoint

PATIENCE = 60.0  # seconds in which a server must be up
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
VIRTUOSO, ISQL = shutil.which("virtuoso-t"), shutil.which("isql-vt")

INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
MaxQueryMem = 256M
ThreadsPerQuery = 2
CheckpointInterval = 0
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {most}
"""


class Server:
    """A running server: where it is, and how to fill it."""

    def __init__(self, name: str, endpoint: Endpoint, folder: Path, sql: int = 0) -> None:
        self.name, self.endpoint = name, endpoint
        self._folder, self._sql = folder, sql

    def load(self, nquads: bytes) -> None:
        """Put statements into it, in the way its own manual tells."""
        if self.name == "oxigraph":
            at = httpx.URL(self.endpoint.url).copy_with(path="/store")
            httpx.post(at, content=nquads, headers={"Content-Type": "application/n-quads"}).raise_for_status()
            return
        path = self._folder / "load.nq"
        path.write_bytes(nquads)
        command = f"DB.DBA.TTLP(file_to_string_output('{path}'), '', 'urn:x', 512);"
        isql(self._sql, command)


def isql(port: int, command: str) -> None:
    assert ISQL is not None
    done = subprocess.run([ISQL, f"127.0.0.1:{port}", "dba", "dba", f"exec={command}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """An Oxigraph server, from the PyPI package of that name."""
    if OXIGRAPH is None:
        pytest.skip("there is no oxigraph program here: pip install oxigraph")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    # without a limit of its own it would work on long after its client has left
    with running([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", "5"], base):
        yield Server("oxigraph", Endpoint(f"{base}/query", updates=f"{base}/update"), folder)


@contextmanager
def virtuoso(folder: Path, most: int = 1_000_000) -> Iterator[Server]:
    """A Virtuoso 7, from the Debian package virtuoso-opensource-7; it asks for a digest."""
    if VIRTUOSO is None or ISQL is None:
        pytest.skip("there is no virtuoso-t here: apt-get install virtuoso-opensource-7")
    sql, port = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, http=port, most=most))
    base = f"http://127.0.0.1:{port}"
    with running([VIRTUOSO, "-f", "-c", str(folder / "virtuoso.ini")], f"{base}/sparql"):
        endpoint = Endpoint(f"{base}/sparql-auth", user="dba", password="dba", seconds=30)
        yield Server("virtuoso", endpoint, folder, sql)


@contextmanager
def running(command: list[str], url: str) -> Iterator[None]:
    """A program until it answers at that address, and no longer than the test."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not _answers(url):
                assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
                assert time.monotonic() < end, f"{command[0]} did not answer within {PATIENCE:g} s"
                time.sleep(0.1)
            yield
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=2, trust_env=False)
    except httpx.TransportError:
        return False
    return True


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
