"""Each rule on a tiny invented graph, worked by hand; then all of them on the real one."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph import vocab
from sdggraph.files import read_text
from sdggraph.model.records import StatusRecord
from sdggraph.model.status import standing
from sdggraph.names.languages import preference
from sdggraph.store import EmbeddedStore, fill
from tests.graphs import DATA, ROOT, RULES

Statements = set[tuple[str, str, str]]

# Four centres: two in China, one in Chad, one nowhere in particular
CENTRES = """
organisation:ALPHA a sg:Organisation ; sg:code "ALPHA" ; sg:country country:CHN .
organisation:BRAVO a sg:Organisation ; sg:code "BRAVO" ; sg:country country:CHN .
organisation:CHAD  a sg:Organisation ; sg:code "CHAD" ; sg:country country:TCD .
organisation:DELTA a sg:Organisation ; sg:code "DELTA" .
"""
KINDS = """
cooperation-kind:training sg:tieStrength "strong" .
cooperation-kind:agreement sg:tieStrength "strong" .
cooperation-kind:network sg:tieStrength "weak" .
"""


def short(term: str) -> str:
    return vocab.compact(term[1:-1]) if term.startswith("<") else term


def derived(store: EmbeddedStore) -> Statements:
    return {(short(s), short(p), short(o)) for s, p, o, _ in store.quads(vocab.DERIVED_GRAPH)}


def derive(rule: str, turtle: str) -> Statements:
    """What one rule makes of a few statements."""
    store = EmbeddedStore.in_memory()
    store.add_turtle(turtle.encode(), vocab.DATA_GRAPH)
    before = set(store.quads(vocab.DATA_GRAPH))
    store.derive({rule: read_text(ROOT / "ontology" / "rules" / f"{rule}.rq")})
    assert set(store.quads(vocab.DATA_GRAPH)) == before, "A rule adds to the derived graph and changes no other."
    return derived(store)


def about(found: Statements, subject: str, predicate: str) -> set[str]:
    return {value for s, p, value in found if (s, p) == (subject, predicate)}


def test_there_is_a_test_for_every_rule() -> None:
    tested = {
        "contribution-goal",
        "cooperation",
        "country-groups",
        "display-name",
        "evidence-copies",
        "geometry",
        "hosting",
        "m49-regions",
        "partnership",
        "sdg17",
        "standing",
        "unesco-region",
    }
    assert {path.stem for path in RULES} == tested, "Add a worked example below, then name the rule here."


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_says_what_it_is_and_what_it_derives(path: Path) -> None:
    lines = read_text(path).splitlines()
    assert lines[0].startswith("# title: "), f"{path} opens with `# title: ...`."
    assert lines[1].startswith("# derives: "), f"{path} goes on with `# derives: ...`."


# --- by hand -----------------------------------------------------------------------------------------


def test_the_goal_of_a_contribution_is_the_goal_claimed_or_that_of_the_target() -> None:
    found = derive(
        "contribution-goal",
        """
        sdg:6 a sdgo:Goal .  sdg:13 a sdgo:Goal .
        sdg:6.5 a sdgo:Target ; skos:broader sdg:6 .
        contribution:ALPHA-6.5 a sg:Contribution ; sg:contributesTo sdg:6.5 .
        contribution:ALPHA-13 a sg:Contribution ; sg:contributesTo sdg:13 .
        project:x a sg:Project ; sg:addresses sdg:6 .
        """,
    )
    assert found == {
        ("contribution:ALPHA-6.5", "sg:contributesToGoal", "sdg:6"),
        ("contribution:ALPHA-13", "sg:contributesToGoal", "sdg:13"),
    }


def test_cooperation_goes_both_ways_and_never_to_oneself() -> None:
    found = derive(
        "cooperation",
        """
        cooperation:one a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:BRAVO .
        cooperation:two a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:BRAVO .
        project:x a sg:Project ; sg:participant organisation:ALPHA , organisation:DELTA .
        """,
    )
    assert found == {
        ("organisation:ALPHA", "sg:cooperatesWith", "organisation:BRAVO"),
        ("organisation:BRAVO", "sg:cooperatesWith", "organisation:ALPHA"),
    }


def test_three_partners_of_one_link_all_cooperate() -> None:
    found = derive(
        "cooperation",
        "cooperation:x a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:BRAVO , organisation:CHAD .",
    )
    assert len(found) == 6
    assert ("organisation:CHAD", "sg:cooperatesWith", "organisation:ALPHA") in found


def test_an_organisation_is_in_the_development_groups_of_its_country_alone() -> None:
    found = derive(
        "country-groups",
        CENTRES
        + """
        country:CHN a sg:Country ; sg:countryGroup country-group:g77 , country-group:un-member .
        country:TCD a sg:Country ; sg:countryGroup country-group:ldc , country-group:lldc .
        country:JPN a sg:Country ; sg:countryGroup country-group:un-member .
        """,
    )
    assert found == {
        ("organisation:ALPHA", "sg:countryGroup", "country-group:g77"),
        ("organisation:BRAVO", "sg:countryGroup", "country-group:g77"),
        ("organisation:CHAD", "sg:countryGroup", "country-group:ldc"),
        ("organisation:CHAD", "sg:countryGroup", "country-group:lldc"),
    }


def test_evidence_read_on_a_copy_is_evidence() -> None:
    found = derive(
        "evidence-copies",
        """
        hosting:a sg:evidenceCopy <https://copy.example/1> ; sg:evidence <https://page.example/2> .
        hosting:b sg:evidence <https://page.example/3> .
        """,
    )
    assert found == {("hosting:a", "sg:evidence", "https://copy.example/1")}


def test_a_point_is_written_east_before_north() -> None:
    found = derive(
        "geometry",
        """
        organisation:ALPHA a sg:Organisation ; sg:code "ALPHA" ; wgs:lat 40.07 ; wgs:long 116.27 .
        organisation:DELTA a sg:Organisation ; sg:code "DELTA" ; wgs:lat 40.07 .
        """,
    )
    assert found == {
        ("organisation:ALPHA", "geo:hasGeometry", "geometry:ALPHA"),
        ("geometry:ALPHA", "rdf:type", "geo:Geometry"),
        (
            "geometry:ALPHA",
            "geo:asWKT",
            '"POINT(116.27 40.07)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
        ),
    }


def test_a_hosting_that_has_ended_hosts_nobody() -> None:
    found = derive(
        "hosting",
        """
        hosting:a a sg:Hosting ; sg:hostedOrganisation organisation:ALPHA ; sg:hostOrganisation organisation:BRAVO .
        hosting:b a sg:Hosting ; sg:hostedOrganisation organisation:ALPHA ; sg:hostOrganisation organisation:CHAD ;
          sg:end "2012"^^xsd:gYear .
        hosting:c a sg:Hosting ; sg:hostedOrganisation organisation:ALPHA ; sg:hostOrganisation organisation:DELTA ;
          sg:hasEnded true .
        hosting:d a sg:Hosting ; sg:hostedOrganisation organisation:DELTA ; sg:hostOrganisation organisation:CHAD ;
          sg:hasEnded false ; sg:start "2012"^^xsd:gYear .
        """,
    )
    assert found == {
        ("organisation:ALPHA", "sg:hostedBy", "organisation:BRAVO"),
        ("organisation:DELTA", "sg:hostedBy", "organisation:CHAD"),
    }


RECORD = st.tuples(
    st.sampled_from(
        ["active", "launched", "ceased", "contested", "approved", "pending", "renewed", "ending", "unknown"]
    ),
    st.sampled_from(["", "2012", "2012-05", "2012-05-07", "2013"]),
    st.sampled_from(["", "2011", "2013-01"]),
)


@given(st.lists(st.lists(RECORD, min_size=1, max_size=4), min_size=1, max_size=40))
@settings(max_examples=40)
def test_the_standing_in_the_graph_is_that_of_the_records_whatever_the_day(
    centres: list[list[tuple[str, str, str]]],
) -> None:
    types = {4: "gYear", 7: "gYearMonth", 10: "date"}

    def dated(name: str, text: str) -> str:
        return f' ; sg:{name} "{text}"^^xsd:{types[len(text)]}' if text else ""

    turtle = "".join(
        f"status:C{number}-{place} a sg:StatusRecord ; sg:ofOrganisation organisation:C{number} ;"
        f" sg:statusValue status-value:{value}{dated('date', date)}{dated('termStart', start)} .\n"
        for number, records in enumerate(centres)
        for place, (value, date, start) in enumerate(records)
    )
    found = derive("standing", turtle)
    for number, records in enumerate(centres):
        known = [StatusRecord(value, date, start, iri=str(place)) for place, (value, date, start) in enumerate(records)]
        expected = standing(known, None).value
        said = about(found, f"organisation:C{number}", "sg:standing")
        assert (expected == "ceased") == ("status-value:ceased" in said), records
        assert (expected in ("ceased", "contested")) == bool(said), records


def test_a_thing_with_several_names_is_shown_by_one_of_them() -> None:
    turtle = """
        organisation:ALPHA skos:prefLabel "École A"@fr , "A School"@en , "An A School"@en-GB , "مدرسة"@ar .
        organisation:BRAVO skos:prefLabel "École B"@fr , "Schule B"@de .
        organisation:CHAD skos:prefLabel "Centre C"@en-US , "Centre C"@en-GB , "Centre C" .
        organisation:DELTA skos:prefLabel "D" , "École D"@fr ; skos:altLabel "Delta School"@en .
        theme:karst skos:prefLabel "Karst"@EN , "Karst"@fr .
    """
    found = derive("display-name", turtle)
    expected = {"ALPHA": "A School", "BRAVO": "Schule B", "CHAD": "Centre C", "DELTA": "D"}
    assert {(s, o.split("@")[0].strip('"')) for s, _, o in found if s != "theme:karst"} == {
        (f"organisation:{code}", name) for code, name in expected.items()
    }
    assert len(found) == len(expected) + 1


TAGS = ["", "@en", "@en-GB", "@EN-us", "@eng", "@fr", "@fr-CA", "@de", "@zh-Hant"]
NAME = st.tuples(st.sampled_from(["A", "B", "a", "É", "Z z"]), st.sampled_from(TAGS))


@given(st.lists(st.lists(NAME, min_size=1, max_size=5), min_size=1, max_size=30))
@settings(max_examples=40)
def test_the_display_name_is_the_first_by_the_preference_that_the_code_has(things: list[list[tuple[str, str]]]) -> None:
    turtle = "".join(
        f'organisation:C{number} skos:prefLabel "{name}"{tag} .\n'
        for number, names in enumerate(things)
        for name, tag in names
    )
    found = derive("display-name", turtle)
    for number, names in enumerate(things):
        first, tag = min(names, key=lambda pair: (preference(pair[1].removeprefix("@")), pair[0]))
        shown = about(found, f"organisation:C{number}", "sg:displayName")
        assert {each.lower() for each in shown} == {f'"{first}"{tag}'.lower()}, names


def test_what_has_no_name_is_shown_by_its_code_or_the_end_of_its_address() -> None:
    others = 'event:2016-talks a sg:Event . project:P a sg:Project ; skos:prefLabel "P"@fr . theme:karst a sg:Theme .'
    found = derive("display-name", CENTRES + 'organisation:ALPHA skos:prefLabel "A"@en . ' + others)
    assert {(s, o) for s, _, o in found} == {
        ("organisation:ALPHA", '"A"@en'),
        *((f"organisation:{code}", f'"{code}"') for code in ("BRAVO", "CHAD", "DELTA")),
        ("event:2016-talks", '"2016-talks"'),
        ("project:P", '"P"@fr'),
    }


def test_who_ceased_has_no_standing_once_a_later_record_tells_of_work() -> None:
    records = """
        status:a a sg:StatusRecord ; sg:ofOrganisation organisation:ALPHA ; sg:statusValue status-value:ceased ;
          sg:date "2016"^^xsd:gYear .
        status:b a sg:StatusRecord ; sg:ofOrganisation organisation:BRAVO ; sg:statusValue status-value:contested .
    """
    assert derive("standing", records) == {
        ("organisation:ALPHA", "sg:standing", "status-value:ceased"),
        ("organisation:BRAVO", "sg:standing", "status-value:contested"),
    }
    again = """
        status:c a sg:StatusRecord ; sg:ofOrganisation organisation:ALPHA ; sg:statusValue status-value:renewed ;
          sg:date "2018-04"^^xsd:gYearMonth .
        status:d a sg:StatusRecord ; sg:ofOrganisation organisation:BRAVO ; sg:statusValue status-value:approved ;
          sg:date "2019"^^xsd:gYear .
    """
    assert derive("standing", records + again) == set()


def test_an_organisation_is_in_every_region_above_its_country() -> None:
    found = derive(
        "m49-regions",
        CENTRES
        + """
        country:CHN a sg:Country ; skos:broader m49:030 .
        m49:030 a sg:M49Region ; skos:broader m49:142 .
        m49:142 a sg:M49Region ; skos:broader theme:not-a-region .
        m49:002 a sg:M49Region .
        """,
    )
    assert found == {
        (f"organisation:{code}", "sg:m49Region", f"m49:{region}")
        for code in ("ALPHA", "BRAVO")
        for region in (
            "030",
            "142",
        )
    }


def test_an_organisation_is_in_the_unesco_region_of_its_country() -> None:
    found = derive(
        "unesco-region",
        CENTRES + "country:TCD a sg:Country ; sg:unescoRegion unesco-region:africa . country:CHN a sg:Country .",
    )
    assert found == {("organisation:CHAD", "sg:unescoRegion", "unesco-region:africa")}


PARTNERSHIPS = (
    CENTRES
    + """
cooperation:one a sg:Cooperation ; sg:partner organisation:BRAVO , organisation:ALPHA ;
  sg:cooperationKind cooperation-kind:training ; sg:year "2018"^^xsd:gYear .
cooperation:two a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:BRAVO ;
  sg:cooperationKind cooperation-kind:agreement ; sg:start "2011-07-24"^^xsd:date .
cooperation:three a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:BRAVO ;
  sg:cooperationKind cooperation-kind:training .
cooperation:four a sg:Cooperation ; sg:partner organisation:DELTA , organisation:CHAD ;
  sg:cooperationKind cooperation-kind:network .
"""
)


def test_a_partnership_holds_the_first_year_and_all_kinds_of_the_links_of_a_pair() -> None:
    found = derive("partnership", PARTNERSHIPS)
    both = "partnership:ALPHA--BRAVO"
    assert about(found, both, "rdf:type") == {"sg:Partnership"}
    assert about(found, both, "sg:partner") == {"organisation:ALPHA", "organisation:BRAVO"}
    assert about(found, both, "sg:cooperationKind") == {"cooperation-kind:training", "cooperation-kind:agreement"}
    assert about(found, both, "sg:firstYear") == {'"2011"^^<http://www.w3.org/2001/XMLSchema#gYear>'}
    assert about(found, both, "prov:wasDerivedFrom") == {"cooperation:one", "cooperation:two", "cooperation:three"}


def test_a_partnership_without_a_dated_link_has_no_first_year() -> None:
    found = derive("partnership", PARTNERSHIPS)
    other = "partnership:CHAD--DELTA"
    assert about(found, other, "sg:cooperationKind") == {"cooperation-kind:network"}
    assert about(found, other, "sg:firstYear") == set()
    assert {subject for subject, _, _ in found} == {"partnership:ALPHA--BRAVO", other}, "one for each pair, no more"


def test_cooperation_counts_towards_goal_17_unless_it_may_be_a_mere_meeting() -> None:
    found = derive(
        "sdg17",
        CENTRES
        + KINDS
        + """
        cooperation:strong a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:BRAVO ;
          sg:cooperationKind cooperation-kind:training .
        cooperation:again a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:CHAD ;
          sg:cooperationKind cooperation-kind:agreement .
        cooperation:weak a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:DELTA ;
          sg:cooperationKind cooperation-kind:network .
        """,
    )
    claim = "contribution:ALPHA-17-derived"
    claimants = {value for _, predicate, value in found if predicate == "sg:contributor"}
    assert claimants == {"organisation:ALPHA", "organisation:BRAVO", "organisation:CHAD"}, "a weak tie gives DELTA none"
    assert about(found, claim, "sg:contributesTo") == about(found, claim, "sg:contributesToGoal") == {"sdg:17"}
    assert about(found, claim, "sg:basis") == {"basis:derived"}
    assert about(found, claim, "prov:wasDerivedFrom") == {"cooperation:strong", "cooperation:again"}


def test_weak_ties_alone_give_no_contribution() -> None:
    weak = """
    cooperation:weak a sg:Cooperation ; sg:partner organisation:ALPHA , organisation:DELTA ;
      sg:cooperationKind cooperation-kind:network .
    """
    assert derive("sdg17", CENTRES + KINDS + weak) == set()


# --- on the real data --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> EmbeddedStore:
    return fill(EmbeddedStore.in_memory(), ROOT / "ontology", DATA)


def test_derived_statements_stand_in_the_derived_graph_alone(real: EmbeddedStore) -> None:
    made = {quad[:3] for quad in real.quads(vocab.DERIVED_GRAPH)}
    for graph in (vocab.DATA_GRAPH, vocab.SCHEMES_GRAPH, vocab.ONTOLOGY_GRAPH):
        both = made & {quad[:3] for quad in real.quads(graph)}
        assert not both, f"Derived, and stated in {graph} as well: {sorted(both)[:3]}; take it out of the files."


def test_the_list_of_derived_properties_is_what_the_rules_say_of_things_on_record(real: EmbeddedStore) -> None:
    stated = {s for graph in real.graphs() if graph != vocab.DERIVED_GRAPH for s, _, _, _ in real.quads(graph)}
    said = {p[1:-1] for s, p, _, _ in real.quads(vocab.DERIVED_GRAPH) if s in stated}
    # evidence is stated as well: the rule adds what its sub-property says
    assert said - {f"{vocab.SG}evidence"} == vocab.DERIVED_PROPERTIES


@pytest.mark.parametrize(
    "term",
    ["contributesToGoal", "cooperatesWith", "hostedBy", "m49Region", "firstYear", "Partnership"],
)
def test_what_only_rules_may_say_is_said_by_no_file(term: str, real: EmbeddedStore) -> None:
    said = [quad for quad in real.quads(vocab.DATA_GRAPH) if f"<{vocab.SG}{term}>" in quad[1:3]]
    assert not said, f"sg:{term} is derived; {said[0][0]} states it, take it out."


@pytest.fixture(scope="module")
def alone() -> dict[str, int]:
    """How much each rule derives from what is stated, without the others."""
    store = fill(EmbeddedStore.in_memory(), ROOT / "ontology", DATA)
    numbers = {}
    for path in RULES:
        store.derive({path.name: read_text(path)})
        numbers[path.stem] = len(list(store.quads(vocab.DERIVED_GRAPH)))
    return numbers


@pytest.mark.parametrize("rule", [path.stem for path in RULES])
def test_a_rule_finds_something_in_the_real_data(rule: str, alone: dict[str, int]) -> None:
    assert alone[rule] > 0, f"{rule} derives nothing; did a name in it or in the data change?"


def test_on_the_real_data_every_pair_that_cooperates_has_one_partnership(real: EmbeddedStore) -> None:
    pairs: Counter[frozenset[str]] = Counter()
    partners: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in derived(real):
        if predicate == "sg:partner":
            partners[subject].add(value)
        elif predicate == "sg:cooperatesWith":
            pairs[frozenset((subject, value))] += 1
    assert set(pairs.values()) == {2}, "sg:cooperatesWith stands in both directions."
    assert Counter(frozenset(both) for both in partners.values()) == Counter(set(pairs))
