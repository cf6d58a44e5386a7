"""A worker answers, fails or is ended; nothing of it is left behind."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sdggraph.errors import BadParameter, BadQuery, Busy, LimitExceeded, NotFound
from sdggraph.sparql.formats import CSV, NTRIPLES
from sdggraph.sparql.interface import Answer, Kind, Limits
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.workers import fork_once
from tests.quick import slowly

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]

SECONDS = Limits(seconds=20)


@pytest.fixture(autouse=True, scope="module")
def _old_objects_are_left_out() -> Iterator[None]:
    """What other tests hold, large graphs among it, is looked through once and not before each test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    gc.collect()  # stores of other tests close their files when they are collected
    before = open_files(), children()
    yield
    assert (open_files(), children()) == before


def children() -> set[int]:
    """The processes that this one has started, alive or zombies; servers of other tests may be among them."""
    return {child.pid for child in psutil.Process().children()}


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def answering(content: Callable[[], bytes]) -> Callable[[], Answer]:
    return lambda: Answer(Kind.ROWS, CSV, content())


def forever() -> Answer:
    while True:
        time.sleep(1)


def test_the_answer_arrives_as_it_was_found() -> None:
    answer = Answer(Kind.GRAPH, NTRIPLES, b'\n{"kind":"rows"}\n\x00\xff')
    assert fork_once.run(lambda: answer, SECONDS) == answer


def test_an_answer_larger_than_any_pipe_arrives_whole() -> None:
    found = fork_once.run(answering(lambda: b"0123456789" * 1_000_000), SECONDS)
    assert len(found.content) == 10_000_000
    assert found.content.endswith(b"789")


def test_the_work_is_done_in_another_process() -> None:
    found = fork_once.run(answering(lambda: str(os.getpid()).encode()), SECONDS)
    assert int(found.content) != os.getpid()


def test_a_foreseen_error_is_the_same_error_here() -> None:
    def fail() -> Answer:
        raise BadQuery("unreadable", "Mend it.", file="q.rq", line=3, column=7)

    with pytest.raises(BadQuery) as caught:
        fork_once.run(fail, SECONDS)
    error = caught.value
    assert str(error) == "q.rq:3:7: unreadable Mend it."
    assert (error.problem, error.remedy) == ("q.rq:3:7: unreadable", "Mend it.")
    assert (error.file, error.line, error.column) == ("q.rq", 3, 7)


def test_what_an_error_carries_arrives_with_it() -> None:
    def miss() -> Answer:
        raise NotFound("No such code.", nearest=("HIST", "IRCK"))

    def overflow() -> Answer:
        raise LimitExceeded("Too many.", limit="rows")

    with pytest.raises(NotFound) as missed:
        fork_once.run(miss, SECONDS)
    assert missed.value.nearest == ("HIST", "IRCK")
    with pytest.raises(LimitExceeded) as overflown:
        fork_once.run(overflow, SECONDS)
    assert overflown.value.limit == "rows"


def test_an_unforeseen_error_shows_its_traceback() -> None:
    def stumble() -> Answer:
        raise ZeroDivisionError("nobody thought of this")

    with pytest.raises(RuntimeError, match=r"(?s)unforeseen error.*in stumble.*nobody thought of this"):
        fork_once.run(stumble, SECONDS)


def test_a_worker_is_ended_when_the_time_is_over() -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match=r"0\.3 s") as caught:
        fork_once.run(forever, Limits(seconds=0.3))
    assert 0.3 <= time.monotonic() - start < 20  # the worker would never end of itself
    assert (caught.value.limit, bool(caught.value.remedy)) == ("time", True)


def test_a_worker_that_stands_still_is_ended_too() -> None:
    def stand() -> Answer:
        os.kill(os.getpid(), signal.SIGSTOP)
        return Answer(Kind.ROWS, CSV, b"")

    with pytest.raises(LimitExceeded) as caught:
        fork_once.run(stand, Limits(seconds=0.3))
    assert caught.value.limit == "time"


def test_memory_is_counted_from_what_the_process_had() -> None:
    limits = Limits(seconds=20, memory=100 * 2**20)
    assert len(fork_once.run(answering(lambda: bytes(20 * 2**20)), limits).content) == 20 * 2**20
    with pytest.raises(LimitExceeded, match="100 MiB") as caught:
        fork_once.run(answering(lambda: bytes(200 * 2**20)), limits)
    assert caught.value.limit == "memory"


def dying_by(ending: signal.Signals) -> Callable[[], Answer]:
    def die() -> Answer:
        os.kill(os.getpid(), ending)
        return Answer(Kind.ROWS, CSV, b"")

    return die


def test_a_worker_that_aborts_is_reported() -> None:
    with pytest.raises(LimitExceeded, match="want of memory") as caught:
        fork_once.run(dying_by(signal.SIGABRT), SECONDS)
    assert caught.value.limit == "memory"


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_worker_that_is_ended_from_outside_says_try_again(ending: signal.Signals) -> None:
    with pytest.raises(Busy, match="ended from outside"):
        fork_once.run(dying_by(ending), SECONDS)


def test_a_crash_in_the_worker_says_nothing_on_our_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    def crash() -> Answer:
        ctypes.string_at(0)
        return Answer(Kind.ROWS, CSV, b"")

    with pytest.raises(LimitExceeded, match="nested too deeply"):
        fork_once.run(crash, SECONDS)
    assert capfd.readouterr() == ("", "")


def test_a_query_nested_too_deeply_ends_its_worker_and_not_us() -> None:
    store = EmbeddedStore.in_memory()
    deep = f"ASK {{ FILTER({'(' * 100_000}1{')' * 100_000}) }}"
    with pytest.raises(LimitExceeded, match="nested too deeply"):
        store.query(deep, limits=SECONDS)
    with pytest.raises(LimitExceeded, match="nested too deeply"):
        store.query(f"#SERVICE FROM\n{deep}", limits=SECONDS)
    assert store.query("ASK {}", limits=SECONDS).boolean() is True


def test_leaving_the_worker_by_exit_runs_nothing_of_ours() -> None:
    def leave() -> Answer:
        sys.exit(0)

    with pytest.raises(LimitExceeded):
        fork_once.run(leave, SECONDS)


def test_an_interrupt_ends_the_worker_with_the_question() -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, interrupted)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            fork_once.run(forever, SECONDS)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_a_worker_can_open_neither_file_nor_socket() -> None:
    def opens() -> Answer:
        refused = []
        for attempt in (lambda: Path("/etc/hostname").read_bytes(), socket.socket, os.pipe):
            try:
                attempt()
            except OSError as error:
                refused.append(str(error.strerror))
        return Answer(Kind.ROWS, CSV, "|".join(refused).encode())

    assert fork_once.run(opens, SECONDS).content == b"|".join([b"Too many open files"] * 3)


def test_many_threads_may_ask_at_once() -> None:
    results: dict[int, str] = {}

    def ask(number: int) -> None:
        if number % 3:
            results[number] = fork_once.run(answering(lambda: str(number).encode()), SECONDS).content.decode()
        else:
            try:
                fork_once.run(forever, Limits(seconds=0.2))
            except LimitExceeded as error:
                results[number] = error.limit

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: str(number) if number % 3 else "time" for number in range(12)}


def test_forking_beside_other_threads_warns_of_nothing() -> None:
    waiting = threading.Event()
    beside = threading.Thread(target=waiting.wait)
    beside.start()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        fork_once.run(answering(lambda: b""), SECONDS)
    waiting.set()
    beside.join()
    assert said == []


def test_the_death_of_one_worker_is_noticed_while_another_runs_on() -> None:
    def slowly() -> bytes:
        time.sleep(1.5)
        return b""

    slow = threading.Thread(target=lambda: fork_once.run(answering(slowly), SECONDS))
    slow.start()
    with pytest.raises(LimitExceeded):
        fork_once.run(answering(lambda: os._exit(3)), SECONDS)
    assert slow.is_alive()
    slow.join()


def test_limits_that_cannot_be_kept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(BadParameter, match="fork"):
        fork_once.run(answering(lambda: b""), SECONDS)


def test_a_memory_limit_needs_the_system_to_tell_what_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_once, "MEMORY_IN_USE", Path("/nowhere/statm"))
    with pytest.raises(BadParameter, match="Linux"):
        fork_once.run(answering(lambda: b""), Limits(memory=2**30))
    assert fork_once.run(answering(lambda: b"x"), SECONDS).content == b"x"


@pytest.mark.parametrize("times", [2, slowly(12)])
def test_a_store_on_disk_that_is_written_to_answers_within_limits_every_time(tmp_path: Path, times: int) -> None:
    for number in range(times):  # a fork beside the threads that write hung once in forty times
        store = EmbeddedStore.at(tmp_path / f"store{number}")
        store.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1, 2 } }")
        for expected in ("2", "3"):
            found = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", limits=SECONDS)
            assert found.rows() == [{"n": expected}]
            store.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 3 } }")
        del store
    gc.collect()
    assert not list(tmp_path.glob(".still.*"))
