"""The W3C's three tests of the service description."""

from __future__ import annotations

from typing import Final

import httpx
import pyoxigraph as ox

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_A: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# the classes and properties of the specification, section 3
_TERMS: Final = """
Service Feature Language Function Aggregate EntailmentRegime EntailmentProfile GraphCollection Dataset Graph NamedGraph
DereferencesURIs UnionDefaultGraph RequiresDataset EmptyGraphs BasicFederatedQuery SPARQL10Query SPARQL11Query
SPARQL11Update endpoint feature defaultEntailmentRegime entailmentRegime defaultSupportedEntailmentProfile
supportedEntailmentProfile extensionFunction extensionAggregate languageExtension supportedLanguage propertyFeature
defaultDataset availableGraphs resultFormat inputFormat defaultGraph namedGraph name graph
"""


def passes(client: httpx.Client, name: str) -> str | None:
    """None when the description is what that test wants, else what it is."""
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/turtle"):
        return f"{answer.status_code}: {answer.text[:300]}"
    triples = [quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.TURTLE, base_iri=str(answer.url))]
    match name:
        case "returns-rdf":
            return None if triples else "there is nothing in it"
        case "has-endpoint-triple":
            wanted = str(client.base_url.join("/sparql"))
            found = [str(getattr(o, "value", "")) for _, p, o in triples if p.value == f"{_SD}endpoint"]
            return None if wanted in found else f"the endpoint is said to be {found}, not {wanted}"
        case "conforms-to-schema":
            iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
            unknown = {iri for iri in iris if iri.startswith(_SD)} - {_SD + term for term in _TERMS.split()}
            services = [s for s, p, o in triples if p.value == _A and getattr(o, "value", "") == f"{_SD}Service"]
            if unknown or len(services) != 1:
                return f"{len(services)} services; terms that are none: {sorted(unknown)}"
            endpoints = [s for s, p, _ in triples if p.value == f"{_SD}endpoint"]
            return None if endpoints == services else "the endpoint is not the service's"
    return f"nothing is known of a test {name}"
