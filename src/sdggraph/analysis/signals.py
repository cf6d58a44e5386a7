"""The signals of a suggestion: each a small pure function of two organisations.

A signal returns its value in [0, 1] and, when asked, one plain sentence and the statements behind it. It is
symmetric: the two organisations may change places. To add one, write the function and enter it
in `SIGNALS`; nothing else needs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sdggraph.analysis.features import Features, cosine
from sdggraph.model.records import DERIVED, STATED, Concept, Contribution, Network, Organisation

SAME_COUNTRY, SAME_SUBREGION, SAME_REGION = 1.0, 0.75, 0.5
_NAMED = 3  # so many examples make a sentence; the rest is counted


class Explanation(NamedTuple):
    """Why a signal has its value."""

    sentence: str
    facts: tuple[str, ...] = ()  # the IRIs of the statements or things behind it, sorted


class Signal(NamedTuple):
    """What one signal says of a pair. The explanation costs more than the value, so it waits until it is shown."""

    value: float  # 0 to 1
    explain: Callable[[], Explanation]


class View(NamedTuple):
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

    def explain() -> Explanation:
        direct = set(one.themes) & set(other.themes)
        shared = direct or mine.keys() & yours.keys()
        if not shared:
            return _nothing(one, other, lambda side: bool(side.themes), "theme")
        concepts = _concepts(shared, view.network.themes, mine, yours)
        how = "both work on" if direct else "both work within"
        sentence = f"{how} {_listed(concept.label for concept in concepts)}"
        return Explanation(sentence, tuple(sorted(concept.iri for concept in concepts)))

    return Signal(cosine(mine, yours), explain)


def goals(one: Organisation, other: Organisation, view: View) -> Signal:
    """Same aims: the cosine of IDF-weighted SDG targets, each with half its weight for its goal.

    A stated contribution weighs 1, an inferred one 0.6; derived ones are left out. 0 where a side has
    no contribution on record. Facts: the contributions of both sides to the aims they share.
    Source: as `theme`; the goal's share after the SKOS hierarchy of the UN's goals and targets.
    """
    mine, yours = view.features.goals.get(one.code, {}), view.features.goals.get(other.code, {})

    def explain() -> Explanation:
        named = [{claim.aim for claim in _claims(side)} for side in (one, other)]
        direct = named[0] & named[1]
        shared = direct or mine.keys() & yours.keys()
        if not shared:
            return _nothing(one, other, lambda side: bool(_claims(side)), "contribution")
        aims_of = [
            (claim, {claim.aim} if direct else {claim.aim, claim.goal}) for claim in _claims(one) + _claims(other)
        ]
        claims = [claim for claim, aims in aims_of if aims & shared]
        stated = sum(claim.basis == STATED for claim in claims)
        concepts = _concepts(shared, view.network.aims, mine, yours)
        listed = _listed(f"{concept.key} {concept.label}".strip() for concept in concepts)
        how = "both contribute to" if direct else "both contribute to targets of goal"
        sentence = f"{how} {listed} ({stated} of {len(claims)} contributions stated, the rest inferred)"
        return Explanation(sentence, tuple(sorted(claim.iri for claim in claims)))

    return Signal(cosine(mine, yours), explain)


def region(one: Organisation, other: Organisation, view: View) -> Signal:
    """Near each other: 1 in the same country, 0.75 in the same M49 sub-region, 0.5 in the same UNESCO region, else 0.

    0 where a country is not on record. Facts: the two countries.
    Source: UNESCO's regions; United Nations M49 standard.
    """
    here, there = (view.network.countries.get(side.country) for side in (one, other))
    if here is None or there is None:
        return Signal(0.0, lambda: _nothing(one, other, lambda side: bool(side.country), "country"))
    if here.code == there.code:
        value, sentence = SAME_COUNTRY, f"same country: {here.name}"
    elif here.subregion and here.subregion == there.subregion:
        value, sentence = SAME_SUBREGION, f"same sub-region: {here.subregion}"
    elif here.region and here.region == there.region:
        value, sentence = SAME_REGION, f"same UNESCO region: {here.region}"
    else:
        value, sentence = 0.0, f"different regions: {here.region or here.name} and {there.region or there.name}"
    return Signal(value, lambda: Explanation(sentence, tuple(sorted({here.iri, there.iri}))))


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


def _nothing(one: Organisation, other: Organisation, has: Callable[[Organisation], bool], thing: str) -> Explanation:
    """Missing knowledge is not absence: say which of the two it is."""
    silent = [side.code for side in (one, other) if not has(side)]
    if silent:
        return Explanation(f"no {thing} on record for {' and '.join(silent)}")
    return Explanation(f"no {thing} in common")
