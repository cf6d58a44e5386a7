"""Ten questions in SPARQL that every engine understands; CODE and GOAL stand for what is in the data."""

from __future__ import annotations

from typing import Final

from sdggraph import vocab

_PREFIXES: Final = "".join(
    f"PREFIX {name}: <{vocab.PREFIXES[name]}>\n" for name in ("sg", "skos", "org", "sdg", "rdf", "theme")
)

QUERIES: Final = {
    "one name": 'SELECT ?name { ?c sg:code "CODE" ; skos:prefLabel ?name }',
    "100 rows": "SELECT ?c ?code ?name { ?c a sg:Organisation ; sg:code ?code ; skos:prefLabel ?name } LIMIT 100",
    "yes or no": 'ASK { ?c sg:code "CODE" ; sg:theme ?theme }',
    "one centre's claims": """SELECT ?claim ?aim ?basis {
  ?c sg:code "CODE" . ?claim sg:contributor ?c ; sg:contributesTo ?aim ; sg:basis ?basis }""",
    "centres of a goal": """SELECT DISTINCT ?code { ?claim sg:contributesTo sdg:GOAL ; sg:contributor ?c .
  ?c sg:code ?code } ORDER BY ?code LIMIT 50""",
    "partners of a centre": """SELECT DISTINCT ?other { ?c sg:code "CODE" . ?link sg:partner ?c, ?p .
  ?p sg:code ?other FILTER(?p != ?c) }""",
    "themes above": """SELECT ?theme ?above { ?c sg:code "CODE" ; sg:theme ?theme . ?theme skos:broader* ?above }""",
    "claims by aim": """SELECT ?aim (COUNT(?claim) AS ?claims) { ?claim sg:contributesTo ?aim }
GROUP BY ?aim ORDER BY DESC(?claims) ?aim LIMIT 20""",
    "first by name": """SELECT ?code ?name { ?c a sg:Organisation ; sg:code ?code ; skos:prefLabel ?name }
ORDER BY ?name LIMIT 20""",
    "a centre as a graph": 'CONSTRUCT { ?c ?p ?o } WHERE { ?c sg:code "CODE" ; ?p ?o }',
}


def texts(code: str, goal: str) -> dict[str, str]:
    """The ten queries about a centre and a goal."""
    return {name: _PREFIXES + text.replace("CODE", code).replace("GOAL", goal) for name, text in QUERIES.items()}
