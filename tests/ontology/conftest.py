"""The parsed graphs, once for all tests of the ontology and the schemes."""

import pytest

from tests.ontology import graphs
from tests.ontology.graphs import Graph


@pytest.fixture(scope="session")
def data() -> Graph:
    return graphs.data()


@pytest.fixture(scope="session")
def schemes() -> Graph:
    return graphs.schemes()


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return graphs.ontology()
