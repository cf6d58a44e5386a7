"""How long and how wide the code is: a page is read at once, a call is understood without counting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "sdggraph"
MOST_PARAMETERS, MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_FILE, MOST_FILES = 7, 65, 320, 30
# a command has its options as parameters, and the library's front door has keywords
MANY_PARAMETERS = ("cli/", "graph.py")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def functions() -> Iterator[tuple[str, Function]]:
    for file in files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{file.relative_to(SOURCE).as_posix()}:{node.name}", node


def parameters(function: Function) -> list[str]:
    held = function.args
    named = [each.arg for each in (*held.posonlyargs, *held.args, *held.kwonlyargs)]
    rest = [each.arg for each in (held.vararg, held.kwarg) if each is not None]
    return [name for name in (*named, *rest) if name not in ("self", "cls")]


def test_no_function_has_more_than_seven_parameters() -> None:
    wide = {
        name: len(parameters(function))
        for name, function in functions()
        if len(parameters(function)) > MOST_PARAMETERS and not name.startswith(MANY_PARAMETERS)
    }
    assert wide == {}


def test_no_function_is_longer_than_65_lines() -> None:
    lengths = {name: (each.end_lineno or each.lineno) - each.lineno + 1 for name, each in functions()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION} == {}


def test_no_file_is_longer_than_320_lines() -> None:
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in files()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FILE} == {}


def test_no_folder_holds_more_than_30_files() -> None:
    folders = {file.parent for file in files()}
    crowded = {folder.name: len(list(folder.glob("*.py"))) for folder in folders}
    assert {name: count for name, count in crowded.items() if count > MOST_FILES} == {}
