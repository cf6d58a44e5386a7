"""Pages, feeds and calendars are read by others as they are meant."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
import pytest

from sdggraph.present.html.frame import POLICY
from sdggraph.publish import front
from sdggraph.publish.site.publication import PublicationContext, date_of
from sdggraph.publish.site.site import Site
from sdggraph.publish.site.sitemap import Address
from sdggraph.tasks import Source
from sdggraph.tasks.portal import events as served
from sdggraph.tasks.report import report_of_graph
from tests.publish import hostile
from tests.publish.conftest import Venv
from tests.published import BASE

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = ("feeds/changes.atom", "feeds/events.atom")
FOLDERS = ["folder", "hostile_folder"]
VOID = {"meta", "link", "br", "input", "wbr"}
LIST = re.compile(r"(index|page-\d+)\.html")
FEED_CHECK = """
import sys, json, feedparser
for path in sys.argv[1:]:
    held = feedparser.parse(open(path, "rb").read())
    assert not held.bozo, held.get("bozo_exception")
    assert held.version == "atom10"
    print(json.dumps({"id": held.feed.id, "title": held.feed.title, "updated": held.feed.updated,
                      "entries": [[e.id, e.title, e.updated, e.link, e.summary] for e in held.entries]}))
"""


class Page(HTMLParser):
    """What a page holds; it raises for tags that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self._open}:
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [held for name, held in self.tags if name == tag]

    @property
    def json_ld(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self.texts.get("script", []) if text.strip()]


def pages(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("organisations/*.html")) if not LIST.fullmatch(path.name)]


@pytest.mark.slow
@pytest.mark.parametrize("which", FOLDERS)
def test_a_page_loads_nothing_from_elsewhere_and_leads_to_files_only(
    which: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(which)
    for path in folder.rglob("*.html"):
        if path.name == "report.html":  # a document of its own
            continue
        page = Page(path.read_text(encoding="utf-8"))
        assert [held.get("lang") for held in page.all("html")] == ["en"]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert page.texts["title"][0].strip()
        assert page.texts["h1"][0].strip()
        assert {held.get("type") for held in page.all("script")} <= {"application/ld+json", None}
        assert {name for name, _ in page.tags} & {"img", "iframe", "object", "embed", "style", "base"} == set()
        assert not any(name.startswith("on") or name == "style" for _, held in page.tags for name in held)
        [policy] = [str(held["content"]) for held in page.all("meta") if "http-equiv" in held]
        assert policy == POLICY
        loaded = [held for held in page.all("link") if held["rel"] != "canonical"]
        for held in (*loaded, *page.all("script"), *page.all("image"), *page.all("a")):
            href = str(held.get("href") or held.get("src") or "")
            if href.startswith(("http://", "https://", "mailto:")):
                assert "rel" not in held or held["rel"] == "noreferrer"
            elif href:
                file, _, anchor = href.partition("#")
                file = file.partition("?")[0]  # a script reads the rest
                target = path.parent / file if file else path
                assert target.is_file(), (path, href)
                assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8"), (path, href)


def test_every_organisation_has_a_page_that_a_list_leads_to(folder: Path, source: Source) -> None:
    lists = [
        *folder.glob("organisations/index.html"),
        *folder.glob("organisations/page-*.html"),
        *folder.glob("partners/*.html"),
    ]
    hrefs = {str(held["href"]).removeprefix("../") for path in lists for held in Page(path.read_text()).all("a")}
    assert len(pages(folder)) == len(source.network.organisations)
    assert {f"organisations/{path.name}" for path in pages(folder)} <= hrefs


def test_downloads_lead_to_the_report_and_pages_to_the_poster_of_each_centre(folder: Path, source: Source) -> None:
    downloads = Page((folder / "data" / "index.html").read_text())
    hrefs = [str(held["href"]) for held in downloads.all("a")]
    assert downloads.texts["h2"][-1] == "Status report"
    assert [href for href in hrefs if href.startswith("../report.")] == [
        "../report.md",
        "../report.html",
        "../report.pdf",
    ]
    hist = Page((folder / "organisations" / "HIST.html").read_text())
    assert "../posters/HIST.pdf" in {held["href"] for held in hist.all("a")}
    posters = {path.stem for path in folder.glob("posters/*.pdf")}
    assert len(posters) == sum(record.is_centre for record in source.network.organisations.values())


def test_downloads_lead_to_no_report_that_is_not_there(source: Source, tmp_path: Path) -> None:
    known = PublicationContext(source.store, source.network, source.settings.ontology, BASE, "", "2026-01-01")
    front.write(Site(tmp_path), known)
    assert "Status report" not in (tmp_path / "data" / "index.html").read_text()


def test_a_page_tells_stated_and_inferred_contributions_apart(folder: Path) -> None:
    text = (folder / "organisations" / "HIST.html").read_text()
    assert {"Partners worth a conversation", "What it contributes", "Cooperation on record"} <= set(
        Page(text).texts["h2"]
    )
    assert 'aria-label="stated"' in text
    assert 'aria-label="inferred"' in text
    assert "Safeguarding cultural and natural heritage" in text


def test_a_page_tells_search_engines_of_the_organisation(folder: Path, source: Source) -> None:
    [held] = Page((folder / "organisations" / "HIST.html").read_text()).json_ld
    record = source.network.organisations["HIST"]
    assert held["@context"] == {"@vocab": "https://schema.org/"}
    assert held["@type"] == "ResearchOrganization"
    assert held["@id"] == record.iri
    assert held["identifier"][0]["value"] == "HIST"
    assert held["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 40.07, "longitude": 116.27}
    assert held["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Beijing",
        "addressCountry": "CN",
    }
    assert {term["name"] for term in held["knowsAbout"]} >= {"Remote sensing"}
    assert "Aerospace" in held["sponsor"][0]["name"]
    assert "Institute of Remote Sensing and Digital Earth" not in str(held["sponsor"])  # no longer its host
    assert "None" not in json.dumps(held)


def test_every_dataset_is_told_as_google_asks(folder: Path) -> None:
    found = Page((folder / "data" / "index.html").read_text()).json_ld
    assert {each["@id"].partition("#")[2] for each in found} >= {"graph", "tables", "networks", "events"}
    for each in found:
        assert each["@type"] == "Dataset"
        assert each["name"]
        assert 50 <= len(each["description"]) <= 5000
        assert {"license", "creator", "identifier", "distribution"} <= each.keys()
        for file in each["distribution"]:
            path = folder / file["contentUrl"].removeprefix(f"{'/'.join(each['@id'].split('/')[:-1])}/")
            assert file["contentSize"] == f"{path.stat().st_size} B"


def test_hostile_names_are_text_on_a_page_and_in_its_data(hostile_folder: Path) -> None:
    page = Page((hostile_folder / "organisations" / "Q.html").read_text(encoding="utf-8"))
    assert page.texts["h1"] == [hostile.QUOTES]
    assert page.json_ld[0]["name"] == hostile.QUOTES
    held = {Page(path.read_text(encoding="utf-8")).json_ld[0]["name"] for path in pages(hostile_folder)}
    assert held == {hostile.FORMULA, hostile.CHINESE, hostile.ARABIC, hostile.QUOTES}
    assert not any('href="javascript' in path.read_text(encoding="utf-8") for path in pages(hostile_folder))


# --- sitemap ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", FOLDERS)
def test_the_sitemap_leads_to_every_page(which: str, request: pytest.FixtureRequest) -> None:
    """The rules of sitemap.xsd: an absolute address, then a W3C date, then one of seven words."""
    folder: Path = request.getfixturevalue(which)
    root = ET.parse(folder / "sitemap.xml").getroot()
    assert root.tag == f"{SITEMAP}urlset"
    places = []
    for url in root:
        assert [child.tag.removeprefix(SITEMAP) for child in url] == ["loc", "lastmod", "changefreq"]
        place, day, often = (str(child.text) for child in url)
        assert place.startswith(BASE) and len(place) < 2048  # noqa: PT018
        assert datetime.date.fromisoformat(day)
        assert often in ("always", "hourly", "daily", "weekly", "monthly", "yearly", "never")
        places.append(place.removeprefix(BASE))
    assert sorted(places) == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    robots = (folder / "robots.txt").read_text()
    assert f"Sitemap: {BASE}sitemap.xml" in robots.splitlines()


def test_a_sitemap_of_too_many_pages_is_parted(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST", 2)
    known = PublicationContext(source.store, source.network, source.settings.ontology, BASE, "", "2026-01-01")
    places = [Address(f"{BASE}{number}.html?a=1&b", "2026-01-01") for number in range(5)]
    front._write_sitemap(Site(tmp_path), places, known)
    root = ET.parse(tmp_path / "sitemap.xml").getroot()
    assert root.tag == f"{SITEMAP}sitemapindex"
    assert [str(each[0].text).removeprefix(BASE) for each in root] == [f"sitemap-{number}.xml" for number in (1, 2, 3)]
    assert sum(len(ET.parse(path).getroot()) for path in tmp_path.glob("sitemap-*.xml")) == 5


# --- feeds and calendars ---------------------------------------------------------------------------


@pytest.mark.slow  # pip makes an environment for the checker
@pytest.mark.parametrize("which", FOLDERS)
def test_feeds_are_read_as_atom(which: str, request: pytest.FixtureRequest, venv: Venv) -> None:
    folder: Path = request.getfixturevalue(which)
    python = venv("feedparser==6.0.12")
    done = subprocess.run(
        [str(python), "-c", FEED_CHECK, *(str(folder / path) for path in FEEDS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    changes, events = (json.loads(line) for line in done.stdout.splitlines())
    assert changes["id"] == f"{BASE}feeds/changes.atom"
    for feed in (changes, events):
        assert len({each[0] for each in feed["entries"]}) == len(feed["entries"])
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", each[2]) for each in feed["entries"])
    if which == "hostile_folder":
        assert changes["entries"][0][1] == f"=1+1: {hostile.FORMULA}"
        assert [each[1].partition(": ")[0] for each in events["entries"]] == ["2026-02", "2026-03-01 to 2026-03-02"]
    else:
        assert {each[0].rpartition("/")[2] for each in changes["entries"]} >= {"HIST", "ICTP"}


def calendar(path: Path) -> list[icalendar.Event]:
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    held = icalendar.Calendar.from_ical(content)
    assert held["VERSION"] == "2.0"
    assert held.walk("VALARM") == []
    found = held.walk("VEVENT")
    assert len({str(event["UID"]) for event in found}) == len(found)
    assert all(event.decoded("DTEND") > event.decoded("DTSTART") for event in found)
    assert not held.errors
    return [event for event in found if isinstance(event, icalendar.Event)]


@pytest.mark.slow
def test_a_server_at_the_same_address_sends_the_same_calendars_and_the_same_report(
    folder: Path, source: Source
) -> None:
    for name in ("all", "g77", "regions/africa", "themes/water", "organisations/HIST"):
        path = f"calendar/{name}.ics"
        assert (folder / path).read_bytes() == served.calendar(source, path, BASE), path
    shapes = (source.settings.ontology / "shapes.ttl").read_text(encoding="utf-8")
    assert (folder / "report.md").read_bytes() == report_of_graph(source, "md", shapes)


@pytest.mark.slow
def test_every_calendar_is_read_again(folder: Path, source: Source) -> None:
    paths = sorted(folder.glob("calendar/**/*.ics"))
    assert len(calendar(folder / "calendar" / "all.ics")) == 254  # of 263 events, nine have no date on record
    assert {"calendar/g77.ics", "calendar/ldc.ics", "calendar/regions/africa.ics", "calendar/themes/water.ics"} <= {
        str(path.relative_to(folder)) for path in paths
    }
    stamp = date_of(source.store)
    for path in paths:
        assert {event.decoded("DTSTAMP").date().isoformat() for event in calendar(path)} == {stamp}


def test_the_calendar_of_a_group_has_the_events_of_its_countries_and_those_open_to_it(hostile_folder: Path) -> None:
    def names(path: str) -> set[str]:
        return {str(event["UID"]).rpartition("/")[2] for event in calendar(hostile_folder / "calendar" / path)}

    assert names("all.ics") == {"one", "month", "old"}
    assert names("ldc.ics") == {"one"}  # open to them, though Fiji is none
    assert names("regions/asia-and-the-pacific.ics") == {"one", "month"}
    assert names("themes/karst.ics") == {"one"}


def test_days_are_whole_and_what_is_not_exact_is_tentative(hostile_folder: Path) -> None:
    found = {str(each["UID"]).rpartition("/")[2]: each for each in calendar(hostile_folder / "calendar" / "all.ics")}
    assert found["one"].decoded("DTSTART") == datetime.date(2026, 3, 1)
    assert found["one"].decoded("DTEND") == datetime.date(2026, 3, 3)  # the day after the last
    assert found["one"]["STATUS"] == "CONFIRMED"
    assert str(found["one"]["SUMMARY"]) == hostile.FORMULA
    assert str(found["one"]["LOCATION"]) == 'Suva; Fiji, "X" BEGIN:VALARM'
    assert found["month"].decoded("DTEND") == datetime.date(2026, 3, 1)
    assert found["month"]["STATUS"] == found["old"]["STATUS"] == "TENTATIVE"
    assert "the month only" in str(found["month"]["DESCRIPTION"])
