"""Looking through long texts beside the event loop, so that it answers others meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

LONG: Final = 1 << 16  # characters that are worth another thread
# one: Python lets one thread run at a time, and the event loop would have to wait for its turn among all of them
_THREAD: Final = ThreadPoolExecutor(1, thread_name_prefix="aside")
_P = ParamSpec("_P")
_T = TypeVar("_T")


async def run_off_loop(size: int, work: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
    """What the work returns; it is done in another thread when what it looks through is long."""
    if size <= LONG:
        return work(*arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, partial(work, *arguments, **named))
