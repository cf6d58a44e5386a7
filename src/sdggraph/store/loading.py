"""Filling a store with the ontology, the schemes, the data, and the statements that the rules derive."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import CannotRead, CannotWrite
from sdggraph.files import read_text
from sdggraph.rdf.parsing import SYNTAXES, parse_file, syntax_of
from sdggraph.store.embedded import EmbeddedStore

Progress = Callable[[Iterable[Path]], Iterable[Path]]


def fill(
    store: EmbeddedStore,
    ontology: Path,
    data: Iterable[Path],
    progress: Progress = lambda paths: paths,
    *,
    editorial_notes: bool = False,
) -> EmbeddedStore:
    """Load ontology, schemes and data files into their graphs, and derive.

    Editorial notes are meant for the editors of the files, so they are not loaded unless requested. Raises BadData
    (file, line, column) or CannotRead; the store must not be used then.
    """
    store.add_file(ontology / "sdggraph.ttl", vocab.ONTOLOGY_GRAPH)
    for path in turtle_files(ontology / "schemes"):
        store.add_file(path, vocab.SCHEMES_GRAPH)
    for path in progress(list(data)):
        store.add_file(path, vocab.DATA_GRAPH)
    if not editorial_notes:
        store.forget(vocab.EDITORIAL_NOTES)
    store.derive(rules(ontology))
    return store


def fill_new(
    place: Path,
    ontology: Path,
    data: Iterable[Path],
    progress: Progress = lambda paths: paths,
    *,
    editorial_notes: bool = False,
) -> None:
    """Make an on-disk store at a path where none exists, whole or not at all.

    Raises what `fill` raises, and CannotWrite; the path is then as it was.
    """
    beside = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        fill(EmbeddedStore.at(beside), ontology, data, progress, editorial_notes=editorial_notes).flush()
        if place.is_dir():
            place.rmdir()  # an empty folder may be replaced; a folder with content is never touched
        beside.rename(place)
    except OSError as error:
        raise CannotWrite(
            f"{place} cannot be made: {error.strerror}.", "Check that the disk has space and that you may write there."
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def rules(ontology: Path) -> dict[str, str]:
    """Return the rules in ontology/rules by file name, in the order in which they run."""
    return {path.name: read_text(path) for path in sorted((ontology / "rules").glob("*.rq"))}


def turtle_files(place: Path) -> list[Path]:
    """Return the data files at a place: the file itself, or all files with a known ending below a folder, sorted.

    Raises CannotRead when the place does not exist or may not be read.
    """
    return list(_divided(place)[0])


def files_left_out(place: Path) -> list[Path]:
    """Return the files below a folder that are not read, because their ending names no RDF format, sorted.

    Files whose names begin with a dot are hidden, and not named. Raises CannotRead as `turtle_files` does.
    """
    return _divided(place)[1]


def _divided(place: Path) -> tuple[list[Path], list[Path]]:
    """Divide the files at a place into those that are read and those that are not."""
    try:
        if place.is_file():
            return [place], []
        if not place.is_dir():
            raise CannotRead(f"{place} is not there.", "Check the name of the file or folder.")
        files = sorted(_walk(place))
    except OSError as error:
        raise CannotRead(
            f"{place} cannot be read: {error.strerror}.", "Check the name, and your permission to read it."
        ) from error
    found = [path for path in files if syntax_of(path) is not None]
    if not found:
        endings = ", ".join(sorted(SYNTAXES))
        raise CannotRead(f"{place} holds no data file.", f"Data files end in {endings}, each also with .gz.")
    return found, [path for path in files if syntax_of(path) is None]


def _walk(folder: Path) -> Iterable[Path]:
    """Yield every file below a folder; unlike Path.rglob, raise an error for a folder that may not be read."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry)
        elif not entry.name.startswith("."):
            yield entry


def subjects(path: Path) -> set[str]:
    """Return the subjects of a data file. Raises BadData or CannotRead."""
    return {quad.subject.value for quad in parse_file(path) if not isinstance(quad.subject, ox.Triple)}
