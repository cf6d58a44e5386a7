"""The workers that make reports: forked once for each state of the graph, and again when they have died."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest

from sdggraph.web.report_workers import REPORT, ReportWorkers
from sdggraph.workers.pool import Pool


class Fake:
    """A pool that counts what is asked of it."""

    def __init__(self, *, dead: bool = False, gone: bool = False) -> None:
        self.dead, self.gone = dead, gone
        self.asked: list[str] = []
        self.closed = False
        self.heirs: list[Fake] = []
        self.next: list[Fake] = []

    async def ask(self, job: str, _arguments: Any, _seconds: float, _settled: Any = None) -> str:
        if self.dead:
            raise ConnectionError("gone")
        self.asked.append(job)
        return job

    async def prepared(self, job: str) -> Fake:
        assert job == REPORT
        await asyncio.sleep(0)
        if self.gone:
            raise ConnectionError("the process that holds the graph was ended")
        self.heirs.append(self.next.pop(0) if self.next else Fake())
        return self.heirs[-1]

    async def close(self, _patience: float = 0.0) -> None:
        self.closed = True


def run(test: Callable[[ReportWorkers, Callable[[Fake], Coroutine[Any, Any, Any]]], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        workers = ReportWorkers(1.0)

        async def ask(over: Fake) -> Any:
            return await workers.ask(cast(Pool, over), "report", {}, 1.0)

        await test(workers, ask)
        await workers.close()

    asyncio.run(whole())


def test_many_requests_at_once_share_one_fork() -> None:
    graph = Fake()

    async def test(_workers: ReportWorkers, ask: Any) -> None:
        assert await asyncio.gather(*(ask(graph) for _ in range(5))) == ["report"] * 5
        assert [len(each.asked) for each in graph.heirs] == [5]
        assert not graph.asked

    run(test)
    assert graph.heirs[0].closed
    assert not graph.closed


def test_another_state_of_the_graph_gets_workers_of_its_own() -> None:
    old, new = Fake(), Fake()

    async def test(_workers: ReportWorkers, ask: Any) -> None:
        await ask(old)
        await ask(new)
        await asyncio.sleep(0)
        assert old.heirs[0].closed
        assert len(new.heirs[0].asked) == 1

    run(test)


def test_workers_that_have_died_are_replaced() -> None:
    graph = Fake()
    graph.next = [Fake(dead=True), Fake()]

    async def test(_workers: ReportWorkers, ask: Any) -> None:
        assert await ask(graph) == "report"
        await ask(graph)
        assert [len(each.asked) for each in graph.heirs] == [0, 2]
        await asyncio.sleep(0)
        assert graph.heirs[0].closed

    run(test)


def test_a_graph_that_is_gone_is_told_and_asked_for_again() -> None:
    graph = Fake(gone=True)

    async def test(_workers: ReportWorkers, ask: Any) -> None:
        with pytest.raises(ConnectionError):
            await ask(graph)
        graph.gone = False
        assert await ask(graph) == "report"

    run(test)


def test_nothing_is_forked_before_the_first_report() -> None:
    async def test(_workers: ReportWorkers, _ask: Any) -> None:
        return

    run(test)


def test_another_data_version_ends_the_workers_of_the_one_before() -> None:
    graph, changed = Fake(), Fake()

    async def test(workers: ReportWorkers, ask: Any) -> None:
        workers.forget()  # there are none yet
        await ask(graph)
        workers.forget()
        await asyncio.sleep(0)
        assert graph.heirs[0].closed
        await ask(changed)
        assert len(changed.heirs) == 1

    run(test)
