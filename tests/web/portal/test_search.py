"""Search: forgiving of spelling, the same for people and for programs."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.portal.test_pages import BROWSER

NAME = "International Centre on Space Technologies for Natural and Cultural Heritage"


@pytest.mark.parametrize("words", ["HIST", "hist", NAME])
def test_a_code_or_a_whole_name_leads_to_the_page(client: httpx.Client, words: str) -> None:
    found = client.get("/search/index.html", params={"q": words}, headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, "../organisations/HIST.html")


@pytest.mark.parametrize(
    ("words", "meant"),
    [("HISD", "HIST"), ("geopraks", "Geoparks"), ("Bejing space", "HIST"), ("internatinal centre karst", "IRCK")],
)
def test_misspelt_words_are_answered_by_a_question(client: httpx.Client, words: str, meant: str) -> None:
    page = client.get("/search/", params={"q": words}, headers=BROWSER)
    assert page.status_code == 200
    assert "Did you mean" in page.text
    nearest = client.get("/search.json", params={"q": words}).json()["nearest"]
    assert meant in {each["code"] or each["label"] for each in nearest}
    assert f"<bdi>{meant}</bdi>" in page.text


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("grondwater", "Groundwater"),
        ("Hydrolgy", "Hydrology"),
        ("Keyna", "Kenya"),
        ("IRKC", "IRC"),
        ("geopraks", "Geoparks"),
    ],
)
def test_of_names_that_are_as_similar_the_shortest_comes_first(client: httpx.Client, words: str, first: str) -> None:
    nearest = client.get("/search.json", params={"q": words}).json()["nearest"]
    assert (nearest[0]["code"] or nearest[0]["label"]) == first


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("who works on 6.5 in Africa", ["../goals/6.5.html", "../organisations/index.html?region=Africa"]),
        ("centres for water law in China", ["../themes/water-law.html", "../countries/CHN.html"]),
        ("HIST and GCIDA", ["../organisations/HIST.html", "../organisations/GCIDA.html"]),
        ("whom to bring together on groundwater", ["../themes/groundwater.html"]),
    ],
)
def test_a_sentence_leads_to_what_it_names(client: httpx.Client, words: str, named: list[str]) -> None:
    text = client.get("/search/index.html", params={"q": words}, headers=BROWSER).text
    told = text.partition("Some of these words name:")[2].partition("</ul>")[0]
    assert re.findall(r'<a href="([^"]+)">', told) == named


@pytest.mark.parametrize("words", ["chian", "chiang ma", "conjunct", "internat natural cultur herit spac"])
def test_the_beginnings_of_words_are_shown_and_not_followed(client: httpx.Client, words: str) -> None:
    found = client.get("/search/index.html", params={"q": words}, headers=BROWSER)
    assert found.status_code == 200
    assert re.search(r"One thing is found|things are found|Nothing is found|Did you mean", found.text)


def test_whole_words_of_one_name_only_lead_to_its_page(client: httpx.Client) -> None:
    found = client.get("/search/index.html", params={"q": "chiang mai"}, headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, "../organisations/ITCA.html")


def test_hits_are_of_every_kind_and_the_best_come_first(client: httpx.Client) -> None:
    kinds = {each["kind"] for each in client.get("/search.json?q=water&limit=100").json()["hits"]}
    assert {"Centre", "Theme", "Goal", "Target", "Organisation"} <= kinds
    assert client.get("/search.json?q=kenya").json()["hits"][0]["label"] == "Kenya"
    assert client.get("/search.json?q=africa").json()["hits"][0]["kind"] == "Region"
    assert client.get("/search.json?q=6.5").json()["hits"][0]["code"] == "6.5"


@pytest.mark.slow
def test_every_hit_leads_somewhere(client: httpx.Client) -> None:
    for words in ("water", "kenya", "6", "karst", "africa"):
        for each in client.get("/search.json", params={"q": words}).json()["hits"]:
            assert client.get(f"/{each['path']}", headers=BROWSER).status_code == 200, each


@pytest.mark.parametrize("words", ["", "   ", "'\"><script>", "%00", "岩溶", "\u202e", "-", "x" * 200])
def test_odd_words_are_no_error(client: httpx.Client, words: str) -> None:
    assert client.get("/search/index.html", params={"q": words}, headers=BROWSER).status_code in (200, 303)
    assert client.get("/search.json", params={"q": words}).status_code == 200


def test_a_long_question_is_refused(client: httpx.Client) -> None:
    assert client.get("/search.json", params={"q": "x" * 201}).status_code == 400
