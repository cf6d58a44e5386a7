"""What an evaluation found: plain values that the analysis makes and the presentation shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Estimate(NamedTuple):
    """A measure with its 95 % bootstrap interval over nodes; no interval where none was computed."""

    value: float
    low: float | None = None
    high: float | None = None


class Method(NamedTuple):
    """How well one method found the hidden links."""

    name: str
    baseline: bool
    measures: Mapping[str, Estimate]


class Gain(NamedTuple):
    """How far the blend is ahead of the best baseline in one measure: 0.2 is 20 % above."""

    measure: str
    baseline: str  # the best in this measure
    ahead: Estimate


class LeftOut(NamedTuple):
    """What changes when one signal is left out of the blend."""

    signal: str
    changes: Mapping[str, float]  # by measure: without it minus with it
    overlap: float  # the mean share of the first ten suggestions that stay


class Evaluation(NamedTuple):
    """The table of an evaluation, and all that is needed to repeat it."""

    split: str
    nodes: int  # test nodes that were ranked
    nodes_in_all: int  # test nodes there are; more than `nodes` where a sample was drawn
    links: int  # hidden links to be found (new pairs)
    candidates: int  # organisations a node is ranked against, at most
    weights: Mapping[str, float]  # chosen on training links; the mean over parts
    tuned_on: str
    methods: tuple[Method, ...]  # the blend first
    gains: tuple[Gain, ...]
    sensitivity: tuple[LeftOut, ...]
    data_version: str
    seed: int
    draws: int  # of the bootstrap
    notes: tuple[str, ...] = ()
