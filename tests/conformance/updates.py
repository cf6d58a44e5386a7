"""The W3C's tests of updates, carried out by the embedded store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import BadQuery, Refused, UpdateFailed
from sdggraph.store import EmbeddedStore
from tests.conformance.results import canonical
from tests.conformance.suite import MF, UT, Case, Suite

UPDATE_KINDS: Final = ("UpdateEvaluationTest", "PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11")


def passes(suite: Suite, case: Case) -> str | None:
    """None when the store does what the case wants, else what it does instead."""
    if case.kind != "UpdateEvaluationTest":
        return _judges(suite, case)
    engine = ox.Store()
    engine.extend(_quads(suite, case, case.action))
    requests = case.manifest.iris(case.action, f"{UT}request")
    try:
        EmbeddedStore(engine).update(_text(suite, requests[0]))
    except (BadQuery, Refused, UpdateFailed) as error:
        return str(error)
    found, wanted = canonical(engine), canonical(_quads(suite, case, case.result))
    return None if found == wanted else f"another outcome: {sorted(found)}"[:2000]


def _judges(suite: Suite, case: Case) -> str | None:
    """Only the reading of a text is judged: one that is refused for what it does, such as LOAD, was read."""
    complaint = ""
    try:
        EmbeddedStore.in_memory().update(_text(suite, case.manifest.iris(case.node, f"{MF}action")[0]))
        read = True
    except (Refused, UpdateFailed):
        read = True
    except BadQuery as error:
        complaint, read = str(error), False
    if read == case.kind.startswith("Positive"):
        return None
    return complaint or "it was read"


def _quads(suite: Suite, case: Case, node: object) -> Iterator[ox.Quad]:
    default, named = case.graphs(node, UT)
    for iri in default:
        yield from _read(suite, iri, ox.DefaultGraph())
    for name, iri in named:
        yield from _read(suite, iri, ox.NamedNode(name))


def _read(suite: Suite, iri: str, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    content = suite.path(iri).read_bytes()
    for quad in ox.parse(content, ox.RdfFormat.TURTLE, base_iri=iri, rename_blank_nodes=True):
        yield ox.Quad(*quad.triple, graph)  # type: ignore[call-arg]


def _text(suite: Suite, iri: str) -> str:
    """The update with its address as its base."""
    return f"BASE <{iri}>\n{suite.path(iri).read_text('utf-8')}"
