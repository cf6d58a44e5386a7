"""Gaps worked out by hand on the tiny network, and what must hold for any."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph.analysis.features import View
from sdggraph.analysis.gaps import centre_gaps, group_gaps
from sdggraph.analysis.scoring.likeness import likeness, mean, votes
from sdggraph.model.gaps import CentreGaps, Gap, Project, TargetLink
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from tests.conftest import centre

NEAR = (TargetLink("urn:link/6.5-6.6", ("6.5", "6.6"), 0.4), TargetLink("urn:link/6.5-15.1", ("15.1", "6.5"), 0.9))


def holding(network: Network, record: Organisation) -> Network:
    return network._replace(organisations={**network.organisations, record.code: record})


def gap(found: tuple[Gap, ...], aim: str) -> Gap:
    [held] = [gap for gap in found if gap.aim.key == aim]
    return held


def test_likeness_is_the_mean_of_two_cosines() -> None:
    one, other = {"karst": 0.6, "water": 0.8}, {"karst": 1.0}
    assert likeness((one, other), ({"6.5": 1.0}, {"6.5": 1.0})) == (0.8, 0.6, 1.0)
    assert likeness((one, {}), ({}, {"6.5": 1.0})) == (0.0, 0.0, 0.0)


def test_support_is_the_share_of_likeness_that_stands_behind_a_target() -> None:
    # 0.5 x 1 and 0.2 x 0.6 of 0.5 + 0.2 + 0.3
    assert votes({"A": (0.5, 1.0), "B": (0.2, 0.6), "C": (0.3, 0.0)}) == {"A": 0.5, "B": 0.12}
    assert votes({}) == {}


def test_nearest_are_the_most_alike_and_the_silent_cannot_teach(tiny: Network) -> None:
    found = centre_gaps(tiny, "ALPHA")
    assert [each.organisation.code for each in found.neighbours] == ["DELTA", "BRAVO", "CHARLIE"]
    delta = found.neighbours[0]
    assert (delta.similarity, delta.theme, delta.goals, delta.tie) == (1.0, 1.0, 1.0, "weak")


def test_the_likeness_of_two_centres_by_hand(tiny: Network) -> None:
    # themes: 4 of 5 centres have some; karst and floods are each held by 3, water (half weight) by 4
    rare, broad = math.log(1 + 4 / 3), 0.5 * math.log(1 + 4 / 4)
    themes = (rare * rare + broad * broad) / (math.hypot(rare, rare, broad) * math.hypot(rare, broad))
    # goals: 6.5 is held by 3, 6 by 4, 13 by 2, 6.6 by 1; ALPHA states 6.5, BRAVO is inferred
    w65, w6, w13 = math.log(1 + 4 / 3), math.log(1 + 4 / 4), math.log(1 + 4 / 2)
    alpha, bravo = (1.0 * w65, 0.5 * w6, 0.6 * w13), (0.6 * w65, 0.3 * w6, 0.0)
    goals = sum(a * b for a, b in zip(alpha, bravo, strict=True)) / (math.hypot(*alpha) * math.hypot(*bravo))
    bravo_found = centre_gaps(tiny, "ALPHA").neighbours[1]
    assert bravo_found.theme == pytest.approx(themes, abs=1e-6)
    assert bravo_found.goals == pytest.approx(goals, abs=1e-6)
    assert bravo_found.similarity == pytest.approx((themes + goals) / 2, abs=1e-6)


def test_a_target_of_the_neighbours_is_ranked_by_its_support(tiny: Network) -> None:
    found = centre_gaps(tiny, "ALPHA")
    like = {each.organisation.code: each.similarity for each in found.neighbours}
    held = gap(found.nearby, "6.6")
    assert found.nearby_total == 1
    assert held.score == pytest.approx(0.6 * like["CHARLIE"] / sum(like.values()), abs=1e-6)
    assert [each.organisation.code for each in held.exemplars] == ["CHARLIE"]
    assert held.exemplars[0].contributions[0].iri == "urn:contribution/CHARLIE-6.6-inferred"
    assert held.sentence == (
        "1 of the 3 nearest centres contribute to it (all inferred); 1 of all 4 centres with anything on record does"
    )


def test_the_shares_of_the_exemplars_add_up_to_the_support(tiny: Network) -> None:
    tiny = holding(tiny, centre("BRAVO", "CHN", "karst", stated="6.6", inferred="6.5"))
    held = gap(centre_gaps(tiny, "ALPHA").nearby, "6.6")
    assert len(held.exemplars) == 2
    assert held.score == pytest.approx(math.fsum(each.share for each in held.exemplars), abs=1e-9)
    assert "1 by a stated contribution" in held.sentence


def test_fewer_neighbours_are_asked_on_request(tiny: Network) -> None:
    found = centre_gaps(tiny, "ALPHA", neighbours=2)
    assert [each.organisation.code for each in found.neighbours] == ["DELTA", "BRAVO"]
    assert found.nearby == ()


def test_what_the_centre_serves_itself_is_no_gap_on_whichever_basis(tiny: Network) -> None:
    for record in tiny.organisations:
        found = centre_gaps(tiny, record, links=NEAR)
        assert not {each.aim.key for each in (*found.nearby, *found.linked)} & set(found.served)


def test_a_derived_contribution_serves_nothing_and_teaches_nothing(tiny: Network) -> None:
    tiny = holding(tiny, centre("ALPHA", "CHN", "karst floods", stated="6.5", derived="6.6"))
    assert [each.aim.key for each in centre_gaps(tiny, "ALPHA").nearby] == ["6.6"]
    tiny = holding(tiny, centre("CHARLIE", "JPN", "floods", derived="6.6"))
    assert centre_gaps(tiny, "BRAVO").nearby == ()


def test_a_claim_to_the_goal_as_a_whole_leaves_the_target_open_and_is_said(tiny: Network) -> None:
    tiny = holding(tiny, centre("ALPHA", "CHN", "karst floods", stated="6"))
    found = centre_gaps(tiny, "ALPHA")
    assert (found.served, found.goals_only) == ((), ("6",))
    assert {each.aim.key for each in found.nearby} == {"6.5", "6.6"}
    assert gap(found.nearby, "6.5").sentence.endswith("; ALPHA names goal 6 as a whole")


def test_linked_targets_are_ranked_by_nearness_after_those_with_somebody_to_learn_from(tiny: Network) -> None:
    found = centre_gaps(tiny, "ALPHA", links=NEAR)
    assert [(each.rank, each.aim.key, each.score) for each in found.linked] == [(1, "6.6", 1.0), (2, "15.1", 1.0)]
    served, unserved = found.linked
    assert served.exemplars[0].organisation.code == "CHARLIE"
    assert served.links == (NEAR[0],)
    assert served.sentence.startswith("close in topic to 6.5 (0.40), which ALPHA serves")
    assert (unserved.exemplars, unserved.contributors) == ((), 0)
    assert unserved.sentence.endswith("no centre on record contributes to it yet")


def test_equally_near_targets_are_ordered_by_the_sum_of_their_links() -> None:
    me = centre("A", "CHN", stated="1.1 1.2")
    links = [
        TargetLink("l1", ("1.1", "2.1"), 0.5),
        TargetLink("l2", ("1.1", "2.2"), 0.5),
        TargetLink("l3", ("1.2", "2.2"), 0.3),
        TargetLink("l4", ("1.1", "1.2"), 1.0),
        TargetLink("l5", ("3.1", "3.2"), 1.0),
    ]
    found = centre_gaps(Network({"A": me}), "A", links=links)
    assert [(each.aim.key, each.score) for each in found.linked] == [("2.2", 0.707107), ("2.1", 0.707107)]
    assert found.linked[0].sentence.startswith("close in topic to 1.1 (0.50), 1.2 (0.30), which A serves")


def test_projects_to_learn_from_are_those_of_the_contribution_first(tiny: Network) -> None:
    claim = "urn:contribution/CHARLIE-6.6-inferred"
    projects = [
        Project("urn:p1", "A goal", aims=("6",), participants=("CHARLIE",)),
        Project("urn:p2", "B target", aims=("6.6",), participants=("CHARLIE",)),
        Project("urn:p3", "Z its own", contributions=(claim,)),
        Project("urn:p4", "C another's", aims=("6.6",), participants=("BRAVO",)),
        Project("urn:p5", "D another goal", aims=("13",), participants=("CHARLIE",)),
    ]
    lessons = gap(centre_gaps(tiny, "ALPHA", projects=projects).nearby, "6.6").exemplars[0].lessons
    assert [(each.project.name, each.how) for each in lessons] == [
        ("Z its own", "its contribution takes place in it"),
        ("B target", "it addresses target 6.6"),
        ("A goal", "it addresses goal 6"),
    ]


def test_a_strong_tie_outweighs_a_weak_one(tiny: Network) -> None:
    links = (
        Link("l1", ("ALPHA", "CHARLIE"), "agreement"),
        Link("l2", ("ALPHA", "CHARLIE"), "network", strong=False),
    )
    found = centre_gaps(tiny._replace(links=links), "ALPHA")
    assert {each.organisation.code: each.tie for each in found.neighbours} == {
        "CHARLIE": "strong",
        "BRAVO": "",
        "DELTA": "",
    }


def test_a_centre_of_which_nothing_is_known_has_no_neighbours_and_says_that_it_is_thin(tiny: Network) -> None:
    found = centre_gaps(tiny, "ECHO", links=NEAR)
    assert (found.thin, found.neighbours, found.nearby, found.linked) == (True, (), (), ())


def test_a_centre_with_themes_alone_still_gets_gaps(tiny: Network) -> None:
    tiny = holding(tiny, centre("ECHO", "KEN", "karst"))
    found = centre_gaps(tiny, "ECHO")
    assert found.thin
    assert [each.organisation.code for each in found.neighbours] == ["BRAVO", "ALPHA", "DELTA", "CHARLIE"]
    assert [each.aim.key for each in found.nearby] == ["6.5", "6.6"]


def test_a_network_of_one_has_no_gaps() -> None:
    alone = Network({"SOLO": centre("SOLO", "CHN", "karst", stated="6.5")})
    assert centre_gaps(alone, "SOLO").nearby == ()
    assert group_gaps(alone, ["SOLO"], filters={"theme": "karst"}).found == ()


# --- a part of the network -----------------------------------------------------------------------


def test_exemplars_elsewhere_are_those_most_like_the_group_on_average(tiny: Network) -> None:
    tiny = holding(tiny, centre("ECHO", "KEN", "karst", stated="13"))
    found = group_gaps(tiny, ["ECHO"], filters={"region": "Africa"})
    [held] = found.found
    assert (held.aim.key, held.inside.of, len(held.elsewhere.centres), held.elsewhere.of) == ("6", 1, 4, 4)
    assert [each.organisation.code for each in held.exemplars] == ["ALPHA", "DELTA", "BRAVO"]
    assert {each.nearest for each in held.exemplars} == {"ECHO"}
    assert (found.centres, found.silent, found.elsewhere) == (("ECHO",), (), 4)


def test_a_silent_group_still_gets_gaps_and_is_said_to_be_silent(tiny: Network) -> None:
    found = group_gaps(tiny, ["ECHO"], filters={"region": "Africa"})
    assert found.silent == ("ECHO",)
    assert [gap.aim.key for gap in found.found] == ["6", "13"]
    assert {gap.chance for gap in found.found} == {1.0}
    assert {each.nearest for gap in found.found for each in gap.exemplars} == {""}


def test_everybody_has_nobody_elsewhere(tiny: Network) -> None:
    found = group_gaps(tiny, list(tiny.organisations), filters={"country-group": "un-member"}, level="target")
    assert found.elsewhere == 0
    assert found.found == ()


def test_a_limit_cuts_the_list_and_not_the_count(tiny: Network) -> None:
    found = group_gaps(tiny, ["ECHO"], filters={"region": "Africa"}, limit=1)
    assert (len(found.found), found.total) == (1, 2)


# --- what must hold for any network --------------------------------------------------------------

AIMS = ["6", "6.5", "6.6", "13", "13.1", "15.1"]
DRAWN = st.lists(
    st.tuples(
        st.sets(st.sampled_from(["karst", "floods"])),
        st.lists(st.tuples(st.sampled_from(AIMS), st.sampled_from(["stated", "inferred"])), max_size=4),
    ),
    min_size=1,
    max_size=7,
)
LINKS = st.lists(st.tuples(st.sampled_from(AIMS[1:3]), st.sampled_from(AIMS[4:]), st.floats(0, 1)), max_size=4)


def drawn_network(drawn: list[tuple[set[str], list[tuple[str, str]]]]) -> Network:
    records: list[Organisation] = [
        centre(f"C{number}", "KEN", " ".join(sorted(themes)))._replace(
            contributions=tuple(
                Contribution(f"urn:{number}-{n}", aim, basis, "") for n, (aim, basis) in enumerate(claims)
            )
        )
        for number, (themes, claims) in enumerate(drawn)
    ]
    return Network(
        {record.code: record for record in records},
        countries={"KEN": Country("KEN", "Kenya", "k", region="Africa")},
        aims={aim: Concept(aim, aim, aim) for aim in [*AIMS, "15"]},
    )


def checked(found: CentreGaps, me: Organisation) -> None:
    own = {claim.aim for claim in me.contributions}
    for list_ in (found.nearby, found.linked):
        assert [each.rank for each in list_] == list(range(1, len(list_) + 1))
        for each in list_:
            assert 0 <= each.score <= 1
            assert "." in each.aim.key
            assert each.aim.key not in own
            assert me.code not in {exemplar.organisation.code for exemplar in each.exemplars}
            for exemplar in each.exemplars:
                assert exemplar.contributions
                assert {claim.aim for claim in exemplar.contributions} == {each.aim.key}
    for each in found.nearby:
        assert each.score == pytest.approx(math.fsum(exemplar.share for exemplar in each.exemplars), abs=1e-5)
    assert [each.score for each in found.nearby] == sorted((each.score for each in found.nearby), reverse=True)


@given(DRAWN, LINKS)
def test_gaps_are_in_range_and_never_what_is_served(
    drawn: list[tuple[set[str], list[tuple[str, str]]]], pairs: list[tuple[str, str, float]]
) -> None:
    network = drawn_network(drawn)
    links = [TargetLink(f"l{number}", (one, other), weight) for number, (one, other, weight) in enumerate(pairs)]
    for code, record in network.organisations.items():
        checked(centre_gaps(network, code, links=links, neighbours=3, limit=None), record)


@given(DRAWN, st.sets(st.integers(0, 6)))
def test_the_order_of_the_records_changes_no_gap(
    drawn: list[tuple[set[str], list[tuple[str, str]]]], chosen: set[int]
) -> None:
    network = drawn_network(drawn)
    turned = network._replace(organisations=dict(sorted(network.organisations.items(), reverse=True)))
    view = View(network)
    for code in network.organisations:
        assert centre_gaps(turned, code) == centre_gaps(network, code) == centre_gaps(view, code)
    group = [code for number, code in enumerate(network.organisations) if number in chosen]
    one, other, third = (
        group_gaps(each, group, filters={"region": "x"}, level="target") for each in (network, turned, view)
    )
    assert one == other == third
    for held in one.found:
        assert not held.inside.centres or held.inside.share < held.elsewhere.share / 2
        assert -1 <= held.deficit <= 1
        assert 0 <= held.chance <= 1


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.floats(0, 1)), min_size=1, max_size=5))
def test_a_product_with_the_mean_is_the_mean_of_the_products(vectors: list[dict[str, float]]) -> None:
    probe = {"a": 0.6, "b": 0.8}
    product = [math.fsum(value * vector.get(entry, 0.0) for entry, value in probe.items()) for vector in vectors]
    middle = mean(vectors)
    assert math.fsum(value * middle.get(entry, 0.0) for entry, value in probe.items()) == pytest.approx(
        math.fsum(product) / len(product)
    )
