"""The contents of the data: the number of things of each kind, and terms that no ontology of ours defines.

A shape selects things by class. If the class is misspelt, it selects nothing, and wrong data conform unnoticed. So a
report says what was checked, and names the nearest correct term.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from rdflib import RDF, SH, URIRef

from sdggraph import vocab
from sdggraph.sparql.interface import Store
from sdggraph.validate.prefilter import subclasses
from sdggraph.validate.report import Finding, Severity
from sdggraph.validate.shapes import Shapes
from sdggraph.validate.terms import Terms

Statement = tuple[str, str, str]  # IRIs; the object is empty unless it is an IRI

# terms about who states something and how; no shape checks them, and they are no mistake
_PROVENANCE: Final = frozenset(
    f"{vocab.PREFIXES['prov']}{name}"
    for name in ("Agent", "SoftwareAgent", "Person", "Organization", "Activity", "Plan")
)
# what says something else of shapes, such as the label of a group, makes no term known
_CONDITIONS: Final = (str(SH), str(RDF))
_SHOWN: Final = 1000  # places of one unknown term that are reported; more do not help to correct it


@dataclass
class Contents:
    """The contents of statements, collected one by one."""

    vocabulary: Vocabulary
    kinds: Counter[str] = field(default_factory=Counter)
    subjects: set[str] = field(default_factory=set)
    uses: dict[str, dict[tuple[str, str | None], None]] = field(default_factory=lambda: defaultdict(dict))

    _typed: set[tuple[str, str]] = field(default_factory=set)

    def add(self, statements: Iterable[Statement]) -> bool:
        """Add statements; return whether one of them gives a known class."""
        known = False
        for subject, predicate, value in statements:
            self.subjects.add(subject)
            is_type = predicate == vocab.RDF_TYPE
            if is_type and value in self.vocabulary.kinds:
                known = True
                if (value, subject) not in self._typed:  # a thing of two files is one thing
                    self._typed.add((value, subject))
                    self.kinds[value] += 1
            if self.vocabulary.problem(predicate):
                self._use(predicate, subject, predicate)
            for term in (subject, value):
                if term and self.vocabulary.problem(term, is_term=is_type and term == value):
                    self._use(term, subject, None)
        return known

    def _use(self, term: str, subject: str, path: str | None) -> None:
        if len(self.uses[term]) < _SHOWN:
            self.uses[term][subject, path] = None

    def findings(self) -> Iterator[Finding]:
        """Yield a warning for each use of an unknown term."""
        for term, uses in self.uses.items():
            message = self.vocabulary.problem(term, is_term=True)
            for subject, path in uses:
                yield Finding(
                    severity=Severity.WARNING,
                    focus=subject,
                    message=message,
                    shape="",
                    component="KnownTerm",
                    path=path,
                    value=None if path or term == subject else term,
                    value_term=None if path or term == subject else f"<{term}>",
                )


class Vocabulary(Terms):
    """The terms that are known to a store and its shapes."""

    def __init__(self, store: Store, shapes: Shapes) -> None:
        mentioned = {
            str(term)
            for triple in shapes.graph
            if str(triple[1]).startswith(_CONDITIONS)
            for term in triple
            if isinstance(term, URIRef)
        }
        super().__init__(store, {iri for iri in mentioned if not iri.startswith(str(SH))})
        below = subclasses(store)
        targets = {str(target) for target in shapes.graph.objects(None, SH.targetClass)}
        self.kinds = frozenset(kind for target in targets for kind in below.get(target, (target,))) | _PROVENANCE
