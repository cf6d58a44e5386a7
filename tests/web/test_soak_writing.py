"""Writers, readers and enemies at once, for a while: nothing that was acknowledged is lost, nothing refused is there.

It takes a minute; SOAK_SECONDS=600 makes it ten.
"""

from __future__ import annotations

import gzip
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from tests.web.hostile import GARBAGE, QUERIES, Watch, asking, connected, sent
from tests.web.serving import Server
from tests.web.writing import TURTLE, UPDATE, Written, ask, comments, remark, whole_store

pytestmark = [pytest.mark.slow(first=True), pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")]

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
WRITERS, READERS, ENEMIES = 2, 4, 2
GROWTH = 96 << 20  # bytes that the process which speaks HTTP may have more than when it had warmed up
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARTS = {"Content-Type": "multipart/form-data; boundary=x"}
GZIP = {**TURTLE, "Content-Encoding": "gzip"}
BOMB = gzip.compress(b" " * (255 << 20))
BUSY = (429, 503)
# answers that do not change with what is written here
GOOD = {
    "one row": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a sg:Theme }",
    "some rows": "SELECT ?c ?label { ?c a sg:Theme ; rdfs:label|skos:prefLabel ?label } ORDER BY ?c ?label LIMIT 50",
    "no": "ASK { ?c a sg:Nothing }",
    "a graph": "CONSTRUCT { ?c a ?k } WHERE { ?c a sg:Theme ; a ?k }",
}
BAD = [name for name in QUERIES if not name.startswith("10 MB")]


class Soak:
    """What everybody did, and what went wrong."""

    def __init__(self, server: Server, desk: dict[str, str], secretariat: dict[str, str]) -> None:
        self.server, self.desk, self.secretariat = server, desk, secretariat
        self.right = {name: self._answer(server.client, query) for name, query in GOOD.items()}
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.kept: set[str] = set()  # acknowledged, and not taken back
        self.refused: set[str] = set()
        self.graphs: dict[str, int] = {}
        self._lock = threading.Lock()

    def run(self, seconds: float) -> None:
        """Let everybody at it for so many seconds."""
        until = time.monotonic() + seconds
        kinds = [self._write] * WRITERS + [self._read] * READERS + [self._attack] * ENEMIES
        threads = [threading.Thread(target=self._go_on, args=(n, work, until)) for n, work in enumerate(kinds)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _go_on(self, number: int, work: Callable[[httpx.Client, random.Random], str], until: float) -> None:
        chance = random.Random(f"{number} {until}")
        with httpx.Client(base_url=self.server.url, timeout=120, trust_env=False, verify=False) as client:
            while time.monotonic() < until:
                try:
                    found = work(client, chance)
                except Exception as error:  # whatever it is, it is what we look for
                    self.wrong.append(f"{work.__name__}: {error!r}")
                else:
                    with self._lock:
                        self.done[found] += 1

    # --- writers -----------------------------------------------------------------------------------

    def _write(self, client: httpx.Client, chance: random.Random) -> str:
        if chance.random() < 0.2:
            return self._replace(client, chance)
        text, back = f"soak {chance.getrandbits(64):x}", ""
        update = remark(text)
        with self._lock:
            if self.kept and chance.random() < 0.3:
                back = self.kept.pop()
                update += f' ; DELETE DATA {{ organisation:HIST rdfs:comment "{back}" }}'
        answer = client.post("/update", content=update, headers={**self.desk, **UPDATE})
        # asked before the text is kept: the other writer may take back only what is kept
        if answer.status_code == 204 and not ask(client, f'ASK {{ organisation:HIST rdfs:comment "{text}" }}'):
            self.wrong.append(f"{text} was acknowledged, and is not read")
        with self._lock:
            if answer.status_code == 204:
                self.kept.add(text)
                self.refused.update({back} - {""})
            elif answer.status_code in BUSY:
                self.refused.add(text)
                self.kept.update({back} - {""})
                return "busy"
            else:
                self.wrong.append(f"a write: {answer.status_code} {answer.text[:200]}")
        return "written"

    def _replace(self, client: httpx.Client, chance: random.Random) -> str:
        graph, size = f"urn:soak:{chance.getrandbits(16)}", chance.randrange(1, 200)
        content = b"".join(gzip.compress(b"<urn:s%d> <urn:p> %d .\n" % (n, n)) for n in range(size))
        answer = client.put("/graph-store", params={"graph": graph}, content=content, headers={**self.desk, **GZIP})
        if answer.status_code in BUSY:
            return "busy"
        if answer.status_code not in (201, 204):
            self.wrong.append(f"a graph: {answer.status_code} {answer.text[:200]}")
        with self._lock:
            self.graphs[graph] = size
        return "replaced"

    # --- readers -----------------------------------------------------------------------------------

    @staticmethod
    def _answer(client: httpx.Client, query: str) -> tuple[str, ...]:
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv, application/n-triples"})
        return (str(answer.status_code), *sorted(answer.text.splitlines()))

    def _read(self, client: httpx.Client, chance: random.Random) -> str:
        name = chance.choice(list(GOOD))
        # a comment makes it another question, so that it is not answered from the cache
        found = self._answer(client, f"{GOOD[name]} # {chance.randrange(1000)}")
        if int(found[0]) in BUSY:
            return "busy"
        if found != self.right[name]:
            self.wrong.append(f"{name}: {str(found)[:200]}")
        return "read"

    # --- enemies -----------------------------------------------------------------------------------

    def _attack(self, client: httpx.Client, chance: random.Random) -> str:
        token = chance.choice([self.desk, self.secretariat, {}])
        kind = chance.choice(["query", "garbage", "left", "bomb", "form", "parts", "address", "number"])
        if kind == "garbage":
            sent(self.server, chance.choice(list(GARBAGE.values())), wait=0.05)
            return kind
        if kind == "left":
            with connected(self.server) as channel:
                channel.sendall(asking(QUERIES["cross join"]))
                time.sleep(chance.random() / 20)
            return kind
        status = self._hostile(client, chance, kind, token)
        if status not in (400, 401, 403, 404, 413, 414, 422, 503) and not (kind == "query" and status == 200):
            self.wrong.append(f"{kind}: {status}")
        return kind

    @staticmethod
    def _hostile(client: httpx.Client, chance: random.Random, kind: str, token: dict[str, str]) -> int:
        if kind == "query":
            return client.post("/sparql", data={"query": QUERIES[chance.choice(BAD)]}).status_code
        if kind == "bomb":
            return client.post("/graph-store?default", content=BOMB, headers={**GZIP, **token}).status_code
        if kind == "form":
            content = b"query=" + chance.choice([b"%41", b"%", b"&a"]) * 1_000_000
            return client.post("/sparql", content=content, headers=FORM).status_code
        if kind == "parts":
            content = b"--x\r\n\r\n\r\n" * 40_000
            return client.post("/graph-store?default", content=content, headers={**PARTS, **token}).status_code
        if kind == "address":
            return client.get(f"/api/queries/{'.' * chance.choice([4000, 9000])}/x").status_code
        weights = chance.choice(["theme=1e308,region=1e308", "theme=nan", "theme=-1"])
        return client.get("/api/centres/HIST/partners", params={"weights": weights}).status_code


def lost(soak: Soak, client: httpx.Client) -> list[str]:
    """What should be there and is not, or should not and is."""
    held = {each for each in comments(client) if each.startswith("soak ")}
    found = [f"{each} is lost" for each in soak.kept - held]
    found += [f"{each} should not be there" for each in held - soak.kept]
    for graph, size in soak.graphs.items():
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        if int(row["n"]["value"]) != size:
            found.append(f"{graph} has {row['n']['value']} statements, not {size}")
    return found


@pytest.fixture
def written(tmp_path: Path) -> Written:
    found = Written(tmp_path)
    whole_store(found.place)
    return found


OPTIONS = ("--timeout", "5", "--memory", "256MiB", "--max-rows", "50000")


def test_writers_among_readers_and_enemies_lose_nothing(written: Written) -> None:
    with written.server(*OPTIONS) as server:
        soak = Soak(server, written.bearer(), written.bearer("organisation:HIST", "secretariat"))
        soak.run(min(SECONDS / 5, 30))
        main = psutil.Process(server.process.pid)
        before = main.memory_info().rss
        with Watch(server) as watch:
            soak.run(SECONDS)
        after, health = main.memory_info().rss, watch.found
        print(f"\n{SECONDS:g} s: {dict(soak.done)}; memory {before >> 20} -> {after >> 20} MiB")
        print(f"/health median {health.median:.1f} ms, p99 {health.p99:.1f} ms, worst {health.worst:.1f} ms")
        assert soak.wrong == []
        assert soak.done["written"] >= SECONDS / 10
        assert soak.done["read"] >= SECONDS
        assert lost(soak, server.client) == []
        assert after - before < GROWTH
        assert health.failed == 0
        assert health.median < 100
        assert "Traceback" not in server.said()
        server.kill()
    with written.server(*OPTIONS) as server:
        assert lost(soak, server.client) == []
