"""The ontology as code: every term explained, OWL 2 RL kept, and nothing inferred that is not meant."""

from __future__ import annotations

import re

import owlrl  # type: ignore[import-untyped]
import pytest
import rdflib
from rdflib.namespace import RDF

from sdggraph import vocab
from tests.graphs import ONTOLOGY, SCHEMES, Graph, literals_of, ontology, statements

TERMS = sorted(subject for subject in ontology().subjects if subject.startswith("sg:"))
KINDS = {"owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty"}
# OWL 2 RL as far as we need it: no class expressions, no cardinalities, no keys
ALLOWED_TYPES = KINDS | {"owl:Ontology", "owl:SymmetricProperty"}
ALLOWED_AXIOMS = {"rdf:type", "rdfs:domain", "rdfs:range", "rdfs:subClassOf", "rdfs:subPropertyOf"}
ALLOWED_ANNOTATIONS = {
    "dcterms:description",
    "dcterms:license",
    "dcterms:title",
    "owl:versionInfo",
    "rdfs:isDefinedBy",
    "rdfs:label",
    "rdfs:seeAlso",
    "skos:definition",
}
# https://www.w3.org/TR/owl2-profiles/#Entities_3, those that we may come to need; gYear and its like are not among them
RL_DATATYPES = {
    *("xsd:anyURI", "xsd:base64Binary", "xsd:boolean", "xsd:dateTime", "xsd:dateTimeStamp", "xsd:decimal"),
    *("xsd:double", "xsd:float", "xsd:hexBinary", "xsd:integer", "xsd:nonNegativeInteger", "xsd:positiveInteger"),
    *("xsd:language", "xsd:normalizedString", "xsd:string", "xsd:token"),
}

each_term = pytest.mark.parametrize("term", TERMS)


# --- every term --------------------------------------------------------------------------------------


@each_term
def test_a_term_says_in_english_what_it_means(term: str, ontology: Graph) -> None:
    for predicate in ("rdfs:label", "skos:definition"):
        texts = literals_of(ontology, term, predicate)
        assert len(texts) == 1, f"{term} needs one {predicate}."
        assert texts[0].language == "en", f"{term} {predicate} lacks @en."
    definition = ontology.value(term, "skos:definition") or ""
    assert definition.endswith("."), f"{term}: a definition is a sentence: {definition!r}."
    home = ontology.value(term, "rdfs:isDefinedBy")
    assert home == "https://w3id.org/sdggraph/ontology", f"{term} is defined by {home}; point at the ontology."


@each_term
def test_a_term_is_a_class_or_a_property_and_spelled_like_one(term: str, ontology: Graph) -> None:
    kinds = ontology.values(term, "rdf:type") & KINDS
    assert len(kinds) == 1, f"{term} is {sorted(kinds)}; it needs to be one of {sorted(KINDS)}."
    first = r"sg:[A-Z]" if kinds == {"owl:Class"} else r"sg:[a-z]"
    assert re.match(first, term), f"{term} is {kinds.pop()}; classes begin with a capital, properties do not."


@pytest.mark.parametrize("predicate", ["rdfs:label", "skos:definition"])
def test_no_two_classes_and_no_two_properties_say_the_same(predicate: str, ontology: Graph) -> None:
    """A class and the property that leads to it may: sg:Scope and sg:scope."""
    seen: dict[tuple[bool, str], str] = {}
    for term in TERMS:
        said = ("owl:Class" in ontology.values(term, "rdf:type"), ontology.value(term, predicate) or "")
        assert said not in seen, f"{term} and {seen[said]} have the same {predicate} {said[1]!r}; tell them apart."
        seen[said] = term


def test_a_term_that_is_derived_says_so(ontology: Graph) -> None:
    for term in ("sg:contributesToGoal", "sg:cooperatesWith", "sg:hostedBy", "sg:m49Region", "sg:firstYear"):
        assert (ontology.value(term, "skos:definition") or "").startswith("Derived"), f"{term} is made by a rule."


def test_neither_ontology_nor_schemes_have_a_blank_node() -> None:
    """The reader of graphs.py refuses them; here it reads every file."""
    for path in (ONTOLOGY, *SCHEMES):
        assert statements(path), f"{path.name} is empty."


# --- OWL 2 RL ----------------------------------------------------------------------------------------


def test_only_constructs_of_owl_2_rl_are_used(ontology: Graph) -> None:
    for subject, predicate, value in ontology.statements:
        assert predicate in ALLOWED_AXIOMS | ALLOWED_ANNOTATIONS, f"{subject} {predicate}: keep to OWL 2 RL."
        name = vocab.compact(value.value)
        assert predicate != "rdf:type" or name in ALLOWED_TYPES, f"{subject} is a {name}: keep to OWL 2 RL."


@each_term
def test_domains_ranges_and_parents_fit_the_kind_of_the_term(term: str, ontology: Graph) -> None:
    types = ontology.values(term, "rdf:type")
    parents = ontology.values(term, "rdfs:subPropertyOf")
    if "owl:Class" in types:
        assert not parents | ontology.values(term, "rdfs:domain", "rdfs:range"), f"{term} is a class, not a property."
        return
    assert not ontology.values(term, "rdfs:subClassOf"), f"{term} is a property, not a class."
    assert len(ontology.values(term, "rdfs:range")) <= 1, f"{term}: two ranges mean both at once."
    assert len(ontology.values(term, "rdfs:domain")) <= 1, f"{term}: two domains mean both at once."
    for parent in {parent for parent in parents if parent.startswith("sg:")}:
        assert types & KINDS == ontology.values(parent, "rdf:type") & KINDS, f"{term} is below {parent}, unlike it."
    for name in ontology.values(term, "rdfs:range", "rdfs:domain"):
        known = not name.startswith("sg:") or "owl:Class" in ontology.values(name, "rdf:type")
        assert known, f"{term} points at the class {name}, which is not defined."
    data_range = {name for name in ontology.values(term, "rdfs:range") if name.startswith("xsd:")}
    assert not data_range or "owl:DatatypeProperty" in types, f"{term} has values of {data_range} and links things."


@each_term
def test_the_range_of_a_value_is_a_datatype_of_owl_2_rl(term: str, ontology: Graph) -> None:
    if "owl:DatatypeProperty" in ontology.values(term, "rdf:type"):
        beyond = ontology.values(term, "rdfs:range") - RL_DATATYPES
        assert not beyond, (
            f"{term} has the range {sorted(beyond)}, which OWL 2 has no datatype for; "
            "drop the rdfs:range and leave the form of dates to the shapes, as sg:date, sg:start and sg:end do."
        )


# --- what follows ------------------------------------------------------------------------------------

# The axioms of the vocabularies we reuse that can touch us, written by hand from their published definitions
REUSED = """
org:Organization rdfs:subClassOf foaf:Agent ; owl:equivalentClass foaf:Organization .
org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
org:ChangeEvent rdfs:subClassOf prov:Activity .
org:classification rdfs:domain org:Organization ; rdfs:range skos:Concept .
org:linkedTo rdfs:domain org:Organization ; rdfs:range org:Organization .
foaf:Person rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Organization , foaf:Project .
foaf:Organization rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Document , foaf:Person .
foaf:Project a owl:Class ; owl:disjointWith foaf:Document , foaf:Person .
foaf:homepage rdfs:range foaf:Document ; rdfs:subPropertyOf foaf:page .
foaf:page rdfs:range foaf:Document .
prov:Activity owl:disjointWith prov:Entity .
prov:wasAttributedTo rdfs:domain prov:Entity ; rdfs:range prov:Agent .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
dcterms:spatial rdfs:range dcterms:Location .
schema:Event a owl:Class .
schema:Person owl:equivalentClass foaf:Person .
skos:Concept owl:disjointWith skos:ConceptScheme , skos:Collection .
skos:semanticRelation rdfs:domain skos:Concept ; rdfs:range skos:Concept .
skos:broader rdfs:subPropertyOf skos:semanticRelation .
skos:inScheme rdfs:range skos:ConceptScheme .
"""
# one of each kind from the data, with what the rules derive of them
SAMPLE = (
    "organisation:HIST",
    "organisation:IKCEST",
    "organisation:CAS",
    "organisation:unesco",
    "contribution:HIST-11.4",
    "project:HIST-global-cultural-world-heritage-land-cover-sustainability",
    "cooperation:HIST-IKCEST-co-organised-event-2016",
    "hosting:HIST-CAS",
    "status:HIST-approved",
    "event:2016-unesco-science-centres-coordination-meeting",
    "person:guo-huadong",
    "document:2016-statement",
    "agent:desk-research",
    "country:CHN",
    "theme:remote-sensing",
    "sdg:11.4",
)
DERIVED = """
organisation:HIST sg:cooperatesWith organisation:IKCEST ; sg:hostedBy organisation:CAS ; sg:m49Region m49:030 .
contribution:HIST-11.4 sg:contributesToGoal sdg:11 .
partnership:HIST--IKCEST a sg:Partnership ; sg:partner organisation:HIST , organisation:IKCEST ;
  sg:cooperationKind cooperation-kind:co-organised-event ; sg:firstYear "2016"^^xsd:gYear ;
  prov:wasDerivedFrom cooperation:HIST-IKCEST-co-organised-event-2016 .
"""


def sample(data: Graph, schemes: Graph, axioms: str = "") -> rdflib.Graph:
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocab.PREFIXES.items())
    graph = rdflib.Graph(bind_namespaces="none")
    graph.parse(data=ONTOLOGY.read_bytes(), format="turtle")
    graph.parse(data=head + REUSED + DERIVED + axioms, format="turtle")
    for known in (data, schemes):
        for subject in SAMPLE:
            about = [(p, value) for s, p, value in known.statements if s == subject]
            lines = [f"{subject} {'a' if p == 'rdf:type' else p} {value} ." for p, value in about]
            graph.parse(data=head + "\n".join(lines), format="turtle")
    return graph


def closed(graph: rdflib.Graph) -> rdflib.Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def closure(data: Graph, schemes: Graph) -> rdflib.Graph:
    return closed(sample(data, schemes))


def iri(name: str) -> rdflib.URIRef:
    prefix, _, local = name.partition(":")
    return rdflib.URIRef(vocab.PREFIXES[prefix] + local)


def members(graph: rdflib.Graph, name: str) -> set[str]:
    return {vocab.compact(str(found)) for found in graph.subjects(RDF.type, iri(name))}


def errors(graph: rdflib.Graph) -> list[str]:
    """What the reasoner found to contradict itself."""
    said = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(message) for message in graph.objects(None, said)]


def test_the_sample_is_there(data: Graph, schemes: Graph) -> None:
    missing = set(SAMPLE) - data.subjects - schemes.subjects
    assert not missing, f"{missing} are gone; choose others for the sample."


def test_only_organisations_are_inferred_to_be_organisations(closure: rdflib.Graph) -> None:
    organisations = {name for name in members(closure, "org:Organization") if not name.startswith(("sg:", "owl:"))}
    assert {name.partition(":")[0] for name in organisations} == {"organisation"}, sorted(organisations)
    assert "organisation:HIST" in organisations, "the reasoner should know that a centre is an org:Organization"
    assert organisations == members(closure, "foaf:Organization")


def test_only_persons_and_organisations_are_inferred_to_be_agents(closure: rdflib.Graph) -> None:
    agents = {name.partition(":")[0] for name in members(closure, "foaf:Agent")}
    assert agents == {"organisation", "person"}, f"{agents} are taken for agents; which subclass says so?"
    assert {name.partition(":")[0] for name in members(closure, "foaf:Person")} == {"person"}


@pytest.mark.parametrize(
    ("kind", "prefixes"),
    [
        ("foaf:Project", {"project"}),
        ("schema:Event", {"event"}),
        ("sg:Cooperation", {"cooperation"}),
        ("sg:Partnership", {"partnership"}),
        ("sg:Contribution", {"contribution"}),
        ("sg:Hosting", {"hosting"}),
        ("sg:StatusRecord", {"status"}),
        ("sg:Project", {"project"}),
        ("sg:Event", {"event"}),
        ("sg:Organisation", {"organisation"}),
        ("sg:Country", {"country"}),
        ("prov:Agent", {"agent"}),
    ],
)
def test_a_class_has_no_members_by_accident(kind: str, prefixes: set[str], closure: rdflib.Graph) -> None:
    found = {name.partition(":")[0] for name in members(closure, kind)}
    assert found == prefixes, f"{kind} is inferred of {found}; a domain or a range is too wide."


def test_the_reasoner_finds_no_contradiction(closure: rdflib.Graph) -> None:
    assert errors(closure) == []


@pytest.mark.slow
def test_the_reasoner_would_find_a_contradiction(data: Graph, schemes: Graph) -> None:
    """A decoy, so that the silence above means something: a project taken for a person."""
    broken = closed(sample(data, schemes, "sg:Project rdfs:subClassOf foaf:Person ."))
    assert members(broken, "foaf:Agent") & set(SAMPLE) > {"organisation:HIST"}
    assert any(name.startswith("project:") for name in members(broken, "foaf:Agent"))
    assert errors(broken), "foaf:Person and foaf:Project are disjoint; the reasoner should say so."
