"""Whom to bring together: the two questions answered apart, and nobody brought together who knows each other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import combinations

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.meetings import Gatherings
from sdggraph.present import meet as page
from sdggraph.tasks import Source


@pytest.fixture(scope="module")
def found(source: Source) -> Gatherings:
    return tasks.meet(source, limit=None)


def test_a_group_has_three_to_eight_active_centres_of_its_region_or_theme(source: Source, found: Gatherings) -> None:
    network = source.network
    assert len(found.same_region) >= 5
    assert len(found.same_theme) >= 5
    for each in (*found.same_region, *found.same_theme):
        assert 3 <= len(each.members) <= 8
        assert all(member.is_active_centre for member in each.members)
        if each.by == "region":
            assert {network.countries[member.country].region for member in each.members} == {each.label}
        else:
            [theme] = [key for key, concept in network.themes.items() if concept.label == each.label]
            assert all(theme in member.themes for member in each.members)


def test_no_two_of_a_group_are_linked(source: Source, found: Gatherings) -> None:
    linked = {frozenset(pair) for link in source.network.links for pair in combinations(link.partners, 2)}
    for each in (*found.same_region, *found.same_theme):
        for one, other in combinations(each.members, 2):
            assert frozenset((one.code, other.code)) not in linked


def test_sister_institutes_of_one_mother_are_acquainted(source: Source, found: Gatherings) -> None:
    sisters = {"ICTP-AP", "ICTP-EAIFR", "ICTP-SAIFR", "MAIS"}
    for each in (*found.same_region, *found.same_theme, *tasks.meet(source, theme="physics", limit=None).same_theme):
        assert len(sisters & {member.code for member in each.members}) < 2


def test_a_group_has_its_reason_and_who_could_introduce_it(source: Source, found: Gatherings) -> None:
    for each in (*found.same_region, *found.same_theme):
        assert "no two of them have a link on record" in each.reason
        for one in each.introducers:
            assert len(one.knows) >= 2
            assert set(one.knows) <= {member.code for member in each.members}
            assert one.organisation.code not in {member.code for member in each.members}
            for code in one.knows:
                assert any({code, one.organisation.code} <= set(link.partners) for link in source.network.links)
    assert sum(bool(each.introducers) for each in found.same_region) > len(found.same_region) / 2


def test_each_answer_is_ranked_by_its_score(found: Gatherings) -> None:
    for groups in (found.same_region, found.same_theme):
        assert [each.rank for each in groups] == list(range(1, len(groups) + 1))
        order = [(each.is_enough, each.score) for each in groups]
        assert order == sorted(order, reverse=True)


def test_a_region_and_a_theme_narrow_both_answers(source: Source) -> None:
    africa = tasks.meet(source, region="Africa", limit=None)
    assert {each.label for each in africa.same_region} <= {"Africa"}
    for each in africa.same_theme:
        assert {source.network.countries[member.country].region for member in each.members} == {"Africa"}
    water = tasks.meet(source, theme="groundwater", limit=1)
    assert [each.label for each in water.same_theme] == ["Groundwater"]
    assert len(water.same_region) <= 1


def test_words_that_nobody_has_are_refused(source: Source) -> None:
    with pytest.raises(NotFound):
        tasks.meet(source, region="Atlantis")
    with pytest.raises(NotFound):
        tasks.meet(source, theme="astrology of stones")
    with pytest.raises(BadParameter):
        tasks.meet(source, limit=0)


def test_the_operator_s_wish_is_heeded(source: Source) -> None:
    first = tasks.meet(source).same_region[0].members
    barred = Source(source.settings._replace(not_suggested=((first[0].code,), (first[1].code, first[2].code))))
    found = tasks.meet(barred, limit=None)
    assert found.unwished == 1
    for each in (*found.same_region, *found.same_theme):
        codes = {member.code for member in each.members}
        assert first[0].code not in codes
        assert not {first[1].code, first[2].code} <= codes


@pytest.mark.slow
def test_every_form_tells_the_same_groups(run: Callable[..., Result], found: Gatherings) -> None:
    text, markdown = (run("meet", "--format", form).output for form in ("table", "markdown"))
    held = json.loads(run("meet", "--format", "json").output)
    rows = list(csv.DictReader(io.StringIO(run("meet", "--format", "csv").output)))
    assert len(rows) == len(held["same_region"]) + len(held["same_theme"]) == 10
    assert [row["by"] for row in rows] == ["region"] * 5 + ["theme"] * 5
    for row in rows:
        for code in row["members"].split():
            assert code in text
            assert code in markdown
    assert "Of the same region" in text
    assert "On the same theme" in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_region_of_which_little_is_on_record_gets_an_answer_that_says_so(source: Source) -> None:
    for region in ("Africa", "Europe and North America"):
        groups = tasks.meet(source, region=region, limit=None).same_region
        assert groups
        assert all(3 <= len(each.members) <= 8 for each in groups)
    told = {region: tasks.meet(source, region=region) for region in ("Africa", "Eastern Africa", "Western Africa")}
    assert {region: [each.is_enough for each in found.same_region] for region, found in told.items()} == {
        "Africa": [True],
        "Eastern Africa": [False],
        "Western Africa": [False],
    }
    for region in ("Eastern Africa", "Western Africa"):
        text = " ".join(page.rendered(told[region], source.network, "table").split())
        assert "too little on record to tell" in text


def test_groups_that_rest_on_little_come_last(source: Source) -> None:
    for groups in (tasks.meet(source, limit=None).same_region, tasks.meet(source, limit=None).same_theme):
        assert [each.is_enough for each in groups] == sorted((each.is_enough for each in groups), reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--theme", "karst"), "Only one centre fits (IRCK), and a group has three or more."),
        (("--region", "Africa", "--theme", "karst"), "No active centre on record fits"),
        (("--region", "Arab States", "--theme", "water-education"), "centre"),
    ],
)
@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_a_filter_that_fits_too_few_centres_is_told(
    run: Callable[..., Result], words: tuple[str, ...], said: str, form: str
) -> None:
    done = run("meet", *words, "--format", form)
    assert done.exit_code == 0
    assert said in " ".join(done.output.split())


def test_two_centres_that_fit_are_named(source: Source, found: Gatherings) -> None:
    assert "Only two centres fit (HIST and IRCK)" in page.none_told(found._replace(centres=("HIST", "IRCK")))
    assert page.none_told(found).startswith("No three centres")
    assert json.loads(page.rendered(found, source.network, "json"))["centres_that_fit"] == len(found.centres)
