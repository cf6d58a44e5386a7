"""Proposals: the effect of a change, computed and checked on a copy in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from sdggraph.store.difference import Difference, PackedDifference
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change
from sdggraph.writing.checks import check_graph, check_shapes, check_terms, concerns_rules, rules_of, shapes_of
from sdggraph.writing.rehearsal import rehearse
from sdggraph.writing.scope import check_scope


class Proposal(NamedTuple):
    """A change that is allowed and valid."""

    difference: PackedDifference  # derived statements included
    removed: int  # stated statements removed
    added: int  # stated statements added
    subjects: tuple[str, ...]  # IRIs of the things that the stated statements describe
    made: bool  # whether the graph is new

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.removed or self.added)

    def packed(self) -> dict[str, Any]:
        """Return the proposal as JSON values."""
        return {**self._asdict(), "difference": self.difference._asdict()}

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Proposal:
        """Restore the proposal that `packed` wrote."""
        difference = PackedDifference.read(fields["difference"])
        return cls(**fields)._replace(difference=difference, subjects=tuple(fields["subjects"]))


def propose(store: MemoryStore, change: Change, scope: str, ontology: Path) -> Proposal:
    """Compute what a change removes and adds, and check that it is allowed and valid.

    The store is a copy of the graph, and must be discarded afterwards. Raises Forbidden, Invalid, NotFound, and what
    reading the request raises.
    """
    made = change.graph is not None and change.graph not in store.graphs()
    stated = rehearse(store, change)
    check_terms(store, stated)
    check_scope(store, stated, scope)
    check_graph(stated, change.only)
    derived = Difference()
    if not stated.empty:
        if concerns_rules(ontology, stated):
            derived = store.rederive(rules_of(ontology))
        check_shapes(store, stated.and_then(derived), shapes_of(ontology))
    named = (quad.subject for quads in stated for quad in quads)
    subjects = sorted({each.value for each in named if isinstance(each, ox.NamedNode)})
    whole = PackedDifference.of(stated.and_then(derived))
    return Proposal(whole, len(stated.removed), len(stated.added), tuple(subjects), made)
