"""Data of somebody else: odd names, a thing that thousands refer to, and names that a spreadsheet would run."""

from __future__ import annotations

import json
from urllib.parse import quote

from sdggraph import vocab

ODD = {
    "Hévea": "H%C3%A9vea",
    "A%20B": "A%20B",
    "it's(1)": "it's(1)",
    "a/b/c": "a/b/c",
    "x.ttl": "x.ttl",
    "q?a=b#c": "q%3Fa=b%23c",
    "日本": quote("日本"),
}
REFERENCES = 2300
URL = "https://data.example.org"
EVIL = """@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix category: <https://w3id.org/sdggraph/id/category/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
organisation:EVIL a sg:Organisation ; sg:code 'EVIL' ; org:classification category:category-2 ;
  skos:prefLabel '=1+cmd|calc'@en ; sg:city '-Town', '-12.5' .
"""


def turtle() -> str:
    """The data as one document."""
    lines = [f"<{vocab.BASE}theme/{name}> <{vocab.SG}code> {json.dumps(name)} ." for name in ODD]
    lines += [f"<{vocab.BASE}project/p{n:04d}> <{vocab.SG}theme> <{vocab.BASE}theme/many> ." for n in range(REFERENCES)]
    lines += [f"<{vocab.BASE}theme/geo> <{vocab.PREFIXES['geo']}hasGeometry> <geo:48.2,16.3> ."]
    lines += [f"<{vocab.BASE}theme/geo> <{vocab.SG}see> _:nobody . _:nobody <{vocab.SG}code> 'blank' ."]
    return EVIL + "\n".join(lines)
