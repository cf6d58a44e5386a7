"""Compiled templates are kept between processes, and never make a page that the templates would not make."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from jinja2.bccache import bc_magic

from sdggraph.present.html import compiled_templates
from sdggraph.present.html.compiled_templates import CompiledTemplates


def rendered(folder: Path, text: str = "Hello {{ name }}") -> str:
    environment = Environment(
        loader=DictLoader({"a.html": text}), autoescape=True, bytecode_cache=CompiledTemplates(folder)
    )
    return environment.get_template("a.html").render(name="<b>")


@pytest.fixture(autouse=True)
def writes_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(tmp_path / "new") == "Hello &lt;b&gt;"
    [kept] = (tmp_path / "new").iterdir()
    monkeypatch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("compiled again"))
    assert rendered(tmp_path / "new") == "Hello &lt;b&gt;"
    assert sys.implementation.cache_tag in kept.name


def test_what_is_stale_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered(tmp_path)
    assert rendered(tmp_path, "Bye {{ name }}") == "Bye &lt;b&gt;"
    [kept] = tmp_path.iterdir()
    before = kept.read_bytes()
    monkeypatch.setattr(compiled_templates, "_CODE", ("filters.py",))  # as if other code compiled it
    assert rendered(tmp_path, "Bye {{ name }}") == "Bye &lt;b&gt;"
    assert kept.read_bytes() != before


@pytest.mark.parametrize("part", [0, 3, 0.3, 0.6, 0.95])
def test_what_is_damaged_is_compiled_anew(tmp_path: Path, part: float) -> None:
    rendered(tmp_path)
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(part * len(whole)) if part < 1 else int(part)])
    assert rendered(tmp_path) == "Hello &lt;b&gt;"
    assert kept.read_bytes() == whole


@pytest.mark.parametrize("end", [b"\x80\x05garbage.", b"cno_such_module\nname\n.", b"\x80\x05K\x01.", bytes(99)])
def test_what_is_something_else_is_compiled_anew(tmp_path: Path, end: bytes) -> None:
    rendered(tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(bc_magic + end)
    assert rendered(tmp_path) == "Hello &lt;b&gt;"


def test_where_nothing_can_be_written_pages_are_made_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert rendered(tmp_path / "file") == rendered(tmp_path / "no" / "such" / "folder") == "Hello &lt;b&gt;"


def test_who_wants_no_compiled_files_of_python_gets_none_of_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(tmp_path) == "Hello &lt;b&gt;"
    assert list(tmp_path.iterdir()) == []
