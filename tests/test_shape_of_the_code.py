"""How long and how wide the code is: a page is read at once, a call is understood without counting."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "sdggraph"
MOST_PARAMETERS, MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_FILE, MOST_FILES = 7, 65, 320, 30
# a command has its options as parameters, and the library's front door has keywords
MANY_PARAMETERS = ("cli/", "graph.py")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


@cache
def functions() -> list[tuple[str, int, int]]:
    """Of every function its name, its parameters and its lines."""
    return [
        (
            f"{file.relative_to(SOURCE).as_posix()}:{node.name}",
            len(parameters(node)),
            (node.end_lineno or node.lineno) - node.lineno + 1,
        )
        for file in files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, Function)
    ]


def parameters(function: Function) -> list[str]:
    held = function.args
    named = [each.arg for each in (*held.posonlyargs, *held.args, *held.kwonlyargs)]
    rest = [each.arg for each in (held.vararg, held.kwarg) if each is not None]
    return [name for name in (*named, *rest) if name not in ("self", "cls")]


def test_no_function_has_more_than_seven_parameters() -> None:
    counts = {name: count for name, count, _ in functions() if not name.startswith(MANY_PARAMETERS)}
    assert {name: count for name, count in counts.items() if count > MOST_PARAMETERS} == {}


def test_no_function_is_longer_than_65_lines() -> None:
    lengths = {name: lines for name, _, lines in functions()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION} == {}


def test_no_file_is_longer_than_320_lines() -> None:
    lengths = {file.as_posix(): len(file.read_text(encoding="utf-8").splitlines()) for file in files()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FILE} == {}


def test_no_folder_holds_more_than_30_files() -> None:
    folders = {file.parent for file in files()}
    crowded = {folder.as_posix(): len(list(folder.glob("*.py"))) for folder in folders}
    assert {name: count for name, count in crowded.items() if count > MOST_FILES} == {}
