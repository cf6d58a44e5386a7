"""The pages of the portal as the server answers them."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from sdggraph.model.data_date import date_of
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import HEADER_POLICY, Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES as KINDS
from sdggraph.tasks.portal.catalogue import record_of
from sdggraph.web.portal.redirects import TARGETS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = ("/", "/organisations/", "/organisations/?region=Africa", "/partners/", "/partners/page-2.html", "/about.html",
         "/privacy.html", "/data/index.html")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_the_policy_and_is_kept_until_the_data_change(client: httpx.Client, path: str) -> None:
    found = client.get(path, headers=BROWSER)
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["content-security-policy"] == HEADER_POLICY
    assert found.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={**BROWSER, "If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    assert not re.search(r"\sstyle=|\son\w+=|<style|href=\"/", found.text)
    assert len(found.content) < 300_000


@pytest.mark.parametrize("path", PAGES)
def test_the_files_that_a_page_loads_are_there_for_ever(client: httpx.Client, path: str) -> None:
    text = client.get(path, headers=BROWSER).text
    loaded = set(re.findall(r'(?:href|src)="((?:\.\./)*assets/[^"]+)"', text))
    assert {each.rpartition(".")[2] for each in loaded} >= {"css", "js", "svg"}
    for each in loaded:
        found = client.get(str(httpx.URL(f"http://h{path}").join(each).path))
        assert found.status_code == 200
        assert "immutable" in found.headers["cache-control"]


def test_the_numbers_of_the_first_page_are_those_of_the_api(client: httpx.Client) -> None:
    text = client.get("/", headers=BROWSER).text
    shown = [int(each.replace(",", "")) for each in re.findall(r"<li><b>([\d,]+)</b>", text)]
    network, coverage = client.get("/api/network").json(), client.get("/api/coverage").json()
    claims = coverage["total"]["any"]
    active = [each for each in client.get("/api/centres?limit=1000").json() if "ceased" not in str(each["status"])]
    assert shown == [
        len(active),
        claims["stated"]["contributions"] + claims["inferred"]["contributions"],
        network["strong_links"]["links"],
        network["all_links"]["isolated"],
    ]
    tiles = [int(each) for each in re.findall(r'<b class="num">(\d+)<', text)]
    assert tiles == [cell["centres"] for cell in coverage["total"]["cells"]]


def test_filters_narrow_the_list_and_stay_in_the_form(client: httpx.Client) -> None:
    africa = client.get("/organisations/?region=Africa", headers=BROWSER).text
    assert '<option value="Africa" selected>' in africa
    assert ">RCGW" not in client.get("/organisations/?region=Africa&theme=geoparks", headers=BROWSER).text
    expected = {each["code"] for each in client.get("/api/centres?region=Africa&limit=1000").json()}
    assert set(re.findall(r"<b><bdi>([^<]+)</bdi></b>", africa)) == expected
    words = client.get("/organisations/?q=karst%20guilin", headers=BROWSER).text
    assert re.findall(r"<b><bdi>([^<]+)</bdi></b>", words) == ["IRCK"]
    none = client.get("/organisations/?q=zzzz", headers=BROWSER).text
    assert "No centre on record fits all of this" in none


def test_what_is_asked_stands_as_text_in_the_answer(client: httpx.Client) -> None:
    found = client.get("/organisations/", params={"q": '"><script>alert(1)</script>'}, headers=BROWSER)
    assert found.status_code == 200
    assert "<script>alert" not in found.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organisations/?region=Atlantis", 404),
        ("/organisations/page-77.html", 404),
        ("/organisations/page-1.html", 404),
        ("/partners/page-x.html", 404),
        ("/assets/portal.css", 404),
        ("/organisations/?page=0", 400),
        (f"/organisations/?q={'x' * 300}", 400),
    ],
)
def test_a_page_that_is_not_there_says_so(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path, headers=BROWSER).status_code == status


def test_an_address_without_its_slash_leads_on(client: httpx.Client) -> None:
    found = client.get("/organisations", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (301, "/organisations/")


def test_a_centre_has_a_page_with_all_that_people_come_for(client: httpx.Client) -> None:
    text = client.get("/organisations/HIST.html", headers=BROWSER).text
    for anchor in ("partners", "contributions", "gaps", "links", "projects", "events", "missing"):
        assert f'id="{anchor}"' in text
        assert f'href="#{anchor}"' in text
    claims = [each for each in client.get("/api/centres/HIST").json()["contributions"] if each["basis"] != "derived"]
    assert text.count('id="contribution-') >= len(claims)
    suggested = client.get("/api/centres/HIST/partners?limit=5").json()["suggestions"]
    assert re.findall(r'<h3><a href="\.\./organisations/[^"]+"><bdi>([^<]+)', text) == [
        each["code"] for each in suggested
    ]
    shown = re.findall(r'<span class="score"><span class="visually-hidden">score </span>([\d.]+)', text)
    assert shown == [f"{each['score']:.2f}" for each in suggested]
    assert 'href="../organisations/HIST.ttl"' in text
    assert 'href="../api/centres/HIST"' in text


def test_every_claim_has_a_mark_and_a_source(client: httpx.Client) -> None:
    text = client.get("/organisations/ICTP.html", headers=BROWSER).text
    claims = re.findall(r'<div class="claim".*?</div></div>', text, re.DOTALL)
    assert claims
    for each in claims:
        assert re.search(r'class="basis (stated|inferred|derived)" role="img" aria-label="[a-z ]+"', each)
        assert "Source:" in each or "derived" in each


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/organisations/hist.html", "../organisations/HIST.html"),
        ("/organisations/International%20Research%20Centre%20on%20Karst.html", "../organisations/IRCK.html"),
        ("/organisations/HIST.ttl", "../doc/organisation/HIST.ttl"),
        ("/organisations/HIST", "/organisations/HIST.html"),
    ],
)
def test_another_name_of_an_organisation_leads_to_its_page(client: httpx.Client, path: str, there: str) -> None:
    found = client.get(path, headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, there)


@pytest.mark.slow
def test_nothing_that_a_page_links_is_missing(client: httpx.Client) -> None:
    for path in ("/", "/organisations/HIST.html", "/data/index.html", "/about.html", "/partners/"):
        linked = set(re.findall(r'<a[^>]* href="([^"#:]+)["#]', client.get(path, headers=BROWSER).text))
        for each in sorted(linked)[:40]:
            address = httpx.URL(f"http://h{path}").join(each.replace("&amp;", "&")).raw_path.decode()
            assert client.get(address).status_code in (200, 303, 307), (path, each)


def test_the_sitemap_leads_to_every_page(client: httpx.Client) -> None:
    found = client.get("/sitemap.xml")
    assert found.headers["content-type"] == "application/xml"
    places = re.findall(r"<loc>([^<]+)</loc>", found.text)
    assert len(places) == len(set(places)) > 500
    for each in (*places[:8], places[-1]):
        assert client.get(each, headers=BROWSER).status_code == 200
    assert f"Sitemap: {str(client.base_url).rstrip('/')}/sitemap.xml" in client.get("/robots.txt").text


def test_a_page_says_what_it_is_to_search_engines_and_other_sites(client: httpx.Client) -> None:
    text = client.get("/organisations/HIST.html", headers=BROWSER).text
    [held] = [json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]
    assert held["@type"] == "ResearchOrganization"
    assert held["mainEntityOfPage"].endswith("/organisations/HIST.html")
    for name in ("og:title", "og:description", "og:type", "og:url"):
        assert f'<meta property="{name}" content="' in text
    assert '<link rel="canonical" href="http' in text
    assert '<link rel="alternate" type="text/turtle" href="../organisations/HIST.ttl"' in text
    assert '<link rel="icon"' in text


# what needs a server: a line of a page may differ in these only
SERVED = (
    *(
        "content-security-policy",
        'data-server="yes"',
        ">Downloads<",
        'href="../api/',
        "For programs",
        "data portal",
    ),
    *('class="controls"', "<label>", "<button>Show", "</form>", "show all", "as CSV", "?region=", "?goal="),
    *('class="chip"', 'class="legend"', 'class="tile sdg1"', "about.html#method", "no link on record"),
)


@pytest.mark.parametrize(
    ("name", "path", "parameters"),
    [
        ("home", "index.html", {}),
        ("organisations", "organisations/index.html", {}),
        ("partners", "partners/page-2.html", {"folder": "partners", "number": 2}),
        ("organisation", "organisations/HIST.html", {"stem": "HIST"}),
        ("organisation", "organisations/unesco.html", {"stem": "unesco"}),
        ("about", "about.html", {}),
    ],
)
def test_server_and_folder_have_the_same_page(
    client: httpx.Client, source: Source, name: str, path: str, parameters: dict[str, Any]
) -> None:
    served = client.get(f"/{path}", headers=BROWSER).text
    base = re.findall(r'<link rel="canonical" href="(http://[^/]+/)', served)[0]
    page = KINDS[name]
    frame = Frame(path, source.network.version, date_of(source.store), base=base, has_server=False)
    record = record_of(page, source, base, parameters, catalogue="dcat.ttl")
    # each names its own catalogue
    published = render(page.template, frame, record).decode().replace("dcat.ttl#graph", "catalog#graph")
    here, there = served.splitlines(), published.splitlines()
    for line in [line for line in here if line not in there] + [line for line in there if line not in here]:
        assert any(mark in line for mark in SERVED), line[:300]
    assert abs(len(here) - len(there)) < 10


POSTERS = [("pdf", "application/pdf", b"%PDF"), ("svg", "image/svg+xml", b"<")]


@pytest.mark.parametrize(("form", "media_type", "begins"), POSTERS)
def test_a_poster_is_drawn_once_for_each_data_version(
    client: httpx.Client, form: str, media_type: str, begins: bytes
) -> None:
    first, again = client.get(f"/posters/HIST.{form}"), client.get(f"/posters/HIST.{form}")
    assert first.headers["content-type"] == media_type
    assert first.content.startswith(begins)
    assert again.content == first.content
    assert client.get(f"/posters/HIST.{form}", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get(f"/posters/HISD.{form}").json()["nearest"][0] == "HIST"
    assert client.get("/posters/unesco.pdf").status_code == 404
    assert client.get("/posters/HIST.png").status_code == 404


def test_a_list_counts_the_centres_that_have_ceased_apart(client: httpx.Client) -> None:
    text = client.get("/organisations/", headers=BROWSER).text
    home = client.get("/", headers=BROWSER).text
    total, ceased = (
        int(each) for each in re.findall(r"(\d+) centres \((\d+|one) of them", text.replace("one of", "1 of"))[0]
    )
    assert f"<li><b>{total - ceased}</b>" in home
    assert "ceased" not in client.get("/partners/", headers=BROWSER).text.partition("<main")[2].partition("<table")[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/about", "/about.html"),
        ("/centres", "/organisations/"),
        ("/centres/?region=Africa", "/organisations/?region=Africa"),
        ("/downloads", "/data/index.html"),
        ("/privacy", "/privacy.html"),
        ("/contact", "/about.html"),
        ("/organisations?goal=6.5&page=1", "/organisations/?goal=6.5&page=1"),
        ("/compare?with=HIST,GCIDA", "/compare/?with=HIST,GCIDA"),
        ("/meet?theme=Groundwater", "/meet/?theme=Groundwater"),
        ("/network?since=2015", "/network/?since=2015"),
        ("/goals?level=target", "/coverage/?level=target"),
        ("/query?query=ASK%7B%7D", "/query/?query=ASK%7B%7D"),
        ("/organisations/HIST.json", "/api/centres/HIST"),
    ],
)
def test_an_address_that_people_try_leads_on_and_keeps_what_was_asked(
    client: httpx.Client, path: str, leads: str
) -> None:
    found = client.get(path, headers=BROWSER)
    assert found.status_code in (301, 303)
    assert found.headers["location"] == leads
    assert client.get(leads, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("path", TARGETS)
def test_every_address_of_the_table_leads_on_at_once(client: httpx.Client, path: str) -> None:
    found = client.get(f"/{path}?a=%C3%A9", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (301, f"/{TARGETS[path]}?a=%C3%A9")
    assert client.get(f"/{TARGETS[path]}", headers=BROWSER).status_code == 200
    assert client.post(f"/{path}").status_code == 405


def test_the_files_of_the_downloads_have_names_that_people_know(client: httpx.Client) -> None:
    text = client.get("/data/index.html", headers=BROWSER).text
    assert "()" not in text.partition("<main")[2]
    for name in ("Turtle", "N-Triples", "JSON-LD", "RDF/XML", "TriG", "N-Quads"):
        assert f">The whole graph as {name}</a>" in text


def test_the_poster_and_the_correction_come_before_the_long_part_of_a_centre(client: httpx.Client) -> None:
    text = client.get("/organisations/HIST.html", headers=BROWSER).text
    head = text.partition('id="partners"')[0]
    assert 'href="../posters/HIST.pdf"' in head
    assert ">Propose a correction</a>" in head
    assert 'href="#facts"' in head
    assert 'id="facts"' in text
    assert "posters/" not in client.get("/organisations/IUCN.html", headers=BROWSER).text
