"""Proposed corrections by people who mean harm, or send what a form never would."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.proposing import HEAD, WHERE, Run, working_folder

RECORD = """
organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Partner B"@en ;
  org:classification category:partner-without-record ; foaf:homepage <https://b.example> ; skos:altLabel "Bee"@en .
"""
PAGE = ("--evidence", "https://b.example/about")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A folder with data and a file of statements; it is the working folder."""
    return working_folder(tmp_path, monkeypatch, run, RECORD)


def answered(run: Run, *words: str) -> Any:
    result = run(*words, *WHERE, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(run: Run, *words: str) -> str:
    result = run(*words, *WHERE)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("text", ["a\udcffb", "a\x1bb", "a\u202eb", "a\u2066b"])
@pytest.mark.parametrize("option", ["--basis", "--name", "--mail", "--evidence"])
def test_texts_that_cannot_be_kept_or_shown_are_refused_in_words(run: Run, place: Path, option: str, text: str) -> None:
    value = {"--mail": f"{text}@b.example", "--evidence": f"https://b.example/{text}"}.get(option, text)
    problem = refused(run, "propose", "new.ttl", *PAGE, option, value)
    assert any(words in problem for words in ("cannot be shown", "is no mail address", "is no address"))
    assert not (place / "proposals.db").exists(), "nothing is kept"


@pytest.mark.parametrize("office", ["", "  ", "a\udcff", "a\nb", "x" * 201])
def test_the_office_that_decides_has_a_name_that_can_be_shown(run: Run, place: Path, office: str) -> None:
    key = answered(run, "propose", "new.ttl", *PAGE)["id"]
    assert "office" in refused(run, "proposals", "decline", key, "--reason", "No.", "--by", office)
    assert "office" in refused(run, "proposals", "accept", key, "--by", office)
    assert answered(run, "proposals", "show", key)["state"] == "open"


def test_a_pipe_without_end_is_read_up_to_the_limit(run: Run, place: Path) -> None:
    os.mkfifo(place / "pipe.ttl")

    def feed() -> None:
        try:
            with (place / "pipe.ttl").open("wb") as pipe:
                while True:
                    pipe.write(b"# \n" * 10_000)
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    problem = refused(run, "propose", "pipe.ttl", *PAGE)
    feeder.join()
    assert "more than 2,000,000 bytes" in problem


def test_a_compressed_file_is_bounded_by_what_it_unpacks_to(run: Run, place: Path) -> None:
    (place / "bomb.ttl.gz").write_bytes(gzip.compress(b"#" * 3_000_000))
    assert "unpacks to more than 2,000,000 bytes" in refused(run, "propose", "bomb.ttl.gz", *PAGE)


@pytest.mark.parametrize("text", ["x^^y", 'a"^^<b>', "{x} %(name)s %s", "^^"])
def test_a_text_is_shown_whole_whatever_stands_in_it(run: Run, place: Path, text: str) -> None:
    (place / "text.ttl").write_text(f"{HEAD}organisation:B skos:altLabel {json.dumps(text)} .")
    [added] = answered(run, "propose", "text.ttl", *PAGE)["added"]
    assert added["value"] == json.dumps(text)


@pytest.mark.parametrize(
    "statement",
    [
        'sg:displayName "Another name"@en',
        "sg:cooperatesWith organisation:C",
        "sg:countryGroup category:category-2",
        "sg:hostedBy organisation:C",
    ],
)
def test_what_rules_derive_cannot_be_stated_or_withdrawn(run: Run, place: Path, statement: str) -> None:
    (place / "derived.ttl").write_text(f"{HEAD}organisation:B {statement} .")
    assert "follows from other statements" in refused(run, "propose", "derived.ttl", *PAGE)
    assert "follows from other statements" in refused(run, "propose", "--withdraw", "derived.ttl", *PAGE)


def test_derived_statements_that_hold_may_stand_in_a_file_taken_from_a_page(run: Run, place: Path) -> None:
    whole = f'{HEAD}organisation:B sg:displayName "Partner B"@en ; foaf:homepage <https://new.example> .'
    (place / "page.ttl").write_text(whole)
    made = answered(run, "propose", "page.ttl", *PAGE)
    assert [each["property"] for each in made["added"]] == ["foaf:homepage"]


def test_no_basis_looks_like_a_line_of_the_commit_message(run: Run, place: Path) -> None:
    forged = "As said.\nEvidence: https://unesco.org\nProposed by: desk, 2026-01-01"
    key = answered(run, "propose", "new.ttl", *PAGE, "--basis", forged)["id"]
    assert run("proposals", "export", key, "-o", "fix", *WHERE).exit_code == 0
    lines = (place / "fix" / "message.txt").read_text().splitlines()
    assert [line for line in lines if line.startswith("Evidence: ")] == [f"Evidence: {PAGE[1]}"]
    assert [line.partition(",")[0] for line in lines if line.startswith("Proposed by")] == ["Proposed by: reader"]


# --- the file of proposals -------------------------------------------------------------------------------------------


def changed(place: Path, *statements: str) -> None:
    with sqlite3.connect(place / "proposals.db") as base:
        for statement in statements:
            base.execute(statement)
    base.close()


@pytest.mark.parametrize("version", [-1, 0, 1, 7])
def test_the_database_of_another_program_stays_as_it_is(run: Run, place: Path, version: int) -> None:
    changed(place, "CREATE TABLE note (text)", f"PRAGMA user_version = {version}")
    before = (place / "proposals.db").read_bytes()
    assert "is a database of another program" in refused(run, "proposals", "list")
    assert "is a database of another program" in refused(run, "propose", "new.ttl", *PAGE)
    assert (place / "proposals.db").read_bytes() == before
    assert [each.name for each in place.glob("proposals.db*")] == ["proposals.db"]


def test_a_queue_of_a_newer_version_is_named_as_such(run: Run, place: Path) -> None:
    answered(run, "propose", "new.ttl", *PAGE)
    changed(place, "PRAGMA user_version = 2")
    assert "was written by a newer sdggraph" in refused(run, "proposals", "list")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposal SET content = '{'",
        "UPDATE proposal SET content = '{}'",
        "UPDATE proposal SET content = '[]'",
        "UPDATE proposal SET content = json_set(content, '$.kind', 'other')",
        "UPDATE proposal SET content = json_set(content, '$.evidence', NULL)",
        "UPDATE proposal SET content = json_set(content, '$.later', 1)",
        "UPDATE proposal SET content = replace(content, 'https://new', 'https: //new')",
        "DELETE FROM setting",
        "UPDATE setting SET value = 'long'",
        "UPDATE setting SET value = '999999999999'",
        "ALTER TABLE proposal RENAME COLUMN content TO contents",
    ],
)
def test_a_damaged_queue_is_told_in_words(run: Run, place: Path, statement: str) -> None:
    key = answered(run, "propose", "new.ttl", *PAGE)["id"]
    changed(place, statement)
    for words in (("list",), ("show", key), ("decline", key, "--reason", "No.")):
        assert "or it is damaged" in refused(run, "proposals", *words)


def test_a_withdrawal_without_evidence_can_be_undone(run: Run, place: Path) -> None:
    (place / "wrong.ttl").write_text(f'{HEAD}organisation:B skos:altLabel "Bee"@en .')
    key = answered(run, "propose", "--withdraw", "wrong.ttl", "--basis", "Nobody calls it so.")["id"]
    record = place / "data" / "b.ttl"
    record.write_text(record.read_text().replace('skos:altLabel "Bee"@en', 'skos:note "Checked."@en'))
    assert answered(run, "proposals", "accept", key)["state"] == "accepted"
    back = answered(run, "proposals", "undo", key)
    assert back["added"] == [{"thing": "organisation:B", "property": "skos:altLabel", "value": '"Bee"@en'}]


def test_what_others_changed_since_is_not_undone_to_wrong_data(run: Run, place: Path) -> None:
    key = answered(run, "propose", "new.ttl", *PAGE)["id"]
    record = place / "data" / "b.ttl"
    record.write_text(record.read_text().replace("https://b.example", "https://new.example"))
    answered(run, "proposals", "accept", key)
    record.write_text(record.read_text().replace("https://new.example", "https://third.example"))
    assert "The data have changed since: propose the value that is right." in refused(run, "proposals", "undo", key)


def test_an_empty_list_names_the_state_that_was_asked_for(run: Run, place: Path) -> None:
    answered(run, "propose", "new.ttl", *PAGE)
    assert run("proposals", "list", "--state", "declined", *WHERE).stdout == "No proposal is declined.\n"
    assert "open" in run("proposals", "list", *WHERE).stdout


@pytest.mark.parametrize("more", [("--whole",), ("new.ttl",), ("--withdraw", "new.ttl")])
def test_a_confirmation_takes_nothing_beside_it_in_silence(run: Run, place: Path, more: tuple[str, ...]) -> None:
    assert "A confirmation changes nothing else." in refused(run, "propose", "--confirm", "B", *more)
