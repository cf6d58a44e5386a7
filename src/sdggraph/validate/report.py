"""What a validation found, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Severity(Enum):
    """How much a finding matters; only a violation makes data unfit."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest.

        >>> sorted(Severity, key=lambda severity: severity.rank)[0].value
        'violation'
        """
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth a look, and where it stands."""

    severity: Severity
    focus: str  # the IRI of what was judged
    message: str  # what is wrong, and what to do
    shape: str  # the IRI of the shape that says so
    component: str  # the kind of condition, without the namespace: MinCount, Pattern, ...
    path: str | None = None  # the IRI of the property; a longer path in SPARQL's notation
    value: str | None = None  # the offending value as plain text
    value_term: str | None = None  # the same as N-Triples writes it
    organisation: str | None = None  # the code of the organisation it belongs to
    file: str | None = None
    line: int | None = None
    # the result as SHACL describes it: predicates and objects in Turtle
    result: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    @property
    def verdict(self) -> tuple[str, ...]:
        """What every way of judging must agree on; it also orders findings."""
        parts = (self.focus, self.path, self.component, self.value_term, self.message, self.shape)
        return (str(self.severity.rank), *(part or "" for part in parts))


@dataclass(frozen=True)
class Report:
    """All findings, gravest first, and how much was judged."""

    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)  # shape -> number of things it was applied to
    method: str = "full"  # how it was found; the findings do not depend on it
    looked_at: Mapping[str, int] = field(default_factory=dict)  # kind of thing -> number of things of that kind
    left_out: tuple[str, ...] = ()  # the files below the folders that are not RDF and were not read
    by_other_shapes: bool = False  # judged by shapes that are not ours

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and hints do not count.

        >>> Report(()).conforms
        True
        """
        return not any(finding.severity is Severity.VIOLATION for finding in self.findings)

    @property
    def counts(self) -> dict[Severity, int]:
        """The number of findings of each severity, gravest first.

        >>> Report(()).counts[Severity.WARNING]
        0
        """
        return {severity: sum(finding.severity is severity for finding in self.findings) for severity in Severity}


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, gravest first, then by focus, path, component and value; equal ones are kept, as SHACL has it."""
    return tuple(sorted(findings, key=lambda finding: finding.verdict))


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same, each finding once: what two shapes find by one condition, people want to read once."""
    return ordered(set(findings))
