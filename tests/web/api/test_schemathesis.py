"""The service against its own description, by schemathesis: whatever it is sent, it answers as it says it does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.serving import Server

# what fits the description can still name a centre that there is not, or compare a year with itself
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)


def tried(server: Server, folder: Path, examples: int, *options: str) -> str:
    """What schemathesis says of the running server, which it asks so many random things of each operation."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "run", f"{server.url}/openapi.json", "--phases", "examples,coverage,fuzzing"]
    command += ["--max-examples", str(examples), "--checks", ",".join(CHECKS), "--continue-on-failure", "--no-shrink"]
    command += ["--warnings", "off", "--request-timeout", "20", *options]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1800)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.mark.slow
def test_every_operation_answers_as_it_is_described(server: Server, tmp_path: Path) -> None:
    said = tried(server, tmp_path, 3, "--generation-deterministic")
    count = sum(len(set(each) - {"parameters"}) for each in server.client.get("/openapi.json").json()["paths"].values())
    assert f"Tested: {count}" in said


@pytest.mark.slow
def test_a_long_run_finds_nothing_either(server: Server, tmp_path: Path) -> None:
    tried(server, tmp_path, 20, "--seed", "2030")
