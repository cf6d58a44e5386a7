"""Judging what a change would do: terms, graphs, and all that the shapes say of what it touches."""

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
from sdggraph.rdf.parsing import is_newer
from sdggraph.sparql.interface import Answer, Store
from sdggraph.store.difference import Difference, graph_of
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.loading import rules
from sdggraph.store.memory import MemoryStore
from sdggraph.validate import Finding, Severity
from sdggraph.writing.rehearsal import OURS, kept_by_the_software

_MANY: Final = 5000  # changed statements, from which on everything is judged
_REPORTED: Final = 200


def check_terms(store: MemoryStore, stated: Difference) -> None:
    """Refuse what our data never hold: blank nodes, statements about statements, or outside of any graph."""
    if store.default_graph_used():
        raise BadQuery(
            "this leaves statements that stand in no graph.",
            f"Put all that changes into GRAPH <{vocab.DATA_GRAPH}> {{ … }}, or none of it.",
        )
    for quad in stated.added:
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.BlankNode):
                raise BadData(
                    "a blank node stands here, and the data have none.",
                    "Give the thing an IRI, so that others can point at it.",
                )
            if isinstance(term, ox.Triple):
                raise BadData("a statement about a statement stands here.", "Describe a thing that has an IRI.")
            if is_newer(term):  # it could be stored, and then no dump and no backup could be written any more
                raise BadData("a text with a direction stands here, which only RDF 1.2 knows.", "Leave it out.")
    if any(graph_of(quad) in OURS for quads in stated for quad in quads):
        raise kept_by_the_software()


def check_graph(stated: Difference, only: str | None) -> None:
    """Refuse an update of one graph that reaches beyond it."""
    if only is not None and any(graph_of(quad) != only for quads in stated for quad in quads):
        raise BadParameter(f"This changes more than the graph <{only}>.", "Send it to /update.")


def check_shapes(store: MemoryStore, change: Difference, shapes: str) -> None:
    """Raise Invalid for violations that were not there before."""
    focus = _focus(store, change, shapes)
    after = _violations(store, shapes, focus)
    if not after:
        return
    store.take(change.undone)
    try:
        known = {finding.verdict for finding in _violations(store, shapes, focus)}
    except Invalid:  # they could not be judged before either
        known = set()
    new = [finding for finding in after if finding.verdict not in known]
    if new:
        raise Invalid(
            f"{len(new)} {'thing' if len(new) == 1 else 'things'} would be wrong after this. {new[0].message}",
            "Mend what the report names, and send it again. Nothing was changed.",
            report=tuple(_told(finding) for finding in new[:_REPORTED]),
        )


def _focus(store: MemoryStore, change: Difference, shapes: str) -> set[str] | None:
    """The things whose verdict the change may have changed; None for everything."""
    if len(change.removed) + len(change.added) > _MANY:
        return None
    store.take(change.undone)
    before = judging.affected(store, shapes, map(_statement, change.removed))
    store.take(change)
    after = judging.affected(store, shapes, map(_statement, change.added))
    return None if before is None or after is None else before | after


def _told(finding: Finding) -> dict[str, object]:
    """A finding as clients read it."""
    named = ("focus", "organisation", "path", "value", "message", "shape", "component")
    return {"severity": finding.severity.value, **{name: getattr(finding, name) for name in named}}


def _statement(quad: ox.Quad) -> judging.Statement:
    return str(quad.subject), str(quad.predicate), str(quad.object)


def _violations(store: MemoryStore, shapes: str, focus: set[str] | None) -> list[Finding]:
    try:
        report = judging.validate(store, shapes, focus=focus)
    except BadShapes as error:  # the shapes were sound before, so the terms that they use are gone
        raise Invalid(f"The data could not be judged after this: {error.problem}", "Keep the ontology.") from error
    return [finding for finding in report.findings if finding.severity is Severity.VIOLATION]


# --- what the ontology says, read once ---------------------------------------------------------


def prepare(store: Store, ontology: Path, example: str) -> None:
    """Read and load all that judging needs, over one example thing: a worker opens no file."""
    names_of(ontology)
    _read_for_records()
    shapes = shapes_of(ontology)
    judging.affected(store, shapes, [])
    judging.validate(store, shapes, focus=[example])


@lru_cache(maxsize=1)
def rules_of(ontology: Path) -> dict[str, str]:
    """The rules, read once."""
    return rules(ontology)


@lru_cache(maxsize=1)
def names_of(ontology: Path) -> judging.Mentioned | None:
    """What the rules read and write; None when that cannot be told."""
    return judging.mentioned(rules_of(ontology))


@lru_cache(maxsize=1)
def shapes_of(ontology: Path) -> str:
    """The shapes, read once."""
    return read_text(ontology / "shapes.ttl")


def concerns_rules(ontology: Path, change: Difference) -> bool:
    """Whether a change may bear on what the rules derive."""
    return judging.concerned(names_of(ontology), _statements(change))


def concerns_records(change: Difference) -> bool:
    """Whether a change may bear on the records that are read from the graph."""
    return judging.concerned(_read_for_records(), _statements(change))


def _statements(change: Difference) -> Iterable[judging.Statement]:
    return (_statement(quad) for quads in change for quad in quads)


class _RecordingStore(EmbeddedStore):
    """An empty store that notes what it is asked."""

    def __init__(self) -> None:
        super().__init__(ox.Store())
        self.asked: dict[str, str] = {}

    def query(self, text: str, **options: Any) -> Answer:
        """Answer, and note the question."""
        self.asked[text] = text
        return super().query(text, **options)


@cache
def _read_for_records() -> judging.Mentioned | None:
    store = _RecordingStore()
    read_network(store)
    return judging.mentioned(store.asked)
