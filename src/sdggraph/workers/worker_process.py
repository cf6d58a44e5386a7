"""The parent's view of the processes that the zygote forks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
from typing import Final, NamedTuple

from sdggraph.workers import sandbox
from sdggraph.workers.forkserver import HEAD, Request, receive
from sdggraph.workers.json_pieces import encoded_pieces, length_of
from sdggraph.workers.offload import run_off_loop
from sdggraph.workers.pending_request import PendingRequest

_PROGRAM: Final = "import sys; from sdggraph.workers.forkserver import main; main(int(sys.argv[1]))"
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Child(NamedTuple):
    """A process forked by the zygote: the channel to it, and a handle to kill it by."""

    channel: socket.socket
    process: int
    handle: int | None

    def kill(self) -> None:
        """Kill the process."""
        with contextlib.suppress(ProcessLookupError):
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            else:
                os.kill(self.process, signal.SIGKILL)
        self.forget()

    def forget(self) -> None:
        """Close the handle and let the process run on."""
        if self.handle is not None:
            os.close(self.handle)


class Worker(asyncio.Protocol):
    """A worker process and the channel to it."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._channel: asyncio.Transport | None = None
        self._errand: PendingRequest | None = None
        self._held = bytearray()  # the received part of an incomplete message

    @classmethod
    async def open(cls, child: Child) -> Worker:
        """Return the worker that runs in this child process."""
        loop = asyncio.get_running_loop()
        try:
            _, worker = await loop.create_connection(lambda: cls(child), sock=child.channel)
        except BaseException:
            child.kill()
            raise
        return worker

    def ask(self, request: list[bytes], errand: PendingRequest) -> None:
        """Send a request to the worker; its messages go to the pending request."""
        if self._channel is None:
            raise RuntimeError("the channel to this worker is not open")
        self._errand = errand
        errand.begin(self)
        if self.gone():
            self._lose()
        else:
            self._channel.writelines(request)

    def gone(self) -> bool:
        """Whether the worker has exited or its channel is closing."""
        return self._channel is None or self._channel.is_closing()

    def pause(self) -> None:
        """Pause reading."""
        if self._channel is not None and not self.gone():
            self._channel.pause_reading()

    def resume(self) -> None:
        """Resume reading."""
        if self._channel is not None and not self.gone():
            self._channel.resume_reading()

    def end(self) -> None:
        """Close the channel and kill the process."""
        if self._channel is not None:
            self._channel.abort()
        self._child.kill()

    # --- called by the event loop ------------------------------------------------------------------

    # for a stream, asyncio passes this type
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport of the channel."""
        self._channel = transport

    def data_received(self, data: bytes) -> None:
        """Collect the received bytes and pass on each complete message."""
        held = self._held
        held += data
        while len(held) >= HEAD.size:
            letter, length = HEAD.unpack_from(held)
            end = HEAD.size + length
            if len(held) < end:
                return
            content = bytes(memoryview(held)[HEAD.size : end])
            del held[:end]
            if self._errand is not None:
                self._errand.take(letter, content)
            if self._errand is not None and self._errand.ended:
                self._errand = None  # drops the reference, since the request may be large

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the pending request that the worker has exited."""
        self._lose()

    def _lose(self) -> None:
        errand, self._errand = self._errand, None
        if errand is not None:
            errand.lost(crashed=sandbox.CRASH in self._held)  # a crash message follows the last complete message


def zygote_process() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start a new zygote; return the channel to it and its process."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own program text
            [sys.executable, "-P", "-c", _PROGRAM, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            process_group=0,  # the parent handles Ctrl-C
            # a fork copies only the thread that forks, so no library may start others
            env={**os.environ, **dict.fromkeys(_THREADS, "1")},
        )
    return ours, process


def child_of(zygote: socket.socket, message: bytes) -> Child:
    """Have the zygote fork a child. Raises ConnectionError when the zygote has exited."""
    zygote.sendall(message)
    content, descriptors, _, _ = socket.recv_fds(zygote, 4, 2)
    if not descriptors:
        raise ConnectionError("the process that holds the graph has exited")
    (process,) = struct.unpack("!i", content)
    return Child(socket.socket(fileno=descriptors[0]), process, descriptors[1] if len(descriptors) > 1 else None)


def next_message(zygote: socket.socket) -> tuple[bytes, bytes]:
    """Read the next message of a zygote. Raises ConnectionError when the zygote has exited."""
    message = receive(zygote)
    if message is None:
        raise ConnectionError("the process that was to hold the graph has exited")
    return message


async def framed_request(request: Request) -> list[bytes]:
    """Encode the request for the wire. A long one is encoded in a thread, so that the event loop keeps answering."""
    return await run_off_loop(length_of(request.arguments), _framed, request)


def _framed(request: Request) -> list[bytes]:
    pieces = list(encoded_pieces(request._asdict()))
    return [HEAD.pack(b"Q", sum(map(len, pieces))), *pieces]  # joining them would hold up the event loop
