"""The command line: what it prints, what it returns, and how it fails."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import Result

from sdggraph import vocab
from sdggraph.cli.group import COMMANDS

Run = Callable[..., Result]


def test_the_first_answer(run: Run) -> None:
    result = run("suggest-partners", "HIST")
    assert result.exit_code == 0
    assert result.output.startswith("Partners worth a conversation for HIST")
    assert " 1. " in result.output
    assert "10. " in result.output


def test_json_adds_up_and_points_at_statements_that_exist(run: Run, source) -> None:  # type: ignore[no-untyped-def]
    held = json.loads(run("suggest-partners", "HIST", "--format", "json").stdout)
    assert held["data_version"] == source.network.version
    assert [each["rank"] for each in held["suggestions"]] == list(range(1, 11))
    for each in held["suggestions"]:
        assert each["score"] == pytest.approx(sum(reason["share"] for reason in each["reasons"]), abs=1e-9)
        for reason in each["reasons"]:
            assert reason["share"] == pytest.approx(reason["value"] * reason["weight"], abs=1e-6)
            for fact in reason["facts"]:
                assert source.store.query(f"ASK {{ <{fact}> ?p ?o }}").boolean(), fact


def test_no_current_partner_is_suggested(run: Run) -> None:
    held = json.loads(run("suggest-partners", "HIST", "--limit", "200", "--format", "json").stdout)
    suggested = {each["code"] for each in held["suggestions"]}
    left_out = {each["code"] for each in held["left_out"]}
    assert {"ERAIFT", "IKCEST", "WHITRAP"} <= left_out
    assert not suggested & left_out
    assert len(suggested) + len(left_out) + held["without_reason"] == held["candidates"]


def test_current_partners_come_on_request_with_their_links(run: Run) -> None:
    words = ("suggest-partners", "HIST", "--include-current", "--limit", "200", "--format", "json")
    linked = {each["code"]: each["links"] for each in json.loads(run(*words).stdout)["suggestions"] if each["links"]}
    assert linked["ERAIFT"][0]["kind"] == "agreement"
    assert linked["ERAIFT"][0]["evidence"]


@pytest.mark.parametrize("mode", ["region", "theme", "goals"])
def test_every_mode_puts_its_signal_first(run: Run, mode: str) -> None:
    held = json.loads(run("suggest-partners", "HIST", "--by", mode, "--format", "json").stdout)
    assert max(held["weights"], key=held["weights"].__getitem__) == mode
    assert held["suggestions"][0]["reasons"][0]["signal"] == mode


def test_suggestions_as_turtle_say_what_they_were_derived_from(run: Run) -> None:
    graph = rdflib.Graph().parse(data=run("suggest-partners", "HIST", "--format", "turtle").stdout, format="turtle")
    found = list(graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{vocab.SG}Suggestion")))
    assert len(found) == 10
    for suggestion in found:
        assert graph.value(suggestion, rdflib.URIRef(f"{vocab.SG}dataVersion"))
        assert graph.value(suggestion, rdflib.PROV.wasDerivedFrom)


def test_suggestions_as_csv_and_markdown_have_a_row_each(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("suggest-partners", "HIST", "--format", "csv").stdout)))
    assert [int(row["rank"]) for row in rows] == list(range(1, 11))
    markdown = run("suggest-partners", "HIST", "--format", "markdown").stdout
    assert sum(line.startswith("| ") for line in markdown.splitlines()) == 12


def test_the_same_question_gets_the_same_answer(run: Run) -> None:
    for name in ("table", "json", "csv", "markdown", "turtle"):
        words = ("suggest-partners", "ICTP", "--format", name)
        assert run(*words).stdout == run(*words).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["suggest-partners", "HISD"], "Did you mean HIST"),
        (["suggest-partners", "HIST", "--limit", "0"], "Ask for at least 1"),
        (["show", "nobody at all"], "sdggraph centres"),
        (["centres", "--region", "Atlantis"], "There is no region 'Atlantis'"),
        (["centres", "--goal", "18"], "There is no goal or target '18'"),
        (["show", "CERN"], "Did you mean"),
        (["show", "radi"], "Use the code of one: AIR-CAS"),
        (["suggest-partners", "NUS"], "No organisation has the name or code 'NUS'"),
        (["path", "HIST", "CERN"], "No organisation has the name or code 'CERN'"),
        (["suggest-partners", "HIST", "--country-group", "G7"], "The country groups are: g77 (Group of 77)"),
        (["suggest-partners", "HIST", "--theme", "art"], "There is no theme 'art'"),
        (["centres", "--country", "Trinidad"], "TTO (Trinidad and Tobago)"),
        (["centres", "--country", "Kosovo"], "Security Council resolution 1244"),
        (["query", "contributors-to-target", "--target", "17.20"], "There is no target '17.20'"),
        (["query", "no-such-query"], "sdggraph queries"),
        (["query", "missing.rq"], "missing.rq cannot be read"),
        (["validate", "nowhere"], "nowhere is not there"),
        (["format", "nowhere"], "nowhere is not there"),
        (["centres", "--data", "nowhere"], "nowhere"),
        (["export", "-o", "/nowhere/graph.ttl"], "cannot be written"),
    ],
)
def test_a_foreseen_failure_is_two_lines_and_exit_code_2(run: Run, words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr


def test_centres_are_filtered_by_everything(run: Run, source) -> None:  # type: ignore[no-untyped-def]
    held = json.loads(
        run(
            "centres",
            "--region",
            "asia and the pacific",
            "--country",
            "CHN",
            "--theme",
            "water",
            "--goal",
            "15",
            "--format",
            "json",
        ).stdout
    )
    assert [each["code"] for each in held] == ["IRCK", "IRTCES"]
    assert len(json.loads(run("centres", "--format", "json").stdout)) == 93
    assert len(json.loads(run("centres", "--category", "host", "--format", "json").stdout)) == 7
    assert json.loads(run("centres", "--country", "Aruba", "--format", "json").stdout) == []


def test_show_knows_old_names_and_speaks_three_formats(run: Run) -> None:
    assert run("show", "UNESCO-IHE").output.startswith("IHE-Delft: ")
    assert json.loads(run("show", "HIST", "--format", "json").stdout)["code"] == "HIST"
    triples = list(ox.parse(run("show", "HIST", "--format", "turtle").stdout, ox.RdfFormat.TURTLE))
    assert {str(triple.subject) for triple in triples} >= {f"<{vocab.resource('contribution', 'HIST-11.4')}>"}


def test_a_query_comes_from_a_name_a_file_and_standard_input(run: Run, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?c a sg:Country }"
    file = tmp_path / "mine.rq"
    file.write_text(text)
    assert run("query", file, "--format", "csv").stdout.split() == ["n", "249"]
    assert run("query", "-", "--format", "csv", input=text).stdout.split() == ["n", "249"]
    assert json.loads(run("query", "contributors-to-goal", "--goal", "6", "--format", "json").stdout)["results"]
    same = [run("query", "contributors-to-goal", *words).stdout for words in (["--goal=6"], ["--param", "goal=6"])]
    assert same[0] == same[1] == run("query", "contributors-to-goal", "--goal", "6").stdout


@pytest.mark.parametrize(("format", "begins"), [("json", "{"), ("xml", "<?xml"), ("csv", "n"), ("tsv", "?n")])
def test_rows_come_in_every_format(run: Run, format: str, begins: str) -> None:
    result = run("query", "-", "--format", format, input="SELECT (1 AS ?n) {}")
    assert result.stdout.startswith(begins)


@pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml"])
def test_graphs_come_in_every_format(run: Run, format: str) -> None:
    text = "CONSTRUCT { ?t a sg:Theme } WHERE { ?t a sg:Theme }"
    result = run("query", "-", "--format", format, input=text)
    parser = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}[format]
    assert len(rdflib.Graph().parse(data=result.stdout, format=parser)) == 65


def test_yes_is_0_and_no_is_1(run: Run) -> None:
    yes, no = run("query", "-", input="ASK { ?c a sg:Theme }"), run("query", "-", input="ASK { ?c a sg:Unheard }")
    assert (yes.stdout, yes.exit_code, no.stdout, no.exit_code) == ("yes\n", 0, "no\n", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * {", "1:"),
        ("", "the query is empty"),
        ("SELECT * { SERVICE <https://example.org/> {} }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "does not hold"),
        ("DROP ALL", "cannot be read"),
    ],
)
def test_a_bad_query_says_what_is_wrong(run: Run, text: str, said: str) -> None:
    result = run("query", "-", input=text)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_runaway_query_is_stopped(run: Run) -> None:
    bomb = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    result = run("query", "-", "--timeout", "0.5", input=bomb)
    assert result.exit_code == 2
    assert "0.5" in result.stderr


def test_too_many_rows_are_refused_not_cut(run: Run) -> None:
    result = run("query", "-", "--max-rows", "5", input="SELECT * { ?c a sg:Country }")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "format",
    [
        "turtle",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("trig", "ntriples", "nquads", "jsonld", "rdfxml")),
    ],
)
def test_an_export_is_whole_and_the_same_each_time(run: Run, tmp_path: Path, format: str) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert run("export", "--format", format, "-o", one).exit_code == 0
    assert run("export", "--format", format, "-o", two).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    kind = {
        "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "nquads": ox.RdfFormat.N_QUADS,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }[format]
    triples = {quad.triple for quad in ox.parse(path=str(one), format=kind)}
    assert len(triples) > 25_000


@pytest.mark.slow  # RDFLib reads the whole graph
def test_the_turtle_export_is_the_same_graph_to_rdflib_and_pyoxigraph(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    run("export", "-o", target)
    other = ox.parse(rdflib.Graph().parse(target).serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in other} == {quad.triple for quad in ox.parse(path=str(target))}


def test_a_failed_export_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    assert run("export", "-o", target).exit_code == 2
    assert list(tmp_path.iterdir()) == [target]


def test_format_check_names_file_and_line_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("@prefix theme: <https://w3id.org/sdggraph/id/theme/> .\n\ntheme:b theme:p theme:a .\n")
    before = file.read_text()
    result = run("format", "--check", file)
    assert (result.exit_code, file.read_text()) == (1, before)
    assert f"{file}:3: is not canonical" in result.output
    assert run("format", file).exit_code == 0
    assert run("format", "--check", file).exit_code == 0


def test_one_broken_file_leaves_all_unformatted(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.ttl", tmp_path / "b.ttl"
    good.write_text("<urn:b> <urn:p> <urn:a> .\n")
    bad.write_text("<urn:b> <urn:p>\n  oops .\n")
    result = run("format", tmp_path)
    assert (result.exit_code, good.read_text()) == (2, "<urn:b> <urn:p> <urn:a> .\n")
    assert f"{bad}:2:" in result.stderr


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_that_teaches(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4


def test_shell_completion_offers_codes() -> None:
    environment = dict(os.environ, _SDGGRAPH_COMPLETE="bash_complete", COMP_WORDS="sdggraph show HI", COMP_CWORD="2")
    words = [sys.executable, "-m", "sdggraph.cli"]
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["plain,HIST", "plain,HidroEX"]


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error() -> None:
    words = f"{sys.executable} -m sdggraph.cli export --format ntriples | head -n 1"
    run = subprocess.run(words, shell=True, capture_output=True, text=True, check=False)
    assert (run.stdout.count("\n"), run.stderr) == (1, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "name", "begins"),
    [
        ("export", "g.nt", b"<"),
        ("export", "g.jsonld", b"["),
        ("export", "g.XLSX", b"PK"),
        ("network", "n.graphml", b"<?xml"),
        ("coverage", "c.svg", b"<svg"),
        ("events", "e.ics", b"BEGIN:VCALENDAR"),
    ],
)
def test_the_ending_of_a_file_names_its_format(
    run: Run, tmp_path: Path, command: str, name: str, begins: bytes
) -> None:
    assert run(command, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes().lstrip().startswith(begins)


def test_a_format_that_the_ending_contradicts_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("export", "--format", "turtle", "-o", tmp_path / "g.nq")
    assert (result.exit_code, "--format nquads" in result.output) == (2, True)
    assert not (tmp_path / "g.nq").exists()


def test_an_empty_list_says_that_nothing_fits(run: Run) -> None:
    assert "No organisation on record fits" in run("centres", "--country", "Turkey").stderr
