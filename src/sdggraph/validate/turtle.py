"""A report as a SHACL validation report in Turtle."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from sdggraph.validate.report import Finding, Report, Severity

_PREFIX = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
_SEVERITY = {Severity.VIOLATION: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}


def to_turtle(report: Report) -> str:
    """Write the report as Turtle; the same findings always give the same bytes.

    sh:conforms is false if there is any result, even a warning or a hint (SHACL 3.6.1.1). A result is named by a hash
    of its content. With our own shapes, which all have names, a path of more than one property is left out to avoid
    blank nodes; the source shape has it.

    >>> from sdggraph.validate.report import Report
    >>> print(to_turtle(Report(())), end="")
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    <BLANKLINE>
    <urn:sdggraph:report> a sh:ValidationReport ;
      sh:conforms true .
    """
    results = dict(zip(_names(report.findings), report.findings, strict=True))
    lines = ["<urn:sdggraph:report> a sh:ValidationReport ;", f"  sh:conforms {str(not results).lower()}"]
    if results:
        lines[-1] += " ;"
        lines.append("  sh:result\n    " + " ,\n    ".join(f"<{name}>" for name in sorted(results)))
    blocks = [_PREFIX, "\n".join(lines) + " .\n"]
    described = _described if report.by_other_shapes else _block
    return "\n".join([*blocks, *(described(name, results[name]) for name in sorted(results))])


def _names(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a name for each finding; equal findings are numbered."""
    seen: Counter[str] = Counter()
    for finding in findings:
        digest = _digest(finding)
        seen[digest] += 1
        yield f"urn:sdggraph:finding:{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else "")


def _described(name: str, finding: Finding) -> str:
    """Return a result as SHACL describes it."""
    said = [f"<{name}> a sh:ValidationResult", *(f"{predicate} {value}" for predicate, value in finding.result)]
    return " ;\n  ".join(said) + " .\n"


def _digest(finding: Finding) -> str:
    return hashlib.blake2b("\0".join(finding.verdict).encode(), digest_size=8).hexdigest()


def _block(name: str, finding: Finding) -> str:
    said = [
        f"<{name}> a sh:ValidationResult",
        f"sh:focusNode {finding.focus if finding.focus.startswith('_:') else f'<{finding.focus}>'}",
        f"sh:resultMessage {json.dumps(finding.message, ensure_ascii=False)}",
    ]
    if finding.path is not None and not finding.path.startswith(("(", "^", "<", "a ")):
        said.append(f"sh:resultPath <{finding.path}>")
    said.append(f"sh:resultSeverity {_SEVERITY[finding.severity]}")
    if finding.shape:
        said.append(f"sh:sourceConstraintComponent sh:{finding.component}ConstraintComponent")
        said.append(f"sh:sourceShape <{finding.shape}>")
    else:  # a finding of our own that no shape can produce
        said.append(f"sh:sourceConstraintComponent <urn:sdggraph:constraint:{finding.component}>")
    if finding.value_term is not None:
        said.append(f"sh:value {finding.value_term}")
    return " ;\n  ".join(said) + " .\n"
