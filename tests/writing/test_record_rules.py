"""What a narrow token may say of its own record, and what not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdggraph import vocab
from sdggraph.errors import Forbidden
from sdggraph.sparql.update_dataset import with_default
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change
from sdggraph.writing.rehearsal import rehearse
from sdggraph.writing.scope import check_scope

BASE = "https://w3id.org/sdggraph/id/"
DATA = """INSERT DATA {
  organisation:A sg:code "A" ; a sg:Organisation ; skos:prefLabel "Institute of Water"@en .
  organisation:B sg:code "BRGM" ; a sg:Organisation ; skos:prefLabel "The Łódź Sea Institute"@en ; sg:acronym "LSI" ;
    skos:exactMatch <https://ror.org/02nyyq397> ; schema:sameAs <http://www.wikidata.org/entity/Q865> .
  organisation:C sg:code "ICTP" ; a sg:Organisation ; skos:prefLabel "Institute of Modern Physics"@en .
  organisation:D sg:code "D1" ; a sg:Organisation ;
    skos:prefLabel "International Centre for Land and Sea Organisation (ICLSO)"@en ;
    skos:altLabel "St. Marie Institute"@fr .
}"""
CONTRIBUTION = "<https://w3id.org/sdggraph/id/contribution/{}> sg:contributor organisation:A"


@pytest.fixture(scope="module")
def graph(filled: Path) -> MemoryStore:
    """Two organisations, of which A has a narrow token."""
    found = MemoryStore()
    found.copy(EmbeddedStore.at(filled, read_only=True))
    found.update(with_default(DATA, vocab.DATA_GRAPH))
    return found


def write(graph: MemoryStore, text: str, scope: str = "organisation:A") -> None:
    """Have a copy judge what a token of that scope adds."""
    copy = MemoryStore()
    copy.copy(graph)
    check_scope(copy, rehearse(copy, Change.of_update(f"INSERT DATA {{ {text} }}")), scope)


@pytest.mark.parametrize(
    "text",
    [
        'organisation:A skos:altLabel "Water Institute"@en ; sg:acronym "IW" ; rdfs:comment "javascript: a comment"',
        # brackets that hold no acronym of the name are read by no search
        'organisation:A skos:altLabel "Water Institute (LSI)" , "Institute of Modern Physics and Water"',
        "organisation:A foaf:homepage <HTTPS://example.org/> ; foaf:mbox <mailto:a@example.org>",
        "organisation:A sg:theme theme:karst ; dcterms:source <http://example.org/a>",
        # whole words of other alphabets, and those that are written together
        'organisation:A skos:altLabel "\u0418\u043d\u0441\u0442\u0438\u0442\u0443\u0442 IW"@ru , "IW\u6c34\u306e"@ja',
        'organisation:A skos:altLabel "Inst. of Water no. 1" ; sg:acronym "I\u00d4W"',
        "organisation:A skos:exactMatch <https://ror.org/03yrm5c26>",
        "organisation:A dcterms:relation organisation:B ; org:classification category:category-2",
        "organisation:A skos:exactMatch <https://www.wikidata.org/entity/Q1>",
        f"{CONTRIBUTION.format('A-6.5')} ; a sg:Contribution ; sg:contributesTo sdg:6 ; sg:basis basis:stated",
        "status:A-approved sg:ofOrganisation organisation:A ; a sg:StatusRecord",
        "organisation:A sg:evidence <https://example.org/a> ; sg:confirmed '2026'^^xsd:gYear ; sg:city 'Lima'",
        "hosting:A-host sg:hostedOrganisation organisation:A ; sg:start '2001'^^xsd:gYear ; sg:hasEnded false",
        "hosting:A-host sg:hostedOrganisation organisation:A ; a sg:Hosting",
        "<https://a.example.org/work> sg:contributor organisation:A ; a sg:Contribution",
    ],
)
def test_a_record_holds_what_is_its_own(graph: MemoryStore, text: str) -> None:
    write(graph, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        # names of others
        ('organisation:A skos:altLabel "The Łódź Sea Institute"', "is known"),
        ('organisation:A skos:altLabel "łódź SEA institute"', "is known"),
        ('organisation:A skos:prefLabel "Łódź\u200b Sea Institute"@fr', "is known"),
        ('organisation:A skos:hiddenLabel "Brgm"', "is known"),
        ('organisation:A sg:acronym "L.S.I."', "is known"),
        ('organisation:A rdfs:label "\uff2c\uff33\uff29"', "is known"),
        ('organisation:A foaf:name "LSI"', "is known"),
        # names that look like those of others
        (
            'organisation:A sg:acronym "\u0406\u0421\u0422\u0420"',
            "looks like 'ICTP', by which organisation:C",
        ),  # Cyrillic
        ('organisation:A skos:altLabel "\u0399\u03f9\u03a4\u03a1"', "looks like 'ICTP'"),  # Greek
        ('organisation:A skos:altLabel "lCTP"', "looks like 'ICTP'"),
        ('organisation:A skos:altLabel "\U0001d408CTP"', "is known"),  # mathematical bold
        ('organisation:A skos:altLabel "\u13a5\u0421\u0422\u0420"', "in which one word mixes the alphabets"),
        ('organisation:A skos:altLabel "Institute of Modem Physics"', "looks like 'Institute of Modern Physics'"),
        ('organisation:A skos:altLabel "Lodz Sea Institute"', "looks like 'The Łódź Sea Institute'"),
        ('organisation:A rdfs:label "W\u0430ter"@en', "mixes the alphabets Cyrillic and Latin"),
        (f'{CONTRIBUTION.format("A-1")} ; skos:prefLabel "\u0406\u0421\u0422\u0420"', "looks like 'ICTP'"),
        (f'{CONTRIBUTION.format("A-1")} ; sg:acronym "BRGM"', "by which organisation:B is known"),
        ('<https://a.example.org/x> sg:contributor organisation:A ; sg:acronym "1CTP"', "looks like 'ICTP'"),
        # identity and succession
        ("organisation:A dcterms:isReplacedBy organisation:B", "takes the place of another"),
        ("organisation:A dcterms:isReplacedBy <https://example.org/b>", "takes the place of another"),
        ("organisation:A dcterms:replaces organisation:B", "takes the place of another"),
        ("organisation:A org:resultedFrom organisation:B", "takes the place of another"),
        ("organisation:A org:hasUnit organisation:B", "uses org:hasUnit"),
        ("organisation:A org:subOrganizationOf organisation:B", "uses org:subOrganizationOf"),
        ("organisation:A sg:cooperatesWith organisation:B", "what rules derive"),
        ("organisation:A sg:hostedBy organisation:B", "what rules derive"),
        ('organisation:A sg:displayName "ICTP"', "what rules derive"),
        ("organisation:A sg:standing status-value:contested", "what rules derive"),
        ("organisation:A sg:unescoRegion unesco-region:africa", "what rules derive"),
        (f"{CONTRIBUTION.format('A-1')} ; sg:contributesToGoal sdg:6", "what rules derive"),
        ("organisation:A geo:hasGeometry <https://a.example.org/point>", "what rules derive"),
        ("organisation:A <http://schema.org/supersededBy> organisation:B", "takes the place of another"),
        ("organisation:A schema:sameAs organisation:B", "the same thing"),
        ("organisation:A skos:exactMatch <http://ror.org/02nyyq397/>", "which is organisation:B"),
        ("organisation:A skos:closeMatch <https://www.wikidata.org/wiki/Q865>", "which is organisation:B"),
        ('organisation:A dcterms:identifier "Q865"', "which is organisation:B"),
        # terms that are not known
        ('organisation:A sg:acronim "IW"', "The ontology has no term sg:acronim. Write sg:acronym"),
        (f"{CONTRIBUTION.format('A-1')} ; sg:contributesto sdg:6", "Write sg:contributesTo"),
        ('organisation:A <http://w3id.org/sdggraph/ontology#city> "Lima"', "Write sg:city"),
        ("status:A-1 sg:ofOrganisation organisation:A ; sg:statusvalue <https://a.example/x>", "Write sg:statusValue"),
        # IRIs of ours
        ("organisation:NEW sg:contributor organisation:A", "no contribution, status or hosting"),
        ("theme:new sg:contributor organisation:A", "no contribution, status or hosting"),
        (f"{CONTRIBUTION.format('B-6.5')}", "begin with contribution:A-"),
        (f"{CONTRIBUTION.format('AA-6.5')}", "begin with contribution:A-"),
        ("<https://w3id.org/sdggraph/ontology#New> sg:contributor organisation:A", "no contribution"),
        ("<https://w3id.org/sdggraph/graph/new> sg:ofOrganisation organisation:A", "no contribution"),
        ("<http://metadata.un.org/sdg/99> sg:contributor organisation:A", "a word of a vocabulary"),
        ("skos:Concept2 sg:contributor organisation:A", "a word of a vocabulary"),
        ("organisation:A sg:theme theme:unheard-of", "nothing is on record"),
        (f"{CONTRIBUTION.format('A-1')} ; sg:inProject <{BASE}project/none>", "nothing is on record"),
        # properties of things of other kinds
        ("organisation:A sg:partner organisation:C", "uses sg:partner, which does not describe a sg:Organisation"),
        (f"{CONTRIBUTION.format('A-1')} ; sg:partner organisation:C", "does not describe a sg:Contribution"),
        ("<https://a.example.org/x> sg:contributor organisation:A ; sg:partner organisation:C", "uses sg:partner"),
        ("organisation:A sg:participant organisation:C", "uses sg:participant"),
        ("organisation:A sg:organiser organisation:C", "uses sg:organiser"),
        ("hosting:A-1 sg:hostedOrganisation organisation:A ; sg:eventHost organisation:C", "uses sg:eventHost"),
        (
            "status:A-1 sg:ofOrganisation organisation:A ; sg:statusValue status-value:ceased ; sg:theme theme:karst",
            "uses sg:theme, which does not describe a sg:StatusRecord",
        ),
        ("organisation:A sg:statusValue status-value:ceased", "uses sg:statusValue"),
        ("organisation:A sg:score 1", "uses sg:score"),
        # other kinds
        ("organisation:A a prov:Activity", "calls organisation:A"),
        # other spellings that the search reads as the same name
        ('organisation:A skos:altLabel "International Center for Land & Sea Organization (ICLSO)"', "is known"),
        ('organisation:A skos:altLabel "International Centre for Land and Sea Organisation"', "is known"),
        ('organisation:A sg:acronym "ICLSO"', "by which organisation:D is known"),
        ('organisation:A foaf:nick "The Saint-Marie Institute"', "by which organisation:D is known"),
        ('organisation:A skos:altLabel "A Lodz Sea Institute"', "is known"),
        # addresses and identifiers as names
        ('organisation:A skos:altLabel "https://ror.org/02nyyq397"', "by which organisation:B is known"),
        ('organisation:A skos:notation "Q865"', "by which organisation:B is known"),
        (
            'organisation:A skos:altLabel "https://w3id.org/sdggraph/id/organisation/C"',
            "by which organisation:C is known",
        ),
        ('organisation:A skos:hiddenLabel "organisation:C"', "by which organisation:C is known"),
        ("organisation:A prov:generated organisation:B", "uses prov:generated"),
        ("organisation:A a sg:Goal", "calls organisation:A"),
        (f"{CONTRIBUTION.format('A-1')} ; a sg:Organisation", "calls contribution:A-1"),
        ("status:A-1 sg:ofOrganisation organisation:A ; a sg:Contribution", "calls status:A-1"),
        ("<https://a.example.org/x> sg:contributor organisation:A ; a skos:Concept", "calls"),
        ("organisation:A owl:sameAs organisation:B", "uses owl:sameAs"),
        ("organisation:A rdfs:subClassOf sg:Goal", "uses rdfs:subClassOf"),
        ("organisation:A skos:broader theme:karst", "uses skos:broader"),
        ("organisation:A skos:exactMatch organisation:B", "the same thing"),
        ("organisation:A sg:ofOrganisation organisation:B", "a part of a record"),
        ("organisation:A sg:contributor organisation:A", "a part of a record"),
        # links
        ("organisation:A rdfs:seeAlso <javascript:alert(1)>", "neither http nor https"),
        ("organisation:A foaf:homepage <JavaScript:alert(1)>", "neither http nor https"),
        ("organisation:A foaf:homepage <data:text/html,x>", "neither http nor https"),
        ("organisation:A dcterms:source <file:///etc/passwd>", "neither http nor https"),
        ("organisation:A dcterms:source <vbscript:x>", "neither http nor https"),
        ("organisation:A dcterms:source <https:evil>", "neither http nor https"),
        ("organisation:A dcterms:source <urn:uuid:1>", "neither http nor https"),
        ('organisation:A dcterms:source " javascript:alert(1)"^^xsd:anyURI', "neither http nor https"),
        ("<javascript:x> sg:contributor organisation:A", "neither http nor https"),
    ],
)
def test_a_record_holds_nothing_else(graph: MemoryStore, text: str, why: str) -> None:
    with pytest.raises(Forbidden, match="for the record of A, and this") as caught:
        write(graph, text)
    assert why in caught.value.problem


def test_the_desk_may_say_all_that(graph: MemoryStore) -> None:
    write(graph, "organisation:A dcterms:isReplacedBy organisation:B ; sg:acronim 'ICTP'", "graph")
    write(graph, 'organisation:A skos:altLabel "LSI" ; rdfs:seeAlso <urn:uuid:1> ; a prov:Organization', "graph")
