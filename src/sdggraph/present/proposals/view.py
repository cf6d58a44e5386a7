"""A proposed correction as the desk sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sdggraph.writing.corrections import Correction, Proposer


class Statement(NamedTuple):
    """A statement in short terms."""

    thing: str
    property: str
    value: str


class View(NamedTuple):
    """A proposal as the desk sees it."""

    correction: Correction
    proposer: Proposer
    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]
    notes: tuple[str, ...] = ()  # what stands against it, in sentences

    @property
    def things(self) -> list[str]:
        """The things that it changes, sorted."""
        return sorted({each.thing for each in (*self.removed, *self.added)})

    def as_json(self) -> dict[str, Any]:
        """Return the proposal as JSON values, with its statements as N-Quads and in short terms."""
        return {
            **self.correction.packed(),
            "address": self.correction.iri,
            "proposer": self.proposer._asdict(),
            "removed": [each._asdict() for each in self.removed],
            "added": [each._asdict() for each in self.added],
            "notes": list(self.notes),
        }
