"""Every command line that we print anywhere works as printed."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import click
import pytest
import reportlab
from _pytest.mark import ParameterSet
from click.testing import Result

from sdggraph.analysis import gaps, partners
from sdggraph.cli.group import COMMANDS, cli
from sdggraph.publish import poster_data
from sdggraph.publish.documents import poster
from sdggraph.publish.documents.document import Document
from sdggraph.publish.documents.report import composed, rendered
from sdggraph.tasks import Source
from sdggraph.tasks.report import status
from tests import commands
from tests.commands import CODE, DOCUMENTS, HOLE, ROOT, in_code, in_html, in_text

Run = Callable[..., Result]
NO_COMMANDS = {  # names of methods and titles that begin like one
    gaps.METHOD,
    partners.METHOD,
    "sdggraph is ahead by",
    "sdggraph ontology",
}
SHOWN_TO_FAIL = {"sdggraph suggest-partners HISD", "sdggraph query examples/other-server.rq"}
MAY_ANSWER_NO = {"validate", "format", "path", "diff"}  # exit code 1 is an answer of theirs
# Their options are parsed; the rest would serve for ever, ask another machine, or take minutes that other tests spend.
ONLY_PARSED = re.compile(
    r"sdggraph (serve|evaluate|publish|suggest-all|propose|proposals|reconcile)\b"
    r"|--url |--endpoint |--fetch |--font /usr/"
)
PLACEHOLDERS = {
    "[FILES or FOLDER]": "data",
    "FILES": "data/agents.ttl",
    "DATA --shapes SHAPES": "data/events.ttl --shapes ontology/shapes.ttl",
    "people.ttl --shapes people-shapes.ttl": "data/agents.ttl --shapes ontology/shapes.ttl",
    "OLD NEW": "site-of-june site",
    "ORGANISATION OTHER": "HIST ERAIFT",
    "ONE OTHER": "HIST ICTP",
    "A B": "HIST ICTP",
    "ORGANISATION": "HIST",
    "CENTRE": "HIST",
    "YEAR": "2016",
    "REGION": "Africa",
    "DIR": "store",
    "HOST:PORT": "127.0.0.1:8786",
    "%i": "8000",  # systemd's name of an instance
}
MADE_FROM = {  # the commands of texts with values filled in, and what holds one made
    f"sdggraph explain {HOLE} {HOLE}": "report",
    f"sdggraph gaps --region {HOLE}": "report",
    f"sdggraph query agreements-to-review --year {HOLE}": "report",
    f"sdggraph query mandates-to-renew --year {HOLE}": "report",
    f"sdggraph report --as-of {HOLE} -o report.md": "report",
    f"sdggraph show {HOLE} --evidence": "poster",
}


DEAR = {
    *("backup", "centres", "check-sources", "diff", "export", "format", "gaps", "meet", "network", "poster", "report"),
    *("restore", "validate"),
}
SHARED = ("data", "ontology", "examples")


@cache
def written() -> tuple[str, ...]:
    """Every command line of documents and strings."""
    found = [line for path in DOCUMENTS for line in in_text(path.read_text(encoding="utf-8"))]
    found += [line for path in CODE for line in in_code(path)]
    return tuple(sorted(set(found) - NO_COMMANDS))


def words_of(line: str) -> list[str]:
    """The words of a command line after its name, examples in the place of what stands for a value."""
    line = line.partition("| ")[2] if line.startswith("echo ") else line
    for name, value in PLACEHOLDERS.items():
        line = re.sub(rf"(?<![\w/]){re.escape(name)}(?![\w.])", value, line)
    words = shlex.split(re.sub(r"^[A-Z_]+=\S+ ", "", line))[1:]
    named = {"query": "isolated-centres", "create": "Desk"}
    return [named[before] if word == "NAME" else word for before, word in zip(["", *words], words, strict=False)]


def is_name_of_command(line: str) -> bool:
    """Whether a line names a command rather than showing a use of it: `sdggraph restore`."""
    words = words_of(line)
    command: click.Command | None = cli.get_command(click.Context(cli), words[0])
    assert command, f"{line!r}: there is no such command"
    if isinstance(command, click.Group) and words[1:]:
        command = command.get_command(click.Context(command), words[1])
        assert command, f"{line!r}: there is no such command"
        words = words[1:]
    return len(words) == 1 and any(each.required for each in command.params)


def parse(words: list[str]) -> None:
    """Read the words as the command line does, and do nothing. Raises UsageError."""
    context = click.Context(cli)
    command = cli.get_command(context, words[0])
    assert command
    command.make_context(words[0], words[1:], parent=context)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the examples find what they name; it is the working folder."""
    for name in SHARED:
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("site-of-june", "site"):
        (tmp_path / name).mkdir()
        shutil.copy(ROOT / "data" / "agents.ttl", tmp_path / name / "agents.ttl")
    (tmp_path / "my-question.rq").write_text("SELECT (1 AS ?n) {}")
    shutil.copy(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", tmp_path / "DroidSansFallback.ttf")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prepared(run: Run, words: list[str]) -> list[str]:
    """The words, after what the command needs has been made."""
    if words[0] == "format":
        for name in SHARED:  # it may write to them
            Path(name).unlink()
            shutil.copytree(ROOT / name, name)
    if words[0] in ("backup", "restore"):
        made = run("query", "isolated-centres", "--store", "store", "--data", "site-of-june")
        assert made.exit_code == 0, made.output
    if words[0] == "restore":
        assert run("backup", "--store", "store", "-o", words[1]).exit_code == 0
    if words[0] == "token" and "--store" not in words:
        words = [*words, "--store", "store"]
    if words[:2] == ["token", "revoke"]:
        told = run("token", "create", "Desk", "--store", "store").output
        words = [re.findall(r"Token (\S+) for", told)[0] if word == "ID" else word for word in words]
    return words


def some_slow(lines: list[str]) -> list[ParameterSet | str]:
    """The lines; of each command that reads or writes the whole graph, all but the first are slow tests."""
    seen: Counter[str] = Counter()
    found: list[ParameterSet | str] = []
    for line in lines:
        [command] = re.findall(r"\bsdggraph ([a-z-]+)", line)[:1]
        seen[command] += 1
        found.append(pytest.param(line, marks=pytest.mark.slow) if command in DEAR and seen[command] > 1 else line)
    return found


@pytest.mark.parametrize(
    "line", some_slow([line for line in written() if HOLE not in line or line.startswith("SDGGRAPH_")])
)
def test_a_command_of_documents_and_strings_works_as_printed(line: str, run: Run, workshop: Path) -> None:
    works(line, run)


def works(line: str, run: Run) -> None:
    """Run a command line, or parse it where it cannot be run here."""
    words = words_of(line)
    if is_name_of_command(line):
        assert words[0] in COMMANDS
        return
    if ONLY_PARSED.search(line):
        parse(words)
        return
    given = shlex.split(line.partition(" |")[0])[1] if line.startswith("echo ") else None
    result = run(*prepared(run, words), input=given)
    if line in SHOWN_TO_FAIL:
        assert result.exit_code == 2
        return
    assert result.exit_code in ((0, 1) if words[0] in MAY_ANSWER_NO else (0,)), f"{line}\n{result.output}"
    if result.exception is not None:
        assert isinstance(result.exception, SystemExit)


def test_commands_with_values_filled_in_are_those_that_a_made_text_is_asked_for() -> None:
    holes = {line for line in written() if HOLE in line and not line.startswith("SDGGRAPH_")}
    assert holes == set(MADE_FROM)


@pytest.fixture(scope="module")
def document(source: Source) -> Document:
    """The report of the packaged graph."""
    return composed(status(source))


@pytest.mark.parametrize("form", [pytest.param("md", marks=pytest.mark.slow), "html"])  # as md, each command is run
def test_every_command_of_the_report_works(document: Document, run: Run, workshop: Path, form: str) -> None:
    text = rendered(document, form).decode()
    lines = in_text(text) if form == "md" else in_html(text)
    for start in [line.partition(HOLE)[0] for line, made in MADE_FROM.items() if made == "report"]:
        assert [line for line in lines if line.startswith(start)], start
    assert len(lines) >= 14
    for line in lines if form == "md" else ():
        works(line, run)
    if form == "html":
        assert set(lines) == set(in_text(rendered(document, "md").decode()))


@pytest.mark.slow
def test_the_command_of_every_poster_finds_its_centre(source: Source, run: Run) -> None:
    held = poster_data.shelf(source.store, source.network)
    codes = [record.code for record in source.network.organisations.values() if record.is_centre]
    for code in codes[:: max(1, len(codes) // 12)]:
        page = poster.drawn(held, poster_data.facts(held, code), "2026-11-23")
        [line] = in_text(" ".join(text.text for text in page.texts).replace(" Data of", "\n"))
        result = run(*shlex.split(line)[1:])
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{code}: ")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_a_help_text_is_among_those_that_are_run(run: Run, name: str) -> None:
    told = in_text(run(name, "--help").stdout)
    assert set(told) <= set(written()), "click broke an example over two lines"


@pytest.mark.parametrize(
    "asked", ["network", "gaps HIST", "coverage", "suggest-partners HIST", "path HIST ICTP", "show HIST"]
)
def test_every_command_at_the_end_of_an_answer_is_among_those_that_are_run(run: Run, asked: str) -> None:
    told = in_text(" ".join(run(*asked.split()).stdout.split()))
    assert set(told) <= set(written())


def test_the_collector_finds_commands_wherever_they_stand() -> None:
    text = """Read `sdggraph show HIST`, or:

    $ sdggraph network   # the structure
    TOKEN=x sdggraph backup --store store \\
      -o b.nq.gz
    echo 'ASK {}' | sdggraph query -
    Example: sdggraph path A B
    a/bin/pip install . && .venv/bin/sdggraph centres
    For example: sdggraph gaps HIST, or sdggraph gaps --region Africa.
    """
    assert set(in_text(text)) == {
        "sdggraph show HIST",
        "sdggraph network",
        "TOKEN=x sdggraph backup --store store -o b.nq.gz",
        "echo 'ASK {}' | sdggraph query -",
        "sdggraph path A B",
        "sdggraph centres",
        "sdggraph gaps HIST",
        "sdggraph gaps --region Africa",
    }
    assert in_html("<pre>sdggraph explain &#x27;A B&#x27; C</pre>") == ["sdggraph explain 'A B' C"]
    assert commands.in_text("The sdggraph developers") == []


@pytest.mark.parametrize("line", ["sdggraph query agreements-to-review year=2026", "sdggraph query 'SELECT * {}'"])
def test_what_the_report_once_printed_would_be_noticed(run: Run, line: str) -> None:
    assert run(*shlex.split(line)[1:]).exit_code == 2
    with pytest.raises(AssertionError):
        works(line, run)
    assert io.StringIO(line).read() in in_text(line)
