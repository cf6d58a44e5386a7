"""Every error keeps its type and its fields on the way out of a worker, and has one place at each edge."""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request as HttpRequest

import sdggraph
from sdggraph import errors
from sdggraph.cli.group import EXIT_CODES, Failure
from sdggraph.errors import ControlFlow, LimitExceeded, NotFound, RowsTruncated, SdgGraphError
from sdggraph.sparql.interface import Answer, Limits
from sdggraph.web.http.problems import STATUS, of_error
from sdggraph.workers import fork_once
from sdggraph.workers.forkserver import Output, Request
from sdggraph.workers.pool import Bounds, Pool
from sdggraph.workers.sandbox import packed, unpacked

SOURCE = Path(sdggraph.__file__).parent


def under(kind: type[Any]) -> Iterator[type[Any]]:
    """The class and all of its subclasses, each after the one that it extends."""
    yield kind
    for each in kind.__subclasses__():
        yield from under(each)


KINDS = list(under(SdgGraphError))
OWN_FIELDS: Mapping[str, Any] = {
    "nearest": ("HIST", "ICTP"),
    "listed": "centres",
    "choices": ("AIR-CAS", "RADI"),
    "file": "goals.ttl",
    "line": 3,
    "column": 7,
    "report": ({"focus": "https://example.org/1", "message": "Łódź"},),
    "limit": "memory",
    "most": 10,
    "after": 2.5,
}


def example(kind: type[SdgGraphError]) -> SdgGraphError:
    """An object of the class with a value in each of its fields that is not the one it has by itself."""
    known = inspect.signature(kind.__init__).parameters
    unnamed = set(known) - {"self", "problem", "remedy", *OWN_FIELDS}
    assert not unnamed, f"Give the field {unnamed} of {kind.__name__} a value in OWN_FIELDS."
    return kind("The problem.", "The remedy.", **{name: OWN_FIELDS[name] for name in known if name in OWN_FIELDS})


def assert_same(found: BaseException, sent: SdgGraphError) -> None:
    assert type(found) is type(sent)
    assert (str(found), found.args, vars(found)) == (str(sent), sent.args, vars(sent))


# --- the channel -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_packing_keeps_type_and_fields(kind: type[SdgGraphError]) -> None:
    assert_same(unpacked(packed(example(kind))), example(kind))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked")
@pytest.mark.parametrize("kind", KINDS)
def test_the_pipe_of_a_single_query_keeps_type_and_fields(kind: type[SdgGraphError]) -> None:
    def work() -> Answer:
        raise example(kind)

    with pytest.raises(kind) as caught:
        fork_once.run(work, Limits(seconds=20))
    assert_same(caught.value, example(kind))


class Handler:
    """Raises the error that it is asked for, in a worker of the pool."""

    def facts(self) -> Mapping[str, Any]:
        return {}

    def change(self, arguments: Mapping[str, Any]) -> None:
        """Take no change."""

    def handle(self, request: Request, out: Output) -> None:
        if request.job == "foreign":
            raise Foreign("The problem.", "The remedy.", limit="rows")
        if request.job == "noted":
            error = example(NotFound)
            error.add_note("seen in the worker")
            raise error
        if request.job == "strange":
            error = example(LimitExceeded)
            error.place = Path("goals.ttl")  # type: ignore[attr-defined]
            raise error
        raise example(getattr(errors, request.job))


def make(_arguments: Mapping[str, Any]) -> Handler:
    return Handler()


def asked(*jobs: str) -> list[BaseException]:
    """The error with which each job ended, asked one after the other of one worker."""

    async def ask() -> list[BaseException]:
        found: list[BaseException] = []
        pool = await Pool.start(f"{__name__}:make", {}, Bounds(workers=1, memory=256 << 20))
        try:
            for job in jobs:
                try:
                    await pool.ask(job, {}, 20)
                except Exception as error:
                    found.append(error)
        finally:
            await pool.close()
        return found

    return asyncio.run(ask())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
def test_the_socket_of_a_worker_keeps_type_and_fields() -> None:
    found = asked(*(kind.__name__ for kind in KINDS))
    assert len(found) == len(KINDS)
    for each, kind in zip(found, KINDS, strict=True):
        assert_same(each, example(kind))


class Foreign(LimitExceeded):
    """A class that stands outside of `errors.py`, as none of the project may."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
def test_a_class_outside_of_errors_arrives_as_its_nearest_ancestor_and_does_not_end_the_worker() -> None:
    foreign, noted, strange = asked("foreign", "noted", "strange")
    assert type(foreign) is LimitExceeded
    assert foreign.limit == "rows"
    assert_same(noted, example(NotFound))  # a note is for the log of the worker
    assert type(strange) is LimitExceeded
    assert vars(strange)["place"] == "goals.ttl"  # JSON has no paths; it is told as text


@pytest.mark.parametrize("name", ["NoSuchError", "annotations", "ControlFlow", "Uncompilable", "__name__"])
def test_an_unknown_kind_is_told_as_a_bug_and_not_raised_in_the_event_loop(name: str) -> None:
    error = unpacked({"error": name, "fields": {"message": "what it said"}})
    assert type(error) is RuntimeError
    assert "what it said" in str(error)


# --- the edges ---------------------------------------------------------------------------------


def test_every_error_has_its_http_status_and_its_exit_code() -> None:
    assert set(STATUS) == set(KINDS)
    assert set(EXIT_CODES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_edges_say_the_status_the_code_and_the_words(kind: type[SdgGraphError]) -> None:
    answer = asyncio.run(of_error(HttpRequest({"type": "http"}), example(kind)))
    assert answer.status_code == STATUS[kind][0]
    assert b"The problem." in answer.body
    assert b"The remedy." in answer.body
    failure = Failure(example(kind))
    assert failure.exit_code == EXIT_CODES[kind]
    assert failure.message.endswith("The problem.\nThe remedy.")


# --- the tree ----------------------------------------------------------------------------------


def drawn(root: str) -> set[tuple[str, str]]:
    """The pairs of class and subclass that the docstring of `errors.py` draws below a root."""
    text = inspect.getdoc(errors) or ""
    lines = text[text.index(f"    {root}\n") :].split("\n\n")[0].splitlines()
    path, pairs = [root], set()
    for line in lines[1:]:
        found = re.match(r"    ((?:│   |    )*)[├└]── (\w+) ", line)
        assert found, line
        depth = len(found[1]) // 4 + 1
        path = [*path[:depth], found[2]]
        pairs.add((path[-2], path[-1]))
    return pairs


@pytest.mark.parametrize("root", [SdgGraphError, ControlFlow])
def test_the_tree_in_the_docstring_is_the_tree_of_the_classes(root: type[Exception]) -> None:
    kinds = [kind for kind in under(root) if kind not in (root, Foreign)]
    actual = {(base.__name__, kind.__name__) for kind in kinds for base in kind.__bases__}
    assert drawn(root.__name__) == actual


def test_all_exception_classes_stand_in_errors() -> None:
    ours = {kind.__name__ for root in (SdgGraphError, ControlFlow) for kind in under(root)}
    others = {
        name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
    }
    found = {
        (path.relative_to(SOURCE).as_posix(), node.name)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for base in map(ast.unparse, node.bases)
        if base.rpartition(".")[2] in ours | others or re.search(r"(Exception|Error)$", base)
    }
    assert {(place, name) for place, name in found if place != "errors.py"} == {
        ("cli/group.py", "Failure"),  # click prints what extends its own class
        ("validate/pyshacl_engine.py", "_Fetches"),  # pySHACL reports what extends its own class
    }


def test_rows_that_were_cut_are_a_limit_that_says_how_many() -> None:
    error = RowsTruncated("It sends at most 10 rows.", "Ask for less.", most=10)
    assert (error.limit, error.most) == ("rows", 10)
    assert isinstance(error, LimitExceeded)
