"""The process that runs the application until it is told to stop."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import signal
import socket
import sys
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from sdggraph.errors import CannotWrite
from sdggraph.web.http import access_log
from sdggraph.web.http.access_log import AccessLog
from sdggraph.web.http.connection_limits import bounded
from sdggraph.web.http.security_headers import OuterMiddleware, Quiet
from sdggraph.web.options import Options
from sdggraph.web.service import Service

if sys.platform != "win32":
    import resource

_BACKLOG: Final = 2048  # connections that may wait to be accepted
_MMAP_THRESHOLD: Final = -3  # of mallopt(3)
_SWITCH: Final = 0.0005  # seconds that a thread scanning a long text may keep the event loop waiting
_HURRY: Final = 1  # seconds that requests in progress have after Ctrl-C


def run(options: Options, host: str, port: int) -> None:
    """Serve at that address until Ctrl-C or SIGTERM; after SIGTERM, requests in progress are finished.

    Raises CannotWrite when the address is in use or the access log cannot be written, and what loading the graph
    raises.
    """
    if options.log:
        access_log.write_to(options.log)
    listening = listen(host, port)
    address = listening.getsockname()
    print(f"http://{_host(address)}:{address[1]}/", file=sys.stderr, flush=True)
    _allow_files()
    _give_back()
    sys.setswitchinterval(_SWITCH)
    signal.signal(signal.SIGTERM, _leave)  # uvicorn finishes the requests first, and then raises the signal again
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(_serve(Service(options), listening))
    except KeyboardInterrupt:
        return


async def _serve(service: Service, listening: socket.socket) -> None:
    """Load the graph and serve it; errors of loading are raised here."""
    try:
        # another process loads the graph while this one imports the application, which takes as long
        app, _ = await asyncio.gather(asyncio.to_thread(_application, service), service.start())
        gc.collect()
        # excludes long-lived objects from garbage collection, which would stop all answers for thirty milliseconds
        gc.freeze()
        await _server(app, service).serve([listening])
    finally:
        listening.close()
        await service.stop()


def _application(service: Service) -> ASGIApp:
    from sdggraph.web.app import application

    return AccessLog(OuterMiddleware(application(service), service.options.body), service.metrics.observe)


def _server(app: ASGIApp, service: Service) -> Server:
    options = service.options
    server = Server(
        uvicorn.Config(
            app,
            http=bounded(options.body),
            ws="none",
            log_level="error",  # any client can provoke its warnings, and they would fill the log
            server_header=False,
            date_header=True,
            access_log=False,
            proxy_headers=bool(options.proxies),
            forwarded_allow_ips=list(options.proxies),
            timeout_keep_alive=15,
            timeout_graceful_shutdown=int(options.seconds) + 1,
            backlog=_BACKLOG,
        )
    )
    logging.getLogger("uvicorn.error").addFilter(Quiet())
    return server


class Server(uvicorn.Server):
    """uvicorn, with a long time to finish after SIGTERM and a short one after Ctrl-C."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin the shutdown of the server, on a signal."""
        if sig == signal.SIGINT:
            self.config.timeout_graceful_shutdown = _HURRY
        super().handle_exit(sig, frame)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _allow_files() -> None:
    """Raise the limit of open files to what the system allows, at most 65,536."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 1 << 16 if hard == resource.RLIM_INFINITY else min(hard, 1 << 16)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _give_back() -> None:
    """Have the C library return the memory of large requests to the system at once, where it can be told to.

    glibc keeps freed memory, up to 32 MB in each of its arenas. After a few requests of 10 MB that is 300 MB.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, 1 << 20)


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket at that address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _taken(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)  # two sockets can be bound to a port, but only one can listen
    except OSError as error:
        listening.close()
        raise _taken(host, port, error) from error
    return listening


def _taken(host: str, port: int, error: OSError) -> CannotWrite:
    return CannotWrite(
        f"The server cannot listen at {host}:{port}: {error.strerror}.", "Choose another --port, or --host."
    )


def _host(address: tuple[str, int]) -> str:
    return f"[{address[0]}]" if ":" in address[0] else address[0]
