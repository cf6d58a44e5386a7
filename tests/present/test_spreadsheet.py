"""No CSV of ours is a program: one guard for command line, API and publication, and a way to the exact text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from hypothesis import example, given
from hypothesis import strategies as st

from sdggraph.cli.group import COMMANDS, cli
from sdggraph.present.spreadsheet import begins_formula, guarded, harmless, row_writer, unguarded
from sdggraph.present.text import csv_text

Run = Callable[..., Result]

DANGEROUS = [
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-1+1",
    "-Town",
    "@SUM(A1)",
    "\t=1",
    "\ttext",
    "\r=1",
    "\n=1",
    "\ntext",
    "\uff1d1+1",  # full-width =
    "\uff0b1",
    "\uff0d1+1",
    "\uff20SUM(A1)",
    "\ufe661",  # small form of =
    " =1+1",
    "   -Town",
    "\xa0=1",  # no-break space
    "\u3000=1",  # ideographic space
    "\ufeff=1",  # byte order mark
    "\u200b=1",  # zero-width space
    "\x00=1",
    "\x1f@A1",
    "'=1",  # looks guarded already
    "''=1",
    "-INF",
    "+33 1 45 68 10 00",
    "-1e5x",
]
HARMLESS = [
    *("", "a", "a=b", "1+1", "x@example.org", "'s-Hertogenbosch", "'", "''", "-5", "+5", "-12.5", "-.5", "-1e-5", "5"),
    *(" a", "\ufeffa", "https://example.org/=1", "−5", "a\n=1", "5-3", ".", "Łódź"),
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_and_every_number_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.one_of(st.text(), st.text(alphabet="'=+-@\t\r\n \ufeff\uff1d15.e")))
@example("'-5")
@example("-5")
def test_what_is_guarded_comes_back_and_is_no_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell.startswith("'") or not begins_formula(cell) or float(cell) is not None


cells = st.one_of(st.sampled_from([*DANGEROUS, *HARMLESS]), st.text(st.characters(exclude_categories=["Cs"])))


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5), st.sampled_from(["\n", "\r\n"]))
@example([["", "\n"]], "\n")
@example([["'\n", "x"]], "\n")
def test_each_cell_of_a_csv_is_guarded_and_the_rest_kept(rows: list[list[str]], ends: str) -> None:
    out = io.StringIO()
    write = row_writer(out, ends)
    for row in [["a", "b"], *rows]:
        write(row)
    found = harmless(out.getvalue())
    assert list(csv.reader(io.StringIO(found, newline=""))) == [
        ["a", "b"],
        *([guarded(x), guarded(y)] for x, y in rows),
    ]
    assert found.startswith(f"a,b{ends}")


def test_a_carriage_return_in_a_value_does_not_end_the_row() -> None:
    assert csv_text(["a", "b"], [["x\ry", 1], ["z", 2]]) == 'a,b\n"x\ry","1"\nz,2\n'


@pytest.mark.parametrize("content", ["a\n\nb=c\n", 'a\r\n"x-y"\r\nz\r\n', "a,b\n1,-5\n", "", "a", "a\n-0.5"])
def test_a_csv_that_needs_no_guard_stays_byte_for_byte(content: str) -> None:
    assert harmless(content) == content


# --- the command line --------------------------------------------------------------------------


NAME = '=HYPERLINK("http://example.org";"x")'


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evil")
    (folder / "EVIL.ttl").write_text(
        "@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .\n"
        "@prefix category: <https://w3id.org/sdggraph/id/category/> .\n"
        "@prefix org: <http://www.w3.org/ns/org#> .\n"
        "@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "organisation:EVIL a sg:Organisation ; sg:code 'EVIL' ; org:classification category:category-2 ;\n"
        f"  skos:prefLabel '{NAME}'@en ; sg:city '\uff1dTown' .\n"
    )
    return folder


QUESTION = "SELECT ?n ?c { ?o sg:code 'EVIL' ; skos:prefLabel ?n ; sg:city ?c }"


def test_a_listing_is_guarded_and_raw_is_exact(run: Run, data: Path) -> None:
    [_, *rows] = csv.reader(io.StringIO(run("centres", "--data", str(data), "--format", "csv").stdout))
    assert [row[1] for row in rows] == [f"'{NAME}"]
    [_, *rows] = csv.reader(io.StringIO(run("centres", "--data", str(data), "--format", "csv", "--raw").stdout))
    assert [row[1] for row in rows] == [NAME]


def test_the_answer_to_a_query_is_guarded_and_raw_is_exact(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(QUESTION)
    asked = ["query", str(tmp_path / "q.rq"), "--data", str(data), "--format", "csv"]
    guarded_row = b'"\'=HYPERLINK(""http://example.org"";""x"")",\'\xef\xbc\x9dTown'
    assert run(*asked).stdout_bytes == b"n,c\r\n" + guarded_row + b"\r\n"
    assert run(*asked, "--raw").stdout_bytes == b"n,c\r\n" + guarded_row.replace(b"'", b"") + b"\r\n"
    assert "'" not in run(*asked[:-1], "json").stdout  # values for programs are exact everywhere but in CSV


@pytest.mark.slow
@pytest.mark.parametrize("words", ["centres", "coverage", "events --format ics", "queries --format json", "network"])
def test_raw_without_csv_is_refused_and_not_passed_over(run: Run, words: str) -> None:
    result = run(*words.split(), "--raw")
    assert result.exit_code == 2
    assert "--raw is for CSV" in result.output


def commands() -> Iterator[tuple[str, click.Command]]:
    """All commands, and those inside of a group."""
    for name in sorted(COMMANDS):
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        inner = command.commands if isinstance(command, click.Group) else {}
        yield from ((f"{name} {each}", found) for each, found in inner.items())
        yield name, command


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_that_prints_csv_has_raw(name: str, command: click.Command) -> None:
    by_name = {each.name: each for each in command.params}
    choice = getattr(by_name.get("format"), "type", None)
    prints_csv = isinstance(choice, click.Choice) and "csv" in choice.choices
    assert ("raw" in by_name) == prints_csv, name
