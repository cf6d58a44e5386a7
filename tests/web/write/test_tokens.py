"""Who may write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from sdggraph.cli import cli
from sdggraph.errors import BadData, BadParameter, CannotWrite, NotFound, Unauthorised
from sdggraph.web.write.tokens import Tokens


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "tokens.json")


def test_a_token_is_known_by_its_secret_which_is_not_kept(tokens: Tokens) -> None:
    made, secret = tokens.create("HIST secretariat", "organisation:HIST")
    assert tokens.holder(f"Bearer {secret}") == made
    assert secret not in tokens.path.read_text()
    assert len(secret) > 43  # 256 bits in base 64
    assert tokens.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer sdgg_wrong", "Basic ZGVzazpkZXNr", "x" * 100_000])
def test_anything_else_is_no_token(tokens: Tokens, header: str) -> None:
    tokens.create("desk", "graph")
    with pytest.raises(Unauthorised):
        tokens.holder(header)


def test_a_token_ends_when_its_time_has_come(tokens: Tokens) -> None:
    now = datetime.now(UTC)
    _, old = tokens.create("old", "graph", expires=now - timedelta(seconds=1))
    _, new = tokens.create("new", "graph", expires=now + timedelta(days=1))
    with pytest.raises(Unauthorised, match="expired"):
        tokens.holder(f"Bearer {old}")
    assert tokens.holder(f"bearer {new}").name == "new"


def test_revoking_counts_at_once_for_whoever_has_the_file_open(tokens: Tokens) -> None:
    made, secret = tokens.create("desk", "graph")
    open_elsewhere = Tokens(tokens.path)
    assert open_elsewhere.holder(f"Bearer {secret}") == made
    tokens.revoke(made.id)
    with pytest.raises(Unauthorised, match="revoked"):
        open_elsewhere.holder(f"Bearer {secret}")
    assert tokens.path.stat().st_mode & 0o777 == 0o600


def test_what_is_no_token_is_refused_in_words(tokens: Tokens) -> None:
    for name, scope in (("", "graph"), ("desk", "everything"), ("desk", "organisation:"), ("a\nb", "graph")):
        with pytest.raises(BadParameter):
            tokens.create(name, scope)
    with pytest.raises(NotFound):
        tokens.revoke("nobody")
    tokens.path.write_text("{}")
    with pytest.raises(BadData):
        tokens.all()


def test_the_command_line_makes_lists_and_revokes(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        found = CliRunner().invoke(cli, ["token", *words, "--store", str(tmp_path / "store")])
        assert found.exit_code == 0, found.output
        return found.stdout

    secret = run("create", "HIST secretariat", "--scope", "organisation:HIST", "--expires", "90d").strip()
    [token] = Tokens(tmp_path / "tokens.json").all()
    listed = run("list")
    assert "HIST secretariat" in listed
    assert "active" in listed
    assert secret not in listed
    run("revoke", token.id)
    assert "revoked" in run("list")


def test_whose_tokens_are_meant_must_be_said() -> None:
    assert "--store" in CliRunner().invoke(cli, ["token", "list"]).output


def test_tokens_that_are_made_at_the_same_time_are_all_kept(tokens: Tokens) -> None:
    def make(number: int) -> str:
        Tokens(tokens.path).create(f"holder {number}", "graph")
        return f"holder {number}"

    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(make, range(24)))
    assert sorted(token.name for token in tokens.all()) == sorted(names)
    assert tokens.path.stat().st_mode & 0o077 == 0


def test_a_place_where_no_lock_can_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / ".tokens.json.lock").mkdir()
    with pytest.raises(CannotWrite, match=r"tokens\.json cannot be written"):
        Tokens(tmp_path / "tokens.json").create("desk", "graph")
