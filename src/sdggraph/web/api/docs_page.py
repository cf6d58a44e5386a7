"""The documentation page of the API, for people: no script, no external resource, readable when printed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from importlib import resources
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from sdggraph.web.api.openapi import operations
from sdggraph.web.http.urls import prefix_of, public
from sdggraph.web.service import matches

ENDING: Final = ".{ending}"
router = APIRouter(include_in_schema=False)
_STYLE: Final = resources.files("sdggraph.web.api").joinpath("docs.css").read_bytes()
_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} API</title>
<link rel="stylesheet" href="{prefix}/docs.css">
</head>
<body>
<a class="skip" href="#main">Skip to the operations</a>
<header>
<h1>{title} API <small>{version}</small></h1>
<p>{description}</p>
<p>For programs: <a href="{prefix}/openapi.json">the same as OpenAPI 3.1</a>. Software: {licence}. Data: CC BY 4.0.</p>
</header>
<nav aria-label="Operations">{contents}</nav>
<main id="main">
{sections}
</main>
</body>
</html>
"""


@router.api_route("/docs", methods=["GET", "HEAD"])
async def page(request: Request) -> Response:
    """Describe every operation, with an example to try."""
    return _sent(request, html(request.app, public(request)).encode(), "text/html; charset=utf-8")


@router.api_route("/docs.css", methods=["GET", "HEAD"])
async def style(request: Request) -> Response:
    """Return the style sheet of the page."""
    return _sent(request, _STYLE, "text/css; charset=utf-8")


def _sent(request: Request, content: bytes, media_type: str) -> Response:
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


@lru_cache(maxsize=8)
def html(app: FastAPI, address: str) -> str:
    """Build the whole page; its examples call the server at that address."""
    document = app.openapi()
    info = document["info"]
    by_tag: dict[str, list[tuple[str, str, dict[str, Any]]]] = {each["name"]: [] for each in document.get("tags", ())}
    for found in operations(document):
        if ENDING not in found[1]:  # operations with an ending are shown with the operation that they belong to
            by_tag.setdefault((found[2].get("tags") or ["Other"])[0], []).append(found)
    told = {each["name"]: each.get("description", "") for each in document.get("tags", ())}
    tags = {tag: held for tag, held in by_tag.items() if held}
    return _PAGE.format(
        prefix=escape(prefix_of(address)),
        title=escape(info["title"]),
        version=escape(info["version"]),
        description=_marked(info.get("description", "")),
        licence=escape(info["license"]["name"]),
        contents="".join(_contents(tag, held) for tag, held in tags.items()),
        sections="\n".join(
            f'<section aria-labelledby="{_anchor(tag)}"><h2 id="{_anchor(tag)}">{escape(tag)}</h2>'
            f"<p>{_marked(told.get(tag, ''))}</p>"
            f"{''.join(_operation(each, document, address) for each in held)}</section>"
            for tag, held in tags.items()
        ),
    )


def _contents(tag: str, held: Iterable[tuple[str, str, dict[str, Any]]]) -> str:
    links = "".join(
        f'<li><a href="#{_anchor(operation["operationId"])}">{escape(operation["summary"])}</a></li>'
        for _, _, operation in held
    )
    return f'<details open><summary><a href="#{_anchor(tag)}">{escape(tag)}</a></summary><ul>{links}</ul></details>'


def _operation(found: tuple[str, str, dict[str, Any]], document: dict[str, Any], address: str) -> str:
    method, path, operation = found
    anchor, summary = _anchor(operation["operationId"]), escape(operation["summary"])
    paragraphs = "".join(f"<p>{_marked(each)}</p>" for each in operation.get("description", "").split("\n\n") if each)
    return (
        f'<article aria-labelledby="{anchor}"><h3 id="{anchor}"><a href="#{anchor}">{summary}</a></h3>'
        f'<p class="path"><b>{method.upper()}</b> <code>{escape(path)}</code></p>'
        f"{paragraphs}{_parameters(operation.get('parameters', ()))}{_example(method, path, operation, address)}"
        f"{_file(path, document, address)}{_responses(operation['responses'], document)}</article>"
    )


def _file(path: str, document: dict[str, Any], address: str) -> str:
    """Describe the address of the same answer with a file ending, where there is one."""
    operation = document["paths"].get(f"{path}{ENDING}", {}).get("get")
    if operation is None:
        return ""
    [ending] = [each["schema"]["enum"] for each in operation["parameters"] if each["name"] == "ending"]
    endings = ", ".join(f"<code>{escape(each)}</code>" for each in ending)
    return (
        f'<p id="{_anchor(operation["operationId"])}">As a file, for spreadsheets and data frames: '
        f"<code>{escape(path + ENDING)}</code> ({endings}).</p>"
        f"{_example('get', path + ENDING, operation, address)}"
    )


def _parameters(parameters: Iterable[dict[str, Any]]) -> str:
    rows = [
        f'<tr><th scope="row"><code>{escape(each["name"])}</code></th><td>{escape(each["in"])}'
        f"{', required' if each.get('required') else ''}</td><td>{_values(each['schema'])}</td>"
        f"<td>{_marked(each.get('description') or each['schema'].get('description', ''))}</td></tr>"
        for each in parameters
    ]
    return _table("Parameters", ("Name", "Where", "Value", "Meaning"), rows)


def _values(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return "one of the kinds named in the description"
    if "enum" in schema:
        shown = ", ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    elif "const" in schema:
        shown = f"<code>{escape(str(schema['const']))}</code>"
    else:
        bounds = [f"{schema[name]}" for name in ("minimum", "maximum") if name in schema]
        shown = escape(str(schema.get("type", "text"))) + (f" {' to '.join(bounds)}" if bounds else "")
    default = schema.get("default")
    return (
        shown if default is None else f"{shown}; without it <code>{escape(json.dumps(default).strip(chr(34)))}</code>"
    )


def _example(method: str, path: str, operation: dict[str, Any], address: str) -> str:
    """Show the command for a terminal and, for a GET request, a link."""
    given = [each for each in operation.get("parameters", ()) if _shown(each) is not None]
    filled = path
    for each in given:
        if each["in"] == "path":
            filled = filled.replace(f"{{{each['name']}}}", quote(str(_shown(each)), safe=""))
    if "{" in filled:
        return ""
    required = [(each["name"], _shown(each)) for each in given if each["in"] == "query" and each.get("required")]
    optional = [(each["name"], _shown(each)) for each in given if each["in"] == "query" and not each.get("required")]
    pairs = [pair for pair in (required or optional[:1]) if not isinstance(pair[1], dict)]
    whole = f"{filled}?{urlencode(pairs)}" if pairs else filled
    command = f"curl '{address}{whole}'" if method == "get" else f"curl -X {method.upper()} '{address}{filled}'"
    place = escape(prefix_of(address) + whole)
    link = f'<p>Try <a href="{place}">{place}</a></p>' if method == "get" else ""
    return f'<pre tabindex="0" role="region" aria-label="Example">{escape(command)}</pre>{link}'


def _shown(parameter: dict[str, Any]) -> Any:  # Any: text or number, depending on the parameter
    return parameter.get("example", (parameter["schema"].get("examples") or [None])[0])


def _responses(responses: dict[str, Any], document: dict[str, Any]) -> str:
    rows = [
        f'<tr><th scope="row">{escape(status)}</th><td>{_marked(each.get("description", ""))}</td>'
        f"<td>{'<br>'.join(f'<code>{escape(name)}</code>' for name in each.get('content', ()))}</td></tr>"
        for status, each in responses.items()
    ]
    held = responses.get("200", {}).get("content", {}).get("application/json", {})
    example = json.dumps(held["example"], indent=2, ensure_ascii=False) if "example" in held else ""
    block = f'<pre tabindex="0" role="region" aria-label="Answer">{escape(example)}</pre>'
    shown = f"<details><summary>An answer, cut short</summary>{block}</details>" if example else ""
    fields = _fields(held.get("schema", {}), document["components"]["schemas"])
    return _table("Answers", ("Status", "Meaning", "Forms"), rows) + fields + shown


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """List the members of a JSON answer, one level deep."""
    schema = schema.get("items", schema)
    schema = schema.get("anyOf", [schema])[0]
    found = schemas.get(schema.get("$ref", "").rpartition("/")[2], {})
    rows = [
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(_kind(each))}</td>'
        f"<td>{_marked(each.get('description', ''))}</td></tr>"
        for name, each in found.get("properties", {}).items()
    ]
    table = _table(f"{found.get('title', '')}: {found.get('description', '')}", ("Member", "Kind", "Meaning"), rows)
    return f"<details><summary>Members of the JSON answer</summary>{table}</details>" if rows else ""


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _table(caption: str, header: Iterable[str], rows: Iterable[str]) -> str:
    body = "".join(rows)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">{table}</div>' if body else ""


def _marked(text: str) -> str:
    """Escape the text for HTML and mark up what stands in backticks as code.

    >>> _marked("`a<b` & c")
    '<code>a&lt;b</code> &amp; c'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split()), quote=False))


def _anchor(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
