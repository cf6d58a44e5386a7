"""The contents of the data: the number of things of each kind, and terms that no ontology of ours defines.

A shape selects things by class. If the class is misspelt, it selects nothing, and wrong data conform unnoticed. So a
report says what was checked, and names the nearest correct term.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process
from rdflib import SH, URIRef

from sdggraph import vocab
from sdggraph.sparql.interface import Store
from sdggraph.validate.prefilter import subclasses
from sdggraph.validate.report import Finding, Severity
from sdggraph.validate.shapes import Shapes

Statement = tuple[str, str, str]  # IRIs; the object is empty unless it is an IRI

_START: Final = re.compile(r"https?://(?:www\.)?")
_BETWEEN: Final = re.compile(r"[/#]+")
_ROOT: Final = vocab.BASE.removesuffix("id/")
_NEAR: Final = 60  # similarity in per cent from which on a name is suggested
# terms about who states something and how; no shape checks them, and they are no mistake
_PROVENANCE: Final = frozenset(
    f"{vocab.PREFIXES['prov']}{name}"
    for name in ("Agent", "SoftwareAgent", "Person", "Organization", "Activity", "Plan")
)
_SHOWN: Final = 1000  # places of one unknown term that are reported; more do not help to correct it


@dataclass
class Contents:
    """The contents of statements, collected one by one."""

    vocabulary: Vocabulary
    kinds: Counter[str] = field(default_factory=Counter)
    subjects: set[str] = field(default_factory=set)
    uses: dict[str, dict[tuple[str, str | None], None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, statements: Iterable[Statement]) -> bool:
        """Add statements; return whether one of them gives a known class."""
        known = False
        for subject, predicate, value in statements:
            self.subjects.add(subject)
            is_type = predicate == vocab.RDF_TYPE
            if is_type and value in self.vocabulary.kinds:
                self.kinds[value] += 1
                known = True
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


class Vocabulary:
    """The terms that are known to a store and its shapes."""

    def __init__(self, store: Store, shapes: Shapes) -> None:
        described = store.query("SELECT DISTINCT ?term { ?term rdfs:isDefinedBy ?any }").rows()
        self._ours = {row["term"] for row in described if row["term"].startswith(vocab.SG)}
        mentioned = {str(term) for triple in shapes.graph for term in triple if isinstance(term, URIRef)}
        foreign = {iri for iri in mentioned if not iri.startswith((str(SH), _ROOT))}
        self._known = self._ours | foreign | {row["term"] for row in described}
        below = subclasses(store)
        targets = {str(target) for target in shapes.graph.objects(None, SH.targetClass)}
        self.kinds = frozenset(kind for target in targets for kind in below.get(target, (target,))) | _PROVENANCE
        self._problems: dict[tuple[str, bool], str] = {}

    def problem(self, iri: str, *, is_term: bool = True) -> str:
        """Return what is wrong with an IRI and what to write instead; empty if nothing is.

        Predicates and classes are terms. Other IRIs are checked only if they seem to be ours.
        """
        found = self._problems.get((iri, is_term))
        if found is None:
            found = self._problems[iri, is_term] = self._problem(iri, is_term=is_term)
        return found

    def _problem(self, iri: str, *, is_term: bool) -> str:
        if iri in self._known:
            return ""
        right = self._by_key.get(_key(iri)) if is_term else None
        if right is not None:
            return f"{iri} is not the address of a known term. Write {right}."
        if iri.startswith(vocab.SG):
            return self._unknown(vocab.compact(iri), iri.removeprefix(vocab.SG))
        if _key(iri).startswith(_key(vocab.SG)) and iri != vocab.SG.removesuffix("#"):
            return self._unknown(iri, _BETWEEN.split(iri)[-1])
        if _key(iri).startswith(_key(_ROOT)) and not iri.startswith(_ROOT):
            return f"{iri} is not an address of ours. Ours begin with {_ROOT}."
        return ""

    def _unknown(self, shown: str, name: str) -> str:
        names = [term.removeprefix(vocab.SG) for term in self._ours]
        near = process.extractOne(name, sorted(names), scorer=fuzz.ratio, score_cutoff=_NEAR)
        remedy = f"Write {vocab.compact(vocab.SG + near[0])}" if near else "Use one of its terms"
        return f"The ontology has no term {shown}. {remedy}, or take this out."

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return {_key(iri): iri for iri in sorted(self._known)}


def _key(iri: str) -> str:
    """Return a key that is equal for IRIs that differ only in scheme, www, case, or the sign before the name.

    >>> _key("HTTPS://www.w3id.org/sdggraph/ontology/organisation") == _key(f"{vocab.SG}Organisation")
    True
    """
    return _BETWEEN.sub("/", _START.sub("", iri.lower(), count=1))
