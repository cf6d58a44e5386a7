"""The cooperation network as files for network programs."""

from __future__ import annotations

import json
from typing import Any, Final

from sdggraph.analysis.network import to_networkx
from sdggraph.present import network_files
from sdggraph.present.spreadsheet import harmless
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import CSV, CSVW, GEXF, GRAPHML, PLAIN_JSON

FOLDER: Final = "networks/"
_STEM: Final = f"{FOLDER}cooperation"
_MEANINGS: Final = {
    "a": "One partner, by its code.",
    "b": "The other partner, by its code.",
    "kind": "The kind of cooperation.",
    "year": "The year it began or is recorded for.",
    "strong": "no: may mean no more than having met.",
    "iri": "The cooperation; one of several partners has a row for each pair.",
    "evidence": "The pages that support it, separated by semicolons.",
}


def write(site: Site, known: PublicationContext) -> None:
    """Write the cooperation network of all organisations as GraphML, GEXF, node-link JSON and an edge list."""
    graph = to_networkx(known.network)
    title = "The cooperation network as"
    for ending, media_type, form, write_graph in (
        ("graphml", GRAPHML.media_type, "GraphML", network_files.graphml),
        ("gexf", GEXF.media_type, "GEXF", network_files.gexf),
        ("json", PLAIN_JSON.media_type, "node-link JSON", network_files.node_link),
    ):
        site.write(f"{_STEM}.{ending}", write_graph(graph), media_type=media_type, title=f"{title} {form}")
    edges = harmless(network_files.csv(graph).decode()).encode()
    site.write(f"{_STEM}.csv", edges, media_type=CSV.media_type, title=f"{title} a list of edges")
    content = json.dumps(_metadata(known), ensure_ascii=False, indent=1).encode() + b"\n"
    title = "What the list of edges means (CSVW)"
    site.write(f"{_STEM}.csv-metadata.json", content, media_type=CSVW.media_type, title=title)


def _metadata(known: PublicationContext) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"name": name, "titles": name, "dc:description": meaning, "datatype": "string"}
        for name, meaning in _MEANINGS.items()
    ]
    for column in columns:
        if column["name"] == "evidence":
            column["suppressOutput"] = True
        if column["name"] == "year":
            column["datatype"] = "gYear"
        if column["name"] == "iri":
            column["datatype"] = "anyURI"
        if column["name"] == "strong":
            column["datatype"] = {"base": "boolean", "format": "yes|no"}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{_STEM.removeprefix(FOLDER)}.csv",
        "dc:title": "Pairs of organisations that cooperate",
        "dc:license": {"@id": known.licence.iri},
        "tableSchema": {"aboutUrl": "{+iri}", "primaryKey": ["iri", "a", "b"], "columns": columns},
    }
