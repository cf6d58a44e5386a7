"""From the first page, everything that people come for is at most three pages away, by links with plain words."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def page_of(client: httpx.Client, path: str) -> str:
    """A page, as a browser gets it."""
    found = client.get(path, headers=BROWSER)
    assert found.status_code == 200, path
    return found.text


def follow(client: httpx.Client, *labels: str) -> tuple[str, str]:
    """Follow links by what they say, from the first page; return the last address and its page."""
    path = "/"
    text = page_of(client, path)
    for label in labels:
        links = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', text, re.S)
        [address, *_] = [href for href, said in links if re.sub("<[^>]+>", "", said) == label]
        path = urljoin(path, address)
        text = page_of(client, path.partition("#")[0])
    fragment = path.partition("#")[2]
    assert not fragment or f'id="{fragment}"' in text
    return path, text


@pytest.mark.parametrize(
    ("labels", "ends"),
    [
        (("Print a poster of it",), "/reports/index.html#posters"),
        (("Compare it with others",), "/compare/index.html"),
        (("What has changed in the network",), "/network/index.html#changes"),
        (("The status report",), "/reports/index.html"),
        (("Licence, and how to cite",), "/about.html#cite"),
        (("Centres", "HIST", "Why these two?"), ".html"),
        (("Whom to bring together",), "/meet/index.html"),
    ],
)
def test_a_task_is_reached_by_links_alone(client: httpx.Client, labels: tuple[str, ...], ends: str) -> None:
    assert follow(client, *labels)[0].endswith(ends)


def test_the_licence_stands_beside_how_to_cite(client: httpx.Client) -> None:
    text = follow(client, "Licence, and how to cite")[1].partition('id="cite"')[2]
    assert "Licence: <a" in text


def test_posters_stand_in_the_order_of_the_alphabet(client: httpx.Client) -> None:
    text = page_of(client, "/reports/index.html").partition('id="posters"')[2]
    codes = re.findall(r"<li><b><bdi>(.*?)</bdi></b>", text)
    assert codes == sorted(codes, key=str.casefold)
    assert codes != sorted(codes)  # some are written in small letters


def test_centres_that_are_newly_linked_are_a_list_with_codes(client: httpx.Client) -> None:
    text = page_of(client, "/network/index.html").partition('id="changes"')[2]
    told = re.search(r"<summary>(\d+) centres are linked for the first time</summary>(.*?)</details>", text, re.S)
    assert told
    assert told[2].count("<li>") == int(told[1])
    assert "<bdi>GCIDA</bdi></b> <a" in told[2]


def test_the_themes_of_groups_to_meet_are_named_first_and_lead_to_them(client: httpx.Client) -> None:
    text = page_of(client, "/meet/index.html")
    jumps = re.search(r'<nav class="jump".*?</nav>', text, re.S)
    assert jumps
    themes = re.findall(r'<a href="#(theme-\d+)"><bdi>(.*?)</bdi></a>', jumps[0])
    assert "Groundwater" in {label for _, label in themes}
    assert len(themes) > 5
    for anchor, label in themes:
        assert re.search(rf'<li class="card" id="{anchor}"><h3><bdi>{re.escape(label)}</bdi>', text)


def test_a_centre_stands_beside_its_first_suggestions_after_one_link(client: httpx.Client) -> None:
    path, text = follow(client, "Centres", "HIST", "Side by side with GCIDA and IRCK")
    assert path == "/compare/index.html?with=HIST%2CGCIDA%2CIRCK"
    assert text.count('<th scope="col"><a') == 3 * 4  # facts, themes, goals and targets of three centres


def test_a_pair_leads_to_the_comparison_and_to_the_method(client: httpx.Client) -> None:
    assert (
        "with=GCIDA%2CHIST"
        in follow(client, "Centres", "HIST", "Why these two?", "Both side by side; add others there")[0]
    )
    assert follow(client, "Centres", "HIST", "Why these two?", "How the parts are weighed")[0].endswith("#method")
