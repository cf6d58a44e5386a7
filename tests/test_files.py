"""Reading and writing when the disk, the rights or the encoding are against us."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from sdggraph.errors import CannotRead, CannotWrite, SdgGraphError
from sdggraph.files import read_text, write_atomically


def in_child(work: Callable[[], None]) -> int:
    """Run work in a forked child, so that limits and rights given up there do not touch the tests."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            work()
            code = 0
        except SdgGraphError as error:
            code = 10 if isinstance(error, CannotWrite) else 11 if isinstance(error, CannotRead) else 12
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    target.write_bytes(b"old")

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        write_atomically(target, b"x" * 10_000)

    assert in_child(work) == 10
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_without_rights_is_told_and_untouched(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)

    def work() -> None:
        if os.getuid() == 0:
            os.setuid(65534)  # root may write anywhere
        write_atomically(closed / "graph.ttl", b"new")

    tmp_path.chmod(0o755)
    assert in_child(work) in (10,)
    assert list(closed.iterdir()) == []


def test_the_rights_of_the_old_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_atomically(target, b"new")
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        write_atomically(tmp_path / "nowhere" / "graph.ttl", b"new")


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    target = tmp_path / "latin.ttl"
    target.write_bytes("one\ntwo\nŁódź\n".encode("iso-8859-2"))
    with pytest.raises(CannotRead, match=r"latin\.ttl:3 is not UTF-8"):
        read_text(target)


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    target = tmp_path / "bom.ttl"
    target.write_bytes("\ufeffkarst".encode())
    assert read_text(target) == "karst"


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="cannot be read"):
        read_text(tmp_path)
