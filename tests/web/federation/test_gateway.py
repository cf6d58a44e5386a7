"""A query may ask the servers on the operator's list, and by no trick anybody else."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from sdggraph.config import Settings
from sdggraph.errors import ServiceFailed
from sdggraph.sparql import service_allowlist
from sdggraph.sparql.service_allowlist import address
from sdggraph.web.app import create_app
from sdggraph.web.federation import gateway as door
from sdggraph.web.federation.gateway import Gateway
from sdggraph.web.federation.outbound import chosen, public, resolve
from sdggraph.web.options import Options
from sdggraph.web.service import Service
from tests.listener import Listener
from tests.sparql.test_guard import CALLING_QUERIES
from tests.web.serving import Server

SECONDS = 2.0
JSON = "application/sparql-results+json"


def rows(*values: str) -> bytes:
    found = [{"a": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": found}}).encode()


class Elsewhere:
    """A SPARQL server that answers each path in its way, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                try:
                    outer.answer(self)
                except OSError:
                    return  # they have left

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        kind = to.path.strip("/").partition("/")[0]
        if kind == "slow":
            time.sleep(SECONDS * 3)
        status = {"missing": 404, "moved": 302, "moved-for-good": 308}.get(kind, 200)
        to.send_response(status)
        to.send_header("Content-Type", {"page": "text/html", "graph": "text/turtle"}.get(kind, JSON))
        if status in (302, 308):
            to.send_header("Location", f"http://127.0.0.1:{self.port}/rows")
        if kind == "packed":
            to.send_header("Content-Encoding", "gzip")
        to.end_headers()
        if kind in ("endless", "trickle"):
            to.wfile.write(b'{"head":{"vars":["a"]},"results":{"bindings":[')
            while True:
                to.wfile.write(b" " * (1 << 16) if kind == "endless" else b" ")
                if kind == "trickle":
                    time.sleep(0.1)
        to.wfile.write(b"{" if kind == "broken" else rows("x", "y"))


class Running:
    """The application in an event loop of its own thread, with a gateway for which one name is public."""

    def __init__(self, elsewhere: Elsewhere) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.elsewhere = elsewhere
        self.base = f"http://public.example:{elsewhere.port}/"
        self.names: dict[str, list[list[str]]] = {}  # what a name is said to be, at first and later
        self.resolved: list[str] = []
        self.service = self.run(self._start())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def _start(self) -> Service:
        bases = tuple(f"http://{name}:{self.elsewhere.port}/" for name in ("public.example", "turning.example"))
        options = Options(Settings.read({}), seconds=SECONDS, memory=256 << 20, services=bases)
        self.app = create_app(Service(options))
        service: Service = self.app.state.service
        service.gateway = Gateway(bases, self._resolve, lambda found: found == "127.0.0.1")
        await service.start()
        return service

    async def _resolve(self, host: str, _port: int) -> list[str]:
        self.resolved.append(host)
        answers = self.names.get(host, [["127.0.0.1"]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def _ask(self, text: str, accept: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client:
            return await client.post("/sparql", data={"query": text}, headers={"Accept": accept})

    def ask(self, text: str, accept: str = "text/csv") -> httpx.Response:
        found: httpx.Response = self.run(self._ask(text.replace("BASE", self.base), accept))
        return found

    def stop(self) -> None:
        self.run(self.service.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.server.shutdown()
    server.server.server_close()


@pytest.fixture(scope="module")
def shared(elsewhere: Elsewhere) -> Iterator[Running]:
    running = Running(elsewhere)
    yield running
    running.stop()


@pytest.fixture
def running(shared: Running) -> Iterator[Running]:
    """It, with nothing asked yet; after the test no ticket, no turn and no worker is left behind."""
    shared.elsewhere.asked.clear()
    shared.resolved.clear()
    shared.names.clear()
    yield shared
    gateway = shared.service.gateway
    assert gateway is not None
    until = time.monotonic() + 5
    while (gateway._tickets or shared.service.pool.working) and time.monotonic() < until:
        time.sleep(0.02)
    assert not gateway._tickets
    assert gateway.turns._value == door.ASKING
    assert not shared.service.pool._staff._guests


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.close()


# --- what works ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_allowed_server_answers_rows_which_join_with_ours(running: Running) -> None:
    found = running.ask("SELECT ?a ?b { VALUES (?a ?b) { ('x' 1) ('z' 2) } SERVICE <BASErows> { ?a ?p ?o } }")
    assert found.text.split() == ["a,b", "x,1"]
    assert found.headers["Cache-Control"] == "no-store"
    assert "ETag" not in found.headers


def test_only_the_query_travels(running: Running) -> None:
    running.ask("SELECT * { SERVICE <BASErows?a=b> { ?a ?p 'ä' } }")
    [(path, headers, body)] = running.elsewhere.asked
    assert path == "/rows?a=b"
    assert "ä" in body
    assert "127.0.0.1" not in body
    assert headers.keys() <= {"host", "accept", "accept-encoding", "content-type", "content-length", "user-agent"}
    assert headers["host"] == f"public.example:{running.elsewhere.port}"
    assert headers["user-agent"].startswith("sdggraph/")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?a { SERVICE#<http://127.0.0.1/>\n<BASErows> { ?a ?p ?o } }",
        "PREFIX e: <BASE> SELECT ?a { SERVICE e:rows { ?a ?p ?o } }",
        "SELECT ?a { SERVICE SILENT <BASErows> { ?a ?p ?o } }",
        "SELECT ?a { ?s a sg:Goal OPTIONAL { SERVICE <BASErows> { ?a ?p ?o } } } LIMIT 2",
        "SELECT ?a { SERVICE <BASErows> { SELECT ?a { ?a ?p ?o } } }",
    ],
)
def test_it_may_be_spelled_as_sparql_allows(running: Running, text: str) -> None:
    found = running.ask(text)
    assert found.status_code == 200
    assert len(running.elsewhere.asked) == 1


def test_the_same_question_is_asked_once_for_a_query_and_again_for_the_next(running: Running) -> None:
    text = "SELECT ?s { ?s a sg:Theme FILTER EXISTS { SERVICE <BASErows> { ?a ?p ?o } } }"
    assert running.ask(text).text.count("\n") > 3
    assert len(running.elsewhere.asked) == 1
    running.ask(text)
    assert len(running.elsewhere.asked) == 2
    assert running.resolved == ["public.example", "public.example"]


def test_other_queries_are_answered_and_kept_as_ever(running: Running) -> None:
    found = running.ask("SELECT ?service { ?service a sg:Theme } # SERVICE")
    assert found.status_code == 200
    assert found.headers["ETag"]
    assert not running.elsewhere.asked


def test_a_graph_and_a_yes_can_be_made_of_it(running: Running) -> None:
    built = running.ask("CONSTRUCT { <urn:s> <urn:p> ?a } { SERVICE <BASErows> { ?a ?p ?o } }", "text/turtle")
    assert "urn:p" in built.text
    assert running.ask("ASK { SERVICE <BASErows> { ?a ?p ?o } }", JSON).json()["boolean"] is True


@pytest.mark.parametrize("name", CALLING_QUERIES)
def test_however_it_is_spelled_only_the_gateway_calls(running: Running, name: str) -> None:
    text = CALLING_QUERIES[name].replace("URL/", running.base).replace("URL", f"{running.base}rows")
    found = running.run(running._ask(text, "text/csv"))
    assert found.status_code in (200, 403, 406)
    assert all(headers["user-agent"].startswith("sdggraph/") for _, headers, _ in running.elsewhere.asked)
    if found.status_code == 403:
        assert not running.elsewhere.asked


def test_no_update_asks_anybody_though_queries_may(running: Running) -> None:
    found = running.ask("INSERT { ?a ?a ?a } WHERE { SERVICE <BASErows> { ?a ?p ?o } }")
    assert found.status_code >= 400
    assert not running.elsewhere.asked


# --- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:PORT/rows> { ?a ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/rows> { ?a ?p ?o } }",
        "SELECT * { SERVICE <http://public.example/rows> { ?a ?p ?o } }",
        "SELECT * { SERVICE <http://public.example:PORT@127.0.0.1:PORT/rows> { ?a ?p ?o } }",
        "SELECT * { SERVICE <http://public.example.evil.example:PORT/rows> { ?a ?p ?o } }",
        "SELECT * { VALUES ?e { <BASErows> } SERVICE ?e { ?a ?p ?o } }",
        "SELECT * { SERVICE <BASErows> { SERVICE <http://127.0.0.1:PORT/rows> { ?a ?p ?o } } }",
        "SELECT * { SERVICE <BASErows> { SERVICE <BASErows> { ?a ?p ?o } } }",
        "SELECT * { SERVICE SILENT <BASErows> { SERVICE SILENT <BASErows> { ?a ?p ?o } } }",
        # to a reader of text the first closing brace ends the outer body; to the engine it is in a string
        "SELECT * { SERVICE <BASErows> { VALUES ?x { '''a'} }''' } SERVICE <BASErows> { ?a ?p ?o } } }",
        "SELECT * { SERVICE <BASErows> { SELECT ?a { OPTIONAL { SERVICE <BASErows> { ?a ?p ?o } } } } }",
        "SELECT * { SERVICE <BASErows> { FILTER EXISTS { SERVICE <BASErows> { ?a ?p ?o } } } }",
        "SELECT * FROM <BASErows> { ?s ?p ?o }",
        "SELECT * FROM <BASErows> { SERVICE <BASErows> { ?s ?p ?o } }",
    ],
)
def test_what_the_list_does_not_allow_is_refused_and_nobody_is_called(running: Running, text: str) -> None:
    found = running.ask(text.replace("PORT", str(running.elsewhere.port)))
    assert found.status_code == 403
    assert not running.elsewhere.asked
    gateway = running.service.gateway
    assert gateway is not None
    assert f"127.0.0.1:{gateway.port}" not in found.text


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("missing", "answered with status 404"),
        ("moved", r"redirects \(status 302\), and redirects are not followed"),
        ("moved-for-good", r"redirects \(status 308\), and redirects are not followed"),
        ("page", "did not answer with SPARQL results"),
        ("graph", "did not answer with SPARQL results"),
        ("packed", "did not answer with SPARQL results"),
        ("broken", "cannot be read"),
    ],
)
def test_a_server_that_does_not_answer_as_it_should_is_told_of_in_words(running: Running, kind: str, why: str) -> None:
    for text in (
        "SELECT * { SERVICE <BASEKIND> { ?a ?p ?o } }",
        "CONSTRUCT { ?a ?a ?a } { SERVICE <BASEKIND> { ?a ?p ?o } }",
    ):
        running.elsewhere.asked.clear()
        found = running.ask(text.replace("KIND", kind), "text/csv, text/turtle")
        assert (found.status_code, found.json()["title"]) == (502, "Another server could not be called")
        assert re.search(why, found.json()["detail"])
        assert "http:" not in found.text
        assert len(running.elsewhere.asked) == 1


def test_a_failure_that_the_engine_passes_over_is_told_all_the_same(running: Running) -> None:
    found = running.ask("SELECT ?s { ?s a sg:Theme FILTER NOT EXISTS { SERVICE <BASEmissing> { ?a ?p ?o } } }")
    assert found.status_code == 502


def test_a_silent_failure_is_one_empty_row_as_sparql_says(running: Running) -> None:
    found = running.ask("SELECT * { SERVICE SILENT <BASEmissing> { ?a ?p ?o } }")
    assert (found.status_code, found.text.splitlines()) == (200, ["a,o,p", ",,"])


@pytest.mark.parametrize("kind", ["slow", "trickle"])
def test_an_answer_that_does_not_come_ends_with_the_querys_time(running: Running, kind: str) -> None:
    start = time.monotonic()
    found = running.ask(f"SELECT * {{ SERVICE <BASE{kind}> {{ ?a ?p ?o }} }}")
    assert found.status_code in (422, 502)
    assert time.monotonic() - start < SECONDS * 3  # the earliest that the slow server answers; the other never ends


def test_an_answer_without_end_is_cut(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST", 3_000_000)
    found = running.ask("SELECT * { SERVICE <BASEendless> { ?a ?p ?o } }")
    assert found.status_code == 502
    assert "is too large" in found.json()["detail"]


def test_one_query_asks_only_so_many_questions(running: Running) -> None:
    calls = " ".join(f"SERVICE <BASErows?{n}> {{ ?a ?p{n} ?o{n} }}" for n in range(door.CALLS + 1))
    found = running.ask(f"SELECT * {{ {calls} }}")
    assert found.status_code == 502
    assert "more than 20" in found.json()["detail"]
    assert len(running.elsewhere.asked) == door.CALLS


@pytest.mark.slow
def test_others_are_answered_while_two_ask_elsewhere_and_a_third_waits(running: Running) -> None:
    slow = "SELECT * { SERVICE <BASEslow> { ?a ?p ?o } }".replace("BASE", running.base)
    asked = [asyncio.run_coroutine_threadsafe(running._ask(slow, "text/csv"), running.loop) for _ in range(3)]
    until = time.monotonic() + SECONDS
    while len(running.elsewhere.asked) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert running.ask(f"ASK {{ ?s ?p {time.monotonic()} }}", JSON).status_code == 200
    assert not any(each.done() for each in asked)
    assert len(running.elsewhere.asked) == 2
    for each in asked:
        assert each.result(60).status_code in (422, 502, 503)


# --- the door itself -------------------------------------------------------------------------------


def knock(
    port: int, path: str, method: str = "POST", content: bytes = b"ASK {}", kind: str = "sparql-query"
) -> httpx.Response | None:
    sent = {"Content-Type": f"application/{kind}"}
    with httpx.Client(trust_env=False, timeout=20) as client:
        try:
            return client.request(method, f"http://127.0.0.1:{port}{path}", content=content, headers=sent)
        except httpx.TransportError:
            return None


def test_the_door_opens_only_while_its_query_runs(running: Running) -> None:
    gateway = running.service.gateway
    assert gateway is not None
    path = address("/", f"{running.base}rows", False)

    async def opened() -> Any:
        return gateway.open(5)

    async def closed(ticket: Any) -> None:
        gateway.close(ticket)

    ticket = running.run(opened())
    good = f"/{ticket.token}{path}"
    answer = knock(gateway.port, good)
    assert answer is not None
    assert answer.content == rows("x", "y")
    assert len(running.elsewhere.asked) == 1
    for bad in (path, f"/{ticket.token[:-1]}{path}", f"/{ticket.token}/", f"/{ticket.token}/plain/!", "/ä/plain/x"):
        answer = knock(gateway.port, bad)
        assert answer is None or (answer.status_code, answer.text) == (502, "No running query has this address.")
    for evil in (f"http://127.0.0.1:{running.elsewhere.port}/rows", f"{running.base}../rows", f"{running.base}#a"):
        answer = knock(gateway.port, f"/{ticket.token}{address('/', evil, False)}")
        assert answer is not None
        assert answer.text == "This server is not on the allow-list."
    assert knock(gateway.port, good, "GET") is None
    assert knock(gateway.port, good, kind="json") is None
    assert knock(gateway.port, good, content=b"#" * 1_000_001) is None
    running.run(closed(ticket))
    answer = knock(gateway.port, good)
    assert answer is not None
    assert (answer.status_code, answer.text) == (502, "No running query has this address.")
    assert len(running.elsewhere.asked) == 1


def test_a_name_is_resolved_once_for_a_query_and_what_it_turns_into_is_not_called(running: Running) -> None:
    base = f"http://turning.example:{running.elsewhere.port}/"
    text = f"SELECT * {{ SERVICE <{base}rows?1> {{ ?a ?p ?o }} SERVICE <{base}rows?2> {{ ?a ?q ?r }} }}"
    running.names["turning.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    assert running.ask(text).status_code == 200
    assert running.resolved == ["turning.example"]
    assert running.ask(text).status_code == 502  # the next query sees the other address, and refuses it
    assert len(running.elsewhere.asked) == 2


def test_one_closed_address_among_open_ones_is_enough_to_refuse(running: Running) -> None:
    running.names["turning.example"] = [["127.0.0.1", "10.0.0.1"]]
    found = running.ask(f"SELECT * {{ SERVICE <http://turning.example:{running.elsewhere.port}/rows> {{ ?a ?p ?o }} }}")
    assert found.status_code == 502
    assert "not in the public Internet" in found.json()["detail"]
    assert not running.elsewhere.asked


CLOSED = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.9", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "168.63.129.16"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "fe80::1", "fe80::1%lo"),
    *("fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::"),
    *("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "3fff::1", "4000::1", "5f00::1"),
    *("", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"),
)


@pytest.mark.parametrize("closed", CLOSED)
def test_an_address_that_is_not_public_is_closed(closed: str) -> None:
    assert not public(closed)


@pytest.mark.parametrize("open_", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8"])
def test_an_address_that_is_public_is_open(open_: str) -> None:
    assert public(open_)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0", "::1", "127.0.0.1"]
)
def test_what_the_system_reads_as_this_machine_is_closed(host: str) -> None:
    with pytest.raises(ServiceFailed, match=r"not in the public Internet|not known"):
        asyncio.run(chosen(host, 80, resolve, public))


def test_certificates_are_judged_and_a_plain_server_is_none_behind_https(elsewhere: Elsewhere) -> None:
    async def asked() -> None:
        bases = [f"https://public.example:{elsewhere.port}/"]

        async def found(_host: str, _port: int) -> list[str]:
            return ["127.0.0.1"]

        gateway = Gateway(bases, found, lambda _: True)
        ticket = gateway.open(5)
        with pytest.raises(ServiceFailed, match="cannot be reached"):
            await gateway._ask(ticket, f"{bases[0]}rows", b"ASK {}")
        assert gateway._security.check_hostname
        gateway.close(ticket)

    asyncio.run(asked())


# --- the real server -------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_real_server_calls_no_address_of_this_machine_though_it_is_on_the_list(
    tmp_path: Path, listener: Listener
) -> None:
    names = ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]", socket.gethostname()]
    allowed = [f"http://{name}:{listener.port}/" for name in names if service_allowlist.normalised(f"http://{name}/")]
    assert len(allowed) >= 6
    options = [each for base in allowed for each in ("--allow-service", base)]
    before = listener.calls
    with Server("--timeout", "5", *options, log=tmp_path / "log") as server:
        for base in allowed:
            found = server.client.post("/sparql", data={"query": f"ASK {{ SERVICE <{base}sparql> {{ ?s ?p ?o }} }}"})
            assert found.status_code == 502, base
            assert "not in the public Internet" in found.text or "is not known" in found.text
            silent = server.client.post("/sparql", data={"query": f"ASK {{ SERVICE SILENT <{base}> {{ ?s ?p ?o }} }}"})
            assert silent.status_code == 200
        other = f"http://127.0.0.1:{server.url.rpartition(':')[2]}/sparql"
        found = server.client.post("/sparql", data={"query": f"ASK {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"})
        assert found.status_code == 403
    assert listener.calls == before
    assert "Traceback" not in server.said()


def test_without_the_option_every_service_is_refused_as_ever(client: httpx.Client, listener: Listener) -> None:
    before = listener.calls
    for text in (
        "ASK { SERVICE <URL> {} }",
        "ASK { SERVICE SILENT <URL> {} }",
        "ASK { SERVICE <http://a.example/> {} }",
    ):
        found = client.post("/sparql", data={"query": text.replace("URL", listener.url)})
        assert found.status_code == 403
        assert "SERVICE asks another server, and nothing leaves this store." in found.text
    assert listener.calls == before


def test_an_entry_that_is_no_address_is_a_mistake_in_the_command(tmp_path: Path) -> None:

    program = [sys.executable, "-m", "sdggraph.cli", "serve", "--port", "0"]
    for bad in ("example.org", "http://user@example.org/", "https://example.org/a/../b"):
        found = subprocess.run([*program, "--allow-service", bad], capture_output=True, text=True, timeout=60)
        assert found.returncode == 2
        assert "is not the address of a server" in found.stderr
