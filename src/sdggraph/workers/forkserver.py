"""The process that holds the graph and does nothing but fork workers that answer from it.

`pool.Pool` starts it as a program of its own, so that it has one thread, and sends the name of a factory and its
arguments. The factory builds the handler once, with everything it will need; a worker is a fork of that, so it starts
within milliseconds and shares the memory. A worker answers one request after the other over a socket of its own. It
can open no file and no socket, its memory and processor time are bounded, and its parent can end it at any moment.

Wire, both ways: one letter, four bytes of length, that many bytes.
To the zygote: F fork a worker, and with a number one that may call that port of this machine;
W fork a worker for one request that goes before those of others, such as a write;
S fork a successor, which changes the graph and takes the zygote's place; P one that loads what a job needs.
To a worker: Q a request. Back: H the head of an answer, D a piece, E its end, X an error. JSON but for D.
"""

from __future__ import annotations

import array
import gc
import importlib
import itertools
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Final, NamedTuple, NoReturn, Protocol, TypeVar

from sdggraph.sparql.formats import Format
from sdggraph.sparql.interface import Kind
from sdggraph.workers import landlock, sandbox

HEAD: Final = struct.Struct("!cI")
PIECE: Final = 1 << 16  # bytes collected before a piece is sent
_MESSAGE: Final = 1 << 18  # bytes of an answer in one message, at most
_LONGEST: Final = 1 << 30  # bytes of one message, at most
_PAGE: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_YIELDS: Final = 5  # the nice value of a worker
_SOCKETS: Final = 8  # sockets that a worker with network access may open
_SLACK: Final = 0.5  # of its memory that a worker may keep between two requests
_SUCCESSIONS: Final = itertools.count(1)
# successions after which all that is frozen is searched for garbage: it takes longer than most changes
_THOROUGH: Final = 64


class Request(NamedTuple):
    """A request to a worker: the name of the job, its arguments, and its time limit."""

    job: str
    arguments: Mapping[str, Any]
    seconds: float


class Handler(Protocol):
    """The interface of a handler: it answers requests, and applies a change in the successor process."""

    def handle(self, request: Request, out: Output) -> None:
        """Answer one request. Foreseen errors are raised."""

    def change(self, arguments: Mapping[str, Any]) -> None:
        """Apply a change to the graph. Called once, in the process that will serve the changed graph."""

    def prepare(self, job: str) -> None:
        """Load what a rare job needs. Called once, in the process whose forks do it."""

    def facts(self) -> Mapping[str, Any]:
        """Return facts about the graph for the parent, such as its version."""


_T = TypeVar("_T")
Factory = Callable[[Mapping[str, Any]], Handler]


class Output:
    """The output channel of a worker. Nothing is sent until the first piece is full or the answer is complete. An error
    before that is reported as an error, not as a broken answer.
    """

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._pieces: list[bytes] = []
        self._size = 0
        self._head: bytes = b""
        self.headers: dict[str, str] = {}  # HTTP headers of an answer that a store begins
        self.spent = False  # set by a job after which the worker cannot take another request

    def begin(self, kind: Kind, format: Format) -> None:
        """Announce an answer of this kind and format."""
        if self.headers:
            self._head = framed(b"H", json.dumps({**_facts(kind, format), "headers": self.headers}).encode())
        else:
            self._head = _head_of(kind, format)

    def head(self, **facts: Any) -> None:
        """Announce the answer by facts of the job's own choice."""
        self._head = framed(b"H", json.dumps(facts).encode())

    def write(self, data: bytes) -> int:
        """Add a piece to the answer."""
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= PIECE:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full."""

    def end(self) -> None:
        """Send the rest and mark the answer as complete."""
        self._send(framed(b"E", b'{"spent":true}' if self.spent else b"{}"))

    def fail(self, error: Exception) -> None:
        """Discard what has not been sent and send an error instead."""
        self._head, self._pieces, self._size = b"", [], 0
        self._send(framed(b"X", json.dumps({**sandbox.packed(error), "spent": self.spent}).encode()))

    def _send(self, last: bytes = b"") -> None:
        content = memoryview(b"".join(self._pieces))
        head, self._head, self._pieces, self._size = self._head, b"", [], 0
        # Messages are kept short: the reader takes each one whole, and can pause the worker only between two.
        while len(content) > _MESSAGE:
            self._channel.sendall(head + framed(b"D", content[:_MESSAGE]))
            head, content = b"", content[_MESSAGE:]
        self._channel.sendall(head + (framed(b"D", content) if content else b"") + last)


def _facts(kind: Kind, format: Format) -> dict[str, str]:
    return {"kind": kind.value, "media_type": format.media_type, "extension": format.extension}


@cache
def _head_of(kind: Kind, format: Format) -> bytes:
    """Return the framed head of an answer. There are a dozen kinds and formats, and each query needs one."""
    return framed(b"H", json.dumps(_facts(kind, format)).encode())


def framed(letter: bytes, content: bytes | memoryview) -> bytes:
    """Put the kind and the length of a message before its content, so that the receiver knows where it ends.

    >>> framed(b"E", b"{}")
    b'E\\x00\\x00\\x00\\x02{}'
    """
    return HEAD.pack(letter, len(content)) + content


def receive(channel: socket.socket) -> tuple[bytes, bytes] | None:
    """Read the next message; None when the other end has closed."""
    head = _exactly(channel, HEAD.size)
    if head is None:
        return None
    letter, length = HEAD.unpack(head)
    if length > _LONGEST:
        return None
    content = _exactly(channel, length)
    return None if content is None else (letter, content)


def _exactly(channel: socket.socket, length: int) -> bytes | None:
    held = bytearray()
    while len(held) < length:
        piece = channel.recv(length - len(held))
        if not piece:
            return None
        held += piece
    return bytes(held)


# --- the zygote --------------------------------------------------------------------------------


def main(descriptor: int) -> None:
    """Build the handler, report its facts, and fork on demand until the parent closes the channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    parent = socket.socket(fileno=descriptor)
    first = receive(parent)
    if first is None:
        return
    settings = json.loads(first[1])
    sys.path[:] = settings["path"]  # the parent's path: this process may have been started in an untrusted folder
    try:
        module, _, name = settings["factory"].partition(":")
        factory: Factory = getattr(importlib.import_module(module), name)
        handler = _apart(factory, settings["arguments"])
    except Exception as error:
        parent.sendall(framed(b"X", json.dumps(sandbox.packed(error)).encode()))
        return
    while (succession := _serve(parent, handler, settings["memory"], settings["files"])) is not None:
        # from here on this is the forked process, the zygote of the changed graph
        parent = succession.parent
        _succeed(succession)


def _apart(function: Callable[[Any], _T], arguments: Any) -> _T:
    """Call the function in a short-lived thread and return its result.

    The C library gives each thread its own part of the heap, and loading leaves holes all over that part. Workers run
    in the main thread. If they shared that part, they would fill the holes one after the other and copy a shared page
    for each.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, arguments).result()


class _Succession(NamedTuple):
    """The channel, and the step by which a fork becomes a zygote: of the changed graph, or of workers for one job."""

    parent: socket.socket
    step: Callable[[Any], None]
    of: Any


def _serve(parent: socket.socket, handler: Handler, memory: int | None, files: int) -> _Succession | None:
    """Fork on demand until the parent closes the channel; then return None.

    A fork may become the next fork server. In that fork, return what the next fork server needs. It must leave this
    call first, because the stack would otherwise grow with each write.
    """
    gc.collect()
    gc.freeze()  # excludes the graph from garbage collection, so that its memory stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # lets the kernel reap exited children
    parent.sendall(framed(b"H", json.dumps(handler.facts()).encode()))
    while (message := receive(parent)) is not None:
        letter, content = message
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            ours.close()
            parent.close()
            if letter in b"FW":
                _work(theirs, handler, memory, files, int(content), urgent=letter == b"W")
            return _Succession(theirs, handler.prepare if letter == b"P" else handler.change, json.loads(content))
        theirs.close()
        _hand_over(parent, ours, child)
    return None


def _hand_over(parent: socket.socket, channel: socket.socket, child: int) -> None:
    """Send the parent the child's channel and, where the system has pidfd, a handle to kill it by.

    The process id alone is not safe: by the time the parent uses it, another process may have it.
    """
    given = [channel.fileno()]
    if hasattr(os, "pidfd_open"):
        given.append(os.pidfd_open(child))
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", given))
    parent.sendmsg([struct.pack("!i", child)], [rights])
    channel.close()
    for descriptor in given[1:]:
        os.close(descriptor)


def _succeed(succession: _Succession) -> None:
    """Take the step; if that fails, tell the parent why and end this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if next(_SUCCESSIONS) % _THOROUGH == 0:
        gc.unfreeze()
    try:
        _apart(succession.step, succession.of)
    except Exception as error:
        succession.parent.sendall(framed(b"X", json.dumps(sandbox.packed(error)).encode()))
        os._exit(1)


# --- a worker ----------------------------------------------------------------------------------


def _work(
    parent: socket.socket, handler: Handler, memory: int | None, files: int, port: int, *, urgent: bool
) -> NoReturn:
    """Answer requests until the parent closes the channel or this process may take no further one."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sandbox.silence_stderr()
        sandbox.tell_of_crash(parent.fileno())
        exhausted = framed(b"X", json.dumps(sandbox.packed(sandbox.too_large(memory))).encode())
        if not urgent:
            _stand_back()
        in_use = os.open(sandbox.MEMORY_IN_USE, os.O_RDONLY) if memory is not None else None
        if memory is not None:
            sandbox.bound_memory(memory)
        # a store on disk keeps reading the files that it opened before the fork; no other file is open
        if port:
            landlock.only_to(port)
            files = sandbox.number_beyond(_SOCKETS)
        sandbox.forbid_new_files(files)
        fresh = _in_use(in_use)
        while (message := receive(parent)) is not None:
            request = Request(**json.loads(message[1]))
            sandbox.bound_time(request.seconds)
            out = Output(parent)
            try:
                handler.handle(request, out)
                out.spent = out.spent or (memory is not None and _in_use(in_use) - fresh > memory * _SLACK)
                out.end()
            except (BrokenPipeError, ConnectionResetError, MemoryError):
                raise
            except Exception as error:
                out.fail(error)
    except MemoryError:
        parent.sendall(exhausted)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the parent has closed the channel
    finally:
        os._exit(0)


def _stand_back() -> None:
    """Lower the priority of this process, so that the process which serves the clients runs first."""
    os.nice(_YIELDS)
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _in_use(in_use: int | None) -> int:
    """Return the virtual memory of this process in bytes, read from a file that is already open."""
    return 0 if in_use is None else int(os.pread(in_use, 64, 0).split()[0]) * _PAGE
