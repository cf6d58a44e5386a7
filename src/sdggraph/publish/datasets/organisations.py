"""One file for each organisation, with its record and everything that refers to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from sdggraph import vocab
from sdggraph.model.records import Organisation
from sdggraph.names.file_names import file_name
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.rdf.canonical_turtle import rank
from sdggraph.rdf.external_sort import ordered
from sdggraph.rdf.jsonld import Writer
from sdggraph.rdf.jsonld_context import Context, our_context
from sdggraph.rdf.statements import Subject, grouped, line, scheme
from sdggraph.rdf.turtle_blocks import Blocks
from sdggraph.sparql.formats import JSONLD, PLAIN_JSON, TURTLE
from sdggraph.sparql.interface import Store

FOLDER: Final = "organisations/"
INDEX: Final = f"{FOLDER}index.json"


def write(site: Site, known: PublicationContext) -> None:
    """Write Turtle and JSON-LD of every organisation, and the list of these files.

    A file has the organisation, its hostings, status records, contributions, projects, links and events. Derived
    statements are left out.
    """
    records: dict[str, Organisation] = {}
    for record in known.network.organisations.values():
        records.setdefault(record.iri, record)
    context = our_context(known.ontology)
    listed = []
    for iri, subjects in _documents(known.store, records):
        record = records[iri]
        _write_one(site, record, subjects, context)
        path = f"{FOLDER}{file_name(record.code)}"
        files = {"turtle": known.address(f"{path}.ttl"), "json_ld": known.address(f"{path}.jsonld")}
        listed.append({"code": record.code, "name": record.name, "iri": record.iri, **files})
    content = {"version": known.version, "organisations": sorted(listed, key=lambda each: each["code"])}
    text = json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(INDEX, text, media_type=PLAIN_JSON.media_type, title="The organisations, with a file for each")


def _write_one(site: Site, record: Organisation, subjects: list[Subject], context: Context) -> None:
    path = f"{FOLDER}{file_name(record.code)}"
    own = subjects[0] if subjects[0].iri == record.iri else Subject(record.iri, [])
    others = [each for each in subjects if each.iri != record.iri]
    turtle = Blocks().document(sorted(subjects, key=lambda each: rank(each.iri)))
    writer = Writer(context.without(_schemes(subjects)))
    json_ld = writer.document(writer.organisation(own, others))
    site.write(f"{path}.ttl", turtle, media_type=TURTLE.media_type, title=record.name, about=record.iri)
    site.write(f"{path}.jsonld", json_ld, media_type=JSONLD.media_type, title=record.name, about=record.iri)


def _documents(store: Store, records: Mapping[str, Organisation]) -> Iterator[tuple[str, list[Subject]]]:
    """Yield for each organisation, by IRI, the subjects of its file, the organisation first."""
    for iri, lines in groupby(ordered(_keyed(store, records)), key=lambda each: each.partition("\t")[0]):
        # removes the mark that sorted the organisation first; the mark stands in the place of the rank
        yield iri, list(grouped(each.partition("\t")[2] for each in lines))


def _keyed(store: Store, records: Mapping[str, Organisation]) -> Iterator[str]:
    """Yield every statement once for each organisation that its subject is or refers to."""
    for subject in grouped(ordered(line(*quad) for quad in store.quads(vocab.DATA_GRAPH))):
        about = {said.value[1:-1] for said in subject.said if said.value[1:-1] in records}
        about |= {subject.iri} & records.keys()
        for iri in sorted(about):
            mark = "0" if iri == subject.iri else "1"
            for said in subject.said:
                if said.predicate in vocab.EDITORIAL_NOTES:
                    continue
                yield f"{iri}\t{mark}{subject.iri}\t{said.predicate}\t{said.value}\t{said.graph}"


def _schemes(subjects: list[Subject]) -> set[str]:
    """Return the URI schemes of IRIs that are no web addresses."""
    found = {scheme(f"<{subject.iri}>") for subject in subjects}
    return found | {
        scheme(text) for subject in subjects for said in subject.said for text in (f"<{said.predicate}>", said.value)
    }
