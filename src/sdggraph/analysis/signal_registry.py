"""The register of signals: one definition for each, entered once, read by every command.

A signal has two forms with the same values: for one pair (`signals`) and for all pairs at once
(`feature_matrices`). Those that exist in the second form only are used by `sdggraph evaluate` alone.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from sdggraph.analysis import signals
from sdggraph.analysis.features import View
from sdggraph.analysis.signals import Signal
from sdggraph.model.records import Organisation

if TYPE_CHECKING:
    from sdggraph.analysis.feature_matrices import Codes, Columns

ScalarForm: TypeAlias = Callable[[Organisation, Organisation, View], Signal]
MatrixForm: TypeAlias = "Callable[[View, Codes], Columns]"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class SignalDefinition(NamedTuple):
    """Everything that the commands need to know of a signal."""

    name: str  # as people type it in --weights: lower case, with hyphens
    label: str  # as people read it
    unit: str  # what a value is measured in
    explanation: str  # one sentence: what a high value means
    matrix: MatrixForm  # for all pairs at once
    scalar: ScalarForm | None = None  # for one pair; without it the signal serves `evaluate` alone
    lowest: float = 0.0  # no value is lower; may be -math.inf
    highest: float = 1.0  # no value is higher; may be math.inf
    is_work: bool = False  # whether it speaks of what the two work on, for what and with whom
    tuned: Literal["always", "with many links", "never"] = "always"  # when `evaluate` looks for its weight

    @property
    def is_fraction(self) -> bool:
        """Whether every value lies between 0 and 1."""
        return self.lowest >= 0 and self.highest <= 1


_registered: dict[str, SignalDefinition] = {}


def register(definition: SignalDefinition) -> SignalDefinition:
    """Enter a signal, at the end of the register; every command knows it from then on.

    Raises ValueError for a name that is taken or cannot be typed, and for an empty range.
    """
    if definition.name in _registered:
        raise ValueError(f"The signal {definition.name!r} is registered already. Choose another name.")
    if not _NAME.fullmatch(definition.name):
        raise ValueError(f"{definition.name!r} is no name of a signal. Use lower-case letters, digits and hyphens.")
    if not definition.lowest < definition.highest:  # nan, too
        raise ValueError(f"The range of {definition.name!r} is empty. Give a lowest and a higher highest value.")
    _registered[definition.name] = definition
    return definition


def unregister(name: str) -> None:
    """Take a signal out of the register, as a test does with its own."""
    del _registered[name]


def registered() -> Mapping[str, SignalDefinition]:
    """Every signal by name, in the order of registration.

    >>> list(registered())[:3], registered()["theme"].label
    (['theme', 'goals', 'region'], 'similar work')
    """
    return MappingProxyType(_registered)


def suggestible() -> dict[str, ScalarForm]:
    """The signals that a suggestion can rest on, each with its form for one pair.

    >>> ", ".join(suggestible())
    'theme, goals, region, complement, network, south-south, openness'
    """
    return {name: each.scalar for name, each in _registered.items() if each.scalar is not None}


def tunable() -> tuple[str, ...]:
    """The signals whose weights `evaluate` looks for: first those that few links suffice for, then the others."""
    held = _registered.values()
    return tuple(each.name for when in ("always", "with many links") for each in held if each.tuned == when)


def in_matrices(name: str) -> MatrixForm:
    """The function of that name in `feature_matrices`; it loads NumPy and SciPy when it is first called."""

    def form(view: View, codes: Codes) -> Columns:
        found: MatrixForm = getattr(importlib.import_module("sdggraph.analysis.feature_matrices"), name)
        return found(view, codes)

    return form


def _for_suggestions() -> tuple[SignalDefinition, ...]:
    """The signals with both forms."""
    return (
        SignalDefinition(
            "theme",
            "similar work",
            "cosine",
            "Both work on the same themes, rare themes above all.",
            in_matrices("theme"),
            signals.theme,
            is_work=True,
        ),
        SignalDefinition(
            "goals",
            "same goals",
            "cosine",
            "Both contribute to the same targets, or to targets of the same goal.",
            in_matrices("goals"),
            signals.goals,
            is_work=True,
        ),
        SignalDefinition(
            "region",
            "nearness",
            "sum of levels",
            "Both are in the same region, sub-region or country.",
            in_matrices("region"),
            signals.region,
        ),
        SignalDefinition(
            "complement",
            "complementary targets",
            "bilinear form",
            "The targets of one belong together with those of the other.",
            in_matrices("complement"),
            signals.complement,
            is_work=True,
        ),
        SignalDefinition(
            "network",
            "common partners",
            "cosine",
            "Both cooperate with the same organisations, those with few partners above all.",
            in_matrices("network"),
            signals.network,
            is_work=True,
        ),
        SignalDefinition(
            "south-south",
            "South-South",
            "yes or no",
            "Both are in countries of the Group of 77.",
            in_matrices("south_south"),
            signals.south_south,
        ),
        SignalDefinition(
            "openness",
            "room for partners",
            "share",
            "Neither has many partners on record.",
            in_matrices("openness"),
            signals.openness,
            tuned="never",  # the opposite of prominence: it can only lose beside it
        ),
    )


def _for_evaluation() -> tuple[SignalDefinition, ...]:
    """The signals that only `evaluate` uses."""
    return (
        SignalDefinition(
            "allocation",
            "common partners, each counted by its rarity",
            "share of the largest",
            "Both are linked with organisations that have few partners.",
            in_matrices("allocation"),
            tuned="with many links",
        ),
        SignalDefinition(
            "adamic-adar",
            "common partners, rarity in logarithms",
            "share of the largest",
            "As allocation, but a partner of many counts for more.",
            in_matrices("adamic_adar"),
            tuned="with many links",
        ),
        SignalDefinition(
            "network-raw",
            "common partners without a discount of popularity",
            "share of the largest",
            "As network, but not divided by how much each side cooperates.",
            in_matrices("network_raw"),
            tuned="with many links",
        ),
        SignalDefinition(
            "prominence",
            "many partners",
            "share of the largest",
            "Both have many partners on record.",
            in_matrices("prominence"),
        ),
        SignalDefinition(
            "walk",
            "near in the network",
            "cosine",
            "Many short chains of cooperation join the two.",
            in_matrices("walk"),
            lowest=-1.0,
            tuned="with many links",
        ),
        SignalDefinition(
            "network-recent",
            "common partners of the last years",
            "share of the largest",
            "As network-raw, but a link counts half after two years.",
            in_matrices("network_recent"),
            tuned="with many links",
        ),
        SignalDefinition(
            "prominence-recent",
            "many partners in the last years",
            "share of the largest",
            "As prominence, but a link counts half after two years.",
            in_matrices("prominence_recent"),
            tuned="with many links",
        ),
    )


for _definition in (*_for_suggestions(), *_for_evaluation()):
    register(_definition)
