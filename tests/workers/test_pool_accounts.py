"""A pool loses no worker and no word of what it did, whoever leaves and whatever stands still."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from sdggraph.errors import Busy, LimitExceeded, NotFound
from sdggraph.workers.pool import Pool
from tests.workers.test_pool import pooled, word

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]


@pooled
async def test_a_worker_that_nobody_waits_for_any_more_serves_the_next(found: Pool) -> None:
    files = len(os.listdir("/proc/self/fd"))
    staff = found._staff
    for _ in range(5):
        held = [await staff.worker() for _ in range(3)]  # all that are wanted
        waiting = [asyncio.create_task(staff.worker()) for _ in range(6)]
        await asyncio.sleep(0)
        for each in waiting[1:]:
            each.cancel()
        staff.release(held.pop(), fit=True)  # for the first, which leaves in the same moment
        waiting[0].cancel()
        assert all(
            isinstance(each, asyncio.CancelledError) for each in await asyncio.gather(*waiting, return_exceptions=True)
        )
        for worker in held:
            staff.release(worker, fit=True)
    assert found.living == 3
    assert [await word(found) for _ in range(12)] == ["hello"] * 12
    assert (found.living, len(os.listdir("/proc/self/fd"))) == (3, files)


@pooled
async def test_a_zygote_that_stands_still_is_given_up(found: Pool) -> None:
    found._zygote.settimeout(0.2)
    os.kill(found.facts["process"], signal.SIGSTOP)
    for _ in range(3):
        with pytest.raises(Busy):
            await word(found, "die")
    await asyncio.sleep(0.5)
    with pytest.raises(ConnectionError, match="does not answer"):
        await word(found)


@pooled
async def test_whoever_asks_is_told_once_what_it_cost(found: Pool) -> None:
    told: list[tuple[float, str]] = []

    def settled(seconds: float, error: Exception | None) -> None:
        told.append((seconds, type(error).__name__))

    await found.ask("sleep", {"seconds": 0.2}, 5, settled)
    with pytest.raises(LimitExceeded):
        await found.ask("sleep", {"seconds": 60}, 0.1, settled)
    with pytest.raises(NotFound):
        await found.ask("fail", {}, 5, settled)
    asking = asyncio.create_task(found.ask("sleep", {"seconds": 60}, 60, settled))
    await asyncio.sleep(0.1)
    asking.cancel()
    await asyncio.sleep(0.1)
    assert [error for _, error in told] == ["NoneType", "LimitExceeded", "NotFound", "Busy"]
    assert told[0][0] >= 0.2
    busy = await asyncio.gather(
        *(found.ask("sleep", {"seconds": 0.7}, 5, settled) for _ in range(7)), return_exceptions=True
    )
    assert len([each for each in busy if isinstance(each, Busy)]) == 5
    await asyncio.sleep(0.1)
    assert len(told) == 4 + 7
