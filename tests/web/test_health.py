"""What whoever runs the server sees: starting, stopping, accidents."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.quick import slowly
from tests.web.broken import SECRET
from tests.web.hostile import QUERIES, rest, workers
from tests.web.serving import Server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]

GOOD = {"query": "SELECT (COUNT(*) AS ?n) { ?c a sg:Theme }"}
SLOW = {"query": QUERIES["cross join"]}


class Broken(Server):
    """A server with a bug."""

    program = ("tests.web.broken",)


def holder(server: Server) -> psutil.Process:
    """The process that holds the graph."""
    [found] = psutil.Process(server.process.pid).children()
    return found


def gone(processes: list[psutil.Process], seconds: float) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not [each for each in alive if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def failed_start(*options: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "sdggraph.cli", "serve", *options]
    return subprocess.run(words, capture_output=True, text=True, timeout=120)


# --- starting ----------------------------------------------------------------------------------


def test_a_second_server_at_the_same_port_says_so_in_a_word(server: Server) -> None:
    port = server.url.rpartition(":")[2]
    found = failed_start("--port", port)
    assert found.returncode == 2
    assert f"The server cannot listen at 127.0.0.1:{port}" in found.stderr
    assert "--port" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.slow
def test_two_servers_that_start_at_the_same_moment_do_not_both_get_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "sdggraph.cli", "serve", "--port", str(port)]
    both = [subprocess.Popen(words, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        until = time.monotonic() + 60
        while all(each.poll() is None for each in both) and time.monotonic() < until:
            time.sleep(0.05)
        assert sorted(each.poll() is None for each in both) == [False, True]
        assert [each.returncode for each in both if each.poll() is not None] == [2]
    finally:
        for each in both:
            each.terminate()
            each.wait(30)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--data", "/nowhere/at/all"), "/nowhere/at/all"),
        (("--host", "no.such.host.invalid"), "The server cannot listen"),
        (("--access-log", "/nowhere/at/all.log"), "cannot be written"),
    ],
)
def test_a_server_that_cannot_start_says_why(options: tuple[str, ...], word: str) -> None:
    found = failed_start("--port", "0", *options)
    assert found.returncode == 2
    assert word in found.stderr
    assert "Traceback" not in found.stderr


def test_data_that_cannot_be_read_end_the_start_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("theme:karst a sg:Theme .\nthis is no Turtle")
    found = failed_start("--port", "0", "--data", str(tmp_path))
    assert found.returncode == 2
    assert "bad.ttl" in found.stderr
    assert "Traceback" not in found.stderr


# --- stopping ----------------------------------------------------------------------------------


def test_when_told_to_stop_it_finishes_what_it_has_begun_and_leaves_nothing(tmp_path: Path, small: Path) -> None:
    answers: list[httpx.Response] = []
    with Server("--data", str(small), "--timeout", "2", log=tmp_path / "log") as server:
        family = psutil.Process(server.process.pid).children(recursive=True)
        asking = threading.Thread(target=lambda: answers.append(httpx.post(f"{server.url}/sparql", data=SLOW)))
        asking.start()
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        assert server.process.wait(30) == 0
        said = server.said()
    assert answers[0].status_code == 422  # it had its two seconds
    assert gone(family, 5)
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("busy", [True, False])
def test_interrupted_it_stops_within_seconds_whatever_it_does(tmp_path: Path, small: Path, busy: bool) -> None:
    with Server("--data", str(small), "--timeout", "30", log=tmp_path / "log") as server:
        family = psutil.Process(server.process.pid).children(recursive=True)
        asking = threading.Thread(
            target=lambda: asked.append(httpx.post(f"{server.url}/sparql", data=SLOW, timeout=60))
        )
        asked: list[httpx.Response] = []
        if busy:
            asking.start()
            time.sleep(0.5)
        start = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0
        took = time.monotonic() - start
        if busy:
            asking.join()
            assert asked[0].status_code == 503
            assert asked[0].headers["retry-after"]
        said = server.said()
    assert took < 15  # half of what the question may take
    assert gone(family, 5)
    assert "Traceback" not in said


def test_interrupted_while_it_loads_it_leaves_nothing(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen([sys.executable, "-m", "sdggraph.cli", "serve", "--port", "0"], stderr=log)
    until = time.monotonic() + 60
    while not (family := psutil.Process(started.pid).children(recursive=True)) and time.monotonic() < until:
        time.sleep(0.01)
    started.send_signal(signal.SIGINT)
    assert started.wait(30) == 0
    assert gone(family, 5)
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.slow  # who is at work leaves when its processor time is over
def test_killed_it_leaves_no_process_behind(tmp_path: Path, small: Path) -> None:
    with Server("--data", str(small), "--timeout", "2", log=tmp_path / "log") as server:
        family = psutil.Process(server.process.pid).children(recursive=True)
        asking = threading.Thread(target=lambda: give_up(server))
        asking.start()
        time.sleep(0.3)  # one of its workers is at work
        server.process.kill()
        asking.join()
        # who is idle leaves at once, who is at work when its processor time is over
        assert gone(family, 30)
        assert len(family) == 4


def give_up(server: Server) -> None:
    try:
        httpx.post(f"{server.url}/sparql", data=SLOW, timeout=60)
    except httpx.TransportError:
        return


# --- accidents ---------------------------------------------------------------------------------


# a process that stands still is only given up after ten seconds
@pytest.mark.parametrize("ending", [signal.SIGKILL, slowly(signal.SIGSTOP)])
def test_when_the_process_that_holds_the_graph_ends_the_next_question_is_answered(
    tmp_path: Path, small: Path, ending: signal.Signals
) -> None:
    with Server("--data", str(small), "--timeout", "20", "--workers", "1", log=tmp_path / "log") as server:
        right = server.client.post("/sparql", data=GOOD).content
        before = holder(server)
        idle = before.children()
        before.send_signal(ending)
        for worker in idle:  # those who live would answer on
            worker.kill()
        time.sleep(0.3)
        assert server.client.post("/sparql", data=GOOD | {"format": "json"}).content == right
        until = time.monotonic() + 30
        while before.is_running() and before.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
            time.sleep(0.1)
        assert holder(server).pid != before.pid
        assert "sdggraph_mended_total 1.0" in server.client.get("/metrics").text
        assert rest(server).workers == 2
        assert "Traceback" not in server.said()


@pytest.mark.slow
def test_a_worker_that_keeps_much_memory_is_replaced(tmp_path: Path, small: Path) -> None:
    with Broken("--data", str(small), "--memory", "200MiB", "--workers", "1", log=tmp_path / "log") as server:
        before = {each.pid for each in workers(server)}
        for _ in range(4):
            assert server.client.get("/keep?megabytes=20").text == "kept"
        assert {each.pid for each in workers(server)} == before
        for _ in range(4):
            assert server.client.get("/keep?megabytes=120").text == "kept"
        rest(server)
        assert not before & {each.pid for each in workers(server)}
        assert all(each.memory_info().rss < 200 << 20 for each in workers(server))


def test_a_bug_is_told_to_the_log_and_not_to_the_client(tmp_path: Path, small: Path) -> None:
    with Broken("--data", str(small), log=tmp_path / "log") as server:
        for address in ("/fail", "/fail?after=0", "/fail?after=10"):
            answer = server.client.get(address)
            assert answer.status_code == 500
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.json()["title"] == "This failed with an unforeseen error"
            for word in (SECRET, "Traceback", "ZeroDivision", ".py"):
                assert word not in answer.text + str(answer.headers)
        with pytest.raises(httpx.RemoteProtocolError):  # a piece has gone out: it ends without an end
            server.client.get("/fail?after=5000000")
        assert server.client.post("/sparql", data=GOOD).status_code == 200
        assert server.said().count(f"ZeroDivisionError: {SECRET}") >= 4


@pytest.mark.slow  # seventy questions, of which each that is let in has its second
def test_a_full_queue_sends_away_and_says_when_to_come_back(tmp_path: Path, small: Path) -> None:
    statuses: list[httpx.Response] = []
    with Server("--data", str(small), "--timeout", "1", "--workers", "1", log=tmp_path / "log") as server:

        def ask() -> None:
            statuses.append(httpx.post(f"{server.url}/sparql", data=SLOW, timeout=60))

        threads = [threading.Thread(target=ask) for _ in range(70)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.client.post("/sparql", data=GOOD).status_code == 200
        metrics = server.client.get("/metrics").text
    busy = [each for each in statuses if each.status_code == 503]
    assert {each.status_code for each in statuses} == {422, 503}
    assert len(busy) > 50
    assert all(int(each.headers["retry-after"]) >= 1 for each in busy)
    assert all(each.json()["remedy"] == "Ask again in a few seconds." for each in busy)
    assert f'sdggraph_limits_total{{limit="queue"}} {len(busy)}.0' in metrics
