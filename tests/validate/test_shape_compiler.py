"""Every condition the screen compiles, on every odd value we could think of: it misses nothing.

Each condition is tried as it is and under a negation, where suspicion must turn around.
"""

# ruff: noqa: E501 - tables of Turtle read better unwrapped

from __future__ import annotations

import pytest

from sdggraph import vocab
from sdggraph.errors import Uncompilable
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import validate
from sdggraph.validate.prefilter import screen_for
from sdggraph.validate.shapes import read
from tests.validate.conftest import SHAPES

HEAD = "".join(f"@prefix {name}: <{space}> .\n" for name, space in vocab.PREFIXES.items()) + "@prefix t: <urn:t:> .\n"
XSD = vocab.PREFIXES["xsd"]

VALUES = [
    *("<urn:t:iri>", "<http://www.example.org/é>", "<http://a.example/b>", "t:thing", "t:below", "t:above", "t:0"),
    *(
        '""',
        '"a"',
        '"abc"',
        '"ABC"',
        '"a b"',
        '"abc\\n"',
        '"\\n"',
        '"\\u001C"',
        '"é"',
        '"e\\u0301"',
        '"１２"',
        '"12"',
        '"x-1_2.3"',
    ),
    *('"\\\\"', '"\\""', '"a]b"', '"𝄞"', '"\\u00A0"', '"true"', '"2016"', '"2016-05-01"'),
    *('"abc"@en', '"abc"@EN', '"abc"@en-GB', '"abc"@fr', '""@en', '"12"@en'),
    *(f'"{text}"^^xsd:integer' for text in ("12", "012", "-0", "+5", "abc", "", "99999999999999999999")),
    *(f'"{text}"^^xsd:decimal' for text in ("12", "12.0", ".5", "5.", "-0.0", "1e1", "north", "0.1234567890123456789")),
    *(f'"{text}"^^xsd:double' for text in ("12", "1e1", "NaN", "INF", "abc")),
    *(f'"{text}"^^xsd:boolean' for text in ("true", "false", "1", "0", "yes", "TRUE")),
    *(
        f'"{text}"^^xsd:date'
        for text in ("2016-05-01", "2016-02-29", "2015-02-29", "2016-13-01", "2016-05-01Z", "-0044-03-15", "may")
    ),
    *(f'"{text}"^^xsd:gYear' for text in ("2016", "0000", "-0044", "16", "12016", "2016Z", "MMXVI")),
    *(f'"{text}"^^xsd:gYearMonth' for text in ("2016-05", "2016-13", "2016-5", "2016-05Z", "may")),
    *(f'"{text}"^^xsd:dateTime' for text in ("2016-05-01T00:00:00", "2016-05-01T24:00:00", "2016")),
    *('"abc"^^t:own', '"abc"^^xsd:anyURI', '"12"^^xsd:nonNegativeInteger', '"-12"^^xsd:nonNegativeInteger'),
]

CONDITIONS = [
    *(
        f"sh:nodeKind sh:{kind}"
        for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
    ),
    *(f"sh:datatype {kind}" for kind in ("rdf:langString", "xsd:string", "xsd:integer", "xsd:decimal", "xsd:boolean")),
    *(f"sh:datatype {kind}" for kind in ("xsd:date", "xsd:gYear", "xsd:gYearMonth")),
    *(
        f"sh:{bound} {number}"
        for bound in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
        for number in ("12", "0.5")
    ),
    *(f"sh:{length} {number}" for length in ("minLength", "maxLength") for number in (0, 1, 3)),
    *(f'sh:pattern "{text}"' for text in ("^[A-Za-z]+$", "^.$", "^\\\\d+$", "^[^ ]+$", "abc|12", "", "^a{1,3}")),
    *("sh:class t:Thing", "sh:class t:Unknown", "sh:class t:Above"),
    *('sh:in ( "abc" "12" )', 'sh:in ( "abc"@en t:thing true 12 )', "sh:in ()"),
    *('sh:hasValue "abc"', "sh:hasValue t:thing", "sh:hasValue true"),
    *(
        "sh:node t:short",
        "sh:not t:short",
        "sh:and ( t:short t:text )",
        "sh:or ( t:short t:text )",
        "sh:xone ( t:short t:text t:number )",
    ),
    *("sh:property t:one", "sh:property t:two", "sh:property t:several", "sh:property t:back", "sh:property t:far"),
    *("sh:property t:some", "sh:property t:few", "sh:property t:apart", "sh:property t:less", "sh:property t:tongues"),
]
OTHERS = """
t:short a sh:NodeShape ; sh:maxLength 2 . t:text a sh:NodeShape ; sh:datatype xsd:string . t:number a sh:NodeShape ; sh:minInclusive 0 .
t:one a sh:PropertyShape ; sh:path t:q ; sh:minCount 1 . t:two a sh:PropertyShape ; sh:path t:q ; sh:minCount 2 .
t:several a sh:PropertyShape ; sh:path t:q ; sh:maxCount 1 . t:back a sh:PropertyShape ; sh:path [ sh:inversePath t:q ] ; sh:minCount 1 .
t:far a sh:PropertyShape ; sh:path ( t:q [ sh:alternativePath ( t:q t:r [ sh:inversePath t:q ] ) ] ) ; sh:maxCount 1 ; sh:nodeKind sh:IRI .
t:some a sh:PropertyShape ; sh:path t:q ; sh:qualifiedValueShape t:short ; sh:qualifiedMinCount 1 .
t:few a sh:PropertyShape ; sh:path [ sh:zeroOrMorePath t:q ] ; sh:qualifiedValueShape t:thingly ; sh:qualifiedMaxCount 1 .
t:thingly a sh:NodeShape ; sh:class t:Thing .
t:apart a sh:PropertyShape ; sh:path t:q ; sh:disjoint t:r . t:less a sh:PropertyShape ; sh:path t:r ; sh:lessThanOrEquals t:s .
t:tongues a sh:PropertyShape ; sh:path t:q ; sh:uniqueLang true .
"""
WAYS = {
    "as it is": "t:s a sh:NodeShape ; sh:targetClass t:Bearer ; sh:property t:p . t:p sh:path t:value ; {0} .",
    "negated": "t:s a sh:NodeShape ; sh:targetClass t:Bearer ; sh:property t:p . t:p sh:path t:value ; sh:not t:n ."
    " t:n a sh:NodeShape ; {0} .",
    "on the thing itself": "t:s a sh:NodeShape ; sh:targetObjectsOf t:iri ; sh:or ( t:n t:m ) . t:n a sh:NodeShape ; {0} ."
    " t:m a sh:NodeShape ; sh:not t:n ; sh:hasValue t:thing .",
}


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    bearers = "\n".join(f"t:{number} a t:Bearer ; t:value {value} ." for number, value in enumerate(VALUES))
    links = "\n".join(f"t:sum t:iri {value} ." for value in VALUES if not value.startswith('"'))
    world = f"""
      {bearers} {links}
      t:Thing rdfs:subClassOf t:Above . t:Below rdfs:subClassOf t:Thing .
      t:thing a t:Thing ; t:q t:below , "ab" , "abc"@en , "abcd"@EN ; t:r t:below . t:below a t:Below ; t:q t:above ; t:r 5 ; t:s 4 , "x" .
      t:above a t:Above ; t:q t:thing , t:below ; t:r 3 ; t:s 4 . t:0 t:q t:0 , t:thing ; t:r "north"^^xsd:decimal ; t:s 4.0 .
    """
    store.add_turtle((HEAD + world).encode(), vocab.DATA_GRAPH)
    return store


@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=() if way == "negated" else pytest.mark.slow) for way in sorted(WAYS)]
)  # who screens a negated condition without a miss can screen the condition
@pytest.mark.parametrize("condition", CONDITIONS)
def test_condition_is_screened_without_a_miss(condition: str, way: str, store: EmbeddedStore) -> None:
    text = HEAD + WAYS[way].format(condition) + "".join(line for line in OTHERS)
    text = only_used(text)
    screened, full = validate(store, text), validate(store, text, method="full")
    assert screened.method == "screen"
    assert screened.findings == full.findings
    assert dict(screened.checked) == dict(full.checked)


def only_used(text: str) -> str:
    """Without the helping shapes that nothing refers to: shapes that judge nothing are refused."""
    head, others = text.split("\nt:short a", 1)[0], ("t:short a" + text.split("\nt:short a", 1)[1]).split(" . ")
    statements = [statement for part in others for statement in part.split(" .\n") if statement.strip()]
    used = head
    for _ in range(3):
        for statement in list(statements):
            name = statement.split()[0]
            if f" {name} " in used or used.rstrip().endswith(name):
                used += f"\n{statement} ."
                statements.remove(statement)
    return used


BEYOND = {
    "closed": "sh:closed true ; sh:property t:p . t:p sh:path t:value",
    "languages": 'sh:property t:p . t:p sh:path t:value ; sh:languageIn ( "en" )',
    "equals": "sh:property t:p . t:p sh:path t:value ; sh:equals t:r",
    "flags": 'sh:property t:p . t:p sh:path t:value ; sh:pattern "a" ; sh:flags "i"',
    "blanks of any script": r'sh:property t:p . t:p sh:path t:value ; sh:pattern "\\s"',
    "no blanks": r'sh:property t:p . t:p sh:path t:value ; sh:pattern "^\\S+$"',
    "many": "sh:property t:p . t:p sh:path t:value ; sh:minCount 5",
    "another datatype": "sh:property t:p . t:p sh:path t:value ; sh:datatype xsd:duration",
    "an inverse chain": "sh:property t:p . t:p sh:path [ sh:inversePath ( t:q t:r ) ] ; sh:maxCount 1",
    "nested query": 'sh:node t:n . t:n a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { $this <urn:t:q> ?x }" ]',
    "union": 'sh:sparql [ sh:select "SELECT $this WHERE { { $this a ?x } UNION { $this <urn:t:q> ?x } }" ]',
    "grouping": 'sh:sparql [ sh:select "SELECT $this WHERE { $this a ?x } GROUP BY $this" ]',
    "filter within": 'sh:sparql [ sh:select "SELECT $this WHERE { $this a ?x FILTER NOT EXISTS { $this <urn:t:r> ?y FILTER(?y > 3) } }" ]',
    "any predicate": 'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p 3 }" ]',
    "unconnected": 'sh:sparql [ sh:select "SELECT $this WHERE { $this a ?x . ?y <urn:t:r> ?z }" ]',
    "a path from an empty text": 'sh:sparql [ sh:select "SELECT $this WHERE { $this <urn:t:value> ?x FILTER EXISTS { ?x ^<urn:t:q>+ ?x } }" ]',
    "now": 'sh:sparql [ sh:select "SELECT $this WHERE { $this <urn:t:r> ?x FILTER(?x < NOW()) }" ]',
}


@pytest.mark.parametrize("what", sorted(BEYOND))
def test_what_cannot_be_screened_with_certainty_is_judged_in_full(what: str, store: EmbeddedStore) -> None:
    text = HEAD + f"t:s a sh:NodeShape ; sh:targetClass t:Bearer ; {BEYOND[what]} ."
    report = validate(store, text)
    assert report.method == "full"
    assert report.findings == validate(store, text, method="full").findings


QUERIES = {
    "unlike values": "$this <urn:t:value> ?value FILTER(?value > 11)",
    "two numbers": "$this <urn:t:r> ?a ; <urn:t:s> ?b FILTER(?a > ?b)",
    "not a text": "$this <urn:t:value> ?value FILTER(!(STR(?value) < 'b'))",
    "optional": "$this <urn:t:value> ?value OPTIONAL { ?value <urn:t:q> ?x } FILTER(!BOUND(?x))",
    "not exists": "$this <urn:t:value> ?value FILTER NOT EXISTS { ?value a ?kind }",
    "exists": "$this <urn:t:value> ?value FILTER EXISTS { ?value (<urn:t:q>|^<urn:t:q>) ?any }",
    "a circle": "$this <urn:t:q>+ $this",
    "against the arrow": "?value <urn:t:q> $this",
    "datatypes": "$this <urn:t:value> ?value FILTER(DATATYPE(?value) = <http://www.w3.org/2001/XMLSchema#decimal> && ?value < 1)",
    "language": "$this <urn:t:value> ?value FILTER(LANG(?value) = 'en' || isIRI(?value))",
    "a dollar in a text": "$this <urn:t:value> ?value FILTER(STR(?value) = 'a{b')",
}


@pytest.mark.parametrize("what", sorted(QUERIES))
def test_query_is_screened_without_a_miss(what: str, store: EmbeddedStore) -> None:
    select = f"SELECT $this ?value WHERE {{ {QUERIES[what]} }}"
    text = (
        HEAD
        + f't:s a sh:NodeShape ; sh:targetClass t:Bearer ; sh:sparql [ sh:select "{select}" ; sh:message "wrong" ] .'
    )
    screened, full = validate(store, text), validate(store, text, method="full")
    assert screened.method == "screen"
    assert screened.findings == full.findings


def test_the_screen_refuses_rather_than_guesses(store: EmbeddedStore) -> None:
    shapes = read(HEAD + "t:s a sh:NodeShape ; sh:targetClass t:Bearer ; sh:closed true .")
    with pytest.raises(Uncompilable, match="closed"):
        screen_for(shapes, store)


def test_our_own_shapes_need_no_more_than_the_screen_can_say() -> None:
    assert "sh:closed" not in SHAPES.read_text(encoding="utf-8")
