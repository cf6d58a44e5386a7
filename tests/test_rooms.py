"""The rooms: names in strings lead somewhere, and every file says what it is for."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

import sdggraph
from sdggraph.cli.group import COMMANDS
from sdggraph.web.api import openapi

SOURCE = Path(sdggraph.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
NAME = re.compile(r"sdggraph(?:\.\w+)+(?::\w+)?")
# what may hold such a name beside a statement that imports; only these files are parsed, for it takes long
BESIDE_IMPORTS = re.compile(r"^(?!\s*(?:from|import) sdggraph\b).*\bsdggraph\.\w", re.MULTILINE)
KEYS = {"sdggraph.entry", "sdggraph.hold", "sdggraph.raw"}  # in the scope of a request or the context of a command
NO_MODULES = {"sdggraph.web", "sdggraph.access", "sdggraph.ttl"}  # loggers and a file


def module_of(path: Path) -> str:
    """The dotted name of a file of the package."""
    return ".".join(("sdggraph", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


def strings(path: Path) -> Iterator[tuple[str, bool]]:
    """Every string constant of a file that may name a module, and whether it documents something."""
    text = path.read_text()
    if not BESIDE_IMPORTS.search(text):
        return
    tree = ast.parse(text)
    documents = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node in documents


def resolve(name: str) -> object:
    """The module or the attribute of a dotted name. Raises ImportError or AttributeError."""
    module, _, attribute = name.partition(":")
    try:
        found: object = importlib.import_module(module)
    except ModuleNotFoundError:
        above, _, last = module.rpartition(".")
        found = getattr(importlib.import_module(above), last)
    return getattr(found, attribute) if attribute else found


@cache
def named_in_strings() -> list[str]:
    """Our own dotted names in strings that are code: factories, programs, lazily imported modules."""
    names = {
        match[0]
        for path in FILES
        for text, documents in strings(path)
        if not documents
        for match in NAME.finditer(text)
        if not text.startswith("http")
    }
    return sorted(names - NO_MODULES - KEYS)


LAZY = [
    (module_of(path), name)
    for path in FILES
    if path.name == "__init__.py" and "lazy.attach" in path.read_text()
    for name in importlib.import_module(module_of(path)).__dir__()
]


def test_there_are_lazy_names_and_names_in_strings() -> None:
    assert len(LAZY) > 40
    assert "sdggraph.web.jobs:prepare" in named_in_strings()
    assert "sdggraph.workers.forkserver" in named_in_strings()
    assert "sdggraph.analysis.numba_kernel" in named_in_strings()


@pytest.mark.parametrize(("module", "name"), LAZY)
def test_a_lazily_loaded_name_leads_somewhere(module: str, name: str) -> None:
    assert getattr(importlib.import_module(module), name) is not None


# one test for all: to find the names takes seconds, which each process would spend to collect the tests
def test_every_module_named_in_a_string_is_there() -> None:
    missing = {}
    for name in named_in_strings():
        if name == "sdggraph.analysis.numba_kernel" and importlib.util.find_spec("numba") is None:
            continue
        try:
            resolve(name)
        except (ImportError, AttributeError) as error:
            missing[name] = repr(error)
    assert not missing


@pytest.mark.parametrize("name", [f"sdggraph.cli.{module}" for module in sorted(set(COMMANDS.values()))])
def test_the_module_of_a_command_is_there(name: str) -> None:
    assert resolve(name) is not None


@pytest.mark.parametrize("name", openapi._SHAPES)
def test_a_module_of_schemas_is_there(name: str) -> None:
    assert resolve(f"sdggraph.web.api.{name}") is not None


def resources_named() -> list[tuple[str, str]]:
    """The files of the package that its code reads: `resources.files(PACKAGE).joinpath(NAME)`."""
    pattern = re.compile(r'resources\.files\("([\w.]+)"\)\.joinpath\("([\w.]+)"\)')
    return sorted({match.groups() for path in FILES for match in pattern.finditer(path.read_text())})  # type: ignore[misc]


@pytest.mark.parametrize(("package", "name"), resources_named())
def test_a_file_that_the_code_reads_lies_beside_its_module(package: str, name: str) -> None:
    assert resources.files(package).joinpath(name).is_file()


def test_every_file_says_what_it_is_for() -> None:
    silent = [module_of(path) for path in FILES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent
