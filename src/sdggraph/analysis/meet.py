"""Groups of centres to bring together: of one region or one theme, without a link among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations, permutations

import numpy as np
import numpy.typing as npt

from sdggraph.analysis import knowledge, signal_matrices
from sdggraph.analysis.feature_matrices import Array, Columns
from sdggraph.analysis.features import View
from sdggraph.analysis.partners import DECIMALS, DEFAULT, METHOD, MODES
from sdggraph.analysis.scoring.row_scores import knowledge_columns, places, signal_columns
from sdggraph.messages import Message, clauses, message
from sdggraph.model.meetings import Gathering, Gatherings, Introducer
from sdggraph.model.records import Network, Organisation

LEAST, MOST = 3, 8  # members
GROUPS = 2  # groups of one region or theme, at most
INTRODUCERS = 3
_BEGINNINGS = 50  # pairs from which a group is tried to grow
_BLUR = 10.0**-DECIMALS  # more than rounding changes a mean
# kinds of links by which an institute has daughter institutes
MOTHERLY = frozenset({"agreement", "hosting", "membership"})
Flags = npt.NDArray[np.bool_]


def gatherings(
    known: Network | View, regions: Mapping[str, Sequence[str]], themes: Mapping[str, Sequence[str]], limit: int = 5
) -> Gatherings:
    """Return the groups worth a meeting, best first: of each region given, and separately of each theme.

    The values are codes of centres. A group begins with the best-scored pair that is not acquainted and about which
    enough is known; if no third centre fits, with the next pair. Then the centre with the highest mean score joins, as
    long as it is acquainted with no member and has work in common with every member. Centres are acquainted if they
    have a link on record, or are daughter institutes of the same institute. Groups are ranked by the mean score of
    their pairs, with the default weights. Source: greedy growth of a clique (as in Charikar 2000, for dense subgraphs).
    """
    pairs = _Acquainted(View.of(known))
    network = pairs.network
    barred = network.not_suggested.centres
    found = {
        by: [each for label in sorted(parts) for each in _of_part(pairs, by, label, set(parts[label]) - barred)]
        for by, parts in (("region", regions), ("theme", themes))
    }
    ranked = {
        by: tuple(each._replace(rank=rank) for rank, each in enumerate(sorted(held, key=_best_first), start=1))[:limit]
        for by, held in found.items()
    }
    everybody = {code for parts in (regions, themes) for codes in parts.values() for code in codes}
    fit = tuple(sorted(everybody - barred))
    return Gatherings(ranked["region"], ranked["theme"], METHOD, network.version, len(everybody & barred), fit)


def parts(network: Network, centres: Iterable[Organisation]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Group the codes of centres by the label of their UNESCO region, and by the label of each of their themes."""
    regions: dict[str, list[str]] = {}
    themes: dict[str, list[str]] = {}
    for record in centres:
        land = network.countries.get(record.country)
        if land is not None and land.region:
            regions.setdefault(land.region, []).append(record.code)
        for theme in record.themes:
            if theme in network.themes:
                themes.setdefault(network.themes[theme].label, []).append(record.code)
    return regions, themes


def _best_first(each: Gathering) -> tuple[bool, float, str, tuple[str, ...]]:
    return not each.is_enough, -each.score, each.label, tuple(member.code for member in each.members)


class _Acquainted:
    """The pairs of centres that are acquainted, and the values of pairs."""

    def __init__(self, view: View) -> None:
        self.network, self.view = view.network, view
        network = view.network
        self._of: dict[str, set[str]] = {}
        linked = (pair for link in network.links for pair in combinations(link.partners, 2))
        for pair in chain(linked, map(tuple, (*_sisters(network), *network.not_suggested.pairs))):
            for one, other in permutations(pair, 2):
                self._of.setdefault(one, set()).add(other)

    @cached_property
    def blend(self) -> Columns:
        """The columns of the default weights, for all organisations."""
        weights = MODES[DEFAULT]
        return signal_matrices.stacked({name: signal_columns(self.view, name) for name in weights}, weights)

    def among(self, part: Columns, codes: Sequence[str]) -> Array:
        """Return the values of each of these organisations with each."""
        row_of = places(self.view)
        rows = [row_of[code] for code in codes]
        return signal_matrices.scores(part._replace(left=part.left[rows], right=part.right[rows]), slice(None))

    def apart(self, codes: Sequence[str]) -> Flags:
        """Return which of these centres are not acquainted, for each pair."""
        place = {code: number for number, code in enumerate(codes)}
        found = ~np.eye(len(codes), dtype=bool)
        for code, number in place.items():
            found[number, [place[other] for other in self._of.get(code, ()) if other in place]] = False
        return found

    def introducers(self, members: Sequence[str]) -> tuple[Introducer, ...]:
        """Return the organisations that have links with at least two members, by number of links and code."""
        records, ties = self.network.organisations, self.view.ties
        count = Counter(code for each in members for code in ties.get(each, {}))
        able = [code for code in count.keys() & records.keys() - set(members) if count[code] > 1]
        able = [code for code in able if records[code].is_suggestible]
        best = sorted(able, key=lambda code: (-count[code], code))[:INTRODUCERS]
        return tuple(Introducer(records[code], tuple(each for each in members if each in ties[code])) for code in best)


def _sisters(network: Network) -> Iterable[frozenset[str]]:
    """Yield the pairs of daughter institutes: centres with an agreement, hosting or membership with one category 1
    institute.
    """
    records = network.organisations
    daughters: dict[str, set[str]] = {}
    for link in network.links:
        for mother in link.partners if link.kind in MOTHERLY else ():
            if mother in records and records[mother].category == "category-1":
                daughters.setdefault(mother, set()).update(set(link.partners) - {mother})
    for held in daughters.values():
        yield from map(frozenset, combinations(sorted(held), 2))


def _of_part(known: _Acquainted, by: str, label: str, codes: set[str]) -> Iterable[Gathering]:
    """Yield the groups of one region or theme."""
    records = known.network.organisations
    left = sorted(code for code in codes if records[code].is_active_centre and records[code].is_suggestible)
    if len(left) < LEAST:
        return
    scores: Array = np.round(known.among(known.blend, left), DECIMALS)
    rests = known.among(knowledge_columns(known.view), left)
    apart = known.apart(left)
    free = set(range(len(left)))
    enough = knowledge.ENOUGH
    for number in range(GROUPS):
        group = _grown(scores, apart & (rests > 0), apart & (rests >= enough), free)
        if not group and number == 0:  # a region with little on record still gets a group, which is marked as uncertain
            enough = 1
            group = _grown(scores, apart & (rests > 0), apart & (rests >= enough), free)
        if not group:
            return
        free -= set(group)
        members = [left[place] for place in sorted(group)]
        score = float(np.mean([scores[a, b] for a, b in combinations(group, 2)]))
        who = tuple(records[code] for code in members)
        reason = _reason(known.network, who, label)
        told = Gathering(0, by, label, who, round(score, DECIMALS), reason, known.introducers(members))
        yield told._replace(is_enough=enough == knowledge.ENOUGH)


def _grown(scores: Array, fit: Flags, strong: Flags, free: set[int]) -> list[int]:
    """Return the places of a group among the free ones; empty if none of the best pairs finds a third centre.

    `fit` says which pairs may be in one group, and `strong` which pairs may begin one or admit another centre.
    """
    groups = (_around(first, scores, fit, strong, free) for first in _best_pairs(scores, strong, free))
    return next((group for group in groups if len(group) >= LEAST), [])


def _best_pairs(scores: Array, strong: Flags, free: set[int]) -> list[tuple[int, int]]:
    """Return the best pairs that may begin a group; of equal ones the first."""
    places = np.array(sorted(free), dtype=np.intp)
    one, other = (places[each] for each in np.nonzero(np.triu(strong[np.ix_(places, places)], 1)))
    values = scores[one, other]
    if len(values) > _BEGINNINGS:
        near = values >= np.partition(values, -_BEGINNINGS)[-_BEGINNINGS]
        one, other, values = one[near], other[near], values[near]
    order = np.lexsort((other, one, -values))[:_BEGINNINGS]
    return list(zip(one[order].tolist(), other[order].tolist(), strict=True))


def _around(first: tuple[int, int], scores: Array, fit: Flags, strong: Flags, free: set[int]) -> list[int]:
    """Grow a group around a pair; the best fitting centre joins first."""
    group, open_to = list(first), np.zeros(len(scores), dtype=bool)
    open_to[list(free)] = True
    open_to[group] = False
    while len(group) < MOST:
        able = np.flatnonzero(open_to & fit[:, group].all(axis=1) & strong[:, group].any(axis=1))
        if not len(able):
            break
        means = scores[np.ix_(able, np.array(group))].mean(axis=1)
        near = able[means >= means.max() - _BLUR].tolist()  # those that rounding could make the best
        best = min(near, key=lambda place: (-_mean(scores, place, group), place))
        group.append(best)
        open_to[best] = False
    return group


def _mean(scores: Array, place: int, group: Sequence[int]) -> float:
    return round(float(np.mean([scores[place, each] for each in group])), DECIMALS)


def _reason(network: Network, members: Sequence[Organisation], label: str) -> Message:
    """Describe what most members have in common, and that they have no link."""
    themes = Counter(theme for each in members for theme in set(each.themes))
    aims = Counter(
        aim for each in members for aim in {claim.aim for claim in each.contributions if claim.basis != "derived"}
    )
    told = []
    for counts, known in ((themes, network.themes), (aims, network.aims)):
        best = sorted(counts, key=lambda name: (-counts[name], name))
        for name in [each for each in best if counts[each] > 1 and (each not in known or known[each].label != label)][
            :2
        ]:
            words, held = known[name].label if name in known else name, {"count": counts[name], "of": len(members)}
            if known is network.themes:
                told.append(message("meet.theme", theme=words, **held))
            else:
                told.append(message("meet.aim", aim=f"{name} {words}", **held))
    return clauses([*(told or [message("meet.near")]), message("meet.no-link")])
