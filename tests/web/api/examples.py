"""Writes the examples of the API's description anew, from what it answers: `python -m tests.web.api.examples`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.web.serving import Server

FILE = Path(__file__).parents[3] / "src" / "sdggraph" / "web" / "api" / "examples.json"


def cut(value: Any) -> Any:
    """The value with one element of each list."""
    if isinstance(value, dict):
        return {name: cut(each) for name, each in value.items()}
    return [cut(each) for each in value[:1]] if isinstance(value, list) else value


def filled(path: str, operation: dict[str, Any]) -> str:
    """The address of an operation with the example of each parameter of its path."""
    for each in operation.get("parameters", ()):
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", str(each["example"]))
    return path


def misfits(document: dict[str, Any], operation: dict[str, Any], content: Any) -> list[str]:
    """Where a JSON answer is not as its operation describes it."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    judge = jsonschema_rs.validator_for({**schema, "components": document["components"]})
    return [str(error) for error in judge.iter_errors(content)]


if __name__ == "__main__":
    found = {}
    with tempfile.TemporaryDirectory() as folder, Server(log=Path(folder) / "log") as server:
        for path, operations in server.client.get("/openapi.json").json()["paths"].items():
            if path.startswith("/api") and ".{ending}" not in path and "{name}" not in path:
                params = {"region": "Africa"} if path == "/api/gaps" else {}
                answer = server.client.get(filled(path, operations["get"]), params=params)
                found[path] = cut(answer.raise_for_status().json())
    found["/api"]["resources"] = dict(list(found["/api"]["resources"].items())[:3])
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
