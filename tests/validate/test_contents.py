"""What `validate` says that it looked at, and the slips that no shape can see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from sdggraph import vocab
from sdggraph.validate.contents import Contents, Vocabulary
from sdggraph.validate.shapes import load
from tests.validate.conftest import SHAPES, terms

Run = Callable[..., Result]
HEAD = "".join(f"@prefix {name}: <{space}> .\n" for name, space in vocab.PREFIXES.items())


def findings(run: Run, *places: object) -> list[dict[str, Any]]:
    result = run("validate", *places, "--format", "json")
    return [each for each in json.loads(result.stdout)["findings"] if not each["shape"]]


def told(run: Run, folder: Path, text: str) -> list[str]:
    (folder / "a.ttl").write_text(HEAD + text)
    return [each["message"] for each in findings(run, folder)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("organisation:X a sg:Organization", "sg:Organisation"),
        ("organisation:X a sg:organisation", "There is no term sg:organisation. Write sg:Organisation."),
        ("organisation:X a <http://w3id.org/sdggraph/ontology#Organisation>", f"{vocab.SG}Organisation"),
        ("organisation:X a <https://www.w3id.org/sdggraph/ontology#Organisation>", f"{vocab.SG}Organisation"),
        ("organisation:X a <https://w3id.org/sdggraph/ontology/Organisation>", f"{vocab.SG}Organisation"),
        ("organisation:X a sg:Centre", "or take this out"),
        ("organisation:X a <http://w3id.org/sdggraph/ontology#Organization>", "sg:Organisation"),
    ],
)
def test_a_slip_in_a_class_is_named_with_the_right_one(run: Run, tmp_path: Path, wrong: str, right: str) -> None:
    messages = told(run, tmp_path, f"{wrong} .")
    assert any(right in message and "known kind" not in message for message in messages), messages
    assert any("known kind" in message for message in messages)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("sg:themes theme:water", "sg:theme"),
        ("sg:acronyms 'X'", "sg:acronym"),
        ("skos:preflabel 'X'@en", "prefLabel"),
        ("<https://xmlns.com/foaf/0.1/homepage> <https://ex.org/>", "http://xmlns.com/foaf/0.1/homepage"),
        ("<http://w3id.org/sdggraph/ontology#code> 'X'", f"{vocab.SG}code"),
        ("sg:country <http://w3id.org/sdggraph/id/country/FRA>", "https://w3id.org/sdggraph/"),
    ],
)
def test_a_slip_in_a_property_or_an_address_is_named_with_its_line(
    run: Run, tmp_path: Path, wrong: str, right: str
) -> None:
    (tmp_path / "a.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation ;\n  {wrong} .")
    [found] = findings(run, tmp_path / "a.ttl")
    assert right in found["message"]
    assert found["severity"] == "warning"
    assert found["line"] == HEAD.count("\n") + 2


def test_foreign_data_are_told_to_be_looked_at_by_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> a <http://xmlns.com/foaf/0.1/Organization> ; <urn:p> 1 .")
    result = run("validate", tmp_path)
    assert result.exit_code == 0
    assert "Looked at nothing." in result.stdout
    assert "Nothing here is of a known kind" in result.stdout


def test_a_file_of_foreign_data_is_named_beside_good_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation .")
    (tmp_path / "other.nt").write_text("<urn:a> <urn:p> <urn:b> .")
    (tmp_path / "empty.ttl").write_text("")
    [found] = [each for each in findings(run, tmp_path) if each["component"] == "KnownKind"]
    assert found["file"].endswith("other.nt")


def test_the_number_of_things_of_each_kind_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        f"{HEAD}organisation:X a sg:Organisation . organisation:Y a sg:Organisation . event:E a sg:Event ."
    )
    assert "Looked at 2 sg:Organisation, 1 sg:Event." in run("validate", tmp_path).stdout
    held = json.loads(run("validate", tmp_path, "--format", "json").stdout)
    assert held["looked_at"] == {f"{vocab.SG}Organisation": 2, f"{vocab.SG}Event": 1}


def test_a_file_is_counted_without_its_background(run: Run) -> None:
    assert run("validate", Path("data/organisations/HIST.ttl")).stdout.count("1 sg:Organisation") == 1


@pytest.mark.parametrize("name", ["a.csv", "b.xlsx", "c.ttl.bak", "d.n3", "noending"])
def test_a_file_that_is_left_out_is_a_warning(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "good.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation .")
    (tmp_path / name).write_text("")
    [found] = [each for each in findings(run, tmp_path) if each["component"] == "FileRead"]
    assert (found["severity"], found["file"].rpartition("/")[2]) == ("warning", name)
    assert f"{name}." in run("validate", tmp_path).stdout


def test_notes_are_named_without_a_warning_and_hidden_files_are_not_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation .")
    (tmp_path / "SOURCES.md").write_text("")
    (tmp_path / ".swp").write_text("")
    result = run("validate", tmp_path)
    assert "SOURCES.md." in result.stdout
    assert ".swp" not in result.stdout
    assert not [each for each in findings(run, tmp_path) if each["component"] == "FileRead"]


def test_a_store_is_told_as_files_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation ; sg:themes theme:water .")
    run("centres", "--data", tmp_path / "data", "--store", tmp_path / "store")
    result = run("validate", "--store", tmp_path / "store")
    assert "Looked at 1 sg:Organisation." in result.stdout
    assert "no term sg:themes" in result.stdout


def test_conforms_is_false_with_any_result_while_the_exit_code_looks_at_violations(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:p> 1 .")
    result = run("validate", tmp_path, "--format", "turtle")
    assert "sh:conforms false" in result.stdout
    assert "sh:Warning" in result.stdout
    assert result.exit_code == 0
    (tmp_path / "a.ttl").write_text("")
    assert "sh:conforms true" in run("validate", tmp_path, "--format", "turtle").stdout


def test_every_term_that_our_own_data_use_is_known() -> None:
    store = terms()
    contents = Contents(Vocabulary(store, load(SHAPES)))
    contents.add(
        (subject[1:-1], predicate[1:-1], value[1:-1] if value[0] == "<" else "")
        for subject, predicate, value, _ in store.quads(vocab.SCHEMES_GRAPH)
    )
    assert dict(contents.uses) == {}


def test_a_base_is_heeded_where_lines_are_looked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        "BASE <https://w3id.org/sdggraph/id/>\n@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n\n"
        "<organisation/X>\n  a sg:Organisation ;\n  sg:theme <theme/nothing> ."
    )
    held = json.loads(run("validate", tmp_path, "--format", "json").stdout)
    lines = {each["path"]: each["line"] for each in held["findings"]}
    assert lines[f"{vocab.SG}code"] == 4
    assert lines[f"{vocab.SG}theme"] == 6
