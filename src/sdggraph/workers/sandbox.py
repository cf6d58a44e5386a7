"""Limits for a worker process, and the form in which errors leave it."""

from __future__ import annotations

import faulthandler
import json
import math
import os
import sys
import traceback
from pathlib import Path
from typing import Any, Final

from sdggraph import errors
from sdggraph.errors import Busy, LimitExceeded, SdgGraphError

if sys.platform != "win32":
    import resource

MEMORY_IN_USE: Final = Path("/proc/self/statm")


CRASH: Final = b"Fatal Python error"  # the beginning of Python's last message when a process crashes


def tell_of_crash(descriptor: int) -> None:
    """Report a crash of this process (a stack overflow, exhausted memory) on that descriptor.

    A process that is ended from outside (SIGKILL, SIGTERM) writes nothing, so that the two can be told apart.
    """
    faulthandler.enable(descriptor, all_threads=False)


def silence_stderr() -> None:
    """Discard the error stream: a crash becomes an error in the parent, and need not be printed as well."""
    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)


def bound_memory(more: int) -> None:
    """Limit this process to so many bytes more than it uses now, for good."""
    lower(resource.RLIMIT_AS, address_space() + more)


def bound_time(seconds: float) -> None:
    """End this process once it has used that much more processor time; a later call raises the limit.

    The parent measures the time by the clock. This limit ends a worker whose parent was killed.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def forbid_new_files(files: int = 0) -> None:
    """Forbid this process to open files and sockets beyond that number, and to write a core dump."""
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_NOFILE, files)


def number_beyond(free: int) -> int:
    """Return the descriptor limit that leaves this many descriptors free."""
    number = 0
    while free:
        try:
            os.fstat(number)
        except OSError:
            free -= 1
        number += 1
    return number


def lower(limit: int, wanted: int) -> None:
    """Lower a limit of this process for good, or leave it where it is lower already."""
    _, hard = resource.getrlimit(limit)
    lowest = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(limit, (lowest, lowest))


def address_space() -> int:
    """Return the virtual memory of this process in bytes."""
    return int(MEMORY_IN_USE.read_text().split()[0]) * resource.getpagesize()


def packed(error: Exception) -> dict[str, Any]:
    """Convert an error to JSON values: type and fields of one of our errors, else the traceback.

    >>> unpacked(packed(LimitExceeded("Too many rows.", limit="rows"))).limit
    'rows'
    """
    if isinstance(error, SdgGraphError):
        # a class that is not in `errors` travels as its nearest ancestor there, which the server knows
        kind = next(each for each in type(error).__mro__ if getattr(errors, each.__name__, None) is each)
        fields = {name: value for name, value in vars(error).items() if not name.startswith("__")}
        plain = json.loads(json.dumps({"message": str(error), **fields}, default=str, skipkeys=True))
        return {"error": kind.__name__, "fields": plain}
    return {"bug": "".join(traceback.format_exception(error))}


def unpacked(found: dict[str, Any]) -> Any:  # Any: each kind of error has fields of its own
    """Restore an error from `packed`; an unknown class becomes a RuntimeError."""
    if "bug" in found:
        return RuntimeError(f"The worker failed with an unforeseen error:\n{found['bug']}")
    kind = getattr(errors, found["error"], None)
    if not (isinstance(kind, type) and issubclass(kind, SdgGraphError)):
        # returned, not raised: raised in the event loop, it would lose the request
        return RuntimeError(f"A worker sent an unknown kind of error, {found['error']!r}: {found['fields']!r}")
    fields = dict(found["fields"])
    error = kind.__new__(kind, fields.pop("message"))
    for field, value in fields.items():
        setattr(error, field, tuple(value) if isinstance(value, list) else value)
    return error


def too_slow(seconds: float | None) -> LimitExceeded:
    """Error for a request that exceeded its time limit."""
    return LimitExceeded(
        f"No complete answer within {seconds:g} s, the limit.",
        "Ask for less (a more specific pattern, a filter, fewer joins) or raise the limit.",
        limit="time",
    )


def too_large(memory: int | None) -> LimitExceeded:
    """Error for a worker that died. A query can cause only memory exhaustion or a stack overflow."""
    bound = "" if memory is None else f" of {memory / 2**20:,.0f} MiB"
    return LimitExceeded(
        f"The query needs more memory than its worker may use{bound}, or is nested too deeply.",
        "Ask for less (LIMIT, a filter, less nesting) or raise the limit.",
        limit="memory",
    )


def killed() -> Busy:
    """Error for a worker that was ended from outside, not by its query."""
    return Busy("The worker process of this request was ended from outside.", "Send it again.", after=1)
