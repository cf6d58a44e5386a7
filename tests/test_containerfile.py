"""The Containerfile builds from a clean checkout, and its server runs as another user who can write to one folder."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
FILE = ROOT / "Containerfile"
USER = 10001
IMAGE = "localhost/sdggraph-test"


class Instruction(NamedTuple):
    """A line of the Containerfile, with the lines that continue it."""

    name: str
    text: str

    def words(self) -> list[str]:
        return shlex.split(self.text)


def instructions() -> list[Instruction]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [Instruction(*line.split(" ", 1)) for line in whole.splitlines()]


def all_of(name: str) -> list[Instruction]:
    return [each for each in instructions() if each.name == name]


def copied() -> list[str]:
    """What is copied from the checkout."""
    return [word for each in all_of("COPY") if "--from" not in each.text for word in each.words()[:-1]]


def tracked() -> list[str]:
    """The files of a clean checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of the repository")
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return found.stdout.rstrip("\0").split("\0")


def is_ignored(path: str) -> bool:
    """Whether .containerignore leaves a file out; the last line that matches decides."""
    ignored = False
    for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        parts = path.split("/")
        prefixes = ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
        anywhere = pattern.removeprefix("**/")
        if any(fnmatch.fnmatchcase(each, pattern) for each in prefixes) or (
            anywhere != pattern and any(fnmatch.fnmatchcase(part, anywhere) for part in parts)
        ):
            ignored = not line.startswith("!")
    return ignored


@pytest.mark.parametrize("path", copied())
def test_what_is_copied_is_in_a_clean_checkout_and_not_ignored(path: str) -> None:
    files = [each for each in tracked() if each == path or each.startswith(f"{path}/")]
    assert files
    assert [each for each in files if is_ignored(each)] == []


@pytest.mark.parametrize(
    "path",
    [".git/config", "tests/graphs.py", "src/sdggraph/__pycache__/x.pyc", "src/sdggraph.egg-info/PKG-INFO", "docs/x.md"],
)
def test_what_the_image_does_not_need_is_ignored(path: str) -> None:
    assert is_ignored(path)


def test_everything_that_the_package_is_made_of_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    needed |= {path.split("/")[0] for path in (*build["packages"], *build["force-include"])}
    needed |= {"hatch_build.py", "editor"}  # the build hook and what it reads
    assert set(copied()) == needed


def test_two_stages_begin_with_the_same_plain_python() -> None:
    [base] = all_of("ARG")
    assert re.fullmatch(r"PYTHON=python:3\.\d+-slim", base.text)
    assert [each.text for each in all_of("FROM")] == ["${PYTHON} AS build", "${PYTHON}"]
    [between] = [each for each in all_of("COPY") if "--from" in each.text]
    assert between.words() == ["--from=build", "/opt/sdggraph", "/opt/sdggraph"]


def test_the_image_names_no_host_and_loads_nothing_but_with_pip() -> None:
    text = "\n".join(each.text for each in instructions())
    assert not re.search(r"https?://|\w\.(io|org|com|net)\b|curl|wget|apt-get|--index|--trusted-host", text)
    assert not all_of("ADD")


def test_the_server_is_not_root_and_the_data_folder_is_its_own() -> None:
    last = [each.name for each in instructions()]
    assert last.index("USER") < last.index("ENTRYPOINT")
    assert [each.text for each in all_of("USER")] == [f"{USER}:{USER}"]
    [folder] = [each.text for each in all_of("VOLUME")]
    assert [each for each in all_of("RUN") if each.text == f"install -d -o {USER} -g {USER} -m 0700 {folder}"]
    assert environment()["HOME"] == environment()["TMPDIR"] == folder


def environment() -> dict[str, str]:
    found = [word.split("=", 1) for each in all_of("ENV") for word in each.words()]
    return dict(found)


def health_check() -> list[str]:
    [check] = all_of("HEALTHCHECK")
    return [str(word) for word in json.loads(check.text[check.text.index("[") :])]


def command() -> list[str]:
    [entry], [arguments] = all_of("ENTRYPOINT"), all_of("CMD")
    return [*json.loads(entry.text), *json.loads(arguments.text)]


class Built(NamedTuple):
    """The folders of the image, at other places of this machine."""

    package: Path  # /opt/sdggraph
    data: Path  # /var/lib/sdggraph
    context: Path  # /build

    def here(self, text: str) -> str:
        for there, here in (
            ("/opt/sdggraph", self.package),
            ("/var/lib/sdggraph", self.data),
            ("/build", self.context),
        ):
            text = text.replace(there, str(here))
        return text

    def environment(self) -> dict[str, str]:
        held = {name: self.here(value).replace("$PATH", os.environ["PATH"]) for name, value in environment().items()}
        return {"LANG": "C.UTF-8", **held}


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    """What the RUN lines make of a clean checkout. The packages of this environment are lent, not fetched again."""
    with tempfile.TemporaryDirectory(prefix="sdggraph-image-") as room:
        Path(room).chmod(0o755)  # the other user must reach the folders below
        found = Built(Path(room, "package"), Path(room, "data"), Path(room, "context"))
        for path in (each for each in tracked() if any(each == one or each.startswith(f"{one}/") for one in copied())):
            target = found.context / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target)
        for each in all_of("RUN"):
            run_line(each.text, found)
        yield found


def run_line(line: str, built: Built) -> None:
    """Run a RUN line; `python` is this interpreter, and without the rights of root the owner stays."""
    words = line if os.geteuid() == 0 else re.sub(r" -o \d+ -g \d+", "", line)
    words = re.sub(r"^python ", f"{shlex.quote(sys.executable)} ", built.here(words))
    ran = subprocess.run(["sh", "-ec", words], cwd=built.context, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if " -m venv " in words:
        [site] = built.package.glob("lib/python*/site-packages")
        (site / "lent.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n", encoding="utf-8")


def as_another_user() -> list[str]:
    """The words before a command that make it run as the user of the image, who may read all and write nothing.

    The right to read is kept, because the interpreter of the tests may lie in a folder of root.
    """
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return []
    user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
    right = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    tried = subprocess.run([*user, *right, sys.executable, "-c", ""], check=False, capture_output=True)
    return [*user, *right] if tried.returncode == 0 else []


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """The size and time of every file of a folder."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow  # builds the package
def test_the_entry_point_serves_as_another_user_and_writes_to_its_folder_only(built: Built) -> None:
    before, words = state(built.package), command()
    words[words.index("8000")] = "0"
    words[words.index("0.0.0.0")] = "127.0.0.1"
    log = built.context / "log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*as_another_user(), str(built.package / "bin" / words[0]), *words[1:]],
            env=built.environment(),
            cwd=built.data,
            stderr=written,
        )
    try:
        assert asked(checked(log, server), built) == 0
        assert list((built.data / "cache").glob("network-*.json"))
    finally:
        server.terminate()
        assert server.wait(60) == 0, log.read_text()
    assert asked(checked(log, server), built) == 1
    assert state(built.package) == before


def checked(log: Path, server: subprocess.Popen[bytes]) -> list[str]:
    """The health check, for the port that the server says it listens at."""
    until = time.monotonic() + 120
    while not (found := re.match(r"http://127\.0\.0\.1:(\d+)/\n", log.read_text())):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < until
        time.sleep(0.05)
    check = [word.replace("8000", found[1]) for word in health_check()]
    assert check != health_check()
    return check


def asked(check: list[str], built: Built) -> int:
    """The exit code of the health check, once it is not waiting for the first answer any more."""
    for _ in range(30):
        ran = subprocess.run(check, env=built.environment(), capture_output=True, text=True, check=False)
        if ran.returncode == 0 or "refused" in ran.stderr:
            break
    return ran.returncode


def test_the_health_check_is_not_content_with_a_server_that_fails() -> None:
    answer = "HTTP/1.1 503 Service Unavailable\\r\\nContent-Length: 0\\r\\n\\r\\n"
    fake = f"import socket as s; l = s.create_server(('127.0.0.1', 0)); print(l.getsockname()[1], flush=True); c = l.accept()[0]; c.recv(999); c.send(b'{answer}'); c.recv(1)"  # noqa: E501
    server = subprocess.Popen([sys.executable, "-c", fake], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    port = server.stdout.readline().strip()
    check = [sys.executable if word == "python" else word.replace("8000", port) for word in health_check()]
    assert subprocess.run(check, check=False).returncode == 1
    server.wait(10)
    server.stdout.close()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("podman"), reason="podman is not installed: the RUN lines are run without it")
def test_the_image_is_built_and_serves_with_a_read_only_root() -> None:
    [base] = [each.text.partition("=")[2] for each in all_of("ARG")]
    if subprocess.run(["podman", "image", "exists", base], check=False).returncode:
        pytest.skip(f"{base} is not on this machine, and a test pulls nothing")
    tried = subprocess.run(["podman", "run", "--rm", base, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"podman cannot start a container on this machine: {tried.stderr.splitlines()[-1]}")

    def podman(*words: str) -> str:
        ran = subprocess.run(["podman", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout.strip()

    podman("build", "--format", "docker", "--pull=never", "-t", IMAGE, ".")
    name = podman("run", "-d", "--read-only", "--cap-drop", "all", "--security-opt", "no-new-privileges", IMAGE)
    try:
        until = time.monotonic() + 120
        while subprocess.run(["podman", "healthcheck", "run", name], check=False, capture_output=True).returncode:
            assert time.monotonic() < until, podman("logs", name)
            time.sleep(1)
        assert podman("exec", name, "id", "-u") == str(USER)
        assert subprocess.run(["podman", "exec", name, "touch", "/opt/x"], check=False).returncode != 0
        podman("exec", name, "touch", "/var/lib/sdggraph/x")
        assert "HIST" in podman("exec", name, "sdggraph", "suggest-partners", "HIST", "--limit", "1")
    finally:
        podman("rm", "-f", "-v", name)
        podman("rmi", IMAGE)
