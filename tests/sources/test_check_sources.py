"""`check-sources`: what the data rest on, how old that is, and proposals that are never a write."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.config import Settings
from sdggraph.errors import BadParameter
from sdggraph.tasks.source import Source
from sdggraph.tasks.sources import check_sources, statements
from tests.sources.conftest import Time, Web, said

Run = Callable[..., Result]
GRAPH = """
@prefix agent: <https://w3id.org/sdggraph/id/agent/> .
@prefix basis: <https://w3id.org/sdggraph/id/basis/> .
@prefix contribution: <https://w3id.org/sdggraph/id/contribution/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix event: <https://w3id.org/sdggraph/id/event/> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix status: <https://w3id.org/sdggraph/id/status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
agent:reader sg:readingDay "2026-11-28"^^xsd:date .
organisation:A a sg:Organisation ; sg:code "A" ; dcterms:source <{whole}> .
contribution:A-read a sg:Contribution ; prov:wasAttributedTo agent:reader ; dcterms:created "2026-11-28"^^xsd:date ;
  sg:evidence <{gone}> .
contribution:A-derived a sg:Contribution ; sg:basis basis:derived .
status:A-old a sg:StatusRecord ; dcterms:created "2012"^^xsd:gYear ; sg:evidence <{gone}> , <{fine}> .
status:A-confirmed a sg:StatusRecord ; dcterms:created "2012"^^xsd:gYear ; sg:confirmed "2026-05"^^xsd:gYearMonth ;
  sg:evidenceCopy <{copy}> .
event:a a sg:Event ; dcterms:created "2024-11-29"^^xsd:date .
"""


@pytest.fixture
def folder(web: Web, tmp_path: Path) -> Path:
    place = tmp_path / "data"
    place.mkdir()
    pages = {
        "whole": web.url("a.example", "/about"),
        "gone": web.url("a.example", "/gone"),
        "fine": web.url("www.a.example", "/fine"),
        "copy": web.url("copies.example", "/x"),
    }
    text = GRAPH
    for name, url in pages.items():
        text = text.replace(f"{{{name}}}", url)
    (place / "all.ttl").write_text(text, encoding="utf-8")
    web.answers["a.example/gone"] = said(404)
    original = b'<link rel="canonical" href="https://original.example/x">'
    web.answers["copies.example/x"] = said(200, original, Content_Type="text/html")
    return place


def table(run: Run, folder: Path, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("check-sources", "--data", folder, "--format", "csv", *words).stdout)))


def test_hosts_are_listed_with_what_rests_on_them(run: Run, folder: Path, web: Web) -> None:
    assert table(run, folder) == [
        {"host": "a.example", "pages": "3", "statements": "2", "copies": "0", "oldest": "2012", "newest": "2012"},
        {
            "host": "copies.example",
            "pages": "1",
            "statements": "1",
            "copies": "1",
            "oldest": "2026-05",
            "newest": "2026-05",
        },
    ]
    assert web.heard == []


def test_statements_are_listed_by_age_and_a_reading_day_is_no_age(run: Run, folder: Path) -> None:
    assert [(row["statement"], row["date"], row["age"]) for row in table(run, folder, "--by", "age")] == [
        ("status:A-old", "2012", "over 10 years"),
        ("event:a", "2024-11-29", "1 to 2 years"),
        ("status:A-confirmed", "2026-05", "under 1 year"),
        ("contribution:A-read", "", "no dated source"),
    ]
    then = table(run, folder, "--by", "age", "--as-of", "2016")
    assert then[0]["age"] == "2 to 5 years"


def test_the_table_ends_with_the_ages_in_one_sentence(run: Run, folder: Path) -> None:
    told = run("check-sources", "--data", folder).stdout.splitlines()[-1]
    assert told == (
        "4 statements by the age of their newest source as of 2026-11-28: under 1 year 1, 1 to 2 years 1, "
        "over 10 years 1, no dated source 1."
    )


def test_proposals_name_what_is_wrong_and_what_rests_on_it(folder: Path, web: Web, time: Time, tmp_path: Path) -> None:
    before = (folder / "all.ttl").read_bytes()
    source = Source(Settings.read()._replace(data=folder, cache=None))
    done = check_sources(
        source, tmp_path / "out.jsonl", contact="desk@example.org", bounds=web.bounds(), clock=time.clock
    )
    assert done.results == {"ok": 2, "gone": 1, "copy": 1}
    found = {line["page"]: line for line in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    gone, copy = found[web.url("a.example", "/gone")], found[web.url("copies.example", "/x")]
    assert (gone["result"], [each.rpartition("/")[2] for each in gone["statements"]]) == ("gone", ["A-read", "A-old"])
    assert (copy["result"], copy["better"]) == ("copy", "https://original.example/x")
    assert len(found) == 2
    assert (folder / "all.ttl").read_bytes() == before
    assert len(statements(source)) == 4


def test_one_host_and_a_limit_are_kept(folder: Path, web: Web, time: Time, tmp_path: Path) -> None:
    source = Source(Settings.read()._replace(data=folder, cache=None))

    def checked(**asked: object) -> tuple[dict[str, int], int]:
        done = check_sources(
            source,
            tmp_path / "out",
            contact="desk@example.org",
            bounds=web.bounds(),
            clock=time.clock,
            **asked,  # type: ignore[arg-type]
        )
        return done.results, done.left

    assert checked(host="www.copies.example") == ({"copy": 1}, 0)
    assert checked(limit=1)[1] == 3
    with pytest.raises(BadParameter, match="No page of other"):
        checked(host="other.example")
    with pytest.raises(BadParameter, match="limit"):
        checked(limit=0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fetch",), "--fetch needs --contact and --proposals"),
        (("--fetch", "--contact", "desk@example.org"), "--fetch needs --proposals"),
        (("--fetch", "--proposals", "out", "--contact", "nobody"), "is neither an e-mail address nor a web page"),
        (("--contact", "desk@example.org"), "Add --fetch"),
        (("--host", "a.example"), "Add --fetch"),
        (("--by", "age", "--as-of", "soon"), "is not a date"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    run: Run, folder: Path, web: Web, words: tuple[str, ...], told: str
) -> None:
    refused = run("check-sources", "--data", folder, *words)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert web.heard == []


def test_nothing_in_a_file_makes_the_command_call_this_machine(
    run: Run, folder: Path, web: Web, tmp_path: Path
) -> None:
    """With the bounds that the command has, the pages of the file are closed: they name a local port."""
    local = (folder / "all.ttl").read_text().replace("www.a.example", "localhost").replace("a.example", "127.0.0.1")
    (folder / "all.ttl").write_text(local)
    words = ("--fetch", "--contact", "desk@example.org", "--proposals", tmp_path / "out", "--host", "127.0.0.1")
    done = run("check-sources", "--data", folder, *words)
    assert "2 not asked" in done.stderr
    assert web.heard == []
