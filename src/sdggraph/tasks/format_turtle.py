"""Canonical form of Turtle files: checking it and making it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sdggraph import rdf, store
from sdggraph.files import read_bytes, write_atomically

_TURTLE = (".ttl", ".turtle")


@dataclass(frozen=True)
class Formatted:
    """The result for one file."""

    path: Path
    changed: bool
    line: int | None = None  # the first line that differs from the canonical form


def format_files(places: Iterable[Path], *, check: bool = False) -> list[Formatted]:
    """Rewrite Turtle files (or all of a folder) in canonical form; with `check`, only report which would change.

    All files are read and formatted before the first is written, so a malformed one leaves all unchanged. Raises
    BadData, CannotRead or CannotWrite.
    """
    paths = [path for place in places for path in store.turtle_files(place) if path.suffix.lower() in _TURTLE]
    contents = {path: read_bytes(path) for path in paths}
    wanted = {path: rdf.canonical(content, str(path)) for path, content in contents.items()}
    done = []
    for path in paths:
        changed = contents[path] != wanted[path]
        if changed and not check:
            write_atomically(path, wanted[path])
        done.append(Formatted(path, changed, _first_difference(contents[path], wanted[path])))
    return done


def _first_difference(old: bytes, new: bytes) -> int | None:
    if old == new:
        return None
    one, other = old.splitlines(), new.splitlines()
    for number, (before, after) in enumerate(zip(one, other, strict=False), start=1):
        if before != after:
            return number
    return min(len(one), len(other)) + 1
