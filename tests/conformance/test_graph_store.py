"""The W3C's tests of the Graph Store Protocol: each is passed, or not passed for the reason that is written down."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest

from tests.conformance.__main__ import DOCUMENT
from tests.conformance.exceptions import TODAY
from tests.conformance.graph_store import PATH, conversations
from tests.conformance.graph_store_score import EXCEPTIONS, GROUP, PERSON, WAYS, Outcomes, run, section
from tests.conformance.suite import ARCHIVE, Suite, Unavailable, obtained
from tests.web.writing import TURTLE, Written, new_store

pytestmark = pytest.mark.slow

# which suite it will be is known before it is there
_STATE: Final = TODAY if os.environ.get("W3C_RDF_TESTS") else ARCHIVE
# in the order of the suite; those of the archive build on each other
_NAMES: Final = {
    ARCHIVE: (
        "put__initial_state",
        "get_of_put__initial_state",
        "put__graph_already_in_store",
        "get_of_put__graph_already_in_store",
        "put__default_graph",
        "get_of_put__default_graph",
        "put__mismatched_payload",
        "put__empty_graph",
        "get_of_put__empty_graph",
        "delete__existing_graph",
        "get_of_delete__existing_graph",
        "delete__nonexistent_graph",
        "post__existing_graph",
        "get_of_post__existing_graph",
        "post__multipart_formdata",
        "get_of_post__multipart_formdata",
        "post__create__new_graph",
        "get_of_post__create__new_graph",
        "post__empty_graph_to_existing_graph",
        "get_of_post__after_noop",
        "head_on_an_existing_graph",
        "head_on_a_nonexisting_graph",
    ),
    TODAY: (
        "put_get_repeat_direct",
        "put_delete_get_delete_direct",
        "post_get_post_get_direct",
        "head_existing_direct",
        "put_get_repeat_indirect",
        "put_get_default",
        "put_delete_get_delete_indirect",
        "post_get_post_get_indirect",
        "post_get_new_graph",
        "head_existing_indirect",
        "head_non_existing_indirect",
        "put_get_uri_pct_encoded_indirect",
        "put_get_uri_pct_encoded_twice",
    ),
}


@pytest.fixture(scope="module")
def suite() -> Suite:
    try:
        found = obtained()
        conversations(found)
    except Unavailable as reason:
        pytest.skip(f"the W3C's tests cannot be had: {reason}")
    return found


@pytest.fixture(scope="module")
def outcomes(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What came of all of them, asked one after the other."""
    return run(suite, tmp_path_factory.mktemp("graph-store-protocol"))


@pytest.mark.parametrize("name", _NAMES[_STATE])
@pytest.mark.parametrize("way", WAYS)
def test_the_graph_store_answers_as_the_suite_says_or_as_its_exception_does(
    outcomes: Outcomes, way: str, name: str
) -> None:
    complaint, known = outcomes[way][name], EXCEPTIONS[_STATE, way].get(name)
    if known is None:
        assert complaint is None
    else:
        assert complaint is not None, "it is passed: take it out of the exceptions"
        assert re.match(known.answer, complaint, re.DOTALL), f"{complaint}\nis not for this reason: {known.reason}"


def test_every_test_of_the_suite_is_asked_in_its_order(suite: Suite) -> None:
    found = conversations(suite)
    assert [each.name for each in found] == [f"{GROUP[_STATE]}/{name}" for name in _NAMES[_STATE]]
    # counted by hand in the suite: requests, persons that are sent, and graphs that are to come back
    asked = [exchange for each in found for exchange in each.exchanges]
    sent = [each for each in asked if "foaf:businessCard" in each.body]
    back = [each for each in asked if each.graph is not None]
    assert (len(asked), len(sent), len(back)) == {ARCHIVE: (22, 5, 8), TODAY: (39, 15, 13)}[_STATE]
    assert all(each.statuses and each.media_type for each in back)


def test_the_documentation_says_what_came_of_it(suite: Suite, outcomes: Outcomes) -> None:
    assert section(suite, outcomes) in DOCUMENT.read_text()


def test_each_exception_is_in_the_documentation_for_both_states_of_the_suite() -> None:
    written = re.findall(r"^\| (\S+) \| (.+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    for (state, _), known in EXCEPTIONS.items():
        assert known.keys() < set(_NAMES[state])
        assert {(f"{GROUP[state]}/{name}", each.reason) for name, each in known.items()} <= set(written)


def test_with_iris_it_is_our_shapes_that_refuse_a_person_without_a_source(tmp_path: Path) -> None:
    written = Written(tmp_path)
    new_store(written.place)
    with written.server() as server:
        for graph in ("graph=http://www.example/gsp/person/1.ttl", "default"):
            answer = server.client.put(f"{PATH}?{graph}", content=PERSON, headers={**written.bearer(), **TURTLE})
            assert answer.status_code == 422
            assert "No public source names this person." in answer.json()["detail"]
