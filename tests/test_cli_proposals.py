"""The commands `propose` and `proposals`, on a small folder of data."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.proposing import HEAD, WHERE, Run, working_folder

RECORD = """
organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Partner B"@en ;
  org:classification category:partner-without-record ; foaf:homepage <https://b.example> .
"""
PAGE = "https://b.example/about"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A folder with data and a file of statements; it is the working folder."""
    return working_folder(tmp_path, monkeypatch, run, RECORD)


def proposed(run: Run, *words: str) -> dict[str, Any]:
    result = run("propose", *words, *WHERE, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def failed(run: Run, *words: str) -> str:
    result = run(*words, *WHERE)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    return " ".join(result.stderr.split())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="the patch is applied by git")
def test_a_correction_is_proposed_looked_at_exported_and_accepted(run: Run, place: Path) -> None:
    made = proposed(run, "new.ttl", "--evidence", PAGE, "--name", "Ada Example", "--mail", "ada@b.example")
    assert (made["kind"], made["state"], made["evidence"]) == ("change", "open", [PAGE])
    assert made["removed"] == [
        {"thing": "organisation:B", "property": "foaf:homepage", "value": "https://b.example"},
    ]
    key = made["id"]
    listed = run("proposals", "list", *WHERE).stdout
    assert f"{key[:8]}  " in listed
    assert "organisation:B" in listed
    shown = run("proposals", "show", key[:6], *WHERE).stdout
    assert "- foaf:homepage  https://b.example\n  + foaf:homepage  https://new.example" in shown
    assert "(Ada Example, ada@b.example)" in shown

    assert "do not hold proposal" in failed(run, "proposals", "accept", key)
    assert run("proposals", "export", key, "-o", "fix", *WHERE).exit_code == 0
    files = {file.name: file.read_text() for file in (place / "fix").iterdir()}
    assert set(files) == {"change.patch", "message.txt", "evidence.json"}
    assert not any("Ada" in text or "ada@" in text for text in files.values())
    assert PAGE in files["message.txt"]
    subprocess.run(["git", "apply", "fix/change.patch"], check=True, cwd=place)
    assert "https://new.example" in (place / "data" / "b.ttl").read_text()
    assert run("format", "--check", "data").exit_code == 0, "the patched file is canonical"
    done = json.loads(run("proposals", "accept", key, *WHERE, "--json").stdout)
    assert (done["state"], done["decided_by"]) == ("accepted", "desk")
    assert run("proposals", "list", *WHERE).stdout == "No proposal is waiting.\n"
    every = json.loads(run("proposals", "list", "--state", "all", *WHERE, "--json").stdout)
    assert [each["id"] for each in every] == [key]


def test_a_proposal_is_declined_with_a_reason(run: Run, place: Path) -> None:
    key = proposed(run, "new.ttl", "--evidence", PAGE)["id"]
    assert run("proposals", "ask", key, "--question", "Since when?", *WHERE).exit_code == 0
    shown = run("proposals", "decline", key, "--reason", "It is another B.", "--by", "Desk of B", *WHERE).stdout
    assert "by Desk of B: It is another B." in shown
    assert "is declined already" in failed(run, "proposals", "decline", key, "--reason", "Again.")
    assert "No reason is given" in failed(run, "proposals", "ask", key, "--question", " ")


def test_statements_are_withdrawn_and_a_record_is_confirmed(run: Run, place: Path) -> None:
    (place / "old.ttl").write_text(HEAD + "organisation:B foaf:homepage <https://b.example> .")
    gone = proposed(run, "--withdraw", "old.ttl", "--basis", "The site was sold.")
    assert (gone["kind"], gone["added"], len(gone["removed"])) == ("withdraw", [], 1)
    sure = proposed(run, "--confirm", "B", "--role", "centre")
    assert (sure["kind"], sure["role"]) == ("confirm", "centre")
    assert [each["property"] for each in sure["added"]] == ["sg:confirmed"]


@pytest.mark.parametrize(
    ("turtle", "words", "told"),
    [
        ("organisation:B foaf:homepage 'b' .", (), "The website is given twice or is not a web address."),
        ("organisation:B foaf:homepage <https://b.example> .", (), "Nothing would change"),
        ("organisation:B foaf:homepage", (), "wrong.ttl:"),
        ("", (), "there is no statement here"),
        ("organisation:B sg:hompage <https://x.example> .", ("--mail", "nobody"), "is no mail address"),
    ],
)
def test_a_wrong_file_is_told_in_words_and_nothing_is_kept(
    run: Run, place: Path, turtle: str, words: tuple[str, ...], told: str
) -> None:
    (place / "wrong.ttl").write_text(HEAD + turtle)
    assert told in failed(run, "propose", "wrong.ttl", "--evidence", PAGE, *words)
    assert not (place / "proposals.db").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("propose",), "Nothing is proposed."),
        (("propose", "new.ttl"), "No evidence is given."),
        (("propose", "absent.ttl", "--evidence", PAGE), "absent.ttl cannot be read"),
        (("propose", "--whole", "--withdraw", "new.ttl"), "--whole needs a file."),
        (("propose", "new.ttl", "--confirm", "B"), "A confirmation changes nothing else."),
        (("propose", "--confirm", "Nowhere"), "Nowhere"),
        (("propose", "new.ttl", "--evidence", PAGE, "--replaces", "123456"), "There are no proposals"),
        (("proposals", "list"), "There are no proposals at proposals.db."),
        (("proposals", "show", "123456"), "There are no proposals at proposals.db."),
    ],
)
def test_what_is_missing_is_told_in_words(run: Run, place: Path, words: tuple[str, ...], told: str) -> None:
    assert told in failed(run, *words)


def test_a_queue_must_be_named_where_there_is_no_store(run: Run, place: Path) -> None:
    result = run("proposals", "list", "--data", "data")
    assert result.exit_code == 2
    assert "Give --store FOLDER, or --proposals FILE." in result.stderr
