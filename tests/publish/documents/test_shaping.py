"""Scripts that join, reorder or carry marks: what is drawn, and the text that a reader of the PDF finds (case E13)."""

from __future__ import annotations

import io
import unicodedata

import pypdf
import pytest

from sdggraph.publish.documents import fonts, shaping
from sdggraph.publish.documents.drawing import Page, Text
from sdggraph.publish.documents.pdf import pdf

ARABIC, HEBREW = "المركز الإقليمي للمياه", "המרכז הבינלאומי למים"
DEVANAGARI, THAI = "अंतर्राष्ट्रीय विज्ञान केन्द्र", "ศูนย์น้ำ"

CHINESE = "国际岩溶研究中心（北京），自然科学。《水》、「地」！" * 5
JAPANESE = "アフリカ・水センター（東京）、水。" * 5


def glyphs(text: str, bold: bool = False) -> list[shaping.Glyph]:
    return [glyph for run in fonts.runs(text) if run.shaped for glyph in fonts.glyphs(run, bold)]


def written(*texts: str, bold: bool = False) -> bytes:
    lines = tuple(Text(30, 30 + 20 * number, text, 10, bold) for number, text in enumerate(texts))
    return pdf([Page(lines)], "x", "y")


def found(text: str) -> str:
    """The text that pypdf finds, which reads the fonts' own words for their glyphs and no spans."""
    return pypdf.PdfReader(io.BytesIO(written(text))).pages[0].extract_text().strip()


def operations(text: str) -> bytes:
    content = pypdf.PdfReader(io.BytesIO(written(text))).pages[0].get_contents()
    assert content is not None
    return content.get_data()


@pytest.mark.parametrize("text", [ARABIC, HEBREW, "لا إله", "שלום", "سلام", "فارسی", "اردو"])
def test_text_that_runs_leftwards_is_found_as_it_was_written(text: str) -> None:
    assert found(text) == text
    assert not [sign for sign in found(text) if "PRESENTATION FORM" in unicodedata.name(sign)]


@pytest.mark.parametrize("text", [DEVANAGARI, "हिन्दी", "क्षत्रिय", THAI])
def test_reordered_text_is_found_by_its_span_and_by_its_glyphs(text: str) -> None:
    assert text.encode("utf-16-be").hex().upper().encode() in operations(text)
    assert "".join(found(text).split()) == "".join(text.split())


def test_conjuncts_are_one_glyph_and_a_vowel_goes_before_its_consonant() -> None:
    assert len(glyphs("क्ष")) == 1  # of three signs
    first, second = glyphs("कि")
    assert (first.text, second.text) == ("क", "ि")  # in reading order
    face = fonts._named(fonts.REGULAR).face
    assert face.charToGlyph[ord(second.code)] == face.charToGlyph[ord("क")]  # but drawn the other way round


def test_marks_stand_at_their_letters() -> None:
    for text in ("שָׁ", "سَ", "ที่", "e\u0323\u0302"):
        marks = [glyph for glyph in glyphs(text) if glyph.advance == 0]
        assert all(glyph.x or glyph.y for glyph in marks)
        assert fonts.width(text, 10) == pytest.approx(sum(each.advance for each in glyphs(text)) / 100)


def test_a_ligature_says_both_of_its_letters_in_order() -> None:
    assert [each.text for each in glyphs("لا") if each.text] == ["ا", "ل"]  # from left to right
    assert sum(each.advance for each in glyphs("لا")) < sum(each.advance for each in glyphs("ل ا"))


def test_brackets_are_mirrored_where_text_runs_leftwards_and_nowhere_else() -> None:
    drawn = fonts.shown("א (ב) ג")
    assert drawn.replace(" ", "") == "ג(ב)א"
    assert fonts.shown("A (B)") == "A (B)"


def test_directions_mix_in_one_line() -> None:
    assert fonts.shown("HIST שלום 42%").startswith("HIST ")
    assert shaping.pieces("A שלום, 42 B")[0].text == "A "
    numbers = [piece for piece in shaping.pieces("שלום 2016 מים") if "2016" in piece.text]
    assert [piece.leftwards for piece in numbers] == [False]


def test_scripts_of_one_line_are_shaped_apart() -> None:
    assert [piece.text for piece in shaping.pieces("हिन्दी and ไทย")] == ["हिन्दी ", "and ", "ไทย"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "\u200d",
        "\u0301",
        "ا\u200d\u200d\u200d",
        "\u200f\u200e",
        "\u202eabc\u202c",
        "\u2067שלום\u2069",
        "क" + "\u094d" * 50,
        "a" + "\u0301" * 300,
        "\U0001e900\U0001e901",
        "ܐܒܓ",
        "한국어 שלום 中心",
        "\U000f0000",
        "ي" * 3000,
    ],
    ids=range(13),
)
def test_odd_text_is_drawn_and_measured_without_a_fault(text: str) -> None:
    assert fonts.width(text, 10) >= 0
    assert fonts.wrapped(text, 100, 10) is not None
    assert written(text).startswith(b"%PDF")


def test_the_same_text_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    before = written(ARABIC, DEVANAGARI, bold=True)
    written(THAI, "नमस्ते", "שָׁלוֹם")
    assert written(ARABIC, DEVANAGARI, bold=True) == before


def test_plain_scripts_are_not_shaped() -> None:
    for text in ("HIST", "Łódź, São Paulo", "Ελλάδα", "Киев", "中心", "한국"):
        assert not any(run.shaped for run in fonts.runs(text))


@pytest.mark.parametrize("room", range(40, 160, 7))
@pytest.mark.parametrize(
    "text", ["国际岩溶研究中心（北京），自然科学。《水》、「地」！" * 5, "アフリカ・センター（東京）、水。" * 5]
)
def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket(text: str, room: int) -> None:
    lines = fonts.wrapped(text, room, 10)
    assert "".join(lines) == text
    assert not [line for line in lines if line[0] in "，。）》」、！・ー"]
    assert not [line for line in lines if line[-1] in "（《「"]
    assert all(fonts.width(line, 10) <= room for line in lines)


def test_a_word_is_never_broken_between_a_letter_and_its_mark() -> None:
    for line in fonts.wrapped("नि" * 60, 50, 10):
        assert unicodedata.category(line[0])[0] != "M"
