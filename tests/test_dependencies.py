"""What is imported is declared, what is declared is used, and private parts of others have an upper bound."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests import private_parts

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
OURS = {"sdggraph", "tests", "benchmarks", "conftest"}
BY_NAME = ("import_module", "load", "find_spec", "importorskip")  # calls that import what a text names
# declared and imported by others when they are there
USED_BY_OTHERS = {
    "httptools": "uvicorn parses requests with it",
    "uvloop": "uvicorn runs on it",
}
# package -> a part of it that we use, and that no `_` marks as private, but its documentation does not promise it
UNDOCUMENTED = {
    "pyshacl": "pyshacl.",
    "python-bidi": "bidi.resolve_weak_types",
    "uvicorn": "uvicorn.protocols.http.httptools_impl",
}
NOT_INSTALLED = {"sklearn": "scikit-learn"}  # what a benchmark compares with, where it is there


def normal(name: str) -> str:
    """A distribution's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: list[str]) -> dict[str, str]:
    """The distributions of a list of requirements, with the whole requirement."""
    return {normal(re.split(r"[^\w.-]", each)[0]): each for each in requirements}


RUN = named(PROJECT["dependencies"])
EXTRAS = {name: named(each) for name, each in PROJECT["optional-dependencies"].items()}


@cache
def imported(folder: str) -> list[tuple[str, str]]:
    """The modules that files of a folder import, by a statement or by a text, without ours and Python's own."""
    own = sys.stdlib_module_names | OURS
    return [
        (module, file.relative_to(ROOT).as_posix())
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for module in modules(node)
        if module.partition(".")[0] not in own
    ]


def modules(node: ast.AST) -> list[str]:
    """The modules that a part of the code imports."""
    match node:
        case ast.Import(names):
            return [each.name for each in names]
        case ast.ImportFrom(module, _, 0):
            return [module or ""]
        case ast.Call(ast.Attribute(_, name), [ast.Constant(str(text)), *_]) if name in BY_NAME:
            return [text]
    return []


def undeclared(folder: str, declared: set[str]) -> list[str]:
    """The modules of a folder that no requirement brings, with the file that imports each."""
    known = packages_distributions()
    return [
        f"{top} in {file}"
        for top, file in ((module.partition(".")[0], file) for module, file in imported(folder))
        if not declared & {normal(each) for each in known.get(top, [NOT_INSTALLED.get(top, top)])}
    ]


def test_what_the_package_imports_is_declared() -> None:
    optional = {name for extra in ("cluster", "fast", "parquet") for name in EXTRAS[extra]}
    assert undeclared("src", RUN.keys() | optional) == []


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_what_tests_and_benchmarks_import_is_declared(folder: str) -> None:
    everything = RUN.keys() | {name for extra in EXTRAS.values() for name in extra}
    assert undeclared(folder, everything | set(NOT_INSTALLED.values())) == []


def test_what_is_declared_is_used() -> None:
    known = packages_distributions()
    tops = {module.partition(".")[0] for module, _ in imported("src")}
    used = {normal(name) for top in tops for name in known.get(top, [top])}
    assert sorted(RUN.keys() - used - USED_BY_OTHERS.keys()) == []


def unbounded(packages: Iterable[str]) -> list[str]:
    """The packages whose requirement has no upper bound: another release may change private parts without a word."""
    return sorted(each for each in packages if "<" not in RUN.get(normal(each), "").partition(";")[0])


@pytest.mark.parametrize(("package", "part"), UNDOCUMENTED.items())
def test_a_package_of_which_undocumented_parts_are_used_has_an_upper_bound(package: str, part: str) -> None:
    assert any(part in file.read_text(encoding="utf-8") for file in SOURCE)
    assert unbounded([package]) == []


@pytest.mark.slow
def test_every_package_of_which_private_parts_are_used_has_an_upper_bound() -> None:
    found = private_parts.uses(SOURCE, "sdggraph")
    assert [use for use in found if not use.packages] == [], "whose private name is this?"
    known = packages_distributions()
    packages = {name for use in found for package in use.packages for name in known[package]}
    assert {normal(each) for each in packages} >= {"httpx", "reportlab", "xlsxwriter"}
    assert unbounded(packages) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import httpx\ndef f(x): return x._pool", [("_pool", {"httpx"})]),
        ("import httpx\ndef f(x): return getattr(x, '_pool')", [("_pool", {"httpx"})]),
        ("import httpx\ndef f(x): x._pool = None", [("_pool", {"httpx"})]),
        ("import httpx._transports.default", [("_transports", {"httpx"})]),
        ("from httpx import _client as c", [("_client", {"httpx"})]),
        ("from httpx._client import Client", [("_client", {"httpx"})]),
        ("import httpx\nclass A(httpx.HTTPTransport):\n    def f(self): return self._pool", [("_pool", {"httpx"})]),
        ("import httpx as h\nclass A(h.HTTPTransport):\n    _pool = None", [("_pool", {"httpx"})]),
        ("from httpx import Client as C\nclass A(C):\n    def _merge_url(self, u): ...", [("_merge_url", {"httpx"})]),
        ("import httpx\ndef f(x): return x._of_whom", [("_of_whom", set())]),
        # ours, Python's own, and documented in spite of its name
        ("import httpx\nclass A:\n    def __init__(self): self._pool = 1\ndef f(x): return x._pool", []),
        ("import httpx\nclass A(httpx.HTTPTransport):\n    def f(self): self._mine = self._mine", []),
        ("import os\nos._exit(1)", []),
        ("from ours._inner import x\nimport httpx\nx._replace(a=1)._asdict()", []),
    ],
)
def test_the_scan_finds_each_way_to_use_a_private_part(tmp_path: Path, code: str, found: list[Any]) -> None:
    file = tmp_path / "code.py"
    file.write_text(code)
    assert [(use.name, set(use.packages)) for use in private_parts.uses([file], "ours")] == found


def test_the_walk_finds_each_way_to_import() -> None:
    code = "import a.b\nfrom c import d\nfrom . import e\nlazy.load('f')\nimportlib.import_module('g.h')\nload(i)"
    assert [name for node in ast.walk(ast.parse(code)) for name in modules(node)] == ["a.b", "c", "f", "g.h"]
