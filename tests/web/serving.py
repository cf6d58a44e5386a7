"""A real server of ours, in a process of its own, at a free port of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx


class Server:
    """`sdggraph serve` with these options; used in a `with` block, it is ready and then stopped.

    It prints its address on the first line of its error stream. `client` asks it; `log` holds what it said.
    """

    program: tuple[str, ...] = ("sdggraph.cli", "serve")

    def __init__(self, *options: str, log: Path, environment: dict[str, str] | None = None) -> None:
        self.options = options
        self.log = log
        self.environment = environment or {}
        self.url = ""

    def __enter__(self) -> Server:
        self._written = self.log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.program, "--port", "0", *self.options],
            stderr=self._written,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        try:
            self.url = self._address()
            self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
            self._ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.stop()

    def stop(self) -> int:
        """Ask it to stop, and say how it left."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        self._written.close()

    def said(self) -> str:
        """Everything on its error stream."""
        return self.log.read_text()

    def _address(self) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            lines = self.said().splitlines()
            if lines and lines[0].startswith("http://") and self.said().count("\n"):
                return lines[0].rstrip("/")
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"the server did not start: {self.said()}")

    def _ready(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.client.get("/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"the server was not ready: {self.said()}")
