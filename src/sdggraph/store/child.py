"""Forks of the zygote as their parent sees them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from typing import Final, NamedTuple

from sdggraph.store.zygote import HEAD, Request, framed, receive

_LONG: Final = 1 << 16  # characters of a request that are worth another thread
_PROGRAM: Final = "import sys; from sdggraph.store.zygote import main; main(int(sys.argv[1]))"
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Child(NamedTuple):
    """A fork of the zygote: the channel to it, and what to end it by."""

    channel: socket.socket
    process: int
    handle: int | None

    def kill(self) -> None:
        """End the child at once."""
        with contextlib.suppress(ProcessLookupError):
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            else:
                os.kill(self.process, signal.SIGKILL)
        self.forget()

    def forget(self) -> None:
        """Close the handle; the child lives on."""
        if self.handle is not None:
            os.close(self.handle)


class Worker:
    """One worker, and the streams to and from it."""

    def __init__(self, child: Child, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._child = child
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, child: Child) -> Worker:
        """The worker that this child is."""
        try:
            return cls(child, *await asyncio.open_connection(sock=child.channel, limit=1 << 20))
        except BaseException:
            child.kill()
            raise

    async def send(self, message: bytes) -> None:
        """Send it a message."""
        self._writer.write(message)
        await self._writer.drain()

    async def receive(self) -> tuple[bytes, bytes]:
        """Its next message. Raises IncompleteReadError when it has gone."""
        letter, length = HEAD.unpack(await self._reader.readexactly(HEAD.size))
        return letter, await self._reader.readexactly(length)

    def gone(self) -> bool:
        """Whether it has left or was ended by somebody else."""
        return self._reader.at_eof()

    def end(self) -> None:
        """End it at once."""
        self._writer.transport.abort()
        self._child.kill()


def zygote_process() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """A new zygote, and the channel to it."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own words
            [sys.executable, "-P", "-c", _PROGRAM, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C is the parent's to answer
            # a fork takes along only the thread that forks, so let no library start others
            env={**os.environ, **dict.fromkeys(_THREADS, "1")},
        )
    return ours, process


def child_of(zygote: socket.socket, message: bytes) -> Child:
    """Have the zygote fork. Raises ConnectionError when it has gone."""
    zygote.sendall(message)
    content, descriptors, _, _ = socket.recv_fds(zygote, 4, 2)
    if not descriptors:
        raise ConnectionError("the process that holds the graph has gone")
    (process,) = struct.unpack("!i", content)
    return Child(socket.socket(fileno=descriptors[0]), process, descriptors[1] if len(descriptors) > 1 else None)


def next_message(zygote: socket.socket) -> tuple[bytes, bytes]:
    """The next message of a zygote. Raises ConnectionError when it has gone."""
    message = receive(zygote)
    if message is None:
        raise ConnectionError("the process that was to hold the graph has gone")
    return message


async def written(request: Request) -> bytes:
    """The request as it stands on the wire; a long one is written while others are answered."""

    def write() -> bytes:
        return framed(b"Q", json.dumps(request._asdict()).encode())

    long = sum(len(value) for value in request.arguments.values() if isinstance(value, str)) > _LONG
    return await asyncio.to_thread(write) if long else write()
