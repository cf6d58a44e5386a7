"""Cooperation, standing, meetings and projects, held to a count of the desk research that knows no RDF."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

from sdggraph.model.records import Network
from sdggraph.tasks.queries import run_named
from sdggraph.tasks.source import Source
from tests.graphs import Graph
from tests.queries import desk
from tests.queries.desk import Ask, pairs, region

DECISIONS = {f"status-value:{value}" for value in ("approved", "agreement-signed", "renewed")}
NAMED_BY_THE_NOTE = "ICHARM"  # as present in 2024; its own record does not say so


CEASED = set(desk.CENTRES) - set(desk.ACTIVE)  # left out of lists about the present


def test_isolated_centres_have_no_link_to_another_centre_and_weakly_linked_ones_only_weak_ones(ask: Ask) -> None:
    ties = {code: {tie for other, tie in desk.partners(code) if other in desk.CENTRES} for code in desk.CENTRES}
    isolated = {row["code"]: int(row["other_links"]) for row in ask("isolated-centres")}
    assert isolated.keys() == {code for code in ties if not ties[code]}
    assert {code for code, links in isolated.items() if not links} == {
        code for code in isolated if not desk.partners(code)
    }
    weak = {code for code in ties if ties[code] == {"weak"}}
    assert {row["code"] for row in ask("weakly-linked-centres")} == weak


def test_partners_of_every_centre_come_with_kinds_and_first_year(ask: Ask) -> None:
    for code in desk.CENTRES:
        found = {
            (row["code"], row["tie"]): (row["kinds"], int(row["first_year"]) if "first_year" in row else None)
            for row in ask("partners-of-centre", centre=code)
        }
        partners = {key: told for key, told in desk.partners(code).items() if key[0] not in CEASED}
        expected = {key: (", ".join(sorted(kinds)), first) for key, (kinds, first) in partners.items()}
        assert found == expected, code


def test_most_connected_centres_are_ranked_by_distinct_strong_partners(ask: Ask) -> None:
    rows = ask("most-connected-centres")
    strong = {code: {other for other, tie in desk.partners(code) if tie == "strong"} - CEASED for code in desk.ACTIVE}
    assert {row["code"]: (int(row["partners"]), int(row["centres"])) for row in rows} == {
        code: (len(others), len(others & set(desk.CENTRES))) for code, others in strong.items() if others
    }
    assert [int(row["partners"]) for row in rows] == sorted((int(row["partners"]) for row in rows), reverse=True)


def test_cooperation_is_symmetric_and_having_met_is_not_enough(source: Source) -> None:
    for other in sorted(desk.CENTRES):
        expected = (other, "strong") in desk.partners("HIST")
        for given in ({"one": "HIST", "other": other}, {"one": other, "other": "HIST"}):
            assert run_named(source, "do-they-cooperate", given).boolean() == expected, other


def test_partners_in_common_are_strong_partners_of_both(ask: Ask) -> None:
    strong = [{other for other, tie in desk.partners(code) if tie == "strong"} for code in ("HIST", "IKCEST")]
    found = {row["code"] for row in ask("partners-in-common", one="HIST", other="IKCEST")}
    assert found == (strong[0] & strong[1]) - {"HIST", "IKCEST"}


def test_unlinked_pairs_are_all_pairs_without_any_link(ask: Ask, network: Network) -> None:
    strangers = [pair for pair in combinations(desk.suggestible(), 2) if not desk.linked(*pair)]
    themes = {code: set(record["themes"]) for code, record in desk.CENTRES.items()}
    shared = {pair: len(themes[pair[0]] & themes[pair[1]]) for pair in strangers}
    rows = ask("unlinked-pairs-shared-themes", least=3)
    found = {(row["code"], row["other_code"]): int(row["shared"]) for row in rows}
    assert found == {pair: count for pair, count in shared.items() if count >= 3}
    for theme in ("remote-sensing", "climate-change"):
        expected = {pair for pair in strangers if all(theme in themes[code] for code in pair)}
        assert pairs(ask("unlinked-pairs-theme", theme=theme)) == expected
    for area in ("Arab States", "Africa"):
        expected = {pair for pair in strangers if all(region(network, code) == area for code in pair)}
        assert pairs(ask("unlinked-pairs-region", region=area)) == expected


def test_south_south_and_inter_regional_links_are_those_of_the_partners_countries(ask: Ask, network: Network) -> None:
    south, across = set(), set()
    for pair, kind, _ in desk.links():
        one, other = sorted(pair)
        if pair & CEASED:
            continue
        lands = [network.countries.get(network.organisations[code].country) for code in (one, other)]
        if lands[0] and lands[1]:
            if lands[0] != lands[1] and all(land and "g77" in land.groups for land in lands):
                south.add((one, other, kind))
            if lands[0].region != lands[1].region:
                across.add((one, other, kind))
    assert {(row["code"], row["other_code"], row["kind"]) for row in ask("south-south-links")} == south
    assert {(row["code"], row["other_code"], row["kind"]) for row in ask("inter-regional-links")} == across


def test_links_on_indirect_evidence_are_the_eight_of_the_desk_and_those_between_centres_in_iran(ask: Ask) -> None:
    alliance = [tuple(sorted(("IRTCES", other))) for other in ("CISTRAT", "HIST", "IKCEST", "IRCK")]
    named = [("ICHARM", "RCTWS"), ("RCTWS", "RCWH"), ("CIH", "ICIWaRM"), ("ICIWaRM", "IRTCES"), *alliance]
    rows = ask("indirect-evidence")
    # a page of 2018 that lists the centres Iran hosts, and does not say who was in the room
    listed = [row for row in rows if "first-irans-category-ii-centres-meeting" in row["evidence"]]
    assert pairs([row for row in rows if row not in listed]) == set(named)
    in_iran = {"RCUWM", "ICQHS", "IRIS", "RCOWA", "RIWE", "ICIWM", "ICHRBSHN"}
    assert len(pairs(listed)) == 16
    assert {code for pair in pairs(listed) for code in pair} == in_iran


# --- places, standing, events ------------------------------------------------------------------


def test_centres_are_placed_by_their_country(ask: Ask, network: Network) -> None:
    lands = {code: network.countries[record["country"]] for code, record in desk.ACTIVE.items()}
    for group in ("g77", "ldc", "lldc", "sids"):
        found = {row["code"] for row in ask("centres-in-group", group=group)}
        assert found == {code for code, land in lands.items() if group in land.groups}, group
    for area in {land.region for land in lands.values()}:
        found = {row["code"] for row in ask("centres-in-region", region=area)}
        assert found == {code for code, land in lands.items() if land.region == area}, area
    found = {row["code"] for row in ask("centres-in-country", country="China")}
    assert found == {code for code, record in desk.CENTRES.items() if record["country"] == "CHN"}


def test_hosts_of_several_centres_are_those_named_by_several_records(ask: Ask) -> None:
    hosted: dict[str, set[str]] = defaultdict(set)
    for code, record in desk.CENTRES.items():
        for host in record.get("host_institutions", []):
            for name in desk.codes(host["name"]):
                hosted[name].add(code)
    found = {row["code"]: set(row["centre_codes"].split(", ")) for row in ask("hosts-with-several-centres")}
    assert found == {host: centres for host, centres in hosted.items() if len(centres) > 1}


def test_approvals_are_counted_by_session(ask: Ask) -> None:
    sessions: dict[str, set[str]] = defaultdict(set)
    for code, value, date, session in desk.standings():
        if value == "approved" and date and session:
            sessions[session].add(code)
    assert {row["session"]: row["codes"] for row in ask("approvals-by-session")} == {
        session: ", ".join(sorted(codes)) for session, codes in sessions.items()
    }
    for code, record in desk.CENTRES.items():  # no session of the first round is lost
        if record.get("approved", {}).get("session"):
            assert code in sessions[record["approved"]["session"]]


def test_terms_that_end_are_those_of_the_last_decision_and_no_term_is_assumed(ask: Ask, data: Graph) -> None:
    last: dict[str, tuple[str, str]] = {}
    declared = {}
    for record in data.typed("sg:StatusRecord"):
        code = (data.value(record, "sg:ofOrganisation") or "").removeprefix("organisation:")
        value, date = data.value(record, "sg:statusValue"), data.value(record, "sg:date") or ""
        if code in desk.ACTIVE and value in DECISIONS:
            last[code] = max(last.get(code, ("", "")), (date, data.value(record, "sg:termEnd") or ""))
        if value == "status-value:ending":
            declared[code] = date
    ends = {code: end for code, (_, end) in last.items() if end and end[:4] <= "2028"}
    found = ask("mandates-to-renew", year=2026, years=2)
    assert {row["code"]: row["term_end"] for row in found if row["state"] != "end declared"} == ends
    assert {row["code"]: row["date"] for row in found if row["state"] == "end declared"} == declared
    assert (ends["ICHARM"], declared["ISEDC"]) == ("2026-02", "2026-03-06")


def test_unconfirmed_centres_have_no_recent_standing(ask: Ask) -> None:
    last = dict.fromkeys(desk.ACTIVE, "")
    for code, value, date, _ in desk.standings():
        if value in ("approved", "agreement-signed", "launched", "active", "evaluated", "renewed") and code in last:
            last[code] = max(last[code], date[:4])
    found = {row["code"]: row.get("last_confirmed", "") for row in ask("status-unconfirmed-since", year=2020)}
    assert found == {code: year for code, year in last.items() if year < "2020"}


def test_agreements_are_counted_by_year_and_listed_when_old(ask: Ask) -> None:
    agreements = {(pair, year) for pair, kind, year in desk.links() if kind == "agreement" and year}
    running = {(pair, year) for pair, year in agreements - desk.ended_agreements() if not pair & CEASED}
    old = {(*sorted(pair), str(year)) for pair, year in running if 2026 - year >= 5}
    rows = ask("agreements-to-review", year=2026, years=5)
    assert {(row["code"], row["other_code"], row["signed"]) for row in rows} == old
    four_sided = "ICCBS"  # one agreement of 2019 with three others: six pairs
    by_year = Counter(str(year) for pair, year in agreements if not (year == 2019 and _of_four(pair, four_sided)))
    by_year["2019"] += 1
    assert {row["signed"]: int(row["agreements"]) for row in ask("agreements-by-year")} == by_year


def _of_four(pair: frozenset[str], centre: str) -> bool:
    four = {centre, *desk.codes("MIGHT (Malaysia), LIPI and TUBITAK")}
    return pair <= four


def test_participants_of_2016_are_those_that_a_source_names(ask: Ask) -> None:
    rows = ask("meeting-2016-participants")
    attended = {record["id"] for record in desk.RECORDS if record.get("attended_2016_meeting")}
    assert {row["code"] for row in rows if "participant" in row["roles"]} == attended
    roles = {row["code"]: row["roles"] for row in rows}
    assert (roles["HIST"], roles["CAS"], roles["unesco"]) == ("organiser, participant", "host, participant", "host")


def test_nothing_but_the_statement_was_adopted_in_2016_and_what_followed_is_later(ask: Ask) -> None:
    rows = ask("meeting-2016-outcomes")
    assert len([row for row in rows if row["what"] == "adopted"]) == 1
    followed = [row for row in rows if row["what"] == "followed by"]
    assert followed
    assert all(row["start"] > "2016-05-18" for row in followed)


def test_events_and_projects_of_several_centres_are_merged_as_the_tables_say(ask: Ask) -> None:
    events: dict[str, set[str]] = defaultdict(set)
    for code, record in desk.CENTRES.items():
        for event in record.get("events", []):
            events[desk.TABLES["events"][f"{code}|{event['name']}|{event['start'] or ''}"]].add(code)
        if record.get("attended_2016_meeting"):
            events["2016-unesco-science-centres-coordination-meeting"].add(code)
    for name in desk.MEETINGS:
        events[name.removeprefix("event:")] |= desk.was_at(name)
    events["2024-international-symposium-of-category-2-institutes-and-centres"].add(NAMED_BY_THE_NOTE)
    assert _groups(events) == sorted(row["codes"].split(", ") for row in ask("events-with-most-centres"))

    projects: dict[str, set[str]] = defaultdict(set)
    for record in desk.RECORDS:
        for project in record.get("projects", []):
            taking_part = {record["id"], *(code for name in project["partners"] for code in desk.codes(name))}
            projects[desk.TABLES["projects"][f"{record['id']}|{project['name']}"]] |= taking_part & set(desk.CENTRES)
    assert _groups(projects) == sorted(row["codes"].split(", ") for row in ask("projects-with-several-centres"))


def _groups(found: dict[str, set[str]]) -> list[list[str]]:
    return sorted(sorted(codes) for codes in found.values() if len(codes) > 1)
