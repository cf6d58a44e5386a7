"""Without the extras everything works but what they are for, and that says at once which line installs them."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import Result

from sdggraph import extras
from sdggraph.analysis import all_pairs, sparse_topk
from sdggraph.errors import BadParameter
from tests.test_dependencies import EXTRAS, ROOT, modules
from tests.web import part
from tests.web.serving import Server

Run = Callable[..., Result]
Hide = Callable[..., None]
OURS = ("cluster", "fast", "parquet")  # the fourth is for developers
# module of an extra -> the only files that may import it; nothing that they import is needed by `publish` or `serve`
USED_IN = {
    "distributed": ["tasks/all_pairs.py"],
    "numba": ["analysis/numba_kernel.py"],
    "pyarrow": ["present/all_pairs.py"],
}


class Hidden(MetaPathFinder):
    """Packages that cannot be imported, as if they were not installed."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = packages

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in self.packages:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hide]:
    """Make packages look as if they were not installed: hide("pyarrow")."""

    def hide(*packages: str) -> None:
        for name in [each for each in sys.modules if each.partition(".")[0] in packages]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", [Hidden(packages), *sys.meta_path])

    sparse_topk._kernel.cache_clear()
    yield hide
    sparse_topk._kernel.cache_clear()


@pytest.mark.parametrize(
    ("words", "package", "said"),
    [
        (
            ("-o", "all.parquet"),
            "pyarrow",
            "A .parquet file needs the Python package pyarrow, which is not installed.\n"
            "Run `pip install 'sdggraph[parquet]'`, or write a .csv file.\n",
        ),
        (
            ("-o", "all.csv", "--cluster", "tcp://127.0.0.1:9"),
            "distributed",
            "A Dask cluster needs the Python package distributed, which is not installed.\n"
            "Run `pip install 'sdggraph[cluster]'`, or work on this machine with --jobs.\n",
        ),
    ],
)
def test_a_command_without_its_extra_says_before_any_work_which_line_to_run(
    run: Run,
    hide: Hide,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: Sequence[str],
    package: str,
    said: str,
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work began")

    monkeypatch.setattr(all_pairs, "all_pairs", work)
    monkeypatch.chdir(tmp_path)
    hide(package)
    result = run("suggest-all", *words)
    assert (result.exit_code, result.stderr) == (2, f"Error: {said}")
    assert list(tmp_path.iterdir()) == []


def test_without_any_extra_the_list_of_all_centres_is_the_same(
    run: Run, hide: Hide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparse_topk, "_LARGE", 0)  # small networks would not use the compiled loop anyway
    assert run("suggest-all", "-o", tmp_path / "with.csv").exit_code == 0
    sparse_topk._kernel.cache_clear()
    monkeypatch.delitem(sys.modules, "sdggraph.analysis.numba_kernel", raising=False)
    hide(*USED_IN)
    assert sparse_topk._kernel() is None
    assert run("suggest-all", "-o", tmp_path / "without.csv").exit_code == 0
    assert (tmp_path / "with.csv").read_bytes() == (tmp_path / "without.csv").read_bytes()


def test_an_extra_that_is_broken_says_what_is_wrong_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_there.py").write_text("import no_such_part_of_it\n")
    (tmp_path / "torn.py").write_text("raise ImportError('undefined symbol: x')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name, reason in (("half_there", "No module named 'no_such_part_of_it'"), ("torn", "undefined symbol: x")):
        with pytest.raises(BadParameter) as caught:
            extras.load(name, "parquet", "A .parquet file")
        assert caught.value.problem == (
            f"A .parquet file needs the Python package {name}, which cannot be loaded ({reason})."
        )
        assert caught.value.remedy == "Run `pip install 'sdggraph[parquet]'`."


def test_packages_of_the_extras_are_imported_only_where_they_are_the_point() -> None:
    found: dict[str, list[str]] = {}
    source = ROOT / "src" / "sdggraph"
    for file in sorted(source.rglob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for top in sorted({each.partition(".")[0] for node in nodes for each in modules(node)} & USED_IN.keys()):
            found.setdefault(top, []).append(file.relative_to(source).as_posix())
    assert found == USED_IN
    assert {package for name in OURS for package in EXTRAS[name]} == USED_IN.keys()


def test_the_page_on_installing_explains_every_extra() -> None:
    page = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
    assert {name for name in EXTRAS if f"`{name}`" in page} == EXTRAS.keys()
    assert EXTRAS.keys() == {*OURS, "dev"}


@pytest.mark.slow
def test_an_environment_without_extras_leaves_out_nothing_else_and_the_line_brings_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(*words: object) -> tuple[int, str]:
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd=tmp_path, check=False)
        return done.returncode, done.stderr

    bin_ = tmp_path / "venv" / "bin"
    assert call(sys.executable, "-m", "venv", bin_.parent) == (0, "")
    # what is imported is compiled then
    assert call(bin_ / "pip", "install", "--quiet", "--no-compile", ROOT)[0] == 0
    assert call(bin_ / "python", "-c", "import pyarrow")[0] == 1
    data = part.write(tmp_path / "part.ttl")

    code, said = call(bin_ / "sdggraph", "suggest-all", "-o", "all.parquet")
    assert (code, said.splitlines()[1]) == (2, "Run `pip install 'sdggraph[parquet]'`, or write a .csv file.")
    folders: list[set[str]] = []
    for python in (bin_ / "python", Path(sys.executable)):
        site = tmp_path / f"site{len(folders)}"
        code, said = call(python, "-m", "sdggraph.cli", "publish", "--data", data, "-o", site)
        assert (code, "install" in said) == (0, False), said
        folders.append({each.relative_to(site).as_posix() for each in site.rglob("*")})
    assert folders[0] == folders[1]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", os.fspath(bin_ / "python"))
        with Server("--data", str(data), log=tmp_path / "log") as server:
            assert server.client.get("/api/centres/HIST/partners").status_code == 200
            assert "install" not in server.said()

    assert call(bin_ / "pip", "install", "--quiet", "--no-compile", "sdggraph[parquet]")[0] == 0
    assert call(bin_ / "sdggraph", "suggest-all", "-o", "all.parquet")[0] == 0
    assert (tmp_path / "all.parquet").read_bytes()[:4] == b"PAR1"
