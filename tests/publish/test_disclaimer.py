"""What is published says that names of places express no opinion."""

from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner

from sdggraph.cli import cli
from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.tasks import Source

BEGIN = "Names of countries and territories follow the usage of the United Nations"
README = Path(__file__).parents[2] / "README.md"


@pytest.mark.slow
def test_every_page_the_report_and_the_posters_carry_it(folder: Path) -> None:
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 400
    assert [page.name for page in pages if BEGIN not in page.read_text(encoding="utf-8")] == []
    assert DISCLAIMER in (folder / "report.md").read_text(encoding="utf-8")
    posters = sorted((folder / "posters").glob("*.svg"))
    assert posters
    assert [poster.name for poster in posters if BEGIN not in poster.read_text(encoding="utf-8")] == []


def test_the_catalogue_and_each_of_its_datasets_carry_it(folder: Path) -> None:
    graph = rdflib.Graph().parse(folder / "dcat.ttl")
    things = set(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset)) - {None}
    things |= set(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Catalog))
    assert len(things) > 4
    for thing in things:
        assert any(DISCLAIMER in str(text) for text in graph.objects(thing, rdflib.DCTERMS.description)), thing


def test_the_readme_and_the_commands_of_reports_carry_it(odd_source: Source) -> None:
    assert BEGIN in README.read_text(encoding="utf-8")
    assert DISCLAIMER in CliRunner().invoke(cli, ["report", "--data", str(odd_source.settings.data)]).stdout


def test_the_label_of_a_country_follows_the_united_nations_in_tables(folder: Path) -> None:
    rows = (folder / "tables" / "organisations.csv").read_text(encoding="utf-8")
    assert ",Taiwan," not in rows
