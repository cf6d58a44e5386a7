"""The changes in the data from one state to another."""

from __future__ import annotations

from pathlib import Path

from sdggraph.config import Settings
from sdggraph.model.difference import Log
from sdggraph.publish.datasets import data_diff as differences


def difference(settings: Settings, old: Path, new: Path) -> Log:
    """List what was added, removed and changed: organisations, contributions, links, events and their parts.

    Each side is a file or folder of Turtle, a published folder or its TriG file, or a disk store. Derived statements
    and the ontology are left out. Raises CannotRead or BadData.
    """
    names = tuple(_name(place) for place in (old, new))
    return differences.difference(
        differences.data_at(old), differences.data_at(new), (names[0], names[1]), settings.ontology
    )


def _name(place: Path) -> str:
    version = differences.version_at(place)
    return f"data version {version}" if version else str(place)
