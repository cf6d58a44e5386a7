"""Checking data against the shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sdggraph import store as stores
from sdggraph import validate as judging
from sdggraph.rdf.parsing import parse_file
from sdggraph.sparql.interface import Store
from sdggraph.tasks.source import Source
from sdggraph.validate import Finding, Report, Severity


def validate(source: Source, places: Iterable[Path] = (), *, full: bool = False, shapes: Path | None = None) -> Report:
    """What the shapes find in the data.

    Without places, the data of the graph. Folders stand on their own. Files are judged beside the
    data of the graph, where a file of the same name gives way, and only what they say is judged.
    With other shapes than ours, the places alone are the data graph, and only these shapes judge it.
    Raises BadData (file, line, column), CannotRead or BadShapes; a broken shape is never a verdict.
    """
    named = list(places)
    if shapes is not None:
        return _by_other_shapes(source, named, shapes, "full" if full else "screen")
    store, files, focus = _beside(source, named) if named else _whole(source)
    report = judging.validate(
        store,
        source.settings.ontology / "shapes.ttl",
        focus=focus,
        method="full" if full else "screen",
        files=files,
    )
    twice = _described_twice(_subjects(files), focus)
    findings = sorted((*report.findings, *twice), key=lambda finding: finding.verdict)
    return replace(report, findings=tuple(_near(finding) for finding in findings))


def _by_other_shapes(source: Source, places: list[Path], shapes: Path, method: str) -> Report:
    read = judging.of_quads(_quads([shapes], "s"), stored=not places)
    if not places:
        return judging.validate_store(source.store, read, method=method)
    files = list(dict.fromkeys(path for place in places for path in stores.turtle_files(place)))
    report = judging.locate(judging.validate_alone(_quads(files), read, method=method), files)
    return replace(report, findings=tuple(_near(finding) for finding in report.findings))


def _quads(files: Iterable[Path], letter: str = "n") -> Iterator[ox.Quad]:
    """Yield the statements of files; relative addresses are read against the address of the file.

    Blank nodes are numbered, so that those of two files differ and the same files always give the same report.
    """
    numbers: dict[tuple[Path, str], ox.BlankNode] = {}

    def named(term: Any, path: Path) -> Any:
        if not isinstance(term, ox.BlankNode):
            return term
        return numbers.setdefault((path, term.value), ox.BlankNode(f"{letter}{len(numbers)}"))

    for path in files:
        for quad in parse_file(path, base=path.resolve().as_uri()):
            yield ox.Quad(named(quad.subject, path), quad.predicate, named(quad.object, path))


def report_as_turtle(report: Report) -> str:
    """The report as a SHACL validation report in Turtle."""
    return judging.to_turtle(report)


def _whole(source: Source) -> tuple[Store, list[Path], None]:
    of_files = source.settings.store is None and source.settings.endpoint is None
    return source.store, stores.turtle_files(source.settings.data) if of_files else [], None


def _beside(source: Source, places: list[Path]) -> tuple[Store, list[Path], Collection[str] | None]:
    named = list(dict.fromkeys(path for place in places for path in stores.turtle_files(place)))
    focus = None
    background: list[Path] = []
    if all(place.is_file() for place in places):
        names = {path.name for path in named}
        background = [path for path in stores.turtle_files(source.settings.data) if path.name not in names]
        focus = {subject for subjects in _subjects(named).values() for subject in subjects}
    files = [*named, *background]
    store = stores.fill(stores.EmbeddedStore.in_memory(), source.settings.ontology, files, source.progress)
    return store, files, focus


def _subjects(files: Iterable[Path]) -> dict[Path, set[str]]:
    return {path: stores.subjects(path) for path in files}


def _described_twice(subjects: Mapping[Path, set[str]], focus: Collection[str] | None) -> list[Finding]:
    """A finding for each thing that two files describe: SHACL sees one graph and cannot tell."""
    homes: dict[str, list[Path]] = defaultdict(list)
    for path, found in subjects.items():
        for subject in found:
            homes[subject].append(path)
    return [
        Finding(
            severity=Severity.VIOLATION,
            focus=subject,
            message="This is described in more than one file. Keep it in one, and merge what the others say.",
            shape="",
            component="OneFile",
            value=", ".join(str(path) for path in paths[1:]),
            file=str(paths[0]),
            line=1,
        )
        for subject, paths in sorted(homes.items())
        if len(paths) > 1 and (focus is None or subject in focus)
    ]


def _near(finding: Finding) -> Finding:
    """The finding with its file as seen from here, where that is shorter."""
    if finding.file is None:
        return finding
    path = Path(finding.file)
    try:
        return replace(finding, file=str(path.resolve().relative_to(Path.cwd())))
    except ValueError:
        return finding
