"""Pages are looked at politely, within bounds, and never on this machine or in its own network."""

from __future__ import annotations

import time as real_time
from http.server import BaseHTTPRequestHandler

import pytest

from sdggraph.errors import BadParameter
from sdggraph.sources.checking import COPY, ERROR, GONE, MOVED, NOT_ASKED, OK, Checker, Result
from sdggraph.sources.fetching import Bounds, user_agent
from tests.listener import Listener
from tests.sources.conftest import Time, Web, said

AGENT = user_agent("desk@example.org")


def check(web: Web, time: Time, *urls: str, bounds: Bounds | None = None) -> list[Result]:
    return list(Checker(AGENT, bounds or web.bounds(), time.clock).check(urls))


def page(rest: str) -> bytes:
    return f"<html><head>{rest}</head><body>A page</body></html>".encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "result", "better"),
    [
        (200, {}, b"", OK, ""),
        (404, {}, b"", GONE, ""),
        (410, {}, b"", GONE, ""),
        (403, {}, b"", ERROR, ""),
        (500, {}, b"", ERROR, ""),
        (200, {"Content_Type": "text/html"}, page('<link rel="canonical" href="/here">'), OK, ""),
        (
            200,
            {"Content_Type": "text/html; charset=utf-8"},
            page('<link rel="canonical" href="https://original.example/a">'),
            COPY,
            "https://original.example/a",
        ),
        (200, {"Content_Type": "text/html"}, page("<LINK href='http://original.example/' REL=Canonical>"), COPY, "x"),
        (200, {"Content_Type": "text/plain"}, page('<link rel="canonical" href="https://original.example/a">'), OK, ""),
        (200, {"Content_Type": "text/html"}, page('<link rel="canonical" href="javascript:alert(1)">'), OK, ""),
        (200, {"Content_Type": "text/html"}, page('<link rel="canonical" href="http://[">'), OK, ""),
        (200, {"Content_Type": "text/html", "Content_Encoding": "gzip"}, b"\x1f\x8b", OK, ""),
    ],
)
def test_the_answer_says_what_became_of_a_page(
    web: Web, time: Time, status: int, headers: dict[str, str], body: bytes, result: str, better: str
) -> None:
    web.answers["a.example/p"] = said(status, body, **headers)
    [found] = check(web, time, web.url("a.example", "/p"))
    assert (found.result, found.status) == (result, status)
    assert found.better == better or (better == "x" and found.better == "http://original.example/")


def test_a_page_that_moved_for_good_is_proposed_at_its_new_place(web: Web, time: Time) -> None:
    web.answers["a.example/old"] = said(301, Location="/new")
    web.answers["b.example/old"] = said(302, Location="/new")
    web.answers["c.example/old"] = said(301, Location=web.url("d.example", "/new"))
    web.answers["e.example/old"] = said(301, Location="/")
    found = check(web, time, *[web.url(f"{each}.example", "/old") for each in "abce"])
    assert [(each.result, each.better) for each in found] == [
        (MOVED, web.url("a.example", "/new")),
        (OK, ""),  # for now only
        (MOVED, web.url("d.example", "/new")),
        (ERROR, ""),  # the front door is no new place of a page
    ]


def test_endless_redirects_end(web: Web, time: Time) -> None:
    web.answers["a.example/p"] = said(302, Location="/p")
    [found] = check(web, time, web.url("a.example", "/p"), bounds=web.bounds(redirects=3))
    assert found.result == ERROR
    assert "more than 3 times" in found.detail
    assert len([path for _, path, _ in web.heard if path == "/p"]) == 4


@pytest.mark.parametrize(
    ("url", "said_of_it"),
    [
        ("http://intern.private:{port}/", "not in the public Internet"),
        ("ftp://a.example/x", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("http://", "no web address"),
        ("http://[::1", "no address"),
        ("http://a.example:99999/", "no address"),
        ("http://user:secret@a.example:{port}/", "holds a login"),
        ("http://a.example:22/", "unusual port"),
        ("urn:isbn:1", "no web address"),
    ],
)
def test_what_may_not_be_asked_is_not(web: Web, time: Time, url: str, said_of_it: str) -> None:
    [found] = check(web, time, url.format(port=web.port))
    assert found.result == NOT_ASKED
    assert said_of_it in found.detail
    assert web.heard == []


@pytest.mark.parametrize("to", ["http://intern.private:{port}/", "file:///etc/passwd", "http://a.example:22/", "//["])
def test_a_redirect_leads_to_no_closed_place(web: Web, time: Time, to: str) -> None:
    web.answers["a.example/p"] = said(301, Location=to.format(port=web.port))
    [found] = check(web, time, web.url("a.example", "/p"))
    assert found.result in (ERROR, OK)
    assert found.better == ""
    assert {host for host, _, _ in web.heard} == {"a.example"}


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_no_spelling_of_this_machine_is_called(time: Time, host: str) -> None:
    listener = Listener()
    try:
        bounds = Bounds(seconds=3.0, ports=frozenset({listener.port}))
        [found] = Checker(AGENT, bounds, time.clock).check([f"http://{host}:{listener.port}/"])
        assert found.result in (NOT_ASKED, ERROR)
        assert listener.calls == 0
    finally:
        listener.close()


def test_a_second_answer_of_the_resolver_leads_nowhere_else(web: Web, time: Time) -> None:
    """A host that is public when it is judged and local when it is called."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"]])
    bounds = web.bounds(resolve=lambda host, port: next(answers))
    [found] = check(web, time, web.url("a.example", "/p"), bounds=bounds)
    assert found.result == NOT_ASKED  # robots.txt came from the first answer, the page would come from the second


def test_robots_txt_is_heeded(web: Web, time: Time) -> None:
    web.answers["a.example/robots.txt"] = said(200, b"User-agent: *\nDisallow: /closed/\n")
    web.answers["b.example/robots.txt"] = said(200, b"User-agent: sdggraph\nDisallow: /\n")
    web.answers["c.example/robots.txt"] = said(403)
    web.answers["d.example/robots.txt"] = said(503)
    web.answers["e.example/robots.txt"] = said(301, Location="/rules.txt")
    web.answers["e.example/rules.txt"] = said(200, b"User-agent: *\nDisallow: /\n")
    web.answers["f.example/robots.txt"] = said(200, b"User-agent: *\nCrawl-delay: 900\n")
    urls = [web.url("a.example", "/open"), web.url("a.example", "/closed/x")]
    found = check(web, time, *urls, *[web.url(f"{each}.example", "/x") for each in "bcdef"])
    results = {each.page: each.result for each in found}
    assert results.pop(urls[0]) == OK
    assert set(results.values()) == {NOT_ASKED}
    assert len(results) == 6
    assert {path for _, path, _ in web.heard if path != "/robots.txt"} == {"/open", "/rules.txt"}


def test_robots_txt_of_the_place_that_a_redirect_leads_to_is_heeded(web: Web, time: Time) -> None:
    web.answers["a.example/p"] = said(301, Location=web.url("b.example", "/closed"))
    web.answers["b.example/robots.txt"] = said(200, b"User-agent: *\nDisallow: /closed\n")
    [found] = check(web, time, web.url("a.example", "/p"))
    assert found.result == ERROR
    assert ("b.example", "/closed") not in {(host, path) for host, path, _ in web.heard}


def test_a_host_is_asked_once_a_second_at_most(web: Web, time: Time) -> None:
    check(web, time, *[web.url("a.example", f"/{each}") for each in range(3)])
    assert len(web.heard) == 4  # robots.txt and three pages
    assert time.waits == [1.0, 1.0, 1.0]


def test_the_pauses_of_one_host_are_spent_on_another(web: Web, time: Time) -> None:
    class Slow(Time):
        pass

    check(web, time, *[web.url(host, f"/{each}") for host in ("a.example", "b.example") for each in range(2)])
    assert [host for host, path, _ in web.heard if path != "/robots.txt"] == ["a.example", "b.example"] * 2


def test_a_longer_pause_that_a_host_wants_is_kept(web: Web, time: Time) -> None:
    web.answers["a.example/robots.txt"] = said(200, b"User-agent: *\nCrawl-delay: 7\n")
    check(web, time, web.url("a.example", "/1"), web.url("a.example", "/2"))
    assert time.waits == [7.0, 7.0]


def test_the_user_agent_names_program_and_contact(web: Web, time: Time) -> None:
    check(web, time, web.url("a.example", "/p"))
    assert {agent for _, _, agent in web.heard} == {AGENT}
    assert AGENT.startswith("sdggraph/")
    assert "+desk@example.org" in AGENT


@pytest.mark.parametrize(
    "contact", ["", "nobody", "a@b\r\nX: y", "desk @example.org", "ftp://example.org", "é@example.org", "a" * 300]
)
def test_what_is_no_contact_is_refused(contact: str) -> None:
    with pytest.raises(BadParameter, match="neither an e-mail address nor a web page"):
        user_agent(contact)


@pytest.mark.slow
def test_a_server_that_trickles_is_left_in_time(web: Web, time: Time) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b".")
            handler.wfile.flush()
            real_time.sleep(0.1)

    web.answers["a.example/p"] = trickle
    begun = real_time.monotonic()
    [found] = check(web, time, web.url("a.example", "/p"), bounds=web.bounds(seconds=1.0))
    assert real_time.monotonic() - begun < 4
    assert found.result == ERROR
    assert "in time" in found.detail


def test_a_page_without_an_end_is_cut(web: Web, time: Time) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(2_000):
            handler.wfile.write(b"x" * 65_536)
            sent.append(65_536)

    web.answers["a.example/p"] = endless
    [found] = check(web, time, web.url("a.example", "/p"), bounds=web.bounds(most=100_000))
    assert found.result == OK
    assert sum(sent) < 64_000_000


def test_a_host_that_nobody_knows_and_one_that_refuses_are_errors(web: Web, time: Time) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    [found] = check(web, time, web.url("a.example", "/p"), bounds=web.bounds(resolve=unknown))
    assert found.result in (ERROR, NOT_ASKED)
    assert "robots.txt cannot be read" in found.detail or "not known" in found.detail


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff\n", b"HTTP/1.1 abc def\r\n\r\n", b"SSH-2.0-OpenSSH\r\n"])
def test_what_is_no_http_is_an_error(web: Web, time: Time, garbage: bytes) -> None:
    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(garbage)
        handler.close_connection = True

    web.answers["a.example/p"] = speak
    [found] = check(web, time, web.url("a.example", "/p"))
    assert found.result == ERROR


def test_a_page_is_asked_for_once_however_often_it_is_named(web: Web, time: Time) -> None:
    url = web.url("a.example", "/p")
    assert len(check(web, time, url, url)) == 1


def test_odd_addresses_are_asked_for_as_they_are_meant(web: Web, time: Time) -> None:
    check(web, time, web.url("a.example", "/réunion?q=a b&x=%20#part"), web.url("bücher.example", "/"))
    paths = {(host, path) for host, path, _ in web.heard if path != "/robots.txt"}
    assert paths == {("a.example", "/r%C3%A9union?q=a%20b&x=%20"), ("xn--bcher-kva.example", "/")}
