"""What an enemy sends, and the second process that watches how the server bears it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import psutil

from tests.web.serving import Server
from tests.web.watcher import Health

# name -> a query that costs more than it may
QUERIES = {
    "cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cross join, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?b",
    "cross join, distinct": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 9000000",
    "cross join, never true": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = 1 && ?d = 2 && ?g = 3) }",
    "one long text": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "longer and longer texts": "SELECT ?x9 { VALUES ?x0 { '0123456789' } "
    + " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 12)}) AS ?x{n + 1})" for n in range(9))
    + " }",
    "many groups": "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d ?c ?f",
    "paths from all to all": "SELECT (COUNT(*) AS ?n) { ?a (!rdf:type|^!rdf:type)* ?b . ?b (!sg:x|^!sg:x)+ ?c }",
    "paths in paths": "SELECT (COUNT(*) AS ?n) { ?a ((!sg:x*)*/(^!sg:x*)*)* ?b . ?c (!sg:x)* ?d }",
    "patterns over and over": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
    + "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(a*)*(a|aa)+(.*){20}$')) }",
    "large patterns": "SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), '((((a{100}){100}){100}){100})')) }",
    "subqueries": "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } } { SELECT * { ?d ?e ?f } } "
    + "FILTER NOT EXISTS { ?x ?y ?z FILTER(?x = ?a && ?z = ?d) } }",
    "values by values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {'1 ' * 3000} }} VALUES ?b {{ {'2 ' * 3000} }} "
    + f"VALUES ?c {{ {'3 ' * 3000} }} }}",
    "100,000 values": "SELECT (COUNT(*) AS ?n) { VALUES ?a { "
    + " ".join(f"<urn:{n}>" for n in range(100_000))
    + " } ?a ?b ?c }",
    "10 MB of comment": f"ASK {{}} # {'x' * 9_900_000}",
    "10 MB of one name": f"ASK {{ ?{'v' * 9_900_000} a sg:Theme }}",
    "10 MB of triples": "ASK { " + "?a ?b ?c . " * 890_000 + "}",
    "10 MB of door words": "ASK { ?a ?b '" + "SERVICE FROM " * 760_000 + "' }",
    "10 MB of changing words": "ASK { ?a ?b '" + "now rand uuid " * 700_000 + "' }",
    "brackets": f"ASK {{ FILTER({'(' * 100_000}1{')' * 100_000}) }}",
    "negations": f"ASK {{ FILTER({'!' * 100_000}true) }}",
    "groups": f"ASK {'{' * 100_000}{'}' * 100_000}",
    "optionals": f"ASK {{ {'OPTIONAL { ?a ?b ?c ' * 5000}{'}' * 5000} }}",
    "unions": "ASK { " + "{ ?a ?b ?c } UNION " * 20_000 + "{} }",
    "long path": "ASK { ?a " + "/".join(["sg:x"] * 20_000) + " ?b }",
    "deep path": f"ASK {{ ?a {'(' * 20_000}sg:x{')*' * 20_000} ?b }}",
    "collections": f"ASK {{ ?a ?b {'(' * 20_000}1{')' * 20_000} }}",
    "blank nodes": f"ASK {{ {'[ sg:x ' * 20_000}1{']' * 20_000} }}",
    "quoted triples": f"ASK {{ ?a ?b {'<<( ?x ?y ' * 20_000}1{' )>>' * 20_000} }}",
    "subqueries in subqueries": f"{'SELECT * { { ' * 3000}ASK{' } }' * 3000}",
    "one name, a million times": "SELECT " + "?a " * 300_000 + "{ ?a ?b ?c } LIMIT 1",
    "sums": "SELECT (" + " + ".join(["1"] * 100_000) + " AS ?n) {}",
    "many triples": "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "no end of rows": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "service": "ASK { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "service by name": "ASK { ?a ?b ?s SERVICE ?s { ?a ?b ?c } }",
}

# what is no HTTP, or not much of one
GARBAGE = {
    "nothing": b"",
    "zeros": b"\x00" * 70_000,
    "words": b"hello\r\n\r\n" * 1000,
    "empty lines": b"\r\n" * 20_000,
    "tls": bytes.fromhex("16030100c8010000c40303") + b"\x17" * 500,
    "http/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00" * 100,
    "another version": b"GET /health HTTP/9.9\r\n\r\n",
    "no host": b"GET /health HTTP/1.1\r\n\r\n",
    "a proxy's request": b"GET http://127.0.0.1:9/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an upgrade": b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + b"x" * 99,
    "pipelined": b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 5000,
    "pipelined questions": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n" * 2000,
    "pipelined rubbish": b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" + b"\xff" * 5000,
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nASK",
    "length and chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
    "a length below zero": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a large length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\nx",
    "a chunk without end": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n" + b"x" * 5000,
    "a large header": b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"X: x\r\n" * 20_000 + b"\r\n",
    "a large address": b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header of control signs": b"GET /health HTTP/1.1\r\nHost: x\r\nX: \x01\x02\x7f\r\n\r\n",
    "half signs": b"GET /sparql?query=%ff%fe%00%u1234%zz%& HTTP/1.1\r\nHost: x\r\n\r\n",
    "half a surrogate": b"GET /sparql?query=ASK%7B%3Fa%3Fb'%ED%A0%80'%7D HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path of dots": b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path of rubbish": b"GET /%ff%00%0d%0aX:%20y HTTP/1.1\r\nHost: x\r\n\r\n",
    "ten thousand parameters": b"GET /sparql?" + b"a=b&" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "what is liked": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: "
    + b"a/b;q=0.1," * 1500
    + b"\r\n\r\n",
}


class Rest(NamedTuple):
    """What a server holds when nothing is asked of it."""

    files: int
    connections: int
    workers: int
    memory: int  # bytes that are its own


def rest(server: Server) -> Rest:
    """Wait until the server has nothing to do, and say what it holds then."""
    server.client.get("/health")  # so that its own connection is always one of them
    main = psutil.Process(server.process.pid)
    found: Rest | None = None
    for _ in range(100):
        before, found = (
            found,
            Rest(
                main.num_fds(),
                len([each for each in main.net_connections() if each.status == psutil.CONN_ESTABLISHED]),
                len(workers(server)),
                main.memory_info().rss,
            ),
        )
        if before is not None and before[:3] == found[:3]:
            return found
        time.sleep(0.2)
    raise AssertionError(f"the server does not come to rest: {found}")


def workers(server: Server) -> list[psutil.Process]:
    """The processes that answer from the graph."""
    [holder] = psutil.Process(server.process.pid).children()
    return holder.children()


def connected(server: Server) -> socket.socket:
    """A connection of its own."""
    address = urlsplit(server.url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30)


@contextlib.contextmanager
def many(server: Server, number: int) -> Iterator[list[socket.socket]]:
    """So many connections, whose clients take in little at a time."""
    with contextlib.ExitStack() as held:
        channels = [held.enter_context(connected(server)) for _ in range(number)]
        for channel in channels:
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        yield channels


def sent(server: Server, data: bytes, wait: float = 1.0) -> bytes:
    """What comes back for these bytes, until the server closes or nothing comes for a while."""
    held = b""
    with connected(server) as channel:
        with contextlib.suppress(OSError):
            channel.sendall(data)
        channel.settimeout(wait)
        with contextlib.suppress(OSError):
            while piece := channel.recv(1 << 16):
                held += piece
    return held


def asking(query: str) -> bytes:
    """A request that asks a query by GET."""
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


# --- the second process ------------------------------------------------------------------------


class Watch:
    """Another process that looks at /health all the time; `found` says how long it took, once it has left."""

    def __init__(self, server: Server) -> None:
        self._url = server.url

    def __enter__(self) -> Watch:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.watcher", self._url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it has begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        said, _ = self._process.communicate()
        self.found = Health(**json.loads(said))
