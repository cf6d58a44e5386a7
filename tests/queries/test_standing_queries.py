"""The ready questions on terms, freshness and identifiers, on a small graph, against the records."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.errors import BadParameter
from sdggraph.publish.documents.document import Table, markdown
from sdggraph.publish.documents.report import composed
from sdggraph.publish.documents.report_standings import agreements
from sdggraph.tasks.queries import find_query, run_named
from sdggraph.tasks.report import status
from sdggraph.tasks.source import Source

PREFIXES = """
@prefix agent: <https://w3id.org/sdggraph/id/agent/> .
@prefix category: <https://w3id.org/sdggraph/id/category/> .
@prefix cooperation: <https://w3id.org/sdggraph/id/cooperation/> .
@prefix cooperation-kind: <https://w3id.org/sdggraph/id/cooperation-kind/> .
@prefix country: <https://w3id.org/sdggraph/id/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix end-basis: <https://w3id.org/sdggraph/id/end-basis/> .
@prefix event: <https://w3id.org/sdggraph/id/event/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/sdggraph/id/status/> .
@prefix status-value: <https://w3id.org/sdggraph/id/status-value/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
agent:reader a prov:Agent ; sg:readingDay "2026-11-28"^^xsd:date .
"""


def kind(date: str) -> str:
    return {4: "gYear", 7: "gYearMonth", 10: "date"}[len(date)]


def centre(code: str, *records: tuple[str, str, str], more: str = "") -> str:
    """A centre with status records of (value, date, end of the term)."""
    text = (
        f'organisation:{code} a sg:Organisation ; sg:code "{code}" ; skos:prefLabel "Centre {code}"@en ; '
        f"org:classification category:category-2 ; sg:country country:KEN {more} .\n"
    )
    for number, (value, date, end) in enumerate(records):
        term = f'; sg:termEnd "{end}"^^xsd:{kind(end)} ; sg:endBasis end-basis:computed' if end else ""
        text += (
            f"status:{code}-{number} a sg:StatusRecord ; sg:ofOrganisation organisation:{code} ; "
            f'sg:statusValue status-value:{value} ; sg:date "{date}"^^xsd:{kind(date)} {term} .\n'
        )
    return text


GRAPH = PREFIXES + "".join(
    [
        centre("OVER", ("agreement-signed", "2014", "2020")),
        centre("THIS-YEAR", ("approved", "2019", "2026"), ("agreement-signed", "2020-02", "")),
        centre("LATER", ("renewed", "2024", "2028-05")),
        centre("FAR", ("renewed", "2025", "2033")),
        centre("RENEWED", ("agreement-signed", "2008", "2014"), ("renewed", "2015", "")),
        centre("TWO-TERMS", ("renewed", "2018", "2023"), ("renewed", "2019", "2024")),
        centre("ASKED", ("agreement-signed", "2018", "2024"), ("renewal-under-way", "2024-10", "")),
        centre("ENDING", ("agreement-signed", "2008", ""), ("ending", "2026-03-06", "")),
        centre("WITHDRAWN", ("ending", "2020", ""), ("renewed", "2021", "")),
        centre("OLD", ("approved", "1976", ""), ("launched", "1978", "")),
        centre("GONE", ("agreement-signed", "2008", "2014"), ("ceased", "2016", "")),
        centre(
            "KNOWN",
            more='; sg:ror "https://ror.org/02nyyq397"^^xsd:anyURI ; sg:isni "000000012281955X" ; '
            "skos:closeMatch <https://isni.org/isni/000000012281955X>",
        ),
        """
cooperation:one a sg:Cooperation ; sg:partner organisation:OLD , organisation:LATER ; sg:year "2024"^^xsd:gYear ;
  sg:cooperationKind cooperation-kind:agreement ; sg:end "2027"^^xsd:gYear ; sg:endBasis end-basis:computed ;
  dcterms:created "2024-05"^^xsd:gYearMonth .
cooperation:two a sg:Cooperation ; sg:partner organisation:FAR , organisation:TWO-TERMS ; sg:year "2020"^^xsd:gYear ;
  sg:cooperationKind cooperation-kind:training ; prov:wasAttributedTo agent:reader ;
  dcterms:created "2026-11-28"^^xsd:date .
event:2016-unesco-science-centres-coordination-meeting a sg:Event ; skos:prefLabel "The meeting"@en ;
  sg:start "2016-05-15"^^xsd:date ; sg:followedBy event:next .
event:next a sg:Event ; skos:prefLabel "The next"@en ; sg:start "2018"^^xsd:gYear ; sg:participant organisation:FAR ;
  sg:organiser organisation:LATER ; dcterms:description "They will meet again."@en ; sg:followedBy event:last .
event:last a sg:Event ; skos:prefLabel "The last"@en ; sg:start "2024-11"^^xsd:gYearMonth ; sg:place "Jeju" .
event:other a sg:Event ; skos:prefLabel "Another"@en ; sg:start "2020"^^xsd:gYear ; sg:participant organisation:OLD .
""",
    ]
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Source:
    place: Path = tmp_path_factory.mktemp("terms")
    (place / "all.ttl").write_text(GRAPH, encoding="utf-8")
    return Source(Settings.read()._replace(data=place, cache=None))


def test_only_terms_on_record_and_declared_ends_are_listed(graph: Source) -> None:
    rows = run_named(graph, "mandates-to-renew", {"year": "2026"}).rows()
    assert [(row["code"], row["state"], row["term_end"], row.get("renewal", "")) for row in rows] == [
        ("ENDING", "end declared", "", ""),
        ("LATER", "later", "2028-05", ""),
        ("OVER", "over", "2020", ""),
        ("ASKED", "over", "2024", "2024-10"),
        ("TWO-TERMS", "over", "2024", ""),
        ("THIS-YEAR", "this year", "2026", ""),
    ]
    assert "OLD" not in {row["code"] for row in run_named(graph, "mandates-to-renew", {"years": "50"}).rows()}


def listed_by_the_report(graph: Source, date: str) -> dict[str, str]:
    """Return the centres in the report's table of terms, with whether it calls them over."""
    tables = [each for each in agreements(status(graph, as_of=date)) if isinstance(each, Table)]
    rows = [row for each in tables if each.header[0] == "Agreement with UNESCO of" for row in each.rows]
    return {code: "over" if state.startswith("term over") else "not over" for code, _, state in rows}


@pytest.mark.slow
@pytest.mark.parametrize(
    "date",
    [
        "2013",
        "2016-05",
        "2020-12-31",
        "2021",
        "2021-01-01",
        "2024-11",
        "2026-11-28",
        "2028-05-31",
        "2028-06-01",
        "2034",
    ],
)
def test_the_question_and_the_report_list_the_same_terms_and_call_the_same_over(graph: Source, date: str) -> None:
    rows = run_named(graph, "mandates-to-renew", {"year": date, "years": "99"}).rows()
    asked = {row["code"]: "over" if row["state"] == "over" else "not over" for row in rows}
    report = listed_by_the_report(graph, date)
    gone = {code for code, record in graph.network.organisations.items() if record.has_ceased}
    assert asked == {code: state for code, state in report.items() if code not in gone}


@pytest.mark.parametrize(("date", "over"), [("2028-05", False), ("2028-05-31", False), ("2028-06-01", True)])
def test_a_term_that_ends_with_a_month_is_over_on_the_day_after(graph: Source, date: str, over: bool) -> None:
    rows = run_named(graph, "mandates-to-renew", {"year": date}).rows()
    assert [row["state"] == "over" for row in rows if row["code"] == "LATER"] == [over]


@pytest.mark.parametrize("years", ["-3", "-0", "1.5", "five", "٣"])
def test_a_number_of_years_that_is_none_is_refused(graph: Source, years: str) -> None:
    with pytest.raises(BadParameter, match="years must be a whole number from 0") as refused:
        run_named(graph, "mandates-to-renew", {"years": years})
    assert refused.value.remedy == "For example 5."


@pytest.mark.parametrize("query", ["agreements-to-review", "events-with-most-centres", "unlinked-pairs-shared-themes"])
def test_no_count_of_a_named_query_is_below_zero(graph: Source, query: str) -> None:
    [name] = [each.name for each in find_query(graph, query).parameters if each.kind == "count"]
    with pytest.raises(BadParameter, match="from 0"):
        run_named(graph, query, {name: "-1"})


def test_agreements_tell_their_end_and_what_it_rests_on(graph: Source) -> None:
    rows = run_named(graph, "agreements-on-record").rows()
    assert {(row["code"], row["end"], row["basis"]) for row in rows} == {
        ("OLD", "2027", "computed"),
        ("LATER", "2027", "computed"),
    }


def test_a_day_of_reading_makes_nothing_fresh(graph: Source) -> None:
    rows = {row["code"]: row for row in run_named(graph, "freshness").rows()}
    assert rows["OLD"]["last_source"] == "2024"
    assert "last_source" not in rows["FAR"]
    found = status(graph)
    assert {"FAR", "OLD", "LATER"} <= set(found.records["red"])
    assert {"OLD", "LATER"} == set(status(graph, as_of="2025-01-01").records["green"])


def test_a_wish_for_renewal_confirms_no_standing(graph: Source) -> None:
    rows = {row["code"]: row for row in run_named(graph, "status-unconfirmed-since", {"year": "2024"}).rows()}
    assert rows["ASKED"]["last_confirmed"] == "2018"
    assert rows["ENDING"]["last_confirmed"] == "2008"
    assert "last_confirmed" not in rows["KNOWN"]


def test_identifiers_of_each_kind_are_told_with_how_sure_they_are(graph: Source) -> None:
    rows = {row["code"]: row for row in run_named(graph, "centre-identifiers").rows()}
    known = rows["KNOWN"]
    assert (known["ror"], known["isni"], known["match"]) == (
        "https://ror.org/02nyyq397",
        "000000012281955X",
        "close",
    )
    assert rows["OLD"]["match"] == "none"
    assert len(rows) == 12


def test_what_became_of_2016_names_meetings_and_who_came(graph: Source) -> None:
    rows = run_named(graph, "network-meetings-since-2016").rows()
    assert [(row["start"], row.get("code", ""), row.get("part", "")) for row in rows] == [
        ("2018", "FAR", "participant"),
        ("2018", "LATER", "organiser"),
        ("2024-11", "", ""),
    ]
    assert rows[0]["outcome"] == "They will meet again."


def test_the_report_tells_the_meetings_the_standings_and_the_real_ends(graph: Source) -> None:
    text = markdown(composed(status(graph)))
    for told in (
        "2 meetings that followed the one of 2016 are on record, from 2018 to 2024-11.",
        "| 2018 | The next |  | FAR, LATER | They will meet again. |",
        "| 2024-11 | The last | Jeju | nobody named |  |",
        "| term over, no renewal on record | 2 | OVER, TWO-TERMS |",
        "| review or renewal under way | 1 | ASKED |",
        "| end declared | 1 | ENDING |",
        "| ceased | 1 | GONE |",
        "Of 11 centres the term of the agreement with UNESCO is known of 6; no term is assumed of the others.",
        "| ENDING | not told | end declared, 2026-03-06 |",
        "| OVER | 2020 (computed) | term over, no renewal on record |",
        "1 agreement with a centre on record, 1 of them with an end.",
    ):
        assert told in text, told


def test_the_report_of_an_earlier_day_tells_the_standings_of_that_day(graph: Source) -> None:
    text = markdown(composed(status(graph, as_of="2015-06-01")))
    assert "| ceased |" not in text
    assert "| GONE | 2014 (computed) | term over, no renewal on record |" in text
