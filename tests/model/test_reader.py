"""From a small graph to records."""

from sdggraph import vocab
from sdggraph.model.reader import read_network
from sdggraph.store.embedded import EmbeddedStore

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


def test_an_empty_store_is_an_empty_network() -> None:
    network = read("")
    assert (network.organisations, network.links, network.themes) == ({}, (), {})
