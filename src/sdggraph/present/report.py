"""A validation report for people: grouped and counted, with positions and remedies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby

from sdggraph import vocab
from sdggraph.numbers import counted
from sdggraph.present.text import clean, wrapped
from sdggraph.validate.report import Finding, Report

_IRI = re.compile(r"<([^<>]+)>")
_SHOWN = 50  # findings of one kind; the rest is counted, and --format json has them all


def text(report: Report) -> str:
    """Render the findings by severity and message, each with its places, and the totals."""
    lines = []
    for (severity, message), found in groupby(_by_message(report.findings), key=_kind):
        same = list(found)
        lines += wrapped(f"{severity} ({len(same)}): {message}", hang=2)
        lines += [clean(f"  {_where(finding)}") for finding in same[:_SHOWN]]
        lines += [f"  and {len(same) - _SHOWN} more"] if len(same) > _SHOWN else []
        lines.append("")
    lines += wrapped(_looked_at(report), hang=2)
    if report.left_out:
        lines += wrapped(f"Left out: {', '.join(report.left_out)}.", hang=2)
    verdict = "The data conform." if report.conforms else "The data do not conform."
    counts = ", ".join(f"{_plural(count, severity.value)}" for severity, count in report.counts.items())
    return "\n".join([*lines, f"{verdict} {counts}.", ""])


def json_text(report: Report) -> str:
    """Render every finding with all its fields as JSON."""
    held = {
        "conforms": report.conforms,
        "looked_at": dict(sorted(report.looked_at.items())),
        "left_out": list(report.left_out),
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "findings": [
            {
                "severity": finding.severity.value,
                "message": finding.message,
                "focus": finding.focus,
                "organisation": finding.organisation,
                "path": finding.path,
                "value": finding.value,
                "file": finding.file,
                "line": finding.line,
                "nearest": list(finding.nearest),
                "shape": finding.shape,
                "component": finding.component,
            }
            for finding in report.findings
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _looked_at(report: Report) -> str:
    """Say how many things of which kinds were checked; with other shapes than ours, by how many shapes."""
    if report.by_other_shapes:
        idle = [vocab.compact(shape) for shape, number in sorted(report.checked.items()) if not number]
        told = f"{_plural(sum(report.checked.values()), 'focus node')} of {_plural(len(report.checked), 'shape')}"
        return f"Looked at {told}." + (f" Nothing to look at for {', '.join(idle)}." if idle else "")
    kinds = sorted(report.looked_at.items(), key=lambda pair: (-pair[1], pair[0]))
    return f"Looked at {', '.join(f'{number} {vocab.compact(kind)}' for kind, number in kinds) or 'nothing'}."


def _by_message(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(
        findings, key=lambda finding: (finding.severity.rank, finding.message, finding.focus, finding.verdict)
    )


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.severity.value, finding.message


def _where(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    place = f"{finding.file}{line}: " if finding.file else ""
    value = f" = {vocab.compact(finding.value)!r}" if finding.value and finding.value != finding.focus else ""
    path = f" {_shortened(finding.path)}{value}" if finding.path else value
    owner = f" ({finding.organisation})" if finding.organisation else ""
    meant = " or ".join(map(vocab.compact, finding.nearest))
    asked = f"; do you mean {meant}?" if meant else ""
    if place and finding.focus.startswith("file:"):  # said of the file as a whole
        return f"{place}{value.removeprefix(' = ')}{owner}{asked}".rstrip(": ")
    return f"{place}{vocab.compact(finding.focus)}{path}{owner}{asked}"


def _shortened(path: str) -> str:
    """Return a path with its IRIs as names, where they have one."""
    return _IRI.sub(lambda found: _name(found[1]), path) if path.startswith(("(", "^", "<")) else vocab.compact(path)


def _name(iri: str) -> str:
    short = vocab.compact(iri)
    return short if short != iri else f"<{iri}>"


def _plural(count: int, noun: str) -> str:
    return counted(count, noun, "info" if noun == "info" else "")
