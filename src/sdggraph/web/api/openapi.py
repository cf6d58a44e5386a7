"""The OpenAPI 3.1 document of the whole service, made from its routes."""

from __future__ import annotations

import importlib
import json
import re
import warnings
from collections.abc import Iterator
from functools import partial
from importlib import resources
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sdggraph.web.api.operations import problem

# they take as long to load as all routes together, so they load with the first request for the document
_SHAPES: Final = (
    "schemas_centres",
    "schemas_record",
    "schemas_partners",
    "schemas_goals",
    "schemas_network",
)
_TAGS: Final = [
    {"name": "Start", "description": "Where to begin."},
    {"name": "Centres", "description": "Centres, their partners, and what they could take up next."},
    {"name": "The network", "description": "Coverage of the goals, gaps, cooperation and the chains between centres."},
    {"name": "Vocabularies", "description": "The terms that filters accept: themes, goals, regions, countries."},
    {"name": "Named queries", "description": "Questions with a ready answer, for spreadsheets and programs."},
    {"name": "SPARQL", "description": "Questions of your own, by the SPARQL 1.1 Protocol."},
    {"name": "Linked data", "description": "Each thing at its own address, in RDF."},
]
_METHODS: Final = ("get", "put", "post", "delete", "patch")
_QUERY: Final = {
    "name": "query",
    "in": "query",
    "required": False,
    "description": "A SPARQL 1.1 query; without one, the answer is the description of the service.",
    "schema": {"type": "string", "minLength": 1},
    "example": "SELECT ?theme { ?theme a sg:Theme } LIMIT 3",
}


def describe(app: FastAPI) -> None:
    """Have the application build its OpenAPI document with `document`, on first use."""
    app.openapi = partial(_made, app)  # type: ignore[method-assign]


def _made(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = document(app)
    return app.openapi_schema


def document(app: FastAPI) -> dict[str, Any]:
    """Build the OpenAPI document: one operation for each address and method; GET includes HEAD."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # GET and HEAD of one route share a name, and HEAD is dropped
        found = get_openapi(
            title=app.title,
            version=app.version,
            summary="An open knowledge graph of UNESCO's science centres",
            description=app.description,
            routes=app.routes,
            tags=_TAGS,
            contact={"name": "The sdggraph developers", "url": "https://w3id.org/sdggraph"},
            servers=_servers(app),
            license_info={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        )
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    schemas |= _shapes()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    examples = json.loads(resources.files("sdggraph.web.api").joinpath("examples.json").read_text())
    for path, operations in found["paths"].items():
        operations.pop("head", None)
        for method in [each for each in _METHODS if each in operations]:
            _mend(path, method, operations[method], examples)
    found["paths"] = {path: operations for path, operations in found["paths"].items() if operations}
    return found


def _servers(app: FastAPI) -> list[dict[str, Any]] | None:
    """Return the public address of the server, if its operator set one; else paths are relative to the document's
    host.
    """
    address = app.state.service.options.address.rstrip("/")
    return [{"url": address}] if address else None


def _shapes() -> dict[str, Any]:
    """Return the schemas of all objects in JSON answers, by name."""
    modules = [importlib.import_module(f"sdggraph.web.api.{name}") for name in _SHAPES]
    found = {
        each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, BaseModel) and not name.startswith("_")
    }
    models = sorted(found - {BaseModel}, key=lambda each: each.__name__)
    _, described = models_json_schema(
        [(each, "serialization") for each in models], ref_template="#/components/schemas/{model}"
    )
    return dict(described["$defs"])


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every operation as method, path and description, in the order of the document."""
    for path, of_path in document["paths"].items():
        for method in _METHODS:
            if method in of_path:
                yield method, path, of_path[method]


def _mend(path: str, method: str, operation: dict[str, Any], examples: dict[str, Any]) -> None:
    """Add what FastAPI does not know about an operation."""
    # FastAPI adds the path, and whichever method it finds first
    operation["operationId"] = operation["operationId"].partition(re.sub(r"\W", "_", path))[0]
    responses = operation["responses"]
    if "HTTPValidationError" in json.dumps(responses.get("422", {})):
        del responses["422"]  # a wrong parameter is 400 here
    operation.pop("x-forms", None)
    for parameter in operation.get("parameters", ()):
        _without_null(parameter)
    if path == "/sparql":
        _query(method, operation)
    if not path.startswith("/api"):
        responses.setdefault("default", problem("A problem, told in JSON."))
        for each in responses.values():
            if each.get("content") == {"application/json": {"schema": {}}}:
                each["content"] = {"*/*": {}}  # the route declares no media type
    content = responses.get("200", {}).get("content", {})
    example = examples.get(path.replace(".{ending}", ""))
    if example is not None and "application/json" in content:
        content["application/json"]["example"] = example


def _without_null(parameter: dict[str, Any]) -> None:
    """Remove null from the type: a URL cannot hold null, so a parameter that may be omitted is simply not required."""
    schema = parameter["schema"]
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) == 1:
        del schema["anyOf"]
        parameter["schema"] = {**schema, **kinds[0]}
    examples = parameter["schema"].get("examples")
    if examples and "example" not in parameter:
        parameter["example"] = examples[0]


def _query(method: str, operation: dict[str, Any]) -> None:
    """Describe the SPARQL Protocol operations, whose requests FastAPI does not parse."""
    from_rows = "The answer, in the requested format."
    operation["responses"]["200"] = {"description": from_rows, "content": {"*/*": {}}}
    if method == "get" and not operation.get("parameters"):
        operation["parameters"] = [_QUERY]
    if method == "post" and "requestBody" not in operation:
        form = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string", "minLength": 1}}}
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "application/sparql-query": {"schema": {"type": "string", "minLength": 1}},
            },
        }
