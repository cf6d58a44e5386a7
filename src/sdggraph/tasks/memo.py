"""Values that several questions to one source need: each is computed once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from sdggraph.analysis.features import View
from sdggraph.tasks.source import Source

_T = TypeVar("_T")
_held: Final[WeakKeyDictionary[Source, dict[Hashable, Any]]] = WeakKeyDictionary()


def once(source: Source, name: Hashable, make: Callable[[], _T]) -> _T:
    """Return the value of that name, computed at the first call for a source."""
    kept = _held.setdefault(source, {})
    if name not in kept:
        kept[name] = make()
    found: _T = kept[name]
    return found


def view_of(source: Source) -> View:
    """Return the view of the source's network, whose vectors all questions share."""
    return once(source, "view", lambda: View(source.network))
