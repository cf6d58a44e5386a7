"""The second round of desk research on what organisations are, counted against the graph in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.data.second_round_records import (
    ADDITIONS,
    CHECKED,
    IDENTIFIERS,
    MEETINGS,
    STATUSES,
    TABLE,
    UPDATES,
    lines,
)
from tests.data.test_desk_research import as_date, dated, names
from tests.data.test_records import is_copy
from tests.graphs import Graph, literals_of

KINDS = {"taken", "merged", "corrected", "held back", "record"}
SCHEMES = {"ror": "{}", "wikidata": "http://www.wikidata.org/entity/{}", "isni": "{}"}
IN_THE_RECORD = {"alt_names", "acronym", "website", "listed_by_unesco", "members", "context", "note"}
Entry = dict[str, Any]


def pages(data: Graph, subject: str) -> set[str]:
    """Every page that the subject names as its source."""
    return data.values(subject, "sg:evidence", "sg:evidenceCopy", "dcterms:source")


def corrections(entry: Entry) -> list[Entry]:
    """What the independent check says of an entry of updates.jsonl."""
    return [line for line in CHECKED if (line["id"], line["field"]) == (entry["id"], entry["field"])]


def unesco_links() -> Iterator[tuple[str, Entry]]:
    for code, row in ADDITIONS.items():
        for entry in row["cooperation"]:
            if entry["with"] == "UNESCO":
                kind = "" if entry["kind"] == "mou" else f" {entry['kind']}"
                yield f"{code} {entry['year']}{kind}", entry


LINKS_WITH_UNESCO = dict(unesco_links())


def gone_to(data: Graph, told: Entry, sources: list[str]) -> None:
    """Check that an entry is where the table says, with one of its pages."""
    if told["kind"] == "held back":
        assert told["why"], "What is held back says why."
        assert not told["at"], "What is held back is nowhere."
        return
    assert told["kind"] in KINDS
    assert told["at"], "The table does not say where the entry went."
    for subject in told["at"]:
        assert subject in data.subjects, f"{subject} is not there."
        assert pages(data, subject) & set(sources), f"{subject} names none of {sources}."


# --- updates.jsonl -----------------------------------------------------------------------------------


def test_every_line_of_the_round_is_in_the_table_and_nothing_else_is() -> None:
    assert set(TABLE["updates"]) == set(UPDATES)
    assert set(TABLE["identifiers"]) == set(IDENTIFIERS)
    assert set(TABLE["meetings"]) == set(MEETINGS)
    assert set(TABLE["links_with_unesco"]) == set(LINKS_WITH_UNESCO)
    assert [(line["id"], line["field"]) for line in TABLE["checked"]] == [
        (line["id"], line["field"]) for line in CHECKED
    ]
    assert (len(UPDATES), len(IDENTIFIERS), len(MEETINGS), len(CHECKED)) == (192, 133, 21, 33)


def test_every_difference_says_why() -> None:
    for table in ("updates", "identifiers", "meetings", "links_with_unesco", "corrections"):
        for key, told in TABLE[table].items():
            assert told["kind"] == "taken" or told["why"], f"{key} of {table} is {told['kind']}; say why."
    for rule in TABLE["changed"] + TABLE["held_back"]:
        assert rule["why"], f"{rule['id']}: say why."


@pytest.mark.parametrize("key", sorted(UPDATES))
def test_an_update_is_where_the_table_says_with_its_page(key: str, data: Graph) -> None:
    entry = UPDATES[key]
    better = [line[name] for line in corrections(entry) for name in ("source", "source_2") if name in line]
    gone_to(data, TABLE["updates"][key], [entry["source"], *better])


@pytest.mark.parametrize("key", sorted(key for key, entry in UPDATES.items() if entry["field"] == "alt_names"))
def test_another_name_is_kept_in_its_language(key: str, data: Graph) -> None:
    entry, who = UPDATES[key], f"organisation:{UPDATES[key]['id']}"
    if TABLE["updates"][key]["kind"] == "held back":
        assert entry["value"] not in names(data, who)
        return
    found = [
        literal
        for predicate in ("skos:prefLabel", "skos:altLabel")
        for literal in literals_of(data, who, predicate)
        if literal.value == entry["value"]
    ]
    assert found, f"{who} lost the name {entry['value']!r}."
    assert {literal.language for literal in found} <= {entry.get("lang") or "en"}, f"{who}: another language."


def day_of(entry: Entry) -> str | None:
    """The day, month or year of the fact itself, where the entry gives one."""
    value = entry["value"]
    if isinstance(value, dict):
        given = [value[name] for name in ("signed", "decided", "date", "board_recommendation") if name in value]
        return str(given[0]) if given else str(value["year"]) if "year" in value else None
    if entry["field"] == "status":
        return str(entry["asof"])
    return value if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else None


@pytest.mark.parametrize("key", sorted(key for key, entry in UPDATES.items() if entry["field"] not in IN_THE_RECORD))
def test_a_status_has_the_day_of_its_entry(key: str, data: Graph) -> None:
    told, day = TABLE["updates"][key], day_of(UPDATES[key])
    records = [subject for subject in told["at"] if subject.startswith("status:")]
    if told["kind"] != "taken" or day is None or not records:
        return
    if UPDATES[key]["field"] == "agreement_ratified":  # told of in the record of the agreement
        assert any(dated(data, subject, "sg:date") for subject in records)
        return
    # another source may give the day within the month
    found = {data.value(subject, "sg:date") or "" for subject in records}
    assert any(date.startswith(day) for date in found), f"{records} are of {found}, not of {day}."


def test_the_end_of_a_term_goes_back_to_an_entry_that_gives_it_or_a_duration(data: Graph) -> None:
    """No end without a ground: a term, a last day or a number of years in some entry behind the record."""
    behind: dict[str, str] = {}
    for table, entries in (
        ("updates", UPDATES),
        ("links_with_unesco", LINKS_WITH_UNESCO),
    ):
        for key, told in TABLE[table].items():
            for subject in told["at"]:
                behind[subject] = behind.get(subject, "") + str(entries[key])
    for line, told in zip(CHECKED, TABLE["checked"], strict=True):
        for subject in told["at"]:
            behind[subject] = behind.get(subject, "") + str(line["should_be"])
    for subject in data.typed("sg:StatusRecord"):
        end = data.value(subject, "sg:termEnd")
        if end is None:
            continue
        ground = behind[subject]
        assert re.search(r"years|term|until|'end'", ground), f"{subject} ends {end}, and no entry says so."
        basis = data.value(subject, "sg:endBasis")
        assert basis in ("end-basis:source", "end-basis:computed"), f"{subject}: who says that it ends {end}?"
        if basis == "end-basis:source":
            assert end[:4] in ground, f"{subject}: no entry gives {end}."


@pytest.mark.parametrize(
    "code", sorted(entry["id"] for entry in UPDATES.values() if entry["field"] == "listed_by_unesco")
)
def test_a_listing_is_a_note_that_says_how_weak_it_is_and_no_status(code: str, data: Graph) -> None:
    who = f"organisation:{code}"
    [note] = [note for note in data.values(who, "skos:note") if "list of its category 2 centres" in note]
    assert "was not read" in note
    assert "no proof of a running agreement" in note
    for status in data.pointing("sg:ofOrganisation", who):
        assert not any("ror" in page for page in pages(data, status)), f"{status} rests on the listing alone."


# --- checked.jsonl -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(CHECKED)), ids=lambda number: f"{CHECKED[number]['id']}-{number}")
def test_what_the_check_corrected_is_corrected(number: int, data: Graph) -> None:
    line, told = CHECKED[number], TABLE["checked"][number]
    if line["action"] == "drop" or not told["at"]:
        assert line["should_be"] is None or line["field"] == "listed_by_unesco"
        return
    assert all(subject in data.subjects for subject in told["at"])
    should = line["should_be"]
    if isinstance(should, dict) and "until" in should:
        assert any((data.value(at, "sg:termEnd") or "").startswith(should["until"][:4]) for at in told["at"])
    if isinstance(should, dict) and isinstance(should.get("asof"), str) and "value" not in should:
        assert any(dated(data, at, "dcterms:created") == {as_date(should["asof"])} for at in told["at"])
    if isinstance(should, str) and line["field"].startswith("contributions"):
        assert should in data.values(told["at"][0], "sg:activity")
    if str(should).startswith("partner"):
        assert data.values(told["at"][0], "org:classification") == {"category:partner"}


def test_the_end_of_isedc_is_declared_and_not_in_force(data: Graph) -> None:
    values = {
        data.value(status, "sg:statusValue") for status in data.pointing("sg:ofOrganisation", "organisation:ISEDC")
    }
    assert "status-value:ending" in values
    assert "status-value:ceased" not in values
    assert len(data.values("status:ISEDC-ending-2026", "sg:evidence")) == 3


@pytest.mark.parametrize("code", ["CLEQM", "CEBISA", "RCREEE"])
def test_a_claim_that_nobody_proved_is_contested(code: str, data: Graph) -> None:
    assert data.values(f"organisation:{code}", "org:classification") == {"category:partner"}
    values = {data.value(one, "sg:statusValue") for one in data.pointing("sg:ofOrganisation", f"organisation:{code}")}
    assert values == {"status-value:contested", "status-value:launched"}


# --- statuses, in the other direction ----------------------------------------------------------------


def test_every_status_of_the_round_goes_back_to_an_entry(data: Graph) -> None:
    tables = ("updates", "links_with_unesco", "corrections")
    reached = {subject for table in tables for told in TABLE[table].values() for subject in told["at"]}
    reached |= {subject for told in TABLE["checked"] for subject in told["at"]}
    reached |= {subject for now in TABLE["links_now_statuses"].values() for subject in now}
    assert set(TABLE["statuses"]) <= reached, f"{set(TABLE['statuses']) - reached} come from nowhere."
    assert set(data.typed("sg:StatusRecord")) >= STATUSES


def test_every_page_of_such_a_status_is_one_that_was_read(data: Graph) -> None:
    read = {entry["source"] for entry in UPDATES.values()} | {entry["source"] for entry in LINKS_WITH_UNESCO.values()}
    read |= {line[name] for line in CHECKED for name in ("source", "source_2") if name in line}
    read |= {line["should_be"]["source"] for line in CHECKED if "source" in (line["should_be"] or ())}
    read |= {entry["source"] for row in ADDITIONS.values() for entry in row["corrections"]}
    for row in [*lines("network.jsonl"), *lines("new_organisations.jsonl")]:
        read |= set(row["sources"])
        read |= {entry["source"] for key in ("cooperation", "contributions") for entry in row.get(key) or []}
        read |= {row[key].get("source") for key in ("approved", "status") if row.get(key)}
    for subject in STATUSES:
        unknown = data.values(subject, "sg:evidence", "sg:evidenceCopy") - read
        assert not unknown, f"{subject} cites {unknown}, which nobody entered."


@pytest.mark.parametrize("gone", sorted({**TABLE["statuses_replaced"], **TABLE["links_now_statuses"]}))
def test_what_was_replaced_is_gone_and_what_replaces_it_is_there(gone: str, data: Graph) -> None:
    now = {**TABLE["statuses_replaced"], **TABLE["links_now_statuses"]}[gone]
    assert gone not in data.subjects
    assert now
    assert set(now) <= data.subjects


@pytest.mark.parametrize("key", sorted(LINKS_WITH_UNESCO))
def test_a_founding_agreement_is_the_centre_s_own_record_and_no_link(key: str, data: Graph) -> None:
    entry, told = LINKS_WITH_UNESCO[key], TABLE["links_with_unesco"][key]
    code = key.split(" ")[0]
    sources = [entry["source"]]
    if code == "ERCE":  # the check found that the page is about another institute
        sources = [line["source"] for line in CHECKED if line["id"] == "ERCE"]
    gone_to(data, told, sources)
    kind = entry["kind"].replace("mou", "agreement")
    assert f"cooperation:{code}-unesco-{kind}-{entry['year'] or 'undated'}" not in data.subjects
    for subject in told["at"]:
        assert data.value(subject, "sg:ofOrganisation") == f"organisation:{code}"


# --- identifiers.jsonl -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(IDENTIFIERS))
def test_an_identifier_is_there_as_surely_as_it_was_matched(key: str, data: Graph) -> None:
    entry, who = IDENTIFIERS[key], f"organisation:{IDENTIFIERS[key]['id']}"
    if entry["scheme"] == "grid" or entry["confidence"] == "low":
        assert TABLE["identifiers"][key]["kind"] == "held back"
        assert not data.values(who, f"sg:{entry['scheme']}")
        return
    value = SCHEMES[entry["scheme"]].format(entry["value"].replace(" ", ""))
    assert data.values(who, f"sg:{entry['scheme']}") == {value}
    same = f"https://isni.org/isni/{value}" if entry["scheme"] == "isni" else value
    surely, nearly = data.terms(who, "skos:exactMatch"), data.terms(who, "skos:closeMatch")
    high = entry["confidence"] == "high"
    assert same in {term.value for term in (surely if high else nearly)}
    assert same not in {term.value for term in (nearly if high else surely)}
    told = [note for note in data.values(who, "skos:note") if entry["how_matched"] in note]
    assert high or told, f"{who}: a likely match needs a note that says how it was matched."
    doubts = set((entry.get("note") or "").split("; ")) - {"", "identifier given inside the ROR record"}
    assert high or all(doubt in note for doubt in doubts for note in told), f"{who}: the note leaves out {doubts}."


def test_no_identifier_comes_from_elsewhere_or_is_given_twice(data: Graph) -> None:
    for scheme, form in SCHEMES.items():
        entered = {
            f"organisation:{entry['id']}": form.format(entry["value"].replace(" ", ""))
            for entry in IDENTIFIERS.values()
            if entry["scheme"] == scheme and entry["confidence"] != "low"
        }
        first = {"ror": "https://ror.org/01z2px678", "wikidata": "http://www.wikidata.org/entity/Q106472311"}
        if scheme in first:  # the first round gave ICTP-AP's
            entered["organisation:ICTP-AP"] = first[scheme]
        found = {who: data.value(who, f"sg:{scheme}") for who in data.typed("sg:Organisation")}
        assert {who: value for who, value in found.items() if value} == entered
        assert len(set(entered.values())) == len(entered), f"Two organisations share an identifier of {scheme}."


def test_nobody_is_declared_the_same_before_a_centre_has_confirmed_it(data: Graph) -> None:
    assert not [subject for subject, predicate, _ in data.statements if predicate == "owl:sameAs"]


# --- meetings.jsonl ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(MEETINGS))
def test_a_meeting_is_an_event_with_its_days_its_pages_and_those_named(key: str, data: Graph) -> None:
    entry, told = MEETINGS[key], TABLE["meetings"][key]
    [event] = told["at"]
    assert entry["name"] in names(data, event)
    for predicate, day in (("sg:start", entry["start"]), ("sg:end", entry["end"])):
        given = data.value(event, predicate)
        assert day is None or (given or "").startswith(day), f"{event}: {predicate} is {given}, not {day}."
    assert set(entry["sources"]) <= pages(data, event)
    assert all(page in data.values(event, "sg:evidenceCopy") for page in entry["sources"] if is_copy(page))
    here = data.values(event, "sg:participant", "sg:organiser", "sg:eventHost")
    known = set().union(*(names(data, who) | data.values(who, "sg:code") for who in here)) if here else set()
    absent = {one["with"] for one in entry["participants"]} - known
    assert not absent or told.get("why", "").startswith("participants held back"), f"{event} lost {absent}."
    assert bool(data.value(event, "dcterms:description")) == (entry["outcome"] not in ("", "not seen"))


def test_who_may_have_been_in_the_room_in_tehran_is_not_added(data: Graph) -> None:
    """The source lists the centres that Iran hosts; the first round names four of them as present."""
    event = "event:2018-first-meeting-of-iran-s-category-2-centres"
    assert data.values(event, "sg:participant") == {
        f"organisation:{code}" for code in ("ICHRBSHN", "IRIS", "RCOWA", "RCUWM")
    }
    assert any("does not say outright" in note for note in data.values(event, "skos:note"))


def test_no_centre_is_linked_to_the_meeting_of_venice(data: Graph) -> None:
    event = "event:2022-first-regional-meeting-of-unesco-science-related-chairs-and"
    assert not data.values(event, "sg:participant", "sg:organiser", "sg:eventHost")


# --- sectors -----------------------------------------------------------------------------------------


def test_every_centre_belongs_to_one_sector_and_the_others_are_told_apart(data: Graph) -> None:
    other: dict[str, set[str]] = {}
    for who in data.typed("sg:Organisation"):
        sector = data.value(who, "sg:sector")
        centre = data.values(who, "org:classification") & {
            "category:category-1",
            "category:category-2",
            "category:affiliate",
        }
        assert bool(sector) == bool(centre), f"{who}: a centre has a sector, another organisation has none."
        if sector and sector != "sector:natural-sciences":
            other.setdefault(sector.removeprefix("sector:"), set()).add(who.removeprefix("organisation:"))
    assert other == {
        "culture": {"WHITRAP", "WHIPIC", "ARC-WH", "AWHF", "WII-C2C"},
        "communication-information": {"IRCAI", "AI-MOVEMENT"},
        "social-human-sciences": {"ICAIRE"},
        "education": {"IISTEM"},
    }


# --- agenda items ------------------------------------------------------------------------------------


def test_an_agenda_item_is_told_as_one_that_may_be_an_ending(data: Graph, schemes: Graph) -> None:
    """An item "reviews, renewals and cessations" is no renewal: neither the words nor the value may say so."""
    definition = schemes.value("status-value:renewal-under-way", "skos:definition") or ""
    assert all(word in definition for word in ("review", "renewal", "ending", "not on record")), definition
    assert schemes.value("status-value:renewal-under-way", "skos:prefLabel") == "Review or renewal under way"
    on_agenda = [
        record
        for record in data.pointing("sg:statusValue", "status-value:renewal-under-way")
        if "reviews, renewals and cessations" in (data.value(record, "dcterms:description") or "")
    ]
    assert len(on_agenda) == 8
    for record in on_agenda:
        assert "it may be a review, a renewal or an ending" in (data.value(record, "dcterms:description") or "")


# --- what a fresh check of 40 statements found -------------------------------------------------------


def test_one_renewal_with_two_terms_is_one_record_that_tells_both(data: Graph) -> None:
    """RCUWM was renewed in May 2018; that a period began in 2019 is no event that a source tells."""
    records = [
        record
        for record in data.pointing("sg:ofOrganisation", "organisation:RCUWM")
        if data.value(record, "sg:statusValue") == "status-value:renewed"
    ]
    assert records == ["status:RCUWM-renewed-2018"]
    told = data.value(records[0], "dcterms:description") or ""
    assert "2019 to 2024" in told
    assert "2018 to 2023" in told
    assert dated(data, records[0], "sg:date") == {("2018-05", "gYearMonth")}
    assert dated(data, records[0], "sg:termEnd") == {("2024", "gYear")}


def test_an_end_is_from_the_source_where_the_entry_names_the_term(data: Graph) -> None:
    for key, entry in UPDATES.items():
        if isinstance(entry["value"], dict) and "term" in entry["value"]:
            for record in TABLE["updates"][key]["at"]:
                assert data.value(record, "sg:endBasis") == "end-basis:source", f"{record}: {entry['value']}"


def test_the_claim_of_aiiks_rests_on_the_page_that_makes_it(data: Graph) -> None:
    record = "status:AIIKS-contested-2021"
    assert "https://aiiks.org.za/sitemap.php" in data.values(record, "sg:evidence")
    assert (data.value(record, "dcterms:description") or "").startswith("Its own page")
    assert not any("the host calls" in note for note in data.values("organisation:AIIKS", "skos:editorialNote"))


def test_a_laboratory_that_does_not_name_unesco_serves_no_programme_of_unesco(data: Graph) -> None:
    assert data.values("organisation:CLEQM", "sg:programme") == set()
