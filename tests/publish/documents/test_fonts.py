"""A font of the user's own draws what ours lacks, and nothing else."""

from __future__ import annotations

import filecmp
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest
from reportlab.pdfbase import pdfmetrics

from sdggraph.names.file_names import file_name
from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.document import Document, Paragraph
from sdggraph.publish.documents.drawing import Page, Text, faults, svg
from sdggraph.publish.documents.pagination import as_pdf
from sdggraph.publish.documents.pdf import pdf
from sdggraph.publish.documents.report import composed, rendered
from sdggraph.tasks import Source
from sdggraph.tasks.poster import poster
from sdggraph.tasks.publication import publish
from sdggraph.tasks.report import status
from tests.publish.documents.made_fonts import BEYOND, collection_of, font_of, made, pdf_of
from tests.publish.documents.test_poster import CHINESE, embedded, invented, page_of, words
from tests.published import BASE

DROID = Path("/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf")


def read(content: bytes) -> pypdf.PageObject:
    [page] = pypdf.PdfReader(io.BytesIO(content)).pages
    return page


def faces(page: pypdf.PageObject) -> set[str]:
    """The names of the fonts of a page."""
    held = page["/Resources"]["/Font"].values()  # type: ignore[index]
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in held}


def copied(page: pypdf.PageObject) -> str:
    """The text of a page, without the breaks that a reader sees between two fonts."""
    return "".join(page.extract_text().split())


# --- what is drawn in which font ---------------------------------------------------------------------


def test_only_what_our_font_lacks_is_drawn_in_the_font_of_the_user(made_font: Path) -> None:
    with fonts.using(made_font):
        drawn = [(run.signs, run.drawn, bool(run.own)) for run in fonts.runs("A 中心 B京一")]
    assert drawn == [("A ", "A ", False), ("中心", "中心", True), (" B", " B", False), ("京一", "▯▯", False)]


def test_a_bracket_of_chinese_is_drawn_as_such_only_where_a_font_has_it(made_font: Path) -> None:
    assert fonts.shown("（）") == "()"
    with fonts.using(made_font):
        assert fonts.shown("（）") == "（)"


def test_a_letter_of_arabic_stays_in_our_font(made_font: Path) -> None:
    with fonts.using(made_font):
        assert [run.own for run in fonts.runs("\u0627 \ufe8d")] == [""]


def test_signs_have_their_true_widths_and_one_face_for_bold(made_font: Path) -> None:
    regular, chinese = fonts.width("MiW", 10), f"中心{BEYOND}"
    with fonts.using(made_font):
        assert fonts.width(chinese, 10) == pytest.approx(regular)
        assert fonts.width(chinese, 10, bold=True) == pytest.approx(regular)
        for bold in (False, True):
            runs = fonts.runs(f"HIST {chinese} 京 HIST")
            parts = [pdfmetrics.stringWidth(run.drawn, run.font(bold), 8) for run in runs]
            assert fonts.width(f"HIST {chinese} 京 HIST", 8, bold) == pytest.approx(sum(parts))
    assert fonts.width(chinese, 10) == pytest.approx(3 * fonts.width("▯", 10))


def test_lines_are_broken_by_the_widths_that_are_drawn(made_font: Path) -> None:
    room = fonts.width("i" * 20, 10)
    assert len(fonts.wrapped("心" * 20, room, 10)) > 1  # boxes are wider than an i
    with fonts.using(made_font):
        assert fonts.wrapped("心" * 20, room, 10) == ["心" * 20]
        page = page_of(invented("中心国" * 40, 20, 5, city="中国", other_names=("心",)), "A")
        assert faults(page) == []


def test_two_fonts_never_mix(made_font: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ttf"
    other.write_bytes(font_of(made({"中": "i"})))  # it calls itself the same as the first
    boxes = fonts.width("中", 10)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(fonts.width, "中", 10).result() == boxes
        with fonts.using(made_font):
            one, drawn = fonts.width("中", 10), pdf_of("中")
            with fonts.using(other):
                assert fonts.width("中", 10) < one
                assert pdf_of("中") != drawn
                assert pool.submit(fonts.width, "中", 10).result() == boxes
                with fonts.using(None):
                    assert fonts.width("中", 10) == boxes
            assert (fonts.width("中", 10), pdf_of("中")) == (one, drawn)
    assert fonts.width("中", 10) == boxes
    assert len({one, boxes}) == 2


def test_an_error_inside_leaves_the_font_behind(made_font: Path) -> None:
    with pytest.raises(KeyError), fonts.using(made_font):
        raise KeyError
    assert fonts.lacking("中") == 1


# --- what is in the files ----------------------------------------------------------------------------


def test_the_font_is_embedded_in_part_and_its_text_can_be_copied(made_font: Path) -> None:
    with fonts.using(made_font):
        content = pdf_of(f"HIST 中心 {BEYOND}京", bold=True)
    page = read(content)
    assert all(embedded(page))
    assert {name.rpartition("-")[0] for name in faces(page)} == {
        "FiraGO",
        "FiraGO-Regular",
    }  # Bold, and made of Regular
    assert f"HIST中心{BEYOND}" in copied(page)
    contents = page.get_contents()
    assert contents is not None
    assert "京".encode("utf-16-be").hex().upper().encode() in contents.get_data()  # a box with its text
    assert len(content) < 60_000  # of a font of 500 kB


@pytest.mark.slow  # the whole report, twice
def test_a_font_of_which_nothing_is_drawn_changes_no_byte(made_font: Path, source: Source) -> None:
    page = Page((Text(30, 30, "HIST 北", 10),))
    before, picture = pdf([page], "x", "y"), svg(page, "x", "y")
    with fonts.using(made_font):
        assert (pdf([page], "x", "y"), svg(page, "x", "y")) == (before, picture)
    whole = composed(status(source))
    before = rendered(whole, "pdf")
    with fonts.using(made_font):
        assert rendered(whole, "pdf") == before


def test_an_svg_has_the_same_text_with_the_widths_of_the_pdf(made_font: Path) -> None:
    page = Page((Text(30, 30, "中心", 10),))
    without = svg(page, "x", "y")
    with fonts.using(made_font):
        measured = svg(page, "x", "y")
        assert f'textLength="{fonts.width("Mi", 10):.2f}'.rstrip("0") in measured
    assert without != measured
    assert ">中心</text>" in without
    assert ">中心</text>" in measured


def test_a_report_is_drawn_in_the_font_too(made_font: Path) -> None:
    with fonts.using(made_font):
        page, made_pdf = read(as_pdf(Document("中心", "中国", (Paragraph("中国"),)))), pdf_of("中")
    assert "中国" in copied(page)
    assert faces(page) >= faces(read(made_pdf))


@pytest.mark.slow  # two publications
def test_the_same_graph_and_font_give_the_same_bytes(odd_source: Source, made_font: Path, tmp_path: Path) -> None:
    drawn = poster(odd_source, "中国/1", font=made_font)
    assert drawn == poster(odd_source, "中国/1", font=made_font)
    assert drawn != poster(odd_source, "中国/1")
    for name in ("one", "two"):
        publish(odd_source, tmp_path / name, base=BASE, font=made_font)
    names = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", names, shallow=False)[1:] == ([], [])
    place = tmp_path / "one" / "posters" / f"{file_name('中国/1')}.pdf"
    assert place.read_bytes() == drawn
    assert "中国/1" in copied(read(place.read_bytes()))


def test_of_a_collection_the_first_font_is_taken(tmp_path: Path) -> None:
    place = tmp_path / "fonts.ttc"
    place.write_bytes(collection_of(made()))
    with fonts.using(place):
        assert "中心" in read(pdf_of("中心")).extract_text()


@pytest.mark.slow  # reads a font of 45,000 signs four times
def test_a_chinese_name_is_drawn_in_a_font_that_people_have(source: Source) -> None:
    if not DROID.exists():
        pytest.skip("there is no such font here: apt-get install fonts-droid-fallback")
    with fonts.using(DROID):
        page = page_of(
            invented(f"{CHINESE}（北京）", 9, 3, city="東京", other_names=("アフリカ水センター", "한국물연구소")), "A"
        )
        drawn = read(pdf([page], "x", "y"))
    assert faults(page) == []
    assert "lacks" not in words(page)
    assert all(embedded(drawn))
    assert any(name.startswith("DroidSansFallback-") for name in faces(drawn))
    told = copied(drawn)
    for name in (f"{CHINESE}（北京）", "東京", "アフリカ水センター", "한국물연구소"):
        assert name in told
    assert "国际岩溶研究中心" in copied(read(poster(source, "IRCK", font=DROID)))
