"""A dump in pieces is the dump in one go."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sdggraph import store as stores
from sdggraph import tasks, vocab
from sdggraph.sparql.formats import DUMP_FORMATS, TURTLE, Format
from sdggraph.store.streamed import dump_into
from tests.quick import slowly

FORMS = list(DUMP_FORMATS.values())


class Gathered:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)


def in_pieces(store: stores.EmbeddedStore, form: Format) -> bytes:
    out = Gathered()
    dump_into(store, form, out, small=0)
    return b"".join(out.pieces)


@pytest.mark.parametrize(
    "form", [each if each.name == "trig" else slowly(each) for each in FORMS], ids=lambda form: form.name
)
def test_the_pieces_of_the_real_data_are_the_whole(source: tasks.Source, form: Format) -> None:
    store = source.store
    assert isinstance(store, stores.EmbeddedStore)
    assert in_pieces(store, form) == stores.dump(store, form)


LITERALS = ["", "a\nb", "a\rb", "\x85\u2028\u2029", "\t\x00\x1f\x7f", '"\\', "🜁", "005", "a\u0301", "<urn:x>", " . "]


@pytest.mark.parametrize("form", FORMS, ids=[each.name for each in FORMS])
def test_odd_names_and_texts_stay_what_they_are(form: Format) -> None:
    # XML cannot hold every character
    literals = [each for each in LITERALS if "\x00" not in each or form.name != "rdfxml"]
    store = stores.EmbeddedStore.in_memory()
    base = vocab.PREFIXES["organisation"]
    subjects = [
        "urn:a",
        f"{base}b",
        f"{base}b/c",
        f"{base}b.",
        f"{base}bé",
        "urn:a/b",
        "http://x/y>z".replace(">", "-"),
    ]
    graphs = [vocab.DATA_GRAPH, vocab.DERIVED_GRAPH]
    note = ox.NamedNode(f"{vocab.PREFIXES['skos']}note")
    integer = ox.NamedNode(f"{vocab.PREFIXES['xsd']}integer")
    store.add_quads(
        ox.Quad(ox.NamedNode(subject), note, value, ox.NamedNode(graph))
        for subject in subjects
        for graph in graphs
        for text in literals
        for value in (ox.Literal(text), ox.Literal(text, language="en"), ox.Literal(text, datatype=integer))
    )
    assert in_pieces(store, form) == stores.dump(store, form)


@pytest.mark.parametrize("form", FORMS, ids=[each.name for each in FORMS])
def test_nothing_gives_nothing(form: Format) -> None:
    store = stores.EmbeddedStore.in_memory()
    assert in_pieces(store, form) == stores.dump(store, form)


def test_without_a_prefix_there_is_no_head() -> None:
    store = stores.EmbeddedStore.in_memory()
    for name in ("urn:a", "urn:b"):
        store.add_quads([ox.Quad(ox.NamedNode(name), ox.NamedNode("urn:p"), ox.Literal("x"), ox.NamedNode("urn:g"))])
    assert in_pieces(store, TURTLE) == stores.dump(store, TURTLE)


def test_what_cannot_be_parted_is_dumped_in_one_go() -> None:
    store = stores.EmbeddedStore.in_memory()
    nobody, plain = ox.BlankNode("x"), ox.NamedNode("urn:a")
    store.add_quads([ox.Quad(plain, plain, nobody, plain)])
    assert b"_:x" in in_pieces(store, DUMP_FORMATS["nquads"])
    loose = stores.EmbeddedStore.in_memory()
    loose.add_quads([ox.Quad(plain, plain, plain)])
    assert in_pieces(loose, DUMP_FORMATS["nquads"]) == stores.dump(loose, DUMP_FORMATS["nquads"])
