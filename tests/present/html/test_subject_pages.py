"""Every page about a subject, from odd data: hostile names stay text, links lead to pages, nothing is undefined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from sdggraph import store as stores
from sdggraph.config import Settings
from sdggraph.model.records import Network
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES
from tests.publish import hostile

KINDS = ("coverage", "cell", "goal", "pair", "network", "meet", "events", "theme", "country", "questions", "question",
         "reports", "ontology", "shapes")  # fmt: skip
Made = Callable[[Source, str], dict[str, str]]
_HREF = re.compile(r'\shref="([^"]*)"')
# folders whose files this test knows in full
_OURS = re.compile(
    "(?:coverage|goals|pairs|network|meet|events|themes|countries|questions|reports)/|(?:ontology|shapes).html"
)


class Tags(HTMLParser):
    """The elements of a page, and its identifiers."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A graph of hostile names over the packaged schemes."""
    place = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    place.write_text(hostile.turtle(beyond=True), encoding="utf-8")
    return Source(Settings.read(data=place))


def around(network: Network) -> Source:
    """A source of these records, with nothing in its store."""
    source = Source(Settings.read())
    source.store, source.network = stores.EmbeddedStore.in_memory(), network
    return source


def pages(source: Source, kind: str, *, has_server: bool = False) -> Iterator[tuple[str, str]]:
    """Path and text of each page of a kind."""
    page = PAGES[kind]
    for file in page.files(source):
        record = page.task(source, **file.parameters)
        frame = Frame(file.path, "5f1d", "2026-11-23", has_server=has_server)
        yield file.path, render(page.template, frame, record).decode()


@pytest.fixture(scope="module")
def made() -> Made:
    """Path and text of each page of a kind in a folder, made once for all tests."""
    held: dict[tuple[int, str], dict[str, str]] = {}

    def of_kind(source: Source, kind: str) -> dict[str, str]:
        at = id(source), kind
        if at not in held:
            held[at] = dict(pages(source, kind))
        return held[at]

    return of_kind


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_text(odd: Source, kind: str) -> None:
    made = dict(pages(odd, kind, has_server=True))
    for path, text in made.items():
        assert "<script>alert" not in text, path
        assert "<b>bold</b>" not in text, path
        assert 'href="javascript' not in text, path
        assert "\u202e" not in text, path
        assert not re.search(r"\sstyle=|\son\w+=|<style", text), path


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_one_heading_and_no_identifier_twice(source: Source, kind: str, made: Made) -> None:
    for path, text in made(source, kind).items():
        tags = Tags()
        tags.feed(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))  # a picture has titles of its own
        assert [tags.seen.count(each) for each in ("main", "h1", "title")] == [1, 1, 1], path
        assert len(tags.ids) == len(set(tags.ids)), path
        assert len(text.encode()) < 300_000, path


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_network_has_its_pages_too(kind: str, tiny: Network) -> None:
    for source in (around(Network()), around(tiny)):
        for _, text in pages(source, kind, has_server=True):
            assert not re.search(r"\bNone\b(?![:.]| on record)", re.sub(r"<[^>]*>", "", text))


def test_the_features_of_the_network_are_computed_once_for_all_pages(
    tiny: Network, vectors_computed: list[int]
) -> None:
    source = around(tiny)
    for kind in ("organisation", "pair", "coverage", "cell", "theme"):
        assert list(pages(source, kind))
    assert len(vectors_computed) == 3  # themes, goals, targets


@pytest.mark.slow
@pytest.mark.parametrize("which", ["source", "odd"])
def test_links_of_the_folder_lead_to_pages_of_the_folder(
    which: str, made: Made, request: pytest.FixtureRequest
) -> None:
    source: Source = request.getfixturevalue(which)
    every = {path: text for kind in KINDS for path, text in made(source, kind).items()}
    for path, text in every.items():
        for link in _HREF.findall(text):
            target, _, anchor = link.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            found = unquote(normpath(join(dirname(path), target))) if target else path
            if _OURS.match(found):
                assert found in every, f"{path}: {link}"
                assert not anchor or f'id="{anchor}"' in every[found], f"{path}: {link}"
