"""The command `reconcile`: a list of names goes in, the same list with matches comes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
NAME = "International Centre on Space Technologies for Natural and Cultural Heritage"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("sign", "mark"), [(",", ""), (";", "\ufeff"), ("\t", "")])
def test_a_list_is_matched_and_its_own_columns_stay(run: Run, tmp_path: Path, sign: str, mark: str) -> None:
    table = [["No", "Institute", "Land"], ["1", NAME, "China"], ["2", "HIST", "China"],
             ["3", "University of Oxford", "UK"], ["4", NAME, "Kosovo"], ["=1+1", "", ""]]  # fmt: skip
    (tmp_path / "list.csv").write_text(mark + "".join(sign.join(row) + "\n" for row in table), "utf-8")
    words = ("reconcile", str(tmp_path / "list.csv"), "--column", "institute", "--country", "land")
    result = run(*words, "-o", str(tmp_path / "out.csv"))
    assert result.exit_code == 0, result.output
    assert "5 rows: 1 matched, 2 to look at, 2 without a match." in result.stderr
    assert "Kosovo" in result.stderr
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    found = rows(content.decode("utf-8-sig"))
    assert [each["Institute"] for each in found] == [row[1] for row in table[1:]]
    assert [each["sdggraph_match"] for each in found] == ["yes", "maybe", "no", "maybe", "no"]
    assert found[0]["sdggraph_code"] == "HIST"
    assert found[0]["sdggraph_iri"] == "https://w3id.org/sdggraph/id/organisation/HIST"
    assert found[0]["sdggraph_why"] == "name agrees; country agrees"
    assert "country not understood" in found[3]["sdggraph_why"]
    assert found[4]["No"] == "'=1+1", "a cell that looks like a formula is text"
    printed = run(*words).stdout
    assert rows(printed) == found


@pytest.mark.parametrize(
    ("content", "words", "told"),
    [
        ("name\nx\n", ("--column", "nmae"), "has no column 'nmae'. Did you mean name?"),
        ("a;b\nx;y\n", ("--column", "zzz"), "Its columns are: a, b."),
        ("name\nx\n", ("--column", "name", "--country", "land"), "has no column 'land'"),
        ("name\nx,y\n", ("--column", "name"), "list.csv:2: 2 cells where the header has 1"),
        ("name,sdggraph_code\nx,y\n", ("--column", "name"), "has the column sdggraph_code already"),
        ("name,name\nx,y\n", ("--column", "name"), "is there twice"),
        ("", ("--column", "name"), "The file is empty."),
        ('name\n"open', ("--column", "name"), "Close its quotes."),
    ],
)
def test_a_wrong_list_is_told_in_words(
    run: Run, tmp_path: Path, content: str, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "list.csv").write_text(content)
    result = run("reconcile", str(tmp_path / "list.csv"), *words)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert told in " ".join(result.stderr.split())


def test_a_workbook_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04rest")
    result = run("reconcile", str(tmp_path / "list.xlsx"), "--column", "name")
    assert "is an Excel workbook (.xlsx), not CSV." in " ".join(result.stderr.split())
