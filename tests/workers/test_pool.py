"""A pool answers, is bounded, ends what nobody waits for, and always has another worker."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sdggraph.errors import BadParameter, Busy, LimitExceeded, NotFound
from sdggraph.workers import worker_set
from sdggraph.workers.forkserver import Output, Request
from sdggraph.workers.pool import Bounds, Pool
from sdggraph.workers.worker_process import Child, child_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]

SMALL = Bounds(workers=2, memory=256 << 20, waiting=2, patience=0.5)
Test = Callable[[Pool], Awaitable[None]]


class Handler:
    """Does what it is told, in the worker."""

    def __init__(self, word: str) -> None:
        self.word = word

    def facts(self) -> Mapping[str, Any]:
        return {"word": self.word, "process": os.getpid()}

    def change(self, arguments: Mapping[str, Any]) -> None:
        if arguments["word"] == "bad":
            raise BadParameter("This word will not do.")
        self.word = arguments["word"]

    def prepare(self, job: str) -> None:
        if job == "unknown":
            raise BadParameter("No worker does this.")
        self.word = f"{self.word}, ready to {job}"

    def handle(self, request: Request, out: Output) -> None:
        arguments, began = request.arguments, time.monotonic()
        if request.job == "fail":
            raise NotFound("There is none.", nearest=("this",))
        if request.job == "break":
            raise ZeroDivisionError
        if request.job == "sleep":
            time.sleep(arguments["seconds"])
        if request.job == "hoard":
            held = [bytearray(1 << 20) for _ in range(arguments["megabytes"])]
            out.head(held=len(held))
            out.write(b"held")
            return
        if request.job == "die":
            os.kill(os.getpid(), arguments.get("by", signal.SIGKILL))
        if request.job == "abort":
            out.head()
            out.write(b"x" * arguments["bytes"])
            os.abort()
        if request.job == "call":
            with socket.socket() as called:
                called.connect(("127.0.0.1", arguments["port"]))
        if request.job == "read":
            Path(__file__).read_bytes()
        if request.job == "flood":
            out.head()
            for _ in range(arguments["megabytes"]):
                out.write(b"x" * (1 << 20))
            if arguments.get("then") == "fail":
                raise NotFound("It ended too soon.")
            return
        out.head(process=os.getpid(), began=began, ended=time.monotonic())  # one clock for all processes
        out.write(self.word.encode())
        out.spent = request.job == "once"


def make(arguments: Mapping[str, Any]) -> Handler:
    if arguments["word"] == "bad":
        raise BadParameter("This word will not do.")
    return Handler(arguments["word"])


@asynccontextmanager
async def pool(bounds: Bounds = SMALL) -> AsyncIterator[Pool]:
    found = await Pool.start(f"{__name__}:make", {"word": "hello"}, bounds)
    try:
        yield found
    finally:
        await found.close()


def pooled(test: Callable[[Pool], Awaitable[None]]) -> Callable[[], None]:
    """Run the test in an event loop, with a pool, and see that no file stays open and no child is left."""

    async def held() -> None:
        async with pool() as found:
            await test(found)

    def run() -> None:
        before = len(os.listdir("/proc/self/fd"))
        asyncio.run(held())
        assert len(os.listdir("/proc/self/fd")) == before

    run.__name__ = test.__name__
    return run


async def word(found: Pool, job: str = "say", **arguments: Any) -> str:
    reply = await found.ask(job, arguments, 60)
    return b"".join([piece async for piece in reply.pieces()]).decode()


@pooled
async def test_a_worker_answers_one_request_after_the_other(found: Pool) -> None:
    assert found.facts["word"] == "hello"
    assert [await word(found) for _ in range(50)] == ["hello"] * 50


@pooled
async def test_requests_are_answered_side_by_side(found: Pool) -> None:
    replies = await asyncio.gather(*(found.ask("sleep", {"seconds": 0.5}, 5) for _ in range(2)))
    assert max(each.facts["began"] for each in replies) < min(each.facts["ended"] for each in replies)


@pooled
async def test_what_a_job_raises_is_raised_here_and_the_worker_goes_on(found: Pool) -> None:
    with pytest.raises(NotFound) as caught:
        await word(found, "fail")
    assert caught.value.nearest == ("this",)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        await word(found, "break")
    assert await word(found) == "hello"
    assert found.ended == 0


@pooled
async def test_what_takes_too_long_is_ended_and_the_next_is_answered(found: Pool) -> None:
    for _ in range(10):
        with pytest.raises(LimitExceeded, match=r"0\.05 s") as caught:
            await found.ask("sleep", {"seconds": 60}, 0.05)
        assert caught.value.limit == "time"
        assert await word(found) == "hello"
    assert found.ended == 10


@pooled
async def test_what_needs_too_much_memory_is_ended_and_says_so(found: Pool) -> None:
    with pytest.raises(LimitExceeded, match="256 MiB") as caught:
        await word(found, "hoard", megabytes=1000)
    assert caught.value.limit == "memory"
    assert await word(found, "hoard", megabytes=20) == "held"


@pooled
async def test_a_worker_that_dies_is_replaced(found: Pool) -> None:
    with pytest.raises(Busy, match="ended from outside"):
        await word(found, "die")
    assert await word(found) == "hello"


@pooled
async def test_what_ended_a_worker_is_told_apart(found: Pool) -> None:
    for by in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
        with pytest.raises(LimitExceeded, match="nested too deeply") as caught:
            await word(found, "die", by=by)
        assert caught.value.limit == "memory"
    for by in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        with pytest.raises(Busy, match="ended from outside"):
            await word(found, "die", by=by)
    with pytest.raises(LimitExceeded) as caught:
        await word(found, "hoard", megabytes=1000)
    assert caught.value.limit == "memory"
    reply = await found.ask("abort", {"bytes": 1 << 20}, 5)  # its last words come after a part of the answer
    with pytest.raises(LimitExceeded, match="nested too deeply"):
        async for _ in reply.pieces():
            pass
    assert await word(found) == "hello"


@pooled
async def test_a_worker_that_was_ended_while_it_was_idle_is_not_noticed(found: Pool) -> None:
    for _ in range(3):
        process = (await found.ask("say", {}, 5)).facts["process"]
        os.kill(process, signal.SIGKILL)
        await asyncio.sleep(0.05)
    assert await word(found) == "hello"


@pooled
async def test_a_worker_can_neither_call_nor_read(found: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        with pytest.raises(RuntimeError, match="Too many open files"):
            await word(found, "call", port=server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.accept()
    with pytest.raises(RuntimeError, match="Too many open files"):
        await word(found, "read")


@pooled
async def test_a_spent_worker_does_not_serve_again(found: Pool) -> None:
    processes = {(await found.ask("once", {}, 5)).facts["process"] for _ in range(6)}
    assert len(processes) == 6


@pooled
async def test_a_worker_that_has_sent_a_large_answer_serves_again(found: Pool) -> None:
    assert len(await word(found, "flood", megabytes=3)) == 3 << 20
    assert found.ended == 0


@pooled
async def test_an_answer_larger_than_the_room_ahead_arrives_whole(found: Pool) -> None:
    assert len(await word(found, "flood", megabytes=50)) == 50 << 20


@pooled
async def test_a_reader_who_does_not_read_loses_the_answer_not_the_worker(found: Pool) -> None:
    reply = await found.ask("flood", {"megabytes": 80}, 0.5)
    await asyncio.sleep(0.7)
    with pytest.raises(LimitExceeded, match=r"0\.5 s"):
        _ = [piece async for piece in reply.pieces()]
    assert await word(found) == "hello"


@pooled
async def test_an_error_after_the_first_piece_is_raised_to_the_reader(found: Pool) -> None:
    reply = await found.ask("flood", {"megabytes": 40, "then": "fail"}, 5)
    with pytest.raises(NotFound, match="too soon"):
        _ = [piece async for piece in reply.pieces()]


@pooled
async def test_what_nobody_waits_for_is_ended(found: Pool) -> None:
    asking = asyncio.create_task(found.ask("sleep", {"seconds": 60}, 60))
    await asyncio.sleep(0.1)
    assert found.working == 1
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.sleep(0.1)
    assert (found.working, found.ended) == (0, 1)


def test_many_who_leave_do_not_make_the_next_one_wait_for_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    forks = 0

    def slow(zygote: socket.socket, message: bytes) -> Child:
        nonlocal forks
        forks += 1
        time.sleep(0.1)  # as long as the fork of a large graph takes
        return child_of(zygote, message)

    async def test() -> None:
        async with pool(SMALL._replace(waiting=64, patience=10)) as found:
            for _ in range(3):
                asking = [asyncio.create_task(found.ask("sleep", {"seconds": 60}, 60)) for _ in range(40)]
                await asyncio.sleep(0.2)
                for task in asking:
                    task.cancel()
                await asyncio.wait(asking)
                assert await asyncio.gather(*(word(found) for _ in range(10))) == ["hello"] * 10
                assert found.living <= 3
            await asyncio.sleep(0.3)
            assert (found.living, found.working, found.waiting) == (3, 0, 0)

    monkeypatch.setattr(worker_set, "child_of", slow)
    asyncio.run(test())
    assert forks <= 3 + 3 * 3


@pooled
async def test_more_than_may_wait_are_sent_away_and_those_who_wait_not_for_ever(found: Pool) -> None:
    found_busy = await asyncio.gather(
        *(found.ask("sleep", {"seconds": 1}, 5) for _ in range(7)), return_exceptions=True
    )
    busy = [each for each in found_busy if isinstance(each, Busy)]
    assert len(busy) == 5
    assert {str(each).partition(" ")[0] for each in busy} == {"2", "No"}
    assert all(each.after > 0 for each in busy)


@pooled
async def test_a_successor_serves_the_change_and_the_old_pool_goes_on(found: Pool) -> None:
    changed = await found.successor({"word": "goodbye"})
    assert (await word(changed), await word(found)) == ("goodbye", "hello")
    again = await changed.successor({"word": "again"})
    await changed.close()
    assert (await word(again), again.facts["word"]) == ("again", "again")
    with pytest.raises(BadParameter, match="will not do"):
        await again.successor({"word": "bad"})
    assert await word(again) == "again"
    await again.close()


@pooled
async def test_closing_lets_those_at_work_finish(found: Pool) -> None:
    asking = asyncio.create_task(word(found, "sleep", seconds=0.3))
    await asyncio.sleep(0.05)
    await found.close(patience=2)
    assert await asking == "hello"


def test_a_factory_that_fails_says_so_and_leaves_nothing() -> None:
    with pytest.raises(BadParameter, match="will not do"):
        asyncio.run(Pool.start(f"{__name__}:make", {"word": "bad"}, SMALL))


@pytest.mark.slow
@pooled
async def test_six_hundred_successors_in_a_row_take_no_more_than_one(found: Pool) -> None:
    """Each served from inside the call of the one before, and the 473rd found no stack left."""
    first, pool = found, found
    files = len(os.listdir("/proc/self/fd"))
    for number in range(600):
        heir = await pool.successor({"word": f"word {number}"})
        pool.hand_over(heir)
        if pool is not first:
            await pool.close()
        pool = heir
    assert await word(pool) == "word 599"
    assert len(os.listdir("/proc/self/fd")) < files + 20
    await pool.close()


@pooled
async def test_workers_for_one_job_stand_beside_the_others(found: Pool) -> None:
    ready = await found.prepared("report")
    try:
        assert (await word(ready), await word(found)) == ("hello, ready to report", "hello")
        with pytest.raises(BadParameter, match="No worker does this"):
            await found.prepared("unknown")
        assert await word(found) == "hello"
    finally:
        await ready.close()


@pooled
async def test_who_waits_is_answered_by_the_successor(found: Pool) -> None:
    busy = [asyncio.create_task(word(found, "sleep", seconds=0.5)) for _ in range(2)]
    await asyncio.sleep(0.1)
    waiting = asyncio.create_task(word(found))
    await asyncio.sleep(0.05)
    heir = await found.successor({"word": "news"})
    found.hand_over(heir)
    assert found.waiting == heir.waiting == 1
    assert await waiting == "news"
    assert await asyncio.gather(*busy) == ["hello", "hello"]
    await heir.close()


@pooled
async def test_a_dead_zygote_is_told(found: Pool) -> None:
    os.kill(found.facts["process"], signal.SIGKILL)
    await asyncio.sleep(0.05)
    assert await word(found) == "hello"  # workers live on
    for _ in range(3):  # each takes one worker with it
        with pytest.raises(Busy):
            await word(found, "die")
    with pytest.raises(ConnectionError):
        await word(found)
