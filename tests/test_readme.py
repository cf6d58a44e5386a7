"""The README shows what the commands print, and says what is so."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sdggraph.cli.group import COMMANDS

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


def test_the_library_example_runs() -> None:
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    run = subprocess.run([sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("\n") == 5


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_links_to_our_own_files_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
