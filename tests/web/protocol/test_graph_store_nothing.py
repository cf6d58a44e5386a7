"""Adding nothing to the Graph Store: the specification wants 204 (section 5.5), and an empty graph is no graph."""

from __future__ import annotations

import pytest

from tests.web.serving import Server
from tests.web.writing import TURTLE, Written, version

pytestmark = pytest.mark.slow

EMPTY = b"@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"


def test_a_new_graph_of_nothing_is_not_said_to_be_made(writable: Server, written: Written) -> None:
    headers = {**written.bearer(), **TURTLE}
    before = version(writable.client)
    for content in (b"", EMPTY):
        answer = writable.client.post("/graph-store", content=content, headers=headers)
        assert (answer.status_code, "location" in answer.headers) == (204, False)
    assert version(writable.client) == before
