"""The build hook makes the query editor, or the build goes on without it and says why; it never waits for long."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FILE = ROOT / "hatch_build.py"
LOCK: dict[str, Any] = json.loads((ROOT / "editor" / "package-lock.json").read_text(encoding="utf-8"))
# a pretended Node.js: it writes what npm and esbuild would write
MAKES = """
case "$1" in
  ci) mkdir -p node_modules/crelt; echo '{"version": "1", "license": "MIT"}' > node_modules/crelt/package.json
      echo 'Copyright */ somebody' > node_modules/crelt/LICENSE ;;
  *) echo 'export const mount = 1;' > bundle.js
     echo '{"inputs": {"node_modules/crelt/index.js": {}}}' > bundled.json ;;
esac
echo "$@" >> ../called
"""
Program = Callable[[str], None]


class App:
    """What the hook says to whoever builds."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def display_warning(self, text: str) -> None:
        self.said.append(text)

    def abort(self, text: str) -> None:
        raise SystemExit(text)


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", FILE)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def checkout(tmp_path: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without the editor, on a machine without npm."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "editor", root / "editor", ignore=shutil.ignore_patterns("node_modules"))
    (root / hook.TARGET).mkdir(parents=True)
    monkeypatch.delenv(hook.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(hook.tempfile, "tempdir", str(tmp_path))
    return root


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Puts an npm and a node in the way, which do what a shell script says."""
    if sys.platform == "win32":
        pytest.skip("the pretended npm is a shell script")

    def put(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name in ("npm", "node"):
            (folder / name).write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")

    return put


def built(hook: ModuleType, root: Path) -> list[str]:
    """Build, and return what was said."""
    app = App()
    made = hook.EditorHook(str(root), {}, None, None, "", "wheel", app)
    made.initialize("standard", {})
    return app.said


def requirements(hook: ModuleType, root: Path) -> list[str]:
    found = hook.EditorHook(str(root), {}, None, None, "", "wheel", App()).dependencies()
    assert isinstance(found, list)
    return found


def test_the_lock_file_has_a_hash_of_every_package_and_no_address() -> None:
    packages = {name: each for name, each in LOCK["packages"].items() if name}
    assert len(packages) > 10
    for name, each in packages.items():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", each["integrity"]), name
        assert "resolved" not in each
        assert each["license"] == "MIT", name
    for path in (FILE, *(ROOT / "editor").glob("*")):
        if path.is_file():
            assert not re.search(r"https?://|registry\.", path.read_text(encoding="utf-8")), path
    assert (
        LOCK["packages"][""]["dependencies"] == json.loads((ROOT / "editor/package.json").read_text())["dependencies"]
    )


def test_the_editor_that_is_here_is_made_from_the_sources_that_are_here(hook: ModuleType) -> None:
    script = ROOT / hook.TARGET / hook.SCRIPT
    if not script.exists():
        pytest.skip("the query editor was not built on this machine")
    assert hook.is_fresh(ROOT), "pip install -e . builds it again"
    text, told = script.read_text(encoding="utf-8"), (ROOT / hook.TARGET / hook.LICENCES).read_text(encoding="utf-8")
    shipped = [name.removeprefix("node_modules/") for name in LOCK["packages"] if name and "esbuild" not in name]
    used = [each for each in shipped if f"\n{each} " in f"\n{told}"]
    assert {"@codemirror/view", "@lezer/lr", "codemirror-lang-sparql", "style-mod"} <= set(used)
    assert told.count("Permission is hereby granted") == len(used)
    assert all(f"{each} " in text for each in used)
    assert "new Function" not in text
    assert not re.search(r"\beval\(", text)


def test_a_machine_without_npm_asks_for_node_as_a_wheel_where_there_is_one(
    hook: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "has_node_wheel", lambda: True)
    assert requirements(hook, checkout) == [hook.NODE]
    monkeypatch.setenv(hook.VARIABLE, "no")
    assert requirements(hook, checkout) == []
    monkeypatch.delenv(hook.VARIABLE)
    monkeypatch.setattr(hook, "has_node_wheel", lambda: False)
    assert requirements(hook, checkout) == []


@pytest.mark.parametrize(
    ("system", "machine", "library", "found"),
    [
        ("linux", "x86_64", ("glibc", "2.36"), True),
        ("linux", "x86_64", ("glibc", "2.17"), False),
        ("linux", "aarch64", ("", ""), True),  # musl
        ("linux", "riscv64", ("glibc", "2.41"), False),
        ("darwin", "arm64", ("", ""), True),
        ("win32", "AMD64", ("", ""), True),
        ("freebsd14", "amd64", ("", ""), False),
    ],
)
def test_node_is_never_compiled(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str, machine: str, library: tuple[str, str], found: bool
) -> None:
    monkeypatch.setattr(hook.sys, "platform", system)
    monkeypatch.setattr(hook.platform, "machine", lambda: machine)
    monkeypatch.setattr(hook.platform, "libc_ver", lambda: library)
    assert hook.has_node_wheel() is found


def test_a_build_makes_the_editor_with_its_licences_and_a_second_one_does_not(
    hook: ModuleType, checkout: Path, program: Program
) -> None:
    program(MAKES)
    assert requirements(hook, checkout) == []
    assert built(hook, checkout) == []
    script = (checkout / hook.TARGET / hook.SCRIPT).read_text(encoding="utf-8")
    assert script.startswith("/* The query editor of sdggraph, made from ")
    assert "export const mount = 1;" in script
    assert script.count("*/") == 2  # a licence cannot end the comment
    assert "crelt 1, MIT" in (checkout / hook.TARGET / hook.LICENCES).read_text(encoding="utf-8")
    assert sorted(each.name for each in (checkout / hook.TARGET).iterdir()) == [hook.LICENCES, hook.SCRIPT]
    called = (checkout.parent / "called").read_text().splitlines()
    assert len(called) == 2
    assert "--ignore-scripts" in called[0]
    assert built(hook, checkout) == []
    assert len((checkout.parent / "called").read_text().splitlines()) == 2
    assert not list(checkout.parent.glob("sdggraph-editor-*"))


@pytest.mark.parametrize("name", ["editor.js", "package.json", "package-lock.json"])
def test_another_source_makes_another_editor(
    hook: ModuleType, checkout: Path, program: Program, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(MAKES)
    built(hook, checkout)
    (checkout / "editor" / name).write_text("{}", encoding="utf-8")
    assert not hook.is_fresh(checkout)
    monkeypatch.setenv("PATH", "")
    [said] = built(hook, checkout)
    assert "no npm" in said
    assert not (checkout / hook.TARGET / hook.SCRIPT).exists()  # the page would not fit the old one


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'getaddrinfo ENOTFOUND' >&2; exit 1", "npm could not install .* getaddrinfo ENOTFOUND"),
        ("exit 0", "No such file"),
        ("[ \"$1\" = ci ] && exit 0; echo 'no such platform'; exit 1", "esbuild could not bundle .* no such platform"),
        (MAKES.replace("> node_modules/crelt/LICENSE", "> README"), "crelt has no licence"),
    ],
)
def test_a_build_goes_on_without_the_editor_and_says_so_once(
    hook: ModuleType, checkout: Path, program: Program, script: str, why: str
) -> None:
    program(script)
    [said] = built(hook, checkout)
    assert said.startswith("The query editor was not built, so the query page has a plain field.")
    assert re.search(why, said)
    assert not list((checkout / hook.TARGET).iterdir())


def test_an_npm_that_hangs_is_ended(
    hook: ModuleType, checkout: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("exec sleep 999")
    monkeypatch.setattr(hook, "SECONDS", 0.1)
    [said] = built(hook, checkout)
    assert "npm could not install the packages of the editor. It was not ready after 0 seconds." in said
    assert not list(checkout.parent.glob("sdggraph-editor-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended npm is a shell script")
def test_what_npm_has_started_ends_with_it(hook: ModuleType, tmp_path: Path) -> None:
    words = ["sh", "-c", "sleep 999 & echo $! > told; mv told started; wait"]
    npm = subprocess.Popen(words, cwd=tmp_path, start_new_session=True)
    until = time.monotonic() + 60
    while not (tmp_path / "started").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    started = int((tmp_path / "started").read_text())
    assert is_alive(started) or sys.platform != "linux"
    hook.stop(npm)
    while is_alive(started):
        assert time.monotonic() < until
        time.sleep(0.01)


def is_alive(process: int) -> bool:
    """Whether a process of Linux runs; one that has ended and that nobody has waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_a_release_is_never_built_without_the_editor(
    hook: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hook.VARIABLE, "required")
    with pytest.raises(SystemExit, match="no npm on this machine"):
        built(hook, checkout)
    release = (ROOT / "scripts" / "release").read_text(encoding="utf-8")
    assert f"{hook.VARIABLE}=required" in release


def test_no_editor_is_made_where_none_is_wanted_and_an_unknown_wish_is_told(
    hook: ModuleType, checkout: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(MAKES)
    monkeypatch.setenv(hook.VARIABLE, "no")
    assert "SDGGRAPH_EDITOR is 'no'" in built(hook, checkout)[0]
    monkeypatch.setenv(hook.VARIABLE, "maybe")
    with pytest.raises(ValueError, match="'maybe'"):
        built(hook, checkout)


def test_what_is_built_is_in_the_wheel_and_not_in_the_repository(hook: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    files = {f"{hook.TARGET}/{name}" for name in (hook.SCRIPT, hook.LICENCES)}
    assert set(wheel["artifacts"]) == files
    assert "custom" in wheel["hooks"]
    assert files <= set((ROOT / ".gitignore").read_text(encoding="utf-8").splitlines())
    assert {"/editor", "/hatch_build.py"} <= set(project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
