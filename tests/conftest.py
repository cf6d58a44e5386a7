"""Fixtures shared by all tests. The tiny network is invented and fits in the head; the real one is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from click.testing import CliRunner, Result

from sdggraph import store as stores
from sdggraph.analysis import features
from sdggraph.cli import cli
from sdggraph.config import Settings
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from sdggraph.tasks import Source
from tests import graphs, shared_graph
from tests.graphs import Graph
from tests.listener import Listener


@pytest.fixture(scope="session", autouse=True)
def _the_packaged_graph_is_loaded_once() -> Iterator[None]:
    """Every command that is called in this process would load it anew, in a fifth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "fill", shared_graph.filling_once())
        yield


@pytest.fixture(scope="session")
def source() -> Source:
    """The packaged graph, opened once."""
    return Source(Settings.read())


@pytest.fixture
def run() -> Callable[..., Result]:
    """Call the command line in this process: run("show", "HIST")."""
    return lambda *words, **kwargs: CliRunner().invoke(cli, [str(word) for word in words], **kwargs)


@pytest.fixture(scope="session")
def data() -> Graph:
    """The data as they stand in the files, read without our store."""
    return graphs.data()


@pytest.fixture(scope="session")
def schemes() -> Graph:
    """The schemes as they stand in the files."""
    return graphs.schemes()


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """The ontology as it stands in its file."""
    return graphs.ontology()


def centre(code: str, country: str, themes: str = "", **claims: str) -> Organisation:
    """A centre in one line: themes by blanks; claims as stated="6.5 13" and inferred="..."."""
    contributions = tuple(
        Contribution(f"urn:contribution/{code}-{aim}-{basis}", aim, basis, f"works on {aim}")
        for basis, aims in claims.items()
        for aim in aims.split()
    )
    return Organisation(
        code,
        f"Centre {code}",
        f"urn:organisation/{code}",
        "category-2",
        country=country,
        themes=tuple(themes.split()),
        contributions=contributions,
    )


@pytest.fixture
def tiny() -> Network:
    """Five centres, four countries, one link.

    water is above karst and floods; ALPHA and DELTA have met, ALPHA and ECHO have nothing in common.
    """
    records = [
        centre("ALPHA", "CHN", "karst floods", stated="6.5", inferred="13"),
        centre("BRAVO", "CHN", "karst", inferred="6.5"),
        centre("CHARLIE", "JPN", "floods", inferred="6.6"),
        centre("DELTA", "IRN", "karst floods", stated="6.5", inferred="13"),
        centre("ECHO", "KEN"),
    ]
    asia = "Asia and the Pacific"
    return Network(
        organisations={record.code: record for record in records},
        links=(Link("urn:cooperation/ALPHA-DELTA", ("ALPHA", "DELTA"), "network", 2016, strong=False),),
        countries={
            "CHN": Country("CHN", "China", "urn:country/CHN", "Eastern Asia", asia, ("g77",)),
            "JPN": Country("JPN", "Japan", "urn:country/JPN", "Eastern Asia", asia),
            "IRN": Country("IRN", "Iran", "urn:country/IRN", "Southern Asia", asia, ("g77",)),
            "KEN": Country("KEN", "Kenya", "urn:country/KEN", "Eastern Africa", "Africa", ("g77",)),
        },
        themes={
            "water": Concept("water", "Water", "urn:theme/water"),
            "karst": Concept("karst", "Karst", "urn:theme/karst", ("water",)),
            "floods": Concept("floods", "Floods", "urn:theme/floods", ("water",)),
        },
        aims={key: Concept(key, f"Aim {key}", f"urn:sdg/{key}") for key in ("6", "6.5", "6.6", "13")},
        version="tiny",
    )


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """A server on this machine; a query that may call nobody must leave its count at 0."""
    server = Listener()
    yield server
    server.close()


@pytest.fixture
def vectors_computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of weighted things in each set of vectors that is computed from here on."""
    computed: list[int] = []
    vectors = features.unit_vectors

    def counted(weights: Mapping[str, features.Vector]) -> dict[str, dict[str, float]]:
        computed.append(len(weights))
        return vectors(weights)

    monkeypatch.setattr(features, "unit_vectors", counted)
    return computed
