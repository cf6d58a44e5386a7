"""Plain values of a change log: what changed on record between two states of the graph."""

from __future__ import annotations

from typing import Final, NamedTuple

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# class -> its name in the change log, in the order of the log
KINDS: Final = {
    "Organisation": "Organisations",
    "Standing": "Standings",  # no class: what the status records of an organisation amount to
    "Contribution": "Contributions",
    "Cooperation": "Links",
    "Event": "Events",
    "Project": "Projects",
    "Hosting": "Hostings",
    "StatusRecord": "Status records",
}


class Field(NamedTuple):
    """A property of a thing with its removed and its added values, as text."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Change(NamedTuple):
    """A thing that was added, removed or changed, with the changed fields."""

    kind: str  # a key of KINDS
    what: str  # ADDED, REMOVED or CHANGED
    iri: str
    title: str
    fields: tuple[Field, ...] = ()


class Log(NamedTuple):
    """All changes from one state to another, by kind and title."""

    old: str  # the data version if known, else the place
    new: str
    changes: tuple[Change, ...]

    def of(self, kind: str, what: str) -> list[Change]:
        """Return the changes of that kind."""
        return [change for change in self.changes if change.kind == kind and change.what == what]
