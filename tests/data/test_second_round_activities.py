"""What organisations do, second round: every entry of `additions.jsonl` is in the graph or explained, and back.

`test_desk_research.py` counts the entries of both rounds against the graph. This file holds the second round to
its own tables: what was held back and why, corrections, ends, who something is open to, and dates of sources.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from tests.data import test_desk_research as first
from tests.data.second_round import ADDITIONS, CO_ORGANISED, SECOND, STRONG, Entry, corrected, matches, source_date
from tests.data.second_round_records import NEW, TABLE
from tests.graphs import Graph

KEYS = ("contributions", "projects", "cooperation", "events")
CODES = sorted(ADDITIONS)
READ_ON = "2026-11-28"

each = pytest.mark.parametrize("code", CODES)


def pairs(code: str, key: str) -> Iterator[tuple[Entry, Entry | None]]:
    """Each entry as it was found, with what goes into the graph; None for one held back."""
    for entry in ADDITIONS[code][key]:
        now = corrected(2, code, key, [entry])
        assert len(now) <= 1, f"{code} {key}: a correction of the second round names a second page."
        yield entry, now[0] if now else None


def subject(code: str, key: str, entry: Entry) -> str:
    """The IRI that an entry goes to; contributions are found by their words instead."""
    if key == "projects":
        return first.project(code, entry["name"])
    return first.event(code, entry) if key == "events" else first.link(code, entry)


def claims(data: Graph, code: str) -> Counter[tuple[str | None, ...]]:
    return Counter(
        tuple(data.value(claim, predicate) for predicate in ("sg:contributesTo", "sg:basis", "sg:activity"))
        for claim in data.pointing("sg:contributor", f"organisation:{code}")
    )


# --- every entry is there or explained ---------------------------------------------------------------


def test_the_raw_file_is_the_one_that_was_counted() -> None:
    counts = {key: sum(len(row[key]) for row in ADDITIONS.values()) for key in (*KEYS, "corrections")}
    assert len(ADDITIONS) == 78
    assert counts == {"contributions": 123, "projects": 89, "cooperation": 258, "events": 106, "corrections": 28}


@each
def test_every_entry_is_in_the_graph_or_held_back(code: str, data: Graph) -> None:
    for key in ("projects", "cooperation", "events"):
        for found, now in pairs(code, key):
            if now is not None:
                name = subject(code, key, now)
                assert name in data.subjects, f"{code}: {found} should be {name}, which is not there."
    wanted: Counter[tuple[str | None, ...]] = Counter(
        (f"sdg:{entry['sdg']}", f"basis:{entry['basis']}", entry["what"])
        for _, entry in pairs(code, "contributions")
        if entry
    )
    assert wanted - claims(data, code) == Counter(), f"{code} lost contributions of the second round."


@pytest.mark.parametrize("table", ["changed", "held_back"])
def test_each_rule_means_one_entry_and_says_why(table: str) -> None:
    rows = {1: first.ROW, 2: ADDITIONS}
    for rule in SECOND[table]:
        entries = rows[rule["round"]][rule["id"]].get(rule["key"]) or []
        meant = [one for one in entries if matches(rule, rule["round"], rule["id"], rule["key"], one)]
        assert len(meant) == 1, f"{rule} means {len(meant)} entries; a rule is for one."
        assert rule["why"].strip(), f"{rule}: say why."


def test_what_was_held_back_is_few_and_known() -> None:
    held = Counter((rule["round"], rule["key"], rule["match"].get("with")) for rule in SECOND["held_back"])
    assert held.pop((2, "cooperation", "UNESCO")) == 34, "Links to UNESCO itself are the centres' own records."
    assert held.pop((1, "contributions", None)) == 12, "Claims that were told twice stand once."
    assert {key for _, key, _ in held} == {"events", "cooperation"}
    assert held.total() == 3, f"{held}: one call, one double of the first round, one link replaced by a closer one."


def links(code: str) -> list[Entry]:
    """The links of an organisation as they go into the graph."""
    return [entry for _, entry in pairs(code, "cooperation") if entry]


def test_the_tables_of_names_are_used_in_full() -> None:
    spelled = {entry["with"] for code in CODES for _, entry in pairs(code, "cooperation") if entry}
    spelled |= {name for code in CODES for _, entry in pairs(code, "projects") if entry for name in entry["partners"]}
    spelled |= {name for rule in SECOND["changed"] for name in rule["change"].get("partners", [])}
    assert set(SECOND["partners"]) == spelled - set(first.ROW), "The table of partners misses or invents spellings."
    entered = {f"{code}|{entry['name']}" for code in CODES for _, entry in pairs(code, "projects") if entry}
    mentioned = {f"{c}|{one['project']}" for c in CODES for one in ADDITIONS[c]["contributions"] if one["project"]}
    assert set(SECOND["projects"]) == entered | mentioned
    events = {first.event_key(code, entry) for code in CODES for _, entry in pairs(code, "events") if entry}
    assert set(SECOND["events"]) == events


# --- corrections -------------------------------------------------------------------------------------


def test_each_of_the_corrections_has_an_outcome(data: Graph) -> None:
    given = Counter((code, one["field"]) for code in CODES for one in ADDITIONS[code]["corrections"])
    assert given == Counter((line["id"], line["field"]) for line in SECOND["corrections"])
    for line in SECOND["corrections"]:
        if line["outcome"] == "record":
            assert line["why"], f"{line}: say why."
        else:
            assert line["where"] in data.subjects, f"{line} points at nothing."


def test_a_correction_cites_the_page_that_it_came_from(data: Graph) -> None:
    outcome = {(line["id"], line["field"]): line for line in SECOND["corrections"]}
    for code in CODES:
        for one in ADDITIONS[code]["corrections"]:
            line = outcome[code, one["field"]]
            if line["outcome"] == "done" and not line["where"].startswith("organisation:"):
                cited = {page for _, page in first.citing(data, line["where"])}
                assert one["source"] in cited, f"{line['where']} does not cite {one['source']}."


def test_a_claim_that_was_corrected_is_gone_from_the_data(data: Graph) -> None:
    texts = {data.value(link, "dcterms:description") for link in data.pointing("sg:partner", "organisation:WWAP")}
    assert not any("co-hosted" in text for text in texts if text), "WWAP hosted no launch in Addis Ababa."
    assert data.values("project:ERCE-eupolis", "sg:start") == {"2020-09"}
    assert "country:TKM" in data.values(
        "project:CARGC-gef-undp-unesco-cryosphere-project-for-central-asia-glacio", "sg:countryServed"
    )
    ggreta = "project:IGRAC-groundwater-governance-in-transboundary-aquifers-ggreta"
    assert data.values(ggreta, "sg:end") == set(), "A second phase was running after the end that was on record."
    assert "status:ICIWM-unknown-2018" not in data.subjects


def test_every_note_of_the_second_round_stands_where_it_belongs(data: Graph) -> None:
    for name, notes in SECOND["notes"].items():
        assert set(notes) <= data.values(name, "skos:note"), f"{name} lost a note."


# --- ends --------------------------------------------------------------------------------------------


def test_a_link_ends_when_its_entry_or_its_words_say(data: Graph) -> None:
    expected = {name: (line["end"], line["basis"]) for name, line in SECOND["ends"].items()}
    for code in CODES:
        for entry in links(code):
            if entry.get("end"):
                basis = "source" if entry["end_basis"] == "source" else "computed"
                expected[first.link(code, entry)] = (str(entry["end"]), basis)
    ours = {first.link(code, entry) for code in CODES for entry in links(code)}
    ended = {name for name in data.typed("sg:Cooperation") if data.values(name, "sg:end")}
    assert ended & (ours | set(expected)) == set(expected)
    for name, (end, basis) in expected.items():
        assert first.dated(data, name, "sg:end") == {(end, "gYear")}, f"{name} ends otherwise."
        assert data.values(name, "sg:endBasis") == {f"end-basis:{basis}"}, f"{name}: how is the end known?"


def test_a_computed_end_of_the_first_round_follows_from_the_words_and_the_year(data: Graph) -> None:
    numbers = {"one": 1, "five": 5}
    for name, line in SECOND["ends"].items():
        said = " ".join(data.values(name, "dcterms:description")).casefold()
        assert line["words"].casefold() in said, f"{name} does not say {line['words']!r}."
        [years] = [number for word, number in numbers.items() if word in line["words"].casefold()]
        assert int(line["end"]) == int(data.value(name, "sg:year") or "") + years, f"{name}: year and duration differ."


def test_no_link_that_names_a_duration_is_without_an_end(data: Graph) -> None:
    """Durations of a course, a yearly sum or work already done are no terms."""
    number = "one|two|three|four|five|six|seven|eight|nine|ten|[0-9]+"
    term = re.compile(rf"\b({number})[- ]years?\b(?! of| before| ago)(?!.*students)", re.IGNORECASE)
    no_term = {
        "cooperation:HIST-IKCEST-network-2016",  # an evaluation of six years past
        "cooperation:ICGG-unesco-beijing-office-network-2021",  # a visit on a plan of six years
    }
    for name in data.typed("sg:Cooperation"):
        said = [text for text in data.values(name, "dcterms:description") if term.search(text)]
        if said and name not in no_term:
            assert data.values(name, "sg:end"), f"{name} says {said}; give it its end, with sg:endBasis."


# --- who it is open to -------------------------------------------------------------------------------


def expected_groups(code: str, entry: Entry) -> set[str]:
    found: set[str] = set()
    special = SECOND["open_to_of_one"].get(f"{code}|{entry['name']}")
    for name in entry.get("open_to") or []:
        found |= set((special if name == "Africa" else None) or SECOND["open_to"].get(name, []))
    return found


def test_projects_and_events_are_open_to_whom_their_entries_name(data: Graph, schemes: Graph) -> None:
    expected: dict[str, set[str]] = {}
    for code in CODES:
        for key in ("projects", "events"):
            for found, now in pairs(code, key):
                if now and now.get("open_to"):
                    expected.setdefault(subject(code, key, now), set()).update(expected_groups(code, found))
    for name, groups in expected.items():
        assert data.values(name, "sg:openTo") == groups, f"{name} is open to others than its entries name."
        assert groups <= schemes.subjects, f"{name}: {groups - schemes.subjects} is on no list."
        assert groups or any(note.startswith("Open to ") for note in data.values(name, "skos:note"))
    mine = {name for names in ("projects", "events") for name in SECOND[names].values()}
    opened = {name for name in data.subjects if data.values(name, "sg:openTo") and name.partition(":")[2] in mine}
    assert opened == {name for name, groups in expected.items() if groups}


def test_a_group_on_no_list_is_told_in_a_note(data: Graph) -> None:
    for code in CODES:
        for key in ("projects", "events"):
            for found, now in pairs(code, key):
                for name in (found.get("open_to") or []) if now else []:
                    assert name in SECOND["open_to"] or name in SECOND["open_to_in_a_note"], f"{code}: who is {name}?"
                    words = SECOND["open_to_in_a_note"].get(name)
                    notes = " ".join(data.values(subject(code, key, now or found), "skos:note"))
                    assert not words or words in notes, f"{subject(code, key, now or found)} lost {words!r}."


# --- events that two prepared ------------------------------------------------------------------------


def test_every_co_organised_event_was_read_once_more() -> None:
    raw = [(1, code, entry) for code in first.ROW for entry in first.ROW[code].get("cooperation") or []]
    raw += [(2, code, entry) for code in CODES for entry in ADDITIONS[code]["cooperation"]]
    known = {**first.EXPECTED["partners"], "University of Khartoum": "university-of-khartoum"}
    wanted = set()
    for number, code, entry in raw:
        if entry["kind"] == "co-organised-event":
            partner = entry["with"] if entry["with"] in first.ROW else known[entry["with"]]
            ends = "-".join(sorted((code, partner)))
            wanted.add((number, f"cooperation:{ends}-co-organised-event-{entry['year'] or 'undated'}"))
    assert wanted == {(line["round"], line["link"]) for line in CO_ORGANISED}
    assert {line["decision"] for line in CO_ORGANISED} == {"kept", "network", "replaced"}
    assert all(line["ground"] and line["why"] for line in CO_ORGANISED)


def test_only_events_with_two_organisers_stay_co_organised(data: Graph) -> None:
    for line in CO_ORGANISED:
        moved = line["link"].replace("co-organised-event", "network")
        kept = any(one["link"] == line["link"] and one["decision"] == "kept" for one in CO_ORGANISED)
        assert (line["link"] in data.subjects) == kept, f"{line['link']} was {line['decision']}."
        if line["decision"] == "network":
            assert moved in data.subjects, f"{moved} should stand for {line['link']}."


def test_a_weak_wording_is_nowhere_among_the_co_organised_events(data: Graph) -> None:
    weak = re.compile(r"\b(attended|took part|joined|supported|panellists?|came through)\b", re.IGNORECASE)
    for name in data.pointing("sg:cooperationKind", "cooperation-kind:co-organised-event"):
        said = {text for text in data.values(name, "dcterms:description") if weak.search(text)}
        grounds = {line["ground"] for line in CO_ORGANISED if line["link"] == name}
        assert not said or "source" in grounds, f"{name} says {said}, which shows no two organisers."


# --- links of the other strong kinds -----------------------------------------------------------------

REREAD = "strong links read once more"
END_OF_NAME = re.compile(r"-(joint-project|training|membership|agreement|hosting|data-sharing)-(\d{4}|undated)$")


def strong_links_of_the_second_round() -> set[str]:
    """Every link that the second round entered with a strong kind, but for co-organised events."""
    rules = [rule for rule in SECOND["changed"] + TABLE["changed"] if rule["why"].startswith(REREAD)]
    entered = [(code, entry) for code in CODES for entry in links(code)]
    entered += [(code, entry) for code in sorted(NEW) for entry in first.ROW[code]["cooperation"]]
    entered += [(rule["id"], rule["match"]) for rule in rules if rule["round"] != 1]
    return {name for code, entry in entered if END_OF_NAME.search(name := first.link(code, entry))}


def test_every_strong_link_of_the_second_round_was_read_once_more() -> None:
    listed = {line["link"] for line in STRONG if line["round"] == 2}
    assert listed == strong_links_of_the_second_round()
    assert {line["decision"] for line in STRONG} == {"kept", "network"}
    assert {line["ground"] for line in STRONG} == {"wording", "source", "record"}
    assert all(line["why"] for line in STRONG)


def test_a_link_stays_strong_only_if_its_words_carry_the_kind(data: Graph) -> None:
    for line in STRONG:
        assert (line["link"] in data.subjects) == (line["decision"] == "kept"), f"{line['link']}: {line['decision']}."
        if line["decision"] == "network":
            moved = END_OF_NAME.sub(r"-network-\2", line["link"])
            assert data.values(moved, "sg:cooperationKind") == {"cooperation-kind:network"}, f"{moved} is not there."


def test_paying_and_planning_are_nowhere_among_the_strong_links(data: Graph) -> None:
    """A word of money or of the future alone makes no strong tie, whatever the round."""
    only = re.compile(
        r"^(planned|plans|funds|funded|co-funded|grant|sponsors|sponsored|supports|support for|looks forward)\b"
        r"(?! and )|\bforeseen in\b|\bforesees\b|\b(one|four|five|six)-year sponsorship\b",
        re.IGNORECASE,
    )
    more = {  # the words go on to tell what is done together
        "cooperation:ITCOocean-indian-navy-school-of-naval-oceanology-and-meteorology-agreement-2022",
    }
    kept = {line["link"] for line in STRONG if line["decision"] == "kept" and line["ground"] != "wording"}
    for name in set(data.typed("sg:Cooperation")) - kept - more:
        if data.value(name, "sg:cooperationKind") != "cooperation-kind:network":
            said = data.values(name, "dcterms:description")
            weak = {text for text in said if only.search(text)}
            assert weak != said or not weak, f"{name} says {weak}, which shows no work done together."


# --- dates of sources --------------------------------------------------------------------------------


def test_a_new_claim_bears_the_date_of_its_page_and_never_that_of_our_reading(data: Graph) -> None:
    for code in CODES:
        entries = corrected(2, code, "contributions", ADDITIONS[code]["contributions"])
        second = {(f"sdg:{entry['sdg']}", entry["what"]): entry["source"] for entry in entries}
        for claim in data.pointing("sg:contributor", f"organisation:{code}"):
            page = second.get((data.value(claim, "sg:contributesTo") or "", data.value(claim, "sg:activity") or ""))
            day = data.value(claim, "dcterms:created")
            if page is None:
                continue
            assert day is None or day < READ_ON[: len(day)] or day == READ_ON[:4], f"{claim}: {day} is our reading."
            if source_date(page):
                assert day == source_date(page), f"{claim} is of {day}; its page of {source_date(page)}."
            else:
                known = claim in SECOND["dates_of_activities"]
                assert known == (day is not None), f"{claim}: its page has no date; which word or event gives {day}?"


def test_an_activity_is_dated_by_its_own_words_or_by_the_event_that_it_is(data: Graph) -> None:
    """The year of another link, event or founding on the same page says nothing of the activity."""
    for claim, ground in SECOND["dates_of_activities"].items():
        year = (data.value(claim, "dcterms:created") or "")[:4]
        assert year, f"{claim} lost its date."
        if ground == "words":
            assert year in (data.value(claim, "sg:activity") or ""), f"{claim} does not say {year}."
            continue
        assert (data.value(ground, "sg:start") or "").startswith(year), f"{ground} is not of {year}."
        assert first.citing(data, claim) & first.citing(data, ground), f"{claim} and {ground} share no page."
        who = data.values(ground, "sg:participant", "sg:organiser", "sg:eventHost")
        assert data.value(claim, "sg:contributor") in who, f"{claim}: its contributor is not at {ground}."


def test_new_links_and_events_are_dated_by_their_page_or_their_own_year(data: Graph) -> None:
    for code in CODES:
        for key in ("cooperation", "events"):
            for _, entry in pairs(code, key):
                name = subject(code, key, entry) if entry else ""
                for day in data.terms(name, "dcterms:created") if entry else ():
                    assert isinstance(day, ox.Literal)
                    dates = {source_date(page) for _, page in first.citing(data, name)}
                    own = {value[:4] for value in data.values(name, "sg:year", "sg:start", "sg:end")}
                    assert day.value in dates | own, f"{name} is dated {day.value}, which neither page nor event says."
