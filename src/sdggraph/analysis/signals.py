"""The signals of a suggestion: each a small pure function of two organisations.

A signal returns its value and, on request, one plain sentence and the statements behind it. It is symmetric in the two
organisations. The values here are in [0, 1]; if a signal has another range, its entry in `signal_registry` says so.
CONTRIBUTING.md explains how to add one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sdggraph.analysis.features import Vector, View, cosine
from sdggraph.messages import CATALOGUE, Message, Names, message, text
from sdggraph.model.records import DERIVED, STATED, Concept, Contribution, Organisation

SAME_REGION, SAME_SUBREGION, SAME_COUNTRY = 0.5, 0.25, 0.25  # they add up
_NAMED = 3  # examples in a sentence; the rest is counted


class Explanation(NamedTuple):
    """The reason for the value of a signal."""

    message: Message | str  # a plain text is not translated
    facts: tuple[str, ...] = ()  # the IRIs of the statements or things behind it, sorted

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return text(self.message)


class Signal(NamedTuple):
    """The value of one signal for a pair. The explanation is expensive, so it is computed only when it is shown."""

    value: float  # within the range of the signal's definition; 0 to 1 for all of ours
    explain: Callable[[], Explanation]


def theme(one: Organisation, other: Organisation, view: View) -> Signal:
    """Compute similar work: the cosine of IDF-weighted themes, spread up `skos:broader` at half weight per step.

    1 if both have the same themes; 0 if they share none, not even a broader one; 0 if a side has no theme on record.
    Facts: the themes they share. Source: vector space model with inverse document frequency (Salton, Wong & Yang 1975).
    """
    mine, yours = view.themes.get(one.code, {}), view.themes.get(other.code, {})

    def explain() -> Explanation:
        direct = set(one.themes) & set(other.themes)
        shared = direct or mine.keys() & yours.keys()
        if not shared:
            return _nothing(one, other, lambda side: bool(side.themes), "theme")
        concepts = _concepts(shared, view.network.themes, mine, yours)
        said = message(
            "theme.shared" if direct else "theme.within", themes=_listed(concept.label for concept in concepts)
        )
        return Explanation(said, tuple(sorted(concept.iri for concept in concepts)))

    return Signal(cosine(mine, yours), explain)


def goals(one: Organisation, other: Organisation, view: View) -> Signal:
    """Compute same aims: the cosine of IDF-weighted SDG targets, each with half its weight for its goal.

    A stated contribution weighs 1, an inferred one 0.6; derived ones are left out. 0 if a side has no contribution on
    record. Facts: the contributions of both sides to the aims they share. Source: as `theme`; the goal's share after
    the SKOS hierarchy of the UN's goals and targets.
    """
    mine, yours = view.goals.get(one.code, {}), view.goals.get(other.code, {})

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
        how = "goals.shared" if direct else "goals.within"
        said = message(how, aims=listed, stated=stated, count=len(claims))
        return Explanation(said, tuple(sorted(claim.iri for claim in claims)))

    return Signal(cosine(mine, yours), explain)


def region(one: Organisation, other: Organisation, view: View) -> Signal:
    """Compute nearness: 0.5 for the same UNESCO region, and 0.25 each for the same M49 sub-region and country.

    So 1 in the same country, 0.75 in the same sub-region, 0.5 in the same region, else 0; 0.25 in the rare case of one
    M49 sub-region that two UNESCO regions share. 0 if a country is not on record. Facts: the two countries. Source:
    UNESCO's regions; United Nations M49 standard.
    """
    here, there = (view.network.countries.get(side.country) for side in (one, other))
    if here is None or there is None:
        return Signal(0.0, lambda: _nothing(one, other, lambda side: bool(side.country), "country"))
    same_region = bool(here.region) and here.region == there.region
    same_subregion = bool(here.subregion) and here.subregion == there.subregion
    same_country = here.code == there.code
    value = SAME_REGION * same_region + SAME_SUBREGION * same_subregion + SAME_COUNTRY * same_country

    def explain() -> Explanation:
        if same_country:
            said = message("region.country", country=here.name)
        elif same_subregion:
            said = message("region.subregion", subregion=here.subregion)
        elif same_region:
            said = message("region.region", region=here.region)
        else:
            regions = {"region": here.region or here.name, "other": there.region or there.name}
            said = message("region.different", **regions)
        return Explanation(said, tuple(sorted({here.iri, there.iri})))

    return Signal(value, explain)


def complement(one: Organisation, other: Organisation, view: View) -> Signal:
    """Each has what the other lacks: u M v, with the IDF-weighted unit vectors u and v of their targets and
    the matrix M of links between targets, scaled to spectral radius 1.

    From 0 (no target of one is linked to a target of the other) to 1. M has no diagonal, so a target that
    both serve adds nothing by itself. Links between targets are topical closeness, not cause. Facts: the
    contributions of both sides to the linked targets. Source: bilinear form; UN shared indicators and subjects.
    """
    mine, yours = view.targets.get(one.code, {}), view.targets.get(other.code, {})
    parts = {
        (here, there): weight * closeness * yours[there]
        for here, weight in mine.items()
        for there, closeness in view.closeness.get(here, {}).items()
        if there in yours
    }

    def explain() -> Explanation:
        if not parts:
            return _nothing(one, other, lambda side: any("." in claim.aim for claim in _claims(side)), "linked-target")
        best = sorted(parts, key=lambda pair: (-round(parts[pair], 9), pair))
        named = dict.fromkeys(tuple(sorted(pair)) for pair in best)
        pairs = [message("complement.pair", target=target, other=other) for target, other in named]
        said = message("complement.linked", targets=_listed(pairs))
        facts = [claim.iri for claim in _claims(one) if any(claim.aim == here for here, _ in parts)]
        facts += [claim.iri for claim in _claims(other) if any(claim.aim == there for _, there in parts)]
        return Explanation(said, tuple(sorted(facts)))

    return Signal(min(1.0, math.fsum(parts.values())), explain)


def network(one: Organisation, other: Organisation, view: View) -> Signal:
    """Compute closeness in the cooperation graph: the cosine of their partners, each weighted by tie and rarity.

    A tie is the sum of its links, each weighted by kind and halved every ten years; a partner of many organisations
    counts little. 1 if both have the same partners in the same proportion; 0 without a common partner. Facts: the links
    of both to their common partners. Source: Adamic & Adar (2003) on weighted links, with Salton's cosine as the
    popularity discount.
    """
    mine, yours = view.neighbours.get(one.code, {}), view.neighbours.get(other.code, {})

    def explain() -> Explanation:
        common = mine.keys() & yours.keys()
        if not common:
            return _nothing(one, other, lambda side: side.code in view.ties, "partner")
        named = sorted(common, key=lambda code: (-_shared_weight(code, mine, yours), code))
        shown = (view.network.organisations[code].short for code in named)
        return Explanation(message("network.shared", partners=_listed(shown)), _links_to(common, one, other, view))

    return Signal(cosine(mine, yours), explain)


def south_south(one: Organisation, other: Organisation, view: View) -> Signal:
    """Compute South-South: 1 if both countries belong to the Group of 77, else 0; 0 if a country is not on record.

    Facts: the two countries. Source: membership of the Group of 77.
    """
    here, there = (view.network.countries.get(side.country) for side in (one, other))
    if here is None or there is None:
        return Signal(0.0, lambda: _nothing(one, other, lambda side: bool(side.country), "country"))
    outside = list(dict.fromkeys(land.name for land in (here, there) if "g77" not in land.groups))

    def explain() -> Explanation:
        keys = ("south-south.both", "south-south.outside", "south-south.outside-both")
        said = message(keys[len(outside)], **dict(zip(("country", "other"), outside, strict=False)))
        return Explanation(said, tuple(sorted({here.iri, there.iri})))

    return Signal(float(not outside), explain)


def openness(one: Organisation, other: Organisation, view: View) -> Signal:
    """Compute room for a new partner: 1 - (p + q) / 2, with p and q relative to the largest number of partners.

    From 0 (both are the best connected) to 1 (neither has a partner on record). It makes the popularity discount
    visible, with a weight of its own. Facts: none. Source: degree centrality (Freeman 1978), reversed.
    """
    mine, yours = view.prominence.get(one.code, 0.0), view.prominence.get(other.code, 0.0)

    def explain() -> Explanation:
        here, there = (len(view.ties.get(side.code, {})) for side in (one, other))
        codes = {"code": one.code, "other": other.code}
        return Explanation(message("openness.partners", partners=here, other_partners=there, **codes))

    return Signal(1 - (mine + yours) / 2, explain)


def _links_to(common: set[str], one: Organisation, other: Organisation, view: View) -> tuple[str, ...]:
    """Return the links of both to the partners they share."""
    mine = (*view.links_of.get(one.code, ()), *view.links_of.get(other.code, ()))
    return tuple(sorted({link.iri for link in mine if not common.isdisjoint(link.partners)}))


def _claims(record: Organisation) -> list[Contribution]:
    return [claim for claim in record.contributions if claim.basis != DERIVED]


def _concepts(keys: Iterable[str], known: Mapping[str, Concept], mine: Vector, yours: Vector) -> list[Concept]:
    """Return the concepts of keys; those that add most to the likeness come first."""
    found = [known.get(key) or Concept(key, key, key) for key in keys]
    return sorted(found, key=lambda concept: (-_shared_weight(concept.key, mine, yours), concept.key))


def _shared_weight(key: str, mine: Vector, yours: Vector) -> float:
    return round(mine.get(key, 0.0) * yours.get(key, 0.0), 9)


def _listed(names: Iterable[Message | str]) -> Names:
    every = tuple(names)
    return Names(every[:_NAMED], max(0, len(every) - _NAMED))


def _nothing(one: Organisation, other: Organisation, has: Callable[[Organisation], bool], thing: str) -> Explanation:
    """Say whether a side has no such fact on record, or the two sides share none.

    `thing` begins a key of the catalogue. The English of any other word is a plain text.
    """
    silent = [side.code for side in (one, other) if not has(side)]
    if f"{thing}.unknown" not in CATALOGUE:
        return Explanation(f"no {thing} on record for {' and '.join(silent)}" if silent else f"no {thing} in common")
    keys = ("not-common", "unknown", "unknown-both")
    values = dict(zip(("code", "other"), silent, strict=False))
    return Explanation(message(f"{thing}.{keys[len(silent)]}", **values))
