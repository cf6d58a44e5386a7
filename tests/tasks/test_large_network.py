"""Pages at thousands of organisations: none is too large to load, and what a list leaves out is said."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from typing import Any

import pytest

from benchmarks.networks import network as invented
from sdggraph import store as stores
from sdggraph.analysis.features import View
from sdggraph.config import Settings
from sdggraph.errors import NotFound
from sdggraph.model.records import Concept, Contribution, Link, Network, Organisation
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal import communities, events, pairs, query
from sdggraph.tasks.portal import network as network_page
from sdggraph.tasks.portal.catalogue import PAGES, record_of
from sdggraph.web.jobs import warm_up
from tests.conftest import centre

LARGEST = 300_000  # bytes of a page as it is, plan of the portal
HEAVIEST = 25_000  # bytes of a page of the shipped data, compressed

# of the shipped data: each kind, the largest pages of their kind among them
SHIPPED: list[tuple[str, dict[str, Any]]] = [
    ("home", {}),
    ("organisations", {}),
    ("partners", {"folder": "partners"}),
    ("organisation", {"stem": "ICTP"}),
    ("organisation", {"stem": "HIST"}),
    ("pair", {"one": "GCIDA", "other": "HIST"}),
    ("search", {"q": "water"}),
    ("coverage", {}),
    ("coverage", {"by": "theme"}),
    ("coverage", {"level": "target"}),
    ("cell", {"by": "region", "group": "africa", "aim": "4"}),
    ("goal", {"stem": "4"}),
    ("goal", {"stem": "6.5"}),
    ("theme", {"stem": "education"}),
    ("country", {"stem": "CHN"}),
    ("events", {}),
    ("network", {}),
    ("community", {"place": 1}),
    ("network-partners", {"around": "ICTP"}),
    ("meet", {}),
    ("compare", {"codes": "HIST,ICTP,IRCK"}),
    ("questions", {}),
    ("reports", {}),
    ("downloads", {}),
    ("about", {}),
    ("privacy", {}),
    ("ontology", {}),
]


def page(source: Source, kind: str, parameters: dict[str, Any], *, has_server: bool = True) -> bytes:
    """A page as it is sent."""
    found = record_of(PAGES[kind], source, "", parameters)
    assert found is not None
    return render(PAGES[kind].template, Frame("a/b.html", "v", "2026-11-23", has_server=has_server), found)


def source_of(network: Network) -> Source:
    """A source of these records, with nothing in its store."""
    source = Source(Settings.read())
    source.store, source.network = stores.EmbeddedStore.in_memory(), network
    return source


@pytest.fixture(scope="module")
def large() -> Source:
    """3,000 invented centres: more than a list, a map or a picture can hold, and ranked by rows."""
    return source_of(invented(3_000))


def linked(pairs: Iterable[tuple[str, str]], alone: Iterable[str] = ()) -> Source:
    """Centres with these links, and others without any."""
    found = list(pairs)
    codes = sorted({code for pair in found for code in pair} | set(alone))
    links = tuple(Link(f"urn:{one}-{other}", (one, other), "agreement", 2010) for one, other in found)
    return source_of(Network({code: centre(code, "") for code in codes}, links))


@pytest.mark.slow  # ranks, groups and draws thousands of centres
def test_no_page_of_a_large_network_is_too_large_to_load(large: Source) -> None:
    theme = max(large.network.themes, key=lambda key: sum(key in each.themes for each in centres_of(large)))
    one, other, goal = "SYN000001", "SYN000002", "1"
    cell = next(each.parameters for each in PAGES["cell"].files(large) if each.parameters["by"] == "region")
    kinds: list[tuple[str, dict[str, Any]]] = [
        *((kind, {}) for kind in ("home", "organisations", "coverage", "network", "meet", "compare", "reports")),
        ("organisations", {"number": 7}),
        ("organisation", {"stem": one}),
        ("pair", {"one": one, "other": other}),
        ("search", {"q": "centre"}),
        ("coverage", {"by": "theme"}),
        ("coverage", {"level": "target"}),
        ("cell", dict(cell)),
        ("goal", {"stem": goal}),
        ("theme", {"stem": theme}),
        ("country", {"stem": "C000"}),
        ("community", {"place": 1}),
        ("network-partners", {"around": one}),
    ]
    sizes = {f"{kind} {asked}": len(page(large, kind, asked)) for kind, asked in kinds}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    listed = [each.path for each in PAGES["community"].files(large)]  # in a folder, too
    text = page(large, "network", {}, has_server=False).decode()
    assert set(re.findall(r"network/community-\d+\.html", text)) <= set(listed)
    assert 'class="circles"' in text
    counted = [int(each.replace(",", "")) for each in re.findall(r'aria-label="[^"]*: ([\d,]+)"><title>', text)]
    assert counted == [len(each.members) for each in communities.whole(large).communities]


def centres_of(source: Source) -> Iterable[Organisation]:
    return source.network.organisations.values()


@pytest.mark.slow  # makes some thirty pages
def test_pages_of_the_shipped_data_stay_within_their_budget(source: Source) -> None:
    weights = {f"{kind} {asked}": len(gzip.compress(page(source, kind, asked), 6)) for kind, asked in SHIPPED}
    assert {name: weight for name, weight in weights.items() if weight > HEAVIEST} == {}


def test_a_part_of_a_large_network_is_drawn_as_circles_that_lead_to_the_list_below(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_page, "MOST", 10)
    text = page(source, "network", {"region": "Africa"}).decode()
    assert 'class="circles"' in text
    anchors = re.findall(r'href="#(community-\d+)"', text)
    assert anchors
    assert all(f'id="{each}"' in text for each in anchors)
    assert 'class="circles"' not in page(source, "network", {"theme": "karst"}).decode()  # few enough for a picture


def test_the_pages_of_a_community_hold_every_member_once(monkeypatch: pytest.MonkeyPatch) -> None:
    star = linked(("C000", f"C{number:03d}") for number in range(1, 251))
    monkeypatch.setattr(communities, "MOST", 100)
    paths = [each.path for each in PAGES["community"].files(star)]
    assert paths[:3] == [communities.community_path(1, number) for number in (1, 2, 3)]
    members = [
        member.code
        for number in (1, 2, 3)
        for found in [communities.community(star, place=1, number=number)]
        if found
        for member in found.members
    ]
    assert members[0] == "C000"  # the one with most partners
    assert sorted(members) == sorted(star.network.organisations)
    assert communities.community(star, place=1, number=4) is None
    assert communities.community(star, place=2) is None
    assert communities.community(star, place=0) is None


def test_a_small_network_has_no_pages_of_communities(source: Source) -> None:
    assert list(PAGES["community"].files(source)) == []


def test_an_organisation_is_drawn_with_its_best_partners_and_the_rest_is_counted() -> None:
    star = linked(("C000", f"C{number:03d}") for number in range(1, 351))
    found = communities.partners(star, around="C000")
    assert found.scene is not None
    assert (found.count, found.drawn, len(found.scene.arrangement.places), len(found.partners)) == (350, 60, 61, 300)
    text = page(star, "network-partners", {"around": "C000"}).decode()
    assert "The 60 partners with most strong links are drawn." in text
    assert "And 50 more." in text
    assert len(text) < LARGEST


def test_links_between_partners_are_drawn_too() -> None:
    found = communities.partners(linked([("A", "B"), ("A", "C"), ("B", "C"), ("C", "D")]), around="A")
    assert found.scene is not None
    assert [(tie.one, tie.other) for tie in found.scene.arrangement.ties] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert [(each.code, each.strong, each.weak) for each in found.partners] == [("B", 1, 0), ("C", 1, 0)]


def test_an_organisation_without_partners_says_so_and_an_unknown_one_is_not_found() -> None:
    alone = linked([("A", "B")], alone=["C"])
    assert (
        "No link to another organisation is on record yet" in page(alone, "network-partners", {"around": "C"}).decode()
    )
    with pytest.raises(NotFound):
        communities.partners(alone, around="nobody at all")


def test_long_lists_of_a_goal_say_how_many_are_left_out() -> None:
    claims = {
        code: centre(code, "")._replace(contributions=(Contribution(f"urn:{code}", "6.5", "stated", "measures"),))
        for code in (f"C{number:03d}" for number in range(130))
    }
    many = source_of(Network(claims, aims={key: Concept(key, key, f"urn:{key}") for key in ("6", "6.5")}))
    for stem in ("6", "6.5"):
        text = page(many, "goal", {"stem": stem}).decode()
        assert "And 30 more centres." in text
        assert "130 of 130 centres contribute" in text


def test_what_pages_of_a_large_network_share_is_computed_before_the_workers_are_forked(
    tiny: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise AssertionError("a worker would compute this again")

    source, small = source_of(tiny), source_of(tiny)
    warm_up.share(small)  # too small to be worth it
    monkeypatch.setattr(warm_up, "MANY", 1)
    warm_up.share(source)
    for module, name in ((communities, "structure_of"), (events, "read_events"), (network_page, "network_changes")):
        monkeypatch.setattr(module, name, too_late)
    for kind in ("network", "events", "meet", "coverage"):
        assert page(source, kind, {})
    with pytest.raises(AssertionError):
        page(small, "network", {})


def test_a_view_keeps_the_networks_of_a_few_years_only(tiny: Network) -> None:
    view = View(tiny)
    first = view.known_by(2016)
    assert view.known_by(2016) is first
    for year in range(1900, 1950):  # a reader may ask for any year
        view.known_by(year)
    assert view.known_by(2016) is not first
    assert view.known_by(2016) == first


def test_pairs_of_a_network_too_large_for_pages_of_pairs_have_the_same_ranks(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("pair", {"one": "GCIDA", "other": "HIST"})
    kept = page(source, *asked)
    monkeypatch.setattr(pairs, "publishes_pairs", lambda _network: False)
    fresh = source_of(source.network)
    fresh.store = source.store
    assert page(fresh, *asked) == kept


def test_the_page_of_a_hub_stays_within_its_size_and_says_what_it_leaves_out() -> None:
    hub = linked([("C0000", f"C{number:04d}") for number in range(1, 1_200)])
    claims = tuple(
        Contribution(f"urn:claim-{goal}-{number}", str(goal), "inferred", f"works on goal {goal}")
        for goal in range(1, 18)
        for number in range(100)
    )
    records = hub.network.organisations
    hub = source_of(
        hub.network._replace(organisations={**records, "C0000": records["C0000"]._replace(contributions=claims)})
    )
    text = page(hub, "organisation", {"stem": "C0000"}).decode()
    assert len(text) < LARGEST
    assert "And 1,099 more: the data have all." in text
    assert text.count("And 80 more: the data have all.") == 17


def test_an_answer_of_long_rows_is_cut_where_the_page_is_full() -> None:
    numbers = " ".join(map(str, range(400)))
    long = f'REPLACE("{"x" * 45}", "x", "{"y" * 10}")'  # 450 letters
    many = f"SELECT ?a ?b ?n {{ VALUES ?n {{ {numbers} }} BIND({long} AS ?a) BIND({long} AS ?b) }}"
    found = query.query(source_of(Network({})), query=many)
    assert found.result is not None
    assert found.result.total == 400
    assert found.result.is_cut
    text = page(source_of(Network({})), "query", {"query": many}).decode()
    assert f"the first {len(found.result.rows)} are shown" in text
    assert len(text) < LARGEST
