"""A worker that may call one port of this machine does one job, and can do nothing else with it."""

from __future__ import annotations

import asyncio
import ctypes
import socket
import sys
from typing import Any

import pytest

from sdggraph.workers.pool import Pool
from tests.workers.test_pool import pooled, word

pytestmark = pytest.mark.slow

# what Landlock gives where the kernel has it: the version that knows of ports
GUARDED = sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 4


async def alone(found: Pool, allowed: int, job: str = "say", **arguments: Any) -> str:
    reply = await found.ask_alone(job, arguments, 5, allowed)
    return b"".join([piece async for piece in reply.pieces()]).decode()


async def settled(found: Pool) -> None:
    async with asyncio.timeout(5):
        while found._staff._guests or found.working:
            await asyncio.sleep(0.01)


@pooled
async def test_it_calls_the_port_that_it_may(found: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert await alone(found, port, "call", port=port) == "hello"
        server.accept()[0].close()


@pytest.mark.skipif(not GUARDED, reason="this kernel's Landlock knows of no ports")
@pooled
async def test_it_calls_no_other_port_and_reads_no_file(found: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        with pytest.raises(RuntimeError, match="Permission denied"):
            await alone(found, 9, "call", port=server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.accept()
    with pytest.raises(RuntimeError, match="Permission denied"):
        await alone(found, 9, "read")


@pooled
async def test_it_is_ended_after_its_job_and_others_stay_closed(found: Pool) -> None:
    living = found.living
    processes = set()
    for _ in range(3):
        reply = await found.ask_alone("once", {}, 5, 9)
        processes.add(reply.facts["process"])
        reply.whole()
    assert len(processes) == 3
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        await alone(found, 9, "break")
    await settled(found)
    assert found.living == living
    with pytest.raises(RuntimeError, match="Too many open files"):
        await word(found, "call", port=9)


@pooled
async def test_nobody_waits_for_it(found: Pool) -> None:
    slow = [asyncio.create_task(alone(found, 9, "sleep", seconds=1)) for _ in range(3)]
    await asyncio.sleep(0.1)
    assert await word(found) == "hello"
    assert not any(each.done() for each in slow)
    assert await asyncio.gather(*slow) == ["hello"] * 3
    await settled(found)


@pooled
async def test_it_is_ended_when_nobody_waits_for_the_answer(found: Pool) -> None:
    for pause in (0.0, 0.001, 0.2):
        asking = asyncio.create_task(alone(found, 9, "sleep", seconds=60))
        await asyncio.sleep(pause)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    await settled(found)


@pooled
async def test_closing_the_pool_ends_it(found: Pool) -> None:
    asking = asyncio.create_task(alone(found, 9, "sleep", seconds=60))
    await asyncio.sleep(0.2)
    await found.close()
    assert not found._staff._guests
    with pytest.raises(Exception, match=r"ended from outside|answer"):
        await asking
