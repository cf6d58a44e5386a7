"""The change log and the feed tell changes of standing, each side as of the day of its own data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.model.difference import Change
from sdggraph.present.diff import rendered
from sdggraph.tasks.diff import difference

HEAD = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix status: <https://w3id.org/sdggraph/id/status/> .
@prefix status-value: <https://w3id.org/sdggraph/id/status-value/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
organisation:A a sg:Organisation ; sg:code "A" .
"""
SIGNED = """
status:A-1 a sg:StatusRecord ; sg:ofOrganisation organisation:A ; sg:statusValue status-value:agreement-signed ;
  sg:date "2014"^^xsd:gYear ; sg:termEnd "2020-06"^^xsd:gYearMonth ;
  sg:endBasis <https://w3id.org/sdggraph/id/end-basis/computed> .
"""


def written(place: Path, day: str, *parts: str) -> Path:
    place.mkdir()
    read = f'<https://w3id.org/sdggraph/id/agent/x> sg:readingDay "{day}"^^xsd:date .'
    (place / "a.ttl").write_text("\n".join([HEAD, read, *parts]), encoding="utf-8")
    return place


def more(value: str, date: str, rest: str = "") -> str:
    return (
        f"status:A-{value} a sg:StatusRecord ; sg:ofOrganisation organisation:A ; "
        f'sg:statusValue status-value:{value} ; sg:date "{date}"^^xsd:gYear {rest} .'
    )


def standings(old: Path, new: Path) -> list[Change]:
    log = difference(Settings.read(), old, new)
    assert json.loads(rendered(log, "json"))
    return [change for change in log.changes if change.kind == "Standing"]


@pytest.mark.parametrize(
    ("day", "parts", "title", "told"),
    [
        ("2021-01-01", (), "A: active → term-over", "term over in 2020-06, no renewal on record"),
        (
            "2021-01-01",
            (more("renewal-under-way", "2020"),),
            "A: active → renewal-under-way",
            "review or renewal under way in 2020",
        ),
        ("2021-01-01", (more("ceased", "2019"),), "A: active → ceased", "ceased in 2019"),
        ("2019-06-01", (more("ending", "2019"),), "A: active → ending", "end of the agreement declared in 2019"),
        ("2021-01-01", (more("renewed", "2020"),), "A: active, term no longer on record", "rule agreement"),
        (
            "2021-01-01",
            (more("renewed", "2020", '; sg:termEnd "2026"^^xsd:gYear'),),
            "A: active, term until 2026",
            "term ends 2026",
        ),
    ],
)
def test_the_log_tells_a_changed_standing(
    tmp_path: Path, day: str, parts: tuple[str, ...], title: str, told: str
) -> None:
    old = written(tmp_path / "old", "2018-01-01", SIGNED)
    new = written(tmp_path / "new", day, SIGNED, *parts)
    [change] = standings(old, new)
    assert change.title == title
    assert told in change.fields[0].after[0]
    assert "rule within-term" in change.fields[0].before[0]


def test_a_further_page_or_an_older_record_is_no_change_of_standing(tmp_path: Path) -> None:
    old = written(tmp_path / "old", "2018-01-01", SIGNED)
    page = "status:A-1 sg:evidence <http://e.org/> ."
    assert standings(old, written(tmp_path / "new", "2019-01-01", SIGNED, more("launched", "2013"), page)) == []


def test_the_standing_of_what_came_or_went_is_told_with_its_records_alone(tmp_path: Path) -> None:
    old = written(tmp_path / "old", "2018-01-01")
    new = written(tmp_path / "new", "2019-01-01", SIGNED)
    assert standings(old, new) == []
    assert standings(new, old) == []


def test_a_half_record_is_left_to_the_shapes(tmp_path: Path) -> None:
    old = written(tmp_path / "old", "2018-01-01", SIGNED)
    half = "status:half a sg:StatusRecord ; sg:statusValue status-value:ceased ."
    assert standings(old, written(tmp_path / "new", "2018-01-01", SIGNED, half)) == []
