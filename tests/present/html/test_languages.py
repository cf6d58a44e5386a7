"""Pages in a made-up language: every sentence is translated, only the data stay English, right to left is told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.present.html import languages
from sdggraph.present.html.environment import environment, render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES, File, record_of
from tests.made_up_language import TAG, MadeUp, Told

ROOT = Path(__file__).parents[3]
RECORDS = ("HIST", "GCIDA", "IRCK", "ERAIFT", "AIIKS", "ICTP", "WHITRAP")
# pages that depend on what is asked for
ASKED = {
    "search": ({"q": "water"}, {"q": "wahter"}, {"q": "who works on 6.5 in Africa"}),
    "compare": ({"codes": "HIST,IRCK"},),
    "network": ({"theme": "water", "strong": "yes"}, {"as_of": "2016"}),
    "coverage": ({"level": "target", "basis": "stated"}, {"by": "sector"}),
    "query": ({"query": "SELECT ?code { ?x sg:code ?code }"}, {"query": "ASK {}"}),
    "meet": ({"region": "Africa"},),
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


def files_of(kind: str, source: Source) -> list[File]:
    """The first pages of a kind, and those that depend on what is asked for."""
    found = list(islice(PAGES[kind].files(source), 3))
    path = found[0].path if found else f"{kind}/index.html"
    return [*found, *(File(path, asked, "") for asked in ASKED.get(kind, ()))]


def pages(kind: str, source: Source, language: str = TAG) -> Iterator[tuple[str, str]]:
    """Path and text of some pages of a kind, as a server and as a folder have them."""
    for file in files_of(kind, source):
        record = record_of(PAGES[kind], source, "", file.parameters)
        for has_server in (True, False):
            frame = Frame(file.path, "5f1d", "2026-11-23", contact="desk@example.org", language=language)
            frame = Frame(**{**vars(frame), "has_server": has_server})
            yield f"{file.path}?{file.parameters}", render(PAGES[kind].template, frame, record).decode()


@cache
def literals(source: Source) -> re.Pattern[str]:
    """Everything that the graph tells in words, the longest first."""
    answer = source.store.query("SELECT DISTINCT ?o { ?s ?p ?o FILTER(isLiteral(?o) && STRLEN(STR(?o)) > 3) }")
    held = {" ".join(row["o"]["value"].split()) for row in json.loads(answer.content)["results"]["bindings"]}
    held |= set(source.network.organisations)
    return re.compile("|".join(map(re.escape, sorted(held, key=len, reverse=True))), re.IGNORECASE)


def english(text: str, source: Source) -> list[str]:
    """The English of a page that is neither data nor a name."""
    found = []
    for part in Told(text).parts:
        shown = " ".join(part.split())
        left = NAMES.sub("", literals(source).sub("", ADDRESSES.sub("", shown)))
        if re.search(r"[A-Za-z]{3}", left):
            found.append(f"{shown[:150]} → {left.strip()[:80]}")
    return found


KINDS = sorted(set(PAGES) - {"organisation-data", "thing", "downloads", "ontology", "shapes"})


@pytest.mark.parametrize("kind", KINDS)
def test_only_data_and_names_stay_english(kind: str, few: Source, words: MadeUp) -> None:
    told = {path: english(text, few) for path, text in pages(kind, few)}
    assert told
    assert {path: held for path, held in told.items() if held} == {}
