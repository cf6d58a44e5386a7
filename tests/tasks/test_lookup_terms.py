"""Goals, regions, groups, themes, categories and kinds as people write them."""

from collections.abc import Callable

import pytest

from sdggraph import vocab
from sdggraph.errors import Ambiguous, NotFound, SdgGraphError
from sdggraph.model.reader import read_network
from sdggraph.model.records import Network
from sdggraph.names.identifiers import aim_exists
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks import Source
from sdggraph.tasks.lookup import (
    find_aim,
    find_category,
    find_concept,
    find_country,
    find_group,
    find_kind,
    find_organisation,
    find_region,
    find_theme,
)
from sdggraph.tasks.queries import bind, find_query

GOALS = [
    ("6", "6 06 SDG6 SDG-6 Goal:6 6.0 ６ sdg:6 http://metadata.un.org/sdg/6 https://metadata.un.org/sdg/6/ ODS6 ODD6"),
    ("6.5", "6.5 06.5 SDG6.5 Target-6.5 https://metadata.un.org/sdg/6.5 http://metadata.un.org/sdg/6.5"),
    ("6.a", "6.a 6a 6A 6.A SDG6a https://metadata.un.org/sdg/6.A"),
    ("17.19", "17.19 SDG17.19"),
]
SPACED = [
    ("6", "SDG 6"),
    ("6", "Goal 6"),
    ("6", "goal 06"),
    ("6", " 6 "),
    ("6", "Clean water & sanitation"),
    ("6", "SDG 6: Clean water and sanitation"),
    ("6.5", "Target 6.5"),
    ("6.a", "target 6 a"),
]


@pytest.mark.parametrize(("key", "words"), [*SPACED, *((key, form) for key, forms in GOALS for form in forms.split())])
def test_a_goal_or_target_goes_by_its_number_in_every_form(source: Source, key: str, words: str) -> None:
    assert find_aim(source.network, words).key == key


IMPOSSIBLE = (
    "17.20",
    "18",
    "0",
    "6.z",
    "6.5.1",
    "-6",
    "6.05",
    "100",
    "water",
    "SDG",
    "6-7",
    "1-6",
    "1e1",
    "1/6",
    "(1)6",
)


@pytest.mark.parametrize("words", IMPOSSIBLE)
def test_a_goal_or_target_that_there_is_not_is_refused(source: Source, words: str) -> None:
    with pytest.raises(NotFound):
        find_aim(source.network, words)


@pytest.mark.parametrize(
    ("query", "name", "words"), [("contributors-to-goal", "goal", "6.5"), ("contributors-to-target", "target", "6")]
)
def test_a_query_of_a_goal_takes_no_target_nor_the_other_way_round(
    source: Source, query: str, name: str, words: str
) -> None:
    with pytest.raises(NotFound, match="is asked for"):
        bind(source, find_query(source, query), {name: words})


@pytest.mark.parametrize(
    ("find", "words", "key"),
    [
        (find_region, "LAC", "Latin America and the Caribbean"),
        (find_region, "latin america & caribbean", "Latin America and the Caribbean"),
        (find_region, "Asia-Pacific", "Asia and the Pacific"),
        (find_region, "The Arab States", "Arab States"),
        (find_region, "ENA", "Europe and North America"),
        (find_region, "030", "Eastern Asia"),
        (find_region, "eastern asia", "Eastern Asia"),
        (find_group, "Least developed countries", "ldc"),
        (find_group, "LDC", "ldc"),
        (find_group, "Group of 77", "g77"),
        (find_group, "G-77", "g77"),
        (find_group, "small island developing states", "sids"),
        (find_theme, "Water resources", "water-resources"),
        (find_theme, "water_resources", "water-resources"),
        (find_kind, "Joint project", "joint-project"),
    ],
)
def test_terms_go_by_key_label_and_usual_short_form(
    source: Source, find: Callable[[Network, str], object], words: str, key: str
) -> None:
    assert find(source.network, words).key == key  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["category-2", "Category 2", "category 2 centre", "CATEGORY II", "Cat. 2"])
def test_a_category_goes_by_key_and_label(source: Source, words: str) -> None:
    assert find_category(source.network, words) == "category-2"


@pytest.mark.parametrize(
    ("find", "words", "told"),
    [
        (find_group, "G7", "The country groups are: g77 (Group of 77)"),
        (find_group, "developed countries", "ldc"),
        (find_theme, "art", "no theme"),
        (find_theme, "sciences", "earth-sciences"),
        (find_region, "Asia", "Eastern Asia"),
        (find_region, "America", "no region"),
        (find_region, "Afrika", "Did you mean Africa"),
        (find_category, "category", "The categories are"),
        (find_kind, "project", "joint-project"),
        (find_country, "land", "no country"),
    ],
)
def test_a_piece_of_a_term_is_refused_with_what_there_is(
    source: Source, find: Callable[[Network, str], object], words: str, told: str
) -> None:
    with pytest.raises(NotFound) as caught:
        find(source.network, words)
    assert told in str(caught.value)


TWO_NAMES = """
organisation:SEA a sg:Organisation ; sg:code "SEA" ; skos:prefLabel "Institut maritime"@fr , "Sea Institute"@en-GB ;
  skos:altLabel "Old Sea" ; skos:exactMatch <https://ror.org/02nyyq397> , <http://www.wikidata.org/entity/Q42> .
organisation:LAKE a sg:Organisation ; sg:code "LAKE" ; skos:prefLabel "Lake Institute" , "Instituto del Lago"@es ;
  skos:altLabel "Twin" .
organisation:POND a sg:Organisation ; sg:code "POND" ; skos:prefLabel "Pond Institute"@en ; skos:altLabel "twin" .
theme:water a sg:Theme ; skos:prefLabel "Eau"@fr , "Water"@en ; skos:altLabel "Aqua"@la .
"""


@pytest.fixture(scope="module")
def invented() -> Network:
    store = EmbeddedStore.in_memory()
    store.add_turtle(TWO_NAMES.encode(), vocab.DATA_GRAPH)
    return read_network(store)


def test_the_english_name_is_shown_and_the_others_are_other_names(invented: Network) -> None:
    sea, lake = (invented.organisations[code] for code in ("SEA", "LAKE"))
    assert (sea.name, sea.other_names) == ("Sea Institute", ("Institut maritime", "Old Sea"))
    assert (lake.name, lake.other_names) == ("Lake Institute", ("Instituto del Lago", "Twin"))
    assert invented.themes["water"].label == "Water"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Sea Institute", "SEA"),
        ("institut maritime", "SEA"),
        ("L'Institut maritime", "SEA"),
        ("El Instituto del Lago", "LAKE"),
        ("https://ror.org/02nyyq397", "SEA"),
        ("ror.org/02NYYQ397", "SEA"),
        ("02nyyq397", "SEA"),
        ("Q42", "SEA"),
        ("https://www.wikidata.org/wiki/Q42", "SEA"),
        ("http://wikidata.org/entity/Q42", "SEA"),
        ("https://w3id.org/sdggraph/id/organisation/LAKE", "LAKE"),
        ("organisation:LAKE", "LAKE"),
        ("Twin", "LAKE"),  # written exactly so
        ("twin", "POND"),
    ],
)
def test_every_name_in_every_language_and_every_identifier_finds_its_organisation(
    invented: Network, words: str, code: str
) -> None:
    assert find_organisation(invented, words).code == code


def test_a_spelling_that_fits_two_names_is_never_a_silent_choice(invented: Network) -> None:
    with pytest.raises(Ambiguous) as caught:
        find_organisation(invented, "TWIN")
    assert caught.value.choices == ("LAKE", "POND")


def test_terms_go_by_their_names_in_every_language(invented: Network) -> None:
    assert [find_theme(invented, words).key for words in ("Eau", "aqua", "l’eau", "WATER")] == ["water"] * 4


@pytest.mark.parametrize("words", ["", " ", "\x00", "\u200b", "…", "☃", "{}", "'; DROP", "\ud800", "%", "[a-z]+", "*"])
def test_hostile_words_are_not_found_and_never_a_traceback(source: Source, words: str) -> None:
    network = source.network
    for find in (
        find_organisation,
        find_country,
        find_region,
        find_group,
        find_theme,
        find_kind,
        find_aim,
        find_category,
    ):
        with pytest.raises(SdgGraphError):
            find(network, words)
    with pytest.raises(NotFound):
        find_concept({}, words, "thing")


def test_the_list_of_goals_and_targets_is_that_of_the_united_nations(source: Source) -> None:
    codes = {f"{goal}.{target}" for goal in range(19) for target in (*range(25), *"abcdefz")}
    codes |= {str(goal) for goal in range(-1, 20)}
    assert {code for code in codes if aim_exists(code)} == set(source.network.aims)
