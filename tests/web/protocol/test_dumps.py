"""The dumps as a client sees them."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from sdggraph import tasks
from sdggraph.sparql.formats import DUMP_FORMATS, GRAPH_FORMATS, Format
from tests.quick import slowly
from tests.web.protocol.test_linked_data import triples
from tests.web.serving import Server

FORMS = list(DUMP_FORMATS.values())


@pytest.fixture(scope="module")
def version(client: httpx.Client) -> str:
    return str(client.get("/data/").json()["version"])


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    """A client that takes files as they are; how they are compressed on the way is another test's business."""
    with httpx.Client(base_url=server.url, headers={"Accept-Encoding": "identity"}, timeout=60, trust_env=False) as own:
        yield own


QUICK = ("nquads",)


@pytest.mark.parametrize(
    "form", [each if each.name in QUICK else slowly(each) for each in FORMS], ids=[each.name for each in FORMS]
)
def test_a_dump_is_what_export_writes(client: httpx.Client, version: str, source: tasks.Source, form: Format) -> None:
    expected = tasks.export(source, form.name)
    plain = client.get(f"/data/sdggraph-{version}.{form.extension}")
    assert plain.status_code == 200
    assert plain.content == expected
    assert plain.headers["content-type"].partition(";")[0] == form.media_type
    packed = client.get(f"/data/sdggraph-{version}.{form.extension}.gz")
    assert packed.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in packed.headers
    assert gzip.decompress(packed.content) == expected
    assert packed.headers["etag"] != plain.headers["etag"]
    for answer, name in ((plain, form.extension), (packed, f"{form.extension}.gz")):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["content-disposition"] == f'attachment; filename="sdggraph-{version}.{name}"'


@pytest.mark.slow
def test_the_command_line_writes_the_same_bytes(client: httpx.Client, version: str) -> None:
    command = [sys.executable, "-m", "sdggraph.cli", "export", "--format", "nquads"]
    exported = subprocess.run(command, capture_output=True, check=True).stdout
    assert client.get(f"/data/sdggraph-{version}.nq").content == exported


@pytest.mark.slow
def test_every_dump_without_graphs_holds_the_same_triples(client: httpx.Client, version: str) -> None:
    graphs = [
        triples(client.get(f"/data/sdggraph-{version}.{each.extension}").content, each.extension)
        for each in GRAPH_FORMATS.values()
    ]
    assert len(graphs[0]) > 30_000
    assert all(graph == graphs[0] for graph in graphs)
    quads = ox.parse(client.get(f"/data/sdggraph-{version}.nq").content, ox.RdfFormat.N_QUADS)
    assert {str(quad.triple) for quad in quads} == graphs[0]


def test_compressed_files_hold_neither_a_time_nor_a_name(client: httpx.Client, version: str) -> None:
    head = client.get(f"/data/sdggraph-{version}.ttl.gz", headers={"Range": "bytes=0-9"}).content
    assert head[:4] == b"\x1f\x8b\x08\x00"  # the last one: no flags, so no name
    assert head[4:8] == b"\x00\x00\x00\x00"


@pytest.mark.slow
def test_every_listed_file_is_there(client: httpx.Client, version: str) -> None:
    listed = client.get("/data").json()
    assert len(listed["files"]) == 12
    for each in listed["files"]:
        assert client.head(each["url"]).status_code == 200
        latest = client.head(each["url"].replace(f"sdggraph-{version}", "latest"))
        assert (latest.status_code, latest.headers["location"]) == (307, each["url"])
        assert latest.headers["cache-control"] == "no-cache"


def test_head_has_the_length_of_get(client: httpx.Client, version: str) -> None:
    for name in (f"sdggraph-{version}.ttl", f"sdggraph-{version}.ttl.gz"):
        head, get = client.head(f"/data/{name}"), client.get(f"/data/{name}")
        assert head.content == b""
        assert head.headers["content-length"] == str(len(get.content))
        assert head.headers["etag"] == get.headers["etag"]
        assert client.head(f"/data/{name}", headers={"Range": "bytes=0-9"}).status_code == 200


def test_a_part_is_just_that_part(client: httpx.Client, version: str) -> None:
    address = f"/data/sdggraph-{version}.nq"
    whole = client.get(address)
    size, tag = len(whole.content), whole.headers["etag"]
    for wanted, start, stop in (
        ("bytes=0-99", 0, 100),
        ("bytes=100-100", 100, 101),
        ("bytes=-7", size - 7, size),
        (f"bytes={size - 5}-", size - 5, size),
        (f"bytes=10-{size * 2}", 10, size),
        (f"bytes=-{size * 2}", 0, size),
        ("bytes=1048570-3145730", 1048570, 3145731),
    ):
        part = client.get(address, headers={"Range": wanted, "If-Range": tag})
        assert part.status_code == 206
        assert part.content == whole.content[start:stop]
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        assert part.headers["content-length"] == str(stop - start)


def test_a_part_that_there_is_not_is_told_so(client: httpx.Client, version: str) -> None:
    address = f"/data/sdggraph-{version}.nq"
    size = int(client.head(address).headers["content-length"])
    for wanted in (f"bytes={size}-", "bytes=999999999999999-", "bytes=-0"):
        answer = client.get(address, headers={"Range": wanted})
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,4-5"},
        {"Range": "bytes=5-4"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=-"},
        {"Range": "bytes=" + "9" * 5000 + "-"},
        {"Range": "bytes=" + "0-," * 2000},
        {"Range": "bytes=0-1", "If-Range": '"another"'},
        {"Range": "bytes=0-1", "If-Range": "Wed, 21 Oct 2026 07:28:00 GMT"},
    ],
    ids=range(8),
)
def test_whoever_asks_for_parts_in_another_way_gets_all(
    client: httpx.Client, version: str, headers: dict[str, str]
) -> None:
    answer = client.get(f"/data/sdggraph-{version}.ttl", headers=headers)
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"])


def test_what_a_client_has_is_not_sent_again(client: httpx.Client, version: str) -> None:
    address = f"/data/sdggraph-{version}.ttl.gz"
    tag = client.head(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name",
    [
        "sdggraph-0123456789abcdef0123456789abcdef.ttl.gz",
        "sdggraph-VERSION.csv",
        "sdggraph-VERSION.ttl.zip",
        "sdggraph-VERSION",
        "latest.gz",
        "..%2F..%2Fetc%2Fpasswd",
        "%0d%0a",
        "x" * 3000,
    ],
    ids=range(8),
)
def test_a_file_that_there_is_not_is_a_problem(client: httpx.Client, version: str, name: str) -> None:
    answer = client.get(f"/data/{name.replace('VERSION', version)}")
    assert answer.status_code == 404
    found = answer.json()
    assert found["remedy"]
    if name.startswith("sdggraph-0"):
        assert found["nearest"] == [f"sdggraph-{version}.ttl.gz"]


@pytest.mark.slow
def test_many_who_ask_at_once_get_the_same_and_it_is_made_once(tmp_path: Path, small: Path) -> None:
    with Server("--data", str(small), log=tmp_path / "log", environment={"TMPDIR": str(tmp_path)}) as server:

        def digest(name: str) -> str:
            plain = {"Accept-Encoding": "identity"}
            address = f"{server.url}/data/{name}"
            found = httpx.get(address, headers=plain, follow_redirects=True, timeout=60, trust_env=False)
            return hashlib.sha256(found.content).hexdigest()

        with ThreadPoolExecutor(12) as threads:
            digests = list(threads.map(digest, ["latest.nq.gz", "latest.nq", "latest.ttl"] * 8))
        assert len(set(digests)) == 3
        # open files, and no entry of a folder that could be left behind
        assert _kept(server.process.pid, tmp_path) == 3
        assert [each.name for each in tmp_path.iterdir()] == ["log"]
        assert server.stop() in (0, -15)
    assert "Traceback" not in server.said()


def _kept(process: int, folder: Path) -> int:
    """How many files of that folder a process holds open that have no name any more."""
    descriptors = Path(f"/proc/{process}/fd")
    return sum(
        f"{folder}/" in (target := os.readlink(each)) and "(deleted)" in target for each in descriptors.iterdir()
    )


@pytest.mark.slow
def test_a_slow_reader_leaving_does_not_disturb_others(client: httpx.Client, version: str) -> None:
    address = f"/data/sdggraph-{version}.nt"
    for _ in range(3):
        with client.stream("GET", address) as answer:
            next(answer.iter_raw(1000))
    assert client.get(address).status_code == 200
