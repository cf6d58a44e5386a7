"""Centres and pairs that the operator wants in no list: read in one place, heeded by every list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.analysis.features import View
from sdggraph.config import Settings, read_not_suggested
from sdggraph.errors import BadData, CannotRead, NotFound
from sdggraph.publish.poster_data import facts, shelf
from sdggraph.publish.report_data import _strongest
from sdggraph.tasks import Source
from sdggraph.tasks.all_pairs import suggest_all
from sdggraph.web.options import Options, settings_of

WISHES = "\ufeffcode,other\nGCIDA\n# a remark\n\nHIST, IRCK\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "wishes.csv").write_text(WISHES, encoding="utf-8")
    return tmp_path / "wishes.csv"


@pytest.fixture
def wished(file: Path) -> Source:
    return Source(Settings.read(not_suggested=file))


def codes(source: Source, code: str, **asked: object) -> set[str]:
    found = tasks.suggest_partners(source, code, limit=None, include_current=True, **asked)  # type: ignore[arg-type]
    return {each.partner.code for each in found.found}


@pytest.mark.slow  # the list of every centre
def test_a_centre_is_suggested_to_nobody_and_a_pair_not_to_each_other(wished: Source) -> None:
    for code, record in wished.network.organisations.items():
        if record.is_active_centre:
            assert "GCIDA" not in codes(wished, code)
    assert "IRCK" not in codes(wished, "HIST")
    assert "HIST" not in codes(wished, "IRCK")
    assert "IRCK" in codes(wished, "ICTP", by="region")
    assert codes(wished, "GCIDA")  # it has a list of its own


def test_no_mode_filter_or_year_brings_them_back(wished: Source) -> None:
    for asked in ({"by": "region"}, {"weights": "theme=1"}, {"in_region": "Asia and the Pacific"}, {"as_of": 2019}):
        assert not codes(wished, "HIST", **asked) & {"GCIDA", "IRCK"}


def test_the_output_says_how_many(run: Callable[..., Result], file: Path) -> None:
    assert "2 left out at the operator's wish." in run("suggest-partners", "HIST", "--not-suggested", file).output
    held = json.loads(run("suggest-partners", "HIST", "--not-suggested", file, "--format", "json").output)
    assert held["left_out_at_the_operators_wish"] == 2
    assert "wish" not in run("suggest-partners", "HIST").output


@pytest.mark.parametrize("words", [("--exclude", "GCIDA", "--exclude", "IRCK"), ("--exclude", "GCIDA,IRCK")])
def test_a_question_can_leave_centres_out(run: Callable[..., Result], words: tuple[str, ...]) -> None:
    output = run("suggest-partners", "HIST", *words).output
    assert "GCIDA, Global" not in output
    assert "2 left out at the operator's wish." in output


@pytest.mark.parametrize("words", [[""], [" , "], ["", ","]])
def test_an_empty_wish_is_told_and_not_passed_over(run: Callable[..., Result], words: list[str]) -> None:
    done = run("suggest-partners", "HIST", *(part for word in words for part in ("--exclude", word)))
    assert done.exit_code == 2
    assert "The value of 'exclude' is empty." in done.output


def test_all_lists_posters_and_the_report_heed_it(wished: Source, tmp_path: Path) -> None:
    done = suggest_all(wished, tmp_path / "all.csv", limit=100, exclude="ICTP")
    rows = [line.split(",")[:3] for line in done.path.read_text(encoding="utf-8").splitlines()]
    assert not {row[2] for row in rows} & {"GCIDA", "ICTP"}
    assert {"GCIDA", "ICTP"} <= {row[0] for row in rows}
    assert ["HIST", "IRCK"] not in [[row[0], row[2]] for row in rows]
    found = facts(shelf(wished.store, wished.network), "HIST")
    assert not {each.partner.code for each in found.suggested} & {"GCIDA", "IRCK"}
    named = {code for each in _strongest(View(wished.network)) for code in (each.suggestion.partner.code,)}
    assert "GCIDA" not in named


def test_a_name_that_nobody_has_is_told_and_not_passed_over(tmp_path: Path, run: Callable[..., Result]) -> None:
    (tmp_path / "wrong.csv").write_text("GCIDAA\n", encoding="utf-8")
    done = run("suggest-partners", "HIST", "--not-suggested", tmp_path / "wrong.csv")
    assert done.exit_code == 2
    assert "GCIDA" in done.output
    with pytest.raises(NotFound):
        tasks.suggest_partners(Source(Settings.read()), "HIST", exclude="nobody of that name")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        read_not_suggested(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CannotRead):
        read_not_suggested(tmp_path / "bad.csv")
    (tmp_path / "three.csv").write_text("HIST\nA,B,C\n", encoding="utf-8")
    with pytest.raises(BadData, match="one centre or two") as told:
        read_not_suggested(tmp_path / "three.csv")
    assert told.value.line == 2


def test_a_server_and_the_environment_are_told_the_same(file: Path) -> None:
    settings = Settings.read({"SDGGRAPH_NOT_SUGGESTED": str(file)})
    assert settings.not_suggested == (("GCIDA",), ("HIST", "IRCK"))
    assert settings_of(json.loads(json.dumps(Options(settings).arguments()))) == settings
