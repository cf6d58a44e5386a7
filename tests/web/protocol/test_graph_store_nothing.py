"""Adding nothing to the Graph Store: the specification wants 204 (section 5.5), and an empty graph is no graph."""

from __future__ import annotations

from pathlib import Path

from tests.web.writing import TURTLE, Written, new_store, version

EMPTY = b"@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"


def test_a_new_graph_of_nothing_is_not_said_to_be_made(tmp_path: Path) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    headers = {**written.bearer(), **TURTLE}
    with written.server() as server:
        before = version(server.client)
        for content in (b"", EMPTY):
            answer = server.client.post("/graph-store", content=content, headers=headers)
            assert (answer.status_code, "location" in answer.headers) == (204, False)
        assert version(server.client) == before
