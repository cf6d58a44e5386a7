"""`coverage` and `gaps` on the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from sdggraph.cli.group import COMMANDS

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("coverage", "gaps"):
        monkeypatch.setitem(COMMANDS, command, "coverage")


def test_coverage_by_region_is_what_a_director_understands(run: Run) -> None:
    result = run("coverage", "--by", "region")
    assert result.exit_code == 0
    assert result.output.startswith("Contributions of 92 centres to the 17 goals, by UNESCO region\n")
    assert (
        "Africa                          1  2  2  9  4  4 1 1  3  0  2  0  5  0  5  1  5  12 12 100 %      0"
        in result.output
    )
    assert "Africa: nothing on record for goal 10, 12, 14." in result.output
    assert "missing knowledge and not absence" in result.output


@pytest.mark.parametrize("format", ["csv", "json", "markdown", "svg"])
def test_coverage_has_every_look(run: Run, format: str) -> None:
    result = run("coverage", "--by", "category", "--level", "target", "--basis", "stated", "--format", format)
    assert result.exit_code == 0
    if format == "csv":
        assert len({row["aim"] for row in csv.DictReader(io.StringIO(result.stdout))}) == 169 + 1
    if format == "json":
        assert json.loads(result.stdout)["basis"] == "stated"
    if format == "svg":
        assert ElementTree.fromstring(result.stdout).get("role") == "img"


def test_a_heat_map_goes_to_a_file_whole(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "coverage.svg"
    result = run("coverage", "--format", "svg", "-o", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{target}: {target.stat().st_size:,} bytes of svg\n"
    assert target.read_text(encoding="utf-8") == run("coverage", "--format", "svg").stdout
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.slow
def test_gaps_of_a_centre_come_with_exemplars_evidence_and_projects(run: Run) -> None:
    result = run("gaps", "HIST", "--limit", "3")
    assert result.exit_code == 0
    assert "What HIST could take up next" in result.output
    assert "learn from" in result.output
    assert "project: " in result.output
    held = json.loads(run("gaps", "HIST", "--format", "json").stdout)
    assert [gap["rank"] for gap in held["nearby"]] == list(range(1, 11))
    for gap in (*held["nearby"], *held["linked"]):
        for exemplar in gap["exemplars"]:
            assert all(claim["evidence"] for claim in exemplar["contributions"])


def test_targets_that_no_centre_serves_stand_apart_below_the_others(run: Run) -> None:
    shown = run("gaps", "ICTP").stdout.partition("Targets close in topic")[2]
    scores = [
        [float(score) for score in re.findall(r"^ ?\d+\. (0\.\d+) ", part, re.MULTILINE)]
        for part in shown.split("No centre on record contributes to these yet:")
    ]
    assert len(scores) == 2
    assert all(part == sorted(part, reverse=True) and part for part in scores)


def test_fewer_neighbours_change_the_comparison(run: Run) -> None:
    held = json.loads(run("gaps", "HIST", "--neighbours", "3", "--format", "json").stdout)
    assert [each["code"] for each in held["neighbours"]] == ["GCIDA", "IRCK", "WII-C2C"]


@pytest.mark.parametrize("format", ["json", "csv", "markdown"])
def test_gaps_have_every_look_and_the_same_each_time(run: Run, format: str) -> None:
    for words in (["gaps", "ICTP"], ["gaps", "--region", "Africa", "--level", "target"]):
        result = run(*words, "--format", format)
        assert result.exit_code == 0
        assert result.stdout
        assert result.stdout == run(*words, "--format", format).stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "centres"),
    [
        (["--theme", "water"], "37 centres, of which 1 has nothing on record"),
        (["--country-group", "ldc"], "5 centres, compared with 87 elsewhere."),
        (["--region", "Eastern Asia", "--country-group", "g77"], "10 centres, of which 1 has nothing on record"),
    ],
)
def test_gaps_of_any_part_of_the_network(run: Run, words: list[str], centres: str) -> None:
    result = run("gaps", *words)
    assert result.exit_code == 0
    assert centres in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gaps"], "neither was given"),
        (["gaps", "HIST", "--region", "Africa"], "both were given"),
        (["gaps", "HIST", "--level", "goal"], "The gaps of a centre are always targets"),
        (["gaps", "--theme", "water", "--neighbours", "3"], "Only a centre has neighbours"),
        (["gaps", "HISD"], "Did you mean HIST"),
        (["gaps", "HIST", "--limit", "0"], "Ask for at least 1"),
        (["gaps", "HIST", "--neighbours", "0"], "Ask for at least 1"),
        (["gaps", "--region", "Atlantis"], "There is no region 'Atlantis'"),
        (["gaps", "--region", ""], "The value of 'region' is empty"),
        (["gaps", "--region", "Arab States", "--theme", "karst"], "Leave a filter out"),
        (["coverage", "-o", "/nowhere/coverage.svg"], "cannot be written"),
        (["coverage", "--data", "nowhere"], "nowhere"),
    ],
)
def test_a_foreseen_failure_is_two_lines_and_exit_code_2(run: Run, words: list[str], said: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("option", ["--by", "--level", "--basis", "--format"])
def test_a_word_that_is_no_choice_lists_the_choices(run: Run, option: str) -> None:
    result = run("coverage", option, "nonsense")
    assert result.exit_code == 2
    assert "is not one of" in result.stderr


@pytest.mark.parametrize("command", ["coverage", "gaps"])
def test_help_teaches_with_an_example(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"sdggraph {command}" in result.output
