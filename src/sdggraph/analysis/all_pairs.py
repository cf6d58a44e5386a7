"""The ranking of `partners.suggest`, prepared for all centres at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sdggraph.analysis import knowledge, signal_matrices, topk
from sdggraph.analysis.features import View
from sdggraph.analysis.knowledge import work_leads
from sdggraph.analysis.links import known_by
from sdggraph.analysis.signal_registry import registered, suggestible
from sdggraph.analysis.signals import Explanation
from sdggraph.model.records import Network


@dataclass(frozen=True)
class AllPairs:
    """The lists of every centre: codes of rows and columns, and the arrays to compute them from."""

    rows: tuple[str, ...]  # the centres that get a list, sorted
    columns: tuple[str, ...]  # the centres that may be suggested, sorted
    problem: topk.Problem | None  # None if no pair may be suggested

    @property
    def fingerprint(self) -> str:
        """A hash of everything that the lists depend on: equal where they are equal."""
        found = hashlib.sha256(repr((self.rows, self.columns)).encode())
        if self.problem is not None:
            found.update(repr((self.problem.weights, self.problem.limit)).encode())
            for part in self.problem.parts:
                found.update(repr((part.offset, part.factor, part.highest)).encode())
            matrices = [side for part in self.problem.parts for side in (part.left, part.right)]
            known = self.problem.known
            found.update(repr(known and (known.enough, known.needs_reason)).encode())
            for held in (*matrices, self.problem.barred, *((known.left, known.right) if known else ())):
                for array in (held.data, held.indices, held.indptr):
                    found.update(np.ascontiguousarray(array).data)
        return found.hexdigest()[:32]


def all_pairs(
    known: Network | View,
    weights: Mapping[str, float],
    *,
    limit: int = 10,
    include_current: bool = False,
    among: Collection[str] | None = None,
    as_of: int | None = None,
    reasoned: bool = False,
) -> AllPairs:
    """Prepare the lists of every centre, scored as `partners.suggest` does.

    The weights sum to 1. With `as_of`, only what was known by the end of that year counts, and only centres known by
    then get a list. Pairs with too little known about them come last, as in `partners.suggest`. With `reasoned`, pairs
    with nothing of their work in common are left out. A view shares its vectors with other questions.

    >>> from sdggraph.model.records import Country, Organisation
    >>> lands = {"CHN": Country("CHN", "China", "c", "Eastern Asia", "Asia and the Pacific")}
    >>> both = {code: Organisation(code, code, code, "category-2", country="CHN") for code in ("HIST", "IRCK")}
    >>> pairs = all_pairs(Network(both, countries=lands), {"region": 1.0})
    >>> topk.best(pairs.problem, 0, 2).columns[:, 0].tolist(), pairs.columns
    ([1, 0], ('HIST', 'IRCK'))
    """
    whole = View.of(known)
    network, view = whole.network, view_of(whole, as_of)
    rows = sorted(code for code, record in view.network.organisations.items() if record.is_active_centre)
    columns = _suggestible(view.network, rows if among is None else among)
    columns = [code for code in columns if code not in network.not_suggested.centres]
    if not rows or not columns:
        return AllPairs(tuple(rows), tuple(columns), None)
    barred = _barred(view.network, rows, columns, include_current)
    parts = signal_parts(view, rows, columns, list(weights))
    told = _known(view, rows, columns, work_leads(weights), reasoned)
    return AllPairs(tuple(rows), tuple(columns), topk.problem(parts, weights, barred, limit, told))


def _known(view: View, rows: Sequence[str], columns: Sequence[str], leads: bool, reasoned: bool) -> topk.Known | None:
    """Return how much is known of each pair, if that affects the order."""
    if not (leads or reasoned):
        return None
    codes = sorted({*rows, *columns})
    place = {code: number for number, code in enumerate(codes)}
    here, there = ([place[code] for code in side] for side in (rows, columns))
    held = knowledge.columns(view, codes)
    return topk.Known(held.left[here], held.right[there], float(knowledge.ENOUGH) if leads else 0.0, reasoned)


def signal_parts(view: View, rows: Sequence[str], columns: Sequence[str], names: Sequence[str]) -> dict[str, topk.Part]:
    """Return the signals of a view as products, a row for each code; the values equal those for one pair."""
    codes = sorted({*rows, *columns})
    place = {code: number for number, code in enumerate(codes)}
    here, there = ([place[code] for code in side] for side in (rows, columns))
    found = {}
    for name, each in signal_matrices.columns(view, codes, names).items():
        highest = registered()[name].highest
        found[name] = topk.Part(each.left[here], each.right[there], each.offset, each.factor, highest)
    return found


def explained(view: View, code: str, other: str, names: Sequence[str]) -> list[Explanation]:
    """Explain the value of each named signal for a pair, as `partners.explain` does.

    >>> from sdggraph.model.records import Country, Organisation
    >>> lands = {"CHN": Country("CHN", "China", "c", "Eastern Asia", "Asia and the Pacific")}
    >>> both = {code: Organisation(code, code, code, "category-2", country="CHN") for code in ("HIST", "IRCK")}
    >>> explained(View(Network(both, countries=lands)), "HIST", "IRCK", ["region"])
    [Explanation(message=Message(key='region.country', values={'country': 'China'}), facts=('c',))]
    """
    records, known = view.network.organisations, suggestible()
    return [known[name](records[code], records[other], view).explain() for name in names]


def _suggestible(network: Network, codes: Collection[str]) -> list[str]:
    records = network.organisations
    return sorted(code for code in codes if code in records and records[code].is_suggestible)


def view_of(known: Network | View, as_of: int | None) -> View:
    """Return the view of the network, or of what was known at the end of a year."""
    whole = View.of(known)
    return whole if as_of is None else View(known_by(whole.network, as_of), as_of)


def _barred(network: Network, rows: Sequence[str], columns: Sequence[str], include_current: bool) -> topk.Matrix:
    """Return the pairs that may not be suggested: a centre with itself, linked pairs, and excluded pairs."""
    row_of = {code: number for number, code in enumerate(rows)}
    column_of = {code: number for number, code in enumerate(columns)}
    pairs = {(row_of[code], column_of[code]) for code in rows if code in column_of}
    for one, other in map(tuple, network.not_suggested.pairs):
        pairs |= {(row_of[a], column_of[b]) for a, b in ((one, other), (other, one)) if a in row_of and b in column_of}
    for link in () if include_current else network.links:
        for one in link.partners:
            for other in link.partners:
                if one in row_of and other in column_of:
                    pairs.add((row_of[one], column_of[other]))
    places = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    shape = (len(rows), len(columns))
    return sparse.csr_array((np.ones(len(places), dtype=bool), (places[:, 0], places[:, 1])), shape=shape)
