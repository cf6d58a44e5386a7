"""The names most similar to a typed text: offered to people, never chosen for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import lazy_loader as lazy

from sdggraph.names.folding import words

rapidfuzz = lazy.load("rapidfuzz")  # loads only when a name was not found

_LIKE: Final = 60.0  # per cent of common letters, in order; below that two short names look unlike
_LONGEST: Final = 200  # characters that are compared


def nearest(text: str, names: Iterable[str], count: int = 4) -> tuple[str, ...]:
    """Return the names most similar to the text, best first; fewer or none if nothing is similar.

    A name that contains all words of the text counts as similar, too.

    >>> nearest("hisd", ["HIST", "ICTP", "IRCK"])
    ('HIST',)
    >>> nearest("art", ["Earth sciences", "Art and culture"])
    ('Art and culture',)
    """
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(" ".join(words(name)), name)
    by_plain.pop("", None)
    sought = words(text[:_LONGEST])
    if not sought or not by_plain:
        return ()
    plain = " ".join(sought)
    scorer = rapidfuzz.fuzz.ratio
    alike = rapidfuzz.process.extract(plain, list(by_plain), scorer=scorer, limit=count, score_cutoff=_LIKE)
    within = [(name, 75.0) for name in by_plain if set(sought) <= set(name.split())]
    scores: dict[str, float] = {}
    for name, score in (*((name, score) for name, score, _ in alike), *sorted(within, key=lambda each: len(each[0]))):
        scores[name] = max(score, scores.get(name, 0.0))
    best = sorted(scores, key=lambda name: (-scores[name], len(name), name))
    return tuple(by_plain[name] for name in best[:count])
