"""Coverage: centres and contributions counted for every group and every goal or target."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from sdggraph.analysis.features import INFERRED_SHARE, View, spread
from sdggraph.messages import Message, message, text
from sdggraph.model.coverage import BASES, Aim, Cell, Coverage, Group, Row, un_order
from sdggraph.model.gaps import Count, GroupGap
from sdggraph.model.records import STATED, Concept, Contribution, Network, Organisation

FEW = 0.5  # a group has few centres if its share is less than this part of the share elsewhere


def claims_of(record: Organisation, basis: str = "all") -> list[Contribution]:
    """Return the contributions of an organisation by basis: stated, inferred, or all (these two).

    Contributions that a rule derived or a program classified are never counted.

    >>> claims = (Contribution("a", "6.5", "stated", ""), Contribution("b", "17", "derived", ""))
    >>> [claim.iri for claim in claims_of(Organisation("X", "X", "x", contributions=claims))]
    ['a']
    """
    return [claim for claim in record.contributions if claim.basis in BASES[basis]]


def placed(claim: Contribution, level: str) -> str:
    """Return the goal or target that a claim counts for; empty if it names only a goal and targets are counted.

    >>> placed(Contribution("a", "6.5", "stated", ""), "goal"), placed(Contribution("b", "6", "stated", ""), "target")
    ('6', '')
    """
    if level == "goal":
        return claim.goal
    return claim.aim if claim.aim != claim.goal else ""


def aims_of(network: Network, level: str, colours: Mapping[str, str] = MappingProxyType({})) -> tuple[Aim, ...]:
    """Return every goal, or every target, in the UN's order, with the colour of its goal.

    >>> aims = {key: Concept(key, key, key) for key in ("13", "6.10", "6", "6.2")}
    >>> [aim.key for aim in aims_of(Network(aims=aims), "target")]
    ['6.2', '6.10']
    """
    found = [concept for key, concept in network.aims.items() if ("." in key) == (level == "target")]
    ordered = sorted(found, key=lambda concept: un_order(concept.key))
    return tuple(Aim(each.key, each.label, each.iri, colours.get(each.key.partition(".")[0], "")) for each in ordered)


def groups(network: Network, by: str, concepts: Iterable[Concept] = ()) -> tuple[Group, ...]:
    """Return the groups of a kind with their centres, by label, including groups without centres.

    Regions and country groups are those of the centre's country. A theme includes its narrower themes, so a centre is
    in the row of each of its themes and of all themes above them. Centres without this fact on record come last, in a
    row of their own, if there are any.

    >>> from sdggraph.model.records import Country
    >>> lands = {"KEN": Country("KEN", "Kenya", "k", region="Africa")}
    >>> centre = Organisation("RCGW", "RCGW", "r", "category-2", country="KEN")
    >>> groups(Network({"RCGW": centre}, countries=lands), "region")
    (Group(key='Africa', label='Africa', iri='', centres=('RCGW',)),)
    """
    # a country gives its region by label; everything else is identified by key
    known = {(concept.label if by == "region" else concept.key): concept for concept in concepts}
    members: dict[str, list[str]] = {name: [] for name in known}
    untold = []
    for record in _centres(network):
        names = _NAMES[by](record, network)
        for name in names:
            members.setdefault(name, []).append(record.code)
        untold += [] if names else [record.code]
    found = [
        Group(concept.key, concept.label, concept.iri, tuple(codes))
        for name, codes in members.items()
        for concept in [known.get(name) or Concept(name, name, "")]
    ]
    ordered = sorted(found, key=lambda group: (group.label.casefold(), group.key))
    return tuple(ordered + ([Group("none", text(message(f"group.none-{by}")), "", tuple(untold))] if untold else []))


def _region(record: Organisation, network: Network) -> set[str]:
    land = network.countries.get(record.country)
    return {land.region} if land and land.region else set()


def _country_groups(record: Organisation, network: Network) -> set[str]:
    land = network.countries.get(record.country)
    return set(land.groups) if land else set()


def _themes(record: Organisation, network: Network) -> set[str]:
    return set(spread(record.themes, network.themes))


def _category(record: Organisation, network: Network) -> set[str]:
    return {record.category}


def _sectors(record: Organisation, network: Network) -> set[str]:
    return set(record.sectors)


_NAMES: Mapping[str, Callable[[Organisation, Network], set[str]]] = {
    "region": _region,
    "country-group": _country_groups,
    "theme": _themes,
    "category": _category,
    "sector": _sectors,
}


def coverage(
    network: Network,
    rows: Sequence[Group],
    columns: Sequence[Aim],
    *,
    by: str = "region",
    level: str = "goal",
    basis: str = "all",
) -> Coverage:
    """Count, for every group and every goal or target, the centres and the contributions on record.

    A cell has the distinct centres of the group with a contribution that counts for the column, and these
    contributions, stated and inferred separately. A contribution to a target counts for its goal. One to a goal as a
    whole counts for no target and is listed in `unplaced`. Totals are counted from the centres, not added up: a centre
    in two groups counts once. The share is centres of the cell divided by centres of the group, from 0 to 1. A centre
    with nothing on record stays in the divisor and is listed in `silent`, because it may well contribute.

    >>> claims = (Contribution("a", "6.5", "stated", ""), Contribution("b", "6.6", "inferred", ""))
    >>> centre = Organisation("RCGW", "RCGW", "r", "category-2", contributions=claims)
    >>> network = Network({"RCGW": centre})
    >>> water = Aim("6", "Clean water and sanitation", "w")
    >>> found = coverage(network, [Group("africa", "Africa", "", ("RCGW", "AWHF"))], [water])
    >>> found.rows[0].cells[0]
    Cell(stated_by=('RCGW',), inferred_by=('RCGW',), stated=('a',), inferred=('b',))
    >>> found.rows[0].share(found.rows[0].cells[0])
    0.5
    """
    asked = {column.key for column in columns}
    claims: dict[str, dict[str, list[Contribution]]] = {}  # code -> column -> contributions
    unplaced, silent = [], set()
    for record in _centres(network):
        by_column = claims.setdefault(record.code, {})
        for claim in claims_of(record, basis):
            column = placed(claim, level)
            if column in asked:
                by_column.setdefault(column, []).append(claim)
            else:
                unplaced.append(claim.iri)
        if not claims_of(record):
            silent.add(record.code)

    def row(group: Group) -> Row:
        held: dict[str, list[tuple[str, Contribution]]] = {column.key: [] for column in columns}
        for code in group.centres:
            for column, found in claims.get(code, {}).items():
                held[column] += [(code, claim) for claim in found]
        everything = [pair for pairs in held.values() for pair in pairs]
        return Row(
            group,
            tuple(_cell(held[column.key]) for column in columns),
            _cell(everything),
            tuple(code for code in group.centres if code in silent),
        )

    return Coverage(
        by=by,
        level=level,
        basis=basis,
        columns=tuple(columns),
        rows=tuple(row(group) for group in rows),
        total=row(Group("all", text(message("group.all")), "", tuple(claims))),
        unplaced=tuple(sorted(unplaced)),
        data_version=network.version,
    )


class Serving:
    """The contributions of all centres, by goal or target and by centre."""

    @classmethod
    def of_view(cls, view: View, level: str) -> Serving:
        """Return the contributions in a view, sorted out at the first call."""
        return view.once((__name__, level), lambda: cls(view.network, level))

    def __init__(self, network: Network, level: str) -> None:
        self.centres: tuple[str, ...] = tuple(record.code for record in _centres(network))
        self.known: set[str] = set()  # centres with any contribution on record
        self.of: dict[str, dict[str, list[Contribution]]] = {}
        for record in _centres(network):
            for claim in claims_of(record):
                self.known.add(record.code)
                aim = placed(claim, level)
                if aim:
                    self.of.setdefault(aim, {}).setdefault(record.code, []).append(claim)

    def centres_of(self, aim: str) -> tuple[str, ...]:
        """Return the codes of the centres that contribute to a goal or target, sorted."""
        return tuple(self.of.get(aim, ()))

    def claims(self, aim: str, code: str) -> tuple[Contribution, ...]:
        """Return the contributions of a centre to a goal or target, stated ones first."""
        return tuple(sorted(self.of[aim][code], key=lambda claim: (claim.basis != STATED, claim.iri)))

    def certainty(self, aim: str, code: str) -> float:
        """Return 1 if a contribution of the centre to it is stated, and 0.6 if all are inferred."""
        return 1.0 if any(claim.basis == STATED for claim in self.of[aim][code]) else INFERRED_SHARE


def underserved(network: Network, serving: Serving, inside: Collection[str], level: str) -> list[GroupGap]:
    """Return the goals or targets that few or no centres of a group serve, as far as is on record, without exemplars.

    A gap has no contributing centre inside, or a share of less than half of the share elsewhere. A share is
    contributing centres by centres with anything on record, so that missing knowledge does not look like absence. Gaps
    without any centre come first. The others are ordered by deficit, the share elsewhere minus the share inside (from
    -1 to 1), then in the UN's order. `chance` warns where the group is small.

    >>> claims = Contribution("a", "6.5", "stated", ""), Contribution("b", "13", "stated", "")
    >>> one, other = (
    ...     Organisation(code, code, code, "category-2", contributions=(claim,))
    ...     for code, claim in zip("AB", claims, strict=True)
    ... )
    >>> aims = {"6": Concept("6", "Water", "w"), "13": Concept("13", "Climate", "c")}
    >>> network = Network({"A": one, "B": other}, aims=aims)
    >>> [(gap.aim.key, gap.deficit) for gap in underserved(network, Serving(network, "goal"), {"A"}, "goal")]
    [('13', 1.0)]
    """
    here = set(inside)
    regions = [(group.label, (set(group.centres) - here) & serving.known) for group in groups(network, "region")]
    found = []
    for aim in aims_of(network, level):
        codes = serving.centres_of(aim.key)
        mine = Count(tuple(code for code in codes if code in here), len(here & serving.known))
        theirs = Count(tuple(code for code in codes if code not in here), len(serving.known - here))
        if mine.centres and not mine.share < FEW * theirs.share:
            continue
        found.append(
            GroupGap(
                rank=0,
                aim=network.aims[aim.key],
                inside=mine,
                elsewhere=theirs,
                deficit=round(theirs.share - mine.share, 6),
                chance=chance(len(mine.centres), mine.of, len(codes), len(serving.known)),
                by_region=tuple(
                    (label, Count(tuple(code for code in codes if code in held), len(held)))
                    for label, held in regions
                    if held
                ),
                message=_contrast(mine, theirs),
                exemplars=(),
            )
        )
    # sorting is stable and keeps the UN's order
    return sorted(found, key=lambda gap: (bool(gap.inside.centres), -gap.deficit))


def chance(inside: int, of: int, everywhere: int, among: int) -> float:
    """Return the probability that as few or fewer contribute if `of` centres are drawn at random from `among`.

    It is the lower tail of the hypergeometric distribution, with `everywhere` contributing centres among all: Fisher's
    exact test, one-sided (Fisher 1922). From 0 to 1. Near 1, a small group shows next to nothing. 1 for an empty group,
    or if no centre contributes.

    >>> chance(0, 9, 6, 79)
    0.471704
    """

    def ways(total: int, some: int) -> float:
        return math.lgamma(total + 1) - math.lgamma(some + 1) - math.lgamma(total - some + 1)

    lowest = max(0, of - (among - everywhere))
    terms = [
        math.exp(ways(everywhere, here) + ways(among - everywhere, of - here) - ways(among, of))
        for here in range(lowest, min(inside, of, everywhere) + 1)
    ]
    return min(1.0, round(math.fsum(terms), 6))


def _contrast(mine: Count, theirs: Count) -> Message:
    known = message("count.centres", count=mine.of)
    here = {"count": len(mine.centres), "percent": round(mine.share * 100)}
    if not theirs.of:
        return message("gap.group-alone", centres=known, **here)
    there = {"elsewhere": len(theirs.centres), "of": theirs.of, "percent_elsewhere": round(theirs.share * 100)}
    return message("gap.group", centres=known, **here, **there)


def _cell(pairs: Iterable[tuple[str, Contribution]]) -> Cell:
    codes: tuple[set[str], set[str]] = set(), set()
    iris: tuple[set[str], set[str]] = set(), set()
    for code, claim in pairs:
        which = 0 if claim.basis == STATED else 1
        codes[which].add(code)
        iris[which].add(claim.iri)
    return Cell(*(tuple(sorted(values)) for values in (*codes, *iris)))


def _centres(network: Network) -> list[Organisation]:
    return sorted(
        (record for record in network.organisations.values() if record.is_active_centre), key=lambda each: each.code
    )
