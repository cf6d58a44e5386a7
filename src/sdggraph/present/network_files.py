"""The cooperation graph as files for other programs: GraphML, GEXF, node-link JSON and an edge list.

Equal graphs give equal bytes: nodes and edges are sorted, and no file contains the time of its making.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import lazy_loader as lazy

from sdggraph.present.text import csv_text, xml_safe

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy.load("networkx")

EDGE_LIST = ["a", "b", "kind", "year", "strong", "iri", "evidence"]


def portable(graph: nx.MultiGraph[str]) -> nx.MultiGraph[str]:
    """Return the graph with texts, numbers and booleans only, which every format can hold.

    Lists become one text with semicolons; unknown values are left out. Edges are keyed by the last part of their link's
    IRI; if a link has more than two partners, both codes are appended.

    >>> small = nx.MultiGraph(data_version="1")
    >>> _ = small.add_edge("B", "A", key="u/l", kind="agreement", year=None, strong=True, evidence=("x", "y"))
    >>> list(portable(small).edges(keys=True, data=True))
    [('A', 'B', 'l', {'kind': 'agreement', 'strong': True, 'evidence': 'x;y', 'iri': 'u/l'})]
    """
    found: nx.MultiGraph[str] = nx.MultiGraph(**graph.graph)
    for code in sorted(graph):
        about = {**graph.nodes[code]}
        found.add_node(code, label=xml_safe(str(about.pop("name", code))), **_plain(about))
    edges = sorted_edges(graph)
    shared = Counter(_last_part(key) for _, _, key in edges)
    for one, other, key in edges:
        name = _last_part(key)
        name = name if shared[name] == 1 else f"{name}:{one}--{other}"
        name = f"{name}:{found.number_of_edges()}" if found.has_edge(one, other, name) else name
        found.add_edge(one, other, key=name, **_plain(graph.edges[one, other, key]), iri=key)
    return found


def graphml(graph: nx.MultiGraph[str]) -> bytes:
    """Write the graph as GraphML, for yEd, Gephi, Cytoscape, igraph and NetworkX.

    >>> nx.parse_graphml(graphml(nx.MultiGraph([("A", "B", "l")])).decode()).number_of_edges()
    1
    """
    # NetworkX's writer without lxml: the bytes must not depend on which packages are installed
    lines = nx.generate_graphml(portable(graph))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()


def gexf(graph: nx.MultiGraph[str]) -> bytes:
    """Write the graph as GEXF 1.2, for Gephi and NetworkX, without the date that NetworkX adds.

    >>> b"lastmodifieddate" in gexf(nx.MultiGraph([("A", "B", "l")]))
    False
    """
    held = portable(graph)
    for one, other, key in list(held.edges(keys=True)):
        held.edges[one, other, key]["id"] = key
    text = "\n".join(nx.generate_gexf(held))
    about = (
        f"<description>Cooperation links, data version {escape(str(graph.graph.get('data_version', '')))}</description>"
    )
    meta = f"<meta>\n    <creator>sdggraph</creator>\n    {about}\n  </meta>"
    text = re.sub(r"<meta .*?</meta>", lambda _: meta, text, count=1, flags=re.DOTALL)
    # the schema of GEXF 1.2 does not allow a name of a graph
    text = re.sub(r'(<graph [^>]*?) name="[^"]*"', r"\1", text, count=1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def node_link(graph: nx.MultiGraph[str]) -> bytes:
    """Write the graph as node-link JSON, for D3 and NetworkX: `nodes` with ids, `edges` with source, target and key.

    >>> json.loads(node_link(nx.MultiGraph([("A", "B", "l")])))["edges"]
    [{'source': 'A', 'target': 'B', 'key': 'l'}]
    """
    ordered: nx.MultiGraph[str] = nx.MultiGraph(**graph.graph)
    ordered.add_nodes_from((code, graph.nodes[code]) for code in sorted(graph))
    for one, other, key in sorted_edges(graph):
        ordered.add_edge(one, other, key=key, **graph.edges[one, other, key])
    held = nx.node_link_data(ordered, edges="edges")
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def csv(graph: nx.MultiGraph[str]) -> bytes:
    """Write the links as CSV, one row for each pair of partners: a, b, kind, year, strong, iri, evidence.

    Addresses of evidence are joined by semicolons. Organisations without a link are not in the file.

    >>> print(csv(nx.MultiGraph([("A", "B", "l", {"kind": "agreement", "strong": True})])).decode(), end="")
    a,b,kind,year,strong,iri,evidence
    A,B,agreement,,yes,l,
    """
    rows = []
    for one, other, key in sorted_edges(graph):
        about = graph.edges[one, other, key]
        strong = "yes" if about.get("strong") else "no"
        year = "" if about.get("year") is None else about["year"]
        rows.append([one, other, about.get("kind", ""), year, strong, key, ";".join(about.get("evidence", ()))])
    return csv_text(EDGE_LIST, rows).encode()


FILES: Mapping[str, Callable[[nx.MultiGraph[str]], bytes]] = {
    "graphml": graphml,
    "gexf": gexf,
    "node-link": node_link,
    "csv": csv,
}


def sorted_edges(graph: nx.MultiGraph[str]) -> list[tuple[str, str, str]]:
    """Return every edge as (first code, second code, key), in order.

    >>> sorted_edges(nx.MultiGraph([("C", "B", "m"), ("B", "A", "l")]))
    [('A', 'B', 'l'), ('B', 'C', 'm')]
    """
    return sorted((min(one, other), max(one, other), str(key)) for one, other, key in graph.edges(keys=True))


def _plain(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known attributes, with lists as one text."""
    joined = {
        name: value if isinstance(value, (bool, int, float, str)) else ";".join(value or ())
        for name, value in about.items()
    }
    return {name: xml_safe(value) if isinstance(value, str) else value for name, value in joined.items() if value != ""}


def _last_part(iri: str) -> str:
    return iri.rpartition("/")[2]
