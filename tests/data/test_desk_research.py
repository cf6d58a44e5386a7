"""Nothing lost, nothing added: the desk research and the graph told apart entry by entry, in both directions.

`network.jsonl` is what people wrote down; `expected.json` says which names were merged. The importer plays no
part here: the entries are turned into what the graph should hold by the few lines below, and the Turtle is read.
What organisations do was read in two rounds; `second_round.py` brings the second one, with its corrections.
`second_round_records.py` brings the organisations that are new, and what the second round says of status.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from tests.data import second_round, second_round_records
from tests.data.test_records import is_copy
from tests.graphs import ROOT, Graph, literals_of, statements

HERE = Path(__file__).parent / "desk_research"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "network.jsonl").read_text("utf-8").splitlines()]
EXPECTED: dict[str, Any] = json.loads((HERE / "expected.json").read_text("utf-8"))
ROWS += second_round_records.new_rows()
for row in ROWS:
    change = second_round.SECOND["rows"].get(row["id"], {}) | second_round_records.TABLE["rows"].get(row["id"], {})
    names_of_both = [*(row.get("alt_names") or []), *change.get("alt_names", [])]
    row.update(change | ({"alt_names": names_of_both} if names_of_both else {}))
ROW = {row["id"]: row for row in ROWS}
for table in ("partners", "projects", "events"):
    EXPECTED[table] |= second_round.SECOND[table] | second_round_records.TABLE[table]

MEETING = "event:2016-unesco-science-centres-coordination-meeting"
# told of in meeting-2016.md and in no entry of the desk research
ONLY_IN_THE_MEETING_NOTE = {
    "event:2016-poster-exhibition-of-the-science-centres",
    "event:2016-international-symposium-on-earth-observation-for-one-belt",
}
IN_EVENTS_FILE = {subject for subject, _, _ in statements(ROOT / "data" / "events.ttl")}
INDIRECT = {
    frozenset(pair.split())
    for pair in [
        "RCTWS ICHARM",
        "RCTWS RCWH",
        "ICIWaRM CIH",
        "ICIWaRM IRTCES",
        "IRTCES CISTRAT",
        "IRTCES HIST",
        "IRTCES IKCEST",
        "IRTCES IRCK",
    ]
}
# acronyms of a whole, given (like its homepage) in the entries of its parts
OF_THE_WHOLE = {"UNAM", "UNESP", "VAST"}
# spellings that are not names: a place, and a network that two projects were entered under
A_PLACE = "ICTP campus, Trieste"
NAME_OF_A_NETWORK = "G-WADI"
ROLES = {"organiser": "sg:organiser", "host": "sg:eventHost", "participant": "sg:participant"}
PROGRAMMES = {"World Heritage": "world-heritage", "Disaster risk reduction": "disaster-risk-reduction"}

each = pytest.mark.parametrize("code", sorted(ROW))


@cache
def entries(code: str, key: str) -> list[dict[str, Any]]:
    """The entries of both rounds, after the corrections of the second."""
    first = ROW[code].get(key) or []
    if key not in ("projects", "cooperation", "events", "contributions"):
        return first
    first = second_round.corrected(1, code, key, first)
    if key == "cooperation":
        first = [decided(code, entry) for entry in first if link(code, entry) not in second_round_records.GONE]
    return [*first, *second_round.added(code, key)]


def decided(code: str, entry: dict[str, Any]) -> dict[str, Any]:
    """A link of the first round with the kind that the second look at co-organised events gave it."""
    moved = second_round.DECISION.get(link(code, entry)) == "network"
    return {**entry, "kind": "network"} if moved else entry


def everything(key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((code, entry) for code in ROW for entry in entries(code, key))


def organisations(name: str) -> set[str]:
    """The organisations that a name of the desk research stands for."""
    meant = name if name in ROW else EXPECTED["partners"][name]
    return {f"organisation:{one}" for one in ([meant] if isinstance(meant, str) else meant)}


def project(code: str, name: str) -> str:
    return f"project:{EXPECTED['projects'][f'{code}|{name}']}"


def event(code: str, entry: dict[str, Any]) -> str:
    return f"event:{EXPECTED['events'][event_key(code, entry)]}"


def event_key(code: str, entry: dict[str, Any]) -> str:
    return f"{code}|{entry['name']}|{entry['start'] or ''}"


def link(code: str, entry: dict[str, Any]) -> str:
    """The IRI that a cooperation entry goes to, seen from either end."""
    partners = sorted({code} | {one.removeprefix("organisation:") for one in organisations(entry["with"])})
    kind = entry["kind"].replace("mou", "agreement")
    return f"cooperation:{'-'.join(partners)}-{kind}-{entry['year'] or 'undated'}"


@cache
def by_target(key: str) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The entries behind each link, project or event."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for code, entry in everything(key):
        name = {"cooperation": link, "events": event}.get(key)
        found[name(code, entry) if name else project(code, entry["name"])].append((code, entry))
    return found


def cited(sources: Iterable[str | None]) -> set[tuple[str, str]]:
    """What a statement with these sources should say of its evidence."""
    found = set()
    for source in sources:
        if source == "background" or source is None:
            found.add(("sg:isBackground", "true"))
        else:
            found.add(("sg:evidenceCopy" if is_copy(source) else "sg:evidence", source))
    return found


def citing(data: Graph, subject: str) -> set[tuple[str, str]]:
    said = ("sg:evidence", "sg:evidenceCopy", "sg:isBackground", "sg:evidenceInRecord")
    return {(predicate, value) for predicate in said for value in data.values(subject, predicate)}


def names(data: Graph, subject: str) -> set[str]:
    return data.values(subject, "skos:prefLabel", "skos:altLabel")


def dated(data: Graph, subject: str, predicate: str) -> set[tuple[str, str]]:
    """Dates with their datatype, so that a year is not taken for a day."""
    return {
        (value.value, value.datatype.value.rpartition("#")[2])
        for value in data.terms(subject, predicate)
        if isinstance(value, ox.Literal)
    }


def as_date(text: str) -> tuple[str, str]:
    return text, {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]


# --- organisations -----------------------------------------------------------------------------------


@each
def test_an_organisation_is_described_as_it_was_found(code: str, data: Graph) -> None:
    row, who = ROW[code], f"organisation:{code}"
    assert data.values(who, "sg:code") == {code}
    english = {name.value for name in literals_of(data, who, "skos:prefLabel") if name.language == "en"}
    assert english == {row["name"]}, f"{code}: another name than the desk research's."
    assert data.values(who, "sg:acronym") == ({row["acronym"]} if row.get("acronym") else set())
    assert data.values(who, "org:classification") == {f"category:{row['kind']}"}
    assert data.values(who, "sg:country") == {f"country:{row['country']}"}
    assert data.values(who, "sg:city") == {row["city"]}
    for key, predicate in (("lat", "wgs:lat"), ("lon", "wgs:long")):
        assert {Decimal(value) for value in data.values(who, predicate)} == {Decimal(str(row[key]))}, f"{code}: {key}"
    assert data.values(who, "sg:scope") == ({f"scope:{row['scope']}"} if row.get("scope") else set())
    as_host = {entry["url"] for _, entry in everything("host_institutions") if who in organisations(entry["name"])}
    home = {row["website"]} if row.get("website") else as_host - {None}
    assert data.values(who, "foaf:homepage") == home, f"{code}: another homepage than the desk research's."
    assert data.values(who, "skos:editorialNote") >= ({row["note"]} if row.get("note") else set())
    assert data.values(who, "sg:theme") == {f"theme:{theme}" for theme in row["themes"]}, f"{code}: other themes."


@each
def test_an_organisation_keeps_every_other_name(code: str, data: Graph) -> None:
    lost = set(ROW[code].get("alt_names") or []) - names(data, f"organisation:{code}")
    assert not lost, f"{code} lost the names {lost}; add them as skos:altLabel."


@each
def test_an_organisation_serves_the_programmes_it_was_found_to_serve(code: str, data: Graph) -> None:
    found = {
        f"programme:{PROGRAMMES.get(name, name.lower())}"
        for name in ROW[code].get("programme") or []
        if name != "programme unit"  # a unit of a programme, not a programme
    }
    assert data.values(f"organisation:{code}", "sg:programme") == found


@each
def test_an_organisation_keeps_its_sources_and_says_what_is_background(code: str, data: Graph) -> None:
    sources = set(ROW[code]["sources"])
    later = second_round_records.pages_of(code)
    found = data.values(f"organisation:{code}", "dcterms:source")
    lost = sources - found - {"background"} - second_round_records.NOT_A_SOURCE
    assert not lost, f"{code} lost the sources {lost}."
    assert found - sources <= later, f"{code} names {found - sources - later}, which nobody entered."
    background = data.values(f"organisation:{code}", "sg:partlyBackground")
    assert background == ({"true"} if "background" in sources else set()), f"{code}: sg:partlyBackground is wrong."


@each
def test_an_organisation_has_the_hosts_it_was_found_to_have(code: str, data: Graph) -> None:
    expected = {}
    for entry in entries(code, "host_institutions"):
        for host in organisations(entry["name"]):
            # JASU was entered as its own host, under its short name; nobody hosts itself
            if host != f"organisation:{code}":
                hosting = f"hosting:{code}-{host.removeprefix('organisation:')}"
                expected[hosting] = (host, cited([entry["source"]]))
            one_of_several = len(organisations(entry["name"])) > 1
            # UNESCO is in no country; its secretariat of WWAP is
            if not one_of_several and host.removeprefix("organisation:") not in {*ROW, "unesco"}:
                countries = data.values(host, "sg:country")
                assert countries == {f"country:{entry['country']}"}, f"{host}: the entry of {code} says otherwise."
            if one_of_several or entry["acronym"] in OF_THE_WHOLE:
                continue
            if entry["acronym"]:
                known = names(data, host) | data.values(host, "sg:acronym") | {host.removeprefix("organisation:")}
                assert entry["acronym"] in known, f"{host} lost its acronym {entry['acronym']}."
            if entry["url"]:
                homes = {home.rstrip("/") for home in data.values(host, "foaf:homepage")}
                assert entry["url"].rstrip("/") in homes, f"{host} lost its homepage {entry['url']}."
    found = {
        hosting: (data.value(hosting, "sg:hostOrganisation"), citing(data, hosting))
        for hosting in data.pointing("sg:hostedOrganisation", f"organisation:{code}")
    }
    assert found == expected, f"The hostings of {code} are not those of the desk research."


@each
def test_an_organisation_was_approved_when_it_was_found_to_be(code: str, data: Graph) -> None:
    approved, status = ROW[code].get("approved"), f"status:{code}-approved"
    if status in second_round_records.STATUSES:
        return  # test_second_round_records.py has it
    if approved is None:
        assert status not in data.subjects, f"{status} is not in the desk research."
        return
    assert data.values(status, "sg:statusValue") == {"status-value:approved"}
    assert data.values(status, "sg:session") == ({approved["session"]} if approved["session"] else set())
    assert dated(data, status, "sg:date") == {as_date(str(approved["year"]))}
    assert citing(data, status) == cited([approved["source"]])


@each
def test_an_organisation_was_launched_when_it_was_found_to_be(code: str, data: Graph) -> None:
    launched, what = ROW[code].get("launched"), ROW[code].get("launched_what")
    value = "status-value:agreement-signed" if what == "agreement signed" else "status-value:launched"
    both = {"status-value:agreement-signed", "status-value:launched"}
    found = [
        (data.value(status, "sg:statusValue"), dated(data, status, "sg:date"), citing(data, status))
        for status in data.pointing("sg:ofOrganisation", f"organisation:{code}") - second_round_records.STATUSES
        if data.values(status, "sg:statusValue") & both
    ]
    if second_round_records.launch_is_told_anew(code):
        launched = None  # test_second_round_records.py has it
    page = ROW[code].get("launched_source")
    evidence = cited([page]) if page else {("sg:evidenceInRecord", "true")}
    assert found == ([(value, {as_date(launched)}, evidence)] if launched else [])


@each
def test_an_organisation_has_the_status_it_was_found_to_have(code: str, data: Graph) -> None:
    status = ROW[code].get("status")
    told_anew = second_round_records.STATUSES | second_round_records.GONE
    if status and second_round_records.status_of(ROW[code]) in told_anew:
        status = None  # test_second_round_records.py has it
    others = {f"status-value:{each}" for each in ("approved", "agreement-signed", "launched", "contested")}
    found = [
        (data.value(one, "sg:statusValue"), dated(data, one, "sg:date"), citing(data, one))
        for one in data.pointing("sg:ofOrganisation", f"organisation:{code}") - second_round_records.STATUSES
        if not data.values(one, "sg:statusValue") & others
    ]
    expected = (
        [
            (
                f"status-value:{status['value']}",
                {as_date(status["asof"])} if status.get("asof") else set(),
                cited([status.get("source")]),
            )
        ]
        if status
        else []
    )
    assert found == expected, f"The status of {code} is not that of the desk research."


def test_who_attended_in_2016_is_who_a_source_names_and_nobody_else(data: Graph) -> None:
    attended = {f"organisation:{code}" for code, row in ROW.items() if row.get("attended_2016_meeting")}
    present = data.values(MEETING, "sg:participant")
    assert attended <= present, f"{attended - present} attended; absence of a mark means unknown, not absent."
    entered = {f"organisation:{code}" for code, entry in everything("events") if event(code, entry) == MEETING}
    assert present <= attended | entered, f"No source names {present - attended - entered} as present."


# --- contributions -----------------------------------------------------------------------------------

Claim = tuple[str, str, str, frozenset[tuple[str, str]], str | None]


@each
def test_the_contributions_are_those_of_the_desk_research(code: str, data: Graph) -> None:
    """Both directions at once: as many claims, with the same aim, basis, words, page and project."""
    found: Counter[Claim] = Counter(
        (
            data.value(claim, "sg:contributesTo") or "",
            data.value(claim, "sg:basis") or "",
            data.value(claim, "sg:activity") or "",
            frozenset(citing(data, claim)),
            data.value(claim, "sg:inProject"),
        )
        for claim in data.pointing("sg:contributor", f"organisation:{code}")
    )
    expected: Counter[Claim] = Counter(
        (
            f"sdg:{entry['sdg']}",
            f"basis:{entry['basis']}",
            entry["what"],
            frozenset(cited([entry["source"]])),
            project(code, entry["project"]) if entry["project"] else None,
        )
        for entry in entries(code, "contributions")
    )
    assert found - expected == Counter(), f"{code} claims what the desk research does not."
    assert expected - found == Counter(), f"{code} lost claims of the desk research."


def test_every_claim_is_laid_to_the_desk_research(data: Graph) -> None:
    for claim in data.typed("sg:Contribution"):
        assert data.values(claim, "prov:wasAttributedTo") == {"agent:desk-research"}, f"{claim}: who claims it?"


@each
def test_a_claim_of_the_first_round_bears_the_day_on_which_the_round_ended(code: str, data: Graph) -> None:
    second = {(f"sdg:{entry['sdg']}", entry["what"]) for entry in second_round.added(code, "contributions")}
    if code in second_round_records.NEW:
        second = {(f"sdg:{entry['sdg']}", entry["what"]) for entry in entries(code, "contributions")}
    for claim in data.pointing("sg:contributor", f"organisation:{code}"):
        if (data.value(claim, "sg:contributesTo"), data.value(claim, "sg:activity")) not in second:
            assert dated(data, claim, "dcterms:created") == {("2026-11-23", "date")}, f"{claim}: since when?"


# --- projects ----------------------------------------------------------------------------------------


@each
def test_the_projects_of_an_organisation_are_all_there(code: str, data: Graph) -> None:
    for entry in entries(code, "projects"):
        iri = project(code, entry["name"])
        assert entry["name"] in names(data, iri), f"{iri} is not called {entry['name']!r} as {code} calls it."
        partners = {f"organisation:{code}"}.union(*(organisations(name) for name in entry["partners"]))
        lost = partners - data.values(iri, "sg:participant")
        assert not lost, f"{iri} lost the participants {lost} that {code} enters."
        lost = {f"sdg:{goal}" for goal in entry["sdgs"]} - data.values(iri, "sg:addresses")
        assert not lost, f"{iri} lost the goals {lost} that {code} enters."
        lost = {f"country:{country}" for country in entry["countries"]} - data.values(iri, "sg:countryServed")
        assert not lost, f"{iri} lost the countries {lost} that {code} enters."
        assert cited([entry["source"]]) <= citing(data, iri), f"{iri} lost the page {entry['source']}."


def test_a_project_holds_no_more_than_its_entries_say(data: Graph) -> None:
    mentions: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for code, entry in everything("contributions"):
        if entry["project"]:
            mentions[project(code, entry["project"])].append((code, entry))
    assert set(data.typed("sg:Project")) == set(by_target("projects")) | set(mentions)
    for iri in data.typed("sg:Project"):
        entered, mentioned = by_target("projects").get(iri, []), mentions[iri]
        taking_part = {f"organisation:{code}" for code, _ in [*entered, *mentioned]}
        taking_part |= {one for _, entry in entered for name in entry["partners"] for one in organisations(name)}
        assert data.values(iri, "sg:participant") <= taking_part, f"{iri} has participants that nobody entered."
        goals = {f"sdg:{goal}" for _, entry in entered for goal in entry["sdgs"]}
        assert data.values(iri, "sg:addresses") == goals, f"{iri}: other goals than were entered."
        countries = {f"country:{country}" for _, entry in entered for country in entry["countries"]}
        assert data.values(iri, "sg:countryServed") == countries, f"{iri}: other countries than were entered."
        more = second_round.SECOND["more_pages"].get(iri, [])
        pages = cited([*(entry["source"] for _, entry in [*entered, *mentioned]), *more])
        assert citing(data, iri) <= pages, f"{iri} cites {citing(data, iri) - pages}, which nobody entered for it."
        called = {entry["name"] for _, entry in entered} | {entry["project"] for _, entry in mentioned}
        assert names(data, iri) == called - {NAME_OF_A_NETWORK}, f"{iri}: other names than were entered."


def test_a_project_lasts_as_long_as_its_entries_say(data: Graph) -> None:
    for iri, entered in by_target("projects").items():
        for predicate, key, first in (("sg:start", "start", min), ("sg:end", "end", max)):
            dates = second_round.finest(entry[key] for _, entry in entered if entry[key])
            expected = {as_date(first(dates))} if dates else set()
            assert dated(data, iri, predicate) == expected, f"{iri}: {predicate} is not among {sorted(dates)}."


# --- cooperation -------------------------------------------------------------------------------------


@each
def test_the_links_of_an_organisation_are_all_there(code: str, data: Graph) -> None:
    for entry in entries(code, "cooperation"):
        iri = link(code, entry)
        assert iri in data.subjects, f"{code} with {entry['with']} ({entry['kind']}, {entry['year']}) is not there."
        assert data.values(iri, "sg:partner") == {f"organisation:{code}"} | organisations(entry["with"])
        kind = f"cooperation-kind:{entry['kind'].replace('mou', 'agreement')}"
        assert data.values(iri, "sg:cooperationKind") == {kind}
        assert dated(data, iri, "sg:year") == ({as_date(str(entry["year"]))} if entry["year"] else set())
        assert entry["what"] in data.values(iri, "dcterms:description"), f"{iri} lost the words {entry['what']!r}."
        assert cited([entry["source"]]) <= citing(data, iri), f"{iri} lost the page {entry['source']}."


def test_a_link_holds_no_more_than_its_entries_say(data: Graph) -> None:
    assert set(data.typed("sg:Cooperation")) == set(by_target("cooperation"))
    for iri, entered in by_target("cooperation").items():
        said = {entry["what"] for _, entry in entered}
        assert data.values(iri, "dcterms:description") == said, f"{iri} says what nobody entered."
        pages = cited(entry["source"] for _, entry in entered)
        assert citing(data, iri) == pages, f"{iri} cites {citing(data, iri) ^ pages}, which nobody entered for it."


def test_links_that_rest_on_indirect_evidence_are_marked_and_no_others(data: Graph) -> None:
    # the page lists the centres that Iran hosts and does not say that each was in the room
    of_the_list = data.pointing("sg:evidence", "https://rcuwm.ir/first-irans-category-ii-centres-meeting/")
    listed = of_the_list & set(data.typed("sg:Cooperation"))
    marked = data.pointing("sg:isIndirect", "true")
    assert len(listed) == 16
    assert listed <= marked
    marked -= listed
    pairs = [frozenset(one.removeprefix("organisation:") for one in data.values(iri, "sg:partner")) for iri in marked]
    assert sorted(map(sorted, pairs)) == sorted(map(sorted, INDIRECT)), "The README of the desk research lists eight."


def test_only_the_kind_network_is_a_weak_tie(schemes: Graph) -> None:
    strength = {kind: schemes.value(kind, "sg:tieStrength") for kind in schemes.typed("sg:CooperationKind")}
    assert {kind for kind, tie in strength.items() if tie == "weak"} == {"cooperation-kind:network"}
    assert set(strength.values()) == {"weak", "strong"}


# --- events ------------------------------------------------------------------------------------------


@each
def test_the_events_of_an_organisation_are_all_there(code: str, data: Graph) -> None:
    for entry in entries(code, "events"):
        iri = event(code, entry)
        assert entry["name"] in names(data, iri), f"{iri} is not called {entry['name']!r} as {code} calls it."
        assert f"organisation:{code}" in data.values(iri, ROLES[entry["role"]]), f"{iri}: {code} is {entry['role']}."
        assert cited([entry["source"]]) <= citing(data, iri), f"{iri} lost the page {entry['source']}."


def test_an_event_lasts_as_long_as_its_entries_say(data: Graph) -> None:
    """The wider range where the entries differ, and then a note that gives them all."""
    for iri, entered in by_target("events").items():
        for predicate, key, first in (("sg:start", "start", min), ("sg:end", "end", max)):
            dates = second_round.finest(entry[key] for _, entry in entered if entry[key])
            expected = {as_date(first(dates))} if dates else set()
            assert dated(data, iri, predicate) == expected, f"{iri}: {predicate} is not of {sorted(dates)}."
            notes = " ".join(data.values(iri, "skos:note"))
            untold = {day for day in dates if len(dates) > 1 and day not in notes}
            assert not untold, f"{iri}: the sources differ, and no skos:note gives {untold}."


def test_an_event_holds_no_more_than_its_entries_and_the_meeting_note_say(data: Graph) -> None:
    in_entries = set(by_target("events")) | second_round_records.EVENTS
    assert set(data.typed("sg:Event")) == in_entries | ONLY_IN_THE_MEETING_NOTE
    for iri, entered in by_target("events").items():
        if iri in IN_EVENTS_FILE:
            continue  # meeting-2016.md adds to these; test_meeting_2016.py has them
        for role, predicate in ROLES.items():
            who = {f"organisation:{code}" for code, entry in entered if entry["role"] == role}
            assert data.values(iri, predicate) == who, f"{iri}: other {role}s than were entered."
        assert citing(data, iri) == cited(entry["source"] for _, entry in entered), f"{iri}: other pages than entered."
        assert names(data, iri) == {entry["name"] for _, entry in entered}, f"{iri}: other names than were entered."


# --- the table of differences ------------------------------------------------------------------------


def spellings() -> set[str]:
    """Every name by which the entries call a partner or a host."""
    found = {entry["with"] for _, entry in everything("cooperation")}
    found |= {entry["name"] for _, entry in everything("host_institutions")}
    return found | {name for _, entry in everything("projects") for name in entry["partners"]}


def counted(data: Graph) -> dict[str, tuple[int, int]]:
    """What each line of the table counts: entries of the desk research, subjects of the graph."""
    listed = {f"organisation:{code}" for code in ROW}
    without_record = {name for name in spellings() if not organisations(name) & listed}
    categories = Counter(data.value(one, "org:classification") for one in data.typed("sg:Organisation"))
    without = categories.pop("category:partner-without-record")
    bases = Counter(entry["basis"] for _, entry in everything("contributions"))
    kinds = Counter(entry["kind"].replace("mou", "agreement") for _, entry in everything("cooperation"))
    links = Counter(data.value(one, "sg:cooperationKind") for one in data.typed("sg:Cooperation"))
    anew, gone = second_round_records.STATUSES, second_round_records.GONE
    first = set(data.typed("sg:StatusRecord")) - anew
    values = Counter(data.value(one, "sg:statusValue") for one in first)
    launches = values["status-value:launched"] + values["status-value:agreement-signed"]
    programmes = sum(len(data.values(f"organisation:{code}", "sg:programme")) for code in ROW)
    other = [(code, name) for code, row in ROW.items() for name in row.get("alt_names") or []]
    kept = sum(name in names(data, f"organisation:{code}") - {ROW[code]["name"]} for code, name in other)

    def entered(key: str) -> int:
        return sum(1 for _ in everything(key))

    table = {
        "organisations with a record": (len(ROW), sum(categories.values())),
        "partner organisations without a record": (len(without_record), without),
        "projects": (entered("projects"), len(data.typed("sg:Project"))),
        "cooperation, all kinds": (entered("cooperation"), len(data.typed("sg:Cooperation"))),
        "hostings": (entered("host_institutions"), len(data.typed("sg:Hosting"))),
        "events": (entered("events"), len(data.typed("sg:Event"))),
        "status records: approved": (
            sum("approved" in row and f"status:{row['id']}-approved" not in anew for row in ROWS),
            values["status-value:approved"],
        ),
        "status records: launched or agreement signed": (
            sum(bool(row.get("launched")) and not second_round_records.launch_is_told_anew(row["id"]) for row in ROWS),
            launches,
        ),
        "status records: status": (
            sum("status" in row and second_round_records.status_of(row) not in anew | gone for row in ROWS),
            values.total() - launches - values["status-value:approved"] - values["status-value:contested"],
        ),
        "status records: told by the second round": (second_round_records.entries_of_status(), len(anew)),
        "meetings of the network": (len(second_round_records.MEETINGS), len(second_round_records.EVENTS)),
        "programme values": (sum(len(row.get("programme") or []) for row in ROWS), programmes),
        "alternative names of organisations with a record": (len(other), kept),
    }
    for basis, number in bases.items():
        claims = data.pointing("sg:basis", f"basis:{basis}")
        table[f"contributions, {basis}"] = (number, len(claims))
    for kind, number in kinds.items():
        table[f"cooperation, {kind}"] = (number, links[f"cooperation-kind:{kind}"])
    return table


def test_the_table_of_differences_tells_the_truth(data: Graph) -> None:
    told = {
        re.sub(r" \(.*\)$", "", line["what"]): (line["desk_research_count"], line["graph_count"])
        for line in EXPECTED["differences"]
    }
    assert told == counted(data), "expected.json and what is counted differ; mend the table or the data."


def test_every_difference_has_a_reason() -> None:
    for line in EXPECTED["differences"]:
        assert line["why"].strip(), f"{line['what']}: say why the numbers differ, or that they do not."
        equal = line["desk_research_count"] == line["graph_count"]
        assert not line["why"].startswith("one for one") or equal, f"{line['what']} is not one for one."


def test_the_tables_of_names_hold_what_is_used_and_nothing_else(data: Graph) -> None:
    unlisted = spellings() - set(ROW)
    assert set(EXPECTED["partners"]) == unlisted, "The table of partners misses or invents spellings."
    mapped = {one for name in EXPECTED["partners"] for one in organisations(name)}
    assert mapped <= set(data.typed("sg:Organisation")), "The table of partners names organisations that are not there."
    assert {f"event:{iri}" for iri in EXPECTED["events"].values()} == set(by_target("events"))
    assert {f"project:{iri}" for iri in EXPECTED["projects"].values()} == set(data.typed("sg:Project"))
    assert set(EXPECTED["events"]) == {event_key(code, entry) for code, entry in everything("events")}


def test_a_spelling_of_a_partner_leads_to_a_body_that_bears_it(data: Graph) -> None:
    for spelling in sorted(EXPECTED["partners"]):
        bodies = organisations(spelling)
        # a list of bodies is not the name of any of them
        if len(bodies) > 1 or spelling == A_PLACE or spelling in second_round.SECOND["spellings_with_a_remark"]:
            continue
        [body] = bodies
        kept = {name.casefold() for name in names(data, body) | data.values(body, "sg:acronym")}
        bare = re.sub(r"\s*\([^()]*\)$", "", spelling)
        borne = {spelling.casefold(), bare.casefold()} & kept
        assert borne, f"{body} does not bear the spelling {spelling!r}; add it as skos:altLabel."
