"""Looking through what clients send takes time in proportion to its length, whatever it is made of."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable
from functools import cache

import pytest

import sdggraph
from sdggraph.errors import SdgGraphError
from sdggraph.sparql import base, guard, mending, modifiers, prologues, tokens
from sdggraph.sparql.interface import Dataset
from sdggraph.sparql.update_dataset import with_dataset, with_default
from sdggraph.store.memory import MemoryStore
from tests.quick import slowly

KIB = 1024
SIZES = (16 * KIB, 32 * KIB, 64 * KIB, 128 * KIB)
PIECES = (
    *(
        "a",
        "A",
        "é",
        "7",
        "_",
        "-",
        ".",
        ":",
        "/",
        "\\",
        '"',
        "'",
        "<",
        ">",
        "{",
        "}",
        "(",
        "#",
        "?",
        "@",
        "!",
        "&",
        " ",
    ),
    *(
        "\n",
        "\r\n",
        "\t",
        "a:",
        "a.",
        "a-",
        "?a ",
        "<a",
        "<a>",
        "\\u",
        '\\"',
        '"\\',
        "'''",
        '"""',
        "# a\n",
        "#'",
        "/a",
        "%4",
    ),
    *(
        "<style",
        "//",
        "a@",
        "a.b@",
        "http://a",
        "1.",
        "1e",
        "-1",
        "``",
        "filter(",
        "having ( ",
        "FROM ",
        "SERVICE ",
        "x y",
    ),
)
# which are looked through otherwise than each for itself
OURS = {
    "sdggraph.sparql.tokens._TOKEN": "reading stops at the first sign that begins no token; see the tests below",
    "sdggraph.rdf.canonical_turtle._TOKEN": "the text has been parsed, so no string in it is without an end",
    "sdggraph.validate.queries._GROUP": "queries within shapes are the operator's",
    "sdggraph.validate.queries._QUOTED": "queries within shapes are the operator's",
    "sdggraph.store.remote.errors._MARKUP": "what an endpoint answers is cut off before",
}


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], bool]]:
    """Every expression of every module of ours by its name, and whether it is looked for anywhere in a text."""
    found: dict[str, tuple[re.Pattern[str], bool]] = {}
    for module in pkgutil.walk_packages(sdggraph.__path__, "sdggraph."):
        if module.name.endswith("__main__"):
            continue
        room = importlib.import_module(module.name)
        for name, value in vars(room).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                anywhere = re.search(
                    rf"\b{name}\.(?:search|finditer|findall|sub|subn|split)\b", inspect.getsource(room)
                )
                found[f"{module.name}.{name}"] = value, anywhere is not None
    return {name: pattern for name, pattern in found.items() if name not in OURS}


def _seconds(work: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    with contextlib.suppress(SdgGraphError):
        work(text)
    return time.process_time() - start


def _grows_too_fast(work: Callable[[str], object], piece: str, before: str = "", after: str = "") -> list[float]:
    """The seconds at each size if they grow faster than the text each of three times, else nothing."""
    times: list[float] = []
    for _ in range(3):  # a busy machine slows down a single look
        times = _too_fast(work, piece, before, after)
        if not times:
            return []
    return times


def _too_fast(work: Callable[[str], object], piece: str, before: str, after: str) -> list[float]:

    def seconds(size: int) -> float:
        return _seconds(work, f"{before}{piece * (size // len(piece))}{after}")

    if seconds(4 * KIB) < 0.01:  # what is quadratic takes longer than that
        return []
    times: list[float] = []
    for size in SIZES:
        times.append(seconds(size))
        if times[-1] > 3:
            return times  # no text of these sizes may take so long
    # twice as much text may take twice as long, with room for what else this machine does
    return times if times[-1] > 0.1 and times[-1] > 3 * times[-2] > 9 * times[-3] else []


@pytest.mark.slow
def test_every_expression_looks_through_any_text_in_linear_time() -> None:
    slow = {}
    for name, (pattern, anywhere) in _patterns().items():

        def work(text: str, pattern: re.Pattern[str] = pattern, anywhere: bool = anywhere) -> None:
            pattern.match(text)
            pattern.fullmatch(text)
            for _ in pattern.finditer(text) if anywhere else ():
                pass

        for piece in PIECES:
            for before, after in (("", ""), ('<"', "!>")):
                if times := _grows_too_fast(work, piece, before, after):
                    slow[name, f"{before}{piece}{after}"] = times
    assert slow == {}
    assert len(_patterns()) > 60  # the walk has found them


def _read(text: str) -> None:
    guard.check_query(guard.received(text), list)
    mending._remembered.cache_clear()  # each look does the work
    mending.mended_query(text)
    modifiers.with_subselect(text)
    tokens.tokens(text, lambda _: True)
    base.makes_iris(text)


def _changed(text: str) -> None:
    prologues.with_one_prologue(text)
    guard.check_update(text)
    with_default(text, "urn:g")
    with_dataset(text, Dataset(("urn:g",)))
    mending.mended_update(text)


# reading these takes seconds each, in proportion to their length
LONG = ("<a", "!", "{", "&", "-", ".", "/", "(", "?", "/a", "//", "-1")


@pytest.mark.parametrize("piece", [slowly(each) if each in LONG else each for each in PIECES])
def test_a_text_is_read_in_linear_time(piece: str) -> None:
    assert _grows_too_fast(_read, piece) == []
    assert _grows_too_fast(_read, piece, "ASK { FILTER(?a > ?b && 'x", "') }") == []
    assert _grows_too_fast(_changed, piece) == []
    assert _grows_too_fast(_changed, piece, 'INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> """', '""" } }') == []


IN_A_LITERAL = (
    "a",
    "A",
    "\\\\",
    '\\"',
    "'",
    "<",
    "<a",
    "{",
    "}",
    "#",
    " ",
    "a:",
    "qjj ",
    "insert ",
    "load ",
    "é",
    "a-",
    ". ",
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", IN_A_LITERAL)
def test_an_update_with_a_long_literal_is_carried_out_at_once(piece: str) -> None:
    long = piece * (64 * KIB // len(piece))
    text = f'INSERT DATA {{ <urn:a> <urn:p> "{long}" }}'

    def carry_out(text: str) -> None:
        MemoryStore().update(with_default(text, "urn:g"))

    # words of the guard are looked for one by one, which takes the parser a few looks at the whole
    assert min(_seconds(carry_out, text) for _ in range(5)) < (0.1 if piece.strip() not in ("insert", "load") else 0.5)
