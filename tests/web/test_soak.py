"""Good and bad questions at once, for a while: every good one is answered rightly, and nothing grows.

It takes a minute; SOAK_SECONDS=600 makes it ten.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.hostile import GARBAGE, QUERIES, Watch, asking, connected, rest, sent
from tests.web.serving import Server

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
THREADS = 8
WORKERS = 4
GROWTH = 48 << 20  # bytes that the server may have more at the end than when it had warmed up
GOOD = {
    "one row": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a sg:Theme }",
    "some rows": "SELECT ?c ?label { ?c a sg:Theme ; rdfs:label|skos:prefLabel ?label } ORDER BY ?c ?label LIMIT 50",
    "many rows": "SELECT ?a ?k { ?a a ?k }",
    "yes": "ASK { ?c a sg:Theme }",
    "no": "ASK { ?c a sg:Nothing }",
    "a graph": "CONSTRUCT { ?c a ?k } WHERE { ?c a sg:Theme ; a ?k }",
}
BAD = [name for name in QUERIES if not name.startswith("10 MB")]


class Soak:
    """What eight clients asked and what they got."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.right = {name: self._whole(server.client, query) for name, query in GOOD.items()}
        self.found: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._until = 0.0

    @staticmethod
    def _whole(client: httpx.Client, query: str) -> tuple[str, ...]:
        # the engine may write a graph in another order each time
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv, application/n-triples"})
        return (str(answer.status_code), *sorted(answer.text.splitlines()))

    def run(self, seconds: float) -> None:
        """Ask for so many seconds."""
        self._until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._client, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, number: int) -> None:
        chance = random.Random(number)
        with httpx.Client(base_url=self.server.url, timeout=60, trust_env=False) as client:
            while time.monotonic() < self._until:
                try:
                    self._step(client, chance, kind=chance.choice(["good"] * 6 + ["bad", "bad", "garbage", "left"]))
                except Exception as error:  # whatever it is, it is what we look for
                    self.wrong.append(repr(error))

    def _step(self, client: httpx.Client, chance: random.Random, kind: str) -> None:
        if kind == "good":
            name = chance.choice(list(GOOD))
            # a comment makes it another question, so that it is not answered from the cache
            found = self._whole(client, f"{GOOD[name]} # {chance.randrange(1000)}")
            if found[0] == "503":
                kind = "busy"
            elif found != self.right[name]:
                self.wrong.append(f"{name}: {str(found)[:200]}")
        elif kind == "bad":
            status = client.post("/sparql", data={"query": QUERIES[chance.choice(BAD)]}).status_code
            if status not in (200, 400, 403, 413, 422, 503):
                self.wrong.append(f"a bad query: {status}")
        elif kind == "garbage":
            sent(self.server, chance.choice(list(GARBAGE.values())), wait=0.05)
        else:
            with connected(self.server) as channel:
                channel.sendall(asking(chance.choice([GOOD["many rows"], QUERIES["cross join"]])))
                time.sleep(chance.random() / 20)
        self.found[kind] += 1


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Server]:
    with Server(
        "--timeout", "3", "--workers", str(WORKERS), "--memory", "256MiB", "--max-rows", "50000", log=tmp_path / "log"
    ) as running:
        yield running


@pytest.mark.slow(first=True)
def test_good_questions_among_bad_ones_are_all_answered_rightly(target: Server) -> None:
    soak = Soak(target)
    soak.run(min(SECONDS / 5, 30))
    before = rest(target)
    with Watch(target) as watch:
        soak.run(SECONDS)
    after = rest(target)
    health = watch.found
    print(
        f"\n{SECONDS:g} s, {THREADS} clients: {dict(soak.found)}; "
        f"memory {before.memory >> 20} -> {after.memory >> 20} MiB; "
    )
    print(f"/health median {health.median:.1f} ms, p99 {health.p99:.1f} ms, worst {health.worst:.1f} ms")
    assert soak.wrong == []
    assert soak.found["good"] >= SECONDS
    assert after.memory - before.memory < GROWTH
    # a worker that ended while it was idle is replaced when it is wanted again: until then there may be one less
    assert after.workers <= WORKERS + 1  # one is spare
    assert (after.files - after.workers, after.connections) == (before.files - before.workers, before.connections)
    assert health._replace(worst=0).bearable(), health
    assert "Traceback" not in target.said()
    assert target.process.poll() is None
