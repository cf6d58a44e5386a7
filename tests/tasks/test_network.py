"""What can be asked about the network: which part, as of when, and what is refused."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import Any

import pytest

from sdggraph.config import Settings
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.records import Link, Network
from sdggraph.present import network as report
from sdggraph.tasks import Source
from sdggraph.tasks.network import FORMATS, cooperation_graph, network, network_changes, network_file, path
from tests.conftest import centre
from tests.graphs import ROOT
from tests.queries import desk


@pytest.fixture
def small(tiny: Network) -> Source:
    """The tiny network with a host of ECHO, linked; a dated, a late and an undated link."""
    links = (
        *tiny.links,
        Link("urn:2012", ("ALPHA", "BRAVO"), "agreement", 2012),
        Link("urn:2018", ("BRAVO", "CHARLIE"), "training", 2018),
        Link("urn:undated", ("BRAVO", "DELTA"), "agreement"),
        Link("urn:host", ("ECHO", "HOST"), "hosting", 2010),
        Link("urn:through", ("ALPHA", "HOST"), "agreement", 2011),
    )
    records = {**tiny.organisations, "HOST": centre("HOST", "")._replace(category="host")}
    records["CHARLIE"] = records["CHARLIE"]._replace(since=2017)
    source = Source(Settings.read())
    source.__dict__["network"] = tiny._replace(organisations=records, links=links)
    return source


def test_centres_only_unless_all_are_asked_for(small: Source) -> None:
    assert network(small).scope.members == ("ALPHA", "BRAVO", "CHARLIE", "DELTA", "ECHO")
    assert [each.code for each in network(small).isolated] == ["ECHO"]
    everyone = network(small, everyone=True)
    assert "HOST" in everyone.scope.members
    assert everyone.isolated == ()


def test_a_region_or_a_theme_narrows_it_and_takes_hosts_along(small: Source) -> None:
    africa = network(small, region="africa")
    assert (africa.scope.region, africa.scope.members) == ("Africa", ("ECHO",))
    assert africa.isolated[0].elsewhere == 1
    assert network(small, region="Africa", everyone=True).scope.members == ("ECHO", "HOST")
    assert network(small, region="Southern Asia").scope.members == ("DELTA",)
    assert network(small, theme="water", region="Eastern Asia").scope.members == ("ALPHA", "BRAVO", "CHARLIE")


@pytest.mark.parametrize("date", ["2016", 2016, "2016-05", "2016-05-31"])
def test_as_of_takes_what_was_known_by_the_end_of_that_year_and_counts_the_rest(small: Source, date: Any) -> None:
    found = network(small, as_of=date)
    assert found.scope.as_of == 2016
    assert (found.all.links, found.strong.links) == (2, 1)
    assert found.left_out == (1, 1, ("CHARLIE",))  # undated, later, began later
    assert network(small).left_out == (0, 0, ())
    assert cooperation_graph(small, as_of=date).number_of_edges() == 2


def test_undated_links_count_without_a_date(small: Source) -> None:
    assert network(small).all.links == 4


def test_changes_run_from_the_earlier_to_the_later_year_whichever_comes_first(small: Source) -> None:
    found = network_changes(small, 2012, as_of=2016)
    assert network_changes(small, 2016, as_of=2012) == found
    assert [link.iri for link in found.links] == ["urn:cooperation/ALPHA-DELTA"]
    assert found.connected == ("DELTA",)
    assert found.undated == 1
    latest = network_changes(small, "2012")
    assert (latest.earlier, latest.later, latest.began) == (2012, 2018, ("CHARLIE",))
    assert network_changes(small, 2012, as_of=2016, strong_only=True).links == ()


@pytest.mark.parametrize(
    ("year", "as_of"), [("2016", "2016"), (2018, None), ("2050", None), ("then", None), (2012, "x")]
)
def test_years_that_cannot_be_compared_are_refused(small: Source, year: Any, as_of: Any) -> None:
    with pytest.raises(BadParameter):
        network_changes(small, year, as_of=as_of)


def test_a_network_without_dates_has_no_changes(small: Source) -> None:
    small.network = small.network._replace(links=())
    with pytest.raises(BadParameter, match="No link on record"):
        network_changes(small, 2010)


@pytest.mark.parametrize("date", ["soon", "16", "2016-13", "2016-05-32", "٢٠١٦", "", "nan"])
def test_a_date_that_is_none_is_refused(small: Source, date: str) -> None:
    with pytest.raises(BadParameter):
        network(small, as_of=date)


def test_an_unknown_region_or_theme_offers_the_nearest(small: Source) -> None:
    with pytest.raises(NotFound, match="Africa"):
        network(small, region="Afrika")
    with pytest.raises(NotFound, match="karst"):
        network(small, theme="karts")


def test_an_unknown_file_is_refused_with_the_known_ones(small: Source) -> None:
    with pytest.raises(BadParameter, match="graphml, gexf, node-link, csv, svg"):
        network_file(small, "pajek")


@pytest.mark.parametrize("format", FORMATS)
def test_every_file_of_every_part_can_be_made(small: Source, format: str) -> None:
    for part in ({}, {"as_of": 1900}, {"everyone": True}, {"strong_only": True, "region": "Africa"}):
        assert network_file(small, format, **part)


def test_a_chain_through_centres_or_through_all(small: Source) -> None:
    assert [(step.one, step.other) for step in path(small, "alpha", "CHARLIE").steps] == [
        ("ALPHA", "BRAVO"),
        ("BRAVO", "CHARLIE"),
    ]
    none = path(small, "ALPHA", "ECHO")
    assert (none.steps, none.sizes, none.with_everyone) == ((), (4, 1), 2)
    assert len(path(small, "ALPHA", "ECHO", everyone=True).steps) == 2
    assert len(path(small, "ECHO", "HOST").steps) == 1  # who is asked for is in, whatever the category
    assert len(path(small, "ALPHA", "DELTA", strong_only=True).steps) == 2


def test_the_same_twice_or_somebody_unknown_is_refused(small: Source) -> None:
    with pytest.raises(BadParameter, match="Both ends of the chain are ALPHA"):
        path(small, "ALPHA", "Centre ALPHA")
    with pytest.raises(NotFound, match="BRAVO"):
        path(small, "ALPHA", "BRAVA")


def test_as_of_2015_agrees_with_the_desk_research(source: Source) -> None:
    found = network(source, as_of=2015)
    dated = {(pair, kind, year) for pair, kind, year in desk.links() if pair <= set(desk.CENTRES)}
    assert found.all.links == sum(year is not None and year <= 2015 for _, _, year in dated)
    assert found.left_out.undated == sum(year is None for _, _, year in dated)
    assert found.all.links + found.left_out.undated + found.left_out.later == len(dated)


def digest(source: Source) -> str:
    """A hash of the report, of every file and of the picture."""
    every = [network_file(source, name) for name in FORMATS]
    every.append(report.json_text(network(source), source.network).encode())
    return hashlib.sha256(b"".join(every)).hexdigest()


@pytest.mark.slow  # new processes; the gaps have a quick test of this kind
@pytest.mark.parametrize("seed", ["1", "2"])
def test_report_files_and_picture_are_the_same_however_python_hashes(source: Source, seed: str) -> None:
    code = "from tests.tasks.test_network import *; print(digest(Source(Settings.read())))"
    env = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=env, cwd=ROOT)
    assert run.stdout.strip() == digest(source)


@pytest.mark.parametrize("strong_only", [False, True])
def test_a_path_counts_the_centres_that_the_network_counts(source: Source, strong_only: bool) -> None:
    parts = network(source, strong_only=strong_only).components
    for part in parts:
        for code in part[:3]:
            for other in ("HidroEX", "AIIKS", "BIOmics", "ICCBS"):
                assert path(source, code, other, strong_only=strong_only).sizes[0] == len(part), (code, other)


@pytest.mark.parametrize(  # partners of HidroEX
    "code", ["ICCE", *(pytest.param(code, marks=pytest.mark.slow) for code in ("ICHARM", "IHE-Delft"))]
)
def test_a_path_leads_through_no_centre_that_has_ceased_unless_all_are_meant(source: Source, code: str) -> None:
    for other in source.network.organisations:
        if other not in (code, "HidroEX"):
            chain = path(source, code, other)
            assert "HidroEX" not in {step.other for step in chain.steps}
    assert [step.other for step in path(source, "ICHARM", "HidroEX").steps] == ["HidroEX"]
