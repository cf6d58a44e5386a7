"""The standing of an organisation is read in one place, and everything that counts or suggests heeds it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.analysis.links import known_by
from sdggraph.config import Settings
from sdggraph.model.records import (
    ACTIVE,
    CEASED,
    CONTESTED,
    ENDING,
    PENDING,
    RENEWAL,
    TERM_OVER,
    UNKNOWN,
    Network,
    Organisation,
    StatusRecord,
)
from sdggraph.model.standing_words import STANDINGS, standing_shown, status_note
from sdggraph.model.status import Standing, standing, standing_on, standing_told
from sdggraph.present import organisations as page
from sdggraph.present import partners as list_page
from sdggraph.publish.poster_data import facts, shelf
from sdggraph.tasks import Source

DAY = datetime.date(2026, 11, 28)


def record(value: str, date: str = "", end: str = "", start: str = "") -> StatusRecord:
    return StatusRecord(
        value, date, start, end, "source" if end else "", f"{value}-{date}", (f"https://e.org/{value}",)
    )


def on(day: datetime.date, *records: StatusRecord) -> Standing:
    """The standing on a day, whatever the order of the records."""
    one, other = standing(records, day), standing(records[::-1], day)
    assert one == other
    return one


def last(*words: tuple[str, str]) -> Standing:
    """The standing that (value, date) pairs give on the day of the data."""
    return on(DAY, *[record(*word) for word in words])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ([("ceased", "2016"), ("active", "2015")], "ceased"),
        ([("ceased", "2016"), ("active", "2018")], "active"),  # it began again
        ([("ceased", "2016"), ("active", "2016-03-01")], "ceased"),  # the year may mean its last day
        ([("ceased", "2016"), ("active", "2016")], "ceased"),
        ([("ceased", ""), ("active", "2024")], "ceased"),
        ([("ceased", "2016"), ("unknown", "2024")], "ceased"),  # "unknown" says nothing
        ([("contested", "2021-10"), ("launched", "2021-01-29")], "contested"),
        ([("pending", "2021"), ("contested", "2021")], "contested"),
        ([("unknown", "2021")], "unknown"),
        ([("active", "2019"), ("unknown", "2021")], "unknown"),
        ([("approved", "2009")], "unknown"),  # an approval says nothing of the work
        ([("approved", "2009"), ("launched", "2011")], "active"),
        ([("contested", "2021"), ("active", "2024")], "contested"),  # the claim itself does not end the dispute
        ([("contested", "2021"), ("agreement-signed", "2024")], "active"),
        ([("pending", "2021"), ("approved", "2023"), ("launched", "2024")], "active"),
        ([("active", "2024"), ("ending", "2026-03-06")], "ending"),
        ([("ending", "2026-03-06"), ("active", "2026-05")], "ending"),  # at work until it is in effect
        ([("ending", "2024"), ("renewed", "2025")], "active"),
        ([("ending", "2025"), ("ceased", "2026")], "ceased"),
        ([("ceased", "2016"), ("evaluated", "2017")], "ceased"),
        ([("renewed", "2018"), ("renewal-under-way", "2024-10")], "renewal-under-way"),
        ([("renewal-under-way", "2024-10"), ("renewed", "2025")], "active"),
        ([("renewal-under-way", "2024-10"), ("renewed", "2024")], "active"),  # the year reaches no further
        ([("renewal-under-way", "2027-10"), ("launched", "2020")], "active"),  # not known yet
        ([], "unknown"),
    ],
)
def test_the_last_word_counts(words: list[tuple[str, str]], value: str) -> None:
    assert last(*words).value == value


@pytest.mark.parametrize(
    ("records", "value", "rule", "end"),
    [
        ([record("agreement-signed", "2020-02-13", "2026-02-13")], "term-over", "term-over", "2026-02-13"),
        ([record("agreement-signed", "2020", "2026")], "active", "within-term", "2026"),  # until its last day
        ([record("agreement-signed", "2020", "2026-10")], "term-over", "term-over", "2026-10"),
        ([record("agreement-signed", "2014", "2020"), record("renewed", "2021")], "active", "agreement", ""),
        ([record("agreement-signed", "2014", "2020"), record("active", "2024")], "term-over", "term-over", "2020"),
        (
            [record("agreement-signed", "2014", "2020"), record("renewal-under-way", "2021")],
            "renewal-under-way",
            "renewal-on-record",
            "2020",
        ),
        # two sources, two terms: the later agreement counts
        ([record("renewed", "2018", "2023"), record("renewed", "2019", "2024")], "term-over", "term-over", "2024"),
        # an agreement that is signed for the term that was approved
        ([record("approved", "2019", "2025"), record("agreement-signed", "2020")], "term-over", "term-over", "2025"),
        ([record("approved", "2007", "2013"), record("agreement-signed", "2014")], "active", "agreement", ""),
        ([record("renewed", "2026", "2032", "2027")], "active", "within-term", "2032"),
        ([record("renewed", "", "2024", "2018")], "term-over", "term-over", "2024"),  # dated by its term
        ([record("approved", "1976"), record("launched", "1978")], "active", "at-work", ""),  # no term is assumed
        ([record("agreement-signed", "2008")], "active", "agreement", ""),
        (
            [record("ending", "2026-03"), record("agreement-signed", "2020", "2026-01")],
            "ending",
            "end-declared",
            "2026-01",
        ),
        ([record("agreement-signed", "2020", "soon")], "active", "agreement", ""),
    ],
)
def test_a_term_is_over_only_where_a_source_tells_it(
    records: list[StatusRecord], value: str, rule: str, end: str
) -> None:
    found = on(DAY, *records)
    assert (found.value, found.rule, found.term_end) == (value, rule, end)


def test_the_standing_is_that_of_the_day() -> None:
    records = [record("agreement-signed", "2014-03", "2020-03"), record("renewed", "2021"), record("ceased", "2024")]
    days = {"2013-12-31": "unknown", "2016-01-01": "active", "2020-04-01": "term-over", "2022-01-01": "active"}
    for day, value in {**days, "2024-01-01": "ceased"}.items():
        assert on(datetime.date.fromisoformat(day), *records).value == value, day


def test_who_is_no_centre_and_has_no_record_has_no_standing() -> None:
    assert standing([], DAY, expected=False) == Standing()
    assert standing([record("ceased", "2016")], DAY, expected=False).value == "ceased"


def test_without_a_day_of_the_data_nothing_is_over() -> None:
    assert standing([record("agreement-signed", "2014", "2020")], None).value == "active"


def test_of_records_of_one_date_the_gravest_counts_whatever_it_is_called() -> None:
    same = [record(value, "2021") for value in ("active", "contested", "ceased", "ending", "pending")]
    assert on(DAY, *same).value == "ceased"
    assert on(DAY, *same[:2], *same[3:]).value == "contested"


def test_a_network_tells_the_standings_of_another_day(tiny: Network) -> None:
    records = (record("agreement-signed", "2014", "2020"), record("ceased", "2022"))
    alpha = tiny.organisations["ALPHA"]._replace(status_records=records)
    network = tiny._replace(organisations={**tiny.organisations, "ALPHA": alpha})
    then = {day: standing_on(network, datetime.date(day, 6, 1)).organisations["ALPHA"] for day in (2016, 2021, 2023)}
    assert {day: each.status for day, each in then.items()} == {2016: "active", 2021: "term-over", 2023: "ceased"}
    assert known_by(network, 2021).organisations["ALPHA"].status == "term-over"
    assert then[2021].status_sources == ("https://e.org/agreement-signed",)


def test_the_whole_standing_tells_date_pages_term_and_rule() -> None:
    told = standing_told(
        Organisation(
            "A",
            "A",
            "a",
            status="term-over",
            status_date="2026-02-13",
            status_year=2026,
            status_rule="term-over",
            status_sources=("https://e.org/x",),
            term_end="2026-02-13",
            term_basis="computed",
        )
    )
    assert told == (
        "term over in 2026-02-13, no renewal on record (https://e.org/x); "
        "term ended 2026-02-13, computed from the duration; rule term-over"
    )


def test_what_must_be_told_is_told_with_year_and_source() -> None:
    def told(status: str, year: int | None = None) -> Organisation:
        return Organisation("A", "A", "a", status=status, status_year=year, status_sources=("https://e.org/x",))

    assert status_note(told("ceased", 2016), sources=True) == "ceased in 2016 (https://e.org/x)"
    assert status_note(told("ceased")) == "ceased, in a year that is not on record"
    assert status_note(told("contested", 2021)) == "standing contested in 2021"
    assert status_note(told("pending")) == "approval pending"
    assert status_note(told("active", 2020)) == status_note(told("renewed", 2020)) == status_note(told("")) == ""
    assert status_note(told("ending", 2026)) == "end of the agreement declared in 2026"
    assert status_note(told("term-over", 2024)) == "term over in 2024, no renewal on record"
    assert status_note(told("renewal-under-way", 2024)) == "review or renewal under way in 2024"


@pytest.fixture
def ended(tiny: Network) -> Network:
    """The tiny network after ECHO has ceased in 2015."""
    echo = tiny.organisations["ECHO"]._replace(status="ceased", status_year=2015, status_sources=("https://e.org/",))
    return tiny._replace(organisations={**tiny.organisations, "ECHO": echo})


@pytest.mark.slow  # the list of every centre
def test_no_list_on_the_shipped_graph_suggests_whom_a_record_says_to_have_ceased(source: Source) -> None:
    for code, record in source.network.organisations.items():
        if record.is_active_centre:
            found = tasks.suggest_partners(source, code, limit=None)
            assert "HidroEX" not in {each.partner.code for each in found.found}
            assert [each.code for each in found.ceased] == ["HidroEX"]


@pytest.mark.parametrize("wish", [{"in_region": "Latin America and the Caribbean"}, {"theme": "groundwater"}])
@pytest.mark.parametrize("by", ["theme", "region", "network"])
def test_no_filter_and_no_mode_brings_a_ceased_centre_back(source: Source, wish: dict[str, str], by: str) -> None:
    found = tasks.suggest_partners(source, "APCE", by=by, include_current=True, limit=None, **wish)
    assert "HidroEX" not in {each.partner.code for each in found.found}
    assert [each.code for each in found.ceased] == ["HidroEX"]


def test_a_filter_that_leaves_the_ceased_centre_out_does_not_tell_of_it(source: Source) -> None:
    assert tasks.suggest_partners(source, "APCE", in_region="Africa").ceased == ()


def test_the_list_says_once_who_has_ceased_when_and_where_that_stands(source: Source) -> None:
    found = tasks.suggest_partners(source, "APCE")
    text = list_page.text(found, source.network)
    assert text.count("HidroEX") == 1
    assert "HidroEX, ceased in 2016" in text
    assert "https://www.etnews.com.br/" in text
    [told_json] = json.loads(list_page.json_text(found, source.network))["ceased"]
    assert (told_json["code"], told_json["year"], told_json["status"]) == ("HidroEX", 2016, "ceased in 2016")


def test_before_its_end_it_was_a_candidate(source: Source) -> None:
    then = tasks.suggest_partners(source, "APCE", as_of=2015, limit=None)
    assert "HidroEX" in {each.partner.code for each in then.found}
    assert then.ceased == ()
    assert "HidroEX" not in {
        each.partner.code for each in tasks.suggest_partners(source, "APCE", as_of=2016, limit=None).found
    }


def test_all_lists_leave_it_out(source: Source, tmp_path: Path) -> None:
    tasks_file = tmp_path / "all.csv"
    from sdggraph.tasks.all_pairs import suggest_all

    done = suggest_all(source, tasks_file, limit=100)
    assert done.organisations == 92
    assert "HidroEX" not in tasks_file.read_text(encoding="utf-8")
    assert "HidroEX" in suggest_all(source, tasks_file, limit=100, as_of=2015).path.read_text(encoding="utf-8")


def test_it_is_not_counted_among_the_active(source: Source) -> None:
    assert len(tasks.coverage(source).total.group.centres) == 92
    assert tasks.network(source).scope.members.count("HidroEX") == 0
    assert "HidroEX" in tasks.network(source, as_of=2015).scope.members
    part = tasks.network_gaps(source, region="Latin America and the Caribbean")
    assert "HidroEX" not in part.centres


def test_wherever_it_appears_it_is_shown_as_ceased(run: Callable[..., Result], source: Source) -> None:
    assert "ceased in 2016" in run("show", "HidroEX").output
    assert json.loads(run("show", "HidroEX", "--format", "json").output)["status_year"] == 2016
    rows = json.loads(run("centres", "--country", "Brazil", "--format", "json").output)
    assert {row["code"]: row["status"] for row in rows}["HidroEX"] == "ceased in 2016"
    assert "HidroEX: ceased in 2016" in run("explain", "APCE", "HidroEX").output
    linked = next(
        code
        for link in source.network.links
        if "HidroEX" in link.partners
        for code in link.partners
        if code != "HidroEX"
    )
    profile = tasks.show(source, linked)
    assert "(ceased in 2016)" in page.text(profile.organisation, profile.country, profile.links, source.network)


@pytest.mark.parametrize("code", ["HIST", "APCE", "CIMPA", "ISEDC"])
def test_a_contested_centre_is_suggested_to_nobody_and_told(source: Source, code: str) -> None:
    found = tasks.suggest_partners(source, code, limit=None, include_current=True)
    assert "AIIKS" not in {each.partner.code for each in found.found}
    assert "AIIKS" in {each.code for each in found.contested}
    assert "Not suggested: AIIKS, standing contested" in list_page.text(found, source.network)
    assert "AIIKS" in {each["code"] for each in json.loads(list_page.json_text(found, source.network))["contested"]}


def test_a_contested_centre_gets_suggestions_and_an_explanation(source: Source) -> None:
    assert tasks.suggest_partners(source, "AIIKS").found
    assert tasks.explain(source, "HIST", "AIIKS").suggestion.partner.is_contested


def test_a_poster_of_a_ceased_centre_suggests_nobody(source: Source) -> None:
    found = facts(shelf(source.store, source.network), "HidroEX")
    assert found.suggested == ()


def test_a_contested_standing_is_shown_as_such(run: Callable[..., Result]) -> None:
    assert "standing contested in 2021" in run("show", "AIIKS").output
    assert "contested" in run("centres", "--country", "South Africa").output


def test_a_cache_of_the_records_keeps_the_standing(tmp_path: Path) -> None:
    settings = Settings.read()._replace(cache=tmp_path)
    first, second = (Source(settings).network.organisations["HidroEX"] for _ in range(2))
    assert first == second
    assert second.has_ceased


def test_a_ceased_centre_in_the_tiny_network_is_told_and_not_ranked(ended: Network) -> None:
    from sdggraph.analysis.partners import explain, suggest

    found = suggest(ended, "ALPHA")
    assert "ECHO" not in {each.partner.code for each in found.found}
    assert "ECHO" in {record.code for record in found.ceased}
    assert explain(ended, "ALPHA", "ECHO").suggestion.partner.has_ceased


@pytest.mark.parametrize("value", sorted({ACTIVE, CEASED, CONTESTED, ENDING, PENDING, RENEWAL, TERM_OVER, UNKNOWN}))
def test_each_standing_has_its_words_in_one_place(value: str) -> None:
    words = STANDINGS[value]
    record = Organisation("A", "A", "a", status=value, status_date="2024-06", status_year=2024)
    assert words.heading
    assert standing_shown(record) == (status_note(record) or words.heading)
    assert ("2024" in status_note(record)) == bool(words.clause)


@pytest.mark.parametrize("value", [CONTESTED, ENDING, TERM_OVER])
def test_a_clause_without_a_date_leaves_the_date_out(value: str) -> None:
    assert " in " not in status_note(Organisation("A", "A", "a", status=value))
