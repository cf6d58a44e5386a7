"""Coverage of the real network, held to a count of the desk research that knows no RDF and none of our code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.errors import BadParameter
from sdggraph.model.coverage import BASES, GROUPINGS, LEVELS
from sdggraph.present.pictures import heatmap
from sdggraph.tasks import Source
from sdggraph.tasks.coverage import coverage
from tests.graphs import Graph, data
from tests.queries import desk
from tests.quick import quick

GOALS = [str(number) for number in range(1, 18)]


def key(short: str) -> str:
    return short.partition(":")[2]


def regions(schemes: Graph) -> dict[str, str]:
    """The UNESCO region of each country, from the file of countries."""
    return {key(land): key(schemes.value(land, "sg:unescoRegion") or "") for land in schemes.typed("sg:Country")}


def membership(schemes: Graph) -> dict[str, Callable[[str], Iterable[str]]]:
    """For each grouping the groups of a centre, from the desk research and the schemes alone."""
    region = regions(schemes)

    def above(theme: str) -> set[str]:
        wider = {key(each) for each in schemes.values(f"theme:{theme}", "skos:broader")}
        return {theme}.union(*map(above, wider))

    return {
        "region": lambda code: {region[desk.CENTRES[code]["country"]]},
        "country-group": lambda code: map(
            key, schemes.values(f"country:{desk.CENTRES[code]['country']}", "sg:countryGroup")
        ),
        "theme": lambda code: set[str]().union(*(above(theme) for theme in desk.CENTRES[code]["themes"])),
        "category": lambda code: {desk.CENTRES[code]["kind"]},
        # the research tells programmes; tests/data compares the sectors with them
        "sector": lambda code: map(key, data().values(f"organisation:{code}", "sg:sector")),
    }


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("level", quick(1, LEVELS))
def test_every_cell_is_what_a_plain_count_of_the_desk_research_gives(
    source: Source, schemes: Graph, by: str, level: str
) -> None:
    of = membership(schemes)[by]
    found = coverage(source, by=by, level=level)
    seen = set()
    for row in (*found.rows, found.total):
        members = {code for code in desk.ACTIVE if row is found.total or row.group.key in of(code)}
        assert set(row.group.centres) == members, row.group.label
        for column, cell in zip(found.columns, row.cells, strict=True):
            claims = [
                (code, basis)
                for code, aim, basis, _ in desk.active_claims()
                if code in members and column.key == (aim.partition(".")[0] if level == "goal" else aim)
            ]
            assert set(cell.stated_by) == {code for code, basis in claims if basis == "stated"}
            assert set(cell.inferred_by) == {code for code, basis in claims if basis == "inferred"}
            assert len(cell.stated) == sum(basis == "stated" for _, basis in claims)
            assert len(cell.inferred) == sum(basis == "inferred" for _, basis in claims)
            seen |= {code for code, _ in claims}
        contributing = {code for code, aim, _, _ in desk.active_claims() if level == "goal" or "." in aim} & members
        assert set(row.total.centres) == contributing
        if members:
            assert row.share(row.total) == len(contributing) / len(members)
    assert seen <= set(desk.ACTIVE)


def test_there_are_92_active_centres_and_17_goals_and_169_targets_in_the_uns_order(source: Source) -> None:
    found = coverage(source)
    assert len(found.total.group.centres) == len(desk.ACTIVE) == 92
    assert [column.key for column in found.columns] == GOALS
    targets = [column.key for column in coverage(source, level="target").columns]
    assert len(targets) == 169
    assert (targets[0], targets[-1]) == ("1.1", "17.19")
    assert targets.index("6.a") == targets.index("6.6") + 1


def test_centres_with_nothing_on_record_are_told_apart(source: Source) -> None:
    silent = set(desk.ACTIVE) - {code for code, *_ in desk.active_claims()}
    assert set(coverage(source).total.silent) == silent
    assert len(silent) == 4


def test_stated_and_inferred_alone_are_the_two_halves_of_all(source: Source) -> None:
    both, stated, inferred = (coverage(source, basis=basis) for basis in BASES)
    for whole, one, other in zip(both.rows, stated.rows, inferred.rows, strict=True):
        assert (whole.total.stated, whole.total.inferred) == (one.total.stated, other.total.inferred)
        assert one.total.inferred == other.total.stated == ()
    counted = Counter(basis for _, _, basis, _ in desk.active_claims())
    assert len(stated.total.total.stated) == counted["stated"] == 53
    assert len(inferred.total.total.inferred) == counted["inferred"] == 500


def test_claims_to_a_goal_as_a_whole_are_told_where_they_fill_no_target(source: Source) -> None:
    whole = sum("." not in aim for _, aim, _, _ in desk.active_claims())
    assert len(coverage(source, level="target").unplaced) == whole
    assert coverage(source, level="goal").unplaced == ()


def test_every_contribution_in_a_cell_is_a_statement_of_the_graph(source: Source) -> None:
    found = coverage(source)
    for row in found.rows:
        for column, cell in zip(found.columns, row.cells, strict=True):
            for basis, iris in (("stated", cell.stated), ("inferred", cell.inferred)):
                for iri in iris:
                    told = f"a sg:Contribution ; sg:basis basis:{basis} ; sg:contributesToGoal <{column.iri}>"
                    assert source.store.query(f"ASK {{ <{iri}> {told} }}").boolean(), iri


def test_goals_have_the_colours_of_the_scheme(source: Source, schemes: Graph) -> None:
    for level in LEVELS:
        for column in coverage(source, level=level).columns:
            assert column.colour == schemes.value(f"sdg:{column.goal}", "sg:colour")


def test_a_colour_that_is_none_never_reaches_the_picture(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        "@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n@prefix sdg: <http://metadata.un.org/sdg/> .\n"
        "@prefix sdgo: <http://metadata.un.org/sdg/ontology#> .\n"
        """sdg:6 sg:colour '"/><script>' , 'red' , '#26BDE2 ' .\n<http://metadata.un.org/sdg/18> a sdgo:Goal .\n"""
        "<http://metadata.un.org/sdg/18> sg:colour '<b>' .\n"
        "<http://metadata.un.org/sdg/18> <http://www.w3.org/2004/02/skos/core#prefLabel> 'New' .\n"
    )
    found = coverage(Source(Settings.read(data=tmp_path)))
    assert {column.key: column.colour for column in found.columns if column.key in ("6", "18")} == {
        "6": "#26BDE2",
        "18": "",
    }
    assert "script" not in heatmap.svg(found)


def test_every_group_of_the_scheme_has_a_row_with_its_iri(source: Source, schemes: Graph) -> None:
    types = {"region": "sg:UnescoRegion", "country-group": "sg:CountryGroup", "theme": "sg:Theme"}
    for by, kind in types.items():
        rows = coverage(source, by=by).rows
        assert {row.group.key for row in rows} == {key(each) for each in schemes.typed(kind)}
        for row in rows:
            assert source.store.query(f"ASK {{ <{row.group.iri}> a {kind} }}").boolean()
    assert [row.group.key for row in coverage(source, by="category").rows] == ["affiliate", "category-1", "category-2"]


def test_the_same_question_gets_the_same_answer_from_another_store(source: Source) -> None:
    other = Source(Settings.read())
    for by in GROUPINGS:
        assert coverage(source, by=by) == coverage(other, by=by)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "regions"}, "There is no grouping 'regions'. Did you mean region?"),
        ({"level": "goals"}, "There is no level 'goals'. Did you mean goal?"),
        ({"basis": "Stated!"}, "There is no basis 'Stated!'. Did you mean stated?"),
        ({"by": "🛰"}, "Choose one of: region, country-group, theme, category, sector."),
        ({"basis": ""}, "Choose one of: all, stated, inferred."),
    ],
)
def test_another_word_is_refused_with_the_nearest(source: Source, options: dict[str, str], said: str) -> None:
    with pytest.raises(BadParameter) as caught:
        coverage(source, **options)
    assert said in str(caught.value)
