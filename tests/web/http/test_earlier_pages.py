"""A page that was shown before stands in while no worker is free, for a while after the data have changed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from sdggraph.config import Settings
from sdggraph.errors import Busy
from sdggraph.web.http.earlier_pages import EarlierPages
from sdggraph.web.http.response_cache import Kept
from sdggraph.web.options import Options
from sdggraph.web.service import VERSION, Service
from tests.web.hostile import QUERIES
from tests.web.writing import UPDATE, Written, new_store, remark

BROWSER = {"Accept": "text/html"}


class Played:
    """A service whose workers are free, busy, or find a page missing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.service = Service(Options(Settings.read()))
        self.reply: Callable[[], Response] = self.made
        self.clock = 0.0
        self.number = 1
        self.service.pages = EarlierPages(1000, now=lambda: self.clock)
        monkeypatch.setattr(self.service, "respond", self._respond)
        monkeypatch.setattr(self.service.graph, "_pool", SimpleNamespace(facts={"version": "1"}))
        monkeypatch.setattr(self.service.reports, "forget", lambda: None)

    def made(self) -> Response:
        return Response(f"page {self.number}", headers={VERSION: str(self.number), "ETag": f'"{self.number}"'})

    def busy(self) -> Response:
        raise Busy("Too many requests wait.")

    def change(self) -> None:
        """Serve another data version."""
        self.number += 1
        self.service.pool.facts = {"version": str(self.number)}
        self.service._forget()

    async def _respond(self, *_asked: Any, **_more: Any) -> Response:
        return self.reply()

    def ask(self, name: str = "home") -> Response:
        request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""})
        return asyncio.run(self.service.respond_page(request, "page", {"name": name}, headers={}))


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    return Played(monkeypatch)


def test_a_busy_server_shows_the_page_of_the_data_before_and_says_so(played: Played) -> None:
    played.ask()
    played.change()
    played.reply = played.busy
    shown = played.ask()
    assert (shown.status_code, shown.body) == (200, b"page 1")
    assert (shown.headers[VERSION], shown.headers["etag"]) == ("1", '"1"')
    with pytest.raises(Busy):
        played.ask("about")  # nobody has asked for it before


def test_it_stands_in_for_a_minute_whatever_changes_follow(played: Played) -> None:
    played.ask()
    played.change()
    played.reply = played.busy
    played.clock = 59
    played.change()
    assert played.ask().body == b"page 1"
    played.clock = 61
    with pytest.raises(Busy):
        played.ask()


def test_a_page_that_lasts_is_replaced_by_a_newer_one(played: Played) -> None:
    played.ask()
    played.change()
    played.ask()
    played.clock = 1000
    played.reply = played.busy
    assert played.ask().body == b"page 2"  # the data have not changed since


def test_a_page_over_data_that_were_replaced_while_it_was_made_ends_too(played: Played) -> None:
    played.reply = lambda: Response("late", headers={VERSION: "0"})
    played.ask()
    played.reply = played.busy
    assert played.ask().body == b"late"
    played.clock = 61
    with pytest.raises(Busy):
        played.ask()


def test_a_page_that_is_not_there_is_not_kept(played: Played) -> None:
    played.reply = lambda: Response("no", 404, headers={VERSION: "1"})
    played.ask()
    played.reply = played.busy
    with pytest.raises(Busy):
        played.ask()


def test_all_pages_together_are_limited_in_size() -> None:
    pages = EarlierPages(100)
    for number in range(50):
        pages.keep(str(number), Kept(b"x" * 30, {}))
    assert [each for each in range(50) if pages.get(str(each))] == [47, 48, 49]


@pytest.mark.slow
def test_the_first_page_is_answered_while_heavy_queries_fill_the_queue_after_a_change(tmp_path: Path) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    with written.server("--workers", "1", "--timeout", "4") as server, ThreadPoolExecutor(80) as many:
        assert server.client.get("/", headers=BROWSER).status_code == 200
        headers = {**UPDATE, **written.bearer()}
        assert server.client.post("/update", content=remark("changed"), headers=headers).status_code < 300

        def heavy(number: int) -> int:
            query = f"{QUERIES['cross join']} # {number}"
            return httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=60).status_code

        asked = [many.submit(heavy, number) for number in range(80)]
        while not all(each.done() for each in asked):
            if float(re.findall(r"^sdggraph_requests_waiting (.*)$", server.client.get("/metrics").text, re.M)[0]) > 60:
                break
        shown = [server.client.get("/", headers=BROWSER) for _ in range(3)]
        assert [each.status_code for each in shown] == [200, 200, 200]
        assert 503 in {each.result() for each in asked}
