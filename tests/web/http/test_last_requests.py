"""A request that is under way when the server stops is answered, on new connections and on those that are kept."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.web.serving import Server

pytestmark = pytest.mark.slow

MANY = 60
REQUEST = b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"
END = b'{"status":"alive"}'
ENDED = (0, -signal.SIGTERM)


def answer(connection: socket.socket, end: bytes = b"\0") -> bytes:
    """Everything that is sent until these bytes or the end of the connection."""
    found = b""
    while end not in found and (part := connection.recv(4096)):
        found += part
    return found


class PatientServer(Server):
    """A server that waits long for last requests."""

    program = ("tests.web.patient", "serve")


def await_the_shutdown(server: Server) -> None:
    """Wait until no new connection is accepted."""
    port = int(server.url.rpartition(":")[2])
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=30).close()
        except ConnectionError:
            return
        time.sleep(0.01)


@contextmanager
def connected(server: Server) -> Iterator[list[socket.socket]]:
    """Connections to a server; it has accepted all of them, because it has answered on the last one."""
    port = int(server.url.rpartition(":")[2])
    with ExitStack() as held:
        made = [held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30)) for _ in range(MANY)]
        made[-1].sendall(REQUEST)
        assert END in answer(made[-1], END)
        yield made


@pytest.mark.parametrize("kept", [pytest.param(False, marks=pytest.mark.slow, id="new"), pytest.param(True, id="kept")])
def test_every_request_under_way_is_answered_before_the_connection_ends(
    tmp_path: Path, small: Path, kept: bool
) -> None:
    with PatientServer("--data", str(small), log=tmp_path / "log") as server, connected(server) as connections:
        for each in connections if kept else ():
            each.sendall(REQUEST)
            assert END in answer(each, END)
        server.process.send_signal(signal.SIGTERM)
        await_the_shutdown(server)
        for each in connections:
            each.sendall(REQUEST)
        found = [answer(each) for each in connections]
        assert server.process.wait(30) in ENDED
    assert [each[:12] for each in found] == [b"HTTP/1.1 200"] * MANY
    assert all(each.endswith(END) for each in found)


def test_connections_that_send_nothing_do_not_delay_the_end(tmp_path: Path, small: Path) -> None:
    with Server("--data", str(small), log=tmp_path / "log") as server, connected(server) as connections:
        server.process.send_signal(signal.SIGTERM)
        assert [answer(each) for each in connections] == [b""] * MANY
        assert server.process.wait(30) in ENDED
