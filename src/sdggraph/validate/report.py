"""The report of a validation, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Severity(Enum):
    """The severity of a finding; only a violation makes data invalid."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most severe.

        >>> sorted(Severity, key=lambda severity: severity.rank)[0].value
        'violation'
        """
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """A problem in the data, or a place worth checking, and its position."""

    severity: Severity
    focus: str  # the IRI of the thing that was checked
    message: str  # the problem and the remedy
    shape: str  # the IRI of the shape
    component: str  # the kind of condition, without the namespace: MinCount, Pattern, ...
    path: str | None = None  # the IRI of the property; a longer path in SPARQL's notation
    value: str | None = None  # the offending value as plain text
    value_term: str | None = None  # the same in N-Triples
    organisation: str | None = None  # the code of the organisation it belongs to
    file: str | None = None
    line: int | None = None
    nearest: tuple[str, ...] = field(default=(), compare=False)  # values of the list that the wrong one may mean
    # the result as SHACL describes it: predicates and objects in Turtle
    result: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    @property
    def verdict(self) -> tuple[str, ...]:
        """The identity of a finding, on which all methods must agree; also the sort key."""
        parts = (self.focus, self.path, self.component, self.value_term, self.message, self.shape)
        return (str(self.severity.rank), *(part or "" for part in parts))


@dataclass(frozen=True)
class Report:
    """All findings, the most severe first, and what was checked."""

    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)  # shape -> number of focus nodes
    method: str = "full"  # "full" or "screen"; the findings do not depend on it
    looked_at: Mapping[str, int] = field(default_factory=dict)  # class -> number of things of that class
    left_out: tuple[str, ...] = ()  # files below the folders that are not RDF and were not read
    by_other_shapes: bool = False  # validated by shapes that are not ours

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and hints do not count.

        >>> Report(()).conforms
        True
        """
        return not any(finding.severity is Severity.VIOLATION for finding in self.findings)

    @property
    def counts(self) -> dict[Severity, int]:
        """The number of findings of each severity, the most severe first.

        >>> Report(()).counts[Severity.WARNING]
        0
        """
        return {severity: sum(finding.severity is severity for finding in self.findings) for severity in Severity}


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by severity, focus, path, component and value. Equal ones are kept, as SHACL demands."""
    return tuple(sorted(findings, key=lambda finding: finding.verdict))


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without repeats: two conditions may say the same of one value in the same words."""
    once: dict[tuple[object, ...], Finding] = {}
    for finding in ordered(findings):
        said = (finding.severity, finding.focus, finding.path, finding.value_term, finding.message)
        once.setdefault(said, finding)
    return tuple(once.values())
