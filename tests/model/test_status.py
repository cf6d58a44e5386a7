"""The standing of an organisation is read in one place, and everything that counts or suggests heeds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.config import Settings
from sdggraph.model.records import Network, Organisation
from sdggraph.model.status import Status, status_note, statuses
from sdggraph.present import organisations as page
from sdggraph.present import partners as list_page
from sdggraph.publish.poster_data import facts, shelf
from sdggraph.tasks import Source


def last(*words: tuple[str, str]) -> Status:
    """The last word of (value, date) pairs."""
    rows = [
        {"iri": "a", "record": f"r{place}", "value": f"x/{value}", **({"date": date} if date else {})}
        for place, (value, date) in enumerate(words)
    ]
    return statuses(rows, {}).get("a", Status())


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
        ([("unknown", "2021")], ""),
        ([], ""),
    ],
)
def test_the_last_word_counts(words: list[tuple[str, str]], value: str) -> None:
    assert last(*words).value == value
    assert last(*reversed(words)).value == value


def test_what_must_be_told_is_told_with_year_and_source() -> None:
    def record(status: str, year: int | None = None) -> Organisation:
        return Organisation("A", "A", "a", status=status, status_year=year, status_sources=("https://e.org/x",))

    assert status_note(record("ceased", 2016), sources=True) == "ceased in 2016 (https://e.org/x)"
    assert status_note(record("ceased")) == "ceased, in a year that is not on record"
    assert status_note(record("contested", 2021)) == "standing contested in 2021"
    assert status_note(record("pending")) == "approval pending"
    assert status_note(record("active", 2020)) == status_note(record("renewed", 2020)) == status_note(record("")) == ""


@pytest.fixture
def ended(tiny: Network) -> Network:
    """The tiny network after ECHO has ceased in 2015."""
    echo = tiny.organisations["ECHO"]._replace(status="ceased", status_year=2015, status_sources=("https://e.org/",))
    return tiny._replace(organisations={**tiny.organisations, "ECHO": echo})


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
    assert done.organisations == 86
    assert "HidroEX" not in tasks_file.read_text(encoding="utf-8")
    assert "HidroEX" in suggest_all(source, tasks_file, limit=100, as_of=2015).path.read_text(encoding="utf-8")


def test_it_is_not_counted_among_the_active(source: Source) -> None:
    assert len(tasks.coverage(source).total.group.centres) == 86
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
