"""The schemes as code: complete, in our own words, and in step with the data."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.graphs import SCHEMES, Graph, data, literals_of, schemes, short, statements

CONCEPTS = schemes().typed("skos:Concept")
COUNTRIES = schemes().typed("sg:Country")
GOALS = schemes().typed("sdgo:Goal")
TARGETS = schemes().typed("sdgo:Target")
LINKS = schemes().typed("sg:TargetLink")

# how many targets each of the 17 goals has, from the 2030 Agenda; 169 in all
TARGETS_OF = dict(enumerate((7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19), start=1))
MEMBERS = {"un-member": 193, "un-observer": 2, "unesco-member": 194, "unesco-associate": 12}
GROUPS = {**MEMBERS, "g77": 134, "ldc": 44, "sids": 53, "lldc": 32}
ELECTORAL = {"i": 26, "ii": 25, "iii": 33, "iv": 44, "v-a": 47, "v-b": 19}
REGIONS = {
    "africa": 47,
    "arab-states": 19,
    "asia-and-the-pacific": 46,
    "europe-and-north-america": 49,
    "latin-america-and-the-caribbean": 33,
}
# kinds of which every one is known, and how many there are
TOTALS = {
    "sg:Basis": 4,
    "sg:Category": 6,
    "sg:CooperationKind": 8,
    "sg:Country": 249,
    "sg:CountryGroup": 8,
    "sg:ElectoralGroup": 6,
    "sg:EndBasis": 2,
    "sg:EventKind": 6,
    "sg:M49Region": 30,
    "sg:Scope": 3,
    "sg:Sector": 5,
    "sg:StatusValue": 12,
    "sg:TargetLink": 224,
    "sg:UnescoRegion": 5,
    "sdgo:Goal": 17,
    "sdgo:Target": 169,
}
# how the sentences of the UN's own target texts begin
UN_OPENINGS = (
    r"(By 20\d\d|By the end|Achieve|Adopt|Build|Combat|Conserve|Create|Develop|Devise|Eliminate|Encourage|End|Enhance|"
    r"Ensure|Expand|Facilitate|Halve|Implement|Improve|Increase|Integrate|Mobili[sz]e|Promote|Protect|Provide|Reduce|"
    r"Recogni[sz]e|Significantly|Strengthen|Substantially|Support|Take|Undertake)\b(?! (for|of)\b)"
)


def key(iri: str) -> str:
    return iri.partition(":")[2]


# --- totals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "number"), TOTALS.items())
def test_a_scheme_is_complete(kind: str, number: int, schemes: Graph) -> None:
    assert len(schemes.typed(kind)) == number, f"There should be {number} {kind}; which came or went, and why?"


@pytest.mark.parametrize(("group", "number"), GROUPS.items())
def test_a_country_group_has_its_members(group: str, number: int, schemes: Graph) -> None:
    members = schemes.pointing("sg:countryGroup", f"country-group:{group}")
    assert len(members) == number, f"{group} should have {number} members; the year it is valid for may have changed."
    assert members <= set(COUNTRIES)


@pytest.mark.parametrize(("group", "number"), ELECTORAL.items())
def test_an_electoral_group_has_its_member_states(group: str, number: int, schemes: Graph) -> None:
    members = schemes.pointing("sg:electoralGroup", f"electoral-group:{group}")
    assert len(members) == number, f"Group {group} should have {number} Member States."
    assert members <= schemes.pointing("sg:countryGroup", "country-group:unesco-member"), "Only Member States elect."


@pytest.mark.parametrize(("region", "number"), REGIONS.items())
def test_a_unesco_region_has_its_member_states(region: str, number: int, schemes: Graph) -> None:
    within = schemes.pointing("sg:unescoRegion", f"unesco-region:{region}")
    members = within & schemes.pointing("sg:countryGroup", "country-group:unesco-member")
    assert len(members) == number, f"{region} should have {number} Member States."


def test_every_member_state_of_unesco_has_one_electoral_group(schemes: Graph) -> None:
    for country in schemes.pointing("sg:countryGroup", "country-group:unesco-member"):
        assert schemes.value(country, "sg:electoralGroup"), f"{country} has no electoral group."


@pytest.mark.parametrize("text", sorted(schemes().typed("sg:CountryGroup") + schemes().typed("sg:ElectoralGroup")))
def test_a_definition_that_gives_a_number_gives_the_right_one(text: str, schemes: Graph) -> None:
    definition = schemes.value(text, "skos:definition") or ""
    numbers = [int(number) for number in re.findall(r"\b\d{1,3}\b", definition)]
    number = {**GROUPS, **ELECTORAL}[key(text)]
    assert not numbers or number in numbers, f"{text} has {number} members, its definition says {numbers}."


def test_no_state_is_both_member_and_associate_or_observer(schemes: Graph) -> None:
    for one, other in (("un-member", "un-observer"), ("unesco-member", "unesco-associate")):
        both = schemes.pointing("sg:countryGroup", f"country-group:{one}")
        both &= schemes.pointing("sg:countryGroup", f"country-group:{other}")
        assert not both, f"{both} are both {one} and {other}."


@pytest.mark.parametrize("group", sorted(schemes().typed("sg:CountryGroup")))
def test_a_country_group_says_for_which_year_it_holds(group: str, schemes: Graph) -> None:
    [valid] = literals_of(schemes, group, "sg:validFor")
    assert valid.datatype.value.endswith("#gYear")
    assert 2015 <= int(valid.value) <= 2030, f"{group} is valid for {valid.value}?"


# --- every concept -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_names_its_source_and_holds_all_its_concepts(path: Path, schemes: Graph) -> None:
    here = statements(path)
    kinds = ("skos:ConceptScheme", "void:Dataset")
    [scheme] = [s for s, p, value in here if p == "rdf:type" and short(value) in kinds]
    for predicate in ("dcterms:title", "dcterms:description", "dcterms:source"):
        assert schemes.values(scheme, predicate), f"{scheme} has no {predicate}; readers must know whose it is."
    for concept in {s for s, p, value in here if p == "rdf:type" and short(value) == "skos:Concept"}:
        assert schemes.values(concept, "skos:inScheme") == {scheme}, f"{concept} stands in the file of {scheme}."


def test_a_concept_has_one_english_label_and_its_notation(schemes: Graph) -> None:
    for concept in CONCEPTS:
        [label] = literals_of(schemes, concept, "skos:prefLabel")
        assert label.language == "en", f"The label of {concept} lacks @en."
        assert label.value not in schemes.values(concept, "skos:altLabel"), f"{concept}: {label.value!r} stands twice."
        if not concept.startswith("theme:"):
            assert schemes.values(concept, "skos:notation") == {key(concept)}, (
                f"{concept}: its notation is not its name."
            )


def test_no_two_concepts_of_a_scheme_share_a_label(schemes: Graph) -> None:
    labels = Counter(
        (schemes.value(concept, "skos:inScheme"), (schemes.value(concept, "skos:prefLabel") or "").casefold())
        for concept in CONCEPTS
    )
    assert [label for label, times in labels.items() if times > 1] == []


def test_a_concept_of_ours_has_a_definition(schemes: Graph) -> None:
    for concept in [one for one in CONCEPTS if not one.startswith(("country:", "m49:", "sdg:"))]:
        definition = schemes.value(concept, "skos:definition") or ""
        assert definition.endswith("."), f"{concept} needs a definition, a sentence: {definition!r}"


def test_what_is_broader_is_known_and_never_leads_back(schemes: Graph) -> None:
    for concept in CONCEPTS:
        above, seen = schemes.values(concept, "skos:broader"), set[str]()
        while above:
            assert concept not in above, f"{concept} is broader than itself, by way of {sorted(seen)}."
            unknown = above - set(CONCEPTS)
            assert not unknown, f"{concept} is below {unknown}, which is no concept."
            seen |= above
            above = {higher for one in above for higher in schemes.values(one, "skos:broader")} - seen


# --- goals and targets -------------------------------------------------------------------------------


def test_the_goals_are_1_to_17_and_each_has_its_targets(schemes: Graph) -> None:
    assert sorted(int(key(goal)) for goal in GOALS) == list(range(1, 18))
    assert Counter(int(key(target).partition(".")[0]) for target in TARGETS) == Counter(TARGETS_OF)


@pytest.mark.parametrize("goal", GOALS)
def test_a_goal_has_its_colour_and_its_outcome_targets_counted_from_one(goal: str, schemes: Graph) -> None:
    colour = schemes.value(goal, "sg:colour") or ""
    assert re.fullmatch(r"#[0-9A-F]{6}", colour), f"{goal} has the colour {colour!r}; write #RRGGBB."
    ends = [key(target).partition(".")[2] for target in schemes.pointing("skos:broader", goal)]
    numbers = sorted(int(end) for end in ends if end.isdigit())
    letters = sorted(end for end in ends if not end.isdigit())
    assert numbers == list(range(1, len(numbers) + 1)), f"{goal} has a gap: {numbers}."
    assert letters == list("abcdefgh"[: len(letters)]), f"{goal} has a gap: {letters}."


def test_no_two_goals_share_a_colour(schemes: Graph) -> None:
    assert len({schemes.value(goal, "sg:colour") for goal in GOALS}) == 17


def test_above_a_target_is_its_goal_alone(schemes: Graph) -> None:
    for target in TARGETS:
        assert schemes.values(target, "skos:broader") == {target.partition(".")[0]}


@pytest.mark.parametrize("goal", GOALS)
def test_the_titles_of_a_goal_and_its_targets_are_short_and_in_our_own_words(goal: str, schemes: Graph) -> None:
    for aim in [goal, *sorted(schemes.pointing("skos:broader", goal))]:
        title = schemes.value(aim, "skos:prefLabel") or ""
        assert 1 <= len(title.split()) <= 8, f"{aim}: {title!r} has {len(title.split())} words; eight at most."
        assert not re.match(UN_OPENINGS, title), f"{aim}: {title!r} begins like the UN's text; say it in our words."
        assert not title.endswith("."), f"{aim}: {title!r} is a title, not a sentence."
        assert not schemes.values(aim, "skos:definition"), f"{aim}: the UN's texts are linked to, not copied."


# --- links between targets ---------------------------------------------------------------------------


def test_a_target_link_joins_two_targets_with_a_weight_and_says_how(schemes: Graph) -> None:
    for link in LINKS:
        joined = schemes.values(link, "sg:linkedTarget")
        assert len(joined) == 2, f"{link} joins {sorted(joined)}; a link has two ends."
        assert joined <= set(TARGETS), f"{link} joins what is no target: {sorted(joined - set(TARGETS))}."
        one, other = (re.escape(key(target)) for target in joined)
        assert re.fullmatch(f"target-link:({one}-{other}|{other}-{one})", link), f"{link} joins {sorted(joined)}."
        assert 0 < Decimal(schemes.value(link, "sg:weight") or "0") <= 1, f"{link}: its weight is not in (0, 1]."
        assert schemes.value(link, "sg:method"), f"{link} does not say how its weight was computed."
        shared = schemes.values(link, "sg:sharedSubjects", "sg:sharedIndicators")
        assert any(int(number) > 0 for number in shared), f"{link} joins targets that share nothing."


def test_two_targets_have_one_link(schemes: Graph) -> None:
    pairs = Counter(frozenset(schemes.values(link, "sg:linkedTarget")) for link in LINKS)
    assert [sorted(pair) for pair, times in pairs.items() if times > 1] == []


# --- countries ---------------------------------------------------------------------------------------


def test_a_country_has_its_codes_and_its_place(schemes: Graph) -> None:
    for country in COUNTRIES:
        assert re.fullmatch(r"country:[A-Z]{3}", country)
        assert re.fullmatch(r"[A-Z]{2}", schemes.value(country, "sg:iso2") or ""), f"{country} has no ISO alpha-2."
        assert re.fullmatch(r"\d{3}", schemes.value(country, "sg:m49Code") or ""), f"{country}: keep the zeros."
        regions = schemes.values(country, "skos:broader")
        assert regions <= set(schemes.typed("sg:M49Region")), f"{country} is below {regions}."
        assert len(regions) == 1, f"{country} should be in one region, not in {sorted(regions)}."
        if country not in ("country:ATA", "country:TWN"):  # UNESCO counts them to none of its regions
            assert schemes.value(country, "sg:unescoRegion"), f"{country} has no UNESCO region."


@pytest.mark.parametrize("predicate", ["sg:iso2", "sg:m49Code"])
def test_no_two_countries_share_a_code(predicate: str, schemes: Graph) -> None:
    codes = Counter(code for country in COUNTRIES for code in schemes.values(country, predicate))
    assert [code for code, times in codes.items() if times > 1] == []


def test_namibia_is_not_a_missing_value(schemes: Graph) -> None:
    assert schemes.value("country:NAM", "sg:iso2") == "NA", "Some reader took NA for nothing."


def test_a_country_box_is_a_box(schemes: Graph) -> None:
    for country in [one for one in COUNTRIES if schemes.values(one, "sg:southLatitude")]:
        south, north = (Decimal(schemes.value(country, f"sg:{side}Latitude") or "nan") for side in ("south", "north"))
        west, east = (Decimal(schemes.value(country, f"sg:{side}Longitude") or "nan") for side in ("west", "east"))
        assert -90 <= south < north <= 90, f"{country} lies between {south} and {north}?"
        assert -180 <= west <= 180, f"{country} begins at {west}?"
        assert -180 <= east <= 180, f"{country} ends at {east}?"


@pytest.mark.parametrize(
    "organisation", [one for one in data().typed("sg:Organisation") if data().values(one, "wgs:lat")]
)
def test_an_organisation_lies_in_the_box_of_its_country(organisation: str, data: Graph, schemes: Graph) -> None:
    country = data.value(organisation, "sg:country") or ""
    latitude = Decimal(data.value(organisation, "wgs:lat") or "nan")
    longitude = Decimal(data.value(organisation, "wgs:long") or "nan")
    south, north = (Decimal(schemes.value(country, f"sg:{side}Latitude") or "nan") for side in ("south", "north"))
    west, east = (Decimal(schemes.value(country, f"sg:{side}Longitude") or "nan") for side in ("west", "east"))
    within = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    assert south <= latitude <= north, f"{organisation} at {latitude} {longitude} is not in {country}; check both."
    assert within, f"{organisation} at {latitude} {longitude} is not in {country}; check both."


# --- in step with the data ---------------------------------------------------------------------------


def test_every_theme_is_used_or_stands_above_one_that_is(data: Graph, schemes: Graph) -> None:
    themes = set(schemes.typed("sg:Theme"))
    used = {theme for who in data.typed("sg:Organisation") for theme in data.values(who, "sg:theme")}
    assert used <= themes, f"{sorted(used - themes)} are no themes; add them to schemes/themes.ttl."
    above = {higher for theme in themes for higher in schemes.values(theme, "skos:broader")}
    assert themes <= used | above, f"Nobody works on {sorted(themes - used - above)}."


@pytest.mark.parametrize(
    ("predicate", "kind", "idle"),
    [
        ("org:classification", "sg:Category", set()),
        ("sg:scope", "sg:Scope", set()),
        ("sg:programme", "sg:Programme", set()),
        ("sg:cooperationKind", "sg:CooperationKind", set()),
        ("sg:eventKind", "sg:EventKind", set()),
        ("sg:statusValue", "sg:StatusValue", set()),
        ("sg:sector", "sg:Sector", set()),
        ("sg:endBasis", "sg:EndBasis", set()),
        # the rules derive, and no classifier has run yet
        ("sg:basis", "sg:Basis", {"basis:classifier", "basis:derived"}),
    ],
)
def test_every_value_of_a_scheme_is_used(
    predicate: str, kind: str, idle: set[str], data: Graph, schemes: Graph
) -> None:
    used = {short(value) for _, of, value in data.statements if of == predicate}
    assert set(schemes.typed(kind)) - used == idle, f"{kind}: a value nobody uses, or one that is used after all."
    assert used <= set(schemes.typed(kind)), f"{sorted(used - set(schemes.typed(kind)))} are not in the scheme."
