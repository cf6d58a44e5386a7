"""Contributions, coverage, themes and evidence, held to a count of the desk research that knows no RDF."""

from __future__ import annotations

from collections import Counter, defaultdict

from sdggraph.model.records import Network
from sdggraph.tasks.queries import run_named
from sdggraph.tasks.source import Source
from tests.data.second_round_records import IDENTIFIERS, STATUSES
from tests.data.test_records import is_copy
from tests.data.test_second_round_records import SCHEMES
from tests.queries import desk
from tests.queries.desk import Ask, region


def of_goal(aim: str) -> str:
    return aim.partition(".")[0]


def test_contributors_to_every_goal_are_counted_as_the_desk_research_has_them(ask: Ask) -> None:
    counted: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for code, aim, basis, _ in desk.active_claims():
        counted[of_goal(aim)][code][basis] += 1
    for goal in map(str, range(1, 18)):
        found = {
            row["code"]: (int(row["stated"]), int(row["inferred"])) for row in ask("contributors-to-goal", goal=goal)
        }
        assert found == {code: (by["stated"], by["inferred"]) for code, by in counted[goal].items()}, goal
    overview = ask("goals-overview")
    assert [row["goal"] for row in overview] == [str(goal) for goal in range(1, 18)]
    for row in overview:
        claims = counted[row["goal"]].values()
        assert (int(row["centres"]), int(row["stated"]), int(row["inferred"])) == (
            len(claims),
            sum(by["stated"] for by in claims),
            sum(by["inferred"] for by in claims),
        )


def test_contributors_to_every_claimed_target_bring_every_activity(ask: Ask) -> None:
    claimed = defaultdict(list)
    for code, aim, basis, activity in desk.active_claims():
        if "." in aim:
            claimed[aim].append((code, basis, activity))
    for target, claims in claimed.items():
        found = [(row["code"], row["basis"], row["activity"]) for row in ask("contributors-to-target", target=target)]
        assert sorted(found) == sorted(claims), target


def test_contributions_of_every_centre_are_all_there(ask: Ask) -> None:
    claimed = defaultdict(list)
    for code, aim, basis, activity in desk.claims():
        claimed[code].append((aim, basis, activity))
    for code in desk.CENTRES:
        found = [(row["aim"], row["basis"], row["activity"]) for row in ask("contributions-of-centre", centre=code)]
        assert sorted(found) == sorted(claimed[code]), code


def test_stated_contributions_are_kept_apart_from_inferred_ones(ask: Ask) -> None:
    stated = sorted((code, aim, activity) for code, aim, basis, activity in desk.active_claims() if basis == "stated")
    assert sorted((row["code"], row["aim"], row["activity"]) for row in ask("stated-contributions")) == stated
    silent = set(desk.ACTIVE) - {code for code, _, _ in stated}
    assert {row["code"] for row in ask("centres-without-stated")} == silent


def test_targets_without_a_centre_are_the_rest_of_the_169(ask: Ask, network: Network) -> None:
    served = {aim for _, aim, _, _ in desk.active_claims() if "." in aim}
    targets = {key for key in network.aims if "." in key}
    assert len(targets) == 169
    found = [row["target"] for row in ask("targets-without-centre")]
    assert set(found) == targets - served
    assert [of_goal(target) for target in found] == sorted((of_goal(target) for target in found), key=int)


def test_coverage_counts_every_cell_and_the_gaps_are_its_zeros(ask: Ask, network: Network) -> None:
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, aim, _, _ in desk.active_claims():
        cells[of_goal(aim), region(network, code)].add(code)
    coverage = {(row["goal"], row["region"]): int(row["centres"]) for row in ask("coverage-goals-regions")}
    assert len(coverage) == 17 * 5
    assert coverage == {cell: len(cells[cell]) for cell in coverage}
    gaps = {(row["goal"], row["region"]) for row in ask("gaps-goals-regions")}
    assert gaps == {cell for cell, count in coverage.items() if count == 0}


def test_targets_next_door_are_never_served_already(ask: Ask) -> None:
    for code in desk.CENTRES:
        served = {aim for centre, aim, _, _ in desk.claims() if centre == code}
        for row in ask("targets-next-door", centre=code):
            assert row["own_target"] in served
            assert row["target"] not in served


# --- themes, evidence, portals -----------------------------------------------------------------


def test_themes_are_counted_by_the_centres_that_name_them(ask: Ask) -> None:
    counted = Counter(theme for record in desk.ACTIVE.values() for theme in record["themes"])
    found = {row["theme"]: int(row["centres"]) for row in ask("themes-by-centres")}
    assert found == {theme: counted[theme] for theme in found}
    assert set(counted) <= set(found)


def test_contributions_read_on_copies_are_all_marked(ask: Ask) -> None:
    expected = Counter(
        claim["what"] for record in desk.RECORDS for claim in record["contributions"] if is_copy(claim["source"])
    )
    rows = [row for row in ask("evidence-copies") if row["kind"] == "Contribution"]
    assert Counter(row["text"] for row in rows) == expected


def test_background_knowledge_is_marked_where_the_desk_marks_it(ask: Ask) -> None:
    rows = ask("background-records")
    partly = {record["id"] for record in desk.RECORDS if "background" in record["sources"]}
    assert {row["code"] for row in rows if row["what"].startswith("parts of")} == partly
    approved = {r["id"] for r in desk.RECORDS if r.get("approved", {}).get("source") == "background"}
    approved -= {code for code in approved if f"status:{code}-approved" in STATUSES}  # the second round read a page
    assert {row["code"] for row in rows if row["what"].startswith("Approved")} == approved


def test_identifiers_bring_every_centre_once_with_its_place(ask: Ask) -> None:
    rows = {row["code"]: row for row in ask("centre-identifiers")}
    assert set(rows) == set(desk.CENTRES)
    for code, record in desk.CENTRES.items():
        longitude, latitude = (float(part) for part in rows[code]["point"][len("POINT(") : -1].split())
        assert (longitude, latitude, rows[code]["iso3"]) == (record["lon"], record["lat"], record["country"])
        assert rows[code].get("homepage") == record.get("website")
        for scheme, form in SCHEMES.items():
            entry = IDENTIFIERS.get(f"{code} {scheme}", {"confidence": "low"})
            value = record.get(scheme) if entry["confidence"] == "low" else entry["value"].replace(" ", "")
            assert rows[code].get(scheme) == (form.format(value) if value else None), f"{code}: {scheme}"


def test_record_of_a_centre_is_what_its_file_states(source: Source) -> None:
    given = {"centre": "AIIKS"}
    triples = run_named(source, "centre-record", given).content.decode().splitlines()
    stated = {
        f"{subject} {predicate} {thing} ."
        for subject, predicate, thing, graph in source.store.quads()
        if graph.endswith("/data") and ("/AIIKS" in subject or subject.endswith("/AIIKS>"))
    }
    assert len(triples) == len(set(triples))
    assert stated <= set(triples)
    others = [line for line in triples if line not in stated]
    assert others
    assert all("ontology#code>" in line or "core#prefLabel>" in line for line in others)


def test_statements_of_all_graphs_add_up_to_the_store(ask: Ask, source: Source) -> None:
    assert sum(int(row["statements"]) for row in ask("statements-per-graph")) == len(source.store)
