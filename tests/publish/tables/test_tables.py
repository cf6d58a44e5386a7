"""The tables say what the graph says, to people, to spreadsheets and to programs."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph import vocab
from sdggraph.present.spreadsheet import guarded, unguarded
from sdggraph.publish.tables.schema import SEPARATOR, TABLES
from sdggraph.tasks import Source
from tests.publish import hostile
from tests.publish.conftest import Venv

Row = dict[str, str]
CHECK = """
import sys, warnings
from csvw import CSVW
with warnings.catch_warnings(record=True) as found:
    warnings.simplefilter("always")
    held = CSVW(sys.argv[1])
    valid = held.is_valid
print(valid, [str(each.message) for each in found if "csvw" in str(each.filename)], held.warnings)
sys.exit(not valid or bool(held.warnings))
"""


def rows(folder: Path, name: str) -> list[Row]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def metadata(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / "tables" / "csv-metadata.json").read_text())
    return held


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_thing_of_its_class_has_one_row(folder: Path, source: Source, name: str) -> None:
    [table] = [table for table in TABLES if table.name == name]
    query = f"SELECT DISTINCT ?iri {{ GRAPH <{vocab.DATA_GRAPH}> {{ ?iri a <{table.type}> }} }}"
    found = [row["iri"] for row in rows(folder, name)]
    assert sorted(found) == sorted(row["iri"] for row in source.store.query(query).rows())


def test_names_and_codes_for_people_stand_beside_the_iris(folder: Path) -> None:
    [hist] = [row for row in rows(folder, "organisations") if row["code"] == "HIST"]
    assert hist["country"] == "CHN"
    assert hist["country_name"] == "China"
    assert hist["region"] == "Asia and the Pacific"
    assert "remote-sensing" in hist["themes"].split(SEPARATOR)
    claim = next(row for row in rows(folder, "contributions") if row["contributor"] == "HIST" and row["aim"] == "11.4")
    assert claim["contributor_iri"] == f"{vocab.BASE}organisation/HIST"
    assert claim["aim_name"] == "Safeguarding cultural and natural heritage"
    links = rows(folder, "links")
    assert {row["strength"] for row in links} == {"strong", "weak"}
    assert all(len(row["partners"].split(SEPARATOR)) == len(row["partner_iris"].split(SEPARATOR)) for row in links)


def test_stated_and_inferred_stand_apart_and_nothing_derived_is_there(folder: Path) -> None:
    assert {row["basis"] for row in rows(folder, "contributions")} == {"stated", "inferred"}


def test_a_range_stays_a_range(folder: Path) -> None:
    [meeting] = [
        row for row in rows(folder, "events") if row["iri"].endswith("2016-unesco-science-centres-coordination-meeting")
    ]
    assert (meeting["centres_at_least"], meeting["centres_at_most"]) == ("44", "47")


def test_what_csvw_makes_of_the_tables_is_what_the_graph_says(folder: Path, source: Source) -> None:
    """Every statement told is one of the graph, datatype and language included, and no link is missing."""
    there = {line_of(*quad[:3]) for quad in source.store.quads(vocab.DATA_GRAPH)}
    told = set(statements(folder))
    assert told - there == set()
    # what CSVW cannot tell: dates of several precisions, names in several languages
    loose = {column.predicate for table in TABLES for column in table.columns if column.loose}
    types = {f"<{table.type}>" for table in TABLES}
    things = {line.split(" ")[0] for line in told if line.split(" ", 2)[2] in types}
    missing = {line for line in there - told if line.split(" ")[0] in things}
    assert {line.split(" ")[1][1:-1] for line in missing} <= loose


def line_of(subject: str, predicate: str, value: str) -> str:
    return f"{subject} {predicate} {value}"


def statements(folder: Path) -> Iterator[str]:
    """The statements of the tables, by the rules of csv2rdf as far as our metadata use them."""
    for table in metadata(folder)["tables"]:
        schema = table["tableSchema"]
        about = schema["aboutUrl"]
        for row in rows(folder, table["url"].removesuffix(".csv")):
            subject = f"<{expanded(about, row)}>"
            for column in schema["columns"]:
                text = row.get(column["name"], "")
                if column.get("virtual"):
                    yield line_of(subject, f"<{column['propertyUrl']}>", f"<{column['valueUrl']}>")
                elif text and not column.get("suppressOutput"):
                    predicate = f"<{expanded(column['propertyUrl'], row)}>"
                    for value in text.split(column["separator"]) if "separator" in column else [text]:
                        yield line_of(subject, predicate, term(column, value, row))


def expanded(template: str, row: Row) -> str:
    for name, value in row.items():
        template = template.replace(f"{{+{name}}}", value)
    return template


def term(column: dict[str, Any], value: str, row: Row) -> str:
    if "valueUrl" in column:
        return f"<{expanded(column['valueUrl'], row)}>"
    kind = column["datatype"]
    if kind == "string":
        return str(ox.Literal(unguarded(value), language=column.get("lang")))
    return str(ox.Literal(value, datatype=ox.NamedNode(f"{vocab.PREFIXES['xsd']}{kind}")))


@pytest.mark.slow  # pip makes an environment for the checker
@pytest.mark.parametrize("which", ["folder", "hostile_folder"])
def test_csvw_finds_the_tables_valid(which: str, request: pytest.FixtureRequest, venv: Venv) -> None:
    folder: Path = request.getfixturevalue(which)
    python = venv("csvw==4.1.1")
    for path in ("tables/csv-metadata.json", "networks/cooperation.csv-metadata.json"):
        done = subprocess.run(
            [str(python), "-c", CHECK, str(folder / path)], capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow  # pip makes an environment for the checker
def test_csvw_does_find_what_is_wrong(folder: Path, tmp_path: Path, venv: Venv) -> None:
    for path in (folder / "tables").glob("*.[cj]s*"):
        (tmp_path / path.name).write_bytes(path.read_bytes().replace(b"organisation/HIST,", b"organisation/NOBODY,"))
    (tmp_path / "organisations.csv").write_bytes((folder / "tables" / "organisations.csv").read_bytes())
    python = venv("csvw==4.1.1")
    done = subprocess.run(
        [str(python), "-c", CHECK, str(tmp_path / "csv-metadata.json")], capture_output=True, check=False, timeout=300
    )
    assert done.returncode != 0


@pytest.mark.slow  # pip makes an environment for the checker
def test_frictionless_finds_the_tables_valid_by_their_described_columns(
    folder: Path, tmp_path: Path, venv: Venv
) -> None:
    """By the columns of the description: a guess from the cells takes a column of years and months for integers."""
    python = venv("frictionless==5.18.1")
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    names = {f"tables/{path.name}" for path in (folder / "tables").glob("*.csv")}
    described["resources"] = [each for each in described["resources"] if each["path"] in names]
    assert {each["path"] for each in described["resources"] if "schema" in each} == names
    shutil.copytree(folder / "tables", tmp_path / "tables")
    (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    done = subprocess.run(
        [str(python), "-m", "frictionless", "validate", "--json", "datapackage.json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_the_files_are_as_rfc_4180_says(folder: Path) -> None:
    for path in (folder / "tables").glob("*.csv"):
        content = path.read_bytes()
        assert content.endswith(b"\r\n"), path
        assert not content.startswith(b"\xef\xbb\xbf"), path
        assert len({len(row) for row in csv.reader(content.decode().splitlines(keepends=True))}) == 1


def test_with_a_byte_order_mark_every_table_has_one(hostile_folder: Path) -> None:
    files = list((hostile_folder / "tables").glob("*.csv"))
    assert len(files) == len(TABLES) + 1
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in files)


def test_no_cell_can_be_taken_for_a_formula_and_names_come_back_whole(hostile_folder: Path) -> None:
    for table in TABLES:
        for row in rows(hostile_folder, table.name):
            for name, cell in row.items():
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (table.name, name, cell)
                assert not cell.startswith("-") or name in ("latitude", "longitude"), (table.name, name, cell)
    names = {unguarded(row["code"]): unguarded(row["name"]) for row in rows(hostile_folder, "organisations")}
    assert names == {
        "=1+1": hostile.FORMULA,
        "中国": hostile.CHINESE,
        "A": hostile.ARABIC,
        "Q": hostile.QUOTES,
    }


def test_lists_keep_their_values_apart_and_tell_other_languages(hostile_folder: Path) -> None:
    [fiji] = [row for row in rows(hostile_folder, "organisations") if row["city"] == "'@Suva"]
    assert unguarded(fiji["other_names"]).split(SEPARATOR) == ["'=already", "a¦b", "info@un@"]
    [event] = [row for row in rows(hostile_folder, "events") if row["iri"].endswith("/one")]
    assert event["other_names"].split(SEPARATOR) == ["Réunion@fr", "second@fr", "会议@zh"]
    assert event["open_to"] == "ldc"


@given(st.text(st.sampled_from("'=+-@\t\r\n1.eE a＝"), max_size=6) | st.text())
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "@", "\t", "\r"))


def test_the_columns_are_told_once_and_each_in_full() -> None:
    for table in TABLES:
        assert len({column.name for column in table.columns}) == len(table.columns)
        assert len({column.title for column in table.columns}) == len(table.columns)
        assert table.columns[0].name == "iri"
        for column in table.columns:
            assert column.description.endswith("."), (table.name, column.name)
            assert not column.code_of or column.code_of in {each.name for each in table.columns}
