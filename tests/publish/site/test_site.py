"""A publication is there whole, or what was there before is."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sdggraph.errors import CannotWrite
from sdggraph.publish.site import site as sites
from sdggraph.publish.site.site import MANIFEST, Site, publication

PLAIN = "text/plain"


def publish(target: Path, **texts: str) -> None:
    with publication(target) as site:
        for name, text in texts.items():
            site.write(f"{name}.txt", text.encode(), media_type=PLAIN, title=name)
        site.finish("v1")


def held(target: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(target.rglob("*.txt"))}


def test_a_publication_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    target = tmp_path / "new" / "site"
    publish(target, one="1", two="2")
    publish(target, two="3")
    assert held(target) == {"two.txt": "3"}
    assert [path.name for path in target.parent.iterdir()] == ["site"]
    assert target.stat().st_mode & 0o777 == 0o755


def test_the_list_of_files_has_their_sizes_and_checksums(tmp_path: Path) -> None:
    publish(tmp_path / "site", abc="abc")
    manifest = json.loads((tmp_path / "site" / MANIFEST).read_text())
    assert manifest["version"] == "v1"
    assert manifest["files"] == [
        {
            "path": "abc.txt",
            "media_type": PLAIN,
            "title": "abc",
            "size": 3,
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
    ]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    publish(tmp_path / "site", one="1")
    assert held(tmp_path / "site") == {"one.txt": "1"}


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"generator": "another"}', "{"])
def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "diary.txt").write_text("dear")
    if manifest is not None:
        (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(CannotWrite, match="contains other files"):
        publish(tmp_path, one="1")
    assert held(tmp_path) == {"diary.txt": "dear"}


def test_a_file_or_a_link_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(CannotWrite, match="not a folder"):
            publish(tmp_path / name, one="1")


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "a\\b", "é.txt"])
def test_a_name_that_leads_elsewhere_or_is_not_plain_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        Site(tmp_path).write(path, b"", media_type=PLAIN, title="")


def test_what_fails_in_the_middle_leaves_the_old_folder_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "site"
    publish(target, one="1")

    def fail() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def full() -> None:
        with publication(target) as site:
            site.write("two.txt", b"2", media_type=PLAIN, title="")
            site.write("three.txt", fail(), media_type=PLAIN, title="")

    def wrong() -> None:
        with publication(target) as site:
            site.write("two.txt", b"2", media_type=PLAIN, title="")
            raise ZeroDivisionError

    with pytest.raises(CannotWrite, match="No space left"):
        full()
    with pytest.raises(ZeroDivisionError):
        wrong()
    assert held(target) == {"one.txt": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_somebody_fills_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "site"

    def late() -> None:
        with publication(target) as site:
            target.mkdir()
            (target / "diary.txt").write_text("dear")
            site.finish("v1")

    with pytest.raises(CannotWrite, match="contains other files"):
        late()
    assert held(target) == {"diary.txt": "dear"}


def test_where_folders_cannot_be_exchanged_they_are_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites.ctypes, "CDLL", lambda *_, **__: object())  # type: ignore[attr-defined]
    publish(tmp_path / "site", one="1")
    publish(tmp_path / "site", two="2")
    assert held(tmp_path / "site") == {"two.txt": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(("number", "leaves"), [(signal.SIGTERM, 1), (signal.SIGKILL, 2)])
def test_a_process_that_is_ended_in_the_middle_leaves_the_old_folder(tmp_path: Path, number: int, leaves: int) -> None:
    target = tmp_path / "site"
    publish(target, one="1")
    text = f"""
import time
from pathlib import Path
from sdggraph.publish.site.site import publication
with publication(Path({str(target)!r})) as site:
    site.write("two.txt", b"2", media_type="text/plain", title="")
    print("half", flush=True)
    for _ in range(600):  # one long sleep might begin just after the signal has come
        time.sleep(0.1)
"""
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(number)
    assert held(target) == {"one.txt": "1"}
    assert len(list(tmp_path.iterdir())) == leaves
    assert all(path.name.startswith((".site.", "site")) for path in tmp_path.iterdir())


def test_readers_never_find_the_folder_missing_or_half(tmp_path: Path) -> None:
    target = tmp_path / "site"
    publish(target, one="0", two="0")
    looks = watched(target)
    for number in range(20):
        publish(target, one=str(number), two=str(number))
    assert looks() > 0


def watched(target: Path) -> Callable[[], int]:
    """Look into the folder from another process all the time; what comes back stops it and says how often it looked."""
    text = f"""
import pathlib, sys
target, looks = pathlib.Path({str(target)!r}), 0
while not (target.parent / "stop").exists():
    assert target.is_dir()
    looks += 1
print(looks)
"""
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE)

    def stop() -> int:
        time.sleep(0.1)
        (target.parent / "stop").write_text("")
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        return int(output)

    return stop
