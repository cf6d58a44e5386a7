"""In which file and line a finding stands.

Our own files are in canonical form: a subject stands at the start of a line, what is said of it is
indented. Other Turtle is searched in the same way and may not be understood; a finding then has no line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sdggraph.errors import CannotRead
from sdggraph.files import read_text
from sdggraph.validate.report import Finding, Report

_PREFIX: Final = re.compile(r"\s*(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_SUBJECT: Final = re.compile(r"(?:<([^<>\s]*)>|([A-Za-z][\w.-]*)?:((?:[^\s;,\\]|\\.)*))(?=\s|$)")


@dataclass(frozen=True)
class _Block:
    """What a file says of one subject."""

    file: str
    line: int
    lines: tuple[str, ...]
    prefixes: Mapping[str, str]


def locate(report: Report, files: Iterable[Path]) -> Report:
    """The report with a file and a line for each finding that stands in one of the files.

    The line is that of the offending value where it can be found, else of the property, else of the subject.
    """
    wanted = {finding.focus for finding in report.findings}
    blocks: dict[str, list[_Block]] = {}
    if wanted:
        for path in sorted(files):
            for iri, block in _blocks(path, wanted):
                blocks.setdefault(iri, []).append(block)
    return replace(
        report, findings=tuple(_placed(finding, blocks.get(finding.focus, [])) for finding in report.findings)
    )


def _blocks(path: Path, wanted: set[str]) -> Iterable[tuple[str, _Block]]:
    prefixes: dict[str, str] = {}
    try:
        lines = read_text(path).splitlines()
    except CannotRead:
        return
    starts = []
    for number, line in enumerate(lines):
        declared = _PREFIX.match(line)
        if declared:
            prefixes[declared[1]] = declared[2]
        elif line[:1] not in ("", " ", "\t", "#", "@", "]", ")", ".", ";", ","):
            starts.append(number)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = _SUBJECT.match(lines[start])
        if found:
            iri = found[1] if found[1] is not None else prefixes.get(found[2] or "", "") + found[3].replace("\\", "")
            if iri in wanted:
                yield iri, _Block(str(path), start + 1, tuple(lines[start:end]), prefixes)


def _placed(finding: Finding, blocks: list[_Block]) -> Finding:
    """The finding at its value, else at its property, else at its subject; the first file wins."""
    best: tuple[int, str, int] | None = None
    for block in blocks:
        precision, offset = _search(finding, block)
        found = (precision, block.file, block.line + offset)
        if best is None or precision > best[0]:
            best = found
    return finding if best is None else replace(finding, file=best[1], line=best[2])


def _search(finding: Finding, block: _Block) -> tuple[int, int]:
    at = 0
    if finding.path is not None:
        spellings = _spellings(finding.path, block.prefixes)
        at = next((n for n, line in enumerate(block.lines) if _mentions(line, spellings)), -1)
        if at < 0:
            at = 0
            if finding.value_term is None:
                return 0, 0
    if finding.value_term is not None and finding.value != finding.focus:
        spellings = _value_spellings(finding, block.prefixes)
        for number in range(at, len(block.lines)):
            if _mentions(block.lines[number], spellings):
                return 2, number
    return (1 if at else 0), at


def _mentions(line: str, spellings: Iterable[str]) -> bool:
    return any(re.search(rf"(?<![\w:<]){re.escape(spelling)}(?![\w:-])", line) for spelling in spellings)


def _value_spellings(finding: Finding, prefixes: Mapping[str, str]) -> list[str]:
    if finding.value is None or finding.value_term is None:
        return []
    if finding.value_term.startswith("<"):
        return _spellings(finding.value, prefixes)
    return [json.dumps(finding.value, ensure_ascii=False), finding.value]


def _spellings(iri: str, prefixes: Mapping[str, str]) -> list[str]:
    short = [f"{name}:{iri[len(space) :]}" for name, space in prefixes.items() if space and iri.startswith(space)]
    return [f"<{iri}>", *short]
