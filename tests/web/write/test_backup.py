"""A graph in one file and back, from a store and from a server that goes on serving."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.store import backup_file
from sdggraph.store.embedded import EmbeddedStore
from tests.quick import quick
from tests.web.serving import Server
from tests.web.writing import UPDATE, Written, comments, new_store, remark, version

pytestmark = pytest.mark.slow

Run = Callable[..., Result]


def test_a_store_comes_back_the_same_to_the_statement(tmp_path: Path, run: Run) -> None:
    new_store(tmp_path / "store")
    file, again = tmp_path / "graph.nq.gz", tmp_path / "again"
    assert run("backup", "--store", tmp_path / "store", "-o", file).exit_code == 0
    found = run("restore", file, "--store", again)
    assert found.exit_code == 0, found.output
    versions = [EmbeddedStore.at(place, read_only=True).version() for place in (tmp_path / "store", again)]
    assert versions[0] == versions[1]
    assert versions[0].encode() in gzip.decompress(file.read_bytes()).splitlines()[0]
    assert run("backup", "--store", again, "-o", tmp_path / "second.nq.gz").exit_code == 0
    assert file.read_bytes() == (tmp_path / "second.nq.gz").read_bytes()


def test_blank_nodes_come_back_under_their_names(tmp_path: Path, run: Run) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.ttl").write_text("<urn:a> <urn:p> [ <urn:q> 1 ] , _:x . _:x <urn:q> _:x .")
    store, again, file = tmp_path / "store", tmp_path / "again", tmp_path / "graph.nq.gz"
    assert run("query", "isolated-centres", "--store", store, "--data", tmp_path / "data").exit_code == 0
    assert run("backup", "--store", store, "-o", file).exit_code == 0
    found = run("restore", file, "--store", again)
    assert found.exit_code == 0, found.output
    versions = {EmbeddedStore.at(place, read_only=True).version() for place in (store, again)}
    assert len(versions) == 1


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


def made(file: Path, lines: list[bytes], *, members: int = 1, end: bytes = b"") -> Path:
    """A file like a backup of these lines, with the digest that it must have."""
    content = b"".join(line + b"\n" for line in lines)
    content = backup_file.head(backup_file.digest([content])) + content
    size = len(content) // members + 1
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    file.write_bytes(b"".join(map(gzip.compress, parts)) + end)
    return file


GOOD = b"<urn:a> <urn:p> <urn:b> <urn:g> ."


@pytest.mark.parametrize(
    "line",
    [
        b"<urn:b> <urn:p> .",
        b"<urn:b> <urn:p> 'x' <urn:g> .",
        b"<urn b> <urn:p> <urn:c> <urn:g> .",
        b"<urn:\xff> <urn:p> <urn:c> <urn:g> .",
        b"no statement at all",
        b'<urn:b> <urn:p> "open <urn:g> .',
        b"<urn:b>\t<urn:p> <urn:c> <urn:g> .",  # right, but not as a store writes it
        GOOD,  # twice
    ],
)
def test_statements_that_cannot_be_read_are_refused_in_words(tmp_path: Path, run: Run, line: bytes) -> None:
    file = made(tmp_path / "graph.nq.gz", [GOOD, line] if line.endswith(b" .") else [GOOD])
    if not line.endswith(b" ."):
        content = gzip.decompress(file.read_bytes()).replace(b", 1 ", b", 2 ") + line
        file.write_bytes(gzip.compress(content))
    found = run("restore", file, "--store", tmp_path / "again")
    assert found.exit_code == 2, found.output
    assert "Traceback" not in found.output
    assert [path.name for path in tmp_path.iterdir()] == ["graph.nq.gz"]


@pytest.mark.parametrize("members", [1, 2, 5])
def test_a_file_of_several_gzip_members_is_read_whole(tmp_path: Path, run: Run, members: int) -> None:
    file = made(tmp_path / "graph.nq.gz", [GOOD, b"<urn:b> <urn:p> <urn:c> <urn:g> ."], members=members)
    found = run("restore", file, "--store", tmp_path / "again")
    assert (found.exit_code, "2 statements" in found.output) == (0, True), found.output


@pytest.mark.parametrize("end", [b"junk", b"\x1f\x8b", GOOD, gzip.compress(b"<urn:z> <urn:p> <urn:z> <urn:g> .\n")])
def test_what_follows_a_backup_is_refused(tmp_path: Path, run: Run, end: bytes) -> None:
    file = made(tmp_path / "graph.nq.gz", [GOOD], end=end)
    assert run("restore", file, "--store", tmp_path / "again").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["graph.nq.gz"]


@pytest.mark.parametrize(
    "filling", quick(2, [b"\0", b"\n", b"x" * 99 + b"\n", b"# a comment of no use\n", GOOD + b"\n"])
)
def test_a_gzip_bomb_is_refused_without_being_unpacked(tmp_path: Path, run: Run, filling: bytes) -> None:
    file = tmp_path / "bomb.gz"
    packing = zlib.compressobj(9, wbits=31)
    block = filling * ((1 << 20) // len(filling))
    head = b"# sdggraph backup, data version " + b"0" * 32 + b", 9000000000 statements\n"
    file.write_bytes(packing.compress(head) + b"".join(packing.compress(block) for _ in range(100)) + packing.flush())
    tracemalloc.start()
    found = run("restore", file, "--store", tmp_path / "again")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.exit_code, "Traceback" in found.output) == (2, False), found.output
    assert peak < 100 << 20
    assert [path.name for path in tmp_path.iterdir()] == ["bomb.gz"]


def test_a_server_gives_and_takes_a_backup_while_it_serves(
    tmp_path: Path, run: Run, written: Written, writable: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, bearer = writable.client, written.bearer()
    client.post("/update", content=remark("kept"), headers={**UPDATE, **bearer})
    held, kept, file = version(client), comments(client), tmp_path / "graph.nq.gz"
    assert "kept" in kept
    found = run("backup", "--url", writable.url, "-o", file)
    assert (found.exit_code, held in found.output) == (0, True), found.output
    assert "in use" in run("backup", "--store", written.place, "-o", tmp_path / "x.gz").output.replace(
        "using", "in use"
    )
    client.post("/update", content=remark("lost"), headers={**UPDATE, **bearer})
    assert "SDGGRAPH_TOKEN" in run("restore", file, "--url", writable.url).output
    secret = bearer["Authorization"].removeprefix("Bearer ")
    monkeypatch.setenv("SDGGRAPH_TOKEN", secret)
    found = run("restore", file, "--url", writable.url)
    assert found.exit_code == 0, found.output
    assert comments(client) == kept
    assert secret not in writable.said() + found.output
    again = tmp_path / "again"
    found = run("restore", file, "--store", again)
    assert found.exit_code == 0, found.output
    assert EmbeddedStore.at(again, read_only=True).version() == held


def test_a_token_is_not_sent_where_others_can_read_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_store(tmp_path / "store")
    run("backup", "--store", tmp_path / "store", "-o", tmp_path / "graph.nq.gz")
    monkeypatch.setenv("SDGGRAPH_TOKEN", "sdgg_secret")
    found = run("restore", tmp_path / "graph.nq.gz", "--url", "http://graph.example.org")
    assert (found.exit_code, "https" in found.output) == (2, True)
