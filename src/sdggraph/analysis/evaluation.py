"""Evaluation: hide links, rank candidates, and measure the ranks of the hidden links, beside the baselines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from sdggraph.analysis import baselines, metrics, splits
from sdggraph.analysis.split_evaluation import (
    BLEND,
    DEFAULT,
    POOLED,
    STANDARD,
    Array,
    Found,
    Options,
    Progress,
    tried,
)
from sdggraph.analysis.tuning import suggestible_blend
from sdggraph.messages import Message, Value, message
from sdggraph.model.evaluation import Estimate, Evaluation, Gain, LeftOut, Method
from sdggraph.model.records import Network

GAINS = ("MRR", "precision@10", "MAP", POOLED)


def evaluate(
    network: Network,
    among: Collection[str],
    options: Options = STANDARD,
    progress: Progress = lambda *_: None,
) -> Evaluation:
    """Hide links, rank the candidates `among` for each of their nodes, and measure how well each method finds them.

    Weights are chosen on an inner split of the training links and applied to the hidden links (nested); with folds,
    this is repeated in each part. The weights of the blend of suggestible signals are chosen in the same way, beside
    those of the blend of all signals. Test nodes are drawn with the seed if there are more than `max_nodes`. Nodes are
    processed in the order of their codes, so the order of the records has no effect.
    """
    among = sorted(code for code in among if code in network.organisations)
    cut = _splits(network, options)
    found = [
        part
        for number, split in enumerate(cut)
        if (part := tried(split, among, options, number, len(cut), progress)) is not None
    ]
    return _summary(network, found, among, options)


def _splits(network: Network, options: Options) -> list[splits.Split]:
    if options.split is not None:
        return [splits.by_date(network, options.split, include_weak=options.include_weak)]
    return [
        split
        for repeat in range(options.repeats)
        for split in splits.folds(network, options.folds, seed=options.seed + repeat, include_weak=options.include_weak)
    ]


def _summary(network: Network, found: Sequence[Found], among: Collection[str], options: Options) -> Evaluation:
    if not found:
        return Evaluation(_name(options), 0, 0, 0, len(among), {}, "", (), (), (), network.version, options.seed, 0)
    node = [code for part in found for code in part.codes]
    names = list(found[0].by_method)
    means = {name: _per_node(node, np.concatenate([part.by_method[name] for part in found])) for name in names}
    drawn = metrics.bootstrap(np.hstack([means[name] for name in names]), options.draws, options.seed)
    width = len(metrics.MEASURES)
    draws = {name: drawn[:, place * width : (place + 1) * width] for place, name in enumerate(names)}
    pooled = {name: float(np.mean([part.pooled[name] for part in found])) for name in names}
    methods = tuple(_method(name, means[name], draws[name], pooled[name]) for name in names)
    return Evaluation(
        split_message=_name(options),
        nodes=len(set(node)),
        nodes_in_all=len(frozenset().union(*(part.tested for part in found))),
        links=sum(part.links for part in found) // (1 if options.split is not None else options.repeats),
        candidates=len(among),
        weights=_mean_weights([part.weights for part in found]),
        tuned_on_message=message("evaluation.tuned" if len(found) == 1 else "evaluation.tuned-in-parts"),
        methods=methods,
        gains=tuple(_ahead(methods[0], measure, methods, draws) for measure in GAINS),
        sensitivity=_sensitivity(found),
        data_version=network.version,
        seed=options.seed,
        draws=options.draws,
        messages=_notes(methods, draws, _mean_weights([part.suggestible for part in found])),
    )


def _name(options: Options) -> Message:
    if options.split is not None:
        return message("evaluation.split", year=str(options.split))
    return message("evaluation.parts", parts=options.folds, count=options.repeats)


def _per_node(node: Sequence[str], values: Array) -> Array:
    """Return the mean of each node over the parts in which it was tested, by code."""
    codes, place = np.unique(node, return_inverse=True)
    total = np.zeros((len(codes), values.shape[1]))
    np.add.at(total, place, values)
    mean: Array = total / np.bincount(place)[:, None]
    return mean


def _method(name: str, means: Array, draws: Array, pooled: float) -> Method:
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    measures = {
        measure: Estimate(float(means[:, place].mean()), float(low[place]), float(high[place]))
        for place, measure in enumerate(metrics.MEASURES)
    }
    return Method(name, name in baselines.BASELINES, {**measures, POOLED: Estimate(pooled)})


def _ahead(blend: Method, measure: str, methods: Sequence[Method], draws: Mapping[str, Array]) -> Gain:
    """Return how far a blend is ahead of the best baseline, both measured on the same resampled nodes."""
    best = max((held for held in methods if held.baseline), key=lambda held: held.measures[measure].value)
    base = best.measures[measure].value
    value = blend.measures[measure].value / base - 1 if base else 0.0
    if measure == POOLED or not base:
        return Gain(measure, best.name, Estimate(value))
    place = metrics.MEASURES.index(measure)
    ratios = draws[blend.name][:, place] / np.maximum(draws[best.name][:, place], 1e-12) - 1
    low, high = np.quantile(ratios, [0.025, 0.975])
    return Gain(measure, best.name, Estimate(value, float(low), float(high)))


def _notes(methods: Sequence[Method], draws: Mapping[str, Array], resting: Mapping[str, float]) -> tuple[Message, ...]:
    """Describe the other blends: how far ahead they are in MRR, and the weights of the chosen one."""
    chosen = tuple(
        message("evaluation.weight", signal=name, weight=weight) for name, weight in resting.items() if weight
    )
    among = {"weights": chosen or message("evaluation.no-weight")}
    about: dict[str, dict[str, Value]] = {suggestible_blend(): {**among}, DEFAULT: {}}
    found = []
    for method in methods:
        if method.name in about:
            gain = _ahead(method, "MRR", methods, draws)
            ends = [value for value in (gain.ahead.low, gain.ahead.high) if value is not None]
            key = "evaluation.gain-between" if ends else "evaluation.gain"
            told = message(
                key, method=method.name, gain=gain.ahead.value, **dict(zip(("low", "high"), ends, strict=False))
            )
            more = about[method.name]
            key = "evaluation.ahead-by-weights" if more else "evaluation.ahead"
            found.append(message(key, gain=told, baseline=gain.baseline, **more))
    return tuple(found)


def _sensitivity(found: Sequence[Found]) -> tuple[LeftOut, ...]:
    names = sorted({name for part in found for name in part.left_out})
    rows = []
    for name in names:
        held = [part for part in found if name in part.left_out]
        less = np.concatenate([part.left_out[name] for part in held])
        full = np.concatenate([part.by_method[BLEND] for part in held])
        change = less[:, :-1].mean(axis=0) - full.mean(axis=0)
        changes = {measure: float(change[place]) for place, measure in enumerate(metrics.MEASURES)}
        rows.append(LeftOut(name, changes, float(less[:, -1].mean())))
    return tuple(sorted(rows, key=lambda row: (row.changes["MAP"], row.signal)))


def _mean_weights(every: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = sorted({name for weights in every for name in weights})
    mean = {name: sum(weights.get(name, 0.0) for weights in every) / len(every) for name in names}
    return dict(
        sorted(((name, round(weight, 4)) for name, weight in mean.items()), key=lambda held: (-held[1], held[0]))
    )
