"""Endpoints that are broken, slow or hostile: each a clear error in time, and never a call to another host."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from click.testing import Result

from sdggraph.config import Endpoint, Settings
from sdggraph.errors import BadParameter, BadQuery, CannotRead, CannotWrite, LimitExceeded, Refused
from sdggraph.sparql.formats import CSV
from sdggraph.sparql.interface import Limits
from sdggraph.store.remote import client as http
from sdggraph.store.remote import deadline
from sdggraph.store.remote import store as remote
from sdggraph.store.remote.auth import Login
from sdggraph.store.remote.client import Client
from sdggraph.store.remote.store import RemoteStore
from tests.listener import Listener
from tests.store.fake import JSON, Behaviour, Fake, Handler, rows, sizes, status

ASK = "SELECT ?x { ?x ?p ?o }"
Start = Callable[..., Fake]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(remote, "_MOST_BYTES", 1 << 20)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an endpoint that behaves so: once for each behaviour, and as the last one from then on."""
    started: list[Fake] = []

    def begin(*behaviours: Behaviour) -> Fake:
        started.append(Fake(*behaviours))
        return started[-1]

    yield begin
    for fake in started:
        fake.close()


def store(fake: Fake, **how: object) -> RemoteStore:
    return RemoteStore(Endpoint(fake.url, **{"seconds": 5.0, **how}))  # type: ignore[arg-type]


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")


def hang(handler: Handler) -> None:
    handler.server.stopped.wait(20)


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    while not handler.server.stopped.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.stopped.wait(0.05):
        handler.wfile.write(b"X-More: 1\r\n")
        handler.wfile.flush()


def break_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"head":')
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    handler.close_connection = True


def echo(handler: Handler) -> None:
    handler.reply(400, f"You said: {dict(handler.headers.items())}".encode())


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_followed(start: Start, listener: Listener, code: int) -> None:
    before = listener.calls
    with pytest.raises(CannotRead, match=f"redirects to {listener.url}") as caught:
        store(start(status(code, Location=listener.url)), user="desk", password="s3cret").query(ASK)
    assert listener.calls == before
    assert "trust" in caught.value.remedy


def test_an_answer_without_an_end_is_cut_at_its_limit(start: Start) -> None:
    with pytest.raises(LimitExceeded, match="more than 1 MiB") as caught:
        store(start(endless)).query(ASK)
    assert caught.value.limit == "memory"


def test_the_memory_limit_of_a_query_bounds_the_bytes_of_its_answer(start: Start) -> None:
    found = store(start(sizes(a=1), rows(*["x" * 1000] * 300)))
    with pytest.raises(LimitExceeded) as caught:
        found.query(ASK, limits=Limits(memory=100_000))
    assert caught.value.limit == "memory"
    assert len(found.query(ASK, limits=Limits(memory=1_000_000)).rows()) == 300


@pytest.mark.parametrize("behaviour", [hang, drip, drip_headers])
def test_an_endpoint_that_hangs_is_left_when_its_time_is_over(start: Start, behaviour: Behaviour) -> None:
    begun = time.monotonic()
    with pytest.raises(LimitExceeded, match=r"within 0.4 s") as caught:
        store(start(behaviour), seconds=0.4).query(ASK)
    assert caught.value.limit == "time"
    assert time.monotonic() - begun < 8  # twenty times the limit; the endpoint hangs for longer


def test_the_time_of_a_query_comes_before_that_of_the_endpoint(start: Start) -> None:
    found = store(start(sizes(a=1), hang), seconds=15.0)
    with pytest.raises(LimitExceeded, match=r"within 0.3 s"):
        found.query(ASK, limits=Limits(seconds=0.3))


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        (status(200, "<h1>Welcome</h1>", "text/html"), "text/html and not with application/sparql-results"),
        (status(200, "{}", JSON), "no SPARQL result"),
        (status(200, '{"head":{"vars":["x"]},"results":{"bindings":[{"x":', JSON), "broke off"),
        (status(200, "[" * 100_000, JSON), "broke off"),
        (status(200, '{"head":{"vars":"x"},"results":{"bindings":[{"x":7}]}}', JSON), "no SPARQL result"),
        (break_off, "the connection broke off"),
        (hang_up, "the connection broke off"),
        (status(404, "<html><style>h1 {}</style><h1>Not found</h1></html>"), "answers 404: Not found"),
        (status(500, "Segmentation fault"), "answers 500: Segmentation fault"),
        (status(503, "come back"), r"is not ready \(503\): come back, asked several times"),
    ],
)
def test_what_is_no_answer_is_told_and_no_part_of_it_used(start: Start, behaviour: Behaviour, problem: str) -> None:
    with pytest.raises(CannotRead, match=problem) as caught:
        store(start(behaviour)).query(ASK)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "term",
    [
        '{"type":"wat","value":"a"}',
        '{"type":"uri","value":"a b"}',
        '{"type":"uri","value":"relative"}',
        '{"type":"uri","value":null}',
        '{"type":"literal","value":1}',
        '{"type":"literal","value":"a","xml:lang":"!!"}',
        '{"type":"literal","value":"a","datatype":"no iri"}',
        '{"type":"triple","value":{}}',
        '{"value":"a"}',
        '"a"',
    ],
)
@pytest.mark.parametrize("name", ["x", "undeclared"])
def test_a_row_with_a_malformed_term_is_told_and_no_row_before_it_used(start: Start, term: str, name: str) -> None:
    good = '{"x":{"type":"literal","value":"good"}}'
    body = f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{good},{{"{name}":{term}}}]}}}}'
    fake = start(sizes(), lambda handler: handler.reply(200, body.encode(), JSON))
    for form in (None, CSV):
        with pytest.raises(CannotRead, match="no SPARQL result in JSON"):
            store(fake).query(ASK, format=form)


def test_certificates_are_read_once_and_judged_by_name(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    context = deadline.pinned("192.0.2.1")._ssl_context
    assert context is not None
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
    monkeypatch.delattr(ssl, "create_default_context")
    assert store(start(sizes(a=1))).graphs() == ["urn:a"]


def test_nobody_at_the_address_is_told() -> None:
    with pytest.raises(CannotRead, match=r"cannot be read: .*refused"):
        RemoteStore(Endpoint("http://127.0.0.1:1/sparql")).graphs()


def test_a_read_is_tried_again_until_the_server_is_ready(start: Start) -> None:
    fake = start(status(503), status(429), hang_up, sizes(a=2))
    assert store(fake).graphs() == ["urn:a"]
    assert len(fake.requests) == 4


@pytest.mark.slow
def test_the_server_says_when_to_come_again(start: Start) -> None:
    begun = time.monotonic()
    assert len(store(start(status(429, Retry_After="1"), sizes(a=2)))) == 2
    assert time.monotonic() - begun > 0.9


def test_nobody_waits_longer_than_the_time_allows(start: Start) -> None:
    fake = start(status(503, "busy", Retry_After="30"))
    begun = time.monotonic()
    with pytest.raises(CannotRead, match="busy"):
        store(fake, seconds=2.0).graphs()
    assert time.monotonic() - begun < 15  # half of what the endpoint asks for
    assert len(fake.requests) == 1


@pytest.mark.parametrize("behaviour", [hang_up, break_off, status(503, "busy")])
def test_an_update_is_sent_once(start: Start, behaviour: Behaviour) -> None:
    fake = start(behaviour)
    with pytest.raises((CannotWrite, CannotRead)):
        store(fake).update("INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } }")
    assert [list(request.form) for request in fake.requests] == [["update"]]


def test_an_update_without_an_answer_is_uncertain_and_says_so(start: Start) -> None:
    with pytest.raises(LimitExceeded, match=r"not confirmed.*check whether it was carried out"):
        store(start(hang), seconds=0.3).update("CLEAR GRAPH <urn:a>")
    with pytest.raises(CannotWrite, match=r"not confirmed.*check whether it was carried out"):
        store(start(hang_up)).update("CLEAR GRAPH <urn:a>")


def test_credentials_that_come_back_are_not_shown(start: Start) -> None:
    logins = (Endpoint("", user="desk", password="s3cret"), Endpoint("", token="t0ken-of-mine"))
    for login in logins:
        fake = start(echo)
        with pytest.raises(BadQuery, match="You said") as caught:
            RemoteStore(login._replace(url=fake.url)).query(ASK)
        sent = fake.requests[0].headers["authorization"]
        for secret in ("s3cret", "t0ken-of-mine", sent.partition(" ")[2]):
            assert secret not in str(caught.value)
        assert repr(login) == "Endpoint('')"


def test_who_is_asked_for_credentials_learns_where_to_put_them(start: Start) -> None:
    with pytest.raises(Refused, match="SDGGRAPH_ENDPOINT_USER"):
        store(start(status(401))).query(ASK)
    with pytest.raises(Refused, match="does not allow"):
        store(start(status(403))).query(ASK)


def test_credentials_go_to_their_origin_and_in_clear_only_within_this_machine() -> None:
    def sent(endpoint: Endpoint, to: str) -> str | None:
        login = Login(endpoint, httpx.URL(endpoint.url))
        header: str | None = next(login.auth_flow(httpx.Request("POST", to))).headers.get("authorization")
        return header

    local = Endpoint("http://127.0.0.1:80/sparql", user="desk", password="s3cret")
    assert sent(local, "http://127.0.0.1/other") is not None
    assert sent(local, "http://127.0.0.1:81/sparql") is None
    assert sent(local, "http://example.org/sparql") is None
    assert sent(local._replace(url="http://example.org/sparql"), "http://example.org/sparql") is None
    assert sent(local._replace(url="https://example.org/sparql"), "https://example.org/sparql") is not None
    assert sent(local._replace(url="https://example.org/sparql"), "http://example.org/sparql") is None
    with pytest.raises(BadParameter, match="not encrypted"):
        Client(Endpoint("http://example.org/sparql", token="t0ken"))


def test_neither_proxies_nor_netrc_of_this_machine_are_used(
    start: Start, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listener.calls
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, listener.url)
    assert store(start(sizes(a=1))).graphs() == ["urn:a"]
    assert listener.calls == before


@pytest.mark.parametrize(
    "url",
    [
        "example.org/sparql",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http://desk:s3cret@example.org/",
        "",
    ],
)
def test_an_address_that_is_none_is_a_bad_parameter(url: str) -> None:
    with pytest.raises(BadParameter) as caught:
        Client(Endpoint(url))
    assert "s3cret" not in str(caught.value)


def test_updates_go_to_the_same_server_as_queries() -> None:
    with pytest.raises(BadParameter, match="another server"):
        Client(Endpoint("https://example.org/query", updates="https://example.com/update"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:1/data> { ?s ?p ?o }",
        "SELECT (<bif:http_get>('http://127.0.0.1:1/') AS ?x) {}",
        "PREFIX f: <BIF:> SELECT (f:file_to_string('/etc/passwd') AS ?x) {}",
        "PREFIX f: < sql:> SELECT (f:x() AS ?x) {}",
    ],
)
def test_what_would_leave_the_endpoint_is_not_sent_to_it(start: Start, text: str) -> None:
    fake = start(sizes(a=1), rows())
    with pytest.raises((Refused, BadQuery)):
        store(fake).query(text)
    assert not any(text in request.form["query"][0] for request in fake.requests)


def test_updates_that_would_leave_the_endpoint_are_not_sent_to_it(start: Start) -> None:
    fake = start(status(200))
    for text in (
        "LOAD <http://127.0.0.1:1/data.ttl>",
        "INSERT { GRAPH <urn:a> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "INSERT { GRAPH <urn:a> { <urn:s> <urn:p> ?x } } WHERE { BIND(<bif:http_get>('http://127.0.0.1:1/') AS ?x) }",
    ):
        with pytest.raises(Refused):
            store(fake).update(text)
    assert fake.requests == []


def test_an_answer_that_the_server_has_cut_is_refused(start: Start) -> None:
    with pytest.raises(LimitExceeded, match="at most 2 rows") as caught:
        store(start(sizes(a=9), rows("1", "2", X_SPARQL_MaxRows="2"))).query(ASK)
    assert caught.value.limit == "rows"
    assert len(store(start(sizes(a=9), rows("1", X_SPARQL_MaxRows="2"))).query(ASK).rows()) == 1
    with pytest.raises(LimitExceeded, match="a part of the answer"):
        store(start(sizes(a=9), rows("1", X_SQL_State="S1TAT"))).query(ASK)


def test_statements_that_do_not_all_come_are_missed(start: Start) -> None:
    one = '{"head":{"vars":["s","p","o"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:s"},'
    one += '"p":{"type":"uri","value":"urn:p"},"o":{"type":"literal","value":"1"}}]}}'
    with pytest.raises(CannotRead, match="has 2 statements there, and 1 came"):
        list(store(start(sizes(a=2), status(200, one, JSON))).quads())


def test_the_command_line_fails_in_two_lines(start: Start, run: Callable[..., Result]) -> None:
    fake = start(status(200, "<h1>Welcome</h1>", "text/html"))
    result = run("centres", "--endpoint", fake.url)
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 2
    assert "text/html" in result.output


def test_an_endpoint_stands_beside_neither_data_nor_store(run: Callable[..., Result], start: Start) -> None:
    result = run("centres", "--endpoint", "http://127.0.0.1:1/", "--data", "data")
    assert (result.exit_code, "An endpoint has its own data." in result.output) == (2, True)
    assert Settings.read({"SDGGRAPH_ENDPOINT": "http://127.0.0.1:1/"}, store=None).endpoint is not None
    with pytest.raises(BadParameter, match="SDGGRAPH_ENDPOINT_TIMEOUT is 'soon'"):
        Settings.read({"SDGGRAPH_ENDPOINT": "http://127.0.0.1:1/", "SDGGRAPH_ENDPOINT_TIMEOUT": "soon"})
