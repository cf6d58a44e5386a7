"""The signals of a suggestion: each a small pure function of two organisations.

A signal returns its value in [0, 1], the statements behind it, and one plain sentence. It is
symmetric: the two organisations may change places. To add one, write the function and enter it
in `SIGNALS`; nothing else needs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sdggraph.analysis.features import Features, cosine
from sdggraph.model.records import DERIVED, STATED, Concept, Contribution, Network, Organisation

SAME_COUNTRY, SAME_SUBREGION, SAME_REGION = 1.0, 0.75, 0.5
_NAMED = 3  # so many examples make a sentence; the rest is counted


@dataclass(frozen=True)
class Signal:
    """What one signal says of a pair."""

    value: float  # 0 to 1
    sentence: str
    facts: tuple[str, ...] = ()  # the IRIs of the statements or things behind it, sorted


@dataclass(frozen=True)
class View:
    """The network with the vectors computed from it, so that every signal looks at the same."""

    network: Network
    features: Features


def theme(one: Organisation, other: Organisation, view: View) -> Signal:
    """Similar work: the cosine of IDF-weighted themes, spread up `skos:broader` at half weight per step.

    1 where both have the same themes, 0 where they share none, not even a broader one; 0 where
    a side has no theme on record. Facts: the themes they share.
    Source: vector space model with inverse document frequency (Salton, Wong & Yang 1975).
    """
    mine, yours = view.features.themes.get(one.code, {}), view.features.themes.get(other.code, {})
    value = cosine(mine, yours)
    direct = set(one.themes) & set(other.themes)
    shared = direct or mine.keys() & yours.keys()
    concepts = _concepts(shared, view.network.themes, mine, yours)
    facts = tuple(sorted(concept.iri for concept in concepts))
    if not shared:
        return Signal(value, _nothing(one, other, lambda side: bool(side.themes), "theme"))
    how = "both work on" if direct else "both work within"
    return Signal(value, f"{how} {_listed(concept.label for concept in concepts)}", facts)


def goals(one: Organisation, other: Organisation, view: View) -> Signal:
    """Same aims: the cosine of IDF-weighted SDG targets, each with half its weight for its goal.

    A stated contribution weighs 1, an inferred one 0.6; derived ones are left out. 0 where a side has
    no contribution on record. Facts: the contributions of both sides to the aims they share.
    Source: as `theme`; the goal's share after the SKOS hierarchy of the UN's goals and targets.
    """
    mine, yours = view.features.goals.get(one.code, {}), view.features.goals.get(other.code, {})
    value = cosine(mine, yours)
    claimed = [{claim.aim for claim in _claims(side)} for side in (one, other)]
    direct = claimed[0] & claimed[1]
    shared = direct or mine.keys() & yours.keys()
    if not shared:
        return Signal(value, _nothing(one, other, lambda side: bool(_claims(side)), "contribution"))
    claims = [claim for side in (one, other) for claim in _claims(side) if claim.aim in shared or claim.goal in shared]
    if direct:
        claims = [claim for claim in claims if claim.aim in direct]
    concepts = _concepts(shared, view.network.aims, mine, yours)
    stated = sum(claim.basis == STATED for claim in claims)
    named = _listed(f"{concept.key} {concept.label}".strip() for concept in concepts)
    how = "both contribute to" if direct else "both contribute to targets of goal"
    certainty = f"{stated} of {len(claims)} contributions stated, the rest inferred"
    return Signal(value, f"{how} {named} ({certainty})", tuple(sorted(claim.iri for claim in claims)))


def region(one: Organisation, other: Organisation, view: View) -> Signal:
    """Near each other: 1 in the same country, 0.75 in the same M49 sub-region, 0.5 in the same UNESCO region, else 0.

    0 where a country is not on record. Facts: the two countries.
    Source: UNESCO's regions; United Nations M49 standard.
    """
    here, there = (view.network.countries.get(side.country) for side in (one, other))
    if here is None or there is None:
        return Signal(0.0, _nothing(one, other, lambda side: bool(side.country), "country"))
    facts = tuple(sorted({here.iri, there.iri}))
    if here.code == there.code:
        return Signal(SAME_COUNTRY, f"same country: {here.name}", facts)
    if here.subregion and here.subregion == there.subregion:
        return Signal(SAME_SUBREGION, f"same sub-region: {here.subregion}", facts)
    if here.region and here.region == there.region:
        return Signal(SAME_REGION, f"same UNESCO region: {here.region}", facts)
    return Signal(0.0, f"different regions: {here.region or here.name} and {there.region or there.name}", facts)


SIGNALS: Mapping[str, Callable[[Organisation, Organisation, View], Signal]] = {
    "theme": theme,
    "goals": goals,
    "region": region,
}


def _claims(record: Organisation) -> list[Contribution]:
    return [claim for claim in record.contributions if claim.basis != DERIVED]


def _concepts(
    keys: Iterable[str], known: Mapping[str, Concept], mine: Mapping[str, float], yours: Mapping[str, float]
) -> list[Concept]:
    """The concepts of keys, those that add most to the likeness first."""
    found = [known.get(key) or Concept(key, key, key) for key in keys]
    return sorted(found, key=lambda concept: (-_shared_weight(concept.key, mine, yours), concept.key))


def _shared_weight(key: str, mine: Mapping[str, float], yours: Mapping[str, float]) -> float:
    return round(mine.get(key, 0.0) * yours.get(key, 0.0), 9)


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    shown, more = every[:_NAMED], len(every) - _NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _nothing(one: Organisation, other: Organisation, has: Callable[[Organisation], bool], thing: str) -> str:
    """Missing knowledge is not absence: say which of the two it is."""
    silent = [side.code for side in (one, other) if not has(side)]
    if silent:
        return f"no {thing} on record for {' and '.join(silent)}"
    return f"no {thing} in common"
