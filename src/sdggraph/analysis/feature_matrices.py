"""The signals of all pairs at once, as products of sparse matrices.

Each signal is a pair of matrices L and R with one row per organisation. The signal of a and b is the inner product of
row a of L and row b of R. The values equal those of `signals`, pair by pair. `signal_registry` gives each form its
name; `signal_matrices` combines them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sdggraph.analysis import links
from sdggraph.analysis.features import View
from sdggraph.analysis.signals import SAME_COUNTRY, SAME_REGION, SAME_SUBREGION
from sdggraph.model.records import Country

Array: TypeAlias = npt.NDArray[np.float64]
Matrix: TypeAlias = Any  # scipy.sparse.csr_array; SciPy has no types of its own
Codes: TypeAlias = Sequence[str]
Ties: TypeAlias = Mapping[str, Mapping[str, float]]

CONTINUE = 0.85  # the probability that a walk goes on
RECENT = 2.0  # years after which the weight of a link halves, for signals of recent years
RANK, DENSE = 48, 400  # number of eigenvectors, and the number of organisations up to which all are used


class Columns(NamedTuple):
    """One signal of all pairs: offset + factor * left @ right.T."""

    left: Matrix
    right: Matrix
    offset: float = 0.0
    factor: float = 1.0


def vectors(held: Mapping[str, Mapping[str, float]], codes: Codes) -> Matrix:
    """Return vectors by code as a sparse matrix; the columns are the entries in sorted order."""
    return vectors_on(held, codes, sorted({entry for code in codes for entry in held.get(code, ())}))


def theme(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.theme`: the cosine of IDF-weighted themes."""
    return _same(vectors(view.themes, codes))


def goals(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.goals`: the cosine of IDF-weighted goals and targets."""
    return _same(vectors(view.goals, codes))


def region(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.region`: one for each region, sub-region and country; shared ones add up."""
    hot: dict[str, dict[str, float]] = {}
    for code in codes:
        land = _land(view, code)
        if land is not None:
            levels = {
                f"region {land.region}": SAME_REGION if land.region else 0.0,
                f"sub-region {land.subregion}": SAME_SUBREGION if land.subregion else 0.0,
                f"country {land.code}": SAME_COUNTRY if land.name else 0.0,
            }
            hot[code] = {level: weight**0.5 for level, weight in levels.items() if weight}
    return _same(vectors(hot, codes))


def complement(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.complement`: u M v over linked targets."""
    known = sorted({entry for code in codes for entry in view.targets.get(code, ())})
    bridged = {code: _product(view.targets.get(code, {}), view.closeness) for code in codes}
    return Columns(vectors_on(bridged, codes, known), vectors_on(view.targets, codes, known))


def vectors_on(held: Mapping[str, Mapping[str, float]], codes: Codes, entries: Sequence[str]) -> Matrix:
    """Return vectors by code over given columns; other entries are ignored."""
    place = {entry: index for index, entry in enumerate(entries)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, code in enumerate(codes):
        for entry, value in held.get(code, {}).items():
            if entry in place:
                rows.append(row)
                columns.append(place[entry])
                values.append(value)
    return sparse.csr_array((values, (rows, columns)), shape=(len(codes), max(1, len(entries))), dtype=np.float64)


def network(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.network`: the cosine of partners weighted by tie and rarity (full popularity
    discount).
    """
    return _same(vectors(view.neighbours, codes))


def allocation(view: View, codes: Codes) -> Columns:
    """Return the columns of resource allocation: common partners, without weight or age of links.

    The sum over common partners z of 1 / deg(z), divided by its largest possible value, so from 0 to 1.
    0 without a common partner. Source: Zhou, Lü & Zhang (2009).
    """
    return _unweighted(view, codes, lambda degree: 1 / degree)


def adamic_adar(view: View, codes: Codes) -> Columns:
    """Return the columns of the Adamic-Adar index: as `allocation`, with 1 / ln(deg z).

    A common partner has at least two partners, so degree 1 adds nothing. Source: Adamic & Adar (2003).
    """
    return _unweighted(view, codes, lambda degree: 1 / math.log(degree) if degree > 1 else 0.0)


def network_raw(view: View, codes: Codes) -> Columns:
    """Return the columns of common partners without a popularity discount: the Adamic-Adar index on weighted links.

    The sum over common partners z of log(1 + w(a,z)) log(1 + w(b,z)) / ln(1 + deg z), divided by the
    largest squared length, so from 0 to 1 (Cauchy and Schwarz). 0 without a common partner.
    Source: Adamic & Adar (2003).
    """
    return _neighbours(view, codes, view.ties)


def network_recent(view: View, codes: Codes) -> Columns:
    """Return the columns of common partners of recent years: as `network-raw`, with a half-life of two years.

    Where partners change quickly (papers, projects), recent activity predicts more than past activity.
    """
    return _neighbours(view, codes, _recent(view))


def south_south(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.south_south`: one column for the Group of 77."""
    hot = {code: {"g77": 1.0} for code in codes if (land := _land(view, code)) and "g77" in land.groups}
    return _same(vectors(hot, codes))


def openness(view: View, codes: Codes) -> Columns:
    """Return the columns of `signals.openness`: 1 - (p + q) / 2, with p and q relative to the largest number of
    partners.

    p + q is computed first and its half is then subtracted from 1, so that the value equals the signal's to the last
    bit.
    """
    share, one = np.array([view.prominence.get(code, 0.0) for code in codes]), np.ones(len(codes))
    return _dense([share, one], [one, share])._replace(offset=1.0, factor=-0.5)


def prominence(view: View, codes: Codes) -> Columns:
    """Return the columns of prominence: (p + q) / 2, with p and q the square root of the share of the largest number of
    partners.

    p = sqrt(n / max n). From 0 (neither has a partner) to 1 (both have the most). It is the opposite of `openness`: it
    predicts links, but it suggests organisations that everybody knows already. Source: preferential attachment
    (Barabasi & Albert 1999), as a sum, so that one side without a partner does not make it 0.
    """
    return _prominence({code: float(len(held)) for code, held in view.ties.items()}, codes)


def walk(view: View, codes: Codes) -> Columns:
    """Return the columns of nearness by many short paths, not only common partners: the cosine of random walks with
    restart.

    With S = D^-1/2 A D^-1/2, A the ties as log(1 + weight) and D its row sums, the walks that go on with probability c
    = 0.85 add up to (I - cS)^-1 - I, the symmetric form of personalised PageRank. Its 48 largest eigenvectors (all of
    them up to 400 organisations) give each organisation a vector. The signal is their cosine: from -1 to 1, and above 0
    wherever the two are near. Only the largest connected component has vectors; elsewhere 0. Sources: Haveliwala
    (2002); Liben-Nowell & Kleinberg (2007), low rank.
    """
    graph = sparse.csr_array(_logged(vectors_on(view.ties, codes, codes)))
    count, label = sparse.csgraph.connected_components(graph, directed=False)
    largest = np.flatnonzero(label == np.bincount(label, minlength=count).argmax()) if len(codes) else np.array([], int)
    if len(largest) < 3:
        return _same(sparse.csr_array((len(codes), 1)))
    inner = graph[largest][:, largest]
    root = sparse.diags_array(np.asarray(inner.sum(axis=1)).ravel() ** -0.5)
    values, found = _eigen(sparse.csr_array(root @ inner @ root))
    growth = 1 / (1 - CONTINUE * np.clip(values, 0, 1)) - 1
    found = found * np.sqrt(growth)
    length = np.sqrt((found**2).sum(axis=1, keepdims=True))
    whole = np.zeros((len(codes), found.shape[1]))
    whole[largest] = np.divide(found, length, out=np.zeros_like(found), where=length > 0)
    return _same(sparse.csr_array(whole))


def prominence_recent(view: View, codes: Codes) -> Columns:
    """Return the columns of recent prominence: as `prominence`, over ties as log(1 + weight) with a half-life of two
    years.
    """
    return _prominence({code: _strength(held) for code, held in _recent(view).items()}, codes)


def _same(matrix: Matrix) -> Columns:
    return Columns(matrix, matrix)


def _dense(left: list[Array], right: list[Array]) -> Columns:
    return Columns(sparse.csr_array(np.column_stack(left)), sparse.csr_array(np.column_stack(right)))


def _land(view: View, code: str) -> Country | None:
    record = view.network.organisations.get(code)
    return view.network.countries.get(record.country) if record else None


def _strength(held: Mapping[str, float]) -> float:
    return math.fsum(math.log1p(weight) for weight in held.values())


def _logged(held: Matrix) -> Matrix:
    """Return the ties with diminishing returns: a tenth joint project means less than the second."""
    logged = held.copy()
    logged.data = np.log1p(logged.data)
    return logged


def _eigen(graph: Matrix) -> tuple[Array, Array]:
    """Return the largest eigenvalues with their vectors; the start vector is fixed, so that the result is
    reproducible.
    """
    count = graph.shape[0]
    if count <= DENSE:
        values, found = np.linalg.eigh(graph.toarray())
        return values, found
    start = np.random.default_rng(0).random(count)
    values, found = sparse.linalg.eigsh(graph, k=RANK, which="LA", v0=start, tol=1e-6)
    return values, found


def _product(vector: Mapping[str, float], matrix: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for entry, value in vector.items():
        for other, weight in matrix.get(entry, {}).items():
            found[other] = found.get(other, 0.0) + value * weight
    return found


def _prominence(strengths: Mapping[str, float], codes: Codes) -> Columns:
    strength = np.array([strengths.get(code, 0.0) for code in codes])
    most = max(strengths.values(), default=0.0)
    share = np.sqrt(strength / most) if most else strength
    one = np.ones(len(codes))
    return _dense([share / 2, one / 2], [one, share])


def _neighbours(view: View, codes: Codes, ties: Ties) -> Columns:
    held = _logged(vectors(ties, codes))
    known = sorted({entry for code in codes for entry in ties.get(code, ())})
    rarity = np.array([np.log(1 + len(view.ties[entry])) ** -0.5 for entry in known] or [0.0])
    raw = sparse.csr_array(held @ sparse.diags_array(rarity))
    length = np.sqrt(np.asarray(raw.multiply(raw).sum(axis=1)).ravel())
    return _same(raw * (1.0 / (length.max(initial=0.0) or 1.0)))


def _unweighted(view: View, codes: Codes, rarity: Callable[[int], float]) -> Columns:
    worth = {code: rarity(len(held)) ** 0.5 for code, held in view.ties.items()}
    found = vectors({code: {z: worth[z] for z in held if worth[z]} for code, held in view.ties.items()}, codes)
    most = float(found.multiply(found).sum(axis=1).max(initial=0.0)) ** 0.5 or 1.0
    return _same(sparse.csr_array(found / most))


def _recent(view: View) -> Ties:
    return links.ties(view.network, view.as_of, half_life=RECENT)
