"""What was acknowledged is there after the worst of ends."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import httpx
import psutil
import pytest

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.loading import fill_new
from tests.web.serving import Server
from tests.web.writing import UPDATE, Written, comments, new_store, remark, version

pytestmark = pytest.mark.slow


def write_until_it_ends(server: Server, headers: dict[str, str], number: int, acknowledged: list[str]) -> None:
    """Make remarks one after the other, and note those that were acknowledged."""
    with contextlib.suppress(httpx.TransportError):
        for each in range(number):
            text = f"remark {each}"
            if server.client.post("/update", content=remark(text), headers=headers).status_code == 204:
                acknowledged.append(text)


def killed_while_writing(folder: Path, number: int, kill_after: int) -> tuple[Written, list[str]]:
    """A store whose server was killed in the middle of so many writes, and what had been acknowledged."""
    written = Written(folder)
    new_store(written.place)
    acknowledged: list[str] = []
    with written.server() as running:
        headers = {**UPDATE, **written.bearer()}
        writing = threading.Thread(target=write_until_it_ends, args=(running, headers, number, acknowledged))
        writing.start()
        while len(acknowledged) < kill_after and writing.is_alive():
            time.sleep(0.001)
        running.process.kill()
        writing.join()
        running.process.wait()
    return written, acknowledged


def check(written: Written, acknowledged: list[str], number: int) -> None:
    """Everything that was acknowledged is there, at most one write more, and each with all that follows from it."""
    with written.server() as again:
        found = comments(again.client)
        assert set(acknowledged) <= found
        assert len(found) <= len(acknowledged) + 1
        query = "SELECT (COUNT(*) AS ?n) { ?change a prov:Activity ; prov:generated organisation:HIST }"
        [row] = again.client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        assert int(row["n"]["value"]) == len(found)
        headers = {**UPDATE, **written.bearer()}
        assert again.client.post("/update", content=remark("and on"), headers=headers).status_code == 204
    assert len(found) < number


def test_killed_between_writes_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    check(*killed_while_writing(tmp_path, 12, 4), 12)


@pytest.mark.slow
@pytest.mark.parametrize("kill_after", [33, 95])
def test_killed_in_the_middle_of_100_writes_nothing_acknowledged_is_lost(tmp_path: Path, kill_after: int) -> None:
    check(*killed_while_writing(tmp_path, 100, kill_after), 100)


@pytest.mark.slow
def test_what_is_on_the_disk_is_what_is_served(tmp_path: Path) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    with written.server() as running:
        headers = {**UPDATE, **written.bearer()}
        for update in (
            remark("a"),
            "DELETE WHERE { ?c sg:contributor organisation:HIST ; sg:contributesTo ?aim ; ?p ?o }",
            "DELETE { organisation:HIST rdfs:comment 'a' } INSERT { organisation:HIST rdfs:comment 'b' } WHERE {}",
            remark("a"),
        ):
            answer = running.client.post("/update", content=update, headers=headers)
            assert answer.status_code == 204, answer.text
        served = version(running.client)
    assert running.said().count("\n") == 1  # its address, and no complaint
    assert EmbeddedStore.at(written.place, read_only=True).version() == served


@pytest.mark.slow
def test_the_process_that_holds_the_graph_is_replaced_when_it_is_killed(tmp_path: Path) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    headers = {**UPDATE, **written.bearer()}
    with written.server() as running:
        assert running.client.post("/update", content=remark("before"), headers=headers).status_code == 204
    with written.server() as running:
        for process in psutil.Process(running.process.pid).children(recursive=True):
            process.kill()
        time.sleep(0.5)  # until the server has noticed
        assert running.client.post("/update", content=remark("after"), headers=headers).status_code == 204
        assert comments(running.client) == {"before", "after"}


# WRITES_IN_A_ROW=10000 looks for what grows more slowly
WRITES = int(os.environ.get("WRITES_IN_A_ROW", "1500"))
COMPARED = 200  # writes at the beginning and at the end


@pytest.mark.slow(first=True)
def test_many_writes_in_a_row_keep_their_pace(tmp_path: Path) -> None:
    written = Written(tmp_path)
    (tmp_path / "tiny.ttl").write_text(f'<{vocab.BASE}organisation/A> <{vocab.SG}city> "Lima" .')
    fill_new(written.place, Settings.read().ontology, [tmp_path / "tiny.ttl"])
    update = """DELETE {{ organisation:A rdfs:comment ?c }} INSERT {{ organisation:A rdfs:comment "{0}" }}
      WHERE {{ OPTIONAL {{ organisation:A rdfs:comment ?c }} }}"""
    took, memory = [], []
    with written.server() as running:
        headers = {**UPDATE, **written.bearer()}
        for number in range(WRITES):
            start = time.monotonic()
            answer = running.client.post("/update", content=update.format(number), headers=headers)
            assert answer.status_code == 204, (number, answer.text)
            took.append(time.monotonic() - start)
            if number in (COMPARED, WRITES - 1):
                memory.append(psutil.Process(running.process.pid).memory_info().rss)
    assert median(took[-COMPARED:]) < 2 * median(took[:COMPARED])
    assert memory[1] < memory[0] + (40 << 20)


SLOW = """INSERT { organisation:HIST rdfs:comment ?x } WHERE {
  { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } BIND(STR(?n) AS ?x) }"""


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_is_ended_in_the_middle_of_a_write_says_try_again(tmp_path: Path, ending: signal.Signals) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    headers = {**UPDATE, **written.bearer()}
    with written.server("--timeout", "5") as running, ThreadPoolExecutor(1) as aside:
        [zygote] = psutil.Process(running.process.pid).children()
        before = version(running.client)
        writing = aside.submit(running.client.post, "/update", content=SLOW, headers=headers)
        until = time.monotonic() + 20
        while not (busy := [each for each in zygote.children() if each.cpu_times().user > 0.3]):
            assert time.monotonic() < until
            time.sleep(0.02)
        for each in busy:
            each.send_signal(ending)
        answer = writing.result()
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True), answer.text
        assert "ended from outside" in answer.json()["detail"]
        assert version(running.client) == before
        assert running.client.post("/update", content=remark("and on"), headers=headers).status_code == 204


@pytest.mark.slow  # two servers; tests/store/test_memory.py has it without
def test_one_store_has_one_writer(tmp_path: Path) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    other = Server("--store", str(written.place), "--writable", log=tmp_path / "other")
    with written.server(), pytest.raises(AssertionError, match="Is a server using it"):
        other.__enter__()
    assert not list(tmp_path.glob(".store.snapshot-*"))
