"""Gaps of the real network, held to the desk research and the files; and how they look."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.gaps import CentreGaps, GroupGaps
from sdggraph.present import gaps as page
from sdggraph.tasks import Source
from sdggraph.tasks.gaps import gaps, network_gaps, projects, target_links
from tests.graphs import Graph
from tests.queries import desk
from tests.tasks.test_coverage import key, membership


def served(code: str) -> set[str]:
    """The targets of a centre as the desk research has them."""
    return {aim for owner, aim, _, _ in desk.active_claims() if owner == code and "." in aim}


def contributors(aim: str) -> set[str]:
    return {code for code, claimed, _, _ in desk.active_claims() if aim in (claimed, claimed.partition(".")[0])}


@pytest.fixture(scope="module")
def hist(source: Source) -> CentreGaps:
    return gaps(source, "HIST", limit=None)


@pytest.fixture(scope="module")
def every(source: Source) -> dict[str, CentreGaps]:
    """All gaps of each active centre."""
    return {code: gaps(source, code, limit=None) for code in desk.ACTIVE}


@pytest.fixture(scope="module")
def africa(source: Source) -> GroupGaps:
    return network_gaps(source, region="Africa", limit=None)


def test_no_gap_of_a_centre_is_something_it_serves(hist: CentreGaps) -> None:
    own = served("HIST")
    assert set(hist.served) == own
    assert {gap.aim.key for gap in (*hist.nearby, *hist.linked)} & own == set()


def test_what_the_neighbours_serve_is_all_there(hist: CentreGaps) -> None:
    near = {neighbour.organisation.code for neighbour in hist.neighbours}
    assert len(near) == 10
    assert {gap.aim.key for gap in hist.nearby} == set().union(*map(served, near)) - served("HIST")
    for gap in hist.nearby:
        assert {exemplar.organisation.code for exemplar in gap.exemplars} == contributors(gap.aim.key) & near
        assert gap.contributors == len(contributors(gap.aim.key))


def test_the_claims_of_an_exemplar_are_those_of_the_desk_research(hist: CentreGaps) -> None:
    for gap in (*hist.nearby, *hist.linked):
        for exemplar in gap.exemplars:
            found = sorted((claim.basis, claim.activity) for claim in exemplar.contributions)
            assert found == sorted(
                (basis, activity)
                for code, aim, basis, activity in desk.active_claims()
                if (code, aim) == (exemplar.organisation.code, gap.aim.key)
            )
            assert all(claim.evidence for claim in exemplar.contributions)


def test_linked_targets_are_those_of_the_scheme(hist: CentreGaps, schemes: Graph) -> None:
    weights: dict[str, list[float]] = defaultdict(list)
    for link in schemes.typed("sg:TargetLink"):
        ends = {key(each) for each in schemes.values(link, "sg:linkedTarget")}
        open_ends = ends - served("HIST")
        if len(open_ends) == 1:
            weights[open_ends.pop()].append(float(schemes.value(link, "sg:weight") or "nan"))
    strongest = {gap.aim.key: gap.links[0].weight for gap in hist.linked}
    assert strongest == {aim: max(held) for aim, held in weights.items()}
    assert all(len(gap.links) == len(weights[gap.aim.key]) for gap in hist.linked)


def test_projects_to_learn_from_are_projects_of_the_exemplar(source: Source, hist: CentreGaps) -> None:
    lessons = 0
    for gap in (*hist.nearby, *hist.linked):
        for exemplar in gap.exemplars:
            for lesson in exemplar.lessons:
                project, lessons = lesson.project, lessons + 1
                claims = {claim.iri for claim in exemplar.contributions}
                if "takes place" in lesson.how:
                    assert claims & set(project.contributions)
                else:
                    assert exemplar.organisation.code in project.participants
                    assert {gap.aim.key, gap.aim.key.partition(".")[0]} & {
                        part for aim in project.aims for part in (aim, aim.partition(".")[0])
                    }
                assert source.store.query(f"ASK {{ <{project.iri}> a sg:Project }}").boolean()
    assert lessons > 20


def test_projects_and_links_are_read_whole(source: Source, data: Graph, schemes: Graph) -> None:
    held = projects(source)
    assert len(held) == len(data.typed("sg:Project")) == 266
    assert sum(len(each.contributions) for each in held) == 182
    assert len(target_links(source)) == len(schemes.typed("sg:TargetLink")) == 224


def test_a_target_link_that_is_none_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "links.ttl").write_text(
        "@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n@prefix sdg: <http://metadata.un.org/sdg/> .\n"
        "<urn:a> a sg:TargetLink ; sg:linkedTarget sdg:1.1 , sdg:1.2 , sdg:1.3 ; sg:weight 0.5 .\n"
        "<urn:b> a sg:TargetLink ; sg:linkedTarget sdg:1.1 ; sg:weight 0.5 .\n"
        "<urn:c> a sg:TargetLink ; sg:linkedTarget sdg:1.1 , sdg:1.2 ; sg:weight 'heavy' .\n"
        "<urn:d> a sg:TargetLink ; sg:linkedTarget sdg:1.1 , sdg:1.2 ;\n"
        "  sg:weight 'NaN'^^<http://www.w3.org/2001/XMLSchema#double> .\n"
        "<urn:e> a sg:TargetLink ; sg:linkedTarget sdg:1.1 , sdg:1.2 ; sg:weight 1.5 .\n"
    )
    held = target_links(Source(Settings.read(data=tmp_path)))
    assert len(held) == 224
    assert not [each for each in held if each.iri.startswith("urn:")]


def test_goals_without_a_centre_of_a_region_are_those_of_a_plain_count(africa: GroupGaps, schemes: Graph) -> None:
    of = membership(schemes)["region"]
    inside = {code for code in desk.ACTIVE if "africa" in of(code)}
    heard = {code for code, *_ in desk.active_claims()}
    wanted = {}
    for goal in map(str, range(1, 18)):
        mine, theirs = contributors(goal) & inside, contributors(goal) - inside
        shares = len(mine) / len(inside & heard), len(theirs) / len(heard - inside)
        if not mine or shares[0] < shares[1] / 2:
            wanted[goal] = (len(mine), len(theirs), round(shares[1] - shares[0], 6))
    found = {gap.aim.key: (len(gap.inside.centres), len(gap.elsewhere.centres), gap.deficit) for gap in africa.found}
    assert found == wanted
    assert {goal for goal, (mine, *_) in wanted.items() if not mine} == {"10", "12", "14"}
    assert (africa.centres, africa.silent) == (tuple(sorted(inside)), tuple(sorted(inside - heard)))


def test_regions_elsewhere_add_up_and_exemplars_come_from_there(africa: GroupGaps) -> None:
    for gap in africa.found:
        assert [label for label, _ in gap.by_region] == [
            "Arab States",
            "Asia and the Pacific",
            "Europe and North America",
            "Latin America and the Caribbean",
        ]
        assert sum(count.of for _, count in gap.by_region) == gap.elsewhere.of == 76
        assert {code for _, count in gap.by_region for code in count.centres} == set(gap.elsewhere.centres)
        assert {exemplar.organisation.code for exemplar in gap.exemplars} <= set(gap.elsewhere.centres)
        assert {exemplar.nearest for exemplar in gap.exemplars} <= set(africa.centres)


def test_filters_narrow_each_other_and_go_by_any_spelling(source: Source) -> None:
    found = network_gaps(
        source, region="asia & the pacific", theme="KARST", country_group="group of 77", level="target"
    )
    assert found.centres == ("IRCK",)
    assert dict(found.filters) == {
        "region": "Asia and the Pacific",
        "theme": "Karst",
        "country-group": "Group of 77",
    }


def test_a_country_group_holds_the_centres_of_its_countries(source: Source, schemes: Graph) -> None:
    of = membership(schemes)["country-group"]
    for group in ("g77", "ldc", "lldc", "sids"):
        wanted = {code for code in desk.ACTIVE if group in of(code)}
        assert set(network_gaps(source, country_group=group).centres) == wanted


def test_a_centre_with_nothing_on_record_is_marked_and_still_answered(source: Source) -> None:
    assert not served("WHITRAP")
    found = gaps(source, "WHITRAP")
    assert found.thin
    assert found.nearby
    assert "Little is on record of WHITRAP" in page.rendered(found, source.network, "table")


@pytest.mark.slow
def test_every_centre_gets_an_answer_in_every_format(source: Source, every: dict[str, CentreGaps]) -> None:
    for whole in every.values():
        found = whole._replace(nearby=whole.nearby[:2], linked=whole.linked[:2])
        for look in ("table", "json", "csv", "markdown"):
            assert page.rendered(found, source.network, look)


@pytest.mark.parametrize(
    ("words", "options", "error", "said"),
    [
        ("HISD", {}, NotFound, "Did you mean HIST"),
        ("HIST", {"limit": 0}, BadParameter, "A limit of 0 is too small"),
        ("HIST", {"neighbours": -1}, BadParameter, "A number of neighbours of -1 is too small"),
        (None, {}, BadParameter, "Give a region, a theme or a country group"),
        (None, {"region": ""}, BadParameter, "The value of 'region' is empty"),
        (None, {"region": "Afrika"}, NotFound, "Did you mean Africa"),
        (None, {"theme": "karstt"}, NotFound, "Did you mean karst"),
        (None, {"country_group": "ldcs"}, NotFound, "Did you mean ldc or lldc?"),
        (None, {"region": "Africa", "level": "targets"}, BadParameter, "Did you mean target?"),
        (None, {"region": "Africa", "limit": 0}, BadParameter, "A limit of 0 is too small"),
        (
            None,
            {"region": "Arab States", "theme": "karst"},
            BadParameter,
            "No centre fits region Arab States and theme",
        ),
        (None, {"country_group": "un-observer"}, BadParameter, "No centre fits country-group United Nations observer"),
    ],
)
def test_what_cannot_be_answered_says_why(
    source: Source, words: str | None, options: dict[str, object], error: type[Exception], said: str
) -> None:
    def ask() -> CentreGaps | GroupGaps:
        if words is None:
            return network_gaps(source, **options)  # type: ignore[arg-type]
        return gaps(source, words, **options)  # type: ignore[arg-type]

    with pytest.raises(error) as caught:
        ask()
    assert said in str(caught.value)


@pytest.mark.slow
def test_neither_the_process_nor_its_hash_seed_changes_a_byte(
    source: Source, hist: CentreGaps, africa: GroupGaps
) -> None:
    code = (
        "import sys; from sdggraph.config import Settings; from sdggraph.tasks import Source;"
        "from sdggraph.tasks.gaps import gaps, network_gaps; from sdggraph.present import gaps as page;"
        "s = Source(Settings.read());"
        "print(page.rendered(gaps(s, 'HIST', limit=None), s.network, 'json'), end='');"
        "print(page.rendered(network_gaps(s, region='Africa', limit=None), s.network, 'json'), end='')"
    )
    here = "".join(page.rendered(found, source.network, "json") for found in (hist, africa))
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        assert run.stdout.decode() == here


# --- how they look -------------------------------------------------------------------------------


def test_json_adds_up_and_points_at_statements_that_exist(source: Source, hist: CentreGaps) -> None:
    held = json.loads(page.rendered(hist, source.network, "json"))
    assert held["data_version"] == source.network.version
    alike = {each["code"]: each["similarity"] for each in held["neighbours"]}
    for each in held["neighbours"]:
        assert each["similarity"] == pytest.approx((each["theme"] + each["goals"]) / 2, abs=1e-6)
    iris = set()
    for gap in held["nearby"]:
        assert gap["score"] == pytest.approx(sum(exemplar["share"] for exemplar in gap["exemplars"]), abs=1e-9)
        for exemplar in gap["exemplars"]:
            stated = any(claim["basis"] == "stated" for claim in exemplar["contributions"])
            share = alike[exemplar["code"]] * (1.0 if stated else 0.6) / sum(alike.values())
            assert exemplar["share"] == pytest.approx(share, abs=2e-6)
    for gap in (*held["nearby"], *held["linked"]):
        iris |= {gap["iri"]} | {link["iri"] for link in gap["links"]}
        for exemplar in gap["exemplars"]:
            iris |= {exemplar["iri"]} | {each["iri"] for each in exemplar["contributions"] + exemplar["projects"]}
    for iri in iris:
        assert source.store.query(f"ASK {{ <{iri}> ?p ?o }}").boolean(), iri


def test_a_page_says_who_why_and_with_what_reserve(source: Source, hist: CentreGaps) -> None:
    text = page.rendered(hist, source.network, "table")
    assert text.startswith("What HIST could take up next: ")
    assert "learn from ICQHS, International Center on Qanats" in text
    assert "already a partner" in text
    assert "missing knowledge is not absence" in " ".join(text.split())
    evidence = {page for gap in hist.nearby for each in gap.exemplars for page in each.contributions[0].evidence}
    assert sum(line.strip() in evidence for line in text.splitlines()) > 10
    assert max(len(line) for line in text.splitlines()[1:] if "://" not in line) <= 100


def test_a_page_of_a_region_contrasts_it_with_the_others(source: Source, africa: GroupGaps) -> None:
    text = page.rendered(africa, source.network, "table")
    assert "nothing on record" not in text
    assert "0 of 12 centres with anything on record contribute (0\u00a0%), elsewhere 6 of 76 (8\u00a0%)" in text
    assert "elsewhere: Arab States 0 of 7, Asia and the Pacific 3 of 31" in text
    assert "most like ARCE of this group" in text.replace("\n      ", " ")


def test_centres_of_a_region_with_nothing_on_record_are_named(source: Source) -> None:
    latin = network_gaps(source, region="Latin America and the Caribbean")
    assert latin.silent == ("CICB",)
    assert "1 has nothing on record (CICB)" in page.rendered(latin, source.network, "table")
    asia = page.rendered(network_gaps(source, region="Asia and the Pacific"), source.network, "table")
    assert "2 have nothing on record (RIWE, WHITRAP)" in asia


def test_csv_has_a_row_for_every_gap_and_exemplar(source: Source, hist: CentreGaps, africa: GroupGaps) -> None:
    rows = list(csv.DictReader(io.StringIO(page.rendered(hist, source.network, "csv"))))
    assert len(rows) == sum(max(1, len(gap.exemplars)) for gap in (*hist.nearby, *hist.linked))
    assert {row["list"] for row in rows} == {"nearby", "linked"}
    assert [row["exemplar"] for row in rows if row["aim"] == "1.5"] == [""]
    rows = list(csv.DictReader(io.StringIO(page.rendered(africa, source.network, "csv"))))
    assert {row["aim"]: int(row["inside"]) for row in rows} == {"10": 0, "12": 0, "14": 0}
    arab = network_gaps(source, region="Arab States", limit=None)
    rows = list(csv.DictReader(io.StringIO(page.rendered(arab, source.network, "csv"))))
    assert {row["aim"]: int(row["inside"]) for row in rows}["17"] == len(contributors("17") & set(arab.centres)) == 2


def test_markdown_keeps_its_columns(source: Source, hist: CentreGaps, africa: GroupGaps) -> None:
    for found in (hist, africa):
        lines = [line for line in page.rendered(found, source.network, "markdown").splitlines() if line[:1] == "|"]
        assert {line.replace("\\|", "").count("|") for line in lines} == {5}


def test_no_name_can_steer_the_terminal_or_break_a_table(source: Source, hist: CentreGaps) -> None:
    nasty = 'Centre \x1b[31m"of" | <b>water</b>\u202e\n'
    gap, exemplar = next((gap, each) for gap in hist.nearby for each in gap.exemplars if each.lessons)
    lesson = exemplar.lessons[0]
    spoilt = exemplar._replace(
        organisation=exemplar.organisation._replace(name=nasty, code=nasty),
        contributions=(exemplar.contributions[0]._replace(activity=nasty),),
        lessons=(lesson._replace(project=lesson.project._replace(name=nasty)),),
    )
    found = hist._replace(
        organisation=hist.organisation._replace(name=nasty, code=nasty),
        nearby=(gap._replace(exemplars=(spoilt,), aim=gap.aim._replace(label=nasty)),),
    )
    for look in ("table", "markdown"):
        text = page.rendered(found, source.network, look)
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert json.loads(page.rendered(found, source.network, "json"))["organisation"]["name"] == nasty
    row = next(csv.DictReader(io.StringIO(page.rendered(found, source.network, "csv"))))
    assert row["exemplar_name"] == nasty


@pytest.mark.slow
def test_each_list_is_in_the_order_of_what_it_prints_and_no_target_is_first_for_everyone(
    source: Source, every: dict[str, CentreGaps]
) -> None:
    first: dict[str, int] = defaultdict(int)
    lists = 0
    for found in every.values():
        for part in ([gap for gap in found.linked if gap.contributors], found.nearby):
            assert [gap.score for gap in part] == sorted((gap.score for gap in part), reverse=True)
        if found.linked:
            first[found.linked[0].aim.key] += 1
            lists += 1
    assert max(first.values()) <= lists / 4
    assert len(first) >= 20
    assert len({gaps(source, code).linked[0].aim.key for code in ("HIST", "ISTIC", "ICTP")}) > 1


def test_a_target_that_is_linked_with_everything_is_near_to_nobody() -> None:
    from sdggraph.analysis.gaps import centre_gaps
    from sdggraph.model.gaps import TargetLink
    from sdggraph.model.records import Network
    from tests.conftest import centre

    links = [TargetLink("near", ("1.1", "2.1"), 0.3)]
    links += [TargetLink(f"all{n}", (f"{n}.1", "17.8"), 1.0) for n in (1, 3, 4, 5, 6, 7, 8)]
    found = centre_gaps(Network({"A": centre("A", "CHN", stated="1.1")}), "A", links=links)
    assert [gap.aim.key for gap in found.linked] == ["2.1", "17.8"]
