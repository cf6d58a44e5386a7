"""An evaluation as a table, Markdown, CSV or JSON."""

from __future__ import annotations

import json
from typing import Any

from sdggraph.messages import as_json
from sdggraph.model.evaluation import Estimate, Evaluation
from sdggraph.numbers import counted
from sdggraph.present.table import rendered as rows_rendered
from sdggraph.present.text import csv_text, wrapped

MEASURES = ("MRR", "hits@1", "hits@5", "hits@10", "precision@10", "recall@10", "MAP", "pooled AP", "AUC")
EXPLAINED = (
    "MRR, hits@k, AUC: each hidden link against the candidates that are none. precision@10, recall@10, "
    "MAP: the ranking of each node, averaged over nodes. pooled AP: all pairs in one ranking (no interval). "
    "Equal scores count at their mean rank. In brackets: 95 % bootstrap intervals over nodes."
)


def rendered(found: Evaluation, format: str) -> str:
    """Render the evaluation as table, markdown, csv (one row per method and measure) or json (everything)."""
    if format == "json":
        return json.dumps(_as_json(found), ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        return csv_text(
            ("method", "baseline", "measure", "value", "low", "high"),
            [
                (method.name, "yes" if method.baseline else "no", measure, *_digits(method.measures[measure]))
                for method in found.methods
                for measure in MEASURES
            ],
        )
    return "\n".join(_parts(found, format))


def _parts(found: Evaluation, format: str) -> list[str]:
    sampled = f" (of {found.nodes_in_all:,})" if found.nodes < found.nodes_in_all else ""
    head = (
        f"Hidden links: {counted(found.links, 'new pair')}; {found.split}.\n"
        f"Test nodes: {found.nodes:,}{sampled}, each ranked against up to {counted(found.candidates, 'candidate')}. "
        f"Data version {found.data_version}, seed {found.seed}."
    )
    one = ("MRR", "precision@10", "MAP")
    other = ("hits@1", "hits@5", "hits@10", "recall@10", "pooled AP", "AUC")
    tables = [
        rows_rendered(
            ["method", *chosen],
            [[method.name, *(show(method.measures[m]) for m in chosen)] for method in found.methods],
            format,
        )
        for chosen, show in ((one, _with_interval), (other, _short))
    ]
    gains = [[gain.measure, gain.baseline, _percent(gain.ahead)] for gain in found.gains]
    weights = ", ".join(f"{name} {weight:.3f}" for name, weight in found.weights.items()) or "none"
    parts = [
        head + "\n",
        tables[0],
        tables[1],
        rows_rendered(["measure", "best baseline", "sdggraph is ahead by"], gains, format),
        "\n".join(wrapped(f"Weights, chosen on {found.tuned_on}: {weights}.")) + "\n",
    ]
    if found.sensitivity:
        less = [
            [row.signal, *(f"{row.changes[name]:+.3f}" for name in one), f"{row.overlap:.2f}"]
            for row in found.sensitivity
        ]
        parts.append(rows_rendered(["without", *one, "same in first 10"], less, format))
    parts.append("\n".join(line for text in (EXPLAINED, *found.notes) for line in wrapped(text)) + "\n")
    return parts


def _with_interval(held: Estimate) -> str:
    if held.low is None or held.high is None:
        return _short(held)
    return f"{_digits_of(held.value)} [{_digits_of(held.low)}, {_digits_of(held.high)}]"


def _short(held: Estimate) -> str:
    return _digits_of(held.value)


def _digits_of(value: float) -> str:
    """Format a value with three decimals, or four if it is small."""
    return f"{value:.3f}" if value >= 0.1 else f"{value:.4f}"


def _percent(held: Estimate) -> str:
    if held.low is None or held.high is None:
        return f"{held.value:+.0%}"
    return f"{held.value:+.0%} [{held.low:+.0%}, {held.high:+.0%}]"


def _digits(held: Estimate) -> tuple[object, object, object]:
    value, low, high = (None if number is None else round(number, 6) for number in held)
    return value, "" if low is None else low, "" if high is None else high


def _as_json(found: Evaluation) -> dict[str, Any]:
    return {
        "split": found.split,
        "data_version": found.data_version,
        "seed": found.seed,
        "bootstrap_draws": found.draws,
        "test_links": found.links,
        "test_nodes": found.nodes,
        "test_nodes_in_all": found.nodes_in_all,
        "candidates": found.candidates,
        "weights": dict(found.weights),
        "tuned_on": found.tuned_on,
        "methods": [
            {
                "name": method.name,
                "baseline": method.baseline,
                "measures": {name: _estimate(method.measures[name]) for name in MEASURES},
            }
            for method in found.methods
        ],
        "ahead_of_best_baseline": [
            {"measure": gain.measure, "baseline": gain.baseline, **_estimate(gain.ahead)} for gain in found.gains
        ],
        "sensitivity": [
            {
                "without": row.signal,
                "changes": {name: round(change, 6) for name, change in row.changes.items()},
                "overlap_of_first_10": round(row.overlap, 6),
            }
            for row in found.sensitivity
        ],
        "notes": list(found.notes),
        "messages": [as_json(each) for each in found.messages],
    }


def _estimate(held: Estimate) -> dict[str, float | None]:
    value, low, high = (None if number is None else round(number, 6) for number in held)
    return {"value": value, "low": low, "high": high}
