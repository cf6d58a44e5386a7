"""The pages of the ontology and the shapes, as the server answers them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import httpx
import pyoxigraph as ox
import pytest

from sdggraph import vocab

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Anchors(HTMLParser):
    """The identifiers of a page, and what it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids += [value for name, value in held.items() if name == "id" and value]
        if tag == "a":
            self.links.append(held.get("href") or "")


def read(client: httpx.Client, path: str) -> tuple[str, Anchors]:
    found = client.get(path, headers=BROWSER)
    assert found.status_code == 200
    anchors = Anchors()
    anchors.feed(found.text)
    return found.text, anchors


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_a_browser_is_led_to_the_page_and_a_program_gets_rdf(client: httpx.Client, name: str) -> None:
    found = client.get(f"/{name}", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, f"/{name}.html")
    assert "Accept" in found.headers["vary"]
    for accept in ("*/*", "text/turtle", "application/ld+json", "application/rdf+xml, text/html;q=0.5"):
        assert client.get(f"/{name}", headers={"Accept": accept}).status_code == 200
    assert client.get(f"/{name}.ttl", headers=BROWSER).headers["content-type"].startswith("text/turtle")
    assert client.get(f"/{name}?format=turtle", headers=BROWSER).headers["content-type"].startswith("text/turtle")
    text, _ = read(client, f"/{name}.html")
    assert f'<link rel="alternate" type="text/turtle" href="{name}.ttl"' in text


@pytest.mark.parametrize(("name", "space"), [("ontology", vocab.SG), ("shapes", vocab.SHAPES)])
def test_every_term_has_its_place_on_the_page(client: httpx.Client, name: str, space: str) -> None:
    """An IRI such as …/ontology#partner leads to the document, and the browser to the place after the #."""
    quads = list(ox.parse(client.get(f"/{name}.nt").content, ox.RdfFormat.N_TRIPLES))
    shapes = {"NodeShape", "PropertyShape"}
    defined = {
        quad.subject.value.removeprefix(space)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(space)
        and quad.predicate.value == vocab.RDF_TYPE
        and (name == "ontology" or quad.object.value.rpartition("#")[2] in shapes)
    }
    text, anchors = read(client, f"/{name}.html")
    assert len(defined) > 100
    assert defined <= set(anchors.ids)
    assert len(anchors.ids) == len(set(anchors.ids))
    assert len(text.encode()) < 300_000
    assert not re.search(r"\sstyle=|\son\w+=|<style|href=\"/", text)


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_links_between_terms_lead_to_their_places(client: httpx.Client, name: str) -> None:
    pages = {page: read(client, f"/{page}.html")[1] for page in ("ontology", "shapes")}
    among = 0
    for link in pages[name].links:
        page, _, anchor = unquote(link).partition("#")
        page = page.removesuffix(".html") or name
        if anchor and page in pages:
            among += 1
            assert anchor in pages[page].ids, link
    assert among > 100


def section(text: str, anchor: str) -> str:
    """The words of the section of a term."""
    found = re.search(rf'<section[^>]* id="{anchor}">(.*?)</section>', text, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


def test_a_term_says_what_it_means_and_what_it_is_said_of(client: httpx.Client) -> None:
    text, _ = read(client, "/ontology.html")
    event = section(text, "Event")
    assert "sg:personsAtLeast" in event
    persons = section(text, "personsAtLeast")
    assert re.search(r"persons at least sg:personsAtLeast .* Said of sg:Event Its value xsd:integer", persons)
    assert "One side of a cooperation." in section(text, "partner")
    assert "A kind of prov:Entity" in section(text, "Contribution")


def test_a_shape_says_in_words_what_it_asks(client: httpx.Client) -> None:
    text, _ = read(client, "/shapes.html")
    order = section(text, "DatesInOrder")
    assert "Dates in order (must hold) Checks each thing that has sg:end" in order
    assert "checked by a query" in order
    assert "If not: The end lies before the start. Check both dates, or swap them." in order
    start = section(text, "Dated-start")
    assert "Looks at: sg:start" in start
    assert re.search(r"at most 1 .*one of these: a day , a month , a year", start)
    source = section(text, "NamedSource")
    assert "Looks at: sg:evidence or sg:evidenceCopy at least 1" in source
    assert "what refers to it by sg:contributor" in section(text, "HasContribution")
    assert re.search(r"not: general knowledge", section(text, "NotBackground"))
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "Looks at: sg:code → what refers to it by sg:code" in plain


def test_the_page_of_a_thing_leads_to_its_terms(client: httpx.Client) -> None:
    text = client.get("/doc/event/2016-unesco-science-centres-coordination-meeting.html", headers=BROWSER).text
    assert re.search(r'href="(\.\./)+ontology\.html#\w+"', text)


def test_a_field_says_what_to_write_and_stands_in_its_group(client: httpx.Client) -> None:
    text, _ = read(client, "/shapes.html")
    country = section(text, "Organisation-country")
    assert "Country (must hold) The country in which the organisation has its seat, such as China." in country
    assert country.index("such as China") < country.index("If not: The country is given twice")
    organisation = text[text.index('id="Organisation"') : text.index('id="RecordHasCountry"')]
    heads = re.findall(r"<h([34])>\s*([^<]+?)\s*<", organisation)
    assert [name for level, name in heads if level == "3"][:3] == ["What it is", "What it works on", "Where it is"]
    assert heads[:3] == [("3", "What it is"), ("4", "Code"), ("4", "Code not taken")]
    note = section(text, "Event-note")  # a field that no shape judges
    assert "must hold" not in note
    assert "If not" not in note
    assert "Looks at: skos:note" in note
