"""The README shows what the commands print, and says what is so."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sdggraph.cli.group import COMMANDS
from sdggraph.tasks import Source

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ (sdggraph [^\n]*)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_the_console_block_shows_what_the_command_prints(command: str, shown: str) -> None:
    words = [sys.executable, "-m", "sdggraph.cli", *shlex.split(command)[1:]]
    run = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=dict(os.environ), check=False)
    assert run.stdout + run.stderr == shown, "Run scripts/readme to refresh the README."


def test_every_command_of_the_readme_exists_and_every_command_is_in_it() -> None:
    assert BLOCKS
    named = set(re.findall(r"`sdggraph ([a-z-]+)", README))
    assert named == set(COMMANDS)


@pytest.mark.slow  # publishes, draws and exports
def test_the_library_example_runs() -> None:
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    run = subprocess.run([sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("\n") == 5


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_links_to_our_own_files_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_numbers_of_the_readme_are_those_of_the_graph(source: Source) -> None:
    said = re.search(
        r"(\d+) organisations, (\d+) contributions to goals and targets, (\d+) projects, (\d+) cooperation links "
        r"and (\d+) events",
        README,
    )
    basis = re.search(r"(\d+) are \*stated\* by their source; (\d+) are \*inferred\*", README)
    assert said
    assert basis

    def count(pattern: str) -> int:
        return int(source.store.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}").rows()[0]["n"])

    with_record = "?s a sg:Organisation FILTER NOT EXISTS { ?s org:classification category:partner-without-record }"
    claims = "?s a sg:Contribution ; sg:basis basis:{}"
    counted = [with_record, "?s a sg:Contribution FILTER NOT EXISTS { ?s sg:basis basis:derived }"]
    counted += [f"?s a sg:{name}" for name in ("Project", "Cooperation", "Event")]
    assert [int(number) for number in said.groups()] == [count(pattern) for pattern in counted]
    assert [int(number) for number in basis.groups()] == [count(claims.format(kind)) for kind in ("stated", "inferred")]
