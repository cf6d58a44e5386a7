"""What changed from one state of the data to another, told for people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import store as stores
from sdggraph.config import Settings
from sdggraph.model.difference import Change, Field, Log
from sdggraph.present.diff import markdown, text
from sdggraph.publish.datasets import changelog, rdf
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks import Source
from sdggraph.tasks import publication as tasks
from sdggraph.tasks.diff import difference
from sdggraph.tasks.publication import publish
from tests.graphs import ROOT

Run = Callable[..., Result]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The data before IRCK came, a theme of HIST changed, and an activity was told in other words."""
    place = tmp_path / "older"
    shutil.copytree(ROOT / "data", place)
    (place / "organisations" / "IRCK.ttl").unlink()
    hist = place / "organisations" / "HIST.ttl"
    told = hist.read_text(encoding="utf-8")
    told = told.replace("theme:big-data ,", "theme:karst ,").replace("wgs:lat 40.07", "wgs:lat 40.070")
    hist.write_text(told.replace("Analyses habitat change", "Looks at habitat | change"), encoding="utf-8")
    return place


def changes(log: Log) -> dict[str, str]:
    return {change.iri.rpartition("/")[2]: change.what for change in log.changes}


def test_added_removed_and_changed_things_are_told_with_what_changed(older: Path) -> None:
    log = difference(Settings.read({}), older, ROOT / "data")
    organisations = [change for change in log.changes if change.kind == "Organisation"]
    assert organisations == [
        Change(
            "Organisation",
            "changed",
            "https://w3id.org/sdggraph/id/organisation/HIST",
            "HIST: International Centre on Space Technologies for Natural and Cultural Heritage",
            (Field("theme", ("Karst",), ("Big data",)),),
        ),
        Change(
            "Organisation",
            "added",
            "https://w3id.org/sdggraph/id/organisation/IRCK",
            "IRCK: International Research Centre on Karst",
        ),
    ]
    [claim] = log.of("Contribution", "changed")
    assert claim.title.startswith("HIST to 15.5: Analyses habitat change")
    assert [field.name for field in claim.fields] == ["activity"]
    assert len(log.of("Contribution", "added")) == 13
    assert not [change for change in log.changes if change.what == "removed"]


@pytest.mark.slow
def test_the_other_way_round_what_was_added_is_removed(older: Path) -> None:
    there = difference(Settings.read({}), older, ROOT / "data")
    back = difference(Settings.read({}), ROOT / "data", older)
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert changes(back) == {iri: turned[what] for iri, what in changes(there).items()}


@pytest.mark.slow  # reads the whole graph eight times
def test_a_state_is_the_same_as_folder_publication_and_store(tmp_path: Path, folder: Path, source: Source) -> None:
    place = tmp_path / "store"
    stores.fill_new(place, source.settings.ontology, stores.turtle_files(source.settings.data))
    EmbeddedStore.at(place, read_only=True)
    for other in (folder, place, folder / "graph.trig"):
        assert not difference(Settings.read({}), ROOT / "data", other).changes
    assert difference(Settings.read({}), folder, folder).old == f"data version {source.network.version}"


@pytest.mark.slow
def test_the_command_tells_it_as_text_markdown_and_json(run: Run, older: Path) -> None:
    said = run("diff", older, ROOT / "data").output
    assert "  ~ HIST: International Centre on Space Technologies" in said
    assert "      theme: Karst → Big data" in said
    assert "Organisations: 1 added, 1 changed" in said
    page = run("diff", older, ROOT / "data", "--format", "markdown").output
    assert "## Organisations added: 1\n\n- IRCK: International Research Centre on Karst\n" in page
    assert "Looks at habitat \\| change" in page
    held = json.loads(run("diff", older, ROOT / "data", "--format", "json").output)
    assert {"organisation/HIST", "organisation/IRCK"} == {
        change["iri"].partition("/id/")[2] for change in held["changes"] if change["kind"] == "Organisation"
    }


def test_nothing_changed_is_said(run: Run) -> None:
    assert "Nothing changed on record." in run("diff", ROOT / "data", ROOT / "data").output


def test_what_is_not_there_or_no_data_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("this is not Turtle")
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "publication.json").write_text("{}")
    for place, problem in (("nowhere", "not there"), ("broken.ttl", "not well-formed"), ("half", "not there")):
        result = run("diff", tmp_path / place, ROOT / "data")
        assert result.exit_code == 2
        assert problem in result.output


def test_names_cannot_steer_a_terminal_or_break_a_page() -> None:
    change = Change("Organisation", "changed", "urn:a", "A\x1b[31m | <b>", (Field("name", ("\x07",), ("x",)),))
    log = Log("a\x1b", "b", (change,))
    assert "\x1b" not in text(log) + markdown(log)
    assert "\x07" not in text(log) + markdown(log)
    assert "<b>" not in markdown(log)


@pytest.mark.slow
def test_a_publication_tells_what_changed_since_an_older_one(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # two records and the files that this is about are enough, and are published much faster than all
    monkeypatch.setattr(tasks, "SECTIONS", (rdf.write, changelog.write))
    shutil.copytree(ROOT / "data", tmp_path / "newer")
    for place in (older, tmp_path / "newer"):
        for record in (place / "organisations").iterdir():
            if record.name not in ("HIST.ttl", "IRCK.ttl"):
                record.unlink()
    source = Source(Settings.read({}, data=tmp_path / "newer"))
    first, second = tmp_path / "first", tmp_path / "second"
    publish(Source(Settings.read({}, data=older)), first)
    publish(source, second, since=first)
    page = (second / "CHANGES.md").read_text(encoding="utf-8")
    assert page.startswith("# What changed from data version ")
    assert f"to data version {source.network.version}" in page
    assert "- IRCK: International Research Centre on Karst" in page
    assert not (first / "CHANGES.md").exists()
