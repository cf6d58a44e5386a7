"""The change log of the data as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sdggraph.model.difference import ADDED, CHANGED, KINDS, REMOVED, Change, Field, Log
from sdggraph.numbers import counted
from sdggraph.present.text import clean, markdown_cell

_SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
_NOTHING = "Nothing changed on record."
FORMATS = ("text", "markdown", "json")


def rendered(log: Log, format: str) -> str:
    """Render the log as text, markdown or json."""
    return {"text": text, "markdown": markdown, "json": json_text}[format](log)


def text(log: Log) -> str:
    """Render the log for a terminal: + added, - removed, ~ changed."""
    lines = [f"What changed from {clean(log.old)} to {clean(log.new)}", _summary(log)]
    for kind, title in KINDS.items():
        changes = list(_of(log, kind))
        if changes:
            lines += ["", title]
        for change in changes:
            lines.append(f"  {_SIGNS[change.what]} {clean(change.title)}")
            lines += [f"      {clean(_field(field))}" for field in change.fields]
    return "\n".join(lines) + "\n"


def markdown(log: Log) -> str:
    """Render the log as a Markdown page."""
    lines = [f"# What changed from {markdown_cell(log.old)} to {markdown_cell(log.new)}", "", _summary(log)]
    for kind, title in KINDS.items():
        for what in _SIGNS:
            changes = log.of(kind, what)
            if changes:
                lines += ["", f"## {title} {what}: {len(changes):,}", ""]
            for change in changes:
                lines.append(f"- {markdown_cell(change.title)}")
                lines += [f"  - {markdown_cell(_field(field))}" for field in change.fields]
    return "\n".join(lines) + "\n"


def json_text(log: Log) -> str:
    """Render the log as JSON, with IRIs."""
    changes = [
        {
            "kind": change.kind,
            "change": change.what,
            "iri": change.iri,
            "title": change.title,
            "fields": [field._asdict() for field in change.fields],
        }
        for change in log.changes
    ]
    return json.dumps({"old": log.old, "new": log.new, "changes": changes}, ensure_ascii=False, indent=2) + "\n"


def _of(log: Log, kind: str) -> Iterator[Change]:
    for what in _SIGNS:
        yield from log.of(kind, what)


def _summary(log: Log) -> str:
    parts = []
    for kind, title in KINDS.items():
        noun = title.lower()
        told = [f"{len(log.of(kind, what)):,} {what}" for what in _SIGNS if log.of(kind, what)]
        if told:
            parts.append(f"{noun}: {', '.join(told)}")
    if not parts:
        return _NOTHING
    return f"{counted(len(log.changes), 'change')}. {'; '.join(parts).capitalize()}."


def _field(field: Field) -> str:
    if len(field.before) == 1 and len(field.after) == 1:
        return f"{field.name}: {field.before[0]} → {field.after[0]}"
    told = [f"+ {value}" for value in field.after] + [f"- {value}" for value in field.before]
    return f"{field.name}: {'; '.join(told)}"
