"""From a small graph to records."""

import pytest

from sdggraph import vocab
from sdggraph.model.full_record import read_full_record
from sdggraph.model.reader import read_network
from sdggraph.store.embedded import EmbeddedStore
from tests.graphs import ROOT

GRAPH = """
organisation:A a sg:Organisation ; sg:code "A" ; skos:prefLabel "Alpha"@en ; skos:altLabel "Old Alpha" ;
  org:classification category:category-2 ; sg:country country:CHN ; sg:theme theme:karst , theme:floods .
organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Beta"@en , "Bêta"@fr .
contribution:A-6.5 a sg:Contribution ; sg:contributor organisation:A ; sg:contributesTo sdg:6.5 ;
  sg:basis basis:stated ; sg:activity "maps aquifers"@en ; sg:evidence <https://example.org/1> .
cooperation:A-B a sg:Cooperation ; sg:partner organisation:A , organisation:B , <https://example.org/stranger> ;
  sg:cooperationKind cooperation-kind:network ; sg:year "2016"^^xsd:gYear ; dcterms:description "met"@en .
cooperation-kind:network a sg:CooperationKind ; skos:prefLabel "Network"@en ; sg:tieStrength "weak" .
country:CHN a sg:Country ; skos:prefLabel "China"@en ; skos:broader m49:030 ; sg:unescoRegion unesco-region:asia ;
  sg:countryGroup country-group:g77 .
m49:030 a sg:M49Region ; skos:prefLabel "Eastern Asia"@en , "Asie de l'Est"@fr ; sg:displayName "Eastern Asia"@en .
unesco-region:asia a sg:UnescoRegion ; skos:prefLabel "Asia and the Pacific"@en ;
  sg:displayName "Asia and the Pacific"@en .
theme:karst a sg:Theme ; skos:prefLabel "Karst"@en ; skos:broader theme:water .
"""


def read(text: str = GRAPH):  # type: ignore[no-untyped-def]
    store = EmbeddedStore.in_memory()
    store.add_turtle(text.encode(), vocab.DATA_GRAPH)
    return read_network(store)


def test_an_organisation_arrives_whole() -> None:
    alpha = read().organisations["A"]
    assert (alpha.name, alpha.other_names, alpha.category) == ("Alpha", ("Old Alpha",), "category-2")
    assert (alpha.country, alpha.themes, alpha.is_centre) == ("CHN", ("floods", "karst"), True)
    [claim] = alpha.contributions
    assert (claim.aim, claim.goal, claim.basis, claim.evidence) == ("6.5", "6", "stated", ("https://example.org/1",))


def test_two_names_give_one_organisation_the_same_each_time() -> None:
    assert [read().organisations["B"].name for _ in range(3)] == ["Beta"] * 3


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ('"Zeta"@en , "Eta"@en', "Eta"),  # `sdggraph validate` reports two names in one language
        ('"Alpha"@fr , "Zeta"@de', "Zeta"),  # by language tag first, as the rule for sg:displayName
        ('"Alpha"@en-GB , "Zeta"@en', "Zeta"),
        ('"Alpha"@fr , "Zeta"', "Zeta"),
    ],
)
def test_the_name_shown_is_the_one_that_the_display_name_is(names: str, shown: str) -> None:
    record = f'organisation:C a sg:Organisation ; sg:code "C" ; skos:prefLabel {names} .'
    store = EmbeddedStore.in_memory()
    store.add_turtle(record.encode(), vocab.DATA_GRAPH)
    assert read_network(store).organisations["C"].name == shown
    full = read_full_record(store, vocab.resource("organisation", "C"))
    assert full.own.first("skos:prefLabel") == shown
    store.derive({"display-name": (ROOT / "ontology" / "rules" / "display-name.rq").read_text("utf-8")})
    [row] = store.query("SELECT ?name { ?thing sg:displayName ?name }").rows()
    assert row["name"] == shown


def test_an_organisation_without_a_name_is_listed_under_its_code() -> None:
    network = read('organisation:C a sg:Organisation ; sg:code "C" ; org:classification category:category-2 .')
    assert [(each.code, each.name, each.is_centre) for each in network.organisations.values()] == [("C", "C", True)]
    named = read('organisation:C a sg:Organisation ; sg:code "C" ; skos:altLabel "Sea" .').organisations["C"]
    assert (named.name, named.other_names) == ("C", ("Sea",))


def test_a_link_knows_its_partners_its_year_and_its_weakness() -> None:
    [link] = read().links
    assert (link.partners, link.kind, link.year, link.strong, link.what) == (
        ("A", "B"),
        "network",
        2016,
        False,
        ("met",),
    )


def test_a_country_knows_its_regions_and_groups() -> None:
    china = read().countries["CHN"]
    assert (china.subregion, china.region, china.groups) == ("Eastern Asia", "Asia and the Pacific", ("g77",))


@pytest.mark.parametrize("weight", ['"much"', '"NaN"^^xsd:double', "-1", "1.5", '"0.5"'])
def test_a_target_link_of_no_weight_is_left_out(weight: str) -> None:
    pair = "target-link:a a sg:TargetLink ; sg:linkedTarget sdg:6.5 , sdg:6.6 ; sg:weight"
    assert read(f"{pair} {weight} .").target_links == ()
    assert read(f"{pair} 0.5 .").target_links == (("6.5", "6.6", 0.5),)


def test_an_empty_store_is_an_empty_network() -> None:
    network = read("")
    assert (network.organisations, network.links, network.themes) == ({}, (), {})
