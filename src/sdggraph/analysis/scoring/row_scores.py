"""One organisation against all others as a row of sparse products: the same values as pair by pair, for many at once.

The columns of each signal are computed once for a view, so a row takes milliseconds. A value so close to the middle of
two millionths that the order of a sum could decide is computed by the signal itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from sdggraph.analysis import knowledge, signal_matrices
from sdggraph.analysis.feature_matrices import Array, Columns
from sdggraph.analysis.features import View
from sdggraph.analysis.scoring.likeness import THEME_SHARE
from sdggraph.analysis.scoring.millionths import MICRO, Ints, doubtful, micro
from sdggraph.analysis.signal_registry import registered, suggestible
from sdggraph.model.records import Organisation


class Row(NamedTuple):
    """The scores of one organisation with others, the best first."""

    others: list[Organisation]
    parts: Callable[[int], list[dict[str, float]]]  # of the scores of the first ones, by signal
    reasoned: int  # others with something of their work in common


def ranked(
    view: View,
    me: Organisation,
    others: Sequence[Organisation],
    weights: Mapping[str, float],
    *,
    by_knowledge: bool,
    needs_reason: bool,
) -> Row:
    """Rank others as `ranking.Ranking.order` does, from values that equal those of the signals."""
    held = sorted(others, key=lambda each: each.code)
    rows = _rows(view, held)
    shares = [micro(values(view, name, me, held, rows) / MICRO * weight) for name, weight in weights.items()]
    table: Ints = np.column_stack(shares)
    known = _product(knowledge_columns(view), places(view)[me.code])[rows]
    has_reason, late = known > 0, known < knowledge.ENOUGH
    # stable, so that equal scores stay ordered by code
    order = np.lexsort((-table.sum(axis=1), late & by_knowledge, ~has_reason & needs_reason))

    def parts(count: int) -> list[dict[str, float]]:
        return [dict(zip(weights, each, strict=True)) for each in (table[order[:count]] / MICRO).tolist()]

    return Row([held[place] for place in order.tolist()], parts, int(has_reason.sum()))


def likenesses(view: View, code: str, others: Sequence[str]) -> tuple[list[float], list[float], list[float]]:
    """Return the values of `likeness.likeness` for an organisation with each of the others, and its two parts."""
    records = view.network.organisations
    held = [records[each] for each in others]
    rows = _rows(view, held)
    theme, goals = (values(view, name, records[code], held, rows) / MICRO for name in ("theme", "goals"))
    both = micro(THEME_SHARE * theme + (1 - THEME_SHARE) * goals) / MICRO
    return both.tolist(), theme.tolist(), goals.tolist()


def values(view: View, name: str, me: Organisation, others: Sequence[Organisation], rows: Ints | None = None) -> Ints:
    """Return the values of a signal for an organisation with all others, in whole millionths."""
    rows = _rows(view, others) if rows is None else rows
    part = signal_columns(view, name)
    found = _product(part, places(view)[me.code])[rows]
    found = np.minimum(registered()[name].highest, part.offset + part.factor * found)
    signal = suggestible()[name]
    for place in np.flatnonzero(doubtful(found * MICRO)):
        found[place] = signal(me, others[int(place)], view).value
    return micro(found)


def _product(part: Columns, place: int) -> Array:
    """Return the inner products of one row with all rows of the other side."""
    mine = part.left[[place]]
    dense = np.zeros(part.left.shape[1])
    dense[mine.indices] = mine.data
    found: Array = part.right @ dense
    return found


def signal_columns(view: View, name: str) -> Columns:
    """Return the columns of a signal, with a row for each organisation by code; computed once for a view."""
    codes = tuple(places(view))
    return view.once((__name__, "signal", name), lambda: signal_matrices.columns(view, codes, [name])[name])


def knowledge_columns(view: View) -> Columns:
    """Return the columns of what is known of pairs, with a row for each organisation by code; computed once."""
    return view.once((__name__, "knowledge"), partial(knowledge.columns, view, tuple(places(view))))


def places(view: View) -> Mapping[str, int]:
    """Return the row of each organisation, by code."""
    codes = view.network.organisations
    return view.once((__name__, "places"), lambda: {code: place for place, code in enumerate(sorted(codes))})


def _rows(view: View, others: Sequence[Organisation]) -> Ints:
    row_of = places(view)
    return np.fromiter((row_of[each.code] for each in others), dtype=np.int64, count=len(others))
