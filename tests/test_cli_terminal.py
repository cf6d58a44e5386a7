"""What a terminal gets: tables that fit, and nothing binary. Files and pipes get everything."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.cli import group, options
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically
from sdggraph.present import terminal
from sdggraph.present.table import table
from sdggraph.present.text import wrapped

Run = Callable[..., Result]
TABLES = [
    "centres",
    "events --from 2020",
    "network",
    "coverage",
    "coverage --level target",
    "queries",
    "query isolated-centres",
    "query contributors-to-goal --goal 6",
    "gaps --region Africa",
    "network --compare 2016",
]


def lines_of(result: Result) -> list[str]:
    """The lines without those that hold an address, which nothing may break."""
    assert result.exit_code == 0
    return [line for line in result.stdout.splitlines() if "://" not in line]


@pytest.mark.parametrize("columns", [60, *(pytest.param(each, marks=pytest.mark.slow) for each in (80, 132))])
@pytest.mark.parametrize("command", TABLES)
def test_a_table_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, command: str, columns: int) -> None:
    monkeypatch.setattr(group, "_columns", lambda: columns)
    # headings are sentences, which a terminal wraps by itself; the rows under a rule are a table
    table_lines, ruled = [], False
    for line in lines_of(run(*command.split())):
        ruled = bool(re.fullmatch(r"-+( +-+)+", line)) or (ruled and bool(line))
        table_lines += [line] if ruled else []
    assert table_lines or command.startswith(("coverage", "gaps"))
    assert max(map(terminal.width, table_lines), default=0) <= columns


PROSE = [
    "centres --region Africa",
    "centres --theme art",
    "show HIST",
    "suggest-partners HIST",
    "explain HIST ERAIFT",
    "gaps --centre HIST",
    "meet --region Africa",
    "path HIST ICTP",
    "network",
    "coverage",
    "events --from 2025",
    "check-sources",
    "query isolated-centres",
    "query contributors-to-goal",
    "show HISTT",
    "suggest-partners HIST --country-group G7",
    "validate tests/data/nothing-there.ttl",
    "centres --format x",
    "centres --no-such-option",
    "no-such-command-at-all-in-this-long-line-of-words and more",
]


@pytest.mark.parametrize("columns", [60, *(pytest.param(each, marks=pytest.mark.slow) for each in (40, 80, 132))])
@pytest.mark.parametrize("command", PROSE)
def test_every_line_of_prose_wraps_to_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, columns: int
) -> None:
    whole = run(*command.split())
    monkeypatch.setattr(group, "_columns", lambda: columns)
    fitted = run(*command.split())
    assert fitted.exit_code == whole.exit_code
    for text in (fitted.stdout, fitted.stderr):
        wide = [line for line in text.splitlines() if terminal.width(line) > columns and " " in line.strip()]
        assert not wide
    assert fitted.stderr.split() == whole.stderr.split()


@pytest.mark.slow
def test_only_prose_is_wrapped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [
        f"{command} --format {form}"
        for command, forms in (
            ("centres --region Africa", ("json", "csv", "markdown")),
            ("show HIST", ("json", "turtle")),
            ("suggest-partners HIST --limit 1", ("json", "csv", "markdown", "turtle")),
            ("query isolated-centres", ("csv", "tsv", "json", "xml")),
            ("network", ("graphml", "svg")),
        )
        for form in forms
    ]
    whole = [run(*command.split()).stdout for command in commands]
    monkeypatch.setattr(group, "_columns", lambda: 60)
    assert [run(*command.split()).stdout for command in commands] == whole


def test_a_terminal_for_the_notes_alone_wraps_them_alone() -> None:
    code, told = _on_a_terminal("centres", answer_to_a_file=True)
    assert code == 0
    assert told.strip()
    assert all(len(line) <= 80 for line in told.decode().splitlines())
    assert len(told.splitlines()) > 1


@pytest.mark.parametrize(
    ("wanted", "size", "columns"), [("", 0, 80), ("", 70, 70), ("50", 70, 50), ("x", 70, 70), ("-1", 0, 80)]
)
def test_the_width_for_notes_is_that_of_their_terminal(
    monkeypatch: pytest.MonkeyPatch, wanted: str, size: int, columns: int
) -> None:
    class Screen:
        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            return 2

    monkeypatch.setenv("COLUMNS", wanted)
    monkeypatch.setattr(group.sys, "stderr", Screen())  # type: ignore[attr-defined]
    monkeypatch.setattr(group.os, "get_terminal_size", lambda _: os.terminal_size((size, 24)))  # type: ignore[attr-defined]
    assert group._note_columns() == columns


def test_commands_print_in_one_place() -> None:
    """What they print for people then fits the terminal, whoever adds a line."""
    for path in sorted(Path(group.__file__).parent.glob("*.py")):
        printed = re.findall(r"(?:click\.echo|click\.secho|\bprint)\((.*)", path.read_text("utf-8"))
        progress = [line for line in printed if line.startswith(('"\\r', 'f"\\r'))]
        assert len(printed) - len(progress) == (2 if path.name == "group.py" else 0), path.name


def test_what_is_dropped_is_named_below_the_table(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = run("centres").stdout
    monkeypatch.setattr(group, "_columns", lambda: 80)
    shown = " ".join(run("centres").stdout.split())
    assert "Not shown, because the window has 80 columns: region, category, themes, contributions." in shown
    assert "category" not in shown.partition("Not shown")[0]
    assert "sector" in shown.partition("Not shown")[0]
    assert "Not shown" not in everything
    monkeypatch.setattr(group, "_columns", lambda: 1000)
    assert run("centres").stdout == everything


def test_a_wide_window_loses_nothing_by_wrapping() -> None:
    header, rows = ["code", "name", "links"], [["HIST", "Space technologies for heritage " * 4, 26]]
    with terminal.of_columns(lambda: 50):
        fitted = table(header, rows)
    words = re.findall(r"\w+", "".join(line.ljust(50) for line in fitted.splitlines()[2:]))
    assert words.count("heritage") == 4
    assert "26" in words
    assert "Not shown" not in fitted


@pytest.mark.parametrize(
    "text", ["联合国教科文组织国际自然与文化遗产空间技术中心" * 3, "한국지질자원연구원 " * 9, "e\u0301" * 90]
)
def test_wide_scripts_and_accents_are_counted_as_the_terminal_shows_them(text: str) -> None:
    with terminal.of_columns(lambda: 60):
        shown = table(["code", "name", "links"], [["A", text, 3], ["B", "plain", 14]])
        lines = wrapped(text, indent=2, hang=8)
    assert max(map(terminal.width, shown.splitlines())) <= 60
    assert max(map(terminal.width, lines)) <= 60
    kept = "".join(line for line in lines).replace(" ", "")
    assert kept == text.replace(" ", "")
    ends = {terminal.width(line) for line in shown.splitlines() if line.endswith(("3", "14"))}
    assert len(ends) == 1


@pytest.mark.parametrize("columns", [0, 1, 7])
def test_a_terminal_of_one_column_and_a_table_without_rows_are_no_trouble(columns: int) -> None:
    with terminal.of_columns(lambda: columns):
        assert "code" in table(["code", "name"], [["HIST" * 30, "x" * 300]])
        assert "code" in table(["code", "name" * 30], [])
        assert table([], []) == "\n"


@pytest.mark.parametrize("value", ["17.10", "1e5", "0.500", "nan", "+1.0"])
def test_a_text_that_reads_as_a_number_is_shown_as_it_stands(run: Run, value: str) -> None:
    shown = run("query", "-", input=f'SELECT ?target {{ VALUES ?target {{ "{value}" "17.2" }} }}').stdout
    assert value in shown.split()
    assert "17.2" in shown.split()


@pytest.mark.slow
def test_the_output_file_and_the_pipe_get_every_column(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.txt"
    code = _on_a_terminal("events", "--from", "2020", "-o", str(file))[0]
    assert code == 0
    assert file.read_text() == run("events", "--from", "2020").stdout


def _on_a_terminal(*words: str, answer_to_a_file: bool = False) -> tuple[int, bytes]:
    """The exit code of a command, and its output on a terminal of 80 columns; the answer may go to a file instead."""
    main, side = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80"}
    command = [sys.executable, "-m", "sdggraph.cli", *words]
    out = subprocess.DEVNULL if answer_to_a_file else side
    with subprocess.Popen(command, stdin=side, stdout=out, stderr=side, env=environment) as process:
        os.close(side)
        told = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:  # Linux says so when the other side is closed
                break
            if not part:
                break
            told += part
        code = process.wait()
    os.close(main)
    return code, told


def test_a_workbook_never_goes_to_a_terminal() -> None:
    code, told = _on_a_terminal("export", "--format", "xlsx")
    assert code == 2
    assert b"-o network.xlsx" in told
    assert b"PK" not in told


@pytest.mark.parametrize("form", sorted(options.BINARY))
def test_every_binary_format_is_refused_on_a_terminal_and_names_the_option(
    monkeypatch: pytest.MonkeyPatch, form: str, tmp_path: Path
) -> None:
    monkeypatch.setattr(options, "_stdout_is_terminal", lambda: True)
    with pytest.raises(BadParameter, match=f"-o network.{form}"):
        options.refuse_binary_on_terminal(form, None)
    options.refuse_binary_on_terminal(form, tmp_path / f"file.{form}")
    options.refuse_binary_on_terminal("turtle", None)


def test_a_file_that_is_a_terminal_is_one() -> None:
    main, side = pty.openpty()
    try:
        with pytest.raises(BadParameter):
            options.refuse_binary_on_terminal("pdf", Path(os.ttyname(side)))
    finally:
        os.close(main)
        os.close(side)


def test_every_binary_choice_of_every_command_is_known_as_one() -> None:
    texts = {
        "turtle",
        "trig",
        "ntriples",
        "nquads",
        "jsonld",
        "rdfxml",
        "json",
        "csv",
        "tsv",
        "xml",
        "markdown",
        "text",
    }
    texts |= {"table", "svg", "graphml", "gexf", "node-link", "ics", "atom"}
    for name in group.COMMANDS:
        command = group.cli.get_command(None, name)  # type: ignore[arg-type]
        assert command
        for parameter in command.params:
            choices = set(getattr(parameter.type, "choices", ())) if parameter.name == "format" else set()
            assert choices <= texts | options.BINARY, name


def test_a_pipe_in_the_place_of_a_file_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, b"content")
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    assert pipe.is_fifo()
