"""The status report tells the numbers of the commands that it names, and what nobody knows as not known."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sdggraph import store as stores
from sdggraph import validate as judging
from sdggraph import vocab
from sdggraph.analysis.features import View
from sdggraph.analysis.knowledge import knowledge
from sdggraph.cli.report import report as command
from sdggraph.config import Settings
from sdggraph.errors import BadParameter
from sdggraph.model.records import Network, Organisation
from sdggraph.present.pictures.svg import CONTRAST, contrast
from sdggraph.publish.documents import report as reports
from sdggraph.publish.documents.document import Command, Document, Heading, Items, Paragraph, Picture, Table
from sdggraph.publish.documents.drawing import A4, faults
from sdggraph.publish.documents.pagination import pages
from sdggraph.publish.report_data import Status, gathered, light
from sdggraph.publish.site.publication import PublicationContext, date_of
from sdggraph.publish.site.site import Site
from sdggraph.tasks import Source, network, validate
from sdggraph.tasks.all_pairs import suggest_all
from sdggraph.tasks.coverage import coverage
from sdggraph.tasks.gaps import network_gaps
from sdggraph.tasks.queries import run_named
from sdggraph.tasks.report import report, status
from sdggraph.validate import Report
from tests.publish.documents.test_poster import embedded

pytestmark = pytest.mark.slow

AGREEMENT = """
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix kind: <https://w3id.org/sdggraph/id/cooperation-kind/> .
"""


@pytest.fixture(scope="module")
def found(source: Source) -> Status:
    return status(source)


@pytest.fixture(scope="module")
def document(found: Status) -> Document:
    return reports.composed(found)


def empty(source: Source) -> Source:
    """The graph without data."""
    emptied = Source(source.settings)
    emptied.__dict__["store"] = stores.fill(stores.EmbeddedStore.in_memory(), source.settings.ontology, [])
    emptied.__dict__["network"] = Network(version="empty")
    return emptied


def ending(source: Source, *ends: str) -> Status:
    """The status with an agreement between HIST and ISTIC for each end."""
    text = AGREEMENT + "".join(
        f"<urn:a{number}> a sg:Cooperation ; sg:partner organisation:HIST , organisation:ISTIC ; "
        f"sg:cooperationKind kind:agreement ; sg:end {end} .\n"
        for number, end in enumerate(ends)
    )
    store = stores.EmbeddedStore.in_memory()
    store.add_turtle(text.encode(), vocab.DATA_GRAPH)
    stores.fill(store, source.settings.ontology, stores.turtle_files(source.settings.data))
    nothing = judging.validate(store, source.settings.ontology / "shapes.ttl", focus=set())
    return gathered(store, source.network, nothing, date(2026, 11, 23), "2026-11-23")


def test_the_report_computes_the_features_of_the_network_once(
    source: Source, tiny: Network, vectors_computed: list[int]
) -> None:
    store = stores.fill(stores.EmbeddedStore.in_memory(), source.settings.ontology, [])
    assert gathered(store, tiny, Report((), {}, "screen"), date(2026, 11, 23), "2026-11-23").gaps
    assert len(vectors_computed) == 3  # themes, goals, targets


def test_coverage_is_that_of_the_command(source: Source, found: Status, document: Document) -> None:
    told = coverage(source, by="region")
    assert found.coverage == told
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [row[1:18] for row in tables[0].rows] == [
        tuple(str(len(cell.centres)) for cell in row.cells) for row in (*told.rows, told.total)
    ]
    zeros = {
        (number, place) for number, row in enumerate(tables[0].rows) for place in range(1, 18) if row[place] == "0"
    }
    assert set(tables[0].marks) == zeros
    assert (found.stated, found.inferred) == (len(told.total.total.stated), len(told.total.total.inferred))


def test_gaps_isolated_centres_and_warnings_are_those_of_the_commands(source: Source, found: Status) -> None:
    for region, gaps, total in found.gaps:
        told = network_gaps(source, region=region, limit=2)
        assert total == told.total
        assert [(gap.aim.key, gap.sentence) for gap in gaps] == [(gap.aim.key, gap.sentence) for gap in told.found]
    assert len(found.gaps) == 5
    assert found.isolated == network(source).isolated
    assert found.linked + len(found.isolated) == len(found.centres)
    kinds = Counter((finding.severity.value, finding.message) for finding in validate(source).findings)
    assert {(severity, message): number for severity, message, number in found.findings} == kinds


def test_the_strongest_suggestions_are_those_of_all_lists_together(
    source: Source, found: Status, tmp_path: Path
) -> None:
    suggest_all(source, tmp_path / "all.csv", limit=20)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text())))
    code, other, score = next(iter(rows[0])), "partner", "score"
    best: dict[tuple[str, ...], float] = {}
    for row in rows:
        pair = tuple(sorted((row[code], row[other])))
        best[pair] = max(best.get(pair, 0.0), float(row[score]))
    view, records = View(source.network), source.network.organisations
    told = {pair: value for pair, value in best.items() if knowledge(view, *(records[each] for each in pair)).is_enough}
    expected = sorted(told.values(), reverse=True)[: len(found.pairs)]
    assert [pair.suggestion.score for pair in found.pairs] == pytest.approx(expected, abs=2e-6)
    for pair in found.pairs:
        assert not pair.suggestion.links
        assert pair.suggestion.reasons[0].sentence


def test_stated_and_inferred_stand_apart_and_a_range_stays_a_range(document: Document) -> None:
    text = reports.rendered(document, "md").decode()
    assert re.search(r"\d+ contributions that a source states, and apart from them \d+ that we inferred", text)
    assert "44 to 47 of 65" in text
    assert "| all centres | 3+3 |" in text


def test_the_three_questions_come_first_and_every_section_names_its_command(document: Document) -> None:
    headings = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert headings[0] == "The meeting's three questions"
    assert sum(isinstance(block, Heading) and block.level == 3 for block in document.blocks) == 3 + 2
    assert sum(isinstance(block, Command) for block in document.blocks) == len(headings) - 1


def test_the_named_questions_have_answers(source: Source, document: Document) -> None:
    commands = [line for block in document.blocks if isinstance(block, Command) for line in block.text.splitlines()]
    for name in ("freshness", "agreements-to-review", "agreements-on-record", "isolated-centres"):
        assert any(f"query {name}" in line for line in commands)
        assert run_named(source, name, {}) is not None


def test_the_agreements_counted_are_those_that_the_command_lists(source: Source, found: Status) -> None:
    rows = run_named(source, "agreements-on-record").rows()
    assert len({row["link"] for row in rows}) == found.agreements
    ends = {row["link"]: row["end"] for row in rows if row["end"]}
    assert len(ends) == len(found.ending) + len(found.ended) + found.later
    shown = {each.iri: set(each.partners) for each in (*found.ending, *found.ended)}
    for link, partners in shown.items():
        assert {row["code"] for row in rows if row["link"] == link} == partners


@pytest.mark.slow  # counts the whole report for another day
def test_lights_follow_the_rule_that_is_told(source: Source, found: Status, document: Document) -> None:
    assert sorted(code for codes in found.records.values() for code in codes) == list(found.centres)
    # one day on which all pages were read does not make all records fresh
    assert set(found.coverage.total.silent) <= set(found.records["red"])
    assert len(found.records["green"]) < len(found.centres) / 2
    later = status(source, as_of="2029-05-01")
    assert set(later.records["red"]) == set(later.centres)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 3000))
def test_a_light_only_gets_worse(day: date, age: int) -> None:
    order = ("green", "yellow", "red")
    now, later = light(day, day + timedelta(age)), light(day, day + timedelta(age + 1))
    assert order.index(now) <= order.index(later)
    assert now == "green" if age < 365 else now in ("yellow", "red") or age == 365


def test_agreements_that_end_are_told_by_their_last_day(source: Source) -> None:
    found = ending(
        source, '"2026-11-22"^^xsd:date', '"2026-11"^^xsd:gYearMonth', '"2027"^^xsd:gYear', '"2025"^^xsd:gYear'
    )
    added = {f"urn:a{number}" for number in range(4)}
    assert [each.end for each in found.ended if each.iri in added] == ["2025", "2026-11-22"]
    assert [each.end for each in found.ending if each.iri in added] == ["2026-11"]
    assert found.later == ending(source).later + 1
    text = reports.rendered(reports.composed(found), "md").decode()
    assert "| HIST, ISTIC | 2026-11 | ends soon |" in text
    assert "| HIST, ISTIC | 2025 | has ended |" in text


def test_where_no_end_is_known_it_is_said(found: Status, document: Document) -> None:
    said = "No source on record tells when an agreement ends"
    assert found.ended
    assert said not in reports.rendered(document, "md").decode()
    endless = reports.composed(found._replace(ending=(), ended=(), later=0))
    assert said in reports.rendered(endless, "md").decode()


def test_the_date_is_that_of_the_data_unless_one_is_given(source: Source, found: Status) -> None:
    assert found.as_of.isoformat() == found.data_date
    assert b"computed as of 2027-02-28" in report(source, as_of="2027-02-28")
    for wrong in ("yesterday", "2026-02-30", "20261123"):
        with pytest.raises(BadParameter, match="not a date"):
            report(source, as_of=wrong)
    with pytest.raises(BadParameter, match="docx"):
        report(source, "docx")


@pytest.mark.slow  # the report of the publication is compared with another one in a quick test
def test_the_same_data_and_date_give_the_same_bytes(source: Source, document: Document) -> None:
    again = reports.composed(status(Source(source.settings)))
    for form in reports.FORMS:
        assert reports.rendered(document, form) == reports.rendered(again, form)


def test_the_pdf_is_a4_with_fonts_and_text_and_nothing_overlaps(source: Source, document: Document) -> None:
    laid = pages(document)
    for page in laid:
        assert faults(page) == []
        assert all(contrast(text.ink, text.on) >= CONTRAST for text in page.texts)
    read = pypdf.PdfReader(io.BytesIO(reports.rendered(document, "pdf")))
    assert len(read.pages) == len(laid)
    told = " ".join(" ".join(sheet.extract_text().split()) for sheet in read.pages)
    for sheet in read.pages:
        assert (float(sheet.mediabox.width), float(sheet.mediabox.height)) == pytest.approx(A4, abs=0.01)
        assert all(embedded(sheet))
    for block in document.blocks:
        if isinstance(block, Heading):
            assert block.text in told
    assert f"Page 1 of {len(laid)}." in told


def test_html_fetches_nothing_and_holds_the_heat_map(document: Document) -> None:
    page = reports.rendered(document, "html").decode()
    assert "<svg " in page
    assert not re.search(r"<(script|link|img|iframe)\b|url\(|@import|\ssrc=", page)
    assert page.count("<h1>") == 1


def test_hostile_words_are_only_words() -> None:
    bad = '<script>alert(1)</script> | **x** [a](javascript:1) & "quotes" \x07\u202e\ud800 中文 العربية'
    document = Document(
        bad,
        bad,
        (
            Heading(bad),
            Paragraph(bad),
            Items((bad,)),
            Table((bad, "b"), ((bad, "x" * 900),) * 30),
            Command(bad),
            Picture(""),
        ),
    )
    page = reports.rendered(document, "html").decode()
    assert "<script" not in page
    text = reports.rendered(document, "md").decode()
    assert "<script" not in "".join(line for line in text.splitlines() if not line.startswith("    "))
    assert "\\[a\\](javascript" in text
    assert all(faults(page) == [] for page in pages(document))
    assert len(pypdf.PdfReader(io.BytesIO(reports.rendered(document, "pdf"))).pages) > 1


def test_an_empty_and_a_thin_network_have_a_report(source: Source) -> None:
    nobody = empty(source)
    found = status(nobody)
    assert found.centres == ()
    thin = gathered(
        nobody.store,
        Network({"A": Organisation("A", "A", "urn:A", "category-2")}, version="thin"),
        validate(nobody),
        date(2026, 1, 1),
        "2026-01-01",
    )
    for each in (found, thin):
        for form in reports.FORMS:
            assert reports.rendered(reports.composed(each), form)
    text = reports.rendered(reports.composed(thin), "md").decode()
    assert "0 of 1 centre has a contribution on record" in text
    assert "Missing knowledge is not absence" in text


def test_the_publication_has_the_report_in_three_forms(source: Source, document: Document, tmp_path: Path) -> None:
    day = date_of(source.store)
    known = PublicationContext(source.store, source.network, source.settings.ontology, "https://x.org/", "", day)
    reports.write(Site(tmp_path), known)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.md", "report.pdf"]
    assert (tmp_path / "report.md").read_bytes() == reports.rendered(document, "md")


def test_the_command_prints_markdown_or_writes_a_file(
    source: Source, found: Status, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = {None: found, "2026-12-01": status(source, as_of="2026-12-01")}  # once for every form
    monkeypatch.setattr("sdggraph.tasks.report.status", lambda _, as_of: counted[as_of])
    printed = CliRunner().invoke(command, [])
    assert printed.output.startswith("# Status of the UNESCO science centres")
    for form, start in (("md", b"# "), ("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")):
        place = tmp_path / f"report.{form}"
        result = CliRunner().invoke(command, ["--as-of", "2026-12-01", "-o", str(place)])
        assert result.exit_code == 0, result.output
        assert place.read_bytes().startswith(start)
    assert isinstance(CliRunner().invoke(command, ["-o", "x.docx"]).exception, BadParameter)
    assert Settings.read()
