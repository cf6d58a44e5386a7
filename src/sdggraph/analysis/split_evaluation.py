"""The evaluation of one split: weights chosen on its training links, nodes ranked, hidden links measured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sdggraph.analysis import baselines, feature_matrices, metrics, signal_matrices, splits, tuning
from sdggraph.analysis.features import View
from sdggraph.analysis.signal_registry import registered, suggestible, tunable
from sdggraph.model.records import Network

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
Progress = Callable[[str, int, int], object]  # step, done, total

BLEND, DEFAULT = "sdggraph", "sdggraph, default weights"
POOLED = "pooled AP"
LESS = "without "
BLOCK = 64  # nodes ranked in one block
TUNING_CELLS = 4_000_000  # nodes times candidates for the choice of weights, in all parts together
LEAST_NODES = 50  # the least number of nodes in each part
POOLED_CELLS = 8_000_000  # pairs of the pooled average precision, at most
TOP = 10
# With few links, more weights would fit noise: below this number of hidden pairs only the plain signals are tuned.
FEW = 500
PLENTY = 5000  # hidden pairs from which on no further inner fold is needed
REPEATS = 3  # draws of the inner folds where links are few


class Options(NamedTuple):
    """The options of an evaluation."""

    split: int | None = None  # train up to this year; None: repeated folds
    folds: int = 5
    repeats: int = 1
    include_weak: bool = False
    seed: int = 0
    draws: int = 1000
    max_nodes: int = 2000
    signals: Sequence[str] | None = None  # signals to tune; None: as their definitions say
    default: Mapping[str, float] = {}  # fixed weights to report beside the chosen ones


STANDARD = Options()


class Case(NamedTuple):
    """A prepared split: matrices of the training network, and the links to be found."""

    split: splits.Split
    codes: Sequence[str]
    parts: Mapping[str, feature_matrices.Columns]
    known: baselines.Training
    hidden: Mapping[int, frozenset[int]]  # by test node
    barred: Mapping[int, frozenset[int]]  # pairs linked in training or unclear, by node
    open: Flags  # columns that are candidates


class Found(NamedTuple):
    """The measures of every test node of a case, by method."""

    codes: Sequence[str]
    by_method: Mapping[str, Array]  # node, measure
    pooled: Mapping[str, float]  # average precision of all pairs of (a sample of) the nodes in one ranking
    left_out: Mapping[str, Array]  # by omitted signal: node, measure, with the overlap last
    weights: Mapping[str, float]
    suggestible: Mapping[str, float]  # the weights of the blend of suggestible signals
    links: int
    tested: frozenset[str]  # every test node, drawn or not


def case(
    split: splits.Split, among: Collection[str], signals: Sequence[str], seed: int, more: Collection[str] = ()
) -> Case:
    """Prepare a split: its matrices come from its training network only."""
    codes = sorted(split.train.organisations)
    place = {code: index for index, code in enumerate(codes)}
    view = View(split.train, split.as_of)
    parts = signal_matrices.columns(view, codes, dict.fromkeys([*signals, *more, "theme", "goals", "region"]))
    allowed = frozenset(among)
    inside = np.array([code in allowed for code in codes], dtype=bool)
    hidden = _by_node(split.test, place, inside)
    barred = _by_node(split.unclear | {pair for link in split.train.links for pair in splits.pairs(link)}, place)
    return Case(split, codes, parts, baselines.training(view, codes, parts, seed), hidden, barred, inside)


def _by_node(
    pairs: Collection[splits.Pair], place: Mapping[str, int], inside: Flags | None = None
) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        if one in place and other in place:
            here, there = place[one], place[other]
            if inside is None or (inside[here] and inside[there]):
                found.setdefault(here, set()).add(there)
                found.setdefault(there, set()).add(here)
    return {node: frozenset(found[node]) for node in sorted(found)}


def _drawn(nodes: Collection[int], most: int, seed: int) -> Rows:
    held = np.array(list(nodes), dtype=np.intp)
    if len(held) > most:
        held = np.sort(np.random.default_rng(seed).choice(held, most, replace=False))
    return held


def _flags(ready: Case, rows: Rows) -> tuple[Flags, Flags]:
    """Return flags for some nodes and all columns: barred pairs, and hidden links."""
    barred, hidden = np.tile(~ready.open, (len(rows), 1)), np.zeros((len(rows), len(ready.codes)), bool)
    for place, node in enumerate(rows.tolist()):
        barred[place, [node, *ready.barred.get(node, ())]] = True
        hidden[place, list(ready.hidden[node])] = True
    return barred, hidden & ~barred


class Tuned(NamedTuple):
    """The weights chosen on training links."""

    blend: Mapping[str, float]  # of all signals
    suggestible: Mapping[str, float]  # of the suggestible signals


def _tuned(ready: Case, among: Collection[str], options: Options, count: int, progress: Progress) -> Tuned:
    """Choose weights on a part of the training links that is hidden in turn, for one of `count` splits."""
    inner = _inner(ready.split.train, options)
    enough = len({pair for split in inner for pair in split.test}) >= FEW
    every_tuned = _tuned_signals(options)
    names = [name for name in every_tuned if enough or registered()[name].tuned == "always"] or list(every_tuned)
    resting = list(suggestible())
    every = list(dict.fromkeys([*names, *resting]))
    samples = []
    for number, split in enumerate(inner):
        held = case(split, among, every, options.seed)
        if held.hidden:
            rows = _drawn(list(held.hidden), _tuning_nodes(held, len(inner) * count), options.seed + number)
            parts = {name: held.parts[name] for name in every}
            samples.append(tuning.sample(parts, rows, *_flags(held, rows)))
    if not samples:
        return Tuned({}, {})
    step = iter(range(10**9))

    def chosen(some: Sequence[str], few: bool) -> dict[str, float]:
        mine = [held.of([every.index(name) for name in some]) for held in samples]
        return tuning.choose(some, mine, few=few, progress=lambda: progress("choosing weights", next(step), 0))

    return Tuned(chosen(names, not enough), chosen(resting, True))


def _tuned_signals(options: Options) -> tuple[str, ...]:
    return tunable() if options.signals is None else tuple(options.signals)


def _tuning_nodes(held: Case, samples: int) -> int:
    """Return the number of nodes per sample for the choice of weights, so that the total stays within limits."""
    return max(LEAST_NODES, TUNING_CELLS // max(1, len(held.codes)) // samples)


def _inner(train: Network, options: Options) -> list[splits.Split]:
    """Split the training links once more, to choose weights on them.

    The split is by date if the outer one is and enough links remain. Otherwise it is four folds, drawn again with
    other seeds while there are few links.
    """
    years = sorted(link.year for link in train.links if link.year is not None)
    if options.split is not None and years:
        year = years[int(len(years) * 0.75)] - 1
        split = splits.by_date(train, year, include_weak=options.include_weak)
        if len(split.test) >= FEW:
            return [_seasoned(split)]
    found: list[splits.Split] = []
    for repeat in range(1, REPEATS + 1):
        for fold in splits.one_by_one(train, 4, seed=options.seed + repeat, include_weak=options.include_weak):
            found.append(fold)
            if sum(len(each.test) for each in found) >= PLENTY:
                return found
        if sum(len(split.test) for split in found) >= FEW:
            break
    return found


def _seasoned(split: splits.Split) -> splits.Split:
    """Restrict the split to organisations that had a link in training.

    Themes and other facts have no date: they may have been entered because the organisation became active later. On
    organisations without an earlier link, such facts predict too well, and would get too much weight.
    """
    known = {code for link in split.train.links for code in link.partners}
    records = {code: record for code, record in split.train.organisations.items() if code in known}
    return split._replace(train=split.train._replace(organisations=records))


def tried(
    split: splits.Split,
    among: Collection[str],
    options: Options,
    number: int,
    count: int,
    progress: Progress,
) -> Found | None:
    """Measure every test node of a split, the `number`-th of `count`; None if no link is hidden."""
    ready = case(split, among, _tuned_signals(options), options.seed, [*suggestible(), *options.default])
    if not ready.hidden:
        return None
    weights = _tuned(ready, among, options, count, progress)
    rows = _drawn(list(ready.hidden), max(1, options.max_nodes // count), options.seed)
    table = _Table(weights, set(_drawn(range(len(rows)), _pooled_nodes(ready, count), options.seed).tolist()))
    for start in range(0, len(rows), BLOCK):
        progress(split.name, number * len(rows) + start, count * len(rows))
        block = rows[start : start + BLOCK]
        table.add(start, _scored(ready, block, weights, options), *_flags(ready, block))
    links = sum(len(held) for held in ready.hidden.values()) // 2
    return table.found([ready.codes[row] for row in rows], links, frozenset(ready.codes[row] for row in ready.hidden))


def _pooled_nodes(ready: Case, count: int) -> int:
    return max(1, POOLED_CELLS // max(1, len(ready.codes)) // count)


def _scored(ready: Case, rows: Rows, weights: Tuned, options: Options) -> dict[str, Array]:
    """Return the scores of every method for some nodes; the blend without a signal is named LESS and the signal."""
    needed = {*weights.blend, *weights.suggestible, *options.default}
    values = {name: signal_matrices.scores(ready.parts[name], rows) for name in sorted(needed)}
    found = {
        BLEND: _blended(values, weights.blend, len(rows), len(ready.codes)),
        tuning.suggestible_blend(): _blended(values, weights.suggestible, len(rows), len(ready.codes)),
    }
    if options.default:
        found[DEFAULT] = _blended(values, options.default, len(rows), len(ready.codes))
    for name, baseline in baselines.BASELINES.items():
        found[name] = _rounded(baseline(ready.known, rows))
    for name in weights.blend if len(weights.blend) > 1 else ():
        less = {other: weight for other, weight in weights.blend.items() if other != name}
        found[LESS + name] = _blended(values, less, len(rows), len(ready.codes))
    return found


def _blended(values: Mapping[str, Array], weights: Mapping[str, float], height: int, width: int) -> Array:
    total = np.zeros((height, width))
    for name, weight in weights.items():
        total += values[name] * weight
    return _rounded(total)


class _Table:
    """Collects the measures of nodes block by block."""

    def __init__(self, weights: Tuned, pooled_nodes: set[int]) -> None:
        self.weights, self.pooled_nodes = weights, pooled_nodes
        self.measures: dict[str, list[list[float]]] = {}
        self.pooled: dict[str, list[Array]] = {}
        self.pooled_hidden: list[Flags] = []

    def add(self, start: int, held: Mapping[str, Array], barred: Flags, hidden: Flags) -> None:
        """Measure a block of nodes that begins at `start`."""
        for place in range(len(hidden)):
            free = ~barred[place]
            flags = hidden[place, free]
            keep = start + place in self.pooled_nodes
            if keep:
                self.pooled_hidden.append(flags)
            for name, scores in held.items():
                mine = scores[place, free]
                found = list(metrics.measures(mine, flags).values())
                if name.startswith(LESS):
                    found.append(overlap(held[BLEND][place, free], mine))
                elif keep:
                    self.pooled.setdefault(name, []).append(mine)
                self.measures.setdefault(name, []).append(found)

    def found(self, codes: Sequence[str], links: int, tested: frozenset[str]) -> Found:
        """Return all measures as arrays."""
        flat = np.concatenate(self.pooled_hidden)
        every = {name: np.array(values) for name, values in self.measures.items()}
        return Found(
            codes,
            {name: values for name, values in every.items() if not name.startswith(LESS)},
            {
                name: metrics.average_precision(metrics.placed(np.concatenate(values), flat))
                for name, values in self.pooled.items()
            },
            {name.removeprefix(LESS): values for name, values in every.items() if name.startswith(LESS)},
            self.weights.blend,
            self.weights.suggestible,
            links,
            tested,
        )


def _rounded(scores: Array) -> Array:
    """Round to nine digits, so that equal scores stay equal in whatever order they were summed."""
    return np.round(scores, 9)


def overlap(one: Array, other: Array) -> float:
    """Return the share of the first ten places that two rankings have in common; equal scores are ordered by code.

    >>> overlap(np.array([3.0, 2.0, 1.0]), np.array([1.0, 2.0, 3.0]))
    1.0
    """
    width = min(TOP, len(one))
    if not width:
        return 1.0
    firsts = []
    for scores in (one, other):
        border = np.partition(scores, len(scores) - width)[len(scores) - width]
        near = np.flatnonzero(scores >= border)
        firsts.append(set(near[np.argsort(-scores[near], kind="stable")[:width]].tolist()))
    return len(firsts[0] & firsts[1]) / width
