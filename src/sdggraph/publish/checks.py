"""Checks that a publication must pass before it replaces the old one."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat  # the XML to parse was written by us

import pyoxigraph as ox

from sdggraph.errors import BadData
from sdggraph.numbers import counted
from sdggraph.publish.catalogues.statement_builder import spelled
from sdggraph.publish.datasets import graph_licences
from sdggraph.publish.datasets.rdf import GRAPH_JSONLD, GRAPH_NTRIPLES, GRAPH_RDFXML, GRAPH_TRIG, GRAPH_TURTLE
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import CATALOGUE, PublicationContext
from sdggraph.publish.site.site import MANIFEST, File, Site
from sdggraph.rdf.engine import rdf_format
from sdggraph.sparql.formats import DUMP_FORMATS, JSONLD, NQUADS

_PIECE: Final = 1 << 20
_SYNTAXES: Final = {
    each.media_type: rdf_format(each)
    for each in DUMP_FORMATS.values()
    if each is not NQUADS  # not published
}
_REMOTE: Final = ("croissant.json", "ro-crate-metadata.json")  # their contexts are remote, or their own
_LEADS_TO_FILES: Final = {
    spelled(name) for name in ("dcat:accessURL", "dcat:downloadURL", "dcat:landingPage", "void:dataDump")
}
_OPENING: Final = '"@graph": [\n'  # the line before the nodes in the graph's JSON-LD, which has one node per line
_ENDING: Final = "]}\n"  # the line after them
_NODES: Final = 2_000
_WORD: Final = 1 << 64
_COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Sum(NamedTuple):
    """Statement count and an order-independent checksum."""

    statements: int
    mixed: int


def check(site: Site, known: PublicationContext) -> None:
    """Read all files back. Raises BadData for the first fault."""
    for file in site.files:
        _check_bytes(site, file)
    _check_graph(site, known)
    _check_documents(site)
    _check_links(site, known)


def check_manifest(folder: Path, files: Iterable[File]) -> None:
    """Raise BadData unless the list of files matches the files in the folder."""
    try:
        held = json.loads((folder / MANIFEST).read_bytes())
        listed = {each["path"]: (each["size"], each["sha256"]) for each in held["files"]}
    except (OSError, ValueError, KeyError) as error:
        raise _bad(MANIFEST, f"the list of files cannot be read: {error}") from error
    there = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    for path in sorted(there ^ listed.keys()):
        raise _bad(path, "is there and not listed" if path in there else "is listed and not there")
    if listed != {file.path: (file.size, file.sha256) for file in files}:
        raise _bad(MANIFEST, "sizes or checksums are not those of the files")


def _check_bytes(site: Site, file: File) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with (site.folder / file.path).open("rb") as opened:
            while piece := opened.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise _bad(file.path, f"it cannot be read: {error.strerror}") from error
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        raise _bad(file.path, "its size or checksum is not what was written")


def _check_graph(site: Site, known: PublicationContext) -> None:
    """Check that all formats hold the same statements, and as many as the store."""
    in_graphs = _sum(q for q in _parsed(site, GRAPH_TRIG) if getattr(q.graph_name, "value", "") != graph_licences.GRAPH)
    if in_graphs.statements != len(known.store):
        told = f"its graphs hold {counted(in_graphs.statements, 'statement')}, those of the store {len(known.store):,}"
        raise _bad(GRAPH_TRIG, told)
    expected = summed(site, GRAPH_NTRIPLES)
    if expected != in_graphs:  # this is only correct if a statement stands in several graphs, which the store can tell
        [row] = known.store.query(_COUNT).rows()
        if expected.statements != int(row["n"]) or expected.statements == in_graphs.statements:
            raise _bad(GRAPH_NTRIPLES, f"its {expected.statements:,} statements are not those of the graph")
    for path in (GRAPH_TURTLE, GRAPH_JSONLD, GRAPH_RDFXML):
        found = summed(site, path)
        if found != expected:
            raise _bad(path, f"its {found.statements:,} statements are not the {expected.statements:,} of the graph")
    _check_xml(site.folder / GRAPH_RDFXML)


def _check_xml(place: Path) -> None:
    """Check the RDF/XML with another XML parser, because the engine's is less strict."""
    parser = expat.ParserCreate()
    with place.open("rb") as file:
        try:
            parser.ParseFile(file)
        except expat.ExpatError as error:
            raise _bad(GRAPH_RDFXML, f"it is not well-formed XML: {error}") from error


def _check_documents(site: Site) -> None:
    """Check that every other RDF file parses, and that JSON-LD has the same statements as the Turtle of the same
    name.
    """
    paths = {file.path for file in site.files}
    for file in site.files:
        if media_type(file) not in _SYNTAXES or file.path.startswith("graph.") or file.path in _REMOTE:
            continue
        twin = f"{file.path.removesuffix('.jsonld')}.ttl"
        if media_type(file) == JSONLD.media_type and twin in paths:
            one, other = summed(site, file.path), summed(site, twin)
            if one != other:
                raise _bad(
                    file.path, f"its {one.statements:,} statements differ from the {other.statements:,} of {twin}"
                )
        elif media_type(file) == JSONLD.media_type or (file.path.endswith(".ttl") and not _has_twin(file.path, paths)):
            summed(site, file.path)


def _has_twin(path: str, paths: set[str]) -> bool:
    return f"{path.removesuffix('.ttl')}.jsonld" in paths


def _check_links(site: Site, known: PublicationContext) -> None:
    """Check that every address of the folder in a catalogue belongs to one of its files."""
    paths = {file.path for file in site.files}
    there = {known.address(path) for path in paths} | {known.base, known.address(MANIFEST)}
    for path in (CATALOGUE, "void.ttl"):
        if path not in paths:
            continue
        for quad in _parsed(site, path):
            place = getattr(quad.object, "value", "").partition("#")[0]
            if quad.predicate.value in _LEADS_TO_FILES and place.startswith(known.base) and place not in there:
                raise _bad(path, f"it names {place}, which is not in the folder")
    for path, named in _named(site):
        if named not in paths:
            raise _bad(path, f"it names {named}, which is not in the folder")


def _named(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the files that the JSON descriptions name."""
    paths = {file.path for file in site.files}
    if "croissant.json" in paths:
        yield from (("croissant.json", each["@id"]) for each in _json(site, "croissant.json")["distribution"])
    if "datapackage.json" in paths:
        yield from (("datapackage.json", each["path"]) for each in _json(site, "datapackage.json")["resources"])
    if "ro-crate-metadata.json" in paths:
        for each in _json(site, "ro-crate-metadata.json")["@graph"]:
            if each["@type"] == "File":
                yield "ro-crate-metadata.json", each["@id"]


def _json(site: Site, path: str) -> Any:
    try:
        return json.loads(site.read(path))
    except ValueError as error:
        raise _bad(path, f"it is no JSON: {error}") from error


def summed(site: Site, path: str) -> Sum:
    """Return count and checksum of an RDF file, regardless of order and named graphs. Raises BadData."""
    return _sum(_parsed(site, path))


def _sum(quads: Iterable[ox.Quad]) -> Sum:
    number, mixed = 0, 0
    for quad in quads:
        number += 1
        mixed += hash(quad.triple)
    return Sum(number, mixed % _WORD)


def _parsed(site: Site, path: str) -> Iterator[ox.Quad]:
    file = site.file(path)
    place = site.folder / path
    syntax = _SYNTAXES[media_type(file)]
    try:
        if file.compressed:
            with gzip.open(place, "rb") as packed:
                yield from ox.parse(packed, syntax)  # type: ignore[arg-type]
        elif path == GRAPH_JSONLD:
            for piece in _nodes(place):
                yield from ox.parse(piece, syntax)
        else:
            yield from ox.parse(path=place, format=syntax)
    except (SyntaxError, ValueError, OSError) as error:
        raise _bad(path, f"it cannot be read back: {error}") from error


def _nodes(place: Path) -> Iterator[str]:
    """Yield the JSON-LD graph in pieces of some nodes; parsed whole, it would take twenty times its size in memory."""
    with place.open(encoding="utf-8", newline="\n") as file:
        opening = "".join([*takewhile(lambda line: line != _OPENING, file), _OPENING])
        while lines := list(islice(file, _NODES)):
            ends = lines[-1] == _ENDING
            nodes = "".join(lines[:-1] if ends else lines).rstrip("\n")
            yield f"{opening}{nodes if ends else nodes.removesuffix(',')}\n{_ENDING}"
            if ends:
                break
        else:
            raise ValueError("it does not end")
        if file.read(1):
            raise ValueError("something stands behind its end")


def _bad(path: str, problem: str) -> BadData:
    return BadData(
        f"the publication is not sound: {problem}.", "Nothing was replaced. Please report it with your data.", file=path
    )
