"""Sectors of UNESCO: each centre is marked by its own, counted apart, and can be filtered."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.analysis.coverage import groups
from sdggraph.config import Settings
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.records import Concept, Network, Organisation
from sdggraph.tasks import Source

Run = Callable[..., Result]
GRAPH = """
@prefix category: <https://w3id.org/sdggraph/id/category/> .
@prefix country: <https://w3id.org/sdggraph/id/country/> .
@prefix country-group: <https://w3id.org/sdggraph/id/country-group/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix event: <https://w3id.org/sdggraph/id/event/> .
@prefix m49: <https://w3id.org/sdggraph/id/m49/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix project: <https://w3id.org/sdggraph/id/project/> .
@prefix sector: <https://w3id.org/sdggraph/id/sector/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/sdggraph/id/status/> .
@prefix status-value: <https://w3id.org/sdggraph/id/status-value/> .
@prefix theme: <https://w3id.org/sdggraph/id/theme/> .
@prefix unesco-region: <https://w3id.org/sdggraph/id/unesco-region/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

organisation:WATER a sg:Organisation ; sg:code "WATER" ; skos:prefLabel "Centre for Water"@en ;
  org:classification category:category-2 ; sg:country country:KEN ; sg:theme theme:water ;
  sg:sector sector:natural-sciences .
organisation:HERITAGE a sg:Organisation ; sg:code "HERITAGE" ; skos:prefLabel "Centre for Heritage"@en ;
  org:classification category:category-2 ; sg:country country:KEN ; sg:theme theme:water ; sg:sector sector:culture .
organisation:BOTH a sg:Organisation ; sg:code "BOTH" ; skos:prefLabel "Centre for Both"@en ;
  org:classification category:category-2 ; sg:country country:CHN ; sg:theme theme:water ;
  sg:sector sector:natural-sciences , sector:culture .
organisation:NONE a sg:Organisation ; sg:code "NONE" ; skos:prefLabel "Centre without a Sector"@en ;
  org:classification category:category-2 ; sg:country country:CHN ; sg:theme theme:water .

status:WATER-agreement-signed a sg:StatusRecord ; sg:ofOrganisation organisation:WATER ;
  sg:statusValue status-value:agreement-signed ; sg:date "2014"^^xsd:gYear ; sg:termEnd "2020"^^xsd:gYear ;
  sg:evidence <https://e.org/water> ; dcterms:created "2026-11-28"^^xsd:date .

event:g77 a sg:Event ; skos:prefLabel "For the Group of 77"@en ; sg:organiser organisation:WATER ;
  sg:openTo country-group:g77 .
event:africa a sg:Event ; skos:prefLabel "For Africa"@en ; sg:organiser organisation:WATER ;
  sg:openTo unesco-region:africa .
event:m49-africa a sg:Event ; skos:prefLabel "For the continent"@en ; sg:organiser organisation:WATER ;
  sg:openTo m49:002 .
event:kenya a sg:Event ; skos:prefLabel "For Kenya"@en ; sg:organiser organisation:WATER ; sg:openTo country:KEN .
event:closed a sg:Event ; skos:prefLabel "For nobody named"@en ; sg:organiser organisation:WATER .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "all.ttl").write_text(GRAPH, encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Source:
    return Source(Settings.read()._replace(data=folder, cache=tmp_path / "cache"))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("natural-sciences", ["BOTH", "WATER"]),
        ("Natural Sciences", ["BOTH", "WATER"]),
        ("culture", ["BOTH", "HERITAGE"]),
        ("https://w3id.org/sdggraph/id/sector/culture", ["BOTH", "HERITAGE"]),
        ("education", []),  # a sector that nobody here belongs to
    ],
)
def test_centres_are_filtered_by_sector(graph: Source, words: str, codes: list[str]) -> None:
    assert [each.code for each in tasks.centres(graph, sector=words)] == codes


@pytest.mark.parametrize("words", ["cult", "sciences", "water"])
def test_an_unknown_sector_is_refused(graph: Source, words: str) -> None:
    with pytest.raises(NotFound, match="sector"):
        tasks.centres(graph, sector=words)


def test_partners_are_suggested_of_a_sector(graph: Source) -> None:
    found = tasks.suggest_partners(graph, "WATER", sector="culture", by="theme", limit=None)
    assert {each.partner.code for each in found.found} == {"BOTH", "HERITAGE"}
    both = tasks.suggest_partners(graph, "WATER", sector="culture", country_group="g77", in_region="Africa", by="theme")
    assert {each.partner.code for each in both.found} == {"HERITAGE"}


def test_sectors_are_counted_apart_and_the_rest_in_a_row_of_their_own(run: Run, folder: Path) -> None:
    found = json.loads(run("query", "centres-by-sector", "--data", folder, "--format", "json").stdout)
    rows = [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]
    assert [(row["sector"], int(row["centres"])) for row in rows] == [
        ("Culture", 2),
        ("Natural Sciences", 2),
        ("no sector on record", 1),
    ]


def test_the_list_of_centres_marks_the_sector(run: Run, folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("centres", "--data", folder, "--format", "csv").stdout)))
    assert {row["code"]: row["sector"] for row in rows} == {
        "BOTH": "culture, natural-sciences",
        "HERITAGE": "culture",
        "NONE": "",
        "WATER": "natural-sciences",
    }


def test_the_list_of_centres_tells_the_standing_of_a_day(run: Run, folder: Path) -> None:
    def status(*words: str) -> str:
        rows = json.loads(run("centres", "--data", folder, "--format", "json", *words).stdout)
        [found] = [str(row["status"]) for row in rows if row["code"] == "WATER"]
        return found

    assert status() == "term over in 2020, no renewal on record"
    assert status("--as-of", "2019-05") == "active"
    assert "term over in 2020" in run("show", "WATER", "--data", folder).stdout
    assert "rule within-term" in run("show", "WATER", "--data", folder, "--as-of", "2019").stdout


def test_what_is_no_date_and_what_has_no_standing_is_refused(run: Run, folder: Path) -> None:
    for words, said in ((("soon",), "is not a date"), (("2019", "--format", "turtle"), "Leave --as-of out")):
        refused = run("show", "WATER", "--data", folder, "--as-of", *words)
        assert refused.exit_code == 2
        assert said in refused.stderr
    with pytest.raises(BadParameter, match="is not a date"):
        tasks.centres(Source(Settings.read()._replace(data=folder)), as_of="2019-13")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("g77", {"g77", "africa", "m49-africa", "kenya"}),
        ("Group of 77", {"g77", "africa", "m49-africa", "kenya"}),
        ("Kenya", {"g77", "africa", "m49-africa", "kenya"}),
        ("KEN", {"g77", "africa", "m49-africa", "kenya"}),
        ("Africa", {"g77", "africa", "m49-africa", "kenya"}),
        ("Eastern Africa", {"g77", "africa", "m49-africa", "kenya"}),
        ("China", {"g77"}),
        ("France", set()),
    ],
)
def test_events_are_filtered_by_whom_they_are_open_to(graph: Source, words: str, names: set[str]) -> None:
    from sdggraph.tasks.events import events

    assert {event.iri.rpartition("/")[2] for event in events(graph, open_to=words)} == names


def test_nobody_goes_by_a_wrong_name_of_whom_an_event_is_open_to(graph: Source) -> None:
    from sdggraph.tasks.events import events

    with pytest.raises(NotFound, match="country group"):
        events(graph, open_to="G7")


def test_coverage_has_a_row_for_each_sector_and_counts_a_centre_in_each_of_its_own() -> None:
    source = Source(Settings.read())
    found = tasks.coverage(source, by="sector")
    active = [record for record in source.network.organisations.values() if record.is_active_centre]
    expected = {key: {each.code for each in active if key in each.sectors} for key in source.network.sectors}
    assert {row.group.key: set(row.group.centres) for row in found.rows if row.group.key != "none"} == expected
    assert {row.group.label for row in found.rows} >= {"Natural Sciences", "Culture"}
    untold = {each.code for each in active if not each.sectors}
    assert [set(row.group.centres) for row in found.rows if row.group.key == "none"] == ([untold] if untold else [])


def test_a_centre_without_a_sector_has_a_row_of_its_own() -> None:
    records = {
        "A": Organisation("A", "A", "a", "category-2", sectors=("culture", "education")),
        "B": Organisation("B", "B", "b", "category-2"),
    }
    rows = groups(Network(records), "sector", [Concept("culture", "Culture", "c")])
    assert [(row.label, row.centres) for row in rows] == [
        ("Culture", ("A",)),
        ("education", ("A",)),
        ("no sector on record", ("B",)),
    ]
