"""Known terms of the ontology, and the most similar one for each unknown term."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from sdggraph import vocab
from sdggraph.sparql.interface import Store

_START: Final = re.compile(r"https?://(?:www\.)?")
_BETWEEN: Final = re.compile(r"[/#]+")
_ROOT: Final = vocab.BASE.removesuffix("id/")
_PREFIXES: Final = vocab.PREFIXES.keys() - {"geo"}  # geo: is a scheme of addresses, too
_NEAR: Final = 60  # per cent of likeness from which on a name is worth mentioning


class Terms:
    """The terms that a store describes, and others that are known as well."""

    def __init__(self, store: Store, others: Collection[str] = ()) -> None:
        described = {row["term"] for row in store.query("SELECT DISTINCT ?term { ?term rdfs:isDefinedBy ?any }").rows()}
        self._ours = {term for term in described if term.startswith(vocab.SG)}
        self._known = described | {iri for iri in others if not iri.startswith(_ROOT)}
        self._problems: dict[tuple[str, bool], str] = {}

    def problem(self, iri: str, *, is_term: bool = True) -> str:
        """Return what is wrong with an address, and what to write; empty if nothing is.

        Predicates and classes are terms. Of other addresses only those are looked at that seem to be ours.
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
            short = vocab.compact(iri)
            if short != iri:
                return f"There is no term {short}. Write {vocab.compact(right)}."
            return f"{iri} is not the address of a known term. Write {vocab.compact(right)}, which is {right}."
        prefix, _, name = iri.partition(":")
        if prefix in _PREFIXES and not name.startswith("//"):
            return f"The prefix {prefix} is not declared, so {iri} names nothing. Write {vocab.PREFIXES[prefix]}{name}."
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
    """Return the part that two addresses share if they differ only in scheme, www, case, or the sign before the name.

    >>> _key("HTTPS://www.w3id.org/sdggraph/ontology/organisation") == _key(f"{vocab.SG}Organisation")
    True
    """
    return _BETWEEN.sub("/", _START.sub("", iri.lower(), count=1))
