"""A report as a SHACL validation report in Turtle."""

from __future__ import annotations

import hashlib
import json

from sdggraph.validate.report import Finding, Report, Severity

_PREFIX = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
_SEVERITY = {Severity.VIOLATION: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}


def to_turtle(report: Report) -> str:
    """The report as Turtle, without blank nodes: the same findings always give the same bytes.

    A result is named by a hash of what it says. A path of more than one property is left out; the
    source shape tells it.

    >>> from sdggraph.validate.report import Report
    >>> print(to_turtle(Report(())), end="")
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    <BLANKLINE>
    <urn:sdggraph:report> a sh:ValidationReport ;
      sh:conforms true .
    """
    results = {f"urn:sdggraph:finding:{_digest(finding)}": finding for finding in report.findings}
    lines = ["<urn:sdggraph:report> a sh:ValidationReport ;", f"  sh:conforms {str(report.conforms).lower()}"]
    if results:
        lines[-1] += " ;"
        lines.append("  sh:result\n    " + " ,\n    ".join(f"<{name}>" for name in sorted(results)))
    blocks = [_PREFIX, "\n".join(lines) + " .\n"]
    return "\n".join([*blocks, *(_block(name, results[name]) for name in sorted(results))])


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
    said.append(f"sh:sourceConstraintComponent sh:{finding.component}ConstraintComponent")
    said.append(f"sh:sourceShape <{finding.shape}>")
    if finding.value_term is not None:
        said.append(f"sh:value {finding.value_term}")
    return " ;\n  ".join(said) + " .\n"
