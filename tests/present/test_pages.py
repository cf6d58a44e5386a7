"""How results look: whole, harmless and the same for a given result."""

import csv
import io
import json

import pytest

from sdggraph.analysis.partners import suggest
from sdggraph.model.records import Network
from sdggraph.present import organisations, partners, report, table
from sdggraph.rdf.canonical_turtle import canonical
from sdggraph.validate import Finding, Report, Severity
from tests.conftest import centre

NASTY = 'Centre \x1b[31m"of" | <b>water</b>\u202e, =HYPERLINK("x")'


@pytest.fixture
def nasty(tiny: Network) -> Network:
    record = centre("BRAVO", "CHN", "karst", inferred="6.5")._replace(name=NASTY)
    return tiny._replace(organisations={**tiny.organisations, "BRAVO": record})


def test_no_name_can_steer_the_terminal(nasty: Network) -> None:
    found = suggest(nasty, "ALPHA")
    pages = [partners.text(found, nasty), partners.markdown(found, nasty), table.table(["name"], [[NASTY]])]
    for page in pages:
        assert "\x1b" not in page
        assert "\u202e" not in page


def test_a_markdown_table_keeps_its_columns(nasty: Network) -> None:
    lines = partners.markdown(suggest(nasty, "ALPHA"), nasty).splitlines()[2:]
    assert {line.replace("\\|", "").count("|") for line in lines} == {7}


def test_csv_reads_back_as_it_was(nasty: Network) -> None:
    rows = list(csv.DictReader(io.StringIO(partners.csv(suggest(nasty, "ALPHA"), nasty))))
    assert rows[0]["name"] == NASTY
    assert [row["code"] for row in rows] == ["BRAVO", "CHARLIE"]


def test_json_reads_back_as_it_was(nasty: Network) -> None:
    held = json.loads(partners.json_text(suggest(nasty, "ALPHA"), nasty))
    assert held["suggestions"][0]["name"] == NASTY
    assert held["left_out"][0]["code"] == "DELTA"


def test_suggestions_are_turtle_whatever_the_names(nasty: Network) -> None:
    from sdggraph.present.turtle import PREFIXES

    found = suggest(nasty, "ALPHA")
    text = canonical((PREFIXES + partners.turtle(found)).encode()).decode()
    assert text.count("a sg:Suggestion") == 2
    assert text.count("a sg:Reason") == 2 * len(found.weights)


def test_the_list_tells_who_was_left_out_and_what_is_thin(tiny: Network) -> None:
    page = partners.text(suggest(tiny, "ALPHA"), tiny)
    assert "1 centre left out as already linked (1 of them only by having met)" in page
    assert "Too little on record to tell:" in page
    assert "not a verdict" in page


def test_current_partners_show_how_they_are_linked(tiny: Network) -> None:
    assert "already linked: network 2016" in partners.text(suggest(tiny, "ALPHA", include_current=True), tiny)


def test_a_page_of_an_organisation_without_anything_says_so(tiny: Network) -> None:
    page = organisations.text(tiny.organisations["ECHO"], tiny.countries["KEN"], (), tiny)
    assert "missing knowledge, not absence" in page
    assert "No cooperation is on record." in page


def test_targets_are_ordered_as_the_un_numbers_them(tiny: Network) -> None:
    record = centre("X", "CHN", inferred="17.16 17.6 6.a 6.5 6 13")
    page = organisations.text(record, None, (), tiny)
    shown = [line.split()[0] for line in page.splitlines() if "works on" in line]
    assert shown == ["6", "6.5", "6.a", "13", "17.6", "17.16"]


def finding(severity: Severity, message: str, **more: object) -> Finding:
    return Finding(severity, "https://w3id.org/sdggraph/id/organisation/X", message, "s", "MinCount", **more)  # type: ignore[arg-type]


def test_a_report_is_grouped_counted_and_located() -> None:
    bad = finding(Severity.VIOLATION, "It has no name. Give it one.", file="data/X.ttl", line=7, organisation="X")
    page = report.text(Report((bad, finding(Severity.WARNING, "It has no website."))))
    assert "violation (1): It has no name. Give it one." in page
    assert "data/X.ttl:7: organisation:X (X)" in page
    assert page.endswith("The data do not conform. 1 violation, 1 warning, 0 info.\n")
    assert json.loads(report.json_text(Report((bad,))))["counts"]["violation"] == 1


def test_a_long_list_of_one_kind_is_cut_and_counted() -> None:
    many = tuple(finding(Severity.WARNING, "same", value=str(number)) for number in range(60))
    assert "and 10 more" in report.text(Report(many))


@pytest.mark.parametrize("name", ["table", "json", "csv", "markdown"])
def test_no_rows_are_an_answer_too(name: str) -> None:
    assert table.rendered(("a", "b"), [], name).strip()
