"""The cache: fresh or made anew, never wrong, never in the way."""

import os
from pathlib import Path

import pytest

from sdggraph.model import cache
from sdggraph.model.records import Network
from sdggraph.tasks import Source


def test_the_real_network_comes_back_as_it_went(source: Source) -> None:
    assert cache.loads(cache.dumps(source.network)) == source.network


def test_the_second_time_nothing_is_made(tmp_path: Path, tiny: Network) -> None:
    file = tmp_path / "data.ttl"
    file.write_text("a")
    first = cache.cached(tmp_path / "cache", [str(file)], lambda: tiny)
    second = cache.cached(tmp_path / "cache", [str(file)], lambda: pytest.fail("made twice"))
    assert first == second == tiny


def test_a_changed_file_is_noticed(tmp_path: Path, tiny: Network) -> None:
    file = tmp_path / "data.ttl"
    file.write_text("a")
    cache.cached(tmp_path / "cache", [str(file)], lambda: tiny)
    os.utime(file, ns=(1, 1))
    newer = tiny._replace(version="newer")
    assert cache.cached(tmp_path / "cache", [str(file)], lambda: newer).version == "newer"


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"organisations": 3}', b"\xff\xfe"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, tiny: Network, rubbish: bytes) -> None:
    file = tmp_path / "data.ttl"
    file.write_text("a")
    cache.cached(tmp_path / "cache", [str(file)], lambda: tiny)
    [kept] = (tmp_path / "cache").iterdir()
    kept.write_bytes(rubbish)
    assert cache.cached(tmp_path / "cache", [str(file)], lambda: tiny) == tiny
    assert kept.read_bytes() == cache.dumps(tiny, cache.stamp([str(file)]))


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, tiny: Network) -> None:
    file = tmp_path / "data.ttl"
    file.write_text("a")
    blocked = tmp_path / "file-not-folder"
    blocked.write_text("")
    assert cache.cached(blocked, [str(file)], lambda: tiny) == tiny


def test_old_networks_are_forgotten(tmp_path: Path, tiny: Network) -> None:
    file = tmp_path / "data.ttl"
    for size in range(12):
        file.write_text("a" * size)
        cache.cached(tmp_path / "cache", [str(file)], lambda: tiny)
    assert len(list((tmp_path / "cache").iterdir())) == 8
