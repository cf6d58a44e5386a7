"""`suggest-all` at the command line: what it writes, what it says, and how it stops."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sdggraph.analysis import topk
from sdggraph.cli.all_pairs import suggest_all
from sdggraph.tasks.all_pairs import part_of


def call(*words: object) -> Result:
    return CliRunner().invoke(suggest_all, [str(word) for word in words])


def test_the_file_is_written_and_said_so(tmp_path: Path) -> None:
    output = tmp_path / "all.csv"
    result = call("--limit", 2, "--by", "theme", "-o", output)
    assert result.exit_code == 0, result.output
    lines = output.read_text().splitlines()
    assert lines[0] == "code,rank,partner,score,theme,goals,region"
    assert f"{output}: {len(lines) - 1} suggestions for 92 centres" in result.output


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output, true_best = tmp_path / "all.csv", topk.best
    monkeypatch.setattr("sdggraph.tasks.all_pairs.ROWS", 40)

    def best(given: topk.Problem, start: int, stop: int) -> topk.Best:
        if start == 80:
            raise KeyboardInterrupt
        return true_best(given, start, stop)

    monkeypatch.setattr(topk, "best", best)
    result = call("-o", output)
    assert result.exit_code == 130
    assert f"80 of 92 centres are done and kept in {part_of(output)}" in result.output
    assert "Run the same command again to continue." in result.output
    monkeypatch.setattr(topk, "best", true_best)
    again = call("-o", output)
    assert again.exit_code == 0
    assert "92 centres, 80 of them by an earlier run" in again.output


@pytest.mark.parametrize(
    ("words", "said"), [(["--limit", "0"], "at least 1"), (["--weights", "theme"], "not a weight")]
)
def test_what_makes_no_sense_is_told(tmp_path: Path, words: list[str], said: str) -> None:
    result = call(*words, "-o", tmp_path / "all.csv")
    assert result.exit_code != 0
    assert said in str(result.exception)


def test_the_output_must_be_named() -> None:
    assert "Missing option '-o'" in call().output
