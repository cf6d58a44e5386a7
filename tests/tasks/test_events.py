"""Events: which concern whom, and in which form."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from sdggraph import vocab
from sdggraph.analysis import events as analysis
from sdggraph.cli.events import events as command
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.events import Event, read_events
from sdggraph.model.records import Network
from sdggraph.present import events as page
from sdggraph.present.spreadsheet import harmless
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks import Source
from sdggraph.tasks.events import events, events_file
from tests.graphs import Graph

MEETING = "2016-unesco-science-centres-coordination-meeting"


def run(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def keys(found: list[Event]) -> set[str]:
    return {event.iri.rpartition("/")[2] for event in found}


def test_every_event_is_listed_the_earliest_first_and_the_undated_last(source: Source, data: Graph) -> None:
    found = events(source)
    assert len(found) == len(data.typed("sg:Event")) == 263
    days = [event.first for event in found]
    assert days[-9:] == [None] * 9
    assert days[:-9] == sorted(day for day in days if day is not None)


def test_the_meeting_of_2016_is_held_in_asia_and_of_the_group_of_77(source: Source) -> None:
    for filters in ({"region": "asia and the pacific"}, {"country_group": "Group of 77"}, {"country_group": "g77"}):
        assert MEETING in keys(events(source, **filters))
    assert MEETING not in keys(events(source, region="Africa"))


@pytest.mark.parametrize("group", ["g77", "ldc", "lldc", "sids", "un-member", "un-observer"])
def test_what_is_open_to_countries_of_a_group_is_listed_for_the_group(source: Source, group: str) -> None:
    open_to = keys(events(source, open_to=group))
    assert open_to
    assert open_to <= keys(events(source, country_group=group))


def test_an_event_for_africa_concerns_the_small_islands_of_africa_but_one_for_kenya_does_not(source: Source) -> None:
    event = Event("e", "E")
    for opening in ("002", "202", "africa", "CPV"):
        assert "sids" in analysis.country_groups(event._replace(open_to=(opening,)), source.network), opening
    kenya = analysis.country_groups(event._replace(open_to=("KEN",)), source.network)
    assert "g77" in kenya
    assert not {"sids", "lldc", "ldc"} & kenya
    assert analysis.country_groups(event, source.network) == set()


def test_the_period_takes_months_and_years_as_a_whole(source: Source) -> None:
    cohort = "2025-start-of-the-7th-regional-master-cohort"  # from 2025-11-03 to some day of 2026-10
    assert keys(events(source, since="2025-12-15", until="2026")) == {cohort}
    assert keys(events(source, since="2026-10-31")) == {cohort}
    assert keys(events(source, since="2026-11")) == set()
    assert keys(events(source, since="2025-11", until="2025-11")) == {
        cohort,
        "2025-trans-sahara-presentation-at-the-43rd-unesco-general",
        "2025-unesco-general-conference-43rd-session",
    }
    assert {event.start[:4] for event in events(source, since="2016", until="2016-12-31")} == {"2016"}


def test_a_theme_takes_its_narrower_ones_along(tiny: Network) -> None:
    event = Event("e", "E", organisers=("ALPHA",))
    assert analysis.themes(event, tiny) == {"karst", "floods", "water"}
    assert analysis.regions(event, tiny) == {"Asia and the Pacific", "Eastern Asia"}
    assert analysis.country_groups(event, tiny) == {"g77"}
    assert analysis.country_groups(event._replace(organisers=("CHARLIE",), open_to=("ldc",)), tiny) == {"ldc"}


def test_participants_count_where_nobody_is_known_to_hold_it(tiny: Network) -> None:
    event = Event("e", "E", organisers=("CHARLIE",), participants=("ECHO",))
    assert analysis.regions(event, tiny) == {"Asia and the Pacific", "Eastern Asia"}
    assert analysis.regions(event._replace(organisers=()), tiny) == {"Africa", "Eastern Africa"}
    assert analysis.regions(Event("e", "E", organisers=("nobody",)), tiny) == set()


@pytest.mark.parametrize("text", ["soon", "2025-13", "2025-02-30", "25", "", "2025-1"])
def test_what_is_no_date_is_told(source: Source, text: str) -> None:
    with pytest.raises(BadParameter, match="not a date" if text else "is empty"):
        events(source, since=text)


def test_unknown_words_are_told_with_the_nearest(source: Source) -> None:
    with pytest.raises(NotFound, match="Africa"):
        events(source, region="Afrika")
    with pytest.raises(NotFound, match="country group"):
        events(source, country_group="g99")
    with pytest.raises(NotFound, match="country group"):
        events(source, open_to="everybody")
    with pytest.raises(BadParameter, match="ics"):
        events_file(source, [], "pdf")


def test_the_command_lists_them_as_a_table() -> None:
    result = run("--from", "2025-06")
    assert result.exit_code == 0
    assert "UNESCO General Conference, 43rd session" in result.output
    assert result.output.endswith("\n12 events on record\n")
    assert run().output.endswith("\n263 events on record, 9 without a date\n")


def test_that_nothing_is_on_record_is_no_answer_to_whom_events_are_open() -> None:
    result = run("--open-to", "Europe and North America")
    assert result.exit_code == 0
    assert "\n0 events" in f"\n{result.stdout}"
    assert "few events have this information" in result.stderr


def test_a_cell_of_csv_names_the_region_of_a_code_that_a_spreadsheet_would_read_as_a_number() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").output)))
    told = {part for row in rows for part in row["open to"].split("; ") if part}
    assert {"Africa (M49 002)", "AGO", "arab-states"} <= told
    assert not any(part.isdecimal() for part in told)


def test_json_and_csv_hold_the_same_events() -> None:
    filters = ("--region", "Africa", "--from", "2023")
    held = json.loads(run(*filters, "--format", "json").output)
    rows = list(csv.DictReader(io.StringIO(run(*filters, "--format", "csv").output)))
    assert [each["iri"] for each in held] == [row["iri"] for row in rows]
    assert len(held) > 3


@pytest.mark.slow
def test_the_calendar_and_the_feed_hold_them_too(tmp_path: Path, source: Source) -> None:
    target = tmp_path / "africa.ics"
    assert run("--region", "Africa", "--format", "ics", "-o", str(target)).exit_code == 0
    found = icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    dated = [event for event in events(source, region="Africa") if event.first]
    assert [str(each["UID"]) for each in found] == [event.iri for event in dated]
    feed = run("--region", "Africa", "--format", "atom").output
    assert feed.count("<entry>") == len(events(source, region="Africa"))
    assert run("--format", "ics").stdout_bytes == run("--format", "ics").stdout_bytes


def test_names_are_harmless_in_csv_and_on_a_terminal() -> None:
    event = Event("urn:e", "=1+1\x1b[31m", place="@x", start="2020")
    shown = harmless(page.rendered([event], Network(), "csv", date="2026-01-01", id="urn:feed").decode())
    assert "'=1+1" in shown
    assert "'@x" in shown
    for form in ("table", "markdown", "ics", "atom"):
        content = page.rendered([event], Network(), form, date="2026-01-01", id="urn:feed")
        assert b"\x1b" not in content, form


def test_an_event_without_end_or_start_lasts_as_long_as_is_known() -> None:
    assert Event("e", "E", end="2020-05-03").first == datetime.date(2020, 5, 3)
    assert Event("e", "E", start="2020-05-03").last == datetime.date(2020, 5, 3)
    assert Event("e", "E").last is None
    assert Event("e", "E", start="2020-05-03", end="2020-05").is_exact is False


def test_an_event_without_a_name_is_listed_by_the_end_of_its_address() -> None:
    store = EmbeddedStore.in_memory()
    store.add_turtle(b"event:2016-talks a sg:Event ; sg:place 'Lima' .", vocab.DATA_GRAPH)
    assert [(event.name, event.place) for event in read_events(store)] == [("2016-talks", "Lima")]


def test_a_store_without_events_has_none(source: Source) -> None:
    class Empty:
        def query(self, text: str) -> Empty:
            return self

        def rows(self) -> list[dict[str, str]]:
            return []

    assert read_events(Empty()) == []  # type: ignore[arg-type]
