"""Which private parts of other packages our code uses: names that begin with `_` and that we did not define.

A private name is taken for ours if its file defines it, or, after `self`, `cls` or `super()`, if any file does.
A class of ours that is made from a class of another package is compared with that class, whoever defines the name.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

OF_TUPLES = {"_asdict", "_fields", "_field_defaults", "_make", "_replace"}  # documented, in spite of their names
BY_TEXT = {"getattr", "setattr", "hasattr", "delattr"}
OWN = {"self", "cls", "super"}


class Use(NamedTuple):
    """A private name of another package, with the packages that have it; empty if none that the file imports does."""

    file: str
    line: int
    name: str
    packages: frozenset[str]


def uses(files: Iterable[Path], ours: str) -> list[Use]:
    """Every use of a private part of another package in these files of our package."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}
    everywhere = {name for tree in trees.values() for name in defined(tree)}
    return sorted(use for file, tree in trees.items() for use in _of_file(str(file), tree, ours, everywhere))


def is_private(name: str) -> bool:
    """Whether a name is private by its form."""
    return name.startswith("_") and not name.startswith("__") and name != "_" and name not in OF_TUPLES


def defined(tree: ast.AST) -> set[str]:
    """The private names that a file defines: functions, classes, variables, parameters and attributes of `self`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                names.add(name)
            case ast.Name(name, ast.Store()) | ast.arg(name):
                names.add(name)
            case ast.Attribute(ast.Name("self" | "cls"), name, ast.Store()):
                names.add(name)
            case ast.Assign([ast.Name("__slots__")], value):
                names.update(str(part.value) for part in ast.walk(value) if isinstance(part, ast.Constant))
    return set(filter(is_private, names))


def _of_file(file: str, tree: ast.AST, ours: str, everywhere: set[str]) -> Iterator[Use]:
    imported = {top for node in ast.walk(tree) for top in _tops(node) if top != ours}
    foreign = frozenset(imported - sys.stdlib_module_names)
    here = defined(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom():
                for top, parts in _imports(node):
                    for name in filter(is_private, parts):
                        if top in foreign:
                            yield Use(file, node.lineno, name, frozenset({top}))
            case ast.Attribute(ast.Name(base), name) if base in sys.stdlib_module_names & imported:
                pass  # it comes with Python, whose versions we state
            case ast.Attribute(base, name) if is_private(name):
                if name not in (everywhere if _is_own(base) else here):
                    yield Use(file, node.lineno, name, _having(name, foreign))
            case ast.Call(ast.Name(function), [_, ast.Constant(str(name)), *_]) if function in BY_TEXT:
                if is_private(name) and name not in here:
                    yield Use(file, node.lineno, name, _having(name, foreign))
            case ast.ClassDef():
                for name, package in _shared_with_bases(node, tree, ours):
                    if name in everywhere:  # else it was found above
                        yield Use(file, node.lineno, name, frozenset({package}))


def _is_own(base: ast.expr) -> bool:
    match base:
        case ast.Name(name) | ast.Call(ast.Name(name)):
            return name in OWN
    return False


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, list[str]]]:
    """The package and the further names of each import: `from a._b import c` is a with _b and c."""
    if isinstance(node, ast.Import):
        for each in node.names:
            top, *rest = each.name.split(".")
            yield top, rest
    elif not node.level:
        top, *rest = (node.module or "").split(".")
        yield top, [*rest, *(each.name for each in node.names)]


def _tops(node: ast.AST) -> list[str]:
    return [top for top, _ in _imports(node)] if isinstance(node, ast.Import | ast.ImportFrom) else []


@cache
def _having(name: str, packages: frozenset[str]) -> frozenset[str]:
    """The packages that have a private name in their installed Python code."""
    return frozenset(
        package
        for package in packages
        if any(name in text and name in defined(ast.parse(text)) for text in _texts(package))
    )


@cache
def _texts(package: str) -> tuple[str, ...]:
    spec = importlib.util.find_spec(package)
    places = [Path(place) for place in spec.submodule_search_locations or ()] if spec else []
    files = [file for place in places for file in place.rglob("*.py")]
    if spec and spec.origin and spec.origin.endswith(".py"):
        files.append(Path(spec.origin))
    return tuple(file.read_text(encoding="utf-8", errors="replace") for file in files)


def _shared_with_bases(node: ast.ClassDef, tree: ast.AST, ours: str) -> Iterator[tuple[str, str]]:
    """The private names of a class that a base of another package has as well, with that package."""
    names = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and _is_own(part.value)}
    names |= {part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
    names |= {name for part in node.body if not isinstance(part, ast.FunctionDef) for name in defined(part)}
    for base in node.bases:
        for kind in _classes(base, tree):
            package = kind.__module__.partition(".")[0]
            if package != ours and package not in sys.stdlib_module_names:
                for name in sorted(filter(is_private, names & _names_of(kind))):
                    yield name, package


def _classes(base: ast.expr, tree: ast.AST) -> tuple[type, ...]:
    """The class that an expression names, as the file imports it, and its own bases; empty if it is not imported."""
    wanted, *rest = ast.unparse(base).split(".")
    for node in ast.walk(tree):
        found: object = None
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if name := next((each.name for each in node.names if (each.asname or each.name) == wanted), ""):
                module = importlib.import_module(node.module)
                found = getattr(module, name, None) or importlib.import_module(f"{node.module}.{name}")
        elif isinstance(node, ast.Import):
            for each in node.names:
                if wanted == (each.asname or each.name.partition(".")[0]):
                    importlib.import_module(each.name)
                    found = sys.modules[each.name if each.asname else wanted]
        for part in rest if found is not None else ():
            found = getattr(found, part, None)
        if isinstance(found, type):
            return found.__mro__
    return ()


@cache
def _names_of(kind: type) -> frozenset[str]:
    """The private names of a class: those that it holds, and those that its methods set."""
    # packages move a class by name to where it is imported from, so `inspect` would not find its source
    files = {held.__code__.co_filename for held in vars(kind).values() if isinstance(held, FunctionType)}
    nodes = [node for file in files if Path(file).is_file() for node in ast.walk(ast.parse(Path(file).read_bytes()))]
    written = [defined(node) for node in nodes if isinstance(node, ast.ClassDef) and node.name == kind.__name__]
    return frozenset(filter(is_private, vars(kind))).union(*written)
