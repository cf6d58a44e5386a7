"""The workbook has the cells of the tables, and nothing in it runs."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from xlsxwriter import Workbook

from sdggraph.config import Settings
from sdggraph.present.spreadsheet import unguarded
from sdggraph.publish.site.publication import PublicationContext, date_of
from sdggraph.publish.tables import xlsx
from sdggraph.publish.tables.schema import TABLES, URI, Column
from sdggraph.tasks import Source
from sdggraph.tasks.export import export
from tests.publish import hostile
from tests.published import BASE

Run = Callable[..., Result]
PATH = "tables/network.xlsx"


@cache
def opened(folder: Path) -> Any:
    return openpyxl.load_workbook(folder / PATH)


def cells(folder: Path, title: str) -> list[list[str]]:
    book = opened(folder)
    return [[shown(value) for value in row] for row in book[title].iter_rows(values_only=True)]


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["folder", "hostile_folder"])
def test_every_cell_is_that_of_the_table(which: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(which)
    for table in TABLES:
        with (folder / "tables" / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        found = cells(folder, table.title)
        assert found[0] == [column.title for column in table.columns]
        assert head == [column.name for column in table.columns]
        numbers = [column.datatype in ("decimal", "integer", "gYear") for column in table.columns]
        for row, cell_row in zip(rows, found[1:], strict=True):
            for text, cell, is_number in zip(row, cell_row, numbers, strict=True):
                if is_number and text:
                    assert float(cell) == float(text)
                else:
                    assert plain(cell) == unguarded(text)


def plain(cell: str) -> str:
    return cell.replace("_x005F_", "_")  # what a spreadsheet makes of it (ECMA-376, 22.9.2.19)


def test_what_looks_like_a_formula_is_a_text(hostile_folder: Path) -> None:
    book = opened(hostile_folder)
    found = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                if str(cell.value or "").startswith(("=", "+", "@", "-")) and cell.data_type == "s":
                    found.append(cell.value)
                    assert cell.quotePrefix
    assert hostile.FORMULA in found
    with zipfile.ZipFile(hostile_folder / PATH) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert b"javascript:" not in b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".rels"))


def test_names_in_any_script_come_out_right(hostile_folder: Path) -> None:
    names = {row[2] for row in cells(hostile_folder, "Organisations")}
    assert {hostile.FORMULA, hostile.CHINESE, hostile.ARABIC} <= names
    assert hostile.QUOTES in {plain(name) for name in names}


def test_a_person_finds_what_it_is_and_can_filter(folder: Path, source: Source) -> None:
    book = opened(folder)
    assert book.sheetnames == ["Read me", *(table.title for table in TABLES), "Columns"]
    about = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}
    assert about["Data version"] == source.network.version
    assert about["Date of the data"] == date_of(source.store)
    assert "separately" in about["Stated, inferred"].lower()
    for table in TABLES:
        sheet = book[table.title]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.column_dimensions["A"].width > 10
    sheet = book["Organisations"]
    assert sheet["A2"].hyperlink.target == sheet["A2"].value


def test_numbers_and_truth_values_are_no_texts(folder: Path) -> None:
    book = opened(folder)
    place = [column.name for column in TABLES[0].columns].index("latitude")
    kinds = {row[place].data_type for row in book["Organisations"].iter_rows(min_row=2) if row[place].value is not None}
    assert kinds == {"n"}


@pytest.mark.slow
def test_the_command_writes_the_same_workbook(folder: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "network.xlsx"
    result = run("export", "--format", "xlsx", "-o", target)
    assert result.exit_code == 0, result.output
    assert target.read_bytes() == (folder / PATH).read_bytes()


def test_the_same_graph_gives_the_same_bytes(hostile_source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    one = export(hostile_source, "xlsx")
    monkeypatch.setenv("TZ", "Pacific/Apia")
    assert hashlib.sha256(export(hostile_source, "xlsx")).digest() == hashlib.sha256(one).digest()
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2026-02-03T00:00:00Z") == 2


def test_what_a_sheet_cannot_hold_is_kept_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control characters, texts that are too long, and more rows than a sheet has."""
    text = hostile.turtle().replace("A1)", "\\u0007" + "x" * 40_000)
    place = tmp_path / "long.ttl"
    place.write_text(text, encoding="utf-8")
    source = Source(Settings.read(data=place))
    monkeypatch.setattr(xlsx, "_ROWS", 3)
    known = PublicationContext(source.store, source.network, source.settings.ontology, BASE, "", date_of(source.store))
    book: Any = openpyxl.load_workbook(io.BytesIO(xlsx.exported(known)))
    assert [title for title in book.sheetnames if title.startswith("Organisations")] == [
        "Organisations",
        "Organisations 2",
    ]
    codes = [sheet.cell(row, 2).value for sheet in book if sheet.title.startswith("Organ") for row in (2, 3)]
    assert sorted(codes) == ["=1+1", "A", "Q", "中国"]
    [held] = [
        cell.value for row in book["Links"].iter_rows() for cell in row if str(cell.value or "").startswith("@SUM")
    ]
    assert held.startswith("@SUM(\ufffdxxx")
    assert len(held) == 32_767
    assert held.endswith("…")


ODD = [
    "_x0041_x0042_",
    "_x005F_",
    "__x0041_",
    "{=1+1}",
    '=HYPERLINK("http://example.org")',
    "#N/A",
    "'quoted",
    "internal:Sheet!A1",
    "mailto:a@example.org",
    "file:///etc/passwd",
    "1e5",
    "2026-01-01",
    "TRUE",
    " leading and trailing ",
    "two\nlines\tand a tab",
    "\U0001f30d",
    "x" * 40_000,
]


def written(column: Column, texts: list[str]) -> Any:
    """A sheet with these texts below each other, as openpyxl reads it."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = xlsx._sheet(book, "A", {name: book.add_format(look) for name, look in xlsx._LOOKS.items()})
        for row, text in enumerate(texts):
            xlsx._cell(sheet, (row, 0), column, text, may_link=True)
    return openpyxl.load_workbook(file)["A"]


def test_odd_texts_stay_the_texts_that_they_are() -> None:
    column = next(each for each in TABLES[0].columns if each.datatype == "string")
    sheet = written(column, ODD)
    for number, text in enumerate(ODD, start=1):
        cell = sheet.cell(number, 1)
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert plain(cell.value) == (text if len(text) < 40_000 else f"{'x' * 32_766}…")


def test_a_link_leads_where_it_says_and_nothing_else_is_one() -> None:
    column = next(each for each in TABLES[0].columns if each.datatype == URI and not each.separator)
    links = ["https://example.org/a#b", "http://example.org/é?x=1&y=%20z", f"https://example.org/{'p' * 1900}"]
    texts = ["https://example.org/a b", "https://example.org/[x]", "javascript:alert(1)", "ftp://example.org/"]
    sheet = written(column, links + texts)
    for number, link in enumerate(links, start=1):
        cell = sheet.cell(number, 1)
        led = cell.hyperlink.target + (f"#{cell.hyperlink.location}" if cell.hyperlink.location else "")
        assert (cell.value, led) == (link, link)
    assert all(sheet.cell(number, 1).hyperlink is None for number in range(len(links) + 1, len(links + texts) + 1))


def test_a_workbook_is_not_written_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sdggraph.cli.options._stdout_is_terminal", lambda: True)
    result = run("export", "--format", "xlsx")
    assert result.exit_code == 2
    assert "-o network.xlsx" in result.output
