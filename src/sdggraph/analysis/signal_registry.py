"""The registry of signals: each is defined once, and every command reads it.

A signal has two forms with the same values: for one pair (`signals`) and for all pairs at once (`feature_matrices`).
Signals with only the second form are used by `sdggraph evaluate` alone.
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
    """The definition of a signal, for all commands."""

    name: str  # for --weights: lower case, with hyphens
    label: str  # for people
    unit: str  # the unit of a value
    explanation: str  # one sentence: what a high value means
    matrix: MatrixForm  # for all pairs at once
    scalar: ScalarForm | None = None  # for one pair; without it, only `evaluate` uses the signal
    lowest: float = 0.0  # the lowest possible value; may be -math.inf
    highest: float = 1.0  # the highest possible value; may be math.inf
    is_work: bool = False  # whether it measures what the two work on, for which goals, and with whom
    tuned: Literal["always", "with many links", "never"] = "always"  # when `evaluate` tunes its weight

    @property
    def is_fraction(self) -> bool:
        """Whether every value lies between 0 and 1."""
        return self.lowest >= 0 and self.highest <= 1


_registered: dict[str, SignalDefinition] = {}


def register(definition: SignalDefinition) -> SignalDefinition:
    """Add a signal at the end of the registry; every command knows it from then on.

    Raises ValueError for a name that is taken or is not valid, and for an empty range.
    """
    if definition.name in _registered:
        raise ValueError(f"The signal {definition.name!r} is registered already. Choose another name.")
    if not _NAME.fullmatch(definition.name):
        raise ValueError(
            f"{definition.name!r} cannot be the name of a signal. Use lower-case letters, digits and hyphens."
        )
    if not definition.lowest < definition.highest:  # nan, too
        raise ValueError(f"The range of {definition.name!r} is empty. Give a lowest and a higher highest value.")
    _registered[definition.name] = definition
    return definition


def unregister(name: str) -> None:
    """Remove a signal from the registry, for tests."""
    del _registered[name]


def registered() -> Mapping[str, SignalDefinition]:
    """Return every signal by name, in the order of registration.

    >>> list(registered())[:3], registered()["theme"].label
    (['theme', 'goals', 'region'], 'similar work')
    """
    return MappingProxyType(_registered)


def suggestible() -> dict[str, ScalarForm]:
    """Return the suggestible signals, which have a form for one pair, each with that form.

    >>> ", ".join(suggestible())
    'theme, goals, region, complement, network, south-south, openness'
    """
    return {name: each.scalar for name, each in _registered.items() if each.scalar is not None}


def tunable() -> tuple[str, ...]:
    """Return the signals whose weights `evaluate` tunes: first those for which few links suffice, then the others."""
    held = _registered.values()
    return tuple(each.name for when in ("always", "with many links") for each in held if each.tuned == when)


def in_matrices(name: str) -> MatrixForm:
    """Return the function of that name in `feature_matrices`; it loads NumPy and SciPy on its first call."""

    def form(view: View, codes: Codes) -> Columns:
        found: MatrixForm = getattr(importlib.import_module("sdggraph.analysis.feature_matrices"), name)
        return found(view, codes)

    return form


def _for_suggestions() -> tuple[SignalDefinition, ...]:
    """Return the signals with both forms."""
    return (
        SignalDefinition(
            "theme",
            "similar work",
            "cosine",
            "Both work on the same themes; rare themes count most.",
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
            "Both cooperate with the same organisations; those with few partners count most.",
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
            tuned="never",  # the opposite of prominence: beside it, the weight could only become 0
        ),
    )


def _for_evaluation() -> tuple[SignalDefinition, ...]:
    """Return the signals that only `evaluate` uses."""
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
            "As allocation, but a partner with many links counts for more.",
            in_matrices("adamic_adar"),
            tuned="with many links",
        ),
        SignalDefinition(
            "network-raw",
            "common partners without a discount of popularity",
            "share of the largest",
            "As network, but not divided by the amount of cooperation of each side.",
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
            "As network-raw, but the weight of a link halves every two years.",
            in_matrices("network_recent"),
            tuned="with many links",
        ),
        SignalDefinition(
            "prominence-recent",
            "many partners in the last years",
            "share of the largest",
            "As prominence, but the weight of a link halves every two years.",
            in_matrices("prominence_recent"),
            tuned="with many links",
        ),
    )


for _definition in (*_for_suggestions(), *_for_evaluation()):
    register(_definition)
