"""A font that cannot be used is told before anything is written, with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.errors import BadData, BadParameter, CannotRead
from sdggraph.publish.documents import fonts, user_font
from sdggraph.tasks import Source
from sdggraph.tasks.publication import publish
from sdggraph.tasks.report import report
from tests.publish.documents.made_fonts import collection_of, font_of, made, pdf_of
from tests.published import BASE

Run = Callable[..., Result]


def without(tables: dict[bytes, bytes], *names: bytes) -> dict[bytes, bytes]:
    return {name: table for name, table in tables.items() if name not in names}


def with_one(tables: dict[bytes, bytes], name: bytes, table: bytes) -> dict[bytes, bytes]:
    return {**tables, name: table}


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not a TrueType font"),
    "text": (lambda: "中文".encode() * 99, "not a TrueType font"),
    "OpenType with PostScript outlines": (lambda: font_of({b"CFF ": b"1234"}, b"OTTO"), "PostScript outlines"),
    "a collection of such": (lambda: collection_of({b"CFF ": b"1234"}, b"OTTO"), "PostScript outlines"),
    "such under another name": (lambda: font_of(with_one(without(made(), b"glyf"), b"CFF ", b"1")), "PostScript outl"),
    "bitmaps": (lambda: font_of(without(made(), b"glyf", b"loca")), "has no table 'glyf'"),
    "for the web": (lambda: font_of(made(), b"wOF2"), "WOFF2"),
    "one without an end": (lambda: font_of(made())[:200_000], "incomplete"),
    "one without a list": (lambda: font_of(made())[:40], "broken"),
    "an empty collection": (lambda: b"ttcf", "broken"),
    "a forbidden one": (lambda: font_of(made(rights=0x0002)), "may not be embedded"),
    "one forbidden in part": (lambda: font_of(made(rights=0x0108)), "may not be embedded"),
    "one by a code of China": (lambda: font_of(made(encoding=3)), "does not map its characters by Unicode"),
    "a broken list of names": (lambda: font_of(with_one(made(), b"name", b"\0\1")), "broken"),
    "a broken size": (lambda: font_of(with_one(made(), b"head", bytes(54))), "broken"),
    "a broken place of glyphs": (lambda: font_of(with_one(made(), b"loca", b"\0")), "broken"),
}


@pytest.mark.parametrize(("content", "told"), BAD.values(), ids=BAD.keys())
def test_a_font_that_cannot_be_used_is_told_with_what_to_do(
    content: Callable[[], bytes], told: str, tmp_path: Path
) -> None:
    place = tmp_path / "bad.ttf"
    place.write_bytes(content())
    with pytest.raises(BadData, match=told) as caught:
        user_font.load(place)
    assert caught.value.file == str(place)
    assert str(caught.value).startswith(f"{place}: This")
    assert caught.value.remedy


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008, 0x000E])
def test_a_font_that_may_be_embedded_is_taken(rights: int, tmp_path: Path) -> None:
    place = tmp_path / "good.ttf"
    place.write_bytes(font_of(made(rights=rights)))
    assert ord("中") in user_font.load(place).signs


def test_outlines_that_break_only_when_drawn_are_told_too(tmp_path: Path) -> None:
    place = tmp_path / "broken.ttf"
    tables = made()
    place.write_bytes(font_of(with_one(tables, b"glyf", b"\xff" * len(tables[b"glyf"]))))
    with fonts.using(place), pytest.raises(BadData, match=r"broken\.ttf: This font is broken"):
        pdf_of("中")


@pytest.mark.parametrize("name", ["none.ttf", "."])
def test_a_font_that_is_not_there_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="cannot be read"), fonts.using(tmp_path / name):
        pass


def commands(place: Path, font: Path) -> Iterable[tuple[object, ...]]:
    yield "poster", "HIST", "-o", place / "hist.pdf", "--font", font
    yield "poster", "HIST", "-o", place / "hist.svg", "--font", font
    yield "report", "-o", place / "report.pdf", "--font", font
    yield "publish", "-o", place / "site", "--font", font


def test_the_commands_write_nothing_with_a_bad_font(run: Run, tmp_path: Path) -> None:
    bad, place = tmp_path / "bad.otf", tmp_path / "place"
    bad.write_bytes(font_of({b"CFF ": b"1234"}, b"OTTO"))
    place.mkdir()
    (place / "hist.pdf").write_text("the old one")
    for command in commands(place, bad):
        result = run(*command)
        assert result.exit_code == 2
        assert f"{bad}: This font has PostScript outlines" in result.output
        assert "Droid Sans Fallback" in result.output
    for command in commands(place, tmp_path / "none.ttf"):
        assert "none.ttf cannot be read" in run(*command).output
    assert [path.name for path in place.iterdir()] == ["hist.pdf"]
    assert (place / "hist.pdf").read_text() == "the old one"


def test_a_font_that_breaks_while_drawing_leaves_the_old_publication(odd_source: Source, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    tables = made()
    broken.write_bytes(font_of(with_one(tables, b"glyf", b"\xff" * len(tables[b"glyf"]))))
    with pytest.raises(BadData, match="broken"):
        publish(odd_source, tmp_path / "site", base=BASE, font=broken)
    assert [path.name for path in tmp_path.iterdir()] == ["broken.ttf"]


@pytest.mark.slow  # poster and report of the whole graph
def test_the_commands_draw_with_a_font(run: Run, made_font: Path, tmp_path: Path) -> None:
    for command in list(commands(tmp_path, made_font))[:3]:
        result = run(*command)
        assert result.exit_code == 0, result.output


def test_a_font_is_refused_where_none_is_drawn_with(run: Run, made_font: Path, source: Source) -> None:
    for form in ("md", "html"):
        with pytest.raises(BadParameter, match=f"A report as {form} uses no font"):
            report(source, form, font=made_font)
    refused = run("report", "--font", made_font)
    assert refused.exit_code == 2
    assert "leave the font out" in refused.output
