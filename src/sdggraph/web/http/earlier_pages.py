"""The last answer of each page, which stands in for a while after the data have changed and no worker is free.

Every page must be made anew after a change. While more requests wait than may wait, that is refused with 503, and so
the first page of the portal was, which costs next to nothing. A page that was true a moment ago is of more use to a
reader than that, and it names its data version.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sdggraph.web.http.response_cache import Cache, Kept

_STANDS_IN: Final = 60.0  # seconds after the change


class EarlierPages:
    """Pages by what was asked, limited in total size.

    >>> clock = [0.0]
    >>> pages = EarlierPages(1000, now=lambda: clock[0])
    >>> pages.keep("home", Kept(b"one", {}))
    >>> pages.supersede()
    >>> clock[0] = 60
    >>> pages.get("home").content
    b'one'
    >>> clock[0] = 61
    >>> pages.get("home") is None
    True
    """

    def __init__(self, most: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._held = Cache(most)
        self._now = now

    def keep(self, asked: str, kept: Kept, *, is_present: bool = True) -> None:
        """Store a page in place of the one before. It is not `is_present` if its data have been replaced meanwhile."""
        self._held.keep(asked, kept if is_present else self._ending(kept))

    def get(self, asked: str) -> Kept | None:
        """Return the page, unless its data were replaced too long ago."""
        kept = self._held.peek(asked)
        return kept if kept is not None and self._now() <= kept.until else None

    def supersede(self) -> None:
        """Let all pages end soon, because another data version is served; drop those that have ended."""
        for asked, kept in self._held.items():
            if kept.until < self._now():
                self._held.drop(asked)
            else:
                self._held.keep(asked, self._ending(kept))

    def _ending(self, kept: Kept) -> Kept:
        return kept._replace(until=min(kept.until, self._now() + _STANDS_IN))
