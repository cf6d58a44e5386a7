"""A poster is one page on which everything can be read, whatever the record holds."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from click.testing import Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sdggraph.analysis.features import View
from sdggraph.config import Settings
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from sdggraph.present.pictures.svg import CONTRAST, contrast
from sdggraph.publish import poster_data
from sdggraph.publish.documents import fonts, poster
from sdggraph.publish.documents.drawing import A4, Dot, Page, Rect, Text, faults, svg
from sdggraph.publish.documents.pdf import pdf
from sdggraph.publish.poster_data import PosterData
from sdggraph.publish.site.publication import PublicationContext, date_of
from sdggraph.publish.site.site import Site
from sdggraph.tasks import Source
from sdggraph.tasks.poster import poster as drawn_as
from sdggraph.vocab import PREFIXES

LONG = "International Interdisciplinary Centre for the Transboundary Hydrogeomorphological Sustainability " * 4
CHINESE = "联合国教科文组织国际自然与文化遗产空间技术中心"
ARABIC = "المركز الدولي للعلوم والتكنولوجيا (HIST) 2016"
HOSTILE = '=HYPERLINK("http://x")&<script>alert(1)</script>]]>\x07\u202eabc\ud800'


@pytest.fixture(scope="module")
def held(source: Source) -> PosterData:
    return poster_data.shelf(source.store, source.network)


@pytest.fixture(scope="module")
def drawn_pages(held: PosterData) -> dict[str, Page]:
    """The page of every centre of the packaged graph, by code."""
    return {code: page_of(held, code) for code, record in held.network.organisations.items() if record.is_centre}


def page_of(held: PosterData, code: str, day: str = "2026-11-23") -> Page:
    return poster.drawn(held, poster_data.facts(held, code), day)


def words(page: Page) -> str:
    return " ".join(text.text for text in page.texts)


def embedded(page: pypdf.PageObject) -> list[bool]:
    """Of each font of a page, whether the PDF holds it."""
    fonts_of: Any = page["/Resources"]
    return ["/FontFile2" in font.get_object()["/FontDescriptor"].get_object() for font in fonts_of["/Font"].values()]


def invented(name: str = "Centre A", claims: int = 0, partners: int = 0, **said: object) -> PosterData:
    """A shelf with one centre of that many contributions and partners."""
    aims = {str(goal): Concept(str(goal), f"Goal {goal}", f"urn:{goal}") for goal in range(1, 18)}
    aims |= {f"{goal}.1": Concept(f"{goal}.1", f"Target {goal}.1", f"urn:{goal}.1") for goal in range(1, 18)}
    activities = tuple(
        Contribution(
            f"urn:c{number}",
            f"{number % 17 + 1}.1",
            "inferred" if number % 3 else "stated",
            f"{name} works on the matter number {number} " * 3,
        )
        for number in range(claims)
    )
    centre = Organisation("A", name, "urn:A", "category-2", contributions=activities, **said)  # type: ignore[arg-type]
    others = {
        f"B{number}": Organisation(f"B{number}", f"{name} {number}", f"urn:B{number}") for number in range(partners)
    }
    links = tuple(
        Link(f"urn:l{number}", ("A", code), "agreement", 2000 + number % 25, what=(name,))
        for number, code in enumerate(others)
    )
    network = Network({"A": centre, **others}, links, aims=aims, version="v1")
    tied = {"A": list(links)}
    return PosterData(View(network), {"1": "#E5243B"}, {"category-2": "Category 2 centre"}, {}, {}, {}, {}, (), tied)


@pytest.mark.slow
def test_every_centre_of_the_graph_has_a_page_without_faults(drawn_pages: dict[str, Page]) -> None:
    assert len(drawn_pages) > 80
    assert [code for code, page in drawn_pages.items() if faults(page)] == []


@pytest.mark.parametrize("name", [LONG, CHINESE * 6, ARABIC * 5, HOSTILE, "W" * 300, "\u202e\u2066", "A"])
@pytest.mark.parametrize(
    ("claims", "partners"), [(1, 1), *(pytest.param(*much, marks=pytest.mark.slow) for much in ((0, 0), (60, 40)))]
)
def test_no_name_makes_texts_overlap_or_leave_the_page(name: str, claims: int, partners: int) -> None:
    held = invented(
        name,
        claims,
        partners,
        city=name,
        website=f"https://example.org/{'a' * 200}",
        other_names=(name, name),
        themes=("x",),
    )
    page = page_of(held, "A")
    assert faults(page) == []
    found = poster_data.facts(held, "A")
    ElementTree.fromstring(svg(page, *poster.named(found)))
    assert len(pypdf.PdfReader(io.BytesIO(pdf([page], *poster.named(found)))).pages) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("\u0300\U00012544", 0, 0)  # a mark, and a character that no Unicode of today has
@given(st.text(max_size=200), st.integers(0, 20), st.integers(0, 6))
def test_any_text_is_drawn(name: str, claims: int, partners: int) -> None:
    held = invented(name, claims, partners)
    page = page_of(held, "A")
    assert faults(page) == []
    ElementTree.fromstring(svg(page, name, name))


def test_what_there_is_no_room_for_is_counted() -> None:
    page = page_of(invented(claims=60, partners=40), "A")
    told = words(page)
    assert "20 stated, 40 inferred" in told
    shown = sum(text.text.startswith(("stated, ", "inferred, ")) for text in page.texts)
    goals = [text.text for text in page.texts if re.fullmatch(r"\d+ stated, \d+ inferred", text.text)]
    assert len(goals) == 17  # each goal says how much it has, shown or not
    more = [int(text.text.split()[1]) for text in page.texts if re.fullmatch(r"and \d+ more", text.text)]
    assert 0 < shown < 60
    assert "40 partners on record" in told
    assert sum(text.text.startswith("agreement") for text in page.texts) + more[-1] == 40
    cut = page_of(invented(LONG * 2), "A").texts
    assert sum(text.text.endswith(" …") for text in cut[:6]) == 1
    assert fonts.plain(LONG * 2).startswith(" ".join(text.text for text in cut[1:5]).removesuffix(" …"))


def test_no_sentence_of_a_poster_is_cut(drawn_pages: dict[str, Page]) -> None:
    for code, page in drawn_pages.items():
        assert not [text.text for text in page.texts if "…" in text.text or "(+" in text.text], code


def test_a_list_is_cut_between_its_items_and_says_how_many_are_missing() -> None:
    names = tuple(f"Institute number {number} of the sea" for number in range(40))
    told = words(page_of(invented(other_names=names), "A"))
    assert re.search(r"Institute number 0 of the sea; .* of the sea and \d\d more", told)
    assert words(page_of(invented(other_names=names[:1]), "A")).count("Institute") == 1


def test_a_wrong_place_of_one_centre_costs_no_poster(tmp_path: Path) -> None:
    wrong = ('"north"', '"NaN"^^xsd:double', '"1e400"^^xsd:double', "91", '"4_0"')
    records = "".join(
        f'organisation:W{number} a sg:Organisation ; sg:code "W{number}" ; skos:prefLabel "W"@en ;'
        f" org:classification category:category-2 ; wgs:lat {latitude} ; wgs:long 20.5 .\n"
        for number, latitude in enumerate(wrong)
    )
    good = records.splitlines()[0].replace("W0", "A").replace(wrong[0], "10.25")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    (tmp_path / "a.ttl").write_text(f"{prefixes}{records}{good}\n")
    source = Source(Settings.read(data=tmp_path))
    held = poster_data.shelf(source.store, source.network)
    assert poster_data.facts(held, "A").place == (10.25, 20.5)
    assert all(poster_data.facts(held, f"W{number}").place is None for number in range(len(wrong)))


def test_a_former_host_stands_last_and_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
        + """
organisation:A a sg:Organisation ; sg:code "A" ; skos:prefLabel "Sea"@en ; org:classification category:category-2 ;
  dcterms:created "2026-11-23"^^xsd:date .
organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Bay University"@en .
organisation:C a sg:Organisation ; sg:code "C" ; skos:prefLabel "Cape University"@en .
organisation:D a sg:Organisation ; sg:code "D" ; skos:prefLabel "Delta University"@en .
organisation:E a sg:Organisation ; sg:code "E" ; skos:prefLabel "Estuary University"@en .
hosting:A-B a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:hostOrganisation organisation:B ;
  sg:start "1999"^^xsd:gYear ; sg:end "2010"^^xsd:gYear .
hosting:A-C a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:hostOrganisation organisation:C ;
  sg:hasEnded true .
hosting:A-D a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:hostOrganisation organisation:D ;
  sg:start "2010"^^xsd:gYear ; sg:end "2030"^^xsd:gYear .
hosting:A-E a sg:Hosting ; sg:hostedOrganisation organisation:A ; sg:hostOrganisation organisation:E .
status:A-approved a sg:StatusRecord ; sg:ofOrganisation organisation:A ; sg:statusValue status-value:approved ;
  sg:date "2016"^^xsd:gYear ; sg:session "38 C" .
"""
    )
    source = Source(Settings.read(data=tmp_path))
    found = poster_data.facts(poster_data.shelf(source.store, source.network), "A")
    assert found.hosts == (
        "Delta University (2010 to 2030)",
        "Estuary University",
        "Bay University (former host, 1999 to 2010)",
        "Cape University (former host)",
    )
    assert found.standings == ("approved 2016 (38 C)",)
    told = words(poster.drawn(poster_data.shelf(source.store, source.network), found, "2026-11-23"))
    assert "approved 2016 (38 C)" in told
    assert "Since" not in told


def test_the_command_of_the_poster_lists_every_page(held: PosterData, run: Callable[..., Result]) -> None:
    told = words(page_of(held, "HIST"))
    command = re.search(r"Every claim with its page: sdggraph ([^.]+)\.", told)
    assert command
    shown = run(*command[1].split()).stdout
    for claim in held.network.organisations["HIST"].contributions:
        assert set(claim.evidence) <= set(shown.split())


def test_a_copy_is_counted_and_its_host_is_not_named_as_a_source(source: Source, held: PosterData) -> None:
    for code, count in (
        ("HIST", "2 pages read as copies on other hosts"),
        ("WSDAC", "1 page read as a copy on another host"),
    ):
        foot = words(page_of(held, code)).partition("Sources: ")[2]
        assert count in foot
    copies = source.store.query("SELECT DISTINCT ?page { ?thing sg:evidenceCopy ?page }").rows()
    pages = {address for addresses in held.sources.values() for address in addresses}
    assert copies
    assert not pages & {row["page"] for row in copies}


def test_a_partner_is_named_and_not_called_by_a_piece_of_its_address(held: PosterData) -> None:
    assert "both cooperate with IUCN, ICCROM" in words(page_of(held, "HIST"))


def test_stated_and_inferred_are_told_apart_by_word_and_by_mark(held: PosterData) -> None:
    page = page_of(held, "HIST")
    claims = [text.text.partition(",")[0] for text in page.texts if re.match(r"(stated|inferred), ", text.text)]
    dots = [shape.fill for shape in page.shapes if isinstance(shape, Dot) and shape.radius == 2.0]
    assert claims
    assert [{"stated": "#1a1a1a", "inferred": "#ffffff"}[claim] for claim in claims] == dots


def test_a_goal_is_told_in_words_and_not_by_colour_alone(held: PosterData) -> None:
    page = page_of(held, "HIST")
    names = {
        "4": "Quality education",
        "6": "Clean water and sanitation",
        "11": "Sustainable cities and communities",
        "13": "Climate action",
        "15": "Life on land",
        "17": "Partnerships for the goals",
    }
    assert {f"Goal {goal} {name}" for goal, name in names.items()} <= {text.text for text in page.texts}
    tiles = {shape.fill for shape in page.shapes if isinstance(shape, Rect)}
    assert tiles & set(held.colours.values())


def test_every_text_reads_on_what_is_behind_it(drawn_pages: dict[str, Page]) -> None:
    for page in drawn_pages.values():
        for text in page.texts:
            assert contrast(text.ink, text.on) >= CONTRAST, text
            assert _behind(page, text).lower() == text.on.lower()


def _behind(page: Page, text: Text) -> str:
    """The colour of the uppermost rectangle below the middle of a text."""
    left, top, right, bottom = text.box
    x, y = (left + right) / 2, (top + bottom) / 2
    fills = [
        shape.fill
        for shape in page.shapes
        if isinstance(shape, Rect) and shape.x <= x <= shape.x + shape.width and shape.y <= y <= shape.y + shape.height
    ]
    return fills[-1] if fills else "#ffffff"


def test_the_pdf_is_one_a4_page_with_its_fonts_and_its_text(source: Source, held: PosterData) -> None:
    [page] = pypdf.PdfReader(io.BytesIO(drawn_as(source, "HIST"))).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.01)
    assert embedded(page)
    assert all(embedded(page))
    told = " ".join(page.extract_text().split())
    for line in page_of(held, "HIST", date_of(source.store)).texts:
        assert " ".join(line.text.split()) in told
    assert "International Centre on Space Technologies" in told


def test_text_that_the_font_lacks_is_kept_behind_boxes_and_said(held: PosterData) -> None:
    chinese = invented(CHINESE)
    page = page_of(chinese, "A")
    assert f"{len(CHINESE)} characters that this font lacks" in words(page)
    assert CHINESE in svg(page, "x", "y")
    content = pypdf.PdfReader(io.BytesIO(pdf([page], "x", "y"))).pages[0].get_contents()
    assert content is not None
    assert CHINESE.encode("utf-16-be").hex().upper().encode() in content.get_data()
    assert "lacks" not in words(page_of(held, "HIST"))


def test_arabic_is_joined_and_drawn_from_the_right() -> None:
    assert fonts.lacking(ARABIC) == 0
    drawn = fonts.shown("سلام")
    assert drawn != "سلام"
    assert drawn[-1] == "\ufeb3"  # the first letter, in its beginning form, stands at the right
    text = pypdf.PdfReader(io.BytesIO(pdf([Page((Text(30, 30, "سلام", 10),))], "x", "y"))).pages[0].extract_text()
    assert text.strip() == "سلام"  # and not the forms that are drawn


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes(source: Source, held: PosterData) -> None:
    for form in ("pdf", "svg"):
        assert drawn_as(source, "HIST", form) == drawn_as(Source(source.settings), "HIST", form)


def test_a_thin_record_is_told_as_missing_knowledge() -> None:
    told = words(page_of(invented(), "A"))
    assert "Missing knowledge is not absence" in told
    assert "No cooperation is on record" in told
    assert "No suggestion yet: too little is on record." in told


def test_the_publication_has_a_poster_of_each_centre(source: Source, tmp_path: Path) -> None:
    network = source.network._replace(
        organisations={code: source.network.organisations[code] for code in ("HIST", "BIOmics", "CAS")}
    )
    known = PublicationContext(
        source.store, network, source.settings.ontology, "https://x.org/", "", date_of(source.store)
    )
    for folder in ("one", "two"):
        poster.write(Site(tmp_path / folder), known)
    names = sorted(path.name for path in (tmp_path / "one" / "posters").iterdir())
    assert names == ["BIOmics.pdf", "BIOmics.svg", "HIST.pdf", "HIST.svg", "index.json"]
    for name in names:
        assert (tmp_path / "one/posters" / name).read_bytes() == (tmp_path / "two/posters" / name).read_bytes()


def test_of_very_many_centres_no_posters_are_published(source: Source, tmp_path: Path) -> None:
    many = {str(number): Organisation(str(number), "", "", "category-2") for number in range(poster.MANY + 1)}
    known = PublicationContext(
        source.store, Network(many), source.settings.ontology, "https://x.org/", "", "2026-01-01"
    )
    poster.write(Site(tmp_path), known)
    assert list(tmp_path.iterdir()) == []


def test_the_place_is_told_with_its_region() -> None:
    held = invented(country="CHN", city="Beijing")
    lands = {"CHN": Country("CHN", "China", "urn:CHN", "Eastern Asia", "Asia and the Pacific")}
    told = words(page_of(held._replace(view=View(held.network._replace(countries=lands))), "A"))
    assert "Category 2 centre · Beijing, China, Asia and the Pacific" in told


def test_who_is_not_there_and_what_is_no_format_is_told(source: Source) -> None:
    with pytest.raises(NotFound, match="HISD"):
        drawn_as(source, "HISD")
    with pytest.raises(BadParameter, match="gif"):
        drawn_as(source, "HIST", "gif")


@pytest.mark.slow
def test_the_command_writes_a_file_of_the_named_kind(run: Callable[..., Result], tmp_path: Path) -> None:
    pytest.importorskip("sdggraph.cli.poster")
    from click.testing import CliRunner

    from sdggraph.cli.poster import poster as command

    for name, start in (("hist.pdf", b"%PDF-"), ("hist.svg", b"<svg ")):
        result = CliRunner().invoke(command, ["HIST", "-o", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).read_bytes().startswith(start)
    assert isinstance(CliRunner().invoke(command, ["HIST", "-o", str(tmp_path / "x.gif")]).exception, BadParameter)
