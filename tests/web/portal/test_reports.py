"""The status report and the page of reports and posters, as the server answers them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.publish.site.publication import date_of
from sdggraph.tasks import Source
from sdggraph.tasks.report import report_of_graph
from sdggraph.web.service import VERSION
from tests.graphs import ONTOLOGY
from tests.web.serving import Server
from tests.web.writing import HIST, UPDATE, Written, new_store

pytestmark = pytest.mark.slow

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def reporting(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A part of the packaged data, served."""
    with Server("--data", str(small), log=tmp_path_factory.mktemp("reporting") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def held(small: Path) -> Source:
    """The same graph in this process."""
    return Source(Settings.read(data=small))


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-"), ("md", b"# ")])
def test_the_report_has_the_bytes_of_a_published_folder(
    reporting: Server, held: Source, form: str, start: bytes
) -> None:
    found = reporting.client.get(f"/report.{form}")
    assert found.status_code == 200, found.text
    assert found.content.startswith(start)
    shapes = ONTOLOGY.parent / "shapes.ttl"
    assert found.content == report_of_graph(held, form, shapes.read_text(encoding="utf-8"))
    again = reporting.client.get(f"/report.{form}", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304


def test_the_policy_of_the_report_allows_its_own_style_and_nothing_else(reporting: Server) -> None:
    found = reporting.client.get("/report.html", headers=BROWSER)
    policy = found.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for style in re.findall(r"<style>(.*?)</style>", found.text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not re.search(r"\sstyle=|<script|\son\w+=", found.text)


def test_the_report_is_as_of_the_day_that_is_asked_for(reporting: Server, held: Source) -> None:
    day = date_of(held.store)
    assert f"As of {day}" in reporting.client.get("/report.md").text
    assert f"As of {day}" in reporting.client.get("/report.md?as_of=").text
    assert "As of 2030-12-31" in reporting.client.get("/report.md", params={"as_of": "2030"}).text
    assert "As of 2024-02-29" in reporting.client.get("/report.md", params={"as_of": "2024-02"}).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/report.html?as_of=spring", 400),
        ("/report.html?as_of=2024-02-30", 400),
        (f"/report.html?as_of={'9' * 50}", 400),
        ("/report.csv", 404),
        ("/report.html.pdf", 404),
    ],
)
def test_a_report_that_cannot_be_made_says_so(reporting: Server, path: str, status: int) -> None:
    found = reporting.client.get(path)
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    page = reporting.client.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_the_address_without_an_ending_leads_to_the_page(reporting: Server) -> None:
    found = reporting.client.get("/report?as_of=2030")
    assert (found.status_code, found.headers["location"]) == (303, "/report.html?as_of=2030")
    assert reporting.client.get("/reports").headers["location"] == "/reports/"


def test_the_page_of_reports_leads_to_the_report_and_to_every_poster(client: httpx.Client) -> None:
    text = client.get("/reports/", headers=BROWSER).text
    centres = [each["code"] for each in client.get("/api/centres?limit=1000").json()]
    posters = re.findall(r'href="\.\./posters/([^"]+)\.pdf"', text)
    assert len(posters) == len(set(posters)) == len(centres)
    assert {"HIST", "IRCK"} <= set(posters)
    for form in ("html", "pdf", "md"):
        assert f'href="../report.{form}"' in text
    assert '<form class="controls" action="../report.html">' in text
    assert client.head(f"/posters/{posters[0]}.pdf").status_code == 200
    for page in ("/", "/data/index.html"):
        assert re.search(r'href="[./]*reports/index\.html"', client.get(page, headers=BROWSER).text)


@pytest.mark.slow  # a server of its own, because the change would show in the reports of the other tests
def test_a_change_of_the_data_is_in_the_next_report(tmp_path: Path) -> None:
    store = Written(tmp_path)
    new_store(store.place)
    headers = UPDATE | store.bearer()
    change = f'INSERT DATA {{ GRAPH <{vocab.DATA_GRAPH}> {{ <{HIST}> skos:note "A note."@en }} }}'
    with store.server() as running:
        seen = []
        for _ in range(2):
            found = running.client.get("/report.md")
            assert found.status_code == 200, found.text
            seen.append(found.headers[VERSION])
            assert f"version {seen[-1]}" in found.text
            assert running.client.post("/update", content=change, headers=headers).is_success
    assert len(set(seen)) == 2
