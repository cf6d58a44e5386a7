"""One query in a process of its own, so that it can be stopped.

A query in Oxigraph cannot be interrupted, and a thread cannot be stopped from outside; a process can.
A forked child shares the store in memory, so it starts within milliseconds and copies nothing. It has
one thread, answers one query and leaves; it cannot open a file or a socket, which is a second lock
behind `guard`.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import threading
import time
import warnings
from collections.abc import Callable
from typing import Final, NoReturn

from sdggraph.errors import BadParameter, LimitExceeded
from sdggraph.sparql.formats import DUMP_FORMATS, ROW_FORMATS
from sdggraph.sparql.interface import Answer, Kind, Limits
from sdggraph.workers.sandbox import (
    MEMORY_IN_USE,
    bound_memory,
    bound_time,
    forbid_new_files,
    killed,
    packed,
    silence_stderr,
    too_slow,
    unpacked,
)

_OUT_OF_MEMORY: Final = 71
_FORMATS: Final = {**ROW_FORMATS, **DUMP_FORMATS}
_FROM_OUTSIDE: Final = {  # signals that a process's own fault never sends; some systems lack one or another
    getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
}
_FORKING: Final = threading.Lock()


def run(work: Callable[[], Answer], limits: Limits) -> Answer:
    """Run the work in a forked process, within the limits, and return its answer.

    Raises LimitExceeded when the time or the memory runs out, or when the process crashes. A query nested ten thousand
    levels deep overflows the stack of the engine's parser; here that ends one worker, not the server. Raises Busy when
    the process was ended from outside. A foreseen error in the worker is raised again here. Raises BadParameter where
    the system cannot enforce the limits, instead of running without them: Windows has no fork, and only Linux has
    /proc/self for memory.

    >>> from sdggraph.sparql.formats import JSON
    >>> run(lambda: Answer(Kind.BOOLEAN, JSON, b'{"boolean":true}'), Limits(seconds=5)).boolean()
    True
    """
    _refuse_unkeepable(limits)
    deadline = None if limits.seconds is None else time.monotonic() + limits.seconds
    child, pipe = _start(work, limits)
    try:
        message = _receive(pipe, deadline)
        status = None if message is None else _end(child)
    except BaseException:  # Ctrl-C above all: the worker must not outlive the caller
        _kill(child)
        raise
    finally:
        os.close(pipe)
    if message is None or status is None:
        _kill(child)
        raise too_slow(limits.seconds)
    return _answer(message) if status == 0 else _died(status, limits)


def _refuse_unkeepable(limits: Limits) -> None:
    if not hasattr(os, "fork"):
        raise BadParameter(
            "Time and memory limits need a system that can fork a process, which this one cannot.",
            "Ask without them, or run under Linux (on Windows: WSL).",
        )
    if limits.memory is not None and not MEMORY_IN_USE.exists():
        raise BadParameter("A memory limit needs Linux.", "Ask without it; a time limit works here.")


# --- parent ------------------------------------------------------------------------------------


def _start(work: Callable[[], Answer], limits: Limits) -> tuple[int, int]:
    """Fork a worker; return its process id and the reading end of the pipe."""
    # One fork at a time. A child forked between another thread's pipe() and close() would keep that pipe open. The
    # other thread would then miss the death of its own child.
    with _FORKING, warnings.catch_warnings():
        # Python 3.12+ warns that another thread may hold a lock which the child then waits for. The child runs only the
        # engine's read path and leaves by _exit. If it hangs all the same, the deadline ends it.
        warnings.filterwarnings("ignore", r".*use of fork\(\) may lead to deadlocks", DeprecationWarning)
        reading, writing = os.pipe()
        try:
            child = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if child == 0:
            _live(work, limits, writing)
        os.close(writing)
    return child, reading


def _receive(pipe: int, deadline: float | None) -> bytes | None:
    """Read everything the child writes until it exits; None if the deadline passes first."""
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    chunks: list[bytes] = []
    while True:
        left = None if deadline is None else math.ceil(max(0.0, deadline - time.monotonic()) * 1000)
        if not waiting.poll(left):
            return None
        chunk = os.read(pipe, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


def _end(child: int) -> int:
    """Wait for the child; return its exit code, or minus the signal that ended it."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _answer(message: bytes) -> Answer:
    head, _, content = message.partition(b"\n")
    header = json.loads(head)
    if "kind" not in header:
        raise unpacked(header)
    return Answer(Kind(header["kind"]), _FORMATS[header["format"]], content)


def _died(status: int, limits: Limits) -> NoReturn:
    if status == -signal.SIGXCPU:
        raise too_slow(limits.seconds)
    if -status in _FROM_OUTSIDE:
        raise killed()
    if status == -signal.SIGSEGV:
        problem = "The query ended its worker process: it is nested too deeply or ran out of memory."
    elif limits.memory is not None:
        problem = f"The query needs more than {limits.memory / 2**20:,.0f} MiB of memory, the limit."
    else:
        problem = "The query ended its worker process, most likely for want of memory."
    raise LimitExceeded(problem, "Ask for less (LIMIT, a filter, less nesting) or raise the limit.", limit="memory")


# --- child -------------------------------------------------------------------------------------


def _live(work: Callable[[], Answer], limits: Limits, pipe: int) -> NoReturn:
    """Send the answer and exit by _exit, so that no code of the parent's program runs in the child."""
    code = 1
    try:
        silence_stderr()
        if limits.memory is not None:
            bound_memory(limits.memory)
        if limits.seconds is not None:
            bound_time(limits.seconds)
        forbid_new_files()
        _send(pipe, _message(work))
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


def _message(work: Callable[[], Answer]) -> tuple[bytes, bytes]:
    content = b""
    try:
        answer = work()
        header = {"kind": answer.kind.value, "format": answer.format.name}
        content = answer.content
    except MemoryError:
        raise
    except Exception as error:
        header = packed(error)
    return json.dumps(header).encode() + b"\n", content


def _send(pipe: int, parts: tuple[bytes, bytes]) -> None:
    for part in parts:
        left = memoryview(part)
        while left:
            left = left[os.write(pipe, left) :]
