"""The page of a pair: why these two, in both directions, and who could introduce them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sdggraph.analysis.partners import Explanations, is_thin, suggest
from sdggraph.errors import BadParameter
from sdggraph.messages import Message
from sdggraph.model.coverage import un_order
from sdggraph.model.records import DERIVED, Network, Organisation
from sdggraph.model.suggestions import Pair, Reason
from sdggraph.present.knowledge import rests_on_message
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.memo import once, view_of
from sdggraph.tasks.network import path as chain_between
from sdggraph.tasks.portal.claims import Claim, shown
from sdggraph.tasks.portal.records import SUGGESTED, Moved, Reference, pair_path, publishes_pairs, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.portal.ties import Tie, ties
from sdggraph.tasks.source import Source


@dataclass(frozen=True)
class Side:
    """One of the two."""

    organisation: Reference
    city: str
    goals: tuple[str, ...]
    themes: tuple[str, ...]  # labels of those that only this one has
    place: int  # of the other one in the ranking for this one
    ranked: int  # how many were ranked for this one
    is_thin: bool  # whether little is on record of it


@dataclass(frozen=True)
class Common:
    """A goal or target to which both contribute."""

    aim: str
    label: str
    claims: tuple[tuple[Claim, ...], tuple[Claim, ...]]


@dataclass(frozen=True)
class Step:
    """A step of the chain between the two."""

    one: Reference
    other: Reference
    tie: Tie


@dataclass(frozen=True)
class PairPage:
    """Everything on the page of a pair."""

    sides: tuple[Side, Side]
    score: float
    reasons: tuple[Reason, ...]
    rests_on: Message
    is_enough: bool  # whether enough is known of the two to tell
    barred: bool  # whether they are not suggested to each other, for their standing or at the operator's wish
    ties: tuple[Tie, ...]  # on record between the two
    common: tuple[Common, ...]
    themes: tuple[str, ...]  # labels of those that both have
    chain: tuple[Step, ...]
    with_everyone: int  # steps of a chain through hosts and partners, if there is none through centres
    method: str

    @property
    def title(self) -> str:
        """The two codes, or names."""
        return " + ".join(each.organisation.code or each.organisation.name for each in self.sides)


def pair(source: Source, *, one: str, other: str) -> PairPage | Moved:
    """Return everything on the page of two organisations; another order or name leads on to it.

    `one` and `other` are the names in the path. Raises NotFound, Ambiguous, and BadParameter if both are the same.
    """
    records = [_record(source, each) for each in (one, other)]
    path = pair_path(records[0].code, records[1].code)
    if path != f"pairs/{one}/{other}.html":
        return Moved(path)
    left, right = records
    if left.code == right.code:
        raise BadParameter(f"Both are {left.code}.", "Name two organisations.")
    network, there = source.network, explained(source, left.code, right.code)
    suggestion, chain = there.suggestion, chain_between(source, left.code, right.code)
    return PairPage(
        sides=(_side(source, left, right), _side(source, right, left)),
        score=suggestion.score,
        reasons=suggestion.reasons,
        rests_on=rests_on_message(suggestion.known),
        is_enough=suggestion.known.is_enough,
        barred=_barred(network, left, right),
        ties=ties(suggestion.links, network),
        common=_common(network, left, right),
        themes=_labels(network, [each for each in left.themes if each in right.themes]),
        chain=tuple(
            Step(
                reference(network.organisations[step.one], network),
                reference(network.organisations[step.other], network),
                ties(step.links, network)[0],
            )
            for step in chain.steps
        ),
        with_everyone=chain.with_everyone,
        method=there.method,
    )


def pages(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page of each pair that is suggested."""
    found: dict[str, tuple[str, str]] = {}
    if not publishes_pairs(source.network):
        return
    for record in source.network.organisations.values():
        if record.is_active_centre:
            make = partial(suggest, view_of(source), record.code, limit=SUGGESTED, with_shares=False)
            for each in once(source, ("suggest", record.code), make).found:
                found[pair_path(record.code, each.partner.code)] = record.code, each.partner.code
    for path in sorted(found):
        _, one, other = path.removesuffix(".html").split("/")
        yield path, {"one": one, "other": other}, f"Why {' and '.join(sorted(found[path]))}"


def _record(source: Source, stem: str) -> Organisation:
    return surroundings(source).by_stem.get(stem) or find_organisation(source.network, stem)


def explained(source: Source, one: str, other: str) -> Pair:
    """Explain a pair."""
    found = _explanations(source, one)
    if publishes_pairs(source.network):
        once(source, ("places", one), lambda: found.places)
    return found.pair(other)


def _explanations(source: Source, one: str) -> Explanations:
    """Return the ranking for an organisation. The last one is kept, because a folder has several pairs of each."""
    kept = once(source, "explanations", dict[str, Explanations])
    if one not in kept:
        kept.clear()
        kept[one] = Explanations(view_of(source), one)
    return kept[one]


def _places(source: Source, one: str) -> Mapping[str, int]:
    """Return the rank of each centre for an organisation; kept for all of them only where a folder has their pairs."""
    if not publishes_pairs(source.network):
        return _explanations(source, one).places
    return once(source, ("places", one), lambda: Explanations(view_of(source), one).places)


def _place(source: Source, one: str, other: str) -> tuple[int, int]:
    """Return the rank of the other organisation for the one, and how many were ranked."""
    places = _places(source, one)
    if other in places:
        return places[other], len(places)
    pair = explained(source, one, other)
    return pair.suggestion.rank, pair.candidates


def _side(source: Source, record: Organisation, other: Organisation) -> Side:
    network, (place, ranked) = source.network, _place(source, record.code, other.code)
    goals = {claim.goal for claim in record.contributions if claim.basis != DERIVED}
    return Side(
        organisation=reference(record, network),
        city=record.city,
        goals=tuple(sorted(goals, key=un_order)),
        themes=_labels(network, [each for each in record.themes if each not in other.themes]),
        place=place,
        ranked=ranked,
        is_thin=is_thin(record),
    )


def _barred(network: Network, one: Organisation, other: Organisation) -> bool:
    wish = network.not_suggested
    return (
        wish.bars(one.code, other.code)
        or wish.bars(other.code, one.code)
        or not (one.is_suggestible and other.is_suggestible)
    )


def _common(network: Network, one: Organisation, other: Organisation) -> tuple[Common, ...]:
    mine, theirs = ([claim for claim in record.contributions if claim.basis != DERIVED] for record in (one, other))
    both = {claim.aim for claim in mine} & {claim.aim for claim in theirs}
    return tuple(
        Common(
            aim,
            network.aims[aim].label if aim in network.aims else aim,
            (shown(each for each in mine if each.aim == aim), shown(each for each in theirs if each.aim == aim)),
        )
        for aim in sorted(both, key=un_order)
    )


def _labels(network: Network, themes: list[str]) -> tuple[str, ...]:
    return tuple(network.themes[each].label for each in themes if each in network.themes)
