"""The columns that a script of a published folder compares: plain JSON, the same in each run, quick for many pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sdggraph.messages import message
from sdggraph.messages.message import Names
from sdggraph.tasks import Source
from sdggraph.tasks.portal.compare import columns
from sdggraph.tasks.portal.records import pair_path


@pytest.mark.parametrize("value", [message("standing.active"), Names(("A", "B"))])
def test_a_message_is_never_written_to_json_unnoticed(value: Any) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps({"standing": value})


def test_columns_hold_sentences_and_the_pages_of_pairs_that_there_are(source: Source) -> None:
    pages = [
        pair_path("HIST", "IRCK"),
        pair_path("HIST", "GCIDA"),
        "pairs/HIST/NO-SUCH.html",
        "organisations/HIST.html",
    ]
    held = json.loads(json.dumps(columns(source, pages)))
    by_code = {each["code"]: each for each in held["centres"]}
    assert set(by_code["HIST"]["pairs"].items()) == {("IRCK", pages[0]), ("GCIDA", pages[1])}
    assert by_code["IRCK"]["pairs"] == {"HIST": pages[0]}
    assert "pairs" not in by_code["ERAIFT"]
    for each in held["centres"]:
        assert isinstance(each["standing"], str)
        assert isinstance(each.get("note", ""), str)


def test_the_order_of_pages_does_not_change_the_columns(source: Source) -> None:
    pages = [pair_path("HIST", other) for other in ("IRCK", "GCIDA", "ERAIFT", "ICTP")]
    assert json.dumps(columns(source, pages)) == json.dumps(columns(source, reversed(pages)))


def test_goals_stand_in_an_order_that_follows_from_the_record(source: Source) -> None:
    hist = next(each for each in columns(source, [])["centres"] if each["code"] == "HIST")
    aims = list(hist["aims"])
    firsts = {aim: aims.index(aim) for aim in aims}
    for aim in aims:
        if "." in aim:
            goal = aim.partition(".")[0]
            assert firsts[goal] > firsts[aim] or any(other.startswith(f"{goal}.") for other in aims[: firsts[aim]])
