"""Validation of data against the shapes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sdggraph import store as stores
from sdggraph import validate as judging
from sdggraph import vocab
from sdggraph.errors import BadData
from sdggraph.files import lines_of
from sdggraph.rdf.jsonld_words import lost_words, says_something
from sdggraph.rdf.parsing import parse_file, read, syntax_of
from sdggraph.sparql.interface import Store
from sdggraph.tasks.source import Source
from sdggraph.validate import Finding, Report, Severity

# a store, its files, the things to check (None for all), and the files that are checked
_Judged = tuple[Store, list[Path], Collection[str] | None, Collection[Path]]


def validate(source: Source, places: Iterable[Path] = (), *, full: bool = False, shapes: Path | None = None) -> Report:
    """Validate data and return the report.

    Without places, it checks the data of the graph. Folders are checked on their own. Files are checked together with
    the data of the graph, where they replace files of the same name; only their own statements are checked. With other
    shapes than ours, the places alone are the data graph, and only these shapes apply. Raises BadData (file, line,
    column), CannotRead or BadShapes; broken shapes never give a report.
    """
    named = list(places)
    if shapes is not None:
        return _by_other_shapes(source, named, shapes, "full" if full else "screen")
    looked_into = named or ([] if _elsewhere(source) else [source.settings.data])
    left_out = _left_out(looked_into)
    store, files, focus, judged = _beside(source, named) if named else _whole(source)
    shapes_file = source.settings.ontology / "shapes.ttl"
    report = judging.validate(store, shapes_file, focus=focus, method="full" if full else "screen", files=files)
    known = judging.load(shapes_file)
    contents = judging.Contents(judging.Vocabulary(store, known))
    subjects, strange = _read(files, contents, judged) if files else _asked(store, contents)
    more = [*_described_twice(subjects, focus), *strange, *contents.findings(), *map(_not_read, _data_like(left_out))]
    whole = judging.Lists(store, known).with_nearest((*report.findings, *judging.located(more, files)))
    findings = sorted(whole, key=lambda finding: finding.verdict)
    return replace(
        report,
        findings=tuple(_near(finding) for finding in findings),
        looked_at=contents.kinds,
        left_out=tuple(_seen_from_here(path) for path in left_out),
    )


def _by_other_shapes(source: Source, places: list[Path], shapes: Path, method: str) -> Report:
    read = judging.of_quads(_quads([shapes], "s"), stored=not places)
    if not places:
        return judging.validate_store(source.store, read, method=method)
    files = list(dict.fromkeys(path for place in places for path in stores.turtle_files(place)))
    report = judging.validate_alone(_quads(files), read, method=method)
    return replace(
        report,
        findings=tuple(_near(finding) for finding in judging.located(report.findings, files)),
        left_out=tuple(_seen_from_here(path) for path in _left_out(places)),
    )


def _quads(files: Iterable[Path], letter: str = "n") -> Iterator[ox.Quad]:
    """Yield the statements of files; relative IRIs are resolved against the address of the file.

    Blank nodes are numbered, so that those of two files differ, and the same files always give the same report.
    """
    numbers: dict[tuple[Path, str], ox.BlankNode] = {}

    def named(term: Any, path: Path) -> Any:
        if not isinstance(term, ox.BlankNode):
            return term
        return numbers.setdefault((path, term.value), ox.BlankNode(f"{letter}{len(numbers)}"))

    for path in files:
        is_empty = True
        for quad in parse_file(path, base=path.resolve().as_uri()):
            is_empty = False
            yield ox.Quad(named(quad.subject, path), quad.predicate, named(quad.object, path))
        if is_empty and any(_without_meaning(path, is_empty=True)):
            raise BadData(
                "this JSON-LD holds no statement.",
                "Give its words a meaning by an @context, or write IRIs.",
                file=str(path),
            )


def report_as_turtle(report: Report) -> str:
    """Return the report as a SHACL validation report in Turtle."""
    return judging.to_turtle(report)


# --- what was looked at ------------------------------------------------------------------------


def _read(
    files: list[Path], contents: judging.Contents, judged: Collection[Path]
) -> tuple[dict[Path, set[str]], list[Finding]]:
    """Read the files: the contents of those that are checked, and only the subjects of the others.

    Returns the subjects of each file, and a warning for each checked file without a thing of a known kind.
    """
    subjects: dict[Path, set[str]] = {}
    strange = []
    for path in files:
        statements = [_plain(quad) for quad in parse_file(path)]
        subjects[path] = {subject for subject, _, _ in statements}
        if path not in judged:
            continue
        if not contents.add(statements) and statements:  # said where the first of these things stands
            strange += judging.located([_nothing_known(statements[0][0])], [path])
        strange += _without_meaning(path, is_empty=not statements)
    return subjects, strange


def _asked(store: Store, contents: judging.Contents) -> tuple[dict[Path, set[str]], list[Finding]]:
    """Query a store for the types and predicates of its data; it has no files to name."""
    data = f"GRAPH <{vocab.DATA_GRAPH}> {{ ?s ?p ?o }}" if vocab.DATA_GRAPH in store.graphs() else "?s ?p ?o"
    kinds = store.query(f"SELECT ?o (COUNT(DISTINCT ?s) AS ?number) {{ {data} FILTER(?p = rdf:type) }} GROUP BY ?o")
    some = "(SAMPLE(STR(?s)) AS ?one)"
    used = store.query(f"SELECT ?p {some} {{ {data} }} GROUP BY ?p").rows()
    typed = store.query(f"SELECT ?o {some} {{ {data} FILTER(?p = rdf:type) }} GROUP BY ?o").rows()
    known = contents.add([(row["one"], row["p"], "") for row in used])
    known |= contents.add([(row["one"], vocab.RDF_TYPE, row["o"]) for row in typed])
    contents.kinds.clear()  # only one of each kind was added
    contents.kinds.update(
        {row["o"]: int(row["number"]) for row in kinds.rows() if row["o"] in contents.vocabulary.kinds}
    )
    return {}, [] if known or not used else [_nothing_known(min(row["one"] for row in used))]


def _plain(quad: ox.Quad) -> tuple[str, str, str]:
    value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
    return getattr(quad.subject, "value", ""), quad.predicate.value, value


def _without_meaning(path: Path, *, is_empty: bool) -> Iterator[Finding]:
    """Yield a finding for each word of a JSON-LD file that says nothing; one for a file that says nothing at all."""
    if syntax_of(path) != ox.RdfFormat.JSON_LD:
        return
    text = read(path)[0].decode()
    if is_empty and not says_something(text):
        return
    for word in lost_words(text) or ([""] if is_empty else []):
        lines = (number for number, line in enumerate(lines_of(text), 1) if word and json.dumps(word) in line)
        yield Finding(
            severity=Severity.VIOLATION if is_empty else Severity.WARNING,
            focus=path.resolve().as_uri(),
            message="A word has no meaning here, so what it says is lost. Explain it in the @context, or write an"
            " address.",
            shape="",
            component="KnownWord",
            value=word or None,
            value_term=json.dumps(word, ensure_ascii=False) if word else None,
            file=str(path),
            line=next(lines, None),
        )


def _nothing_known(subject: str) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        focus=subject,
        message="Nothing here is of a known kind, so no shape checked it. Give each thing a class of the ontology,"
        " such as sg:Organisation.",
        shape="",
        component="KnownKind",
    )


def _left_out(places: Iterable[Path]) -> list[Path]:
    return [path for place in places if place.is_dir() for path in stores.files_left_out(place)]


def _data_like(paths: Iterable[Path]) -> list[Path]:
    """Return the files that may be meant as data, not notes for readers."""
    return [path for path in paths if path.suffix.lower() != ".md"]


def _not_read(path: Path) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        focus=path.resolve().as_uri(),
        message="This file was left out, because its ending names no syntax of RDF. Rename it if it holds data,"
        " or move it out of the folder.",
        shape="",
        component="FileRead",
        file=str(path),
    )


# --- files -------------------------------------------------------------------------------------


def _elsewhere(source: Source) -> bool:
    return source.settings.store is not None or source.settings.endpoint is not None


def _whole(source: Source) -> _Judged:
    files = [] if _elsewhere(source) else stores.turtle_files(source.settings.data)
    return source.store, files, None, set(files)


def _beside(source: Source, places: list[Path]) -> _Judged:
    named = list(dict.fromkeys(path for place in places for path in stores.turtle_files(place)))
    focus = None
    background: list[Path] = []
    if all(place.is_file() for place in places):
        names = {path.name for path in named}
        background = [path for path in stores.turtle_files(source.settings.data) if path.name not in names]
        focus = {subject for subjects in _subjects(named).values() for subject in subjects}
    files = [*named, *background]
    store = stores.fill(stores.EmbeddedStore.in_memory(), source.settings.ontology, files, source.progress)
    return store, files, focus, set(named)


def _subjects(files: Iterable[Path]) -> dict[Path, set[str]]:
    return {path: stores.subjects(path) for path in files}


def _described_twice(subjects: Mapping[Path, set[str]], focus: Collection[str] | None) -> list[Finding]:
    """Return a finding for each thing that two files describe: SHACL sees one graph and cannot tell."""
    homes: dict[str, list[Path]] = defaultdict(list)
    for path, found in subjects.items():
        for subject in found:
            homes[subject].append(path)
    twice = [
        (
            paths,
            Finding(
                severity=Severity.VIOLATION,
                focus=subject,
                message="This is described in more than one file. Keep it in one, and merge what the others say.",
                shape="",
                component="OneFile",
                value=", ".join(str(path) for path in paths[1:]),
            ),
        )
        for subject, paths in sorted(homes.items())
        if len(paths) > 1 and (focus is None or subject in focus)
    ]
    return [placed for paths, finding in twice for placed in judging.located([finding], paths[:1])]


def _near(finding: Finding) -> Finding:
    """Return the finding with its file relative to the working directory."""
    return finding if finding.file is None else replace(finding, file=_seen_from_here(Path(finding.file)))


def _seen_from_here(path: Path) -> str:
    """Return the path relative to the working directory, if it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
