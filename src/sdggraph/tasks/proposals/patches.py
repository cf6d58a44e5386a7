"""A proposal as a patch of canonical Turtle files, for those who keep the data in git."""

from __future__ import annotations

import difflib
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import CannotWrite, Conflict
from sdggraph.files import read_bytes, write_atomically
from sdggraph.numbers import counted
from sdggraph.rdf.canonical_turtle import rewritten
from sdggraph.rdf.parsing import parse_file
from sdggraph.store.difference import Difference
from sdggraph.store.loading import turtle_files
from sdggraph.tasks.proposals.deciding import difference_of
from sdggraph.tasks.source import Source
from sdggraph.writing.corrections import Correction

_OTHERS: Final = "proposals.ttl"  # for a new thing that belongs to no organisation on record
# a new thing stands in the file of the organisation that it names; a thing of several, in that of the first code
_OWNERS: Final = tuple(
    f"{vocab.SG}{name}"
    for name in ("contributor", "ofOrganisation", "hostedOrganisation", "partner", "participant", "organiser")
)
_TURTLE: Final = (".ttl", ".turtle")
_NO_END: Final = "\\ No newline at end of file"
_TO_QUOTE: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
Triple = tuple[str, str, str]


@dataclass(frozen=True)
class Patch:
    """The files that a proposal changes, and what to say of it."""

    correction: Correction
    diff: str  # a unified diff, with the folder of the data as its root
    files: tuple[str, ...]  # by their path in the diff

    @property
    def message(self) -> str:
        """The message of the commit."""
        found = self.correction
        number = counted(sum(map(len, (found.written or found.difference).unpacked())), "statement")
        lines = [f"Accept proposal {found.short}: {found.kind} {number}", ""]
        # on one line, so that no basis can look like the lines below it
        lines += [" ".join(found.basis.split()), ""] if found.basis else []
        lines += [f"Evidence: {page}" for page in found.evidence]
        return "\n".join((*lines, f"Proposal: {found.iri}", f"Proposed by: {found.role}, {found.made[:10]}", ""))

    @property
    def evidence(self) -> dict[str, Any]:
        """The evidence and the origin of the proposal; no name and no mail."""
        found = self.correction
        said = {"proposal": found.iri, "evidence": list(found.evidence), "basis": found.basis}
        return {**said, "role": found.role.value, "made": found.made, "data_version": found.version}

    def json_text(self) -> str:
        """Return everything as JSON."""
        whole = {"files": list(self.files), "patch": self.diff, "message": self.message, **self.evidence}
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def patch(source: Source, path: Path, id: str) -> Patch:
    """Return the patch of the data files that carries a proposal out.

    Raises NotFound, and Conflict if the files do not hold what it removes.
    """
    correction, difference = difference_of(path, id)
    place = source.settings.data
    root = place if place.is_dir() else place.parent
    folder = f"{root.resolve().name if root.name == '..' else root.name}/".lstrip("/")  # none for the working folder
    pieces, changed = [], []
    for file, (removed, added) in sorted(_by_file(place, difference).items()):
        name = f"{folder}{file.relative_to(root).as_posix()}" if file.is_relative_to(root) else file.name
        old = read_bytes(file) if file.exists() else b""
        new = rewritten(old, lambda quads, r=removed, a=added: _changed(quads, r, a), name)  # type: ignore[misc]
        pieces.append(_diff(old.decode(), new.decode(), name, is_new=not file.exists()))
        changed.append(name)
    return Patch(correction, "".join(pieces), tuple(changed))


def _diff(old: str, new: str, name: str, *, is_new: bool) -> str:
    """Return the difference of a file as git writes it, so that any name and any content can be applied again."""
    before, after = (_quoted(f"{side}/{name}") for side in "ab")
    # str.splitlines would also split at U+2028 and other characters that may stand in a text
    first, second = (list(io.StringIO(text, newline="\n")) for text in (old, new))
    lines = list(difflib.unified_diff(first, second))[2:]
    head = [f"diff --git {before} {after}\n", *(["new file mode 100644\n"] if is_new else [])]
    head += [f"--- {'/dev/null' if is_new else _ended(before)}\n", f"+++ {_ended(after)}\n"]
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in (head if lines else []) + lines)


def _quoted(name: str) -> str:
    """Return a name as git writes it in a patch: in quotes with escapes where a reader could take it for two.

    >>> print(_quoted("a/łódź x.ttl"), _quoted('a/1"2.ttl'))
    a/łódź x.ttl "a/1\\"2.ttl"
    """
    if not _TO_QUOTE.search(name):
        return name
    escapes = {'"': '\\"', "\\": "\\\\"}
    return '"' + _TO_QUOTE.sub(lambda sign: escapes.get(sign[0], f"\\{ord(sign[0]):03o}"), name) + '"'


def _ended(name: str) -> str:
    """Return a name with the tab that ends one with blanks."""
    return f"{name}\t" if " " in name else name


def write_patch(found: Patch, folder: Path) -> None:
    """Write a patch, its message and its evidence into a new folder. Raises CannotWrite."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = any(folder.iterdir())
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be made: {error.strerror}.", "Name another folder.") from error
    if occupied:
        raise CannotWrite(f"There is something in {folder} already.", "Name a new folder.")
    evidence = json.dumps(found.evidence, ensure_ascii=False, indent=2) + "\n"
    for name, content in (("change.patch", found.diff), ("message.txt", found.message), ("evidence.json", evidence)):
        write_atomically(folder / name, content.encode())


def _by_file(place: Path, difference: Difference) -> dict[Path, tuple[set[Triple], list[ox.Quad]]]:
    """Return what a difference removes from each file, and what it adds to it. Raises Conflict."""
    holds: dict[Triple, Path] = {}
    described: dict[str, Path] = {}
    removed = {_triple(quad) for quad in difference.removed}
    things = {subject for subject, _, _ in removed}
    for file in (each for each in turtle_files(place) if each.suffix.lower() in _TURTLE):
        for quad in parse_file(file):
            described.setdefault(str(quad.subject), file)
            if str(quad.subject) in things and _normal(quad) in removed:
                holds[_normal(quad)] = file
    found: dict[Path, tuple[set[Triple], list[ox.Quad]]] = defaultdict(lambda: (set(), []))
    for triple in removed:
        if triple not in holds:
            raise Conflict(
                f"No data file holds {' '.join(triple)}.", "The files have changed since: ask for a new proposal."
            )
        found[holds[triple]][0].add(triple)
    homes = _homes(difference.added, described, place)
    for quad in difference.added:
        found[homes[str(quad.subject)]][1].append(quad)
    return found


def _homes(added: Iterable[ox.Quad], described: dict[str, Path], place: Path) -> dict[str, Path]:
    """Return the file of each thing: the one that describes it, or that of the organisation to which it belongs."""
    owners: dict[str, list[str]] = defaultdict(list)
    subjects = {str(quad.subject) for quad in added}
    for quad in added:
        if quad.predicate.value in _OWNERS:
            owners[str(quad.subject)].append(str(quad.object))
    other = place / _OTHERS if place.is_dir() else place
    homes = {}
    for subject in subjects:
        known = (described[each] for each in sorted(owners[subject]) if each in described)
        homes[subject] = described.get(subject) or next(known, other)
    return homes


def _changed(quads: list[ox.Quad], removed: set[Triple], added: list[ox.Quad]) -> list[ox.Quad]:
    return [quad for quad in quads if _normal(quad) not in removed] + added


def _normal(quad: ox.Quad) -> Triple:
    """Return a statement as the engine keeps it: one spelling for each number and date."""
    if isinstance(quad.object, ox.Literal) and not quad.object.language:
        engine = ox.Store()
        engine.add(ox.Quad(quad.subject, quad.predicate, quad.object))
        [quad] = engine
    return _triple(quad)


def _triple(quad: ox.Quad) -> Triple:
    return str(quad.subject), str(quad.predicate), str(quad.object)
