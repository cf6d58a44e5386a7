"""`scripts/check-versions` chooses the right Python and the right versions; installing and testing are played here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "check-versions"
# makes an environment whose programs do nothing, and writes down what it was asked
UV = """#!/bin/sh
echo "$*" >> "$ASKED"
case "$1 $2" in
  "python list") cat "$PYTHONS" ;;
  "venv --quiet")
    for place; do :; done
    mkdir -p "$place/bin"
    printf '#!/bin/sh\\necho "played: $*"\\n' > "$place/bin/python"
    cp "$place/bin/python" "$place/bin/sdggraph"
    chmod +x "$place/bin/python" "$place/bin/sdggraph" ;;
esac
"""
NEWER = """cpython-3.99.2-linux-x86_64-gnu     /opt/99.2/bin/python3.99
cpython-3.100.1-linux-x86_64-gnu    /opt/100.1/bin/python3.100 -> python
cpython-3.101.0a1-linux-x86_64-gnu  /opt/alpha/bin/python3.101
cpython-3.101.0+freethreaded-linux-x86_64-gnu  /opt/free/bin/python3.101t
pypy-3.102.0-linux-x86_64-gnu       /opt/pypy/bin/pypy
cpython-3.11.7-linux-x86_64-gnu     /usr/bin/python3.11
"""


class Played(NamedTuple):
    """A run of the script: what it printed, and what it asked of uv."""

    output: str
    asked: str


def play(place: Path, *words: str, pythons: str = NEWER, day: str = "01") -> Played:
    programs = place / "programs"
    programs.mkdir()
    for name, text in (("uv", UV), ("date", f"#!/bin/sh\necho {day}\n")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (place / "pythons").write_text(pythons)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "ASKED": str(place / "asked"),
        "PYTHONS": str(place / "pythons"),
        "PYTHON": sys.executable,
        "TMPDIR": str(place),
    }
    done = subprocess.run([str(SCRIPT), *words], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return Played(done.stdout, (place / "asked").read_text())


def test_the_lowest_versions_are_installed_on_the_python_in_use(tmp_path: Path) -> None:
    run = play(tmp_path, "lowest")
    assert f"venv --quiet --seed --python {sys.executable} " in run.asked
    assert "--resolution lowest-direct -e .[dev]" in run.asked
    assert "python list" not in run.asked


def test_the_newest_whole_release_of_cpython_is_used_with_the_versions_of_today(tmp_path: Path) -> None:
    run = play(tmp_path, "newest")
    assert "--python /opt/100.1/bin/python3.100 " in run.asked
    assert "lowest-direct" not in run.asked


@pytest.mark.parametrize("pythons", ["", "cpython-3.11.99-linux-x86_64-gnu /usr/bin/python3.11\n"])
def test_without_a_newer_python_it_says_so_and_takes_the_lowest_versions(tmp_path: Path, pythons: str) -> None:
    run = play(tmp_path, "newest", pythons=pythons)
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"No Python newer than {ours} is on this machine, so the lowest versions are checked instead." in run.output
    assert f"--python {sys.executable} " in run.asked
    assert "--resolution lowest-direct" in run.asked


@pytest.mark.parametrize(("day", "lowest"), [("08", True), ("09", False), ("30", True), ("31", False)])
def test_even_days_are_for_the_lowest_versions_and_odd_days_for_the_newest_python(
    tmp_path: Path, day: str, lowest: bool
) -> None:
    assert ("lowest-direct" in play(tmp_path, day=day).asked) is lowest


def test_further_words_are_for_pytest_and_nothing_is_left_behind(tmp_path: Path) -> None:
    run = play(tmp_path, "lowest", "tests/test_numbers.py")
    assert "played: -m pytest -q -n 2 --dist worksteal -m not slow tests/test_numbers.py" in run.output
    assert "played: suggest-partners HIST --limit 1" in run.output
    assert sorted(each.name for each in tmp_path.iterdir()) == ["asked", "programs", "pythons"]
