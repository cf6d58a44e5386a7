"""The matrix on the tiny network, counted by hand, and what must hold for any network."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph.analysis.coverage import Serving, aims_of, chance, claims_of, coverage, groups, placed, underserved
from sdggraph.model.coverage import BASES, GROUPINGS, Cell, Coverage, Row, un_order
from sdggraph.model.records import Concept, Contribution, Network, Organisation
from tests.conftest import centre


def holding(network: Network, record: Organisation) -> Network:
    return network._replace(organisations={**network.organisations, record.code: record})


def matrix(network: Network, by: str = "region", level: str = "goal", basis: str = "all") -> Coverage:
    return coverage(network, groups(network, by), aims_of(network, level), by=by, level=level, basis=basis)


def row(found: Coverage, label: str) -> Row:
    [held] = [row for row in found.rows if row.group.label == label]
    return held


def cell(found: Coverage, label: str, aim: str) -> Cell:
    held = found.total if label == "all" else row(found, label)
    return held.cells[[column.key for column in found.columns].index(aim)]


def test_a_cell_keeps_stated_and_inferred_apart_and_counts_a_centre_once(tiny: Network) -> None:
    found = cell(matrix(tiny), "Asia and the Pacific", "6")
    assert found == Cell(
        stated_by=("ALPHA", "DELTA"),
        inferred_by=("BRAVO", "CHARLIE"),
        stated=("urn:contribution/ALPHA-6.5-stated", "urn:contribution/DELTA-6.5-stated"),
        inferred=("urn:contribution/BRAVO-6.5-inferred", "urn:contribution/CHARLIE-6.6-inferred"),
    )
    assert found.centres == ("ALPHA", "BRAVO", "CHARLIE", "DELTA")


def test_a_centre_that_states_and_infers_is_one_centre(tiny: Network) -> None:
    tiny = holding(tiny, centre("BRAVO", "CHN", stated="6.5", inferred="6.6 6.5"))
    found = cell(matrix(tiny), "Asia and the Pacific", "6")
    assert len(found.centres) == 4
    assert (len(found.stated), len(found.inferred)) == (3, 3)


def test_a_region_without_contributions_has_cells_of_zero(tiny: Network) -> None:
    africa = row(matrix(tiny), "Africa")
    assert africa.cells == (Cell(), Cell())
    assert africa.group.centres == africa.silent == ("ECHO",)
    assert africa.share(africa.total) == 0.0


def test_a_group_that_nobody_stands_in_is_shown_too(tiny: Network) -> None:
    concepts = [Concept("arab-states", "Arab States", "urn:region/arab-states"), Concept("africa", "Africa", "urn:a")]
    found = groups(tiny, "region", concepts)
    assert [(group.key, group.centres) for group in found] == [
        ("africa", ("ECHO",)),
        ("arab-states", ()),
        ("Asia and the Pacific", ("ALPHA", "BRAVO", "CHARLIE", "DELTA")),
    ]
    empty = coverage(tiny, found, aims_of(tiny, "goal")).rows[1]
    assert empty.share(empty.total) is None


def test_a_centre_whose_country_nobody_knows_stands_in_a_last_row(tiny: Network) -> None:
    tiny = holding(tiny, centre("AAA", "", stated="13"))
    last = matrix(tiny).rows[-1]
    assert (last.group.label, last.group.centres) == ("no region on record", ("AAA",))


def test_a_theme_takes_its_narrower_themes_along_and_the_total_counts_a_centre_once(tiny: Network) -> None:
    found = matrix(tiny, by="theme")
    assert {row.group.label: row.group.centres for row in found.rows} == {
        "floods": ("ALPHA", "CHARLIE", "DELTA"),
        "karst": ("ALPHA", "BRAVO", "DELTA"),
        "water": ("ALPHA", "BRAVO", "CHARLIE", "DELTA"),
        "no theme on record": ("ECHO",),
    }
    assert len(found.total.group.centres) == 5
    assert len(cell(found, "all", "6").centres) == 4
    assert len(cell(found, "all", "6").stated) == 2


def test_country_groups_are_those_of_the_country(tiny: Network) -> None:
    found = {row.group.label: row.group.centres for row in matrix(tiny, by="country-group").rows}
    assert found == {"g77": ("ALPHA", "BRAVO", "DELTA", "ECHO"), "in no group on record": ("CHARLIE",)}


def test_a_category_is_a_row(tiny: Network) -> None:
    tiny = holding(tiny, centre("ONE", "KEN")._replace(category="category-1"))
    found = {row.group.key: len(row.group.centres) for row in matrix(tiny, by="category").rows}
    assert found == {"category-1": 1, "category-2": 5}


def test_hosts_and_partners_are_not_counted(tiny: Network) -> None:
    host = centre("HOST", "KEN", stated="13")._replace(category="host")
    assert matrix(holding(tiny, host)) == matrix(tiny)


def test_a_claim_to_a_goal_as_a_whole_fills_no_target_and_is_told(tiny: Network) -> None:
    found = matrix(tiny, level="target")
    assert [column.key for column in found.columns] == ["6.5", "6.6"]
    assert found.unplaced == ("urn:contribution/ALPHA-13-inferred", "urn:contribution/DELTA-13-inferred")
    assert cell(found, "Asia and the Pacific", "6.6").centres == ("CHARLIE",)


@pytest.mark.parametrize(("basis", "stated", "inferred"), [("all", 2, 4), ("stated", 2, 0), ("inferred", 0, 4)])
def test_a_basis_leaves_the_other_out_but_silence_is_silence_on_any(
    tiny: Network, basis: str, stated: int, inferred: int
) -> None:
    found = matrix(tiny, basis=basis)
    assert (len(found.total.total.stated), len(found.total.total.inferred)) == (stated, inferred)
    assert found.total.silent == ("ECHO",)


def test_what_a_rule_derived_or_a_program_guessed_is_never_counted(tiny: Network) -> None:
    record = centre("ECHO", "KEN", derived="17", classifier="6.5")
    assert claims_of(record) == []
    tiny = holding(tiny, record)
    assert matrix(tiny).total.silent == ("ECHO",)


def test_an_aim_that_the_graph_does_not_know_is_told_and_not_lost(tiny: Network) -> None:
    tiny = holding(tiny, centre("ECHO", "KEN", stated="18.1"))
    assert matrix(tiny).unplaced == ("urn:contribution/ECHO-18.1-stated",)


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("level", ["goal", "target"])
def test_an_empty_network_is_an_empty_matrix(by: str, level: str) -> None:
    found = matrix(Network(), by=by, level=level)
    assert (found.rows, found.columns, found.total.cells, found.total.group.centres) == ((), (), (), ())


def test_the_order_of_targets_is_the_uns_even_for_odd_keys() -> None:
    assert sorted(["x", "17.16", "6.b", "6.a", "17.6", "6", "²", "6.²"], key=un_order) == [
        "6",
        "6.a",
        "6.b",
        "6.²",
        "17.6",
        "17.16",
        "x",
        "²",
    ]


# --- goals that a group leaves out ---------------------------------------------------------------


def test_nobody_inside_is_a_gap_and_so_is_less_than_half_the_share_elsewhere() -> None:
    inside = [centre("A", "KEN", stated="1"), centre("B", "KEN", stated="2 3"), centre("C", "KEN", stated="2")]
    outside = [centre(code, "CHN", stated="1 2 3 4") for code in ("X", "Y")]
    network = Network(
        {record.code: record for record in inside + outside},
        aims={str(n): Concept(str(n), "", "") for n in range(1, 6)},
    )
    found = underserved(network, Serving(network, "goal"), {"A", "B", "C"}, "goal")
    # goal 4: nobody of 3, everybody elsewhere; goal 5: nobody anywhere; goals 1 and 3: 1 of 3 is less than half of 1;
    # goal 2: 2 of 3 is not
    assert [(gap.aim.key, gap.deficit) for gap in found] == [("4", 1.0), ("5", 0.0), ("1", 0.666667), ("3", 0.666667)]
    assert found[0].sentence == ("0 of 3 centres with anything on record contribute (0 %), elsewhere 2 of 2 (100 %)")
    assert found[2].sentence == ("1 of 3 centres with anything on record contributes (33 %), elsewhere 2 of 2 (100 %)")


def test_a_silent_centre_is_not_in_the_divisor_of_a_gap(tiny: Network) -> None:
    found = underserved(tiny, Serving(tiny, "goal"), {"ALPHA", "ECHO"}, "goal")
    assert [(gap.aim.key, gap.inside.of, gap.elsewhere.of) for gap in found] == []
    [gap] = underserved(tiny, Serving(tiny, "target"), {"ALPHA", "ECHO"}, "target")
    assert (gap.aim.key, gap.inside.of, gap.elsewhere.of, gap.elsewhere.centres) == ("6.6", 1, 3, ("CHARLIE",))
    assert gap.by_region == (("Asia and the Pacific", gap.elsewhere),)


@pytest.mark.slow
@given(st.integers(1, 14), st.data())
def test_chance_is_the_hypergeometric_tail(among: int, data: st.DataObject) -> None:
    everywhere, of = data.draw(st.integers(0, among)), data.draw(st.integers(0, among))
    inside = data.draw(st.integers(max(0, of - (among - everywhere)), min(of, everywhere)))
    ways = sum(math.comb(everywhere, k) * math.comb(among - everywhere, of - k) for k in range(inside + 1) if k <= of)
    assert chance(inside, of, everywhere, among) == pytest.approx(float(Fraction(ways, math.comb(among, of))), abs=1e-6)


# --- what must hold for any network --------------------------------------------------------------

CLAIMS = st.lists(
    st.tuples(st.sampled_from(["6", "6.5", "6.6", "13", "17.16"]), st.sampled_from(["stated", "inferred", "derived"])),
    max_size=4,
)
CENTRES = st.lists(
    st.tuples(
        st.sampled_from(["KEN", "CHN", "JPN", ""]), st.sets(st.sampled_from(["karst", "floods", "water"])), CLAIMS
    ),
    max_size=6,
)


def grown(tiny: Network, drawn: list[tuple[str, set[str], list[tuple[str, str]]]]) -> Network:
    records = [
        centre(f"C{number}", country, " ".join(sorted(themes)))._replace(
            contributions=tuple(
                Contribution(f"urn:{number}-{place}", aim, basis, "") for place, (aim, basis) in enumerate(claims)
            )
        )
        for number, (country, themes, claims) in enumerate(drawn)
    ]
    aims = {key: Concept(key, key, key) for key in ("6", "6.5", "6.6", "13", "17", "17.16")}
    return tiny._replace(organisations={record.code: record for record in records}, aims=aims)


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("level", ["goal", pytest.param("target", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "basis", ["all", *(pytest.param(each, marks=pytest.mark.slow) for each in BASES if each != "all")]
)
def test_totals_are_the_union_of_what_they_total(by: str, level: str, basis: str) -> None:
    @given(CENTRES)
    def check(drawn: list[tuple[str, set[str], list[tuple[str, str]]]]) -> None:
        network = grown(TINY, drawn)
        found = matrix(network, by, level, basis)
        wanted = {
            claim.iri
            for record in network.organisations.values()
            for claim in record.contributions
            if claim.basis in BASES[basis] and placed(claim, level)
        }
        for row in (*found.rows, found.total):
            assert len(row.cells) == len(found.columns)
            assert set(row.total.stated) | set(row.total.inferred) == {
                iri for cell in row.cells for iri in (*cell.stated, *cell.inferred)
            }
            assert set(row.total.centres) <= set(row.group.centres)
            assert not set(row.silent) & set(row.total.centres)
            assert all(0 <= (row.share(cell) or 0) <= 1 for cell in row.cells)
        assert {code for row in found.rows for code in row.group.centres} == set(found.total.group.centres)
        for place in range(len(found.columns)):
            assert set(found.total.cells[place].centres) == {
                code for row in found.rows for code in row.cells[place].centres
            }
        assert set(found.total.total.stated) | set(found.total.total.inferred) == wanted

    check()


@given(CENTRES, st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(
    drawn: list[tuple[str, set[str], list[tuple[str, str]]]], random: object
) -> None:
    network = grown(TINY, drawn)
    codes = list(network.organisations)
    random.shuffle(codes)  # type: ignore[attr-defined]
    turned = network._replace(
        organisations={
            code: network.organisations[code]._replace(
                contributions=tuple(reversed(network.organisations[code].contributions))
            )
            for code in codes
        }
    )
    for by in GROUPINGS:
        assert matrix(turned, by) == matrix(network, by)


TINY = Network(
    countries={},
    themes={
        "water": Concept("water", "Water", "urn:theme/water"),
        "karst": Concept("karst", "Karst", "urn:theme/karst", ("water",)),
        "floods": Concept("floods", "Floods", "urn:theme/floods", ("water",)),
    },
)
