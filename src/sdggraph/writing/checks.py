"""Checks of a change: its terms, its graphs, and the shapes of everything that it affects."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import validate as judging
from sdggraph import vocab
from sdggraph.errors import BadData, BadParameter, BadQuery, BadShapes, Invalid
from sdggraph.files import read_text
from sdggraph.model.reader import read_network
from sdggraph.names import confusables
from sdggraph.rdf.parsing import is_newer
from sdggraph.sparql.interface import Answer, Store
from sdggraph.store.difference import Difference, graph_of
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.loading import rules
from sdggraph.store.memory import MemoryStore
from sdggraph.validate import Finding, Severity
from sdggraph.writing.rehearsal import OURS, kept_by_the_software

_MANY: Final = 5000  # changed statements from which on everything is validated
_REPORTED: Final = 200


def check_terms(store: MemoryStore, stated: Difference) -> None:
    """Refuse terms that our data never contain: blank nodes, triple terms, and statements without a graph."""
    if store.default_graph_used():
        raise BadQuery(
            "this leaves statements that stand in no graph.",
            f"Put all that changes into GRAPH <{vocab.DATA_GRAPH}> {{ … }}, or none of it.",
        )
    for quad in stated.added:
        if quad.predicate.value in vocab.EDITORIAL_NOTES:
            raise BadData(
                "an editorial note stands here, and what a store holds is published.",
                "Keep it in the data files; what everyone may read is a skos:note.",
            )
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.BlankNode):
                raise BadData(
                    "a blank node stands here, and the data have none.",
                    "Give the thing an IRI, so that others can point at it.",
                )
            if isinstance(term, ox.Triple):
                raise BadData("a statement about a statement stands here.", "Describe a thing that has an IRI.")
            if is_newer(term):  # it could be stored, but after that no dump and no backup could be written any more
                raise BadData(
                    "this text has a writing direction, which RDF 1.1 cannot store.",
                    'Leave the direction out: "text"@ar.',
                )
    if any(graph_of(quad) in OURS for quads in stated for quad in quads):
        raise kept_by_the_software()


def check_graph(stated: Difference, only: str | None) -> None:
    """Refuse an update of one graph that changes other graphs."""
    if only is not None and any(graph_of(quad) != only for quads in stated for quad in quads):
        raise BadParameter(f"This changes more than the graph <{only}>.", "Send it to /update.")


def check_shapes(store: MemoryStore, change: Difference, shapes: str) -> None:
    """Raise Invalid for violations that did not exist before."""
    focus = _focus(store, change, shapes)
    after = _violations(store, shapes, focus)
    if not after:
        return
    store.take(change.undone)
    try:
        known = {finding.verdict for finding in _violations(store, shapes, focus)}
    except Invalid:  # they could not be validated before either
        known = set()
    new = [finding for finding in after if finding.verdict not in known]
    if new:
        raise Invalid(
            f"{len(new)} {'thing' if len(new) == 1 else 'things'} would be wrong after this. {new[0].message}",
            "Correct what the report names, and send it again. Nothing was changed.",
            report=tuple(_told(finding) for finding in new[:_REPORTED]),
        )


def _focus(store: MemoryStore, change: Difference, shapes: str) -> set[str] | None:
    """Return the things whose validity the change may affect; None for everything."""
    if len(change.removed) + len(change.added) > _MANY:
        return None
    store.take(change.undone)
    before = judging.affected(store, shapes, map(_statement, change.removed))
    store.take(change)
    after = judging.affected(store, shapes, map(_statement, change.added))
    return None if before is None or after is None else before | after


def _told(finding: Finding) -> dict[str, object]:
    """Return a finding as a JSON object for clients."""
    named = ("focus", "organisation", "path", "value", "message", "shape", "component")
    return {"severity": finding.severity.value, **{name: getattr(finding, name) for name in named}}


def _statement(quad: ox.Quad) -> judging.Statement:
    return str(quad.subject), str(quad.predicate), str(quad.object)


def _violations(store: MemoryStore, shapes: str, focus: set[str] | None) -> list[Finding]:
    try:
        report = judging.validate(store, shapes, focus=focus)
    except BadShapes as error:  # the shapes were sound before, so terms that they use have been removed
        raise Invalid(f"The data could not be validated after this: {error.problem}", "Keep the ontology.") from error
    return [finding for finding in report.findings if finding.severity is Severity.VIOLATION]


# --- what the ontology says, read once ---------------------------------------------------------


def prepare(store: Store, ontology: Path, example: str) -> None:
    """Load everything that the checks need, by checking one example. A worker cannot open files later."""
    names_of(ontology)
    confusables.load()
    _read_for_records()
    shapes = shapes_of(ontology)
    judging.affected(store, shapes, [])
    judging.validate(store, shapes, focus=[example])


@lru_cache(maxsize=1)
def rules_of(ontology: Path) -> dict[str, str]:
    """Return the rules, read once."""
    return rules(ontology)


@lru_cache(maxsize=1)
def names_of(ontology: Path) -> judging.Mentioned | None:
    """Return the terms that the rules read and write; None when that cannot be told."""
    return judging.mentioned(rules_of(ontology))


@lru_cache(maxsize=1)
def shapes_of(ontology: Path) -> str:
    """Return the shapes, read once."""
    return read_text(ontology / "shapes.ttl")


def concerns_rules(ontology: Path, change: Difference) -> bool:
    """Whether a change may affect what the rules derive."""
    return judging.concerned(names_of(ontology), _statements(change))


def concerns_records(change: Difference) -> bool:
    """Whether a change may affect the records that are read from the graph."""
    return judging.concerned(_read_for_records(), _statements(change))


def _statements(change: Difference) -> Iterable[judging.Statement]:
    return (_statement(quad) for quads in change for quad in quads)


class _RecordingStore(EmbeddedStore):
    """An empty store that records the queries it gets."""

    def __init__(self) -> None:
        super().__init__(ox.Store())
        self.asked: dict[str, str] = {}

    def query(self, text: str, **options: Any) -> Answer:
        """Record the query and answer it."""
        self.asked[text] = text
        return super().query(text, **options)


@cache
def _read_for_records() -> judging.Mentioned | None:
    store = _RecordingStore()
    read_network(store)
    return judging.mentioned(store.asked)
