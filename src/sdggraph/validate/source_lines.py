"""Find the file and the line of each finding.

Turtle, N-Triples, TriG and N-Quads are split into statements, whatever their layout. In RDF/XML and JSON-LD a thing is
looked for by its name; its line is the first that mentions it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from sdggraph.errors import BadData, CannotRead
from sdggraph.files import line_starts, lines_of
from sdggraph.rdf.parsing import parse, read
from sdggraph.rdf.turtle_tokens import Token, is_directive, statements
from sdggraph.validate.report import Finding, Report

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")
_BASE: Final = "@base"
_LAST: Final = re.compile(r"[^/#:]*$")
# a prefix in a context of JSON-LD, or in RDF/XML
_PREFIX: Final = re.compile(r"""\"([\w-]+)\"\s*:\s*\"(https?:[^\"\s]+[/#])\"|\bxmlns:([\w-]+)\s*=\s*["']([^"']+)["']""")
_WORD: Final = re.compile(r"[\w%-]+")
_LIKE_TURTLE: Final = frozenset({ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG})


@dataclass(frozen=True)
class _Block:
    """The statements of a file about one subject."""

    file: str
    line: int
    lines: tuple[str, ...]
    prefixes: Mapping[str, str]

    def spellings(self, iri: str) -> list[str]:
        """Return how the file may spell an IRI."""
        prefixes = self.prefixes.items()
        short = [f"{name}:{iri[len(space) :]}" for name, space in prefixes if space and iri.startswith(space)]
        if _BASE in self.prefixes and iri.startswith(self.prefixes[_BASE]):
            short.append(f"<{iri[len(self.prefixes[_BASE]) :]}>")
        return [f"<{iri}>", *short]


class _LooseBlock(_Block):
    """The lines of a JSON-LD or RDF/XML file about one subject, as far as lines can tell."""

    def spellings(self, iri: str) -> list[str]:
        """Return how the file may spell an IRI: also by its last word alone."""
        last = _LAST.findall(iri)[0]
        words = [f'"{last}"', f"'{last}'", f"/{last}", f"#{last}"] if last else []
        return [f'"{iri}"', f"'{iri}'", *super().spellings(iri)[1:], *words]


def locate(report: Report, files: Iterable[Path]) -> Report:
    """Return the report with file and line for each finding that is in one of the files.

    The line is that of the offending value if it can be found, else of the property, else of the subject.
    """
    return replace(report, findings=tuple(located(report.findings, files)))


def located(findings: Iterable[Finding], files: Iterable[Path]) -> list[Finding]:
    """Return the findings, with file and line where they are in one of the files and have none yet."""
    findings = list(findings)
    wanted = {finding.focus for finding in findings if finding.file is None}
    blocks: dict[str, list[_Block]] = {}
    if wanted:
        words = {word for iri in wanted for word in _WORD.findall(iri)[-1:]}
        for path in sorted(files):
            for iri, block in _blocks(path, wanted, words):
                blocks.setdefault(iri, []).append(block)
    return [finding if finding.file else _placed(finding, blocks.get(finding.focus, [])) for finding in findings]


def _blocks(path: Path, wanted: set[str], wanted_words: set[str]) -> Iterable[tuple[str, _Block]]:
    try:
        content, syntax = read(path)
    except (CannotRead, BadData):
        return
    text = content.decode()
    if syntax not in _LIKE_TURTLE:
        yield from _loose_blocks(path, text, syntax, wanted)
        return
    if "\\" not in text and not wanted_words & set(_WORD.findall(text)):
        return  # none of the subjects is here: a search for words is faster than splitting into tokens
    lines, starts = lines_of(text), line_starts(text)
    prefixes: dict[str, str] = {}
    for statement in statements(text):
        if is_directive(statement):
            _declare(statement, prefixes)
        elif len(statement) > 2:  # with fewer tokens, it names a graph of TriG
            iri = _iri(statement[0], prefixes)
            if iri in wanted:
                first, last = (bisect(starts, statement[end].start) for end in (0, -1))
                yield iri, _Block(str(path), first, tuple(lines[first - 1 : last]), prefixes)


def _loose_blocks(path: Path, text: str, syntax: ox.RdfFormat, wanted: set[str]) -> Iterable[tuple[str, _Block]]:
    """Yield the lines from the first mention of a subject to the first mention of the next one."""
    try:
        quads = list(parse(text, str(path), syntax, path.resolve().as_uri()))
    except BadData:
        return
    subjects = {getattr(quad.subject, "value", "") for quad in quads}
    if not wanted & subjects:
        return
    lines = lines_of(text)
    prefixes = {found[1] or found[3]: found[2] or found[4] for found in _PREFIX.finditer(text)}
    first: dict[str, int] = {}
    for iri in subjects:
        spellings = _LooseBlock("", 0, (), prefixes).spellings(iri)
        first[iri] = next((number for number, line in enumerate(lines) if _mentions(line, spellings)), 0)
    starts = sorted({*first.values(), len(lines)})
    for iri in sorted(wanted & subjects):
        last = starts[bisect(starts, first[iri])] if lines else 0
        yield iri, _LooseBlock(str(path), first[iri] + 1, tuple(lines[first[iri] : last]), prefixes)


def _declare(statement: list[Token], prefixes: dict[str, str]) -> None:
    """Record a prefix or the base; the base is kept under a name that no prefix can have."""
    if len(statement) == 3 and statement[1].kind == "name":
        prefixes[statement[1].text.removesuffix(":")] = _iri(statement[2], prefixes)
    elif len(statement) == 2 and statement[1].kind == "iri":
        prefixes[_BASE] = _iri(statement[1], prefixes)


def _iri(token: Token, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token names; empty for anything else."""
    if token.kind == "iri":
        iri = _unescaped(token.text[1:-1])
        return urljoin(prefixes[_BASE], iri) if _BASE in prefixes else iri
    prefix, colon, local = token.text.partition(":")
    return prefixes.get(prefix, "") + _unescaped(local) if token.kind == "name" and colon else ""


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[3] or chr(int(found[1] or found[2], 16)), text)


def _placed(finding: Finding, blocks: list[_Block]) -> Finding:
    """Place the finding at its value, else at its property, else at its subject; the first file is preferred."""
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
        spellings = block.spellings(finding.path)
        at = next((n for n, line in enumerate(block.lines) if _mentions(line, spellings)), -1)
        if at < 0:
            at = 0
            if finding.value_term is None:
                return 0, 0
    if finding.value_term is not None and finding.value != finding.focus:
        spellings = _value_spellings(finding, block)
        for number in range(at, len(block.lines)):
            if _mentions(block.lines[number], spellings):
                return 2, number
    return (1 if at else 0), at


def _mentions(line: str, spellings: Iterable[str]) -> bool:
    return any(re.search(rf"(?<![\w:<]){re.escape(spelling)}(?![\w:-])", line) for spelling in spellings)


def _value_spellings(finding: Finding, block: _Block) -> list[str]:
    if finding.value is None or finding.value_term is None:
        return []
    if finding.value_term.startswith("<"):
        return block.spellings(finding.value)
    return [json.dumps(finding.value, ensure_ascii=False), finding.value]
