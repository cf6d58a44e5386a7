"""`network` and `path` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from click.testing import Result

from sdggraph.cli.group import COMMANDS

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("network", "path"):
        monkeypatch.setitem(COMMANDS, command, "network")


def test_network_prints_what_a_director_would_understand(run: Run) -> None:
    result = run("network")
    assert result.exit_code == 0
    assert result.output.startswith("The cooperation network\n92 centres")
    headings = (
        "Communities: groups that cooperate more",
        "Brokers, on many of the shortest chains between others",
        "Isolated centres",
        "By UNESCO region",
    )
    for heading in headings:
        assert f"\n\n{heading}" in result.output
    assert "With no link on record at all: BIOmics" in result.output
    assert max(map(len, result.output.splitlines())) <= 110


def test_as_of_says_what_it_leaves_out(run: Run) -> None:
    output = run("network", "--as-of", "2016", "--region", "Africa").output
    assert output.startswith("The cooperation network, Africa, as known at the end of 2016\n")
    assert "Known by the end of 2016. Left out: " in output


def test_compare_prints_the_difference(run: Run) -> None:
    result = run("network", "--compare", "2016", "--as-of", "2019")
    assert result.exit_code == 0
    assert result.output.startswith("The cooperation network: from the end of 2016 to the end of 2019\n")
    assert "\n\nNew links: " in result.output
    held = json.loads(run("network", "--compare", "2016", "--as-of", "2019", "--format", "json").output)
    assert {link["year"] for link in held["new_links"]} == {2017, 2018, 2019}
    assert held["before"]["links"] + len(held["new_links"]) == held["after"]["links"]


@pytest.mark.slow  # every format of the whole network
def test_files_are_written_whole_and_reopen(run: Run, tmp_path: Path) -> None:
    for name in ("graphml", "gexf", "node-link", "csv", "svg", "json", "table", "markdown"):
        result = run("network", "--format", name, "-o", tmp_path / name)
        assert result.exit_code == 0
        assert result.stdout == ""
        assert f"bytes of {name}" in result.stderr
        assert run("network", "--format", name).stdout_bytes == (tmp_path / name).read_bytes()
    assert nx.read_graphml(tmp_path / "graphml").number_of_edges() == 191
    assert nx.read_gexf(tmp_path / "gexf").number_of_nodes() == 92


def test_path_shows_each_step_with_its_evidence(run: Run) -> None:
    result = run("path", "HIST", "ICTP")
    assert result.exit_code == 0
    assert result.output.startswith("From HIST to ICTP in 2 steps\n")
    assert " 1. HIST and TWAS" in result.output
    assert result.output.count("http") >= 2
    held = json.loads(run("path", "HIST", "ICTP", "--format", "json").output)
    assert [(step["from"], step["to"]) for step in held["steps"]] == [("HIST", "TWAS"), ("TWAS", "ICTP")]
    assert all(step["links"][0]["evidence"] for step in held["steps"])


@pytest.mark.slow
def test_no_chain_is_told_with_exit_code_1(run: Run) -> None:
    result = run("path", "HIST", "ICCBS")
    assert result.exit_code == 1
    assert result.output.startswith("No chain of cooperation from HIST to ICCBS on record\n")
    assert "HIST is in a part of 64 centres, ICCBS is in a part of 1 centre." in result.output.replace("\n", " ")
    assert "--all shows it" in result.output
    assert run("path", "HIST", "ICCBS", "--all").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("path", "HIST", "hist"), "Both ends of the chain are HIST."),
        (("path", "HIST", "HISD"), "No organisation has the name or code 'HISD'."),
        (("network", "--as-of", "yesterday"), "is not a date"),
        (("network", "--compare", "2016", "--as-of", "2016"), "compared with itself"),
        (("network", "--compare", "2016", "--format", "gexf"), "--compare has no gexf"),
        (("network", "--region", "Afrika"), "Did you mean"),
        (("network", "--theme", "watter"), "There is no theme"),
        (("network", "-o", "/nowhere/network.txt"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told_in_two_lines(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) <= 3
    assert result.stdout == ""
