"""What whoever runs the server reads: the access log and the numbers."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import httpx
import pytest

from tests.web.hostile import QUERIES, rest
from tests.web.serving import Server

GOOD = {"query": "SELECT (COUNT(*) AS ?n) { ?c a sg:Theme }"}
SLOW = {"query": QUERIES["cross join"]}


@pytest.mark.slow
def test_the_access_log_tells_what_was_asked_and_nothing_of_who_asked(tmp_path: Path, small: Path) -> None:
    log = tmp_path / "access"
    secret = {"Authorization": "Bearer sesame-sesame", "User-Agent": "Sherlock", "Referer": "http://baker.street/"}
    with Server("--data", str(small), "--timeout", "1", "--access-log", str(log), log=tmp_path / "log") as server:
        for _ in range(2):
            server.client.post("/sparql", data=GOOD, headers=secret)
        tag = server.client.get("/sparql", params=GOOD).headers["etag"]
        server.client.get("/sparql", params=GOOD, headers={"If-None-Match": tag})
        server.client.post("/sparql", data=SLOW)
        server.client.get("/sparql", params={"query": "sesame"})
        server.client.get("/somebody@example.org")
        time.sleep(0.3)  # a line is written once its answer has left
        log.rename(tmp_path / "older")  # as logrotate does
        server.client.get("/health")
        said = server.said()
    lines = [json.loads(line) for line in (tmp_path / "older").read_text().splitlines() if "/ready" not in line]
    assert [each["status"] for each in lines] == [200, 200, 200, 304, 422, 400, 404]
    assert [each.get("outcome", "") for each in lines] == ["made", "cached", "cached", "unchanged", "", "", ""]
    assert len({each["asked"] for each in lines[:4]}) == 1
    assert lines[4]["asked"] != lines[0]["asked"]
    assert lines[4]["limit"] == "time"
    assert lines[4]["ms"] >= 1000
    assert lines[0]["bytes"] > 50
    assert {each["route"] for each in lines[:6]} == {"/sparql"}
    assert set(lines[0]) == {"time", "method", "route", "status", "ms", "bytes", "asked", "outcome"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", lines[0]["time"])
    assert json.loads(log.read_text())["route"] == "/health"
    written = (tmp_path / "older").read_text() + log.read_text() + said
    for word in ("127.0.0.1", "sesame", "Sherlock", "baker", "SELECT", "somebody"):
        assert word not in written.replace(server.url, "")


@pytest.mark.slow
def test_the_numbers_are_what_happened(tmp_path: Path, small: Path) -> None:
    with Server("--data", str(small), "--timeout", "1", log=tmp_path / "log") as server:
        for _ in range(3):
            server.client.post("/sparql", data=GOOD)
        server.client.post("/sparql", data=SLOW)
        server.client.get("/there/is/nothing")
        rest(server)
        answer = server.client.get("/metrics")
        version = server.client.get("/ready").json()["version"]
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# HELP sdggraph_requests_total " in answer.text
    numbers = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert numbers['sdggraph_requests_total{method="POST",route="/sparql",status="200"}'] == "3.0"
    assert numbers['sdggraph_requests_total{method="POST",route="/sparql",status="422"}'] == "1.0"
    assert numbers['sdggraph_requests_total{method="GET",route="none",status="404"}'] == "1.0"
    assert numbers['sdggraph_workers_ended_total{reason="time"}'] == "1.0"
    assert numbers["sdggraph_cache_hits_total"] == "2.0"
    assert numbers["sdggraph_requests_waiting"] == "0.0"
    assert numbers["sdggraph_workers"] == "3.0"
    assert 0.9 < float(numbers["sdggraph_worker_seconds_total"]) < 5
    assert numbers[f'sdggraph_data{{version="{version}"}}'] == "1.0"


def test_addresses_that_somebody_makes_up_are_no_names_of_numbers(client: httpx.Client) -> None:
    for number in range(50):
        client.request("BREW" if number % 2 else "GET", f"/made/up/{number}")
    lines = client.get("/metrics").text.splitlines()
    assert not [line for line in lines if "made/up" in line or "BREW" in line]
