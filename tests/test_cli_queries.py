"""`query`: what a named query asks for, and what it takes where it is not told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import Result

from sdggraph.tasks import Source, queries

Run = Callable[..., Result]


@pytest.mark.slow  # runs every named query
def test_an_example_value_is_never_taken_in_silence(run: Run, source: Source) -> None:
    for query in queries(source):
        done = run("query", query.name)
        assert done.exit_code in (0, 1), query.name
        for parameter in query.parameters:
            assert f"{parameter.name} = {parameter.default}" in done.stderr
            assert f"--{parameter.name} VALUE" in done.stderr
        assert bool(done.stderr) == bool(query.parameters), query.name


def test_only_what_was_not_given_is_told(run: Run) -> None:
    half = run("query", "do-they-cooperate", "--other", "ICTP").stderr
    assert "one = HIST" in half
    assert "other" not in half
    assert not run("query", "do-they-cooperate", "--one", "HIST", "--other", "ICTP").stderr
    assert "region" not in run("query", "centres-in-region", "--format", "csv").stdout


@pytest.mark.slow
def test_the_help_of_a_named_query_tells_its_own_parameters(run: Run, source: Source) -> None:
    for query in queries(source):
        done = run("query", query.name, "--help")
        text = re.sub(r"\s+", " ", done.stdout)
        assert done.exit_code == 0
        assert query.question in text
        for parameter in query.parameters:
            example = f'"{parameter.default}"' if " " in parameter.default else parameter.default
            assert f"Example, used if not given: --{parameter.name} {example}" in text
            assert f"--{parameter.name} {parameter.name.upper()}" in text


def test_short_lists_are_in_the_help(run: Run) -> None:
    assert "Arab States" in run("query", "centres-in-region", "-h").stdout
    assert "g77, ldc" in run("query", "south-south-links", "--help").stdout
    assert "data-sharing" in run("query", "--help", "links-of-kind").stdout


def test_help_without_a_name_is_that_of_the_command_and_a_slip_is_told(run: Run) -> None:
    assert "query [OPTIONS] QUERY" in run("query", "--help").stdout
    assert "[OPTIONS] QUERY" in run("query", "mine.rq", "--help").stdout
    slip = run("query", "centres-in-regio", "--help")
    assert slip.exit_code == 2
    assert "Did you mean centres-in-region" in slip.stderr


def test_help_waits_for_no_endpoint(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDGGRAPH_ENDPOINT", "http://127.0.0.1:9/sparql")
    assert "Arab States" in run("query", "centres-in-region", "--help").stdout


@pytest.mark.parametrize(
    ("word", "remedy"),
    [("country=KR", "--country KR"), ("goal=SDG 6", "--goal 'SDG 6'"), ("year=2026", "--year 2026")],
)
def test_a_parameter_without_hyphens_is_told_with_them(run: Run, word: str, remedy: str) -> None:
    result = run("query", "centres-in-country", word)
    assert result.exit_code == 2
    assert f"Got unexpected extra argument ({word}). Write {remedy}." in result.stderr


def test_an_empty_filter_is_named_in_words(run: Run) -> None:
    result = run("suggest-partners", "HIST", "--country-group", "")
    assert result.exit_code == 2
    assert "The value of 'country group' is empty." in result.stderr
