"""What comes of the tests of the Graph Store Protocol: `python -m tests.conformance.graph_store_score` writes it down.

They are asked in two ways: as they are written, of `sdggraph serve --store DIR --writable` over the packaged data;
and with an IRI for each blank node, of a server whose shapes judge nothing. The first is the score. The second tells
what of it is due to our rules for data, and what to the protocol.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from tests.conformance.__main__ import DOCUMENT
from tests.conformance.exceptions import TODAY
from tests.conformance.graph_store import PATH, Asker, Conversation, conversations
from tests.conformance.score import serving_writers
from tests.conformance.suite import ARCHIVE, Suite, obtained
from tests.web.writing import Written, new_store

AS_WRITTEN: Final = "as written"
WITH_IRIS: Final = "an IRI for each blank node, shapes that judge nothing"
WAYS: Final = (AS_WRITTEN, WITH_IRIS)
GROUP: Final = {ARCHIVE: "sparql11/http-rdf-update", TODAY: "sparql11/graph-store-protocol"}
PERSON: Final = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
<http://www.example/gsp/person/1> a foaf:Person ; foaf:businessCard <http://www.example/gsp/card/1> .
<http://www.example/gsp/card/1> a v:VCard ; v:fn "John Doe" .
"""

Outcomes = dict[str, dict[str, str | None]]  # by the way of asking and the name: None, or what came instead


class Known(NamedTuple):
    """What is answered to a test that is not passed, as a pattern, and why."""

    answer: str
    reason: str


_BLANK: Final = Known(
    "400: .*a blank node stands here",
    "It sends a blank node; those are refused, so that everything has an IRI that others can point at.",
)
_ABSENT: Final = Known("404: (.*There is no graph|$)", "It asks for what a request that is refused was to make.")
_UNASKED: Final = Known("unasked", "It asks for what a request that is refused was to make.")
_OTHER: Final = Known("200: another graph", "It asks for what a request that is refused was to make.")
_EMPTY: Final = Known(
    "404: .*There is no graph", "An empty graph is no graph here; the specification leaves that to the store."
)
_DOT: Final = Known(
    "400: .*Triples should be followed by a dot",
    "It sends no Turtle: the dot at the end is missing. The suite has since been corrected.",
)
_FORM: Final = Known(
    "400: .*The form cannot be read",
    "Its form is never closed, and the Turtle in it lacks the dot at the end. The suite has since been corrected.",
)
_DIRECT: Final = Known(
    "404: .*There is nothing at this address",
    "It requires that graphs are had at their own addresses (mf:DirectGraphIdentification); ours are not.",
)
_LOCATION: Final = Known(
    "400: .*is not an IRI",
    "Location tells the address of the new graph, /graph-store?graph=IRI; the test takes it for the IRI alone.",
)

_ANYHOW: Final = {
    ARCHIVE: {
        "get_of_put__empty_graph": _EMPTY,
        "delete__existing_graph": _EMPTY,
        "post__existing_graph": _DOT,
        "post__multipart_formdata": _FORM,
    },
    TODAY: dict.fromkeys(
        ("put_get_repeat_direct", "put_delete_get_delete_direct", "post_get_post_get_direct", "head_existing_direct"),
        _DIRECT,
    ),
}
EXCEPTIONS: Final[dict[tuple[str, str], dict[str, Known]]] = {
    (ARCHIVE, AS_WRITTEN): {
        **_ANYHOW[ARCHIVE],
        "put__initial_state": _BLANK,
        "get_of_put__initial_state": _ABSENT,
        "put__graph_already_in_store": _BLANK,
        "get_of_put__graph_already_in_store": _ABSENT,
        "put__default_graph": _BLANK,
        "get_of_put__default_graph": _OTHER,
        "get_of_post__existing_graph": _ABSENT,
        "get_of_post__multipart_formdata": _ABSENT,
        "post__create__new_graph": _BLANK,
        "get_of_post__create__new_graph": _UNASKED,
        "post__empty_graph_to_existing_graph": _UNASKED,
        "get_of_post__after_noop": _UNASKED,
        "head_on_an_existing_graph": _ABSENT,
    },
    (ARCHIVE, WITH_IRIS): {
        **_ANYHOW[ARCHIVE],
        "get_of_post__existing_graph": _OTHER,
        "get_of_post__multipart_formdata": _OTHER,
    },
    (TODAY, AS_WRITTEN): {
        **_ANYHOW[TODAY],
        "put_get_repeat_indirect": _BLANK,
        "put_get_default": _BLANK,
        "put_delete_get_delete_indirect": _BLANK,
        "post_get_post_get_indirect": _BLANK,
        "post_get_new_graph": _BLANK,
        "head_existing_indirect": _BLANK,
        "put_get_uri_pct_encoded_indirect": _BLANK,
        "put_get_uri_pct_encoded_twice": _BLANK,
    },
    (TODAY, WITH_IRIS): {
        **_ANYHOW[TODAY],
        "post_get_new_graph": _LOCATION,
    },
}

_PREFACE: Final = """
The tests of the Graph Store Protocol, each a request over a socket to `sdggraph serve --store DIR --writable` with
the packaged data and a token of the scope `graph`; `tests/conformance/graph_store.py` tells how the addresses of the
suite become ours. Nearly all of them need a person to be taken in who has a blank node: that is refused (400), and
with an IRI instead our shapes refuse a person for whom no public source is named (422). No option turns that off. So
they are asked a second time with an IRI for each blank node (RDF 1.1 Concepts, section 3.5), of a server whose shapes
judge nothing and whose data graph is not empty. That tells how the protocol is kept; the score is the first line.
`python -m tests.conformance.graph_store_score` writes this section.
"""
_STATE: Final = {
    ARCHIVE: """
Of the five that are passed as they are written, one is to be refused, one changes nothing, and three ask for a graph
that is not there. The one that changes nothing, `put__empty_graph`, wants 200 and is answered 204; the specification
has both for a write that makes no graph. To the letter it would be 4 of 22, and 15 in the second way.
""",
    TODAY: """
In the state of commit ad541a5f0479 of 7 August 2026, which calls `http-rdf-update` deprecated. The test
`head_non_existing_direct` is described there and is on no list; it is not asked.
""",
}


def run(suite: Suite, work: Path) -> Outcomes:
    """Ask everything in both ways, in a folder that may be written to. Raises Unavailable."""
    tests = conversations(suite)
    written = Written(work)
    new_store(written.place)
    with written.server() as server:
        asker = Asker(str(server.client.base_url.netloc, "ascii"), written.bearer()["Authorization"], names_all=False)
        found = {AS_WRITTEN: _asked(suite, asker, tests)}
    lax = work / "lax"
    lax.mkdir()
    with serving_writers(lax) as client:
        asker = Asker(str(client.base_url.netloc, "ascii"), client.headers["Authorization"], names_all=True)
        asker.send("PUT", f"{PATH}?default", {"Content-Type": "text/turtle"}, PERSON)
        return {**found, WITH_IRIS: _asked(suite, asker, tests)}


def _asked(suite: Suite, asker: Asker, tests: list[Conversation]) -> dict[str, str | None]:
    found = {}
    for each in tests:
        if suite.title != ARCHIVE:  # there they build on each other
            asker.forget(each)
        found[each.name.rpartition("/")[2]] = asker.passes(each)
    return found


def section(suite: Suite, outcomes: Outcomes) -> str:
    """What the documentation says of these outcomes."""
    passed = {way: sum(each is None for each in found.values()) for way, found in outcomes.items()}
    total = len(outcomes[AS_WRITTEN])
    group = GROUP[suite.title]
    lines = [f"## {suite.title}/{group.partition('/')[2]}: {passed[AS_WRITTEN]} of {total}"]
    lines += [_PREFACE + _STATE[suite.title], "| Asked | Passed | Of |", "| --- | ---: | ---: |"]
    lines += [f"| {way} | {passed[way]} | {total} |" for way in WAYS]
    for way in WAYS:
        lines += ["", f"Not passed, {way}:", "", "| Test | Reason |", "| --- | --- |"]
        for name, complaint in outcomes[way].items():
            if complaint is not None:
                known = EXCEPTIONS[suite.title, way].get(name)
                lines.append(f"| {group}/{name} | {known.reason if known else f'Unexplained: {complaint}'} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Run, and write; the other sections stay as they are."""
    suite = obtained()
    with tempfile.TemporaryDirectory() as work:
        told = section(suite, run(suite, Path(work)))
    introduction, *sections = re.split(r"^(?=## )", DOCUMENT.read_text(), flags=re.MULTILINE)
    name = told.partition(":")[0]
    others = [each for each in sections if each.partition(":")[0] != name]
    every = sorted([*others, told], key=lambda text: text.partition(":")[0])
    DOCUMENT.write_text("\n".join(f"{each.strip()}\n" for each in (introduction, *every)))
    print(told.splitlines()[0].removeprefix("## "))


if __name__ == "__main__":
    main()
