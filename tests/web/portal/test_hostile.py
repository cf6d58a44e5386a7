"""Names that try to break a page are text on it, everywhere; empty records have a page too."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES, record_of
from sdggraph.tasks.portal.compare import columns
from sdggraph.tasks.portal.records import Moved
from sdggraph.tasks.portal.search import index, search
from sdggraph.tasks.portal.things import ThingPage, thing
from tests.publish import hostile

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Source:
    place = tmp_path_factory.mktemp("odd") / "odd.ttl"
    place.write_text(hostile.turtle(beyond=True), encoding="utf-8")
    return Source(Settings.read(data=place))


class Checked(HTMLParser):
    """Reads a page; fails for what no page may hold."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        assert tag != "script" or held.get("src") or held.get("type") == "application/ld+json"
        for name, value in attrs:
            assert not name.startswith("on")
            assert name != "style"
            if name in ("href", "src", "action"):
                assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE)


def pages_of(source: Source) -> list[tuple[str, str]]:
    found = []
    for page in PAGES.values():
        for file in page.files(source):
            frame = Frame(file.path, source.network.version, "2026-01-01", contact="desk@example.org")
            record = record_of(page, source, "https://e.org/", file.parameters)
            found.append((file.path, render(page.template, frame, record).decode()))
    return found


def test_hostile_names_are_text_on_every_page(odd: Source) -> None:
    for path, text in pages_of(odd):
        Checked().feed(text)
        assert "<script>alert" not in text, path
        assert "\u202e" not in text, path
        assert "49 javascript" not in text, path
        assert len(text) < 300_000, path


def test_an_organisation_of_which_nothing_is_known_has_a_page_that_says_so(odd: Source) -> None:
    pages = dict(pages_of(odd))
    text = pages["organisations/N.html"]
    assert "Nothing on record yet. Missing knowledge is not absence" in text
    assert "A thin record." in text
    assert "No link to another organisation is on record yet" in text
    assert "never confirmed" in text
    for missing in ("a website", "the town", "themes", "the host"):
        assert f"<li>{missing}</li>" in text
    assert "Partners worth a conversation" not in pages["organisations/h.html"]


def test_places_beyond_the_world_are_left_out_of_the_map(odd: Source) -> None:
    home = dict(pages_of(odd))["index.html"]
    assert "4 centres have no place on record" in home
    assert "nan" not in home


def test_an_empty_graph_has_all_its_pages(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("")
    source = Source(Settings.read(data=tmp_path / "empty.ttl"))
    pages = dict(pages_of(source))
    assert {"index.html", "organisations/index.html", "partners/index.html", "about.html"} <= pages.keys()
    assert "No centre on record" in pages["organisations/index.html"]
    assert "<b>0</b>" in pages["index.html"]


def test_the_search_finds_hostile_names_and_tells_them_as_text(odd: Source) -> None:
    found = search(odd, q="alert javascript")
    assert isinstance(found, Moved)
    assert found.path.startswith("organisations/E-b-")
    assert any("<script>" in str(each["label"]) for each in index(odd))  # JSON, which the script shows as text


def test_the_columns_that_a_folder_compares_hold_text_and_addresses_of_the_web_only(odd: Source) -> None:
    held = columns(odd, {"pairs/A/E-b-413c4204.html"})
    told = {each["code"]: each for each in held["centres"]}
    assert told["E<b>"]["name"] == hostile.EVIL
    assert "website" not in told["E<b>"]
    assert told["E<b>"]["links"] == {"L": 1}
    assert told["A"].get("links", {}) == {}
    assert told["中国"]["website"] == ["https://example.org/?a=1&b=2", "example.org"]
    assert json.loads(json.dumps(held)) == held


def test_a_thing_with_hostile_statements_has_a_harmless_page(odd: Source) -> None:
    found = thing(odd, kind="scheme", names=["themes"])
    assert isinstance(found, ThingPage)
    text = render("thing.html", Frame("doc/scheme/themes.html", "1", "2026"), found).decode()
    Checked().feed(text)
    assert thing(odd, kind="contribution", names=["E-1"]) == Moved(
        f"{thing(odd, kind='organisation', names=['E']).path}#contribution-E-1"  # type: ignore[union-attr]
    )
