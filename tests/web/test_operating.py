"""What docs/operating.md says of going public works as it stands there, on this machine."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.operating import PAGE, Machine, blocks, starts, unit
from tests.web.serving import Server
from tests.web.writing import Written

pytestmark = pytest.mark.slow

SERVICE, BACKUP = "/etc/systemd/system/sdggraph@.service", "/etc/systemd/system/sdggraph-backup.service"
TIMER, LOGROTATE = "/etc/systemd/system/sdggraph-backup.timer", "/etc/logrotate.d/sdggraph"
READY = "curl -fsS --retry 60 --retry-delay 1 --retry-all-errors"


@pytest.fixture
def machine(tmp_path: Path, small: Path) -> Iterator[Machine]:
    """A machine whose servers hold a part of the data in a store that may be written."""
    made = Machine(tmp_path, "--data", str(small))
    yield made
    made.end()


def test_the_line_of_the_log_on_the_page_has_the_fields_of_a_real_one(tmp_path: Path, small: Path) -> None:
    [shown] = [json.loads(block) for block in blocks("json", "Logs")]
    with Server("--data", str(small), "--access-log", str(tmp_path / "access"), log=tmp_path / "log") as server:
        server.client.post("/sparql", data={"query": "ASK {}"})
    [line] = [json.loads(each) for each in (tmp_path / "access").read_text().splitlines() if "/sparql" in each]
    assert list(line) == list(shown)
    assert [line[name] for name in ("method", "route", "status", "outcome")] == ["POST", "/sparql", 200, "made"]
    assert [type(value) for value in line.values()] == [type(value) for value in shown.values()]
    assert re.fullmatch(r"[0-9a-f]{12}", line["asked"])
    assert re.fullmatch(r"[0-9a-f]{12}", shown["asked"])


def test_the_backup_of_the_timer_is_written_named_by_its_time_and_kept_from_others(
    writable: Server, written: Written, tmp_path: Path
) -> None:
    machine = Machine(tmp_path)
    machine.ports["8000"] = writable.url.rpartition(":")[2]
    written.bearer()  # the file of tokens is made with the first one
    shutil.copy(written.place.parent / "tokens.json", tmp_path / "var/lib/sdggraph")
    folder = tmp_path / "var/backups/sdggraph"
    (folder / "2020-01-01T023000Z.nq.gz").write_bytes(b"old")
    (folder / "notes.txt").write_text("of the desk")
    for old in folder.iterdir():
        subprocess.run(["touch", "-d", "2020-01-01", str(old)], check=True)
    text = unit(BACKUP)
    assert re.findall(r"^UMask=(.*)$", text, re.MULTILINE) == ["0077"]
    for line in (*starts(text), *starts(text, "ExecStartPost")):
        machine.ran(shlex.split(machine.here(line.removeprefix("-"))))
    [backup] = folder.glob("*.nq.gz")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d{6}Z\.nq\.gz", backup.name)
    assert backup.name > "2026"
    assert gzip.decompress(backup.read_bytes()).startswith(b"#")
    assert {each.name for each in folder.iterdir()} == {backup.name, "notes.txt", "tokens.json"}


@pytest.mark.slow  # starts a server twice
def test_a_backup_takes_the_place_of_the_store_as_the_page_says(tmp_path: Path, written: Written) -> None:
    machine = Machine(tmp_path, "--store", str(tmp_path / "var/lib/sdggraph/store"), "--writable")
    try:
        shutil.copytree(written.place, tmp_path / "var/lib/sdggraph/store")
        machine.systemctl("start", "8000")
        before = json.loads(machine.run(f"{READY} http://127.0.0.1:8000/ready").splitlines()[0])["version"]
        [made, *_] = starts(unit(BACKUP))
        machine.ran(shlex.split(machine.here(made)))
        [backup] = (tmp_path / "var/backups/sdggraph").iterdir()
        [restore] = [block for block in blocks("sh", "Backups") if "restore" in block]
        said = machine.run(restore.replace("2026-11-23T023000Z.nq.gz", backup.name))
        assert f"data version {before}" in said
        assert f'"version":"{before}"' in said
        assert (tmp_path / "var/lib/sdggraph/store.old").is_dir()
    finally:
        machine.end()


def test_the_units_of_the_page_hold_together() -> None:
    service, backup, timer = unit(SERVICE), unit(BACKUP), unit(TIMER)
    [start] = starts(service)
    assert "/%i/" in start
    assert "--port %i" in start
    for text in (service, backup):
        assert "User=sdggraph" in text
    assert "OnCalendar=" in timer
    for name in ("sdggraph@8000", "sdggraph-backup.timer", "sdggraph-backup.service"):
        assert f" {name}\n" in "".join(blocks("sh"))
    assert "useradd --system" in PAGE


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("named", [SERVICE, BACKUP, TIMER])
def test_systemd_reads_the_units(tmp_path: Path, named: str) -> None:
    text = re.sub(r"^(Exec\w+=-?)\S+", r"\1/bin/true", unit(named), flags=re.MULTILINE)
    file = tmp_path / named.rpartition("/")[2]
    file.write_text(text.replace("User=sdggraph", "User=root"))
    if named == TIMER:
        file.with_suffix(".service").write_text("[Service]\nType=oneshot\nExecStart=/bin/true\n")
    target = str(file).replace("@.", "@8000.")
    done = subprocess.run(["systemd-analyze", "verify", target], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "sdggraph" in line]
    assert complaints == []


@pytest.mark.skipif(not shutil.which("logrotate"), reason="needs logrotate")
def test_logrotate_moves_the_log_and_the_server_goes_on_in_a_new_one(tmp_path: Path, small: Path) -> None:
    machine = Machine(tmp_path)
    log = tmp_path / "var/log/sdggraph/access.log"
    log.parent.mkdir(parents=True)
    text = machine.here(unit(LOGROTATE)).replace("  su sdggraph sdggraph\n", "")
    (tmp_path / "logrotate").write_text(text)
    with Server("--data", str(small), "--access-log", str(log), log=tmp_path / "log") as server:
        for _ in range(2):
            server.client.get("/health")
            until = time.monotonic() + 60
            while not (log.exists() and log.stat().st_size):  # a line is written after its answer
                assert time.monotonic() < until
                time.sleep(0.02)
            state = ["logrotate", "-s", str(tmp_path / "state"), "-f", str(tmp_path / "logrotate")]
            subprocess.run(state, check=True, capture_output=True)
        server.client.get("/health")
    # the server has ended, and so has written everything
    assert {each.name for each in log.parent.iterdir()} == {"access.log", "access.log.1", "access.log.2.gz"}


@pytest.mark.parametrize(
    "line", [line for line in re.findall(r"`(curl [^`]*|find [^`]*|df [^`]*)`", PAGE) if "https://" not in line]
)
def test_a_command_that_watches_the_server_works(line: str, server: Server, tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.ports["8000"] = server.url.rpartition(":")[2]
    (tmp_path / "var/backups/sdggraph/2026-11-23T023000Z.nq.gz").write_bytes(b"x" * 5000)
    said = machine.run(line)
    if "nq.gz" in line:
        assert "2026-11-23T023000Z.nq.gz" in said
    if "snapshot" in line:
        assert said == ""
        left = tmp_path / "var/lib/sdggraph/.store.snapshot-x"
        left.mkdir()
        subprocess.run(["touch", "-d", "2 hours ago", str(left)], check=True)
        assert left.name in machine.run(line)


def test_the_server_answers_as_the_page_says_behind_a_proxy(tmp_path: Path, small: Path) -> None:
    options = ("--public-url", "https://graph.example.org", "--trusted-proxies", "127.0.0.1")
    with Server("--data", str(small), *options, log=tmp_path / "log") as server:
        asked = {"Host": "graph.example.org", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
        found = server.client.get("/organisations/HIST.html", headers={**asked, "Accept": "text/html"})
        assert '<link rel="canonical" href="https://graph.example.org/organisations/HIST.html">' in found.text
        assert "127.0.0.1" not in found.text
        moved = server.client.get("/privacy", headers=asked)
        assert httpx.URL("https://graph.example.org/").join(moved.headers["location"]).path == "/privacy.html"
