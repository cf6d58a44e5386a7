"""Pages in a made-up language: every sentence is translated, only the data stay English, right to left is told."""

from __future__ import annotations

import json
import re
import runpy
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from babel.messages.catalog import Catalog

from sdggraph.config import Settings
from sdggraph.messages import CATALOGUE, message
from sdggraph.present.html import languages
from sdggraph.present.html.environment import environment, render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES, File, record_of
from tests.made_up_language import TAG, MadeUp, Told, made_up

Texts = dict[str | tuple[str, ...], list[str]]
ROOT = Path(__file__).parents[3]
SHAPES, ONTOLOGY = ROOT / "ontology" / "shapes.ttl", ROOT / "ontology" / "sdggraph.ttl"
RECORDS = ("HIST", "GCIDA", "IRCK", "ERAIFT", "AIIKS", "ICTP", "WHITRAP")
# pages that depend on what is asked for
ASKED: dict[str, tuple[dict[str, Any], ...]] = {
    "search": ({"q": "water"}, {"q": "wahter"}, {"q": "who works on 6.5 in Africa"}),
    "compare": ({"codes": "HIST,IRCK"},),
    "network": ({"theme": "water", "strong": "yes"}, {"as_of": "2016"}),
    "community": ({"place": 1},),
    "network-partners": ({"around": "HIST"},),
    "coverage": ({"level": "target", "basis": "stated"}, {"by": "sector"}),
    "query": ({"query": "SELECT ?code { ?x sg:code ?code }"}, {"query": "ASK {}"}),
    "meet": ({"region": "Africa"},),
    "thing": ({"kind": "basis", "names": ["stated"]},),
    "downloads": ({},),
    "events": ({"region": "Africa"},),
}
# names of formats, prefixes and products, which no language translates
NAMES = re.compile(
    r"\b(?:CSV|JSON-LD|JSON|SVG|PDF|HTML|Markdown|Turtle|SHACL|SPARQL|DCAT-AP|DCAT|GraphML|GEXF|RDF/XML|RDF|N-Triples|"
    r"TriG|N-Quads|sdggraph blend \d|sdggraph|CC BY 4\.0|CC BY|desk@example\.org|UNESCO)\b"
)
ADDRESSES = re.compile(r"(?:https?|mailto):\S+|\S+\.\w{2,}(?:/\S*)?|\b[a-z-]+:[\w-]+")  # hosts and short IRIs too


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A graph of seven organisations over the packaged schemes."""
    folder = tmp_path_factory.mktemp("few")
    for code in RECORDS:
        shutil.copy(ROOT / "data" / "organisations" / f"{code}.ttl", folder)
    return Source(Settings.read(data=folder))


@pytest.fixture(scope="module")
def words() -> Iterator[MadeUp]:
    """The made-up language, known to the pages."""
    made = MadeUp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(languages.KNOWN, TAG, made)
        environment.cache_clear()
        yield made
    environment.cache_clear()


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What the script for translators defines."""
    return runpy.run_path(str(ROOT / "scripts" / "texts.py"))


@pytest.fixture(scope="module")
def known(script: dict[str, Any]) -> Texts:
    """The texts that a translator gets."""
    found: Texts = script["texts"]()
    return found


def files_of(kind: str, source: Source) -> list[File]:
    """The first pages of a kind, and those that depend on what is asked for."""
    found = list(islice(PAGES[kind].files(source), 3))
    path = found[0].path if found else f"{kind}/index.html"
    return [*found, *(File(path, asked, "") for asked in ASKED.get(kind, ()))]


@cache
def pages(kind: str, source: Source, language: str = TAG) -> list[tuple[str, str]]:
    """Path and text of some pages of a kind, as a server and as a folder have them."""
    found = []
    for file in files_of(kind, source):
        record = record_of(PAGES[kind], source, "", file.parameters)
        for has_server in (True, False):
            frame = Frame(file.path, "5f1d", "2026-11-23", contact="desk@example.org", language=language)
            frame = Frame(**{**vars(frame), "has_server": has_server})
            found.append((f"{file.path}?{file.parameters}", render(PAGES[kind].template, frame, record).decode()))
    return found


@cache
def literals(source: Source) -> tuple[frozenset[str], re.Pattern[str]]:
    """Everything that the graph and its shapes tell in words, as a set and as a pattern, the longest first."""
    answer = source.store.query("SELECT DISTINCT ?o { ?s ?p ?o FILTER(isLiteral(?o)) }")
    held = {row["o"]["value"] for row in json.loads(answer.content)["results"]["bindings"]}
    held |= {each.object.value for each in ox.parse(path=SHAPES) if isinstance(each.object, ox.Literal)}
    words = {" ".join(each.split()) for each in held} | set(source.network.organisations)
    pattern = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True) if len(each) > 3)
    terms = {str(each.subject.value).rpartition("#")[2] for each in ox.parse(path=ONTOLOGY)}
    return frozenset(word.casefold() for word in words | terms), re.compile(pattern, re.IGNORECASE)


@cache
def left(shown: str, source: Source) -> str:
    """What is left of a text without data, addresses and names; empty if there is no English in it."""
    known, pattern = literals(source)
    if not re.search(r"[A-Za-z]{3}", shown) or shown.casefold() in known:
        return ""
    rest = NAMES.sub("", pattern.sub("", ADDRESSES.sub("", shown)))
    return rest.strip() if re.search(r"[A-Za-z]{3}", rest) else ""


def english(text: str, source: Source) -> list[str]:
    """The English of a page that is neither data nor a name."""
    parts = (" ".join(part.split()) for part in Told(text).parts)
    return [f"{shown[:150]} → {rest[:80]}" for shown in parts if (rest := left(shown, source))]


KINDS = sorted(set(PAGES) - {"organisation-data"})


@pytest.mark.parametrize("kind", KINDS)
def test_only_data_and_names_stay_english(kind: str, few: Source, words: MadeUp) -> None:
    told = {path: english(text, few) for path, text in pages(kind, few)}
    assert told
    assert {path: held for path, held in told.items() if held} == {}


def test_the_check_finds_english_on_a_page_that_is_not_translated(few: Source) -> None:
    told = [text for _, text in pages("home", few, language="en")]
    assert any("no link to another centre" in each for each in english(told[0], few))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_tells_its_language_and_direction_and_fills_every_value(kind: str, few: Source, words: MadeUp) -> None:
    for path, text in pages(kind, few):
        assert f'<html lang="{TAG}" dir="rtl">' in text, path
        shown = " ".join(Told(text).parts)
        assert not re.search(r' [\w-]+="[^"]*<|<title>[^<]*<(?!/title)|&lt;/?bdi|<bdi><bdi>', text), path
        assert not re.search(r"%\(\w+\)s|\{\w+(?::[^}]*)?\}|\bMessage\(|\bNames\(|\bNone\b", shown), path


def test_every_text_that_a_page_asks_for_is_among_those_of_a_translator(
    few: Source, words: MadeUp, known: Texts
) -> None:
    for kind in KINDS:
        pages(kind, few)
    own = {entry.one for key, entry in CATALOGUE.items() if entry.one == "{parts}" or key == "community.themes"}
    asked = words.asked - own
    # labels and names of the data are looked up too, where a page cannot tell them from texts of ours
    missing = {each for each in asked - known.keys() if isinstance(each, tuple) or " " in each}
    assert missing == set()
    assert len(asked & known.keys()) > 400


def test_both_forms_of_a_text_have_the_same_values(known: Texts) -> None:
    forms = [each for each in known if isinstance(each, tuple)]
    assert len(forms) > 50
    value = re.compile(r"%\((\w+)\)s|\{(\w+)")
    for one, many in forms:
        # the form for one may leave its number out: "One centre"
        held, more = ({name for found in value.findall(each) for name in found if name} for each in (one, many))
        assert held <= more, (one, many)


def test_every_entry_of_the_catalogue_is_among_the_texts(known: Texts) -> None:
    entries = {(entry.one, entry.many) if entry.many else entry.one for entry in CATALOGUE.values()}
    assert entries - known.keys() == {"{parts}", "{themes}"}


def test_dates_and_sentences_are_those_of_the_language(words: MadeUp) -> None:
    made = environment(TAG)
    assert (
        made.from_string("{{ '2026-11-03' | day }} {{ '2016' | day }}").render() == f"3 {made_up('November')} 2026 2016"
    )
    assert made.from_string("{{ 'x' | sentence }}{{ '' | translated }}").render() == "X."


def test_an_english_page_asks_for_no_language_of_its_parts(few: Source) -> None:
    assert all('lang="en" dir="ltr"' not in text.partition("<body")[2] for _, text in pages("downloads", few, "en"))
    assert all('lang="en" dir="ltr"' in text.partition("<body")[2] for _, text in pages("downloads", few))


def test_a_name_in_a_sentence_from_right_to_left_keeps_its_direction(words: MadeUp) -> None:
    said = message("region.different", region="Asia & Africa", other="<b>")
    made = environment(TAG)
    told = made.from_string("{{ said | sentence }}|{{ said }}|{{ said | said }}").render(said=said).split("|")
    inside = made_up("different regions: {a} and {b}").format(
        a="<bdi>Asia &amp; Africa</bdi>", b="<bdi>&lt;b&gt;</bdi>"
    )
    assert told[:2] == [f"{inside}.", inside]
    assert told[2] == re.sub("</?bdi>", "", inside)
    in_english = environment("en").from_string("{{ said | sentence }}").render(said=said)
    assert in_english == "Different regions: Asia &amp; Africa and &lt;b&gt;."


def test_a_translation_with_other_values_or_without_a_text_is_told(script: dict[str, Any], known: Texts) -> None:
    made = Catalog(locale="ar")
    for text in known:
        made.add(text, made_up(text) if isinstance(text, str) else tuple(made_up(text[1]) for _ in range(6)))
    assert script["faults"](made) == []
    made["same country: {country}"].string = "{land}"
    made["density"].string = ""
    made.delete("{month} {year}")
    assert sorted(script["faults"](made)) == [
        "not translated: 'density'",
        "not translated: '{month} {year}'",
        "other values than the English: '{land}'",
    ]
