"""The graph in every RDF format."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.files import read_bytes
from sdggraph.publish.datasets import graph_licences
from sdggraph.publish.site.licence_registry import Licence
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.publish.site.spool import Spool
from sdggraph.rdf.canonical_turtle import head
from sdggraph.rdf.external_sort import ordered
from sdggraph.rdf.jsonld import Writer, dumped
from sdggraph.rdf.jsonld_context import our_context
from sdggraph.rdf.statements import Subject, grouped, line, refuse_unwritable, scheme
from sdggraph.rdf.turtle_blocks import Blocks
from sdggraph.rdf.writing import is_rdf_12, newer_term, serialize
from sdggraph.sparql.formats import JSONLD, NTRIPLES, RDFXML, TRIG, TURTLE
from sdggraph.sparql.interface import Store

GRAPH_TURTLE: Final = "graph.ttl"
GRAPH_NTRIPLES: Final = "graph.nt.gz"
GRAPH_TRIG: Final = "graph.trig"
GRAPH_JSONLD: Final = "graph.jsonld"
GRAPH_RDFXML: Final = "graph.rdf"
CONTEXT: Final = "context.jsonld"
ONTOLOGY: Final = "ontology/sdggraph.ttl"
SHAPES: Final = "ontology/shapes.ttl"


def write(site: Site, known: PublicationContext) -> None:
    """Write the whole graph as Turtle, N-Triples, TriG, JSON-LD and RDF/XML, the context, and the ontology files."""
    _write_graph(site, known)
    _write_terms(site, known)


def _write_graph(site: Site, known: PublicationContext) -> None:
    """Write all formats in one pass over the sorted statements; only RDF/XML is made from the N-Triples."""
    schemes: set[str] = set()
    in_order = grouped(ordered(_lines(known.store, schemes)))
    first = next(in_order, None)  # by now every statement has been read, and all URI schemes are known
    context = our_context(known.ontology).without(schemes)
    with ExitStack() as open_files:
        turtle, triples, json_ld = (open_files.enter_context(Spool()) for _ in range(3))
        named: defaultdict[str, Spool] = defaultdict(lambda: open_files.enter_context(Spool()))
        blocks, nodes = Blocks(), Writer(context)
        packed = gzip.GzipFile(filename="", mode="wb", fileobj=triples.file, mtime=0, compresslevel=6)
        with packed:
            for subject in chain([first] if first else [], in_order):
                _write_turtle(subject, blocks, turtle, named)
                said = dict.fromkeys((each.predicate, each.value) for each in subject.said)
                packed.write("".join(f"<{subject.iri}> <{p}> {value} .\n" for p, value in said).encode())
                json_ld.write(",\n" + dumped(nodes.node(subject)))
        _put(site, GRAPH_TURTLE, chain([blocks.head().encode()], turtle.pieces()), TURTLE.media_type, "Turtle")
        _put(site, GRAPH_NTRIPLES, triples.pieces(), NTRIPLES.media_type, "N-Triples, compressed", "application/gzip")
        trig = _trig(named, blocks.prefixes, known.licence)
        _put(site, GRAPH_TRIG, trig, TRIG.media_type, "TriG, each named graph apart")
        opening = json.dumps(context.document(), ensure_ascii=False, indent=1)
        opened = _opened(json_ld.pieces(), f'{{"@context": {opening},\n"@graph": [\n'.encode())
        _put(site, GRAPH_JSONLD, opened, JSONLD.media_type, "JSON-LD")
        xml = open_files.enter_context(Spool())
        _write_xml(site.folder / GRAPH_NTRIPLES, xml, blocks.prefixes)
        _put(site, GRAPH_RDFXML, xml.pieces(), RDFXML.media_type, "RDF/XML")
    content = json.dumps({"@context": context.document()}, ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(CONTEXT, content, media_type=JSONLD.media_type, title="JSON-LD context of the graph's terms")


def _put(site: Site, path: str, pieces: Iterable[bytes], media_type: str, form: str, compressed: str = "") -> None:
    site.write(path, pieces, media_type=media_type, title=f"The whole graph as {form}", compressed=compressed)


def _lines(store: Store, schemes: set[str]) -> Iterator[str]:
    for subject, predicate, value, graph in store.quads():
        if predicate[1:-1] in vocab.EDITORIAL_NOTES:  # a store on disk may hold editorial notes that were written to it
            continue
        for text in (subject, predicate, value):
            if not text.startswith("<http"):
                schemes.add(scheme(text))
        if is_rdf_12(value):
            raise newer_term()
        refuse_unwritable(subject, predicate, value)
        yield line(subject, predicate, value, graph)


def _write_turtle(subject: Subject, blocks: Blocks, whole: Spool, named: dict[str, Spool]) -> None:
    text = f"\n{blocks.block(subject)}"
    whole.write(text)
    graphs = dict.fromkeys(said.graph for said in subject.said)
    for graph in graphs:
        part = [said for said in subject.said if said.graph == graph]
        named[graph].write(text if len(graphs) == 1 else f"\n{blocks.block(Subject(subject.iri, part))}")


def _trig(named: dict[str, Spool], prefixes: set[str], licence: Licence) -> Iterator[bytes]:
    """Yield the graphs by name, and a further graph with the licence of each."""
    about = graph_licences.statements((graph for graph in named if graph), licence)
    own = Blocks()
    told = "\n".join(own.block(subject) for subject in about)
    yield head(prefixes | own.prefixes).encode()
    for graph in sorted(named):
        yield f"\n<{graph}> {{\n".encode() if graph else b"\n"
        yield from named[graph].pieces()
        yield b"}\n" if graph else b""
    yield f"\n<{graph_licences.GRAPH}> {{\n\n{told}}}\n".encode()


def _opened(pieces: Iterator[bytes], opening: bytes) -> Iterator[bytes]:
    """Yield the list of nodes, without the comma before the first one."""
    yield opening
    yield next(pieces, b"").removeprefix(b",\n")
    yield from pieces
    yield b"\n]}\n"


def _write_xml(place: object, xml: Spool, prefixes: set[str]) -> None:
    with gzip.open(str(place), "rb") as packed:
        triples = (quad.triple for quad in ox.parse(packed, ox.RdfFormat.N_TRIPLES))  # type: ignore[arg-type]
        spaces = {prefix: vocab.PREFIXES[prefix] for prefix in sorted(prefixes)}
        serialize(triples, xml.file, RDFXML, spaces)


def _write_terms(site: Site, known: PublicationContext) -> None:
    """Write the ontology, the shapes and the schemes as their authors wrote them."""
    folder = known.ontology
    for place, title in ((ONTOLOGY, "The ontology"), (SHAPES, "The shapes that the data conform to, in SHACL")):
        content = read_bytes(folder / place.removeprefix("ontology/"))
        site.write(place, content, media_type=TURTLE.media_type, title=title, about=_ABOUT[place])
    for path in sorted((folder / "schemes").glob("*.ttl")):
        title = f"Scheme: {path.stem.replace('-', ' ')}"
        site.write(f"ontology/schemes/{path.name}", read_bytes(path), media_type=TURTLE.media_type, title=title)


_ABOUT: Final = {ONTOLOGY: vocab.SG.rstrip("#"), SHAPES: vocab.SHAPES.rstrip("#")}
