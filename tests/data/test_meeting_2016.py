"""The founding meeting of May 2016: what is known of it, how surely, and what is not to be joined with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.data.second_round_records import EVENTS, MEETINGS, TABLE
from tests.data.test_desk_research import (
    IN_EVENTS_FILE,
    MEETING,
    ONLY_IN_THE_MEETING_NOTE,
    ROLES,
    ROW,
    by_target,
    cited,
    citing,
    dated,
    names,
)
from tests.graphs import DATA, Graph, literals_of, statements

POSTERS = "event:2016-poster-exhibition-of-the-science-centres"
EOBAR = "event:2016-international-symposium-on-earth-observation-for-one-belt"
SYMPOSIUM = "event:2024-international-symposium-of-category-2-institutes-and-centres"
WORKSHOP = "event:2015-workshop-on-interaction-between-natural-sciences-category-2"
BANGKOK = "event:2007-asia-pacific-unesco-water-centres-meeting"
STATEMENT = "document:2016-statement"

# what meeting-2016.md of the desk research adds to the entries of network.jsonl: roles and pages
ROLES_FROM_THE_NOTE = {
    MEETING: {"sg:eventHost": {"unesco"}, "sg:participant": {"CAE", "CAS", "HIST", "IKCEST"}},
    SYMPOSIUM: {"sg:organiser": {"unesco"}, "sg:participant": {"ICHARM", "ISTIC"}},
    WORKSHOP: {"sg:organiser": {"unesco-jakarta-office", "universiti-teknologi-malaysia"}},
}
PAGES_FROM_THE_NOTE = {
    BANGKOK: ["http://www.unesco.org/new/en/jakarta/natural-sciences/water-sciences/unescos-category-2-water-centres/"],
    EOBAR: [
        "http://www.digitalearth-isde.org/news/772",
        "http://english.cas.cn/Special_Reports/CAS_in_the_Belt_and_Road_Initiative/Images/201611/t20161104_170097.shtml",
    ],
    POSTERS: [
        "https://istic-unesco.org/index.php/component/content/article/2-uncategorised/101-unesco-science-centres-coordination-meeting",
    ],
    MEETING: [
        "http://en.unesco.org/events/first-unesco-natural-science-centres-coordination-meeting",
        "https://webarchive.unesco.org/web/20160803085548/http://en.unesco.org/news/unesco-s-natural-sciences-centres-come-together-china",
        "http://english.radi.cas.cn/News/NU/201605/t20160526_163629.html",
        "http://new.ikcest.org/article-40966.htm",
        "http://sdwoye.com/cae/html/main/col1/2016-05/20/20160520165217275282592_1.html",
        "http://lanzhou.baogaosu.com/xinwen/%E6%95%99%E7%A7%91%E6%96%87%E7%BB%84%E7%BB%87%E6%8B%9F%E6%90%AD%E5%BB%BA%E7%A7%91%E5%AD%A6%E7%B1%BB%E4%BA%8C%E7%B1%BB%E4%B8%AD%E5%BF%83/46866845",
    ],
    SYMPOSIUM: [
        "https://www.pwri.go.jp/icharm/special_topic/20240606_c2cs_symposium.html",
        "https://c2csymposium.istic-unesco.org/?p=122",
        "https://tcc.knust.edu.gh/node/181",
        "https://ethicalmarketingnews.com/unescos-network-of-centres-of-excellence-are-using-science-to-catalyse-sustainable-development",
    ],
}

# in the second round: two events whose organisers its note names, and a page on the session before
ORGANISERS_FROM_A_NOTE = {"event:2022-german-unesco-water-sites-workshop": {"ICWRGC", "german-commission-for-unesco"}}
IHP = "event:2016-22nd-session-of-the-ihp-intergovernmental-council"
PAGE_ON_THE_SESSION_BEFORE = (
    "https://en.unesco.org/news/21st-session-intergovernmental-council-international-hydrological-programme-ihp-unesco"
)
TOLD_AS = {"Tehran ICH Centre": "tehran-ich-centre"}


def named_by_the_second_round(event: str) -> tuple[set[str], set[str], list[str]]:
    """Who takes part and who organises a meeting of the network by meetings.jsonl, and its pages."""
    [key] = [key for key, told in TABLE["meetings"].items() if event in told["at"]]
    entry = MEETINGS[key]
    pages = [*entry["sources"], *([PAGE_ON_THE_SESSION_BEFORE] if event == IHP else [])]
    if TABLE["meetings"][key].get("why", "").startswith("participants held back"):
        return set(), set(), pages
    named = [one["with"] for one in entry["participants"]]
    codes = {TOLD_AS.get(name, name if name in ROW else name.lower()) for name in named}
    return codes, ORGANISERS_FROM_A_NOTE.get(event, set()), pages


def bodies(*codes: str) -> set[str]:
    return {f"organisation:{code}" for code in codes}


def number(data: Graph, event: str, predicate: str) -> int:
    return int(data.value(event, predicate) or 0)


# --- the meeting -------------------------------------------------------------------------------------


def test_hist_and_ikcest_organised_it_and_unesco_and_two_academies_were_the_hosts(data: Graph) -> None:
    assert data.values(MEETING, "sg:organiser") == bodies("HIST", "IKCEST")
    assert data.values(MEETING, "sg:eventHost") == bodies("CAE", "CAS", "unesco")


def test_it_lasted_from_15_to_18_may_2016_in_beijing(data: Graph) -> None:
    assert dated(data, MEETING, "sg:start") == {("2016-05-15", "date")}
    assert dated(data, MEETING, "sg:end") == {("2016-05-18", "date")}
    assert data.value(MEETING, "sg:place") == "Beijing Conference Centre, Beijing"
    assert data.values(MEETING, "sg:eventKind") == {"event-kind:meeting"}


def test_it_is_known_by_three_names_in_two_languages(data: Graph) -> None:
    assert names(data, MEETING) == {
        "UNESCO Science Centres Coordination Meeting",
        "First UNESCO Natural Science Centres Coordination Meeting",
        "联合国教科文组织科学中心主任工作会议",
    }
    chinese = [literal for literal in literals_of(data, MEETING, "skos:altLabel") if literal.language == "zh"]
    assert [literal.value for literal in chinese] == ["联合国教科文组织科学中心主任工作会议"]


def test_44_to_47_of_65_centres_came_and_the_sources_that_differ_are_told(data: Graph) -> None:
    assert number(data, MEETING, "sg:centresAtLeast") == 44
    assert number(data, MEETING, "sg:centresAtMost") == 47
    assert number(data, MEETING, "sg:centresInExistence") == 65
    [note] = [note for note in data.values(MEETING, "skos:note") if "number of category 2 centres" in note]
    for told in ("47 (ISTIC)", "45 (summary of proceedings", "44 (UNESCO, ISEDC, NARIT)", "out of 65"):
        assert told in note, f"The note on how many came no longer tells of {told!r}."


def test_120_to_160_persons_came(data: Graph) -> None:
    assert (number(data, MEETING, "sg:personsAtLeast"), number(data, MEETING, "sg:personsAtMost")) == (120, 160)


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_no_text_gives_one_number_of_centres_at_the_meeting(path: Path) -> None:
    """Not even in passing: a sentence that says how many came must give all the numbers."""
    for subject, predicate, value in statements(path):
        told = set(re.findall(r"\b4[4-7]\b", value.value)) if "centres" in value.value and " " in value.value else set()
        about_it = subject == MEETING or "2016" in value.value
        assert not told or not about_it or told >= {"44", "45", "47"}, (
            f"{subject} {predicate} says {told} as if it were certain; give all numbers and who says them."
        )


def test_its_statement_is_known_and_its_text_is_not(data: Graph) -> None:
    assert data.values(MEETING, "sg:adopted") == {STATEMENT}
    assert data.values(STATEMENT, "rdf:type") == {"foaf:Document"}
    assert "text was not seen" in (data.value(STATEMENT, "skos:note") or "")
    known = {predicate for subject, predicate, _ in data.statements if subject == STATEMENT}
    assert known == {"rdf:type", "dcterms:title", "skos:note", "sg:evidence", "sg:evidenceCopy"}, (
        "The statement's text was never seen; nothing may be said of it but who mentions it."
    )


def test_who_was_named_as_present_was_and_support_is_not_presence(data: Graph) -> None:
    present = data.values(MEETING, "sg:participant")
    assert bodies("ERCE", "ICIWaRM", "IRTCES", "ITCA", "WWAP", "IHE-Delft") <= present
    roles = data.values(MEETING, *ROLES.values())
    assert "organisation:ICWRGC" not in roles, "German support came through ICWRGC; no source says that it was there."


# --- around it ---------------------------------------------------------------------------------------


def test_the_poster_exhibition_is_part_of_it(data: Graph) -> None:
    assert data.values(MEETING, "dcterms:hasPart") == {POSTERS}
    assert data.values(POSTERS, "dcterms:isPartOf") == {MEETING}
    assert data.values(POSTERS, "sg:eventKind") == {"event-kind:exhibition"}
    assert "list of posters was not seen" in (data.value(POSTERS, "skos:note") or "")
    assert not data.values(POSTERS, *ROLES.values()), "Who showed which poster was not seen."


def test_eobar_is_a_neighbour_and_not_a_part(data: Graph) -> None:
    assert data.values(MEETING, "sg:neighbouringEvent") == {EOBAR}
    assert data.values(EOBAR, "sg:neighbouringEvent") == {MEETING}
    joined = {
        (subject, predicate)
        for subject, predicate, value in data.statements
        if subject == EOBAR and value.value.endswith(MEETING.partition(":")[2])
    }
    assert joined == {(EOBAR, "sg:neighbouringEvent")}, f"No source joins the two otherwise; take out {joined}."
    for predicate in ("dcterms:hasPart", "dcterms:isPartOf", "sg:followedBy"):
        assert EOBAR not in data.values(MEETING, predicate), f"{predicate} joins what no source joins."
    assert (data.value(EOBAR, "sg:start"), data.value(EOBAR, "sg:end")) == ("2016-05-16", "2016-05-17")
    assert "No source says that it was part" in (data.value(EOBAR, "skos:note") or "")


def test_what_went_before_and_what_came_after(data: Graph) -> None:
    assert data.pointing("sg:followedBy", MEETING) == {BANGKOK, WORKSHOP}
    assert data.values(MEETING, "sg:followedBy") == {
        "event:2018-annual-meeting-of-the-league-of-unesco-category-ii",
        "event:2018-first-meeting-of-iran-s-category-2-centres",
        "event:2018-korean-unesco-category-2-centres-network-meeting",
        "event:2024-unesco-introductory-meeting-with-category-2-centres-in",
        "event:2017-regional-workshop-of-unesco-natural-sciences-related-centres",
        "event:2022-first-regional-meeting-of-unesco-science-related-chairs-and",
        SYMPOSIUM,
    }
    assert any("no source calls them its predecessors" in note for note in data.values(MEETING, "skos:note"))


def test_what_follows_begins_later(data: Graph) -> None:
    for event in data.typed("sg:Event"):
        for later in data.values(event, "sg:followedBy"):
            begin, end = data.value(later, "sg:start") or "", data.value(event, "sg:end") or ""
            assert begin > end, f"{later} ({begin}) cannot follow {event} (until {end})."


def test_the_symposium_of_2024_is_told_with_the_numbers_that_differ(data: Graph) -> None:
    assert (data.value(SYMPOSIUM, "sg:start"), data.value(SYMPOSIUM, "sg:end")) == ("2024-05-15", "2024-05-17")
    assert number(data, SYMPOSIUM, "sg:centresAtLeast") == 31
    assert number(data, SYMPOSIUM, "sg:centresAtMost") == 34
    assert data.values(SYMPOSIUM, "sg:organiser") == bodies("ISTIC", "unesco")


@pytest.mark.parametrize("event", sorted(iri for iri in IN_EVENTS_FILE if iri.startswith("event:")))
def test_a_meeting_of_the_chain_says_what_the_desk_research_says_and_no_more(event: str, data: Graph) -> None:
    entered = by_target("events").get(event, [])
    present, organisers, more = named_by_the_second_round(event) if event in EVENTS else (set(), set(), [])
    assert entered or more or event in ONLY_IN_THE_MEETING_NOTE, f"{event} is in no entry and not in meeting-2016.md."
    told: dict[str, set[str]] = {}
    for role, predicate in ROLES.items():
        who = bodies(*(code for code, entry in entered if entry["role"] == role))
        who |= bodies(*ROLES_FROM_THE_NOTE.get(event, {}).get(predicate, ()))
        who |= bodies(*organisers) if predicate == "sg:organiser" else set()
        told[predicate] = who
    # whoever is known to have organised a meeting or to have been its host is not a mere participant as well
    others = bodies(*present) - told["sg:organiser"] - told["sg:eventHost"]
    told["sg:participant"] |= others
    for predicate, who in told.items():
        assert data.values(event, predicate) == who, f"{event}: {predicate} is not what the desk research names."
    pages = cited([*(entry["source"] for _, entry in entered), *PAGES_FROM_THE_NOTE.get(event, ()), *more])
    assert citing(data, event) == pages, f"{event}: other pages than the desk research gives."


def test_events_ttl_holds_the_chain_the_meetings_of_the_network_and_nothing_else(data: Graph) -> None:
    linked = {MEETING, POSTERS, EOBAR} | EVENTS
    while True:
        further = {later for event in linked for later in data.values(event, "sg:followedBy")}
        further |= {earlier for event in linked for earlier in data.pointing("sg:followedBy", event)}
        if further <= linked:
            break
        linked |= further
    assert {iri for iri in IN_EVENTS_FILE if iri.startswith("event:")} == linked
