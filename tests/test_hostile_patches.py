"""Patches of data files with any name and any content: git applies each, and the files hold the proposal then."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import vocab

Run = Callable[..., Result]
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocab.PREFIXES.items())
RECORD = """
organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Partner B"@en ;
  org:classification category:partner-without-record ; foaf:homepage <https://b.example> .
"""
NEW = HEAD + 'organisation:B foaf:homepage <https://new.example> ; skos:altLabel "Bee\u2028B\x85"@en .'
PAGE = ("--evidence", "https://b.example/about")
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="the patches are applied by git")


def applied(run: Run, monkeypatch: pytest.MonkeyPatch, place: Path, content: str, name: str, data: str = "data") -> str:
    """Propose a change of a record, apply its patch in the working folder, and return the state after it."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(place.parent.parent))
    monkeypatch.chdir(place)
    file = place / data / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode())
    new = place.parent / "new.ttl"
    new.write_text(NEW)
    where = ("--data", data, "--proposals", str(place.parent / "proposals.db"))
    made = run("propose", str(new), *PAGE, *where, "--json")
    assert made.exit_code == 0, made.output
    key = json.loads(made.stdout)["id"]
    fix = place.parent / "fix"
    assert run("proposals", "export", key, "-o", str(fix), *where).exit_code == 0
    subprocess.run(["git", "apply", str(fix / "change.patch")], check=True)
    done = run("proposals", "accept", key, *where, "--json")
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["state"])


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + RECORD).rstrip(),
        (HEAD + RECORD).replace("\n", "\r\n"),
        f"\ufeff{HEAD}{RECORD}",
        HEAD + RECORD.replace("Partner B", "Partner\u2028B\x85\u2029"),
        HEAD + RECORD.replace("\n", " "),
    ],
    ids=["no-line-end", "windows", "byte-order-mark", "separators", "one-line"],
)
def test_a_patch_applies_to_a_file_of_any_content(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    (tmp_path / "here").mkdir()
    assert applied(run, monkeypatch, tmp_path / "here", content, "b.ttl") == "accepted"


@pytest.mark.parametrize("name", ["my file.ttl", "łódź.ttl", 'a"b\\.ttl', "two\nlines.ttl", "in/a folder/b.TTL"])
def test_a_patch_applies_to_a_file_of_any_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    assert applied(run, monkeypatch, tmp_path / "here", HEAD + RECORD, name) == "accepted"


def test_a_patch_applies_where_the_data_are_in_the_working_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    assert applied(run, monkeypatch, tmp_path / "here", HEAD + RECORD, "b.ttl", data=".") == "accepted"
