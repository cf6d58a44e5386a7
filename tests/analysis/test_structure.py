"""The structure of the network: numbers worked by hand, numbers recounted from the desk research, and properties."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph.analysis.comparison import difference
from sdggraph.analysis.links import known_by
from sdggraph.analysis.network import linked_pairs, to_networkx
from sdggraph.analysis.structure import structure
from sdggraph.model.records import Link, Network, Organisation
from sdggraph.model.structure import Scope, Share, Structure
from sdggraph.tasks import Source
from sdggraph.tasks.network import network as network_of
from sdggraph.tasks.queries import run_named
from sdggraph.tasks.report import status
from tests.conftest import centre
from tests.queries import desk


def link(name: str, kind: str = "agreement", year: int | None = None) -> Link:
    """A link in one word: "A-B", or "A-B-C" for one of three."""
    return Link(f"urn:{name}-{kind}-{year}", tuple(name.split("-")), kind, year, strong=kind != "network")


def network(*links: Link, codes: str = "ABCDE") -> Network:
    return Network({code: centre(code, "CHN") for code in codes}, links)


def more(given: Network, *records: Organisation) -> Network:
    return given._replace(organisations={**given.organisations, **{record.code: record for record in records}})


def whole(given: Network, **options: object) -> Scope:
    codes = tuple(sorted(given.organisations))
    return Scope(codes, codes)._replace(**options)  # type: ignore[arg-type]


def structured(given: Network, **options: object) -> Structure:
    return structure(given, whole(given, **options))


@pytest.fixture
def kite() -> Network:
    """A triangle A, B, C of strong links, D on C by a weak tie, E alone."""
    return network(link("A-B"), link("B-C"), link("A-C"), link("C-D", "network"))


def test_the_measures_of_the_kite(kite: Network) -> None:
    found = structured(kite)
    assert found.all._replace(between_regions=Share(0, 0)) == (
        *(4, 4, 1, 1, 4),  # links, pairs, isolated, components, largest
        4 / 10,  # of 5 * 4 / 2 pairs
        3 / 5,  # one triangle, three times; A and B are the middle of one triple, C of three
        Share(0, 0),
        2,
    )
    assert (found.strong.pairs, found.strong.isolated, found.strong.clustering) == (3, 2, 1.0)
    assert found.core == ("A", "B", "C")
    assert found.only_weak == ("D",)
    assert [each.code for each in found.isolated] == ["E"]
    assert found.kinds == (("agreement", True, 3), ("network", False, 1))


def test_the_broker_of_the_kite(kite: Network) -> None:
    [broker] = structured(kite).brokers
    # A-D and B-D run through C: 2 of the 6 pairs of the others
    assert (broker.code, broker.betweenness, broker.betweenness_strong) == ("C", 0.333333, 0.0)
    assert (broker.strong, broker.weak, broker.cut_off) == (2, 1, (("D",),))


@pytest.mark.slow  # a network of a thousand, twice
def test_betweenness_of_very_many_is_estimated_the_same_every_time() -> None:
    codes = [f"C{number:04}" for number in range(1000)]
    wheel = Network(
        {code: centre(code, "") for code in codes},
        tuple(Link(f"urn:{code}", ("C0000", code), "agreement") for code in codes[1:]),
    )
    found = structured(wheel)
    assert found.estimated
    assert [each.code for each in found.brokers] == ["C0000"]
    assert found.brokers[0].betweenness == pytest.approx(1, abs=0.05)
    assert structured(wheel) == found


def test_strong_only_leaves_weak_ties_out_everywhere(kite: Network) -> None:
    found = structured(kite, strong_only=True)
    assert found.all == found.strong
    assert [each.code for each in found.isolated] == ["D", "E"]
    assert found.brokers == ()
    assert found.only_weak == ()


def test_several_links_of_a_pair_are_one_pair() -> None:
    found = structured(network(link("A-B"), link("A-B", "training"), link("A-B", "network")))
    assert (found.all.links, found.all.pairs, found.strong.links) == (3, 1, 2)


def test_a_link_of_three_is_one_link_and_three_pairs() -> None:
    found = structured(network(link("A-B-C")))
    assert (found.all.links, found.all.pairs) == (1, 3)
    assert [community.inside for community in found.communities] == [1]


def test_a_partner_nobody_knows_and_a_link_to_oneself_change_nothing(kite: Network) -> None:
    odd = (link("A-UNKNOWN"), link("B-B"), Link("urn:x", ("C",), "agreement"))
    found = structured(kite._replace(links=(*kite.links, *odd)))
    assert found.all == structured(kite).all
    assert [each.elsewhere for each in found.isolated] == [0]


@pytest.mark.parametrize("codes", ["", "A", "AB"])
def test_a_network_of_nobody_of_one_and_of_two_strangers(codes: str) -> None:
    found = structured(network(codes=codes))
    assert found.all.density == (0.0 if codes == "AB" else None)
    assert (found.all.clustering, found.modularity, found.all.core) == (None, None, 0)
    assert (found.communities, found.brokers, found.components, found.core) == ((), (), (), ())
    assert len(found.isolated) == len(codes)


def test_communities_keep_to_themselves_and_are_named_by_their_themes(tiny: Network) -> None:
    records = {code: centre(code, "JPN", "karst" if code < "D" else "floods") for code in "ABCDEF"}
    links = (*map(link, ("A-B", "B-C", "A-C", "D-E", "E-F", "D-F")), link("C-D", "network"))
    found = structured(tiny._replace(organisations=records, links=links))
    assert [(each.name, each.members, each.inside, each.out) for each in found.communities] == [
        ("Karst, Asia and the Pacific", ("A", "B", "C"), 3, 1),
        ("Floods, Asia and the Pacific", ("D", "E", "F"), 3, 1),
    ]
    # the weights: 6 strong and 0.25; inside 6 of 6.25, by chance (6.25 / 12.5)^2 for each half
    assert found.modularity == pytest.approx(6 / 6.25 - 0.5)


def test_communities_of_one_name_are_told_apart(tiny: Network) -> None:
    records = {code: centre(code, "JPN", "karst") for code in "ABCDEF"}
    links = tuple(link(name) for name in ("A-B", "B-C", "D-E", "E-F"))
    names = [each.name for each in structured(tiny._replace(organisations=records, links=links)).communities]
    assert names == ["Karst, Asia and the Pacific (around B)", "Karst, Asia and the Pacific (around E)"]


def test_regions_and_themes_of_the_tiny_network(tiny: Network) -> None:
    found = structured(tiny._replace(links=(*tiny.links, link("ALPHA-ECHO"), link("BRAVO-ECHO", "network"))))
    africa, asia = found.regions
    assert (africa.label, africa.members, africa.strong_out, africa.weak_out) == ("Africa", ("ECHO",), 1, 1)
    assert (africa.density, africa.alone, africa.isolated) == (None, ("ECHO",), ())
    assert (asia.strong, asia.weak, asia.strong_out, asia.weak_out) == (0, 1, 1, 1)
    assert asia.density == pytest.approx(1 / 6)
    assert (asia.alone, asia.isolated) == (("BRAVO", "CHARLIE"), ("CHARLIE",))
    themes = {group.label: group for group in found.themes}
    assert themes["Water"].members == ("ALPHA", "BRAVO", "CHARLIE", "DELTA")
    assert [group.label for group in found.themes] == ["Water", "Floods", "Karst", "no theme on record"]
    assert themes["no theme on record"].members == ("ECHO",)
    assert found.all.between_regions == Share(2, 3)


def test_a_centre_without_a_country_is_in_a_row_of_its_own_and_between_no_regions(tiny: Network) -> None:
    found = structured(more(tiny, centre("LOST", ""))._replace(links=(*tiny.links, link("ALPHA-LOST"))))
    assert found.regions[-1].label == "no region on record"
    assert found.all.between_regions == Share(0, 1)


def test_an_isolated_centre_tells_of_its_links_to_others(tiny: Network) -> None:
    given = more(tiny, centre("HOST", "KEN")._replace(category="host"))
    given = given._replace(links=(*tiny.links, link("ECHO-HOST", "hosting")))
    members = tuple(sorted(given.organisations.keys() - {"HOST"}))
    found = structure(given, Scope(members, members))
    assert {each.code: each.elsewhere for each in found.isolated} == {"BRAVO": 0, "CHARLIE": 0, "ECHO": 1}


def test_a_centre_linked_outside_the_part_alone_is_not_isolated(tiny: Network) -> None:
    given = more(tiny, centre("HOST", "KEN")._replace(category="host"), centre("FOX", "KEN"))
    given = given._replace(links=(*tiny.links, link("ECHO-ALPHA"), link("FOX-HOST", "hosting"), link("ECHO-HOST")))
    everyone = tuple(sorted(given.organisations.keys() - {"HOST"}))
    found = structure(given, Scope(("ECHO", "FOX"), everyone))
    assert [(each.code, each.elsewhere) for each in found.isolated] == [("FOX", 1)]
    assert [(each.code, each.elsewhere) for each in found.only_outside] == [("ECHO", 2)]
    assert (found.all.isolated, found.strong.isolated) == (1, 1)
    assert structure(given, Scope(everyone, everyone)).only_outside == ()


@pytest.mark.parametrize("strong_only", [False, True])
def test_isolated_in_a_part_are_the_isolated_of_the_whole_that_are_in_it(source: Source, strong_only: bool) -> None:
    everybody = {each.code for each in network_of(source, strong_only=strong_only).isolated}
    for region in ("Africa", "Arab States", "Asia and the Pacific", "Latin America and the Caribbean"):
        part = network_of(source, region=region, strong_only=strong_only)
        isolated = {each.code for each in part.isolated}
        assert isolated == everybody & set(part.scope.members)
        assert isolated == {code for group in part.regions for code in group.isolated}
        assert part.all.isolated == len(isolated)
        assert not isolated & {each.code for each in part.only_outside}


@pytest.mark.slow  # the whole report
def test_isolated_means_the_same_in_command_report_query_and_api_job(source: Source) -> None:
    codes = [each.code for each in network_of(source).isolated]
    assert [row["code"] for row in run_named(source, "isolated-centres").rows()] == codes
    assert [each.code for each in status(source).isolated] == codes
    weak = [row["code"] for row in run_named(source, "weakly-linked-centres").rows()]
    assert weak == sorted(network_of(source).only_weak)
    assert not set(weak) & set(codes)


def test_known_by_a_year_takes_dated_links_and_who_is_at_work() -> None:
    given = network(link("A-B", year=2012), link("B-C", year=2016), link("C-D"))
    given = more(given, *(given.organisations[code]._replace(since=2014) for code in "AE"))
    then = known_by(given, 2012)
    assert [each.partners for each in then.links] == [("A", "B")]
    assert sorted(then.organisations) == ["A", "B", "C", "D"]  # A had a link before its approval


def test_the_difference_between_two_years() -> None:
    given = network(
        *(link("A-B", year=2010), link("C-D", year=2010), link("A-B", "training", 2014)),
        *(link("B-C", "network", 2015), link("D-E", year=2015), link("A-E")),
    )
    found = difference(given, whole(given, as_of=2012), whole(given, as_of=2015))
    assert [(each.year, each.partners) for each in found.links] == [
        (2014, ("A", "B")),
        (2015, ("B", "C")),
        (2015, ("D", "E")),
    ]
    assert found.pairs == (("B", "C"), ("D", "E"))
    assert found.connected == ("E",)
    assert found.joined == ((("A", "B"), ("C", "D")),)
    assert (found.before.components, found.after.components, found.undated) == (2, 1, 1)
    strong = difference(given, *(whole(given, as_of=year, strong_only=True) for year in (2012, 2015)))
    assert strong.joined == ()
    assert len(strong.links) == 2


CODES = "ABCDEFGH"
LINKS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(CODES), min_size=1, max_size=3),
        st.sampled_from(["agreement", "training", "network"]),
        st.one_of(st.none(), st.integers(2010, 2014)),
    ),
    max_size=14,
    unique_by=str,
)


def drawn(entries: list[tuple[set[str], str, int | None]]) -> Network:
    links = [link("-".join(sorted(codes)), kind, year) for codes, kind, year in entries]
    return network(*{each.iri: each for each in links}.values(), codes=CODES)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_records_and_links_changes_nothing(entries, mixed) -> None:  # type: ignore[no-untyped-def]
    given = drawn(entries)
    records, links = list(given.organisations.items()), list(given.links)
    mixed.shuffle(records)
    mixed.shuffle(links)
    assert structured(given._replace(organisations=dict(records), links=tuple(links))) == structured(given)


@settings(max_examples=60, deadline=None)
@given(LINKS)
def test_everybody_is_in_one_community_and_component_or_isolated(entries) -> None:  # type: ignore[no-untyped-def]
    found = structured(drawn(entries))
    alone = [each.code for each in found.isolated]
    for parts in (found.components, [each.members for each in found.communities]):
        assert sorted([*alone, *(code for part in parts for code in part)]) == list(CODES)
    for measures in (found.all, found.strong):
        for share in (measures.density, measures.clustering, measures.between_regions.value):
            assert share is None or 0 <= share <= 1
    assert all(0 < each.betweenness <= 1 for each in found.brokers)
    assert found.modularity is None or -0.5 <= found.modularity <= 1


@settings(max_examples=40, deadline=None)
@given(LINKS, st.integers(2009, 2013))
def test_the_past_is_a_part_of_the_present(entries, year) -> None:  # type: ignore[no-untyped-def]
    given = drawn(entries)
    assert set(known_by(given, year).links) <= set(known_by(given, year + 1).links) <= set(given.links)


# The real network, counted again in plain Python from network.jsonl, without the graph.


@pytest.fixture(scope="module")
def real(source: Source) -> Structure:
    members = tuple(sorted(desk.CENTRES))
    return structure(source.network, Scope(members, members))


def pairs_of_the_desk(among: set[str], *, strong: bool) -> set[frozenset[str]]:
    return {pair for pair, kind, _ in desk.links() if pair <= among and (kind != "network" or not strong)}


def test_the_desk_research_has_as_many_pairs(real: Structure) -> None:
    assert real.all.pairs == len(pairs_of_the_desk(set(desk.CENTRES), strong=False)) == 133
    assert real.strong.pairs == len(pairs_of_the_desk(set(desk.CENTRES), strong=True)) == 61


def test_the_desk_research_has_as_many_links_of_each_kind(real: Structure) -> None:
    inside = [kind for pair, kind, _ in desk.links() if pair <= set(desk.CENTRES)]
    assert real.all.links == len(inside) == 197
    assert {kind: count for kind, _, count in real.kinds} == {kind: inside.count(kind) for kind in set(inside)}


def test_the_desk_research_has_the_same_isolated_centres(real: Structure) -> None:
    linked = set().union(*pairs_of_the_desk(set(desk.CENTRES), strong=False))
    assert [each.code for each in real.isolated] == sorted(desk.CENTRES.keys() - linked)
    for each in real.isolated:
        assert bool(each.elsewhere) == any(each.code in pair for pair, _, _ in desk.links())


def test_pairs_of_listed_organisations_that_did_more_than_meet(source: Source) -> None:
    listed = {record["id"] for record in desk.RECORDS}
    pairs = linked_pairs(to_networkx(source.network, listed, strong_only=True))
    assert pairs.number_of_edges() == len(pairs_of_the_desk(listed, strong=True)) == 96


def test_the_betweenness_of_the_brokers_counted_chain_by_chain(real: Structure) -> None:
    pairs: nx.Graph[str] = nx.Graph()
    for one, other in pairs_of_the_desk(set(desk.CENTRES), strong=False):
        pairs.add_edge(one, other)
    through: Counter[str] = Counter()
    for one, other in combinations(sorted(pairs), 2):
        if not nx.has_path(pairs, one, other):
            continue
        ways = list(nx.all_shortest_paths(pairs, one, other))
        for way in ways:
            through.update({code: 1 / len(ways) for code in way[1:-1]})
    of = (len(desk.CENTRES) - 1) * (len(desk.CENTRES) - 2) / 2
    assert [each.code for each in real.brokers] == [code for code, _ in through.most_common(10)]
    for each in real.brokers:
        assert each.betweenness == pytest.approx(through[each.code] / of, abs=1e-6)


def test_every_member_of_the_core_keeps_its_partners_there(real: Structure) -> None:
    pairs = pairs_of_the_desk(set(real.core), strong=False)
    for code in real.core:
        assert sum(code in pair for pair in pairs) >= real.all.core
