"""The server's page on privacy: what it says is what the options of this server make true."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from tests.web.serving import Server

BROWSER = {"Accept": "text/html"}


def test_a_server_without_options_says_that_it_keeps_no_log(client: httpx.Client) -> None:
    text = client.get("/privacy.html", headers=BROWSER).text
    assert "This server writes none." in text
    assert "how much of its time each address" not in text
    assert "The operator of this portal has given no address." in text
    assert "They name 7 persons, in a public role" in text


def test_the_address_that_people_guess_leads_there(client: httpx.Client) -> None:
    found = client.get("/privacy", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (301, "/privacy.html")
    assert "/privacy.html</loc>" in client.get("/sitemap.xml").text


@pytest.mark.slow
def test_a_server_with_a_log_and_a_budget_says_so(tmp_path: Path, small: Path) -> None:
    options = (
        "--access-log",
        str(tmp_path / "access"),
        "--client-budget",
        "60",
        "--contact",
        "mailto:desk@example.org",
    )
    allowed = ("--allow-service", "https://query.example.org/sparql")
    with Server("--data", str(small), *options, *allowed, log=tmp_path / "log") as server:
        text = server.client.get("/privacy.html", headers=BROWSER).text
    assert "One line for each request" in text
    assert "how much of its time each address" in text
    assert "https://query.example.org/sparql" in text
    assert 'href="mailto:desk@example.org?subject=Privacy' in text
    assert "have no records of persons" in text


@pytest.mark.parametrize(
    "contact",
    [
        "desk",
        "a b@example.org",
        "javascript://x",
        "@",
        "ftp://example.org",
        "a@b@c.org",
        "mailto:",
        "http://[::1",
        "https:///ask",
        "https://",
    ],
)
def test_a_contact_that_no_reader_could_use_is_refused_at_the_start(run: Callable[..., Result], contact: str) -> None:
    refused = run("serve", "--contact", contact)
    assert refused.exit_code == 2
    assert "--contact" in refused.output
    assert "https://" in refused.output
