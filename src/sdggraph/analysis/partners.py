"""Who is worth a conversation: a reasoned ranking of pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from sdggraph.analysis.features import features
from sdggraph.analysis.signals import SIGNALS, Signal, View
from sdggraph.model.records import DERIVED, Link, Network, Organisation
from sdggraph.model.suggestions import Reason, Suggestion, Suggestions

Signals = Mapping[str, Callable[[Organisation, Organisation, View], Signal]]

METHOD = "sdggraph blend 1"
DECIMALS = 6
# The weights of each mode, summing to 1. A mode named after a signal is led by it; the others break its ties.
# These are a first judgement, not yet an evaluated one; the README says so.
MODES: Mapping[str, Mapping[str, float]] = {
    "blend": {"theme": 0.4, "goals": 0.35, "region": 0.25},
    "theme": {"theme": 0.8, "goals": 0.1, "region": 0.1},
    "goals": {"theme": 0.1, "goals": 0.8, "region": 0.1},
    "region": {"theme": 0.1, "goals": 0.1, "region": 0.8},
}


def suggest(
    network: Network,
    code: str,
    *,
    mode: str = "blend",
    limit: int | None = 10,
    include_current: bool = False,
    signals: Signals = SIGNALS,
) -> Suggestions:
    """Rank the centres most worth a conversation with an organisation, best first.

    Candidates are the centres (category 1, category 2, affiliates) other than the organisation itself.
    Those that it already cooperates with are left out unless `include_current`. Scores are sums of
    shares rounded to six decimals before they are compared, and equal scores are ordered by code, so
    the same data give the same list on every machine.

    >>> from sdggraph.model.records import Country
    >>> lands = {"CHN": Country("CHN", "China", "c", "Eastern Asia", "Asia and the Pacific")}
    >>> both = {code: Organisation(code, code, code, "category-2", country="CHN") for code in ("HIST", "IRCK")}
    >>> [first] = suggest(Network(both, countries=lands), "HIST").found
    >>> first.partner.code, first.score, first.reasons[0].sentence
    ('IRCK', 0.25, 'same country: China')
    """
    weights = MODES[mode]
    view = View(network, features(network))
    me = network.organisations[code]
    mine = _links_by_partner(network.links, code)
    candidates = [record for record in network.organisations.values() if record.is_centre and record.code != code]
    open_to = [record for record in candidates if include_current or record.code not in mine]
    scored = sorted((_scored(me, record, weights, view, signals) for record in open_to), key=_best_first)
    return Suggestions(
        organisation=me,
        mode=mode,
        weights=weights,
        found=tuple(
            Suggestion(rank, record, score, _reasons(parts, weights), mine.get(record.code, ()), is_thin(record))
            for rank, (score, record, parts) in enumerate(scored[:limit], start=1)
        ),
        candidates=len(candidates),
        left_out=()
        if include_current
        else tuple((record, mine[record.code]) for record in candidates if record.code in mine),
        method=METHOD,
        data_version=network.version,
    )


def is_thin(record: Organisation) -> bool:
    """Whether fewer than two themes or no contribution are on record: missing knowledge, not absence.

    >>> is_thin(Organisation("X", "X", "x"))
    True
    """
    return len(record.themes) < 2 or all(claim.basis == DERIVED for claim in record.contributions)


def _scored(
    me: Organisation, record: Organisation, weights: Mapping[str, float], view: View, signals: Signals
) -> tuple[float, Organisation, dict[str, Signal]]:
    parts = {name: signals[name](me, record, view) for name in weights}
    score = math.fsum(_share(parts[name], weight) for name, weight in weights.items())
    return round(score, DECIMALS), record, parts


def _best_first(scored: tuple[float, Organisation, dict[str, Signal]]) -> tuple[float, str]:
    return -scored[0], scored[1].code


def _share(signal: Signal, weight: float) -> float:
    """The part of a signal in a score, rounded first, so that the printed parts add up to the printed score."""
    return round(round(signal.value, DECIMALS) * weight, DECIMALS)


def _reasons(parts: Mapping[str, Signal], weights: Mapping[str, float]) -> tuple[Reason, ...]:
    reasons = [
        Reason(name, round(signal.value, DECIMALS), weights[name], _share(signal, weights[name]), *signal.explain())
        for name, signal in parts.items()
    ]
    return tuple(sorted(reasons, key=lambda reason: (-reason.share, reason.signal)))


def _links_by_partner(links: Iterable[Link], code: str) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        if code in link.partners:
            for other in link.partners:
                if other != code:
                    found.setdefault(other, []).append(link)
    return {other: tuple(sorted(held, key=lambda link: link.iri)) for other, held in found.items()}
