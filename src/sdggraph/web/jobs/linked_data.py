"""Jobs of linked data: documents about things, the ontology, the shapes, the schemes, the catalogue and the dump."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadParameter, NotFound
from sdggraph.files import read_text
from sdggraph.publish.catalogues.dcat_context import context
from sdggraph.publish.catalogues.statement_builder import SPACES
from sdggraph.sparql.formats import DUMP_FORMATS, JSONLD, TURTLE, Format
from sdggraph.sparql.interface import Iri
from sdggraph.sparql.parameters import sparql_term
from sdggraph.store.streamed import dump_into
from sdggraph.tasks import Source
from sdggraph.tasks.lookup import nearest
from sdggraph.tasks.portal import downloads
from sdggraph.web.http.urls import path_of
from sdggraph.web.jobs.rdf_output import Subject, Value, term, written
from sdggraph.workers.forkserver import Output

_PAGE: Final = 1000  # references to a thing in one document, at most
_MOST_NEIGHBOURS: Final = 5000  # neighbours whose names are added, at most
_MOST_NAMES: Final = 20_000  # names that are searched for the nearest ones, at most
_MOST_READ: Final = 100_000  # things that are read to find names, at most
_LABELS: Final = "skos:prefLabel, rdfs:label, dcterms:title, foaf:name"

_KNOWN: Final = "ASK { { ?thing ?p ?o } UNION { ?s ?q ?thing } }"
_OWN: Final = "SELECT ?s ?p ?o { BIND(?thing AS ?s) ?thing ?p ?o }"
_OWN_BY_GRAPH: Final = "SELECT ?g ?s ?p ?o { BIND(?thing AS ?s) GRAPH ?g { ?thing ?p ?o } }"
_REFERENCES: Final = "SELECT ?s ?p (?thing AS ?o) { ?s ?p ?thing } ORDER BY ?s ?p"
_REFERENCES_BY_GRAPH: Final = "SELECT ?g ?s ?p (?thing AS ?o) { GRAPH ?g { ?s ?p ?thing } } ORDER BY ?s ?p ?g"
_SCHEME: Final = """SELECT ?g ?s ?p ?o {
  { BIND(?scheme AS ?s) GRAPH ?g { ?scheme ?p ?o } } UNION { ?s skos:inScheme ?scheme . GRAPH ?g { ?s ?p ?o } }
}"""
_GRAPH: Final = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"

_shapes: list[tuple[str, tuple[ox.Quad, ...]]] = []  # the text as written, and its statements


def prepare(source: Source) -> None:
    """Read the files that workers cannot open, and compute once what every worker needs."""
    text = read_text(source.settings.ontology / "shapes.ttl")
    _shapes[:] = [(text, tuple(ox.parse(text, ox.RdfFormat.TURTLE)))]
    nearest("hisd", ("HIST",))  # loads the library that compares names
    source.store.query("ASK {}")  # builds the store's caches here, not in each worker


def known(source: Source, out: Output, *, kind: str, names: list[str]) -> None:
    """Answer the IRI that a path stands for. Raises NotFound."""
    out.head(iri=_found(source, kind, names))


def document(source: Source, out: Output, *, kind: str, names: list[str], format: str, page: int, base: str) -> None:
    """Answer the statements about a thing, a page of the references to it, and the names of its neighbours.

    Raises NotFound for an unknown thing, and for a page that does not exist.
    """
    form = DUMP_FORMATS[format]
    iri = _found(source, kind, names)
    first = (page - 1) * _PAGE
    window = f" LIMIT {_PAGE + 1} OFFSET {first}"
    thing = {"thing": Iri(iri)}
    own = _quads(source, _OWN_BY_GRAPH if form.holds_graphs else _OWN, thing)
    found = _quads(source, (_REFERENCES_BY_GRAPH if form.holds_graphs else _REFERENCES) + window, thing)
    references, more = found[:_PAGE], len(found) > _PAGE
    if page > 1 and not references:
        raise NotFound(f"The document has no page {page}.", "Leave `page` out for the first.")
    place = f"{base}/doc/{path_of(iri.removeprefix(vocab.BASE))}"
    quads = [*own, *references, *_names_of_neighbours(source, iri, [*own, *references])]
    quads += _about_document(place, iri, page, more)
    out.head(media_type=form.media_type, headers={"Link": _links(place, iri, form, page, more)})
    out.write(written(quads, form))


def ontology(source: Source, out: Output, *, format: str) -> None:
    """Answer the ontology."""
    form = DUMP_FORMATS[format]
    quads = _quads(source, _GRAPH, {"g": Iri(vocab.ONTOLOGY_GRAPH)}, graph=vocab.ONTOLOGY_GRAPH)
    out.head(media_type=form.media_type, headers={"Link": f'<{vocab.SG[:-1]}>; rel="canonical"'})
    out.write(written(quads, form))


def shapes(_source: Source, out: Output, *, format: str) -> None:
    """Answer the shapes; as Turtle with the authors' comments."""
    form = DUMP_FORMATS[format]
    [(text, quads)] = _shapes
    out.head(media_type=form.media_type, headers={"Link": f'<{vocab.SHAPES[:-1]}>; rel="canonical"'})
    out.write(text.encode() if form == TURTLE else written(quads, form))


def scheme(source: Source, out: Output, *, name: str, format: str) -> None:
    """Answer a concept scheme with all statements about its concepts. Raises NotFound."""
    form = DUMP_FORMATS[format]
    iri = _found(source, "scheme", [name])
    out.head(media_type=form.media_type, headers={"Link": f'<{path_of(iri)}>; rel="describes"'})
    out.write(written(_quads(source, _SCHEME, {"scheme": Iri(iri)}), form))


def catalogue(source: Source, out: Output, *, format: str, base: str, contact: str) -> None:
    """Answer the catalogue of everything that the server offers; `base` ends in a slash."""
    form = DUMP_FORMATS[format]
    facts = downloads.catalogue(source, base=base, contact=contact)
    out.head(media_type=form.media_type, headers={"Link": f'<{base}{downloads.CATALOGUE}>; rel="canonical"'})
    if form in (TURTLE, JSONLD):  # the bytes are those of a published folder with the same files
        out.write(facts.turtle() if form == TURTLE else facts.json_ld(context()))
    else:
        out.write(written(ox.parse(facts.turtle(), ox.RdfFormat.TURTLE), form, SPACES))


def dump(source: Source, out: Output, *, format: str) -> None:
    """Answer the whole graph, as `sdggraph export` writes it."""
    form = DUMP_FORMATS[format]
    out.head(media_type=form.media_type)
    dump_into(source.store, form, out)


JOBS: Final[Mapping[str, Callable[..., None]]] = {
    "known": known,
    "document": document,
    "ontology": ontology,
    "shapes": shapes,
    "scheme": scheme,
    "catalogue": catalogue,
    "dump": dump,
}


# --- asking the store --------------------------------------------------------------------------


def _quads(source: Source, text: str, parameters: Mapping[str, Iri], graph: str | None = None) -> list[ox.Quad]:
    """Run a query and convert its rows ?s ?p ?o, with ?g if present, to statements."""
    rows = source.store.query(text, parameters=parameters).bindings()
    return list(dict.fromkeys(_quad(row, graph) for row in rows))


def _quad(row: Mapping[str, Mapping[str, str]], graph: str | None) -> ox.Quad:
    subject, value = term(row["s"]), term(row["o"])
    if isinstance(subject, ox.Literal):
        raise TypeError("a literal is no subject")
    where = row["g"]["value"] if "g" in row else graph
    return _statement(subject, row["p"]["value"], value, where)


def _statement(subject: Subject, predicate: str, value: Value, graph: str | None = None) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), value, ox.NamedNode(graph) if graph else ox.DefaultGraph())


def _names_of_neighbours(source: Source, iri: str, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the names of the things that the statements link to this one."""
    beside = dict.fromkeys(
        each.value
        for quad in quads
        for each in (quad.subject, quad.object)
        if isinstance(each, ox.NamedNode) and each.value != iri
    )
    if not beside:
        return []
    values = " ".join(sparql_term(Iri(each)) for each in islice(beside, _MOST_NEIGHBOURS))
    # a second VALUES would make the engine read the names of all things
    text = f"SELECT ?g ?s ?p ?o {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} FILTER(?p IN ({_LABELS})) }}"
    return _quads(source, text, {})


# --- the document ------------------------------------------------------------------------------


def _about_document(place: str, iri: str, page: int, more: bool) -> Iterable[ox.Quad]:
    about = ox.NamedNode(place)
    yield _statement(about, vocab.RDF_TYPE, ox.NamedNode(f"{vocab.PREFIXES['foaf']}Document"))
    yield _statement(about, f"{vocab.PREFIXES['foaf']}primaryTopic", ox.NamedNode(iri))
    if page > 1 or more:
        first = (page - 1) * _PAGE + 1
        told = f"This is page {page}: it tells {_PAGE if more else 'the last'} of the references to the thing, "
        told += f"from number {first}. " + ("There are more, on the next page." if more else "There are no more.")
        yield _statement(about, f"{vocab.PREFIXES['rdfs']}comment", ox.Literal(told, language="en"))
    for other, there in ((page + 1, more), (page - 1, page > 1)):
        if there:
            yield _statement(about, f"{vocab.PREFIXES['rdfs']}seeAlso", ox.NamedNode(f"{place}?page={other}"))


def _links(place: str, iri: str, form: Format, page: int, more: bool) -> str:
    """Build the Link header: the thing that the document describes, its other formats, and its other pages."""
    at_page = f"?page={page}" if page > 1 else ""
    found = [f'<{path_of(iri)}>; rel="describes"']
    found += [
        f'<{place}.{f.extension}{at_page}>; rel="alternate"; type="{f.media_type}"' for f in DUMP_FORMATS.values()
    ]
    found += [f'<{place}.{form.extension}?page={page + 1}>; rel="next"'] if more else []
    found += [f'<{place}.{form.extension}?page={page - 1}>; rel="prev"'] if page > 1 else []
    return ", ".join(found)


# --- names -------------------------------------------------------------------------------------


def _found(source: Source, kind: str, names: list[str]) -> str:
    """Return the IRI of the first name that the graph knows. Raises NotFound, with the nearest names."""
    for name in names:
        iri = f"{vocab.BASE}{kind}/{name}"
        try:
            if name and source.store.query(_KNOWN, parameters={"thing": Iri(iri)}).boolean():
                return iri
        except BadParameter:  # the name makes no valid IRI
            continue
    name = names[-1][:100]
    if kind not in vocab.RESOURCE_KINDS:
        near = nearest(kind[:100], vocab.RESOURCE_KINDS)
        raise NotFound(f"There is no kind of thing called {kind[:100]!r}.", _offer(near), near)
    near = nearest(name, _names(source, kind, name))
    raise NotFound(f"There is no {kind} {name!r}.", _offer(near), near)


def _offer(near: tuple[str, ...]) -> str:
    return f"The nearest: {', '.join(near)}." if near else ""


def _names(source: Source, kind: str, name: str) -> Iterable[str]:
    """Return names of that kind, no more than can be compared at once."""
    if kind == "organisation":
        codes = list(source.network.organisations)
        if len(codes) > _MOST_NAMES:
            codes = [code for code in codes if code[:1].casefold() == name[:1].casefold()]
        return codes[:_MOST_NAMES]
    space = vocab.PREFIXES[kind]
    # the kinds that people look up are in the schemes, whose size does not depend on the data
    return _names_below(source, space, f"GRAPH <{vocab.SCHEMES_GRAPH}> {{ ?s a ?type }}") or _names_below(
        source, space, f"SELECT ?s {{ ?s a ?type }} LIMIT {_MOST_READ}"
    )


def _names_below(source: Source, space: str, where: str) -> list[str]:
    text = f'SELECT DISTINCT ?s {{ {{ {where} }} FILTER(STRSTARTS(STR(?s), "{space}")) }} LIMIT {_MOST_NAMES}'
    return sorted(row["s"].removeprefix(space) for row in source.store.query(text).rows())
