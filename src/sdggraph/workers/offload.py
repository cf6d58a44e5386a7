"""Run text scanning in a thread, so that the event loop keeps answering."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

LONG: Final = 1 << 16  # characters from which a thread is used
# A single thread: Python runs one thread at a time, and with more threads the event loop would wait longer for its
# turn.
_THREAD: Final = ThreadPoolExecutor(1, thread_name_prefix="aside")
_P = ParamSpec("_P")
_T = TypeVar("_T")


async def run_off_loop(size: int, work: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
    """Run the work and return its result; in the thread if the text is long."""
    if size <= LONG:
        return work(*arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, partial(work, *arguments, **named))
