"""The machine that docs/operating.md describes, in a temporary folder: its units, its commands and its proxies."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

from tests.commands import ROOT

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SYSTEMCTL = """#!/bin/sh
case "$1 $2" in
"start sdggraph@"*)
  port=${2#*@}
  setsid HERE/start-$port 2>HERE/log-$port >/dev/null </dev/null &
  echo $! >HERE/pid-$port;;
"stop sdggraph@"*)
  port=${2#*@}
  read -r pid <HERE/pid-$port
  kill $pid
  while kill -0 $pid 2>/dev/null && ! grep -q "State:.Z" /proc/$pid/status; do sleep 0.1; done;;
*) echo "systemctl $*: not expected" >&2; exit 1;;
esac
"""


def blocks(kind: str, heading: str = "") -> list[str]:
    """The blocks of a kind, of one section or of the whole page."""
    text = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0] if heading else PAGE
    return [content for each, content in _BLOCK.findall(text) if each == kind]


def unit(named: str) -> str:
    """A file of systemd or of another program, by the path that the page gives above it."""
    [found] = re.findall(rf"`{re.escape(named)}`:\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def starts(text: str, name: str = "ExecStart") -> list[str]:
    """The command lines of a unit as a shell reads them: `%%` and `$$` are systemd's spellings of `%` and `$`."""
    return [line.replace("%%", "%").replace("$$", "$") for line in re.findall(rf"^{name}=(.*)$", text, re.MULTILINE)]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Machine:
    """The folders and ports of the page at places of their own. `systemctl` starts the servers of its unit, here."""

    def __init__(self, place: Path, *options: str) -> None:
        self.place = place
        self.ports = {"8000": str(free_port()), "8001": str(free_port())}
        for name in ("var/lib/sdggraph", "var/backups/sdggraph", "var/cache/sdggraph", "bin"):
            (place / name).mkdir(parents=True)
        self._script(place / "bin" / "systemctl", SYSTEMCTL.replace("HERE", str(place)))
        self._script(place / "bin" / "runuser", '#!/bin/sh\nshift 3\nexec "$@"\n')
        for there, here in self.ports.items():
            program = place / "opt" / "sdggraph" / there / "bin" / "sdggraph"
            self._script(program, f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m sdggraph.cli "$@"\n')
            [start] = starts(unit("/etc/systemd/system/sdggraph@.service"))
            words = [*shlex.split(start.replace("--port %i", f"--port {here}").replace("%i", there)), *options]
            self._script(place / f"start-{here}", f"#!/bin/sh\nexec {self.here(shlex.join(words))}\n")

    @staticmethod
    def _script(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def here(self, text: str) -> str:
        """A text of the page, with the places of this machine."""
        for folder in ("/opt/sdggraph", "/var/lib/sdggraph", "/var/backups/sdggraph", "/var/log/sdggraph"):
            text = re.sub(rf"(?<![\w.]){folder}\b", f"{self.place}{folder}", text)
        for there, here in self.ports.items():
            text = re.sub(rf"(127\.0\.0\.1:|sdggraph@){there}\b", rf"\g<1>{here}", text)
        return text

    def run(self, block: str) -> str:
        """Run the lines of a block, and return what they print. The packages of this environment are already there."""
        lines = [line for line in block.splitlines() if not re.match(r"git |python3 -m venv |\S+/pip install ", line)]
        return self.ran(["bash", "-euo", "pipefail", "-c", self.here("\n".join(lines))])

    def ran(self, words: list[str]) -> str:
        """Run a command, and return what it prints; it must succeed."""
        held = {**os.environ, "PATH": f"{self.place / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(words, env=held, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
        return f"{done.stdout}\n{done.stderr}".strip()

    def systemctl(self, what: str, port: str) -> None:
        """Start or stop the server at a port of the page."""
        self.ran([str(self.place / "bin" / "systemctl"), what, f"sdggraph@{self.ports[port]}"])

    def end(self) -> None:
        """End the servers that still run."""
        for file in self.place.glob("pid-*"):
            subprocess.run(["kill", "-9", file.read_text().strip()], check=False, capture_output=True)
