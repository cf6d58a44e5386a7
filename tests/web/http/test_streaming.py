"""Work for a client ends when the client leaves, and for no other reason."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from sdggraph.errors import Busy
from sdggraph.web.http.streaming import while_connected

STAYS: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]
LEAVES: list[Message] = [*STAYS, {"type": "http.disconnect"}]


def client(messages: list[Message]) -> Receive:
    """A client that sends these and then nothing."""
    left = iter(messages)

    async def receive() -> Message:
        await asyncio.sleep(0.01)
        for message in left:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    return receive


class Work:
    """What takes its time, and knows whether it was ended."""

    def __init__(self, seconds: float) -> None:
        self.ended = False
        self._seconds = seconds

    async def do(self) -> str:
        try:
            await asyncio.sleep(self._seconds)
        except asyncio.CancelledError:
            self.ended = True
            raise
        return "done"


def run(test: Callable[[], Awaitable[None]]) -> None:
    """Run it, and see that it leaves no task behind."""

    async def whole() -> None:
        await test()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("messages", "seconds"), [(STAYS, 0), (STAYS, 0.03), (STAYS, 0.1), (LEAVES, 0), (LEAVES, 0.01)]
)
def test_what_is_done_is_answered_though_the_client_may_leave_at_once(messages: list[Message], seconds: float) -> None:
    async def test() -> None:
        assert await while_connected(client(messages), Work(seconds).do()) == "done"

    run(test)


def test_work_ends_when_the_client_leaves_and_the_task_may_go_on() -> None:
    async def test() -> None:
        work = Work(60)
        with pytest.raises(ClientDisconnect):
            await while_connected(client(LEAVES), work.do())
        assert work.ended
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0
        async with asyncio.timeout(1):
            await asyncio.sleep(0.01)

    run(test)


def test_who_else_ends_it_is_heeded() -> None:
    async def test() -> None:
        work = Work(60)
        task = asyncio.create_task(while_connected(client(STAYS), work.do()))
        await asyncio.sleep(0.06)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert work.ended

    run(test)


def test_a_time_limit_around_it_or_within_it_is_one() -> None:
    async def limited() -> str:
        async with asyncio.timeout(0.06):
            return await Work(60).do()

    async def test() -> None:
        with pytest.raises(TimeoutError):
            await while_connected(client(STAYS), limited())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.06):
                await while_connected(client(STAYS), Work(60).do())

    run(test)


def test_what_is_wrong_with_the_request_is_raised_and_so_is_what_the_work_raises() -> None:
    async def wrong() -> Message:
        raise Busy("Too much is being sent.")

    async def failing() -> str:
        raise ZeroDivisionError

    async def test() -> None:
        work = Work(60)
        with pytest.raises(Busy, match="Too much"):
            await while_connected(wrong, work.do())
        assert work.ended
        with pytest.raises(ZeroDivisionError):
            await while_connected(client(STAYS), failing())

    run(test)
