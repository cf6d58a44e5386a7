"""What became of the things on record between two states of the graph: plain values."""

from __future__ import annotations

from typing import Final, NamedTuple

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# class -> what a change log calls its things; the order is that of the log
KINDS: Final = {
    "Organisation": "Organisations",
    "Contribution": "Contributions",
    "Cooperation": "Links",
    "Event": "Events",
    "Project": "Projects",
    "Hosting": "Hostings",
    "StatusRecord": "Status records",
}


class Field(NamedTuple):
    """A property of a thing with the values that went and those that came, as text."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Change(NamedTuple):
    """A thing that was added, removed or changed, and of a changed one, what."""

    kind: str  # a key of KINDS
    what: str  # ADDED, REMOVED or CHANGED
    iri: str
    title: str
    fields: tuple[Field, ...] = ()


class Log(NamedTuple):
    """All changes from one state to another, by kind and title."""

    old: str  # the data version where it is known, else the place
    new: str
    changes: tuple[Change, ...]

    def of(self, kind: str, what: str) -> list[Change]:
        """The changes of that kind."""
        return [change for change in self.changes if change.kind == kind and change.what == what]
