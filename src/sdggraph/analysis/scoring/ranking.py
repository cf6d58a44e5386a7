"""The candidates of one organisation in their order, scored pair by pair or, where there are many, as one row."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sdggraph.analysis.features import View
from sdggraph.analysis.knowledge import knowledge, work_leads
from sdggraph.analysis.signal_registry import suggestible
from sdggraph.analysis.signals import Signal
from sdggraph.model.records import Organisation
from sdggraph.model.suggestions import Knowledge, Reason

DECIMALS = 6
MANY: Final = 1_000  # candidates from which on a row of sparse products is faster, although it loads SciPy


class Scored(NamedTuple):
    """A candidate with its score, the reasons for it (the strongest first), and how much is known of the pair."""

    record: Organisation
    score: float
    reasons: tuple[Reason, ...]
    known: Knowledge


class Order(NamedTuple):
    """The candidates, best first."""

    records: Sequence[Organisation]
    parts: Callable[[int], Sequence[Mapping[str, float]]]  # of the scores of the first ones, by signal
    reasoned: int  # those with something of their work in common; where a reason is needed, they come first


class Ranking:
    """The candidates of one organisation, ordered by one measure."""

    def __init__(self, view: View, me: Organisation, weights: Mapping[str, float], *, needs_reason: bool) -> None:
        self._view, self._me, self._weights, self._needs_reason = view, me, weights, needs_reason
        self._by_knowledge = work_leads(weights)

    def order(self, candidates: Sequence[Organisation]) -> Order:
        """Sort the candidates, best first; if common work decides, those with too little known come last.

        If a reason is needed, those without one come after all others. Equal scores are ordered by code.
        """
        return self._by_rows(candidates) if len(candidates) >= MANY else self._one_by_one(candidates)

    def scored(self, record: Organisation) -> Scored:
        """Return a candidate with its score and the reasons for it."""
        signals = self._signals(record)
        parts = self._parts(signals)
        return Scored(record, _total(parts), self._reasons(signals), knowledge(self._view, self._me, record))

    def _one_by_one(self, candidates: Iterable[Organisation]) -> Order:
        found = []
        for record in candidates:
            parts, known = self._parts(self._signals(record)), knowledge(self._view, self._me, record)
            aside = self._needs_reason and not known.has_reason
            late = self._by_knowledge and not known.is_enough
            found.append(((aside, late, -_total(parts), record.code), record, parts, known.has_reason))
        found.sort(key=lambda each: each[0])
        reasoned = sum(has_reason for *_, has_reason in found)
        return Order([each[1] for each in found], lambda count: [each[2] for each in found[:count]], reasoned)

    def _by_rows(self, candidates: Sequence[Organisation]) -> Order:
        found = row_scores().ranked(
            self._view,
            self._me,
            candidates,
            self._weights,
            by_knowledge=self._by_knowledge,
            needs_reason=self._needs_reason,
        )
        return Order(*found)

    def _signals(self, record: Organisation) -> dict[str, Signal]:
        known = suggestible()
        return {name: known[name](self._me, record, self._view) for name in self._weights}

    def _parts(self, signals: Mapping[str, Signal]) -> dict[str, float]:
        return {name: _share(signals[name], weight) for name, weight in self._weights.items()}

    def _reasons(self, signals: Mapping[str, Signal]) -> tuple[Reason, ...]:
        reasons = [
            Reason(name, round(signal.value, DECIMALS), weight, _share(signal, weight), *signal.explain())
            for name, signal in signals.items()
            for weight in (self._weights[name],)
        ]
        return tuple(sorted(reasons, key=lambda reason: (-reason.share, reason.signal)))


def _total(parts: Mapping[str, float]) -> float:
    return round(math.fsum(parts.values()), DECIMALS)


def _share(signal: Signal, weight: float) -> float:
    """Return the part of a signal in a score, rounded first, so that the printed parts add up to the printed score."""
    return round(round(signal.value, DECIMALS) * weight, DECIMALS)


def row_scores() -> Any:
    """Load the module for many candidates: NumPy and SciPy take longer to load than a small network takes to rank."""
    return importlib.import_module("sdggraph.analysis.scoring.row_scores")
