"""Gaps: what a centre, or a part of the network, could take up next, and from whom to learn it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from sdggraph.analysis.coverage import Serving, claims_of, placed, underserved
from sdggraph.analysis.features import Vector, View
from sdggraph.analysis.partners import DECIMALS, is_thin
from sdggraph.analysis.scoring.likeness import Likeness, all_likenesses, likeness, mean, votes
from sdggraph.messages import Message, clauses, message
from sdggraph.model.coverage import un_order
from sdggraph.model.gaps import CentreGaps, Exemplar, Gap, GroupGap, GroupGaps, Lesson, Neighbour, Project, TargetLink
from sdggraph.model.records import Concept, Network, Organisation

METHOD = "sdggraph gaps 2"
EXEMPLARS = 3  # of a gap that is not ranked by support
LESSONS = 3  # projects of one exemplar


def centre_gaps(
    known: Network | View,
    code: str,
    *,
    links: Iterable[TargetLink] = (),
    projects: Iterable[Project] = (),
    neighbours: int = 10,
    limit: int | None = 10,
) -> CentreGaps:
    """Return the targets to which no contribution of a centre is on record, in two lists, best first.

    `nearby`: targets that its nearest centres contribute to, by support (see `votes`). The nearest are the centres with
    the highest `likeness` above 0 among those with a contribution on record. `linked`: targets linked with its own
    ones, by their nearness; targets without any contributor come last. Stated and inferred contributions count, derived
    ones do not. A claim that names only a goal serves no target. Ties are broken by code and by the UN's order.

    >>> from sdggraph.model.records import Contribution as C
    >>> me = Organisation("A", "A", "a", "category-2", themes=("karst",), contributions=(C("1", "6.5", "stated", ""),))
    >>> you = Organisation("B", "B", "b", "category-2", themes=("karst",), contributions=(C("2", "6.6", "stated", ""),))
    >>> [gap] = centre_gaps(Network({"A": me, "B": you}), "A").nearby
    >>> gap.aim.key, gap.score, gap.exemplars[0].organisation.code
    ('6.6', 1.0, 'B')
    """
    scene = _Scene(known, "target", projects)
    network, mine = scene.network, _Mine(scene, scene.network.organisations[code])
    nearest = mine.alike.nearest(neighbours)
    near, linked = mine.nearby(nearest), mine.linked(links)
    return CentreGaps(
        organisation=mine.me,
        thin=is_thin(mine.me),
        served=tuple(sorted(mine.served, key=un_order)),
        goals_only=tuple(sorted(mine.whole, key=un_order)),
        neighbours=tuple(
            Neighbour(network.organisations[each], *mine.alike[each], mine.ties.get(each, "")) for each in nearest
        ),
        nearby=tuple(gap._replace(rank=rank) for rank, gap in enumerate(near[:limit], start=1)),
        nearby_total=len(near),
        linked=tuple(gap._replace(rank=rank) for rank, gap in enumerate(linked[:limit], start=1)),
        linked_total=len(linked),
        method=METHOD,
        data_version=network.version,
    )


def group_gaps(
    known: Network | View,
    group: Collection[str],
    *,
    filters: Mapping[str, str],
    level: str = "goal",
    projects: Iterable[Project] = (),
    limit: int | None = 10,
    exemplars_for: Collection[str] | None = None,
) -> GroupGaps:
    """Return the goals or targets that few or no centres of a group serve, as far as is on record, the emptiest first.

    `exemplars_for` names the goals or targets whose gaps need exemplars; without it, all do.
    `coverage.underserved` defines a gap and the order. Exemplars are the centres elsewhere that serve it, by their mean
    `likeness` with the centres of the group (times 0.6 if only inferred). `nearest` names the centre of the group most
    like each. Source of the mean: the centroid of a class (Rocchio 1971).

    >>> from sdggraph.model.records import Contribution as C
    >>> one = Organisation("A", "A", "a", "category-2", contributions=(C("1", "6.5", "stated", ""),))
    >>> other = Organisation("B", "B", "b", "category-2", contributions=(C("2", "13", "stated", ""),))
    >>> aims = {"6": Concept("6", "Water", "w"), "13": Concept("13", "Climate", "c")}
    >>> [gap] = group_gaps(Network({"A": one, "B": other}, aims=aims), ["A"], filters={"region": "Africa"}).found
    >>> gap.aim.key, gap.deficit, gap.exemplars[0].organisation.code
    ('13', 1.0, 'B')
    """
    scene, inside = _Scene(known, level, projects), set(group)
    found = underserved(scene.network, scene.serving, inside, level)
    ours = _Ours(scene, sorted(inside))

    def exemplars(gap: GroupGap) -> tuple[Exemplar, ...]:
        needs = exemplars_for is None or gap.aim.key in exemplars_for
        return ours.exemplars(gap.aim.key, gap.elsewhere.centres) if needs else ()

    return GroupGaps(
        filters=dict(filters),
        level=level,
        centres=tuple(sorted(inside)),
        silent=tuple(sorted(inside - scene.serving.known)),
        elsewhere=len(set(scene.serving.centres) - inside),
        found=tuple(
            gap._replace(rank=rank, exemplars=exemplars(gap)) for rank, gap in enumerate(found[:limit], start=1)
        ),
        total=len(found),
        method=METHOD,
        data_version=scene.network.version,
    )


class _Scene:
    """A network with the contributions of all centres, their projects, and the similarity of centres."""

    def __init__(self, known: Network | View, level: str, projects: Iterable[Project]) -> None:
        self.view = view = View.of(known)
        self.network, self.serving = view.network, Serving.of_view(view, level)
        self._of_claim: dict[str, list[Project]] = {}
        self._of_code: dict[str, list[Project]] = {}
        for project in projects:
            for iri in project.contributions:
                self._of_claim.setdefault(iri, []).append(project)
            for code in project.participants:
                self._of_code.setdefault(code, []).append(project)

    def vectors(self, code: str) -> tuple[Vector, Vector]:
        return self.view.themes.get(code, {}), self.view.goals.get(code, {})

    def likeness(self, one: tuple[Vector, Vector], code: str) -> Likeness:
        themes, goals = self.vectors(code)
        return likeness((one[0], themes), (one[1], goals))

    def best(self, aim: str, alike: Mapping[str, float]) -> list[str]:
        """Sort the codes of `alike`, all of which serve the aim: most alike and stated first."""
        worth = {code: round(value * self.serving.certainty(aim, code), DECIMALS) for code, value in alike.items()}
        return sorted(worth, key=lambda code: (-worth[code], code))

    def exemplar(self, aim: str, code: str, similarity: float) -> Exemplar:
        record, claims = self.network.organisations[code], self.serving.claims(aim, code)
        return Exemplar(record, similarity, 0.0, claims, self.lessons(aim, code))

    def lessons(self, aim: str, code: str) -> tuple[Lesson, ...]:
        """Return the projects of a centre that are most relevant for an aim."""
        goal, found = aim.partition(".")[0], dict[str, tuple[int, Lesson]]()
        addressed = message("lesson.goal" if aim == goal else "lesson.target", aim=aim)
        for project in [each for claim in self.serving.claims(aim, code) for each in self._of_claim.get(claim.iri, ())]:
            found[project.iri] = (0, Lesson(project, message("lesson.contribution")))
        for project in self._of_code.get(code, ()):
            if aim in project.aims:
                found.setdefault(project.iri, (1, Lesson(project, addressed)))
            elif goal in {each.partition(".")[0] for each in project.aims}:
                found.setdefault(project.iri, (2, Lesson(project, message("lesson.goal", aim=goal))))
        best = sorted(found.values(), key=lambda pair: (pair[0], pair[1].project.name, pair[1].project.iri))
        return tuple(lesson for _, lesson in best[:LESSONS])


class _Mine:
    """The gaps of one centre."""

    def __init__(self, scene: _Scene, me: Organisation) -> None:
        self.scene, self.me = scene, me
        self.served = {placed(claim, "target") for claim in claims_of(me)} - {""}
        self.whole = {claim.aim for claim in claims_of(me) if claim.aim == claim.goal}
        self.alike = all_likenesses(scene.view, me.code, sorted(scene.serving.known - {me.code}))
        self.ties = _ties(scene.view, me.code)

    def nearby(self, nearest: Sequence[str]) -> list[Gap]:
        serving, found = self.scene.serving, []
        for aim in serving.of.keys() - self.served:
            sure = {code: serving.certainty(aim, code) if code in serving.of[aim] else 0.0 for code in nearest}
            shares = votes({code: (self.alike[code].value, sure[code]) for code in nearest})
            if shares:
                stated = sum(sure[code] == 1.0 for code in shares)
                key = "gap.neighbours-stated" if stated else "gap.neighbours-inferred"
                said = message(key, count=len(shares), nearest=len(nearest), stated=stated)
                support = round(math.fsum(shares.values()), DECIMALS)
                found.append(self._gap(aim, support, said, self._exemplars(aim, shares)))
        return sorted(found, key=_best_first)

    def linked(self, links: Iterable[TargetLink]) -> list[Gap]:
        by_aim: dict[str, list[TargetLink]] = {}
        whole: dict[str, float] = {}
        for link in links:
            whole.update({aim: whole.get(aim, 0.0) + link.weight for aim in link.targets})
            open_ends = [aim for aim in link.targets if aim not in self.served]
            if len(open_ends) == 1:
                by_aim.setdefault(open_ends[0], []).append(link)
        found = []
        for aim, held in by_aim.items():
            held.sort(key=lambda link: (-link.weight, link.iri))
            ends = [(end, link.weight) for link in held for end in link.targets if end != aim]
            own = tuple(message("gap.linked-target", target=end, nearness=weight) for end, weight in ends)
            said = message("gap.linked", targets=own, code=self.me.code)
            exemplars = self._exemplars(aim, dict.fromkeys(self.scene.serving.centres_of(aim), 0.0), EXEMPLARS)
            gap = self._gap(aim, self._nearness(aim, held, whole[aim]), said, exemplars)
            found.append(gap._replace(links=tuple(held)))
        return sorted(found, key=lambda gap: (not gap.contributors, *_best_first(gap)))

    def _nearness(self, aim: str, links: Iterable[TargetLink], whole: float) -> float:
        """Return the share of a target's links that lead to the centre's own ones, by IDF; a hub is near to none."""
        mine = self.scene.view.targets.get(self.me.code, {})
        near = math.fsum(link.weight * mine.get(own, 0.0) for link in links for own in link.targets if own != aim)
        return min(1.0, round(near / whole, DECIMALS)) if whole else 0.0

    def _exemplars(self, aim: str, shares: Mapping[str, float], limit: int | None = None) -> tuple[Exemplar, ...]:
        alike = {code: self.alike[code].value for code in shares}
        return tuple(
            self.scene.exemplar(aim, code, alike[code])._replace(share=shares[code], tie=self.ties.get(code, ""))
            for code in self.scene.best(aim, alike)[:limit]
        )

    def _gap(self, aim: str, score: float, first: Message, exemplars: tuple[Exemplar, ...]) -> Gap:
        count, goal = len(self.scene.serving.centres_of(aim)), aim.partition(".")[0]
        known = message("count.centres", count=len(self.scene.serving.known))
        others = message("gap.contributors", count=count, centres=known) if count else message("gap.no-contributor")
        whole = [message("gap.goal-as-a-whole", code=self.me.code, goal=goal)] if goal in self.whole else []
        return Gap(
            rank=0,
            aim=self.scene.network.aims.get(aim) or Concept(aim, aim, aim),
            score=score,
            message=clauses([first, others, *whole]),
            exemplars=exemplars,
            contributors=count,
        )


class _Ours:
    """The centres of a group taken together, for their similarity with centres elsewhere."""

    def __init__(self, scene: _Scene, inside: Sequence[str]) -> None:
        self.scene, self.inside = scene, inside

    @cached_property
    def mean(self) -> tuple[Vector, Vector]:
        """The mean vectors of the group."""
        every = [self.scene.vectors(code) for code in self.inside]
        return mean(themes for themes, _ in every), mean(goals for _, goals in every)

    def exemplars(self, aim: str, codes: Iterable[str]) -> tuple[Exemplar, ...]:
        alike = {code: self.scene.likeness(self.mean, code).value for code in codes}
        return tuple(
            self.scene.exemplar(aim, code, alike[code])._replace(nearest=self._nearest(code))
            for code in self.scene.best(aim, alike)[:EXEMPLARS]
        )

    def _nearest(self, code: str) -> str:
        theirs = self.scene.vectors(code)
        ranked = [(-self.scene.likeness(theirs, each).value, each) for each in self.inside]
        value, nearest = min(ranked, default=(0.0, ""))
        return nearest if value else ""


def _best_first(gap: Gap) -> tuple[float, float, tuple[int, int, str]]:
    return -gap.score, -round(math.fsum(link.weight for link in gap.links), DECIMALS), un_order(gap.aim.key)


def _ties(view: View, code: str) -> dict[str, str]:
    """Return each partner on record: "strong", or "weak" if they may have done no more than meet."""
    found: dict[str, str] = {}
    for link in view.links_of.get(code, ()):
        for other in link.partners:
            if link.strong or other not in found:
                found[other] = "strong" if link.strong else "weak"
    return {other: tie for other, tie in found.items() if other != code}
