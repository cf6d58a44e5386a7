"""`sdggraph evaluate` as a person calls it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    nodes.write_text("id,themes\n" + "".join(f"n{number},t{number % 3}\n" for number in range(12)))
    rows = [f"n{one},n{other},{2000 + other}" for one in range(12) for other in range(one + 1, 12) if (one * other) % 3]
    edges.write_text("\n".join(["a,b,year", *rows, ""]))
    return ["--nodes", str(nodes), "--edges", str(edges), "--split", "2008"]


def test_the_table_names_methods_intervals_weights_and_seed(run: Run, files: list[str]) -> None:
    shown = run("evaluate", *files).stdout
    for words in ("Hidden links:", "seed 0", "sdggraph", "personalised PageRank", "is ahead by", "Weights, chosen on"):
        assert words in shown


def test_json_holds_everything(run: Run, files: list[str]) -> None:
    held = json.loads(run("evaluate", *files, "--format", "json", "--seed", "3").stdout)
    assert held["seed"] == 3
    assert held["test_links"] > 0
    assert [method["baseline"] for method in held["methods"]].count(True) == 9
    measures = held["methods"][0]["measures"]
    assert measures["MRR"].keys() == {"value", "low", "high"}
    assert {"precision@10", "MAP", "pooled AP", "AUC"} <= measures.keys()
    assert held["data_version"]


def test_csv_has_a_row_for_each_method_and_measure(run: Run, files: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("evaluate", *files, "--format", "csv").stdout)))
    assert {row["measure"] for row in rows} >= {"MRR", "hits@1", "hits@5", "hits@10", "recall@10"}
    assert all(0 <= float(row["value"]) <= 1 for row in rows)


def test_markdown_has_tables(run: Run, files: list[str]) -> None:
    assert "| method | MRR | precision@10 | MAP |" in run("evaluate", *files, "--format", "markdown").stdout


def test_the_same_call_prints_the_same(run: Run, files: list[str]) -> None:
    assert run("evaluate", *files).stdout == run("evaluate", *files).stdout


def test_one_file_alone_is_refused(run: Run, files: list[str]) -> None:
    result = run("evaluate", *files[:2])
    assert (result.exit_code, "--nodes needs --edges" in result.stderr) == (2, True)


def test_bad_rows_are_told_and_can_be_left_out(run: Run, files: list[str]) -> None:
    with Path(files[3]).open("a") as file:
        file.write("n0,n0,2001\n")
    refused = run("evaluate", *files)
    assert refused.exit_code == 2
    assert "'n0' is linked with itself" in refused.stderr
    assert "--skip-bad" in refused.stderr
    left_out = run("evaluate", *files, "--skip-bad", "--format", "json")
    assert left_out.exit_code == 0
    assert "Left out 1 bad row" in left_out.stderr
    assert json.loads(left_out.stdout)["notes"][-1] == "1 bad row was left out."


def test_too_few_repeats_are_refused(run: Run, files: list[str]) -> None:
    assert run("evaluate", *files[:4], "--repeats", "0").exit_code == 2
