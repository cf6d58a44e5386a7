"""Running the application until it is told to stop."""

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

_BACKLOG: Final = 2048  # connections that may wait to be taken
_MMAP_THRESHOLD: Final = -3  # of mallopt(3)
_SWITCH: Final = 0.0005  # seconds that a thread which looks through a long text runs on while the event loop waits
_HURRY: Final = 1  # seconds that Ctrl-C leaves to requests that are being answered


def run(options: Options, host: str, port: int) -> None:
    """Serve at that address until Ctrl-C or SIGTERM; after SIGTERM requests that are being answered are finished.

    Raises CannotWrite when the address is taken or the access log cannot be written, and what loading the graph
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
    signal.signal(signal.SIGTERM, _leave)  # uvicorn drains first and then raises it again
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(_serve(Service(options), listening))
    except KeyboardInterrupt:
        return


async def _serve(service: Service, listening: socket.socket) -> None:
    """Load the graph, so that a failure to is raised here, and serve it."""
    try:
        # another process loads the graph while this one enters the rooms of the application, which takes as long
        app, _ = await asyncio.gather(asyncio.to_thread(_application, service), service.start())
        gc.collect()
        gc.freeze()  # what stays is not looked at again: that takes thirty milliseconds, in which nobody is answered
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
            log_level="error",  # what it warns of is what anybody can send: it would fill the log
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
    """uvicorn, which drains on SIGTERM and hurries on Ctrl-C."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        if sig == signal.SIGINT:
            self.config.timeout_graceful_shutdown = _HURRY
        super().handle_exit(sig, frame)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _allow_files() -> None:
    """Let this process have as many connections as the system allows it."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 1 << 16 if hard == resource.RLIM_INFINITY else min(hard, 1 << 16)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _give_back() -> None:
    """Have the memory of large requests go back to the system at once, where the C library can be told to.

    glibc keeps what it has seen freed once, up to 32 MB in each of its arenas: after a few requests of 10 MB
    that is 300 MB.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, 1 << 20)


def listen(host: str, port: int) -> socket.socket:
    """A socket at that address, at which others can call from now on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _taken(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)  # two can be bound to a port, but only one can listen
    except OSError as error:
        listening.close()
        raise _taken(host, port, error) from error
    return listening


def _taken(host: str, port: int, error: OSError) -> CannotWrite:
    return CannotWrite(f"Nothing can listen at {host}:{port}: {error.strerror}.", "Choose another --port, or --host.")


def _host(address: tuple[str, int]) -> str:
    return f"[{address[0]}]" if ":" in address[0] else address[0]
