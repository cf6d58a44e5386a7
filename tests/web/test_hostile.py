"""The server bears what an enemy sends: others are answered, in time and rightly, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.quick import slowly
from tests.web.hostile import GARBAGE, QUERIES, Watch, asking, connected, many, rest, sent
from tests.web.serving import Server
from tests.web.watcher import Health

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]

GOOD = "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a sg:Theme }"
FLOOD = "SELECT * { ?a ?b ?c . ?d a sg:Theme } LIMIT 45000"
SECONDS = 2
SLACK = 64 << 20  # bytes that the server may keep after all of it: what the allocator did not give back
FEW = ("cross join", "one long text", "brackets", "no end of rows")  # one for each way in which it may end


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("target") / "log"
    options = ("--timeout", str(SECONDS), "--memory", "256MiB", "--max-rows", "50000")
    with Server(*options, log=log) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_is_left_behind(target: Server) -> Iterator[None]:
    right = target.client.post("/sparql", data={"query": GOOD}).content
    before = rest(target)
    yield
    assert target.client.post("/sparql", data={"query": GOOD}).content == right
    after = rest(target)
    assert (after.files, after.connections, after.workers) == (before.files, before.connections, before.workers)
    assert after.workers == 3  # two that work and a spare one
    assert "Traceback" not in target.said()


def bearable(found: Health, what: str) -> None:
    """Tell the numbers, and that they are good enough."""
    print(
        f"\n/health during {what}: {found.looks} looks, median {found.median:.1f} ms, p99 {found.p99:.1f} ms, ", end=""
    )
    print(f"worst {found.worst:.1f} ms, {found.failed} failed; the watch itself was up to {found.latest:.1f} ms late")
    assert found.bearable(), found


def asked(target: Server, query: str) -> httpx.Response:
    return target.client.post("/sparql", data={"query": query}, timeout=4 * SECONDS + 10)


@pytest.mark.parametrize("names", [FEW, slowly([each for each in QUERIES if each not in FEW])], ids=["few", "others"])
def test_no_query_stops_the_others(target: Server, names: Sequence[str]) -> None:
    with Watch(target) as watch:
        for name in names:
            start = time.monotonic()
            answer = asked(target, QUERIES[name])
            took = time.monotonic() - start
            assert answer.status_code in (200, 400, 403, 413, 422), name
            if answer.status_code == 422:
                found = answer.json()
                assert found["limit"] in ("time", "memory", "rows"), name
                assert found["remedy"], name
            assert took < SECONDS + 15, name  # the rest is sending ten megabytes
            assert asked(target, f"{GOOD} # after {name}").status_code == 200, name  # not from the cache
    bearable(watch.found, f"{len(names)} bad queries")


def test_many_bad_queries_at_once_make_others_wait_and_not_fail(target: Server) -> None:
    slow = [QUERIES["cross join"], QUERIES["cross join, sorted"], QUERIES["one long text"], QUERIES["brackets"]] * 4
    statuses: list[int] = []

    def attack(query: str) -> None:
        # to read the certificates of the world, sixteen times, would be what /health waits for
        with httpx.Client(base_url=target.url, timeout=60, trust_env=False, verify=False) as enemy:
            statuses.append(enemy.post("/sparql", data={"query": query}).status_code)

    threads = [threading.Thread(target=attack, args=(query,)) for query in slow]
    with Watch(target) as watch:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(statuses) == 16
    assert set(statuses) <= {422, 503}
    bearable(watch.found, "16 bad queries at once")


def test_what_is_no_request_is_refused_or_ignored(target: Server) -> None:
    with Watch(target) as watch:
        for name, data in GARBAGE.items():
            came = sent(target, data, wait=0.2)
            assert came == b"" or came.startswith(b"HTTP/1.1 "), name
            assert b" 500 " not in came.partition(b"\r\n")[0], name
            assert b"uvicorn" not in came.lower(), name
            assert b"Traceback" not in came, name
    bearable(watch.found, f"{len(GARBAGE)} kinds of garbage")


@pytest.mark.slow
def test_a_reader_of_one_byte_a_second_holds_nobody_up(target: Server) -> None:
    with Watch(target) as watch, many(target, 20) as channels:
        for channel in channels:
            channel.sendall(asking(FLOOD))
        for _ in range(SECONDS + 2):
            time.sleep(1)
            for channel in channels:
                channel.recv(1)
        assert asked(target, GOOD).status_code == 200
    bearable(watch.found, "20 readers of one byte a second")


@pytest.mark.slow
def test_five_hundred_idle_connections_hold_nobody_up(target: Server) -> None:
    with Watch(target) as watch, many(target, 500) as channels:
        for channel in channels[:250]:
            channel.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX: ")
        assert asked(target, GOOD).status_code == 200
        time.sleep(1)
    bearable(watch.found, "500 idle connections")


def test_beyond_the_most_connections_the_one_idle_longest_gives_way(target: Server) -> None:
    with Watch(target) as watch, many(target, 1100):
        time.sleep(0.5)
        fresh = sent(target, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert fresh.startswith(b"HTTP/1.1 200")
    # its own connection is one of those that were never idle for long
    assert watch.found._replace(failed=0).bearable(), watch.found


# what is sent at first, what is then sent again and again, and by when the connection must have been closed
DRIPS = [
    (b"", b"\r\n", 15),
    (b"GET /health HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n", 15),
    (b"GET /health HTTP/1.1\r\nX: ", b"y", 15),
    (b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n", 45),
    (b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", b"x", 75),
    (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\nContent-Type: application/sparql-query\r\n\r\n",
        b"x",
        45,
    ),
    (b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 75),
]


@pytest.mark.slow
def test_who_sends_drop_by_drop_is_cut_off(target: Server) -> None:
    def took(case: tuple[bytes, bytes, int]) -> float:
        begin, drip, seconds = case
        start = time.monotonic()
        with connected(target) as channel:
            channel.settimeout(0.5)
            channel.sendall(begin)
            try:
                while time.monotonic() - start < seconds:
                    channel.sendall(drip)
                    try:
                        if channel.recv(1 << 16) == b"":
                            break
                    except TimeoutError:
                        continue
            except ConnectionError:
                pass
        return time.monotonic() - start

    with ThreadPoolExecutor(len(DRIPS)) as senders:
        for (begin, _, seconds), found in zip(DRIPS, senders.map(took, DRIPS), strict=True):
            assert found < seconds, begin


@pytest.mark.slow
def test_a_reader_who_stops_is_cut_off_even_after_the_work_is_done(target: Server) -> None:
    with connected(target) as channel:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        channel.sendall(asking(FLOOD))
        channel.recv(1)
        assert rest(target).connections == 2
        time.sleep(30)
        assert rest(target).connections == 1  # our own; what the system had taken already may still arrive


def test_requests_that_are_given_up_leave_nothing(target: Server) -> None:
    with Watch(target) as watch:
        for number in range(60):
            with connected(target) as channel:
                channel.sendall(asking(QUERIES["cross join"] if number % 2 else FLOOD))
                time.sleep(0.01 * (number % 5))
        assert asked(target, GOOD).status_code == 200
    bearable(watch.found, "60 requests given up")


def test_work_for_who_left_in_the_middle_of_an_answer_ends(target: Server) -> None:
    # more than the server takes ahead of its reader, so that its worker would wait until its time is over
    for _ in range(4):
        with connected(target) as channel:
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            channel.sendall(asking("SELECT ?a ?c ?d ?e { ?a ?b ?c . ?d a sg:Theme ; ?e ?f } LIMIT 49000"))
            channel.recv(1000)
    start = time.monotonic()
    assert asked(target, f"{GOOD} # when all have left").status_code == 200
    assert time.monotonic() - start < 1.5 * SECONDS  # the work of four, two at a time, would take twice that time


@pytest.mark.slow  # the time of an answer has to pass
def test_a_cut_answer_is_never_mistaken_for_a_complete_one(tmp_path: Path) -> None:
    # more than the server takes ahead of a reader, who comes back when the time is over
    large = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"
    with Server("--timeout", "4", "--access-log", "-", log=tmp_path / "log") as server:
        with connected(server) as channel:
            channel.sendall(asking(large))
            held = channel.recv(1 << 16)
            assert held.startswith(b"HTTP/1.1 200 ")
            time.sleep(5)
            while piece := channel.recv(1 << 20):
                held = held[-100:] + piece
        assert not held.endswith(b"0\r\n\r\n")
        assert asked(server, GOOD).status_code == 200
        said = server.said()
    assert "Traceback" not in said
    assert said.count("cut off") == 1
    assert '"outcome": "cut", "limit": "time"' in said


@pytest.mark.slow
def test_memory_is_flat_however_often_it_is_attacked(target: Server) -> None:
    names = ["10 MB of comment", "10 MB of changing words", "100,000 values", "cross join, sorted", "brackets"]

    def attack() -> int:
        for name in names:
            asked(target, QUERIES[name])
        for data in GARBAGE.values():
            sent(target, data, wait=0.01)
        return rest(target).memory

    attack()
    before = attack()
    after = max(attack() for _ in range(3))
    print(f"\nmemory of the server: {before >> 20} MiB, after three more attacks {after >> 20} MiB")
    assert after - before < SLACK


def test_the_watch_tells_a_server_that_stands_still(target: Server) -> None:
    target.process.send_signal(signal.SIGSTOP)
    try:
        with Watch(target) as watch:
            time.sleep(0.3)
            target.process.send_signal(signal.SIGCONT)
    finally:
        target.process.send_signal(signal.SIGCONT)
    assert watch.found.worst > 200
