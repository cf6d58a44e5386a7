"""What is made once for each data version."""

from __future__ import annotations

import asyncio

import pytest

from sdggraph.errors import Busy, NotFound
from sdggraph.web.http.single_flight import SingleFlight


def test_many_who_ask_at_once_share_what_is_made_once() -> None:
    async def ask() -> None:
        once: SingleFlight[int] = SingleFlight()
        made: list[int] = []

        async def make() -> int:
            await asyncio.sleep(0.01)
            made.append(1)
            return len(made)

        assert await asyncio.gather(*(once.get("v1", "thing", make, 5) for _ in range(10))) == [1] * 10
        assert await once.get("v1", "thing", make, 5) == 1
        assert await once.get("v2", "thing", make, 5) == 2
        assert len(made) == 2

    asyncio.run(ask())


def test_what_failed_is_tried_again() -> None:
    async def ask() -> None:
        once: SingleFlight[int] = SingleFlight()

        async def fail() -> int:
            raise NotFound("No.")

        async def make() -> int:
            return 1

        for _ in range(2):
            with pytest.raises(NotFound):
                await once.get("v1", "thing", fail, 5)
        assert await once.get("v1", "thing", make, 5) == 1

    asyncio.run(ask())


def test_who_cannot_wait_is_told_to_come_again_and_the_work_goes_on() -> None:
    async def ask() -> None:
        once: SingleFlight[int] = SingleFlight()
        go = asyncio.Event()

        async def make() -> int:
            await go.wait()
            return 1

        with pytest.raises(Busy):
            await once.get("v1", "thing", make, 0.01)
        go.set()
        assert await once.get("v1", "thing", make, 5) == 1

    asyncio.run(ask())


def test_who_waits_for_a_version_that_has_gone_is_told_so() -> None:
    async def ask() -> None:
        once: SingleFlight[int] = SingleFlight()

        async def never() -> int:
            await asyncio.sleep(60)
            return 1

        waiting = asyncio.create_task(once.get("v1", "thing", never, 60))
        await asyncio.sleep(0.01)
        once.clear()
        with pytest.raises(Busy):
            await waiting
        gone = asyncio.create_task(once.get("v1", "thing", never, 60))
        await asyncio.sleep(0.01)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        once.clear()

    asyncio.run(ask())
