"""Validation of a store by shapes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from sdggraph import vocab
from sdggraph.errors import BadParameter, Uncompilable
from sdggraph.model.to_rdflib import add, construct
from sdggraph.sparql.interface import Store
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import shapes as shapes_room
from sdggraph.validate.data_subset import Neighbourhood
from sdggraph.validate.prefilter import screen_for
from sdggraph.validate.pyshacl_engine import judge
from sdggraph.validate.report import Finding, Report, merged, ordered
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.source_lines import locate

_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ALONE: Final = ox.NamedNode(vocab.DATA_GRAPH)
_FEW: Final = 50  # up to this number, things are checked at once, without a screen
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
# the values are repeated in every branch, so that no branch is first answered for everything
_CODES: Final = """
SELECT ?focus ?rank ?code WHERE {{
  {{ VALUES ?focus {{ {iris} }} ?focus sg:code ?code BIND(0 AS ?rank) }}
  UNION {{
    VALUES ?focus {{ {iris} }}
    ?focus sg:contributor|sg:ofOrganisation|sg:hostedOrganisation ?owner .
    ?owner sg:code ?code BIND(1 AS ?rank)
  }}
  UNION {{
    VALUES ?focus {{ {iris} }}
    ?focus sg:partner|sg:participant|sg:organiser|sg:eventHost ?member .
    ?member sg:code ?code BIND(2 AS ?rank)
  }}
}}"""


def validate(
    store: Store,
    shapes: str | Path,
    *,
    focus: Collection[str] | None = None,
    method: Literal["screen", "full"] = "screen",
    files: Iterable[Path] = (),
) -> Report:
    """Validate the data of a store by shapes, given as Turtle or as a file.

    With `focus`, only these IRIs are checked: for a changed record, all subjects of its file. The method "screen" first
    asks the store for suspects, and has pySHACL check only those; "full" has it check everything. Both give the same
    findings. If the screen cannot be certain, the full method is used, as `Report.method` then says. `files`, where
    given, add line numbers to the findings.

    Raises BadShapes when the shapes are broken or refer to something unknown; then there is no report.

    >>> from sdggraph import vocab
    >>> from sdggraph.store.embedded import EmbeddedStore
    >>> store = EmbeddedStore.in_memory()
    >>> store.add_turtle(b"theme:karst a sg:Theme .", graph=vocab.SCHEMES_GRAPH)
    >>> shapes = '''
    ... @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    ... @prefix sg: <https://w3id.org/sdggraph/ontology#> .
    ... <urn:theme> a sh:NodeShape ; sh:targetClass sg:Theme ; sh:property <urn:label> .
    ... <urn:label> sh:path skos:prefLabel ; sh:minCount 1 ; sh:message "Give it a label."@en .
    ... '''
    >>> [finding.message for finding in validate(store, shapes).findings]
    ['Give it a label.']
    """
    checked = shapes_room.load(shapes)
    shapes_room.check_targets(checked, store)
    report = _report(store, checked, focus, method)
    report = replace(report, findings=merged(_with_codes(store, report.findings)))
    return locate(report, files)


def validate_alone(quads: Iterable[ox.Quad], shapes: Shapes, *, method: str = "screen") -> Report:
    """Validate a data graph of any origin by shapes of any origin, and by nothing else.

    Literals are checked as they are written. A store normalises numbers; where that changes a literal, the full method
    is used instead of the screen. Raises BadShapes.
    """
    named = [ox.Quad(quad.subject, quad.predicate, quad.object, _ALONE) for quad in quads]
    store = EmbeddedStore.in_memory()
    store.add_quads(named)
    if method == "screen" and {tuple(quad) for quad in named} == {tuple(quad) for quad in store.all_quads()}:
        try:
            return _as_other(_screened(store, shapes, None, exact=True))
        except Uncompilable:
            pass  # pySHACL checks everything instead
    graph = add(named, rdflib.Graph(bind_namespaces="none"))
    return _as_other(_judged(shapes, graph, exact=True))


def validate_store(store: Store, shapes: Shapes, *, method: str = "screen") -> Report:
    """Validate all data of a store by shapes of any origin. Raises BadShapes."""
    return _as_other(_report(store, shapes, None, method))


def _as_other(report: Report) -> Report:
    return replace(report, findings=ordered(report.findings), by_other_shapes=True)


def _report(store: Store, shapes: Shapes, focus: Collection[str] | None, method: str) -> Report:
    chosen = None if focus is None else sorted(set(focus))
    for iri in chosen or ():
        if not _IRI.fullmatch(iri):
            raise BadParameter(f"{iri!r} is not an IRI.", "Give the full IRI of each thing to check.")
    if method == "screen":
        try:
            return _screened(store, shapes, chosen)
        except Uncompilable:
            pass  # pySHACL checks everything instead
    return _full(store, shapes, chosen)


def _full(store: Store, shapes: Shapes, chosen: list[str] | None) -> Report:
    graph = construct(store, _EVERYTHING, rdflib.Graph(bind_namespaces="none"))
    if chosen is None:
        return _judged(shapes, graph)
    wanted = set(chosen)
    focus = {node: {str(term) for term in shapes.shape(node).focus_nodes(graph)} & wanted for node in shapes.targeted}
    findings, counts = judge(shapes, graph, focus)
    return Report(tuple(findings), counts, "full")


def _judged(shapes: Shapes, graph: rdflib.Graph, *, exact: bool = False) -> Report:
    findings, counts = judge(shapes, graph, exact=exact)
    return Report(tuple(findings), counts, "full")


def _screened(store: Store, shapes: Shapes, chosen: list[str] | None, *, exact: bool = False) -> Report:
    screen = screen_for(shapes, store, exact=exact)
    suspects: dict[Node, set[str]]
    if chosen is None:
        suspects, counts = screen.suspects(store), screen.counts(store)
    else:
        suspects = screen.applying(store, chosen)
        counts = {str(shape): len(iris) for shape, iris in suspects.items()}
        if len(chosen) > _FEW:
            found = screen.suspects(store)
            suspects = {shape: iris & found.get(shape, set()) for shape, iris in suspects.items()}
    graph = Neighbourhood(shapes).fetch(store, suspects)
    return Report(tuple(judge(shapes, graph, suspects, exact=exact)[0]), counts, "screen")


def _with_codes(store: Store, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, each with the code of its organisation."""
    findings = list(findings)
    iris = sorted({finding.focus for finding in findings if _IRI.fullmatch(finding.focus)})
    best: dict[str, tuple[str, str]] = {}
    for start in range(0, len(iris), 500):
        values = " ".join(f"<{iri}>" for iri in iris[start : start + 500])
        for row in store.query(_CODES.format(iris=values)).rows():
            found = (row["rank"], row["code"])
            best[row["focus"]] = min(best.get(row["focus"], found), found)
    return [
        replace(finding, organisation=best[finding.focus][1]) if finding.focus in best else finding
        for finding in findings
    ]
