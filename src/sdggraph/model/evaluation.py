"""Plain values of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sdggraph.messages import Message, text


class Estimate(NamedTuple):
    """A measure with its 95 % bootstrap interval over nodes, if computed."""

    value: float
    low: float | None = None
    high: float | None = None


class Method(NamedTuple):
    """The measures of one method."""

    name: str
    baseline: bool
    measures: Mapping[str, Estimate]


class Gain(NamedTuple):
    """The advantage of the blend over the best baseline in one measure: 0.2 is 20 %."""

    measure: str
    baseline: str  # the best in this measure
    ahead: Estimate


class LeftOut(NamedTuple):
    """The effect of leaving one signal out of the blend."""

    signal: str
    changes: Mapping[str, float]  # by measure: the value without the signal minus the value with it
    overlap: float  # the mean share of the first ten suggestions that stay the same


class Evaluation(NamedTuple):
    """The results of an evaluation, and everything that is needed to repeat it."""

    split_message: Message | str
    nodes: int  # test nodes that were ranked
    nodes_in_all: int  # test nodes in total; more than `nodes` if a sample was drawn
    links: int  # hidden links to be found (new pairs)
    candidates: int  # candidates per node, at most
    weights: Mapping[str, float]  # chosen on training links; the mean over parts
    tuned_on_message: Message | str
    methods: tuple[Method, ...]  # the blend first
    gains: tuple[Gain, ...]
    sensitivity: tuple[LeftOut, ...]
    data_version: str
    seed: int
    draws: int  # of the bootstrap
    messages: tuple[Message | str, ...] = ()

    @property
    def split(self) -> str:
        """The division of the links, in English."""
        return text(self.split_message)

    @property
    def tuned_on(self) -> str:
        """The links that the weights were chosen on, in English."""
        return text(self.tuned_on_message)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes in English."""
        return tuple(map(text, self.messages))
