"""`show` tells everything on record, as its help promises: in text, in JSON, and over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result

from sdggraph import vocab
from sdggraph.model.full_record import COOPERATION, FullRecord, Item, read_full_record
from sdggraph.model.records import Network, Organisation
from sdggraph.present import organisations
from sdggraph.present.statements import remarks
from sdggraph.tasks import Source

Run = Callable[..., Result]
SILENT = {"rdf:type", "skos:editorialNote", "sg:editorialNote"}
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items())
OWN = f"""{PREFIXES}
@prefix ex: <http://example.org/> .
organisation:A a sg:Organisation ; sg:code "A" ; skos:prefLabel "Sea Institute"@en ;
  org:classification category:category-2 ; ex:telephone "+1 555 0100" ; skos:editorialNote "ask the ministry first"@en .
organisation:OLD a sg:Organisation ; sg:code "OLD" ; skos:prefLabel "Old Harbour"@en .
organisation:NEW a sg:Organisation ; sg:code "NEW" ; skos:prefLabel "New Harbour"@en .
hosting:A-OLD a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:hostOrganisation organisation:OLD ;
  sg:start "1999"^^xsd:gYear ; sg:end "2010-06"^^xsd:gYearMonth ; sg:evidence <http://example.org/old> .
hosting:A-NEW a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:hostOrganisation organisation:NEW ;
  sg:start "2010"^^xsd:gYear ; sg:evidence <http://example.org/new> .
status:A-approved a sg:StatusRecord ; sg:ofOrganisation organisation:A ; sg:statusValue status-value:approved ;
  sg:date "2009"^^xsd:gYear ; sg:session "35 C" ; sg:isBackground true .
project:A-tides a sg:Project ; skos:prefLabel "Tides"@en ; sg:participant organisation:A , organisation:NEW ;
  sg:addresses sdg:14 , sdg:6.5 ; sg:countryServed country:FJI ; ex:budget "12000" ;
  sg:evidence <http://example.org/tides> .
contribution:A-14.1 a sg:Contribution ; sg:contributor organisation:A ; sg:contributesTo sdg:14.1 ;
  sg:basis basis:stated ; sg:activity "Measures plastic"@en ; sg:inProject project:A-tides ;
  sg:evidence <http://example.org/plastic> ;
  dcterms:created "2026-11-01"^^xsd:date .
contribution:NEW-14.1 a sg:Contribution ; sg:contributor organisation:NEW ; sg:contributesTo sdg:14.1 ;
  sg:basis basis:stated ; sg:activity "Clears nets"@en ; prov:wasAttributedTo organisation:A .
cooperation:A-NEW a sg:Cooperation ; sg:partner organisation:A , organisation:NEW ;
  sg:cooperationKind cooperation-kind:agreement ; sg:start "2011-03-01"^^xsd:date ; sg:end "2016-02-29"^^xsd:date ;
  skos:note "Not renewed."@en .
event:gala a sg:Event ; skos:prefLabel "Gala"@en ; sg:eventHost organisation:A ; sg:organiser organisation:NEW ;
  sg:start "2012"^^xsd:gYear ; sg:openTo country-group:g77 .
<http://example.org/prize> ex:givenTo organisation:A .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.ttl").write_text(OWN)
    return tmp_path


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "code",
    [
        "HIST",
        "CAS",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("ICTP", "AIIKS", "CWLPS", "unesco-mab-programme")),
    ],
)
def test_every_statement_of_the_record_is_on_the_page_and_in_the_json(run: Run, source: Source, code: str) -> None:
    page, held = flat(run("show", code).stdout), run("show", code, "--format", "json").stdout
    labels = read_full_record(source.store, source.network.organisations[code].iri).labels
    codes = {each.iri: each for each in source.network.organisations.values()}
    statements = list(ox.parse(run("show", code, "--format", "turtle").stdout, ox.RdfFormat.TURTLE))
    assert len(statements) > 10
    for quad in statements:
        name, value = vocab.compact(quad.predicate.value), quad.object.value
        if name in SILENT or value == source.network.organisations[code].iri:
            continue
        told = {value, labels.get(value, value), vocab.compact(value), vocab.compact(value).partition(":")[2]}
        told |= {text.lower() for text in told}
        if value == vocab.resource("end-basis", "source"):
            continue  # an end that its source gives is told as it is; only a computed one has a caution
        told |= {codes[value].name, codes[value].code} if value in codes else set()
        if value == "true":
            told |= {"general knowledge", "among the sources of the record", "told by another's page", "former host"}
        assert any(text and flat(text) in page for text in told), quad
        assert any(text and (text in held or json.dumps(text)[1:-1] in held) for text in told), quad


def test_a_page_of_data_of_ones_own_tells_what_our_words_do_not_foresee(run: Run, folder: Path) -> None:
    page = flat(run("show", "A", "--data", folder).stdout)
    for told in (
        "telephone +1 555 0100",
        "OLD): former host, 1999 to 2010-06 [",
        "New Harbour (NEW): since 2010 [",
        "2009 approved (35 C): general knowledge",
        "n.d. Tides: for 6.5, 14; in Fiji; with NEW",
        "budget 12000",
        "Measures plastic (project Tides) [",
        "all entered 2026-11-01",
        "2011-03-01 to 2016-02-29 agreement: NEW. Not renewed.",
        "2012 Gala: as host; organisers: NEW; open to Group of 77",
        "http://example.org/prize, as given to",
        "contribution:NEW-14.1, as was attributed to",
    ):
        assert told in page
    assert "ministry" not in page
    assert "Clears nets" not in page


def test_the_json_of_data_of_ones_own_tells_the_same(run: Run, folder: Path) -> None:
    content = run("show", "A", "--data", folder, "--format", "json").stdout
    held = json.loads(content)
    assert [(each["code"], each["start"], each["end"], each["has_ended"]) for each in held["hosts"]] == [
        ("NEW", "2010", None, False),
        ("OLD", "1999", "2010-06", True),
    ]
    assert held["status_records"][0] | {"label": ""} == {
        "iri": vocab.resource("status", "A-approved"),
        "value": "approved",
        "label": "",
        "term_start": None,
        "term_end": None,
        "end_basis": None,
        "date": "2009",
        "session": "35 C",
        "notes": [],
        "evidence": [],
        "other": {"sg:isBackground": ["true"]},
    }
    [project] = held["projects"]
    assert (project["aims"], project["participants"], project["countries"]) == (["14", "6.5"], ["A", "NEW"], ["FJI"])
    assert project["other"] == {"http://example.org/budget": ["12000"]}
    assert held["links"][0]["other"]["sg:end"] == ["2016-02-29"]
    [claim] = [each for each in held["contributions"] if each["basis"] == "stated"]
    assert claim["other"]["dcterms:created"] == ["2026-11-01"]
    assert held["events"][0]["hosts"] == ["A"]
    assert held["other"] == {"http://example.org/telephone": ["+1 555 0100"]}
    assert {each["iri"] for each in held["mentions"]} == {
        "http://example.org/prize",
        vocab.resource("contribution", "NEW-14.1"),
    }
    assert "ministry" not in content


def test_each_number_leads_to_a_page_and_each_page_is_listed_once(run: Run) -> None:
    page = run("show", "HIST").stdout
    listed = dict(re.findall(r"^  \[(\d+)\] (\S+)$", page, re.MULTILINE))
    cited = {
        number for group in re.findall(r"\[(\d+(?:, \d+)*)\](?! http)", flat(page)) for number in group.split(", ")
    }
    assert cited == set(listed)
    assert len(set(listed.values())) == len(listed) > 50


def test_with_evidence_the_pages_stand_below_their_statement(run: Run, folder: Path) -> None:
    lines = run("show", "A", "--data", folder, "--evidence").stdout.splitlines()
    for statement, address in (("Old Harbour", "old"), ("Tides:", "tides"), ("Measures plastic", "plastic")):
        [place] = [number for number, line in enumerate(lines) if statement in line]
        assert lines[place + 1].strip() == f"http://example.org/{address}"
    assert "[1]" not in "\n".join(lines)


def test_an_organisation_of_which_nothing_is_known_has_a_page(run: Run, folder: Path) -> None:
    (folder / "b.ttl").write_text(f'{PREFIXES}organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "B"@en .')
    page = run("show", "B", "--data", folder).stdout
    for kind in ("status", "host", "contribution", "project", "cooperation", "event"):
        assert re.search(f"^No {kind} is on record", page, re.MULTILINE)
    held = json.loads(run("show", "B", "--data", folder, "--format", "json").stdout)
    assert (held["position"], held["hosts"], held["status_records"]) == (None, [], [])


ODD = f"""{PREFIXES}
organisation:A a sg:Organisation ; sg:code "A" ; skos:prefLabel "Sea Institute"@en , "Institut maritime"@fr ;
  wgs:lat "abc" ; wgs:long "NaN"^^xsd:double .
contribution:x a sg:Contribution ; sg:contributor organisation:A ; sg:contributesTo <http://example.org/aim> ;
  sg:basis basis:stated ; sg:activity "does" .
contribution:y a sg:Contribution ; sg:contributor organisation:A ; sg:activity "has no basis" .
project:p a sg:Project ; sg:participant organisation:A ; sg:addresses <http://example.org/foo> , sdg:17.10 ;
  sg:start "soon" .
event:e a sg:Event ; sg:participant organisation:A ; skos:prefLabel "Gala"@en , "Fest"@de .
hosting:h a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:end "some day" .
cooperation:c a sg:Cooperation ; sg:partner organisation:A , <http://nowhere.example/y> ;
  sg:cooperationKind cooperation-kind:agreement .
"""


def test_odd_and_incomplete_statements_are_told_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(ODD)
    page = flat(run("show", "A", "--data", tmp_path).stdout)
    content = run("show", "A", "--data", tmp_path, "--format", "json").stdout
    for told in (
        "abc",
        "NaN",
        "does",
        "has no basis",
        "17.10",
        "soon",
        "Gala",
        "Fest",
        "some day",
        "nowhere.example/y",
    ):
        assert told in page
        assert told in content
    for name in ("Sea Institute", "Institut maritime"):
        assert name in page
    assert "Incomplete, and therefore not counted: 1" in page
    assert json.loads(content)["position"] is None


COPIES = [
    ({"sg:evidenceCopy": ("https://e.org/a",)}, ["the evidence is a copy of another source"]),
    (
        {"sg:evidenceCopy": ("https://e.org/a",), "sg:evidence": ("https://e.org/b",)},
        ["1 page of the evidence is a copy of another source"],
    ),
    (
        {"sg:evidenceCopy": ("https://e.org/a", "https://e.org/c"), "sg:evidence": ("https://e.org/b",)},
        ["2 pages of the evidence are copies of another source"],
    ),
    ({"sg:evidence": ("https://e.org/b",)}, []),
    ({"dcterms:created": ("2014",)}, ["dated 2014"]),
    (
        {"dcterms:created": ("2026-11-23",), "prov:wasAttributedTo": ("https://e.org/agent/desk",)},
        ["entered 2026-11-23 by https://e.org/agent/desk"],
    ),
    ({"prov:wasAttributedTo": ("https://e.org/agent/desk",)}, ["entered by https://e.org/agent/desk"]),
]


@pytest.mark.parametrize(("values", "said"), COPIES)
def test_copies_and_entries_are_told_in_plain_words(values: dict[str, tuple[str, ...]], said: list[str]) -> None:
    assert remarks(FullRecord(Item("x", "sg:Organisation")), Item("c", COOPERATION, values)) == said


def test_the_list_of_centres_counts_the_ceased_apart_and_tells_each_standing() -> None:
    records = [
        Organisation("A", "A", "a", "category-2", status="ceased", status_year=2016),
        Organisation("B", "B", "b", "category-2", status="active"),
        Organisation("C", "C", "c", "category-2", status="unknown"),
    ]
    place = organisations.HEADER.index("status")
    assert [row[place] for row in organisations.rows(records, Network())] == ["ceased in 2016", "active", "unknown"]
    assert "3 listed: 2 " in organisations.tally(records)
    assert "1 ceased" in organisations.tally(records)
    assert not organisations.tally(records[1:])


def test_of_names_in_several_languages_the_english_one_leads(run: Run, tmp_path: Path) -> None:
    names = {"event:gala": '"Bal"@fr , "Gala"@en-GB', "project:A-tides": '"Mareas"@es , "Flux"@fr-CA , "Tides"'}
    text = OWN.replace('skos:prefLabel "Gala"@en', f"skos:prefLabel {names['event:gala']}")
    text = text.replace('skos:prefLabel "Tides"@en', f"skos:prefLabel {names['project:A-tides']}")
    (tmp_path / "a.ttl").write_text(text)
    page = flat(run("show", "A", "--data", tmp_path).stdout)
    assert "2012 Gala: as host" in page
    assert "Tides: " in page
    assert "(project Tides)" in page
    held = json.loads(run("show", "A", "--data", tmp_path, "--format", "json").stdout)
    assert [each["name"] for each in (*held["events"], *held["projects"])] == ["Gala", "Tides"]
    assert ",Gala," in run("events", "--data", tmp_path, "--format", "csv").stdout
