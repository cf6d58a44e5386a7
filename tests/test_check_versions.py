"""`scripts/check-versions` chooses the right Python and the right versions; installing and testing are played here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "check-versions"
# all that the script may call
TOOLS = ("awk", "bash", "cat", "chmod", "cp", "env", "grep", "head", "ls", "mkdir", "mktemp", "rm", "sort", "tail")
# makes an environment whose programs do nothing, and writes down what it was asked
UV = """#!/bin/sh
echo "$*" >> "$ASKED"
case "$1 $2" in
  "python list") echo "cpython-3.99.1-linux-x86_64-gnu     $UV_HAS" ;;
  "venv --quiet")
    for place; do :; done
    mkdir -p "$place/bin"
    printf '#!/bin/sh\\necho "played: $*"\\n' > "$place/bin/python"
    cp "$place/bin/python" "$place/bin/sdggraph"
    chmod +x "$place/bin/python" "$place/bin/sdggraph" ;;
esac
"""
OLDER, NEWER = f"3.{sys.version_info.minor}.99", "3.98.7"


class Played(NamedTuple):
    """A run of the script: what it printed, and what it asked of uv."""

    output: str
    asked: str


def play(place: Path, *words: str, pythons: Mapping[str, str] | None = None, day: str = "01", uv: str = "") -> Played:
    """Run the script where these programs are Pythons: path below the place -> what they say of themselves."""
    programs = place / "programs"
    texts = {"programs/uv": UV, "programs/date": f"#!/bin/sh\necho {day}\n"}
    texts |= {path: f"#!/bin/sh\necho {said}\n" for path, said in (pythons or {}).items()}
    for path, text in texts.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
        (place / path).chmod(0o755)
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (programs / name).symlink_to(found)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYENV_"))},
        "PATH": str(programs),
        "HOME": str(place),
        "ASKED": str(place / "asked"),
        "UV_HAS": uv and str(place / uv),
        "PYTHON": sys.executable,
        "TMPDIR": str(place),
    }
    done = subprocess.run([str(SCRIPT), *words], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return Played(done.stdout, (place / "asked").read_text())


def test_the_lowest_versions_are_installed_on_the_python_in_use(tmp_path: Path) -> None:
    run = play(tmp_path, "lowest", pythons={"programs/python3.98": f"{NEWER} /new"})
    assert f"venv --quiet --seed --python {sys.executable} " in run.asked
    assert "--resolution lowest-direct -e .[dev]" in run.asked


@pytest.mark.slow
@pytest.mark.parametrize("where", ["programs/python3.98", ".pyenv/versions/3.98.7/bin/python3", "elsewhere/python"])
def test_a_newer_python_is_found_on_the_path_and_where_pyenv_and_uv_keep_theirs(tmp_path: Path, where: str) -> None:
    run = play(tmp_path, "newest", pythons={where: f"{NEWER} /new", "programs/python3.5": "3.5.0 /old"}, uv=where)
    assert "venv --quiet --seed --python /new " in run.asked
    assert "lowest-direct" not in run.asked


def test_of_two_newer_pythons_the_newest_is_used_and_what_does_not_answer_is_left_out(tmp_path: Path) -> None:
    pythons = {
        "programs/python3.98": f"{NEWER} /new",
        "programs/python3.100": "3.100.1 /newest",
        "programs/python3.101": "not found >&2; exit 127",  # as pyenv says of one that is not chosen
        "programs/python3.102": "",  # as an unfinished release says, or one without the lock
    }
    assert "--python /newest " in play(tmp_path, "newest", pythons=pythons).asked


@pytest.mark.parametrize("pythons", [{}, {"programs/python3": f"{OLDER} /same"}])
def test_without_a_newer_python_it_says_so_and_takes_the_lowest_versions(
    tmp_path: Path, pythons: dict[str, str]
) -> None:
    run = play(tmp_path, "newest", pythons=pythons)
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"No Python newer than {ours} is on this machine, so the lowest versions are checked instead." in run.output
    assert f"--python {sys.executable} " in run.asked
    assert "--resolution lowest-direct" in run.asked


@pytest.mark.slow
@pytest.mark.parametrize(("day", "lowest"), [("08", True), ("09", False), ("30", True), ("31", False)])
def test_even_days_are_for_the_lowest_versions_and_odd_days_for_the_newest_python(
    tmp_path: Path, day: str, lowest: bool
) -> None:
    run = play(tmp_path, day=day, pythons={"programs/python3.98": f"{NEWER} /new"})
    assert ("lowest-direct" in run.asked) is lowest


def test_further_words_are_for_pytest_and_nothing_is_left_behind(tmp_path: Path) -> None:
    run = play(tmp_path, "lowest", "tests/test_numbers.py")
    assert "played: -m pytest -q -n 2 --dist worksteal -m not slow tests/test_numbers.py" in run.output
    assert "played: suggest-partners HIST --limit 1" in run.output
    assert sorted(each.name for each in tmp_path.iterdir()) == ["asked", "programs"]
