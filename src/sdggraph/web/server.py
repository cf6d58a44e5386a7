"""Running the application until it is told to stop."""

from __future__ import annotations

import socket
import sys

import uvicorn

from sdggraph.errors import CannotWrite
from sdggraph.web.app import create_app
from sdggraph.web.options import Options


def run(options: Options, host: str, port: int) -> None:
    """Serve at that address until Ctrl-C or SIGTERM; requests that are being answered are finished first.

    Raises CannotWrite when the address is taken, and what loading the graph raises.
    """
    listening = listen(host, port)
    address = listening.getsockname()
    print(f"http://{_host(address)}:{address[1]}/", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        create_app(options),
        log_level="warning",
        server_header=False,
        date_header=True,
        access_log=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=int(options.seconds) + 1,
        h11_max_incomplete_event_size=1 << 16,
        limit_concurrency=1000,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket at that address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise CannotWrite(
            f"Nothing can listen at {host}:{port}: {error.strerror}.", "Choose another --port, or --host."
        ) from error
    return listening


def _host(address: tuple[str, int]) -> str:
    return f"[{address[0]}]" if ":" in address[0] else address[0]
