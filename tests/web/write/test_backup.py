"""A graph in one file and back, from a store and from a server that goes on serving."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.store.embedded import EmbeddedStore
from tests.web.writing import UPDATE, Written, comments, new_store, remark, version

Run = Callable[..., Result]


def test_a_store_comes_back_the_same_to_the_statement(tmp_path: Path, run: Run) -> None:
    new_store(tmp_path / "store")
    file, again = tmp_path / "graph.nq.gz", tmp_path / "again"
    assert run("backup", "--store", tmp_path / "store", "-o", file).exit_code == 0
    assert run("restore", file, "--store", again).exit_code == 0
    versions = [EmbeddedStore.at(place, read_only=True).version() for place in (tmp_path / "store", again)]
    assert versions[0] == versions[1]
    assert versions[0].encode() in gzip.decompress(file.read_bytes()).splitlines()[0]
    assert run("backup", "--store", again, "-o", tmp_path / "second.nq.gz").exit_code == 0
    assert file.read_bytes() == (tmp_path / "second.nq.gz").read_bytes()


def test_nothing_is_replaced(tmp_path: Path, run: Run) -> None:
    new_store(tmp_path / "store")
    file = tmp_path / "graph.nq.gz"
    run("backup", "--store", tmp_path / "store", "-o", file)
    before = file.read_bytes()
    assert "already" in run("backup", "--store", tmp_path / "store", "-o", file).output
    assert "already" in run("restore", file, "--store", tmp_path / "store").output
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-100],
        lambda _content: b"not gzip",
        lambda content: gzip.compress(gzip.decompress(content).replace(b"Beijing", b"Peking")),
        lambda content: gzip.compress(gzip.decompress(content).partition(b"\n")[2]),
        lambda content: gzip.compress(gzip.decompress(content)[:-500]),
    ],
)
def test_a_file_that_is_not_what_was_backed_up_is_refused(
    tmp_path: Path, run: Run, spoil: Callable[[bytes], bytes]
) -> None:
    new_store(tmp_path / "store")
    file = tmp_path / "graph.nq.gz"
    run("backup", "--store", tmp_path / "store", "-o", file)
    file.write_bytes(spoil(file.read_bytes()))
    assert run("restore", file, "--store", tmp_path / "again").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.nq.gz", "store"]


def test_a_server_gives_and_takes_a_backup_while_it_serves(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    file = tmp_path / "graph.nq.gz"
    with written.server() as running:
        bearer = written.bearer()
        running.client.post("/update", content=remark("kept"), headers={**UPDATE, **bearer})
        held = version(running.client)
        found = run("backup", "--url", running.url, "-o", file)
        assert (found.exit_code, held in found.output) == (0, True), found.output
        assert "in use" in run("backup", "--store", written.place, "-o", tmp_path / "x.gz").output.replace(
            "using", "in use"
        )
        running.client.post("/update", content=remark("lost"), headers={**UPDATE, **bearer})
        assert "SDGGRAPH_TOKEN" in run("restore", file, "--url", running.url).output
        monkeypatch.setenv("SDGGRAPH_TOKEN", bearer["Authorization"].removeprefix("Bearer "))
        found = run("restore", file, "--url", running.url)
        assert found.exit_code == 0, found.output
        assert comments(running.client) == {"kept"}
        secret = bearer["Authorization"].removeprefix("Bearer ")
        assert secret not in running.said() + found.output
    again = tmp_path / "again"
    assert run("restore", file, "--store", again).exit_code == 0
    assert EmbeddedStore.at(again, read_only=True).version() == held


def test_a_token_is_not_sent_where_others_can_read_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_store(tmp_path / "store")
    run("backup", "--store", tmp_path / "store", "-o", tmp_path / "graph.nq.gz")
    monkeypatch.setenv("SDGGRAPH_TOKEN", "sdgg_secret")
    found = run("restore", tmp_path / "graph.nq.gz", "--url", "http://graph.example.org")
    assert (found.exit_code, "https" in found.output) == (2, True)
